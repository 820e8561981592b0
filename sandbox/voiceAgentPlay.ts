import type { CallRow } from './seed/calls';
import type { Settings } from './settings';

/** A call as the settings play it. */
interface PlayedCall {
	facts: Partial<CallRow>;
	/** When it is over, epoch milliseconds. */
	end: number;
}

/**
 * How a call that begins now goes on: it waits, rings, goes on, ends, and its data come later.
 *
 * @param number that is called, digits with country code
 * @param now epoch milliseconds
 */
export function playedCall(
	{ listed, numbers, ...standard }: Settings['voiceAgentCalls'],
	number: string,
	now: number,
): PlayedCall {
	const { outcome, queue, ring, talk, agentData, report } = { ...standard, ...numbers[number] };
	const isAnswered = outcome === 'ANSWERED';
	const rings = now + queue * 1000;
	const ringsUntil = rings + ring * 1000;
	const end = isAnswered ? ringsUntil + talk * 1000 : ringsUntil;
	const afterEnd = (seconds: number) => (isAnswered ? end + seconds * 1000 : Infinity);
	return {
		end,
		facts: {
			outcome,
			ring,
			talk: isAnswered ? talk : 0,
			hold: 0,
			wrapUp: 0,
			recorded: isAnswered,
			disposition: '',
			notes: '',
			rating: '',
			play: {
				listed: listed === 'over' ? end : rings,
				pickedUp: isAnswered ? ringsUntil : Infinity,
				agentData: afterEnd(agentData),
				report: afterEnd(report),
			},
		},
	};
}

/** Lets a call end at a moment, epoch milliseconds. Nothing waits for it: the row tells it when it is read. */
export function endAt(row: CallRow, end: number): void {
	let changed: boolean | undefined;
	Object.defineProperty(row, 'running', {
		get: () => changed ?? Date.now() < end,
		set: (running: boolean) => (changed = running),
		enumerable: true,
		configurable: true,
	});
}

/** Whether a part of a call may be shown now. */
export function isThere({ play }: Pick<CallRow, 'play'>, part: keyof NonNullable<CallRow['play']>): boolean {
	return play === undefined || Date.now() >= play[part];
}
