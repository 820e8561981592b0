import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { SettingsChange, VoiceAgentCallPlay } from '../../sandbox/settings';
import { until } from '../harness/gate';
import { byId, SECRET, useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 50 });

const MINUTE = 60_000;
/** The numbers of ten items. */
const PHONES = Array.from({ length: 10 }, (_, place) => `1415555013${place}`);
const itemsOf = (phones: readonly unknown[]): INodeExecutionData[] =>
	phones.map((phone) => ({ json: { phone: phone as string } }));

const parameters = (more: INodeParameters = {}): INodeParameters => ({
	voiceAgentId: byId(env.sandbox.state.voiceAgents[0]?.id),
	contactNumber: '=+{{ $json.phone }}',
	hasConsent: true,
	waitForOutcome: true,
	...more,
});
const start = async (
	phones: readonly unknown[] = [PHONES[0]],
	more: INodeParameters = {},
	settings: Partial<INode> = {},
	signal?: AbortSignal,
) => await env.run('voiceAgent', 'startCall', parameters(more), { items: itemsOf(phones), settings, signal });

type Plays = NonNullable<SettingsChange['voiceAgentCalls']>;
const play = (voiceAgentCalls: Plays) => env.sandbox.set({ voiceAgentCalls });

const requests = (operationId: string) =>
	env.sandbox.requests().filter((request) => request.operationId === operationId);
/** The numbers that were called, in order. */
const called = () =>
	env.sandbox.state.calls.slice(50).map(({ contact }) => env.sandbox.state.contacts[contact]?.number);
const jsonOf = (items: readonly INodeExecutionData[]) => items.map(({ json }) => json);
const typeOf = ({ call_info }: IDataObject) => (call_info as IDataObject).type;
const seconds = async (work: () => Promise<unknown>) => {
	const before = env.clock.skipped();
	await work();
	return (env.clock.skipped() - before) / 1000;
};

it('gives the call, its summary, its transcript and what the voice agent collected', async () => {
	const { items, error } = await start();
	expect(error).toBeUndefined();
	const [json = {}] = jsonOf(items);
	const row = env.sandbox.state.calls.at(-1);
	expect(json).toMatchObject({
		outcome_complete: true,
		outcome_note: '',
		id: row?.id,
		contact_number: PHONES[0],
		ai_agent_name: 'Front Desk',
		call_info: { direction: 'Outgoing', type: 'Answered' },
		call_duration: { conversation_time: 45 },
		summary: expect.stringMatching(/^The caller asked about/) as string,
		transcript: expect.stringContaining(': Good morning, how can I help you?\n') as string,
		collected: { PreferredDay: expect.stringMatching(/day$/) as string },
		voice_agent_data: { call_answered_by: 'Human', action_count: 1 },
		ai_report: { action_items: expect.any(String) as string },
	});
	expect(json.ai_report).not.toHaveProperty('call_transcription');
	expect(items[0]?.pairedItem).toEqual({ item: 0 });
	expect(called()).toEqual([PHONES[0]]);
});

it('without the option gives the answer to the start at once', async () => {
	const { items } = await start([PHONES[0]], { waitForOutcome: false });
	expect(items[0]?.json).toMatchObject({ call_info: { status: 'Queued' } });
	expect(items[0]?.json).not.toHaveProperty('outcome_complete');
	expect(env.sandbox.requests()).toHaveLength(1);
});

it('a receiver who is skipped has no outcome, and the others are followed', async () => {
	const [contact] = env.sandbox.state.contactRecords;
	Object.assign(contact ?? {}, { contact_number: PHONES[1], status: { blacklist: true, dnd: false, dnm: false } });
	const { items } = await start(PHONES.slice(0, 3), { additionalFields: { skipBlocked: true } });
	expect(called()).toEqual([PHONES[0], PHONES[2]]);
	expect(items[1]?.json).toEqual({
		sent: false,
		reason: `+${PHONES[1]} is on JustCall's list Blacklist.`,
		contact_number: `+${PHONES[1]}`,
	});
	expect(jsonOf(items).map(({ outcome_complete }) => outcome_complete)).toEqual([true, undefined, true]);
});

it('version 1 has no such option, even with a value for it', async () => {
	const { items } = await start([PHONES[0]], {}, { typeVersion: 1 });
	expect(items[0]?.json).not.toHaveProperty('outcome_complete');
	expect(env.sandbox.requests()).toHaveLength(1);
});

it('starts all calls before it looks, and looks at all of them with one list', async () => {
	play({ listed: 'running' });
	const { items } = await start(PHONES);
	expect(called()).toEqual(PHONES);
	expect(jsonOf(items).map(({ contact_number }) => contact_number)).toEqual(PHONES);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual(PHONES.map((_, item) => ({ item })));
	expect(jsonOf(items).every(({ outcome_complete }) => outcome_complete === true)).toBe(true);
	const order = env.sandbox.requests().map(({ operationId }) => operationId);
	expect(order.slice(0, 10)).toEqual(PHONES.map(() => 'startVoiceAgentCall'));
	expect(order.slice(10)).not.toContain('startVoiceAgentCall');
	// Over after 50 seconds, with data after 70: looks after 15, 34, 57 and 86.
	expect(requests('listCalls').length).toBeLessThanOrEqual(5);
	expect(requests('getCallAi').length).toBeLessThanOrEqual(30);
});

it('ten items that end in ten ways', async () => {
	const ways: Array<[Partial<VoiceAgentCallPlay>, unknown, boolean, RegExp]> = [
		[{}, 'Answered', true, /^$/],
		[{ outcome: 'UNANSWERED' }, 'Unanswered', true, /^$/],
		[{ queue: 120 }, 'Answered', true, /^$/],
		[{ outcome: 'BUSY', ring: 0 }, 'Busy', true, /^$/],
		// Outlasts the bound.
		[{ talk: 3600 }, 'In Progress', false, /^The call was not over after 10 minutes\.$/],
		// Is not listed within the bound.
		[{ queue: 3600 }, undefined, false, /^JustCall did not list the call within 10 minutes\.$/],
		// Too short for an AI report.
		[{ talk: 4 }, 'Answered', false, /has not given the AI report with summary and transcript yet\./],
		[{ agentData: 3600 }, 'Answered', false, /has not given the data of the voice agent yet\.$/],
		[{ outcome: 'FAILED', ring: 0 }, 'Failed', true, /^$/],
		[{ agentData: 100, report: 200 }, 'Answered', true, /^$/],
	];
	play({
		listed: 'running',
		numbers: Object.fromEntries(ways.map(([how], place) => [PHONES[place], how])),
	});
	const { items, status } = await start(PHONES, { waitAtMost: 10 });
	expect(status).toBe('success');
	expect(called()).toEqual(PHONES);
	expect(jsonOf(items).map((json) => [typeOf(json), json.outcome_complete])).toEqual(
		ways.map(([, type, isComplete]) => [type, isComplete]),
	);
	ways.forEach(([, , , note], place) => expect(items[place]?.json.outcome_note).toMatch(note));
	// What is known so far is there.
	expect(items[4]?.json).toMatchObject({ call_info: { type: 'In Progress' }, contact_number: PHONES[4] });
	expect(items[5]?.json).toMatchObject({
		call_info: { status: 'Queued' },
		call_sid: expect.any(String) as string,
	});
	expect(items[6]?.json).toMatchObject({
		collected: { PreferredDay: expect.any(String) as string },
		summary: '',
	});
	expect(items[7]?.json).toMatchObject({ collected: {}, summary: expect.stringMatching(/./) as string });
});

it.each([
	[{ outcome: 'UNANSWERED' as const }, 0, 60],
	[{}, 70, 120],
	// Some minutes after the end of a call nothing more is waited for.
	[{ talk: 4 }, 300, 420],
	[{ talk: 7200 }, 899, 900],
])('waits as long as it must, and no longer: %j', async (how, least, most) => {
	play({ listed: 'running', ...how });
	const waited = await seconds(async () => await start());
	expect(waited).toBeGreaterThanOrEqual(least);
	expect(waited).toBeLessThanOrEqual(most + 1);
});

it('takes an account without JustCall AI as it is', async () => {
	play({ talk: 4 });
	const { items } = await start([PHONES[0]], { additionalFields: { waitForReport: false } });
	expect(items[0]?.json).toMatchObject({ outcome_complete: true, summary: '' });
	expect(items[0]?.json).not.toHaveProperty('ai_report');
	expect(requests('getCallAi')).toEqual([]);
});

it('an expression lets some items wait and others not, each with its own bound', async () => {
	play({ listed: 'running', talk: 3600 });
	const waits = { waitForOutcome: '={{ $itemIndex !== 1 }}', waitAtMost: '={{ $itemIndex + 1 }}' };
	const { items } = await start(PHONES.slice(0, 3), waits);
	expect(jsonOf(items).map(({ outcome_note }) => outcome_note)).toEqual([
		'The call was not over after one minute.',
		undefined,
		'The call was not over after 3 minutes.',
	]);
});

it.each([0, 121, 1.5, -1, 'soon', '', true, {}])(
	'refuses a bound like %j before it calls',
	async (waitAtMost) => {
		const { error } = await start([PHONES[0]], { waitAtMost: `={{ ${JSON.stringify(waitAtMost)} }}` });
		expect(error?.message).toMatch(/^'Wait at Most \(Minutes\)' /);
		expect(env.sandbox.requests()).toEqual([]);
	},
);

it.each(['"maybe"', '({})', '2'])('refuses a switch like %s before it calls', async (value) => {
	const { error } = await start([PHONES[0]], { waitForOutcome: `={{ ${value} }}` });
	expect(error?.message).toMatch(/^'Wait for the Outcome' /);
	expect(env.sandbox.requests()).toEqual([]);
});

it('a bad item stops the run before anybody is called', async () => {
	const { error } = await start(PHONES.map((phone, place) => (place === 5 ? '' : phone)));
	expect(error?.message).toMatch(/^Item 6 of 10: /);
	expect(env.sandbox.requests()).toEqual([]);
});

it('finds its calls among many others, and reads no more pages than it needs', async () => {
	play({ listed: 'running' });
	const [row] = env.sandbox.state.calls.slice(-1);
	const now = Math.floor(Date.now() / 1000);
	// An account in which somebody calls every second.
	for (let place = 0; place < 250; place++)
		env.sandbox.state.calls.push({ ...row!, id: row!.id + 1 + place, at: now - 250 + place });
	const { items } = await start(PHONES.slice(0, 2));
	expect(jsonOf(items).map(({ outcome_complete }) => outcome_complete)).toEqual([true, true]);
	const pages = requests('listCalls').map(({ query }) => Number(query.page));
	expect(Math.max(...pages)).toBe(2);
	for (const { query } of requests('listCalls'))
		expect(query).toMatchObject({
			order: 'asc',
			from_datetime: expect.stringMatching(/^\d{4}-\d\d-\d\d /) as string,
		});
});

it('says when the answer to the start has no sid, and follows the others', async () => {
	const answer = { call_sid: '', contact_number: PHONES[0], call_info: { status: 'Queued' } };
	env.sandbox.fault({
		kind: 'status',
		status: 200,
		body: { status: 'success', data: answer },
		match: { operationId: 'startVoiceAgentCall' },
	});
	const { items } = await start(PHONES.slice(0, 2));
	expect(jsonOf(items).map(({ outcome_note }) => outcome_note)).toEqual([
		'JustCall gave no call_sid, so the call cannot be followed.',
		'',
	]);
});

describe('a fault while it follows', () => {
	it.each([429, 500, 503, 524])('%i for some time: the outcome is complete all the same', async (status) => {
		for (const operationId of ['listCalls', 'getCallVoiceAgentData', 'getCallAi'])
			env.sandbox.fault({ kind: 'status', status, times: 7, match: { operationId } });
		const { items, error } = await start(PHONES.slice(0, 3));
		expect(error).toBeUndefined();
		expect(jsonOf(items).map(({ outcome_complete }) => outcome_complete)).toEqual([true, true, true]);
		expect(called()).toEqual(PHONES.slice(0, 3));
	});

	it.each<[string, object, RegExp]>([
		[
			'an outage',
			{ kind: 'status', status: 500 },
			/did not list the call within 5 minutes\. The last look failed: .*500/,
		],
		[
			'a cut connection',
			{ kind: 'reset' },
			/did not list the call within 5 minutes\. The last look failed: /,
		],
		['an HTML page', { kind: 'html' }, /did not list the call within 5 minutes\. The last look failed: /],
		[
			'a wrong key',
			{ kind: 'status', status: 401 },
			/could not be followed to its end\. The last look failed: .*API key/,
		],
		[
			'a refusal',
			{ kind: 'status', status: 403 },
			/could not be followed to its end\. The last look failed: /,
		],
	])(
		'%s that does not end: the calls are given with the reason, and never made again',
		async (_name, how, note) => {
			env.sandbox.fault({
				...(how as { kind: 'status' }),
				times: 10_000,
				match: { operationId: 'listCalls' },
			});
			const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
			const { items, status } = await start(PHONES, { waitAtMost: 5 }, settings);
			expect([status, called()]).toEqual(['success', PHONES]);
			for (const { json } of items) {
				expect(json).toMatchObject({ outcome_complete: false, call_sid: expect.any(String) as string });
				expect(json.outcome_note).toMatch(note);
				expect(json.outcome_note).not.toContain(SECRET);
				expect(json).not.toHaveProperty('error');
			}
		},
	);

	it.each([400, 403])(
		'%i for the AI report of an account that has none leaves the rest complete',
		async (status) => {
			env.sandbox.fault({ kind: 'status', status, times: 10_000, match: { operationId: 'getCallAi' } });
			const { items } = await start();
			expect(items[0]?.json).toMatchObject({
				outcome_complete: false,
				outcome_note: expect.stringMatching(
					/the AI report .* yet\. The last look failed: .*switch off/,
				) as string,
				collected: { PreferredDay: expect.any(String) as string },
			});
		},
	);

	it('a used-up rate limit: it waits for the next window, and starts nothing twice', async () => {
		env.sandbox.set({ rateLimits: { burst: { limit: 12, seconds: 60 } } });
		const { items } = await start(PHONES);
		expect(jsonOf(items).every(({ outcome_complete }) => outcome_complete === true)).toBe(true);
		expect(called()).toEqual(PHONES);
	});

	it.each(['200', '3000'])(
		'does not wait past its bound for a window that opens in %s seconds',
		async (opens) => {
			play({ talk: 3600 });
			const waited = await seconds(async () => {
				env.sandbox.fault({
					kind: 'status',
					status: 429,
					headers: { 'retry-after': opens },
					times: 10_000,
					match: { operationId: 'listCalls' },
				});
				const { items } = await start([PHONES[0]], { waitAtMost: 1 });
				expect(items[0]?.json.outcome_note).toMatch(/within one minute\. The last look failed: .*limit/i);
			});
			expect(waited).toBeLessThanOrEqual(95);
		},
	);
});

describe('n8n runs the node again', () => {
	const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

	it.each([0, 5, 9])('after item %i was refused: nobody is called twice, all are followed', async (place) => {
		env.sandbox.fault({
			kind: 'status',
			status: 400,
			match: { operationId: 'startVoiceAgentCall' },
			after: place,
		});
		const { items, status } = await start(PHONES, {}, RETRY);
		expect([status, called()]).toEqual(['success', PHONES]);
		expect(jsonOf(items).every(({ outcome_complete }) => outcome_complete === true)).toBe(true);
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'%s: the calls that were started are followed, the refused one fails',
		async (onError) => {
			env.sandbox.fault({
				kind: 'status',
				status: 400,
				match: { operationId: 'startVoiceAgentCall' },
				after: 4,
			});
			const { items, errorItems } = await start(PHONES, {}, { onError });
			expect(called()).toEqual(PHONES.filter((_, place) => place !== 4));
			const all = [...items, ...errorItems];
			expect(all.filter(({ json }) => json.outcome_complete === true)).toHaveLength(9);
			const failed = all.filter(({ json }) => json.error !== undefined);
			expect(failed.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 4 }]);
			expect(failed[0]?.json).not.toHaveProperty('outcome_complete');
		},
	);
});

it("n8n's Stop ends the wait", async () => {
	play({ listed: 'running', talk: 3600 });
	const cancel = new AbortController();
	const before = env.clock.skipped();
	const running = start(PHONES, { waitAtMost: 120 }, { retryOnFail: true }, cancel.signal);
	await until(() => requests('listCalls').length > 0);
	cancel.abort();
	await running;
	expect(env.clock.skipped() - before).toBeLessThan(60 * MINUTE);
	expect(called()).toEqual(PHONES);
	const looks = requests('listCalls').length;
	await new Promise((resolve) => setImmediate(resolve));
	expect(requests('listCalls')).toHaveLength(looks);
});
