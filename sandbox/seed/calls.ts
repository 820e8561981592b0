import type { Faker } from '@faker-js/faker';
import { DateTime } from 'luxon';

/** How a call ended, in the words that the filter `call_type` uses after the direction. */
export type CallOutcome =
	| 'ANSWERED'
	| 'UNANSWERED'
	| 'BUSY'
	| 'FAILED'
	| 'RESTRICTED'
	| 'BLOCKED'
	| 'CANCELLED'
	| 'MISSED'
	| 'ABANDONED'
	| 'VOICEMAIL';

/**
 * One call in compact form; its other fields are derived when it is shown. Durations are in seconds, `at` is
 * UTC epoch seconds; `contact`, `number` and `agent` are indexes in the sandbox's lists.
 */
export interface CallRow {
	id: number;
	at: number;
	direction: 'Incoming' | 'Outgoing';
	outcome: CallOutcome;
	contact: number;
	number: number;
	agent: number;
	ring: number;
	talk: number;
	hold: number;
	queueWait: number;
	wrapUp: number;
	disposition: string;
	notes: string;
	/** "" or "0" to "5" in halves. */
	rating: string;
	digit: string;
	traits: string[];
	/** Index in the list of voice agents; -1 for a person. */
	voiceAgent: number;
	recorded: boolean;
	/** Still in progress: no journey, no recording yet. */
	running: boolean;
	/** Of a call that the sandbox plays; without it everything there is to know is there at once. */
	play?: CallPlay;
}

/** From when on the API shows the parts of a played call: epoch milliseconds, Infinity for never. */
export interface CallPlay {
	/** In lists. */
	listed: number;
	/** As picked up; until then it rings. */
	pickedUp: number;
	agentData: number;
	report: number;
}

/** The account's AI voice agents. */
export const VOICE_AGENTS = [
	{ id: 'agent_0c1d2e3f4a5b6c7d8e9f', name: 'Front Desk' },
	{ id: 'agent_1a2b3c4d5e6f7a8b9c0d', name: 'After Hours' },
];

/** Dispositions that exist in the account, "List title: Code". */
export const DISPOSITIONS = [
	'Sales: Follow Up',
	'Sales: Won',
	'Sales: Not Interested',
	'Sales: Wrong Number',
	'Support: Solved',
	'Support: Escalated',
	'Support: Callback Requested',
];

const NOTES = [
	'Send the invoice again',
	'Asked for a call back on Tuesday',
	'Wants the annual plan, check discount',
	'Left a message with the assistant',
	'Problem solved on the call',
];

const OUTCOMES = {
	Incoming: [
		{ weight: 62, value: 'ANSWERED' },
		{ weight: 18, value: 'MISSED' },
		{ weight: 9, value: 'VOICEMAIL' },
		{ weight: 7, value: 'ABANDONED' },
		{ weight: 2, value: 'BUSY' },
		{ weight: 2, value: 'FAILED' },
	],
	Outgoing: [
		{ weight: 58, value: 'ANSWERED' },
		{ weight: 30, value: 'UNANSWERED' },
		{ weight: 5, value: 'BUSY' },
		{ weight: 3, value: 'CANCELLED' },
		{ weight: 2, value: 'FAILED' },
		{ weight: 1, value: 'RESTRICTED' },
		{ weight: 1, value: 'BLOCKED' },
	],
} satisfies Record<CallRow['direction'], Array<{ weight: number; value: CallOutcome }>>;

/** Share of the day's calls in each hour of the account's zone. */
const HOURS = [1, 1, 1, 1, 1, 1, 2, 6, 30, 55, 60, 50, 35, 48, 58, 54, 40, 20, 8, 4, 3, 2, 2, 1];
const DAYS = 90;
const FIRST_ID = 328_000_000;

/** The facts needed to make up calls. */
export interface CallPlan {
	count: number;
	contacts: number;
	numbers: number;
	agents: number;
	/** End of the 90 days. */
	now: Date;
	timeZone: string;
}

/** Makes up the calls of 90 days, oldest first, with ascending ids. */
export function inventCalls(faker: Faker, plan: CallPlan): CallRow[] {
	const moments = inventMoments(faker, plan);
	return moments.map((at, index) =>
		inventCall(faker, plan, FIRST_ID + index * 13 + faker.number.int(12), at),
	);
}

/** Makes up one call at a moment (UTC epoch seconds). */
export function inventCall(
	faker: Faker,
	plan: Pick<CallPlan, 'contacts' | 'numbers' | 'agents'>,
	id: number,
	at: number,
): CallRow {
	const chance = (share: number) => faker.number.float() < share;
	const direction = chance(0.55) ? 'Incoming' : 'Outgoing';
	const outcome = faker.helpers.weightedArrayElement<CallOutcome>(OUTCOMES[direction]);
	const answered = outcome === 'ANSWERED';
	const voiceAgent = answered && chance(0.06) ? faker.number.int({ max: VOICE_AGENTS.length - 1 }) : -1;
	const queued = direction === 'Incoming' && chance(0.35);
	const ivr = direction === 'Incoming' && chance(0.3);
	const talk = answered
		? faker.number.int({ min: 8, max: chance(0.15) ? 1800 : 420 })
		: outcome === 'VOICEMAIL'
			? faker.number.int({ min: 5, max: 60 })
			: 0;
	const traits = [
		...(queued ? ['QUEUE'] : []),
		...(ivr ? ['IVR'] : []),
		...(queued && chance(0.08) ? ['CALLBACK'] : []),
		...(direction === 'Incoming' && chance(0.04) ? ['FORWARD'] : []),
		...(answered && chance(0.05) ? ['TRANSFER'] : []),
		...(answered && chance(0.01) ? ['MERGE'] : []),
		...(voiceAgent >= 0 ? ['VOICE_AGENT'] : []),
	];
	return {
		id,
		at,
		direction,
		outcome,
		// The square prefers the front of the list, so some contacts call often.
		contact: Math.floor(faker.number.float() ** 2 * plan.contacts),
		number: faker.number.int({ max: plan.numbers - 1 }),
		agent: faker.number.int({ max: plan.agents - 1 }),
		ring: faker.number.int({ min: 2, max: answered ? 20 : 45 }),
		talk,
		hold: answered && chance(0.2) ? faker.number.int({ min: 3, max: Math.max(4, Math.floor(talk / 3)) }) : 0,
		queueWait: queued ? faker.number.int({ min: 2, max: 240 }) : 0,
		wrapUp: answered && chance(0.5) ? faker.number.int({ min: 5, max: 120 }) : 0,
		disposition: answered && chance(0.6) ? faker.helpers.arrayElement(DISPOSITIONS) : '',
		notes: answered && chance(0.25) ? faker.helpers.arrayElement(NOTES) : '',
		rating: answered && chance(0.15) ? String(faker.number.int({ min: 4, max: 10 }) / 2) : '',
		digit: ivr ? String(faker.number.int({ min: 1, max: 5 })) : '',
		traits,
		voiceAgent,
		recorded: talk > 0 && chance(0.9),
		running: false,
	};
}

/** Moments of the calls: spread over 90 days by the hour of the account's zone, fewer at weekends; ascending. */
function inventMoments(faker: Faker, { count, now, timeZone }: CallPlan): number[] {
	const end = Math.floor(now.getTime() / 1000);
	const today = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day');
	const slots = Array.from({ length: DAYS }, (_, index) => {
		const day = today.minus({ days: DAYS - 1 - index });
		// Luxon takes a while for each hour, and only the days on which a clock is changed need it.
		const next = today.minus({ days: DAYS - 2 - index });
		const isPlain = next.toSeconds() - day.toSeconds() === 24 * 3600;
		return Array.from({ length: 24 }, (_hour, place) => {
			const at = isPlain ? undefined : day.set({ hour: place });
			const { weekday, hour } = at ?? { weekday: day.weekday, hour: place };
			const weight = (HOURS[hour] ?? 1) * (weekday > 5 ? 0.15 : 1);
			return { start: at?.toSeconds() ?? day.toSeconds() + place * 3600, weight };
		});
	})
		.flat()
		.filter(({ start }) => start < end);
	const cumulated: number[] = [];
	let sum = 0;
	for (const { weight } of slots) cumulated.push((sum += weight));
	const moments = Array.from({ length: count }, () => {
		const target = faker.number.float({ max: sum });
		let low = 0;
		let high = slots.length - 1;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((cumulated[middle] ?? 0) < target) low = middle + 1;
			else high = middle;
		}
		const start = slots[low]?.start ?? end;
		return start + faker.number.int({ max: Math.max(0, Math.min(3599, end - start - 1)) });
	});
	return moments.sort((a, b) => a - b);
}
