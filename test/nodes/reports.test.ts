import type { IBinaryData, IDataObject, INodeParameters } from 'n8n-workflow';

import { byId, useSandbox } from '../harness/sandboxed';
import type { CallRow } from '../../sandbox/seed/calls';
import type { MeetingRow } from '../../sandbox/seed/meetings';

const env = useSandbox({ calls: 600 });

const state = () => env.sandbox.state;
const heard = () => state().calls.filter(({ outcome, talk }) => outcome === 'ANSWERED' && talk >= 20);
const day = (at: number) =>
	new Intl.DateTimeFormat('en-CA', { timeZone: state().timeZone }).format(new Date(at * 1000));
const LINK = 'https://app.justcall.io/calendar/142600_1';
const ALL_PARTS = {
	fetchAiInsights: true,
	fetchSmartChapters: true,
	fetchSummary: true,
	fetchTranscription: true,
};
const asked = {
	fetch_ai_insights: 'true',
	fetch_smart_chapters: 'true',
	fetch_summary: 'true',
	fetch_transcription: 'true',
};

/** Runs an operation and returns its items with the one request that it made. */
async function once(resource: string, operation: string, parameters: INodeParameters) {
	const { items, error } = await env.run(resource, operation, parameters);
	expect(error).toBeUndefined();
	const requests = env.sandbox.requests();
	expect(requests).toHaveLength(1);
	expect(requests[0]?.violations).toEqual([]);
	return { json: items.map((item) => item.json), request: requests[0] };
}

describe('analytics', () => {
	const days = { fromDate: '2026-10-24T00:00:00', toDate: '2026-11-22T23:00:00' };
	const sent = { from_date: '2026-10-24', to_date: '2026-11-22' };
	beforeEach(() => {
		// Two calls that are certainly within the days, at their very edges.
		const [first, second] = state().calls as [CallRow, CallRow];
		first.at = Date.parse('2026-10-24T04:00:00Z') / 1000;
		second.at = Date.parse('2026-11-23T04:59:59Z') / 1000;
	});
	const inDays = () =>
		state().calls.filter(({ at }) => day(at) >= sent.from_date && day(at) <= sent.to_date).length;

	it.each(['framed', 'bare'] as const)('of the account are one item of ten figures: %s', async (frames) => {
		env.sandbox.set({ frames });
		const { json, request } = await once('analytics', 'getAccount', days);
		expect(request).toMatchObject({ path: '/v2.1/calls/analytics/account', query: sent });
		expect(json).toHaveLength(1);
		expect(json[0]).toMatchObject({ ...sent, total_calls: inDays() });
		expect(Object.keys(json[0] ?? {})).toHaveLength(10);
	});

	it('of the account come whole on demand', async () => {
		const { json } = await once('analytics', 'getAccount', { ...days, simplify: false });
		expect(json[0]).toMatchObject({ metadata: sent, summary: { total_calls: inDays() } });
	});

	it.each(['framed', 'bare'] as const)('of the agents are one item an agent: %s', async (frames) => {
		env.sandbox.set({ frames });
		const { json, request } = await once('analytics', 'getAgent', days);
		expect(request?.query).toEqual(sent);
		expect(json.map(({ agent_id }) => agent_id)).toEqual(state().users.map(({ id }) => id));
		expect(json.reduce((sum, { total_calls }) => sum + Number(total_calls), 0)).toBe(inDays());
	});

	it('of one agent, whole, with the days', async () => {
		const id = state().users[2]?.id;
		const filters = { agentId: byId(id) };
		const { json, request } = await once('analytics', 'getAgent', { ...days, filters, simplify: false });
		expect(request?.query).toEqual({ ...sent, agent_id: String(id) });
		expect(json).toMatchObject([{ ...sent, agent_id: id, summary: { sla_rate_30sec: expect.any(Number) } }]);
	});

	it('of the numbers are one item a number, or of one', async () => {
		const { json } = await once('analytics', 'getNumber', days);
		expect(json).toHaveLength(state().numbers.length);
		env.sandbox.clearRequests();
		const number = state().numbers[3]?.justcall_number;
		const one = await once('analytics', 'getNumber', {
			...days,
			filters: { justcallNumber: byId(`+${number}`) },
		});
		expect(one.request?.query).toEqual({ ...sent, justcall_number: number });
		expect(one.json).toMatchObject([{ justcall_number: number }]);
	});

	it('of the Sales Dialer are one item an agent, also when a single one comes bare', async () => {
		const { json } = await once('analytics', 'getSalesDialer', {});
		expect(json.reduce((sum, { dialed_calls }) => sum + Number(dialed_calls), 0)).toBe(
			state().salesDialer.calls.length,
		);
		env.sandbox.clearRequests();
		env.sandbox.set({ frames: 'bare' });
		const [call] = state().salesDialer.calls;
		const agent = state().users[call?.agent ?? 0]?.id;
		const one = await once('analytics', 'getSalesDialer', {
			returnAll: true,
			filters: { agentId: byId(agent), campaignId: byId(call?.campaignId), ...days },
		});
		expect(one.request?.query).toEqual({
			...sent,
			agent_id: String(agent),
			campaign_id: String(call?.campaignId),
		});
		expect(one.json).toMatchObject([{ agent_id: agent }]);
	});

	it.each<[string, INodeParameters, RegExp]>([
		['getAccount', { fromDate: 'soon', toDate: '2026-11-22' }, /'From Date' is not a date/],
		['getAgent', { fromDate: '2026-11-22', toDate: '2026-11-01' }, /'From Date' .+ is later than 'To Date'/],
		['getNumber', { ...days, filters: { justcallNumber: byId('={{ "front desk" }}') } }, /'JustCall Number'/],
		['getAgent', { ...days, filters: { agentId: byId('={{ "../users" }}') } }, /'Agent'/],
	])('%s refuses %j before anything is sent', async (operation, parameters, message) => {
		const { error } = await env.run('analytics', operation, parameters);
		expect(error?.message).toMatch(message);
		expect(env.sandbox.requests()).toEqual([]);
	});
});

describe('AI reports of calls', () => {
	it('come over pages of 20, each once, filters on every page', async () => {
		const number = state().numbers[0]?.justcall_number;
		const want = heard()
			.filter((row) => row.number === 0)
			.map(({ id }) => id);
		expect(want.length).toBeGreaterThan(20);
		const { items } = await env.run('callAiReport', 'getAll', {
			returnAll: true,
			filters: { platform: 'justcall', justcallNumber: byId(`+${number}`) },
			options: { order: 'asc' },
		});
		expect(items.map(({ json }) => json.id)).toEqual(want);
		for (const { query } of env.sandbox.requests())
			expect(query).toMatchObject({
				platform: 'justcall',
				phone_number: number,
				order: 'asc',
			});
		// New records come at the end, so pages overlap and none is missed.
		expect(env.sandbox.requests().map(({ query }) => query.per_page)).toEqual(['20', '19']);
		env.sandbox.clearRequests();
		const all = await env.run('callAiReport', 'getAll', {
			returnAll: true,
			filters: { platform: 'justcall' },
		});
		expect(all.items.map(({ json }) => json.id)).toEqual(
			heard()
				.map(({ id }) => id)
				.reverse(),
		);
		expect(env.sandbox.requests().length).toBeGreaterThanOrEqual(3);
	});

	it('everything can be asked for, and is sent as JustCall wants it', async () => {
		const { request } = await once('callAiReport', 'getAll', {
			limit: 3,
			filters: {
				agentId: byId(state().users[0]?.id),
				aiAgentIds: state()
					.voiceAgents.map(({ id }) => id)
					.join(', '),
				fromDatetime: '2026-09-01',
				justcallNumber: byId('+1 (415) 555-0119'),
				platform: 'sales_dialer',
				toDatetime: '2026-11-20 17:00:00',
			},
			options: { ...ALL_PARTS, fetchActionItems: true, order: 'asc' },
		});
		expect(request?.query).toEqual({
			...asked,
			fetch_action_items: 'true',
			agent_id: String(state().users[0]?.id),
			ai_agent_ids: state().voiceAgents.map(({ id }) => id),
			from_datetime: '2026-09-01 00:00:00',
			phone_number: '14155550119',
			platform: 'sales_dialer',
			to_datetime: '2026-11-20 17:00:00',
			order: 'asc',
			page: '0',
			per_page: '3',
		});
	});

	it('stop at the limit across a page border; nothing is nothing', async () => {
		const { items } = await env.run('callAiReport', 'getAll', { limit: 21 });
		expect(items).toHaveLength(21);
		expect(env.sandbox.requests()).toHaveLength(2);
		const none = await env.run('callAiReport', 'getAll', {
			returnAll: true,
			filters: { fromDatetime: '2020-01-01', toDatetime: '2020-01-02' },
		});
		expect([none.items, none.error]).toEqual([[], undefined]);
	});

	it('simplified keeps what was asked for', async () => {
		const [row] = heard();
		const bare = await once('callAiReport', 'get', { callId: byId(row?.id) });
		expect(bare.json).toEqual([{ id: row?.id, call_sid: expect.any(String), platform: 'justcall' }]);
		env.sandbox.clearRequests();
		const full = await once('callAiReport', 'get', {
			callId: byId(row?.id),
			options: { ...ALL_PARTS, fetchActionItems: true, platform: 'justcall' },
		});
		expect(full.request?.query).toEqual({ ...asked, fetch_action_items: 'true', platform: 'justcall' });
		expect(full.json[0]).toMatchObject({
			call_summary: expect.any(String),
			action_items: expect.any(String),
			call_transcription: expect.any(Array),
			smart_chapters: expect.any(Array),
			interaction_stats: { interactivity_count: 8 },
		});
		expect(full.json[0]).not.toHaveProperty('call_score_parameters');
	});

	it('of a call without one are not found', async () => {
		const missed = state().calls.find(({ outcome }) => outcome === 'MISSED');
		const { error } = await env.run('callAiReport', 'get', { callId: byId(missed?.id) });
		expect(error?.message).toBe('The AI report of the call was not found');
	});
});

describe('AI reports of meetings', () => {
	const newestFirst = (rows: MeetingRow[]) => rows.map(({ sid }) => sid).reverse();

	it('come over pages, filtered, to the limit, and as nothing', async () => {
		// Requests are counted in a list that nobody else changes.
		env.sandbox.set({ arrivals: 0 });
		const all = await env.run('meetingAiReport', 'getAll', { returnAll: true });
		expect(all.items.map(({ json }) => json.instance_sid)).toEqual(newestFirst(state().meetings));
		expect(env.sandbox.requests()).toHaveLength(3);
		const some = await env.run('meetingAiReport', 'getAll', { limit: 21 });
		expect(some.items).toHaveLength(21);
		expect(env.sandbox.requests()).toHaveLength(5);
		const zoom = await env.run('meetingAiReport', 'getAll', {
			returnAll: true,
			filters: { platform: 'zoom' },
		});
		expect(zoom.items.map(({ json }) => json.instance_sid)).toEqual(
			newestFirst(state().meetings.filter(({ platform }) => platform === 'Zoom')),
		);
		const none = await env.run('meetingAiReport', 'getAll', {
			returnAll: true,
			filters: { meetingId: 'none' },
		});
		expect([none.items, none.error]).toEqual([[], undefined]);
	});

	it('everything can be asked for', async () => {
		const { request } = await once('meetingAiReport', 'getAll', {
			filters: {
				agentId: byId(state().users[1]?.id),
				fromDatetime: '2026-09-01',
				meetingId: 'meet-8f2k-1q9z',
				platform: 'google_meet',
				toDatetime: '2026-11-20',
			},
			options: { ...ALL_PARTS, order: 'asc' },
		});
		expect(request?.query).toEqual({
			...asked,
			agent_id: String(state().users[1]?.id),
			from_datetime: '2026-09-01 00:00:00',
			meeting_id: 'meet-8f2k-1q9z',
			platform: 'google_meet',
			to_datetime: '2026-11-20 23:59:59',
			order: 'asc',
			page: '0',
			per_page: '20',
		});
	});

	it('is one, with what was asked for', async () => {
		const sid = state().meetings[4]?.sid ?? '';
		const { json, request } = await once('meetingAiReport', 'get', { instanceSid: sid, options: ALL_PARTS });
		expect(request).toMatchObject({ path: `/v2.1/meetings_ai/${sid}`, query: asked });
		expect(json[0]).toMatchObject({ instance_sid: sid, instance_summary: expect.any(String) });
		const { error } = await env.run('meetingAiReport', 'get', { instanceSid: 'MT0' });
		expect(error?.message).toMatch(/was not found$/);
		env.sandbox.clearRequests();
		const hostile = await env.run('meetingAiReport', 'get', { instanceSid: '={{ "../users" }}' });
		expect(hostile.error?.message).toMatch(/is not an ID/);
		expect(env.sandbox.requests()).toEqual([]);
	});
});

describe('Transcript As', () => {
	const FIRST = 'Good morning, how can I help you?';
	const call = () => byId(heard()[0]?.id);
	const agentOf = (row?: { agent: number }) => state().users[row?.agent ?? 0]?.name ?? '';
	const textOf = async (item?: { binary?: Record<string, IBinaryData> }, field = 'data') => {
		const binary = item?.binary?.[field];
		if (!binary) throw new Error('no file came');
		return { binary, text: (await env.n8n.bytes(binary)).toString('utf8') };
	};

	it.each([true, false])('text takes the place of the list; Simplify: %s', async (simplify) => {
		const agent = agentOf(heard()[0]);
		const options = { transcriptAs: 'text' };
		const { json, request } = await once('callAiReport', 'get', { callId: call(), options, simplify });
		expect(request?.query).toEqual({ fetch_transcription: 'true' });
		expect(json[0]?.call_transcription).toMatch(new RegExp(`^${agent}: ${FIRST.replace('?', '\\?')}\n`));
		expect(Object.keys(json[0] ?? {})).toEqual(['id', 'call_sid', 'platform', 'call_transcription']);
		const marked = await env.run('callAiReport', 'get', {
			callId: call(),
			options: { transcriptAs: 'markdown' },
			simplify,
		});
		expect(marked.items[0]?.json.call_transcription).toContain(`**${agent}** (00:00:00): ${FIRST}`);
	});

	it('list is what it was', async () => {
		const { json } = await once('callAiReport', 'get', { callId: call(), options: { transcriptAs: 'list' } });
		const plain = await env.run('callAiReport', 'get', {
			callId: call(),
			options: { fetchTranscription: true },
		});
		expect(json[0]?.call_transcription).toEqual(expect.any(Array));
		expect(plain.items[0]?.json).toEqual(json[0]);
	});

	it.each([
		['srt', 'application/x-subrip', /^1\n00:00:00,400 --> \d\d:\d\d:\d\d,\d{3}\n/],
		['vtt', 'text/vtt', /^WEBVTT\n\n00:00:00\.400 --> \d\d:\d\d:\d\d\.\d{3}\n<v /],
	])('%s is a file beside the report', async (transcriptAs, mimeType, start) => {
		const id = heard()[0]?.id;
		for (const simplify of [true, false]) {
			const { items } = await env.run('callAiReport', 'get', {
				callId: call(),
				options: { transcriptAs, binaryPropertyName: 'subtitles', fetchSummary: true },
				simplify,
			});
			expect(items[0]?.json).toMatchObject({ id, call_summary: expect.any(String) });
			expect(items[0]?.json).not.toHaveProperty('call_transcription');
			const { binary, text } = await textOf(items[0], 'subtitles');
			expect(binary).toMatchObject({ fileName: `call-${id}.${transcriptAs}`, mimeType });
			expect(text).toMatch(start);
			expect(text.match(/-->/g)).toHaveLength(8);
			expect(items[0]?.pairedItem).toEqual({ item: 0 });
		}
	});

	it('of all reports of meetings, over pages, each has its own', async () => {
		const { items } = await env.run('meetingAiReport', 'getAll', {
			returnAll: true,
			options: { transcriptAs: 'vtt' },
		});
		expect(items).toHaveLength(state().meetings.length);
		expect(items.length).toBeGreaterThan(20);
		for (const item of items) {
			const row = state().meetings.find(({ sid }) => sid === item.json.instance_sid);
			const { binary, text } = await textOf(item);
			expect(binary.fileName).toBe(`meeting-${row?.sid}.vtt`);
			expect(text).toContain(`<v ${agentOf(row)}>${FIRST}</v>`);
			expect(text).toContain(`<v ${row?.invitee.split('@')[0]}>`);
			expect(item.json).toMatchObject({ meeting_title: row?.title });
			expect(item.json).not.toHaveProperty('instance_transcription');
		}
	});

	it('of a meeting as text has the speakers by name', async () => {
		const [row] = state().meetings;
		const { json } = await once('meetingAiReport', 'get', {
			instanceSid: row?.sid ?? '',
			options: { transcriptAs: 'text' },
		});
		expect(json[0]?.instance_transcription).toContain(`${agentOf(row)}: ${FIRST}\n`);
	});

	it('is read for each item; without a transcript there is no file', async () => {
		const input = ['srt', 'TEXT', 'list', 'vtt'].map((as, place) => ({
			as,
			id: heard()[place]?.id,
			on: place < 3,
		}));
		const { items, error } = await env.run(
			'callAiReport',
			'get',
			{
				callId: byId('={{ $json.id }}'),
				options: { transcriptAs: '={{ $json.as }}', fetchTranscription: '={{ $json.on }}' },
			},
			{ items: input.map((json) => ({ json })) },
		);
		expect(error).toBeUndefined();
		expect(items.map(({ binary }) => Object.keys(binary ?? {}))).toEqual([['data'], [], [], []]);
		expect(items.map(({ json }) => typeof json.call_transcription)).toEqual([
			'undefined',
			'string',
			'object',
			'undefined',
		]);
	});

	it.each([
		[{ transcriptAs: '={{ "pdf" }}' }, /'Transcript As' cannot be "pdf"/],
		[{ transcriptAs: '={{ "" }}' }, /'Transcript As' is empty/],
		[{ transcriptAs: 'srt', binaryPropertyName: '={{ "" }}' }, /'Put Output File in Field' is empty/],
		[{ transcriptAs: 'srt', binaryPropertyName: '={{ ({ a: 1 }) }}' }, /'Put Output File in Field' /],
	])('%j is refused before anything is sent', async (options, message) => {
		const { error } = await env.run('callAiReport', 'getAll', { options });
		expect(error?.message).toMatch(message);
		expect(env.sandbox.requests()).toEqual([]);
	});
});

describe('Period', () => {
	it('is what JustCall is asked for, by the days of its account', async () => {
		const now = jest.spyOn(Date, 'now');
		const real = Date.now();
		// Shortly before midnight in New York; each reading of the clock is a day later.
		const start = Date.parse('2026-11-26T04:59:59Z');
		let readings = 0;
		try {
			now.mockImplementation(() =>
				new Error().stack?.includes('runRequests') ? start + readings++ * 86_400_000 : real,
			);
			const { error } = await env.run(
				'callAiReport',
				'getAll',
				{ filters: { period: '={{ $json.period }}' } },
				{ items: ['yesterday', 'today', 'yesterday'].map((period) => ({ json: { period } })) },
			);
			expect(error).toBeUndefined();
		} finally {
			now.mockRestore();
		}
		const days = env.sandbox.requests().map(({ query }) => query.from_datetime);
		expect(days.sort()).toEqual(['2026-11-24 00:00:00', '2026-11-24 00:00:00', '2026-11-25 00:00:00']);
	});
});

describe('Period of analytics, as an expression', () => {
	const period = '={{ $json.period }}';
	const of = (...periods: unknown[]) => ({
		items: periods.map((one) => ({ json: { period: one } as IDataObject })),
	});

	it.each(['getAccount', 'getAgent', 'getNumber'])('%s needs no days beside it', async (operation) => {
		const { error } = await env.run('analytics', operation, { period }, of('yesterday', 'LASTWEEK'));
		expect(error).toBeUndefined();
		const [day, week] = env.sandbox.requests().map(({ query }) => query);
		expect(day?.from_date).toBe(day?.to_date);
		expect(week?.from_date).not.toBe(week?.to_date);
	});

	it.each([
		['custom', "'From Date' is empty"],
		['Last 7 Days', `'Period' cannot be "Last 7 Days"`],
		[null, "'Period' is empty"],
	])('%j in the middle is refused in a sentence, before anything is sent', async (one, message) => {
		const { error } = await env.run('analytics', 'getAccount', { period }, of('today', one, 'today'));
		expect(error?.message).toBe(`Item 2 of 3: ${message}`);
		expect(env.sandbox.requests()).toEqual([]);
	});

	it.each([
		[{}, "'From Date' is empty"],
		[{ period: 'custom', fromDate: '2026-11-01T00:00:00' }, "'To Date' is empty"],
	])('without one the days are needed: %j', async (parameters, message) => {
		expect((await env.run('analytics', 'getAccount', parameters)).error?.message).toBe(message);
		expect(env.sandbox.requests()).toEqual([]);
	});
});

describe('appointments', () => {
	const customer = {
		calendarLink: LINK,
		firstName: 'Mara',
		lastName: 'Ellison',
		email: 'mara@example.com',
		customerNumber: '+1 (202) 555-0143',
		customerTimezone: 'Europe/Berlin',
		date: '2026-12-01T00:00:00',
		time: '16:00',
	};

	it('a free slot is looked up, booked with everything, and got', async () => {
		const { json, request } = await once('appointment', 'getAvailableSlots', {
			calendarLink: LINK,
			date: '2026-12-01T00:00:00',
			timezone: 'Europe/Berlin',
		});
		expect(request?.query).toEqual({ calendar_link: LINK, date: '2026-12-01', timezone: 'Europe/Berlin' });
		expect(JSON.stringify(json)).toContain('16:00:00');
		env.sandbox.clearRequests();
		const booked = await once('appointment', 'create', {
			...customer,
			additionalFields: { notes: 'A tour' },
		});
		expect(booked.request?.body).toEqual({
			calendar_link: LINK,
			customer_first_name: 'Mara',
			customer_last_name: 'Ellison',
			customer_email: 'mara@example.com',
			customer_number: '12025550143',
			customer_timezone: 'Europe/Berlin',
			appointment_customer_date: '2026-12-01',
			appointment_customer_time: '16:00:00',
			notes: 'A tour',
		});
		env.sandbox.clearRequests();
		const got = await once('appointment', 'get', { appointmentId: String(booked.json[0]?.id) });
		expect(Object.keys(got.json[0] ?? {})).toHaveLength(10);
		expect(got.json[0]).toMatchObject({ customer_first_name: 'Mara', notes: 'A tour' });
	});

	it('a slot that is taken is said to be', async () => {
		await env.run('appointment', 'create', customer);
		const { error } = await env.run('appointment', 'create', customer);
		expect(error?.description).toContain('The slot is not available');
	});

	it.each<[INodeParameters, RegExp]>([
		[{ time: 'at four' }, /'Time'/],
		[{ customerTimezone: 'Berlin' }, /'Customer Time Zone'/],
		[{ customerNumber: 'Mara' }, /'Customer Number' is not a telephone number/],
		[{ date: '={{ "whenever" }}' }, /'Date'/],
	])('refuses %j before anything is sent', async (wrong, message) => {
		const { error } = await env.run('appointment', 'create', { ...customer, ...wrong });
		expect(error?.message).toMatch(message);
		expect(env.sandbox.requests()).toEqual([]);
	});
});
