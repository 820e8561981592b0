import { column, expectAsContract, record, useRawApi } from './testing/rawApi';
import type { CallRow } from './seed/calls';

const api = useRawApi();

const state = () => api.sandbox.state;
const day = (at: number) =>
	new Intl.DateTimeFormat('en-CA', { timeZone: state().timeZone }).format(new Date(at * 1000));

describe('call analytics', () => {
	it.each(['framed', 'bare'] as const)('count the calls of the days, %s', async (frames) => {
		api.sandbox.set({ frames });
		const from = day((state().calls[100] as CallRow).at);
		const to = day((state().calls[300] as CallRow).at);
		const rows = state().calls.filter(({ at }) => day(at) >= from && day(at) <= to);
		const get = async (what: string, more = '') => {
			const answer = await api.get(`/v2.1/calls/analytics/${what}?from_date=${from}&to_date=${to}${more}`);
			return frames === 'framed' ? record(answer) : answer.body;
		};
		const incoming = rows.filter(({ direction }) => direction === 'Incoming');
		const taken = incoming.filter(({ outcome }) => outcome === 'ANSWERED');
		expect(await get('account')).toMatchObject({
			metadata: { from_date: from, to_date: to },
			summary: {
				total_calls: rows.length,
				incoming_calls: incoming.length,
				incoming_answered_calls: taken.length,
				incoming_missed_calls: incoming.length - taken.length,
				incoming_answer_rate: Math.round((taken.length / incoming.length) * 100),
				voicemails_received: incoming.filter(({ outcome }) => outcome === 'VOICEMAIL').length,
			},
		});
		const sum = ({ records }: Record<string, unknown>) =>
			(records as Array<{ summary: { total_calls: number } }>).reduce(
				(total, { summary }) => total + summary.total_calls,
				0,
			);
		expect(sum(await get('agent'))).toBe(rows.length);
		expect(sum(await get('number'))).toBe(rows.length);
		const agent = state().users[3];
		expect((await get('agent', `&agent_id=${agent?.id}`)).records).toMatchObject([
			{ agent_id: agent?.id, summary: { total_calls: rows.filter((row) => row.agent === 3).length } },
		]);
		const number = state().numbers[2]?.justcall_number;
		expect((await get('number', `&justcall_number=${number}`)).records).toMatchObject([
			{ justcall_number: number, summary: { total_calls: rows.filter((row) => row.number === 2).length } },
		]);
	});

	it('are zero, not nonsense, where there are no calls', async () => {
		const answer = await api.get('/v2.1/calls/analytics/account?from_date=2020-01-01&to_date=2020-01-31');
		const { summary } = record(answer) as { summary: Record<string, number> };
		expect(new Set(Object.values(summary))).toEqual(new Set([0]));
	});

	it('of the Sales Dialer are one record an agent, filtered', async () => {
		const { calls } = state().salesDialer;
		const total = async (query: string) => {
			const { body } = await api.get(`/v2.1/sales_dialer/analytics${query}`);
			return (body.data ?? []).reduce((sum, { dialed_calls }) => sum + Number(dialed_calls), 0);
		};
		expect(await total('')).toBe(calls.length);
		const [sample] = calls;
		const agent = state().users[sample?.agent ?? 0]?.id;
		expect(await total(`?agent_id=${agent}`)).toBe(calls.filter((row) => row.agent === sample?.agent).length);
		expect(await total(`?campaign_id=${sample?.campaignId}`)).toBe(
			calls.filter(({ campaignId }) => campaignId === sample?.campaignId).length,
		);
		const date = day(sample?.at ?? 0);
		expect(await total(`?from_date=${date}&to_date=${date}`)).toBe(
			calls.filter(({ at }) => day(at) === date).length,
		);
	});
});

describe('AI reports', () => {
	const heard = () => state().calls.filter(({ outcome, talk }) => outcome === 'ANSWERED' && talk >= 20);

	it('of calls come in pages of 20 at most, for both kinds of call', async () => {
		const { pages, values } = await api.walk('/v2.1/calls_ai?platform=justcall&per_page=100', 'id');
		expect(pages).toBeGreaterThanOrEqual(3);
		expect(values).toEqual(
			heard()
				.map(({ id }) => id)
				.reverse(),
		);
		const dialed = state().salesDialer.calls.filter(({ duration }) => duration >= 20).length;
		expect((await api.get('/v2.1/calls_ai?platform=sales_dialer')).body.total_count).toBe(dialed);
		expect((await api.get('/v2.1/calls_ai')).body.total_count).toBe(heard().length + dialed);
	});

	it('of calls are filtered', async () => {
		const total = async (query: string) =>
			(await api.get(`/v2.1/calls_ai?platform=justcall&${query}`)).body.total_count;
		const count = (matches: (row: CallRow) => boolean) => heard().filter(matches).length;
		expect(await total(`agent_id=${state().users[2]?.id}`)).toBe(count(({ agent }) => agent === 2));
		expect(await total(`phone_number=${state().numbers[1]?.justcall_number}`)).toBe(
			count(({ number }) => number === 1),
		);
		expect(await total(`ai_agent_ids=${state().voiceAgents[0]?.id}`)).toBe(
			count(({ voiceAgent }) => voiceAgent === 0),
		);
		const date = day(heard()[20]?.at ?? 0);
		expect(await total(`from_datetime=${date}&to_datetime=${date}`)).toBe(
			count(({ at }) => day(at) === date),
		);
	});

	it('hold what was asked for, and nothing of a short call', async () => {
		const [row] = heard();
		const path = `/v2.1/calls_ai/${row?.id}`;
		expect(Object.keys(record(await api.get(path)))).toEqual(['id', 'call_sid', 'platform']);
		const flags = ['transcription', 'summary', 'ai_insights', 'action_items', 'smart_chapters'];
		const all = record(await api.get(`${path}?${flags.map((flag) => `fetch_${flag}=true`).join('&')}`));
		expect(all).toMatchObject({
			call_summary: expect.any(String),
			action_items: expect.any(String),
			customer_sentiment: expect.any(String),
		});
		const sentences = all.call_transcription as Array<{ timestamp: { endtime: number } }>;
		expect(sentences.at(-1)?.timestamp.endtime).toBeLessThanOrEqual(row?.talk ?? 0);
		const missed = state().calls.find(({ outcome }) => outcome === 'MISSED');
		expect((await api.get(`/v2.1/calls_ai/${missed?.id}`)).status).toBe(404);
		const dialed = state().salesDialer.calls.find(({ duration }) => duration >= 20);
		expect((await api.get(`/v2.1/calls_ai/${dialed?.callId}?platform=sales_dialer`)).status).toBe(200);
		expect((await api.get(`/v2.1/calls_ai/${dialed?.callId}?platform=justcall`)).status).toBe(404);
	});

	it('have a transcript in v1 too', async () => {
		const { body } = await api.send('POST', '/v1/justcalliq/transcription', { id: heard()[0]?.id });
		expect(body).toMatchObject({ status: 'success', data: { id: heard()[0]?.id, speakers: [{}, {}] } });
		const none = await api.send('POST', '/v1/justcalliq/transcription', { id: 1 });
		expectAsContract('v1GetTranscription', { ...none.body, data: {} });
		expect([none.status, none.body.status]).toEqual([200, 'failed']);
	});

	it('of meetings come in pages, filtered, with what was asked for', async () => {
		const { pages, values } = await api.walk('/v2.1/meetings_ai?per_page=20', 'instance_sid');
		expect(pages).toBe(3);
		expect(values).toEqual(
			state()
				.meetings.map(({ sid }) => sid)
				.reverse(),
		);
		const sample = state().meetings[10];
		const sids = async (query: string) =>
			column(await api.get(`/v2.1/meetings_ai?per_page=20&${query}`), 'instance_sid');
		expect(await sids(`meeting_id=${sample?.meetingId}`)).toEqual([sample?.sid]);
		expect((await api.get('/v2.1/meetings_ai?platform=google_meet')).body.total_count).toBe(
			state().meetings.filter(({ platform }) => platform === 'Google Meet').length,
		);
		const bare = record(await api.get(`/v2.1/meetings_ai/${sample?.sid}`));
		expect(bare).not.toHaveProperty('instance_summary');
		const full = record(
			await api.get(`/v2.1/meetings_ai/${sample?.sid}?fetch_summary=true&fetch_transcription=1`),
		);
		expect(full).toMatchObject({
			instance_summary: expect.any(String),
			instance_transcription: expect.any(Array),
		});
		expect((await api.get('/v2.1/meetings_ai/MT0')).status).toBe(404);
	});
});

describe('appointments', () => {
	const LINK = 'https://app.justcall.io/calendar/142600_1';
	const slots = async (date: string, timezone: string) =>
		record(
			await api.get(
				`/v2.1/appointments/available-slots?calendar_link=${encodeURIComponent(LINK)}&date=${date}&timezone=${timezone}`,
			),
		).available_slots as Array<{ start_time: string }>;
	const book = async (more: object = {}) =>
		await api.send('POST', '/v2.1/appointments', {
			calendar_link: LINK,
			customer_first_name: 'Mara',
			customer_last_name: 'Ellison',
			customer_email: 'mara@example.com',
			customer_number: '12025550143',
			customer_timezone: 'Europe/Berlin',
			appointment_customer_date: '2026-12-01',
			appointment_customer_time: '16:00:00',
			...more,
		});

	it('a free slot is booked once, and shown in three zones', async () => {
		// New York opens at 9, which is 15 o'clock in Berlin.
		expect((await slots('2026-12-01', 'Europe/Berlin')).map(({ start_time }) => start_time)[0]).toBe(
			'15:00:00',
		);
		const booked = record(await book());
		expect(booked).toMatchObject({
			appointment_date: '2026-12-01',
			appointment_time: '15:00:00',
			appointment_user_time: '10:00:00',
			appointment_customer_time: '16:00:00',
			customer_slot: '1 Dec 26 04:00 PM - 1 Dec 26 04:15 PM',
		});
		expect(record(await api.get(`/v2.1/appointments/${String(booked.id)}`))).toEqual(booked);
		expect((await slots('2026-12-01', 'Europe/Berlin')).map(({ start_time }) => start_time)).not.toContain(
			'16:00:00',
		);
		expect((await book()).body.message).toBe('The slot is not available');
	});

	it('no slot at night or at the weekend, none in a calendar that does not exist', async () => {
		expect((await book({ appointment_customer_time: '03:00:00' })).status).toBe(400);
		expect(await slots('2026-12-05', 'America/New_York')).toEqual([]);
		expect((await book({ calendar_link: 'https://app.justcall.io/calendar/0' })).status).toBe(404);
		expect((await api.get('/v2.1/appointments/1')).status).toBe(404);
	});
});

describe('voice agents', () => {
	it('are listed, and call somebody who agreed', async () => {
		expect(column(await api.get('/v2.1/voice-agents/list?order=asc'), 'id')).toEqual(
			state().voiceAgents.map(({ id }) => id),
		);
		const start = async (more: object) =>
			await api.send('POST', '/v2.1/voice-agents/calls', {
				ai_agent_id: state().voiceAgents[1]?.id,
				contact_number: '+13035550199',
				has_consent: true,
				...more,
			});
		const { call_sid } = record(await start({}));
		const calls = await api.get(`/v2.1/calls?ai_agent_ids=${state().voiceAgents[1]?.id}`);
		expect(calls.body.data?.[0]).toMatchObject({ call_sid, contact_number: '13035550199' });
		expect((await start({ has_consent: false })).status).toBe(400);
		expect((await start({ ai_agent_id: 'agent_0' })).status).toBe(404);
	});

	/** Starts a call, and gives its record, voice agent data and AI report, seconds later; `undefined` for none. */
	async function playedCall() {
		const begun = Date.now();
		const clock = jest.spyOn(Date, 'now').mockReturnValue(begun);
		const { call_sid } = record(
			await api.send('POST', '/v2.1/voice-agents/calls', {
				ai_agent_id: state().voiceAgents[0]?.id,
				contact_number: '+13035550199',
				has_consent: true,
			}),
		);
		const { id } = state().calls.at(-1) ?? {};
		return async (seconds: number) => {
			clock.mockReturnValue(begun + seconds * 1000);
			const answers = await Promise.all([
				api.get('/v2.1/calls?fetch_ai_data=true'),
				api.get(`/v2.1/calls/${id}/voice-agent`),
				api.get(`/v2.1/calls_ai/${id}?fetch_summary=true`),
			]);
			const [list, agentData, report] = answers;
			const listed = list.body.data?.find((call) => call.call_sid === call_sid) as
				{ call_info: { type: string; recording: string }; justcall_ai: { call_summary: string } } | undefined;
			expect(listed?.justcall_ai.call_summary ?? '').toBe(
				report.status === 200 ? record(report).call_summary : '',
			);
			return [listed?.call_info.type, agentData.status, report.status];
		};
	}
	afterEach(() => jest.restoreAllMocks());

	it('their call is queued, rings, goes on, ends, and then gets its data', async () => {
		api.sandbox.set({
			voiceAgentCalls: { queue: 3, ring: 10, talk: 60, agentData: 5, report: 30 },
		});
		const after = await playedCall();
		expect(await after(0)).toEqual([undefined, 404, 404]);
		expect(await after(3)).toEqual(['', 404, 404]);
		expect(await after(13)).toEqual(['In Progress', 404, 404]);
		expect(await after(73)).toEqual(['Answered', 404, 404]);
		expect(await after(78)).toEqual(['Answered', 200, 404]);
		expect(await after(103)).toEqual(['Answered', 200, 200]);
	});

	it('a call that nobody answers ends without data, and a number has its own play', async () => {
		api.sandbox.set({ voiceAgentCalls: { outcome: 'UNANSWERED', ring: 30 } });
		const after = await playedCall();
		expect(await after(29)).toEqual(['', 404, 404]);
		expect(await after(30)).toEqual(['Unanswered', 404, 404]);
		expect(await after(3600)).toEqual(['Unanswered', 404, 404]);
		api.sandbox.set({ voiceAgentCalls: { numbers: { '13035550199': { outcome: 'BUSY', ring: 0 } } } });
		expect(await (await playedCall())(0)).toEqual(['Busy', 404, 404]);
	});

	it('lists can leave out a call that is not over, and an event tells of one that is', async () => {
		api.sandbox.set({ voiceAgentCalls: { listed: 'over', ring: 0, talk: 60 } });
		const after = await playedCall();
		expect(await after(59)).toEqual([undefined, 404, 404]);
		api.sandbox.emit({ type: 'jc.call_ai_generated', callId: state().calls.at(-1)?.id });
		expect(await after(59)).toEqual(['Answered', 200, 200]);
	});
});
