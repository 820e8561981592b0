import type { IDataObject } from 'n8n-workflow';

import { startCall } from '../../nodes/JustCall/custom/startCall';
import { START } from '../../tools/bench/simulation';
import { data, facts, lost, refused, scripted, type Asked, type Scripted } from '../harness/scriptedRun';

beforeEach(() => jest.useFakeTimers({ now: START }));
afterEach(() => jest.useRealTimers());

const PATHS = { start: '/v2.1/voice-agents/calls', list: '/v2.1/calls' };
const NUMBERS = ['14155550119', '14155550120'];
const sidOf = (number: unknown) => `CA${String(number)}`;
const STARTED = { call_user_date: '2026-03-01', call_user_time: '8:02:10' };
const CALLS = NUMBERS.map((contact_number, place) => ({
	id: 31 + place,
	call_sid: sidOf(contact_number),
	contact_number,
	call_info: { type: 'Answered' },
}));
const REPORT = { call_summary: 'Short.', call_transcription: [{ speaker_name: 'Mara', sentence: 'Yes.' }] };

/** JustCall's side: what a list of calls shows, and what the other requests give. */
function justCall(
	list: (request: Asked) => ReturnType<Scripted['answer']>,
	{ started = STARTED, others }: { started?: IDataObject; others?: (request: Asked) => never } = {},
): Scripted['answer'] {
	return async (request) => {
		const { path, body } = request;
		if (path === PATHS.start) {
			const number = String(body.contact_number).replace('+', '');
			return data({ call_sid: sidOf(number), contact_number: number, ...started });
		}
		if (path === PATHS.list) return await list(request);
		if (others) return others(request);
		return data(path.endsWith('/voice-agent') ? { call_answered_by: 'Human' } : REPORT);
	};
}

const start = (answer: Scripted['answer'], { parameters, ...more }: Partial<Scripted> = {}) =>
	scripted('voiceAgent.startCall', startCall, {
		version: 2,
		parameters: {
			voiceAgentId: 'agent_1',
			contactNumber: (json: IDataObject) => json.phone,
			hasConsent: true,
			waitForOutcome: true,
			waitAtMost: 3,
			additionalFields: {},
			...parameters,
		},
		items: NUMBERS.map((number) => ({ phone: `+${number}` })),
		answer,
		...more,
	});

const listed = (sent: readonly Asked[]) =>
	sent.filter(({ path }) => path === PATHS.list).map(({ query }) => query);

it('asks the list for the time of the first start, with a margin, and for the number if there is one', async () => {
	const both = start(justCall(() => data(CALLS)));
	expect(facts(await both.run(), 'outcome_complete')).toEqual([true, true]);
	const query = { order: 'asc', from_datetime: '2026-03-01 07:57:10', page: 0, per_page: 100 };
	expect(listed(both.sent)).toEqual([query]);
	const one = start(
		justCall(() => data(CALLS)),
		{ items: [{ phone: `+${NUMBERS[0]}` }] },
	);
	await one.run();
	expect(listed(one.sent)).toEqual([{ ...query, contact_number: NUMBERS[0] }]);
});

it.each([
	{},
	{ call_user_date: '01/03/2026', call_user_time: 'now' },
	{ call_user_date: null, call_user_time: 8 },
])('begins with the newest calls when the start tells no time: %j', async (started) => {
	const { run, sent } = start(justCall(() => data(CALLS), { started: started as IDataObject }));
	expect(facts(await run(), 'outcome_complete')).toEqual([true, true]);
	expect(listed(sent)).toEqual([{ order: 'desc', page: 0, per_page: 100 }]);
});

it.each<[string, (page: number) => ReturnType<typeof data>, number]>([
	['a page with the calls', () => data(CALLS, { next_page_link: 'more' }), 1],
	['the last page', () => data([], { next_page_link: '' }), 1],
	['an empty page', (page) => data(page < 2 ? [{ id: 1, call_sid: 'CA1' }] : []), 3],
	['ten pages', (page) => data([{ id: page, call_sid: `CA${page}` }], { next_page_link: 'more' }), 10],
])('reads the list up to %s', async (_name, page, count) => {
	const { run, sent } = start(justCall(({ query }) => page(Number(query.page))));
	await run();
	const first = listed(sent).findIndex(({ page: place }, index) => index > 0 && place === 0);
	expect(listed(sent).slice(0, first < 0 ? undefined : first)).toHaveLength(count);
});

it('does not take the record of another call', async () => {
	const others = [{ ...CALLS[0], call_sid: 'CAother' }, { ...CALLS[0], call_sid: '' }, { id: 5 }, CALLS[1]];
	const { run } = start(justCall(() => data(others)));
	const items = await run();
	expect(facts(items, 'outcome_complete', 'call_sid')).toEqual([
		[false, CALLS[0]?.call_sid],
		[true, CALLS[1]?.call_sid],
	]);
	expect(items[0]?.json).not.toHaveProperty('id');
});

it('a record without an ID: its data cannot be asked for, and the reason is told', async () => {
	const { run, sent } = start(justCall(() => data([{ ...CALLS[0], id: '' }, CALLS[1]])));
	const items = await run();
	expect(facts(items, 'outcome_complete')).toEqual([false, true]);
	expect(items[0]?.json.outcome_note).toMatch(/has not given .* The last look failed: 'id' /);
	expect(sent.some(({ path }) => path.includes('//'))).toBe(false);
});

it.each<[string, unknown]>([
	['no list', { status: 'success', data: {} }],
	['nothing', ''],
	['rows that are no records', { status: 'success', data: [null, 1] }],
])('an answer like %s is a look that failed, and no error', async (_name, body) => {
	const { run, writes } = start(justCall(() => ({ body })));
	const items = await run();
	expect(facts(items, 'outcome_complete')).toEqual([false, false]);
	expect(items[0]?.json.outcome_note).toMatch(
		/did not list the call within 3 minutes\. The last look failed: /,
	);
	expect(writes()).toHaveLength(2);
});

it('forgets the reason of a look that failed when a later one succeeds', async () => {
	let looks = 0;
	const list = () =>
		looks++ < 6 ? lost() : data(CALLS.map((call) => ({ ...call, call_info: { type: '' } })));
	const items = await start(justCall(list)).run();
	expect(facts(items, 'outcome_note')).toEqual(NUMBERS.map(() => 'The call was not over after 3 minutes.'));
});

it('follows a call of the first try although the second cannot read its item', async () => {
	let tries = 0;
	const { run, sent } = start(
		async (request, place) => {
			if (request.path === PATHS.start && tries === 1 && request.body.contact_number === `+${NUMBERS[1]}`)
				return refused(400);
			return await justCall(() => data(CALLS))(request, place);
		},
		{
			retryOnFail: true,
			parameters: {
				contactNumber: (json: IDataObject) =>
					tries > 1 && json.phone === `+${NUMBERS[0]}` ? '' : json.phone,
			},
		},
	);
	tries = 1;
	await expect(run()).rejects.toThrow(/^Item 2 of 2: /);
	expect(listed(sent)).toEqual([]);
	tries = 2;
	expect(facts(await run(), 'outcome_complete')).toEqual([true, true]);
	const called = sent.filter(({ path }) => path === PATHS.start).map(({ body }) => body.contact_number);
	// The second number was refused at the first try.
	expect(called).toEqual([NUMBERS[0], NUMBERS[1], NUMBERS[1]].map((number) => `+${number}`));
});

it('looks again in pauses that grow to a minute, and once more at the end', async () => {
	const looks: number[] = [];
	const list = () => {
		looks.push((Date.now() - Number(START)) / 1000);
		return data([]);
	};
	await start(justCall(list), { parameters: { waitAtMost: 10 } }).run();
	const pauses = looks.map((at, place) => Math.round(at - (looks[place - 1] ?? 0)));
	expect(pauses.slice(0, -1)).toEqual([15, 19, 23, 29, 37, 46, 57, 60, 60, 60, 60, 60, 60]);
	expect(looks.at(-1)).toBeCloseTo(600, 0);
});
