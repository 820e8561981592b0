import { Settings } from 'luxon';
import type { IDataObject } from 'n8n-workflow';

import { summarizeCalls } from '../../nodes/JustCall/custom/summarizeCalls';
import { data, refused, scripted, type Scripted } from '../harness/scriptedRun';

/** A Friday, 10:30 in New York, where the account is. */
const NOW = Date.parse('2027-01-15T15:30:00Z');
beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

let ids = 0;
/** A call as JustCall lists it, at a time of the account's clock. */
const call = (at: string, more: IDataObject = {}): IDataObject => {
	const [day, time] = at.split(' ') as [string, string];
	const utc = new Date(`${day}T${time}-05:00`).toISOString();
	return {
		id: ++ids,
		call_user_date: day,
		call_user_time: time,
		call_date: utc.slice(0, 10),
		call_time: utc.slice(11, 19),
		contact_number: '14155550100',
		agent_id: 1,
		agent_name: 'Maren',
		justcall_number: '12125550100',
		justcall_line_name: 'Sales',
		call_info: { direction: 'Incoming', type: 'answered' },
		call_duration: { conversation_time: 60, ring_time: 5 },
		...more,
	};
};
const missed = { call_info: { direction: 'Incoming', type: 'missed' } };

const CALLS = '/v2.1/calls';
const LISTS: Record<string, IDataObject[]> = {
	'/v2.1/users': [
		{ id: 1, name: ' Maren ' },
		{ id: 2, name: 'Theo' },
		{ id: 3, name: null },
	],
	'/v2.1/phone-numbers': [
		{ id: 1, justcall_number: '+1 212 555 0100', justcall_line_name: ' Sales ' },
		{ id: 2, justcall_number: '12125550101', justcall_line_name: 5 },
		{ id: 3, justcall_number: 'none' },
	],
	'/v2.1/user_groups': [
		{ id: 7, group_name: ' North ', members: [{ id: 1 }, 'text', null] },
		{ id: 8, group_name: 'South', members: [{ id: 1 }, { id: 2 }] },
		{ id: 9, group_name: 4, members: 'none' },
	],
};

type Given = Partial<Omit<Scripted, 'parameters'>> & { parameters?: IDataObject; calls?: IDataObject[] };

/** JustCall lists the calls between the two filters, by the account's clock. */
function summarize({ parameters = {}, calls = [], ...rest }: Given) {
	return scripted('call.summarize', summarizeCalls, {
		parameters: {
			period: 'yesterday',
			groupBy: [],
			figures: ['calls'],
			compare: false,
			filters: {},
			as: 'rows',
			options: {},
			...parameters,
		},
		answer: ({ method, path, query }) => {
			if (method !== 'GET') return refused(405);
			if (path !== CALLS) return data(LISTS[path] ?? []);
			const { from_datetime: from = '', to_datetime: to = '9' } = query as Record<string, string>;
			const listed = calls.filter(({ call_user_date: day, call_user_time: time }) => {
				const at = `${String(day)} ${String(time)}`;
				return at >= from && at <= to;
			});
			return data(Number(query.page) === 0 ? listed : []);
		},
		...rest,
	});
}
const rowsOf = async (given: Given) => (await summarize(given).run()).map(({ json }) => json);
const asked = ({ sent }: ReturnType<typeof summarize>) =>
	sent.map(({ path, query }) => {
		const { page, per_page: size, ...others } = query;
		expect([page, size]).toEqual([expect.any(Number), expect.any(Number)]);
		return [path, others];
	});

describe('the rows', () => {
	const calls = [
		call('2027-01-14 09:00:00'),
		call('2027-01-14 10:00:00', missed),
		call('2027-01-15 09:00:00', { agent_id: 2, agent_name: 'Theo' }),
	];

	it('are those of the period, with its two ends in the totals alone', async () => {
		expect(await rowsOf({ calls, parameters: { groupBy: ['day'], figures: ['calls', 'missed'] } })).toEqual([
			{ is_total: false, day: '2027-01-14', calls: 2, missed: 1 },
			{
				is_total: true,
				calls: 2,
				missed: 1,
				from: '2027-01-14 00:00:00',
				to: '2027-01-14 23:59:59',
			},
		]);
	});

	it('come out when no form is chosen', async () => {
		const [total] = await rowsOf({ calls, parameters: { as: '\u0000not there\u0000' } });
		expect(Object.keys(total ?? {})).toEqual(['is_total', 'calls', 'from', 'to']);
	});

	it('of all time have no ends, and the calls are asked for without any', async () => {
		const made = summarize({ calls, parameters: { period: 'anyTime' } });
		expect((await made.run()).map(({ json }) => json)).toEqual([{ is_total: true, calls: 3 }]);
		expect(asked(made)).toEqual([[CALLS, {}]]);
	});

	it('take each group and figure once', async () => {
		const parameters = { groupBy: ['agent', 'agent'], figures: ['calls', 'calls', 'missed'] };
		const [row] = await rowsOf({ calls, parameters });
		expect(row).toEqual({ is_total: false, agent_id: 1, agent_name: 'Maren', calls: 2, missed: 1 });
	});

	it('take an answer within the time that the user says as in time', async () => {
		const level = async (options: IDataObject) =>
			(
				await rowsOf({
					calls: [call('2027-01-14 09:00:00', { call_duration: { ring_time: 15 } })],
					parameters: { figures: ['service_level'], options },
				})
			)[0]?.service_level;
		expect([await level({}), await level({ answeredWithin: 10 })]).toEqual([100, 0]);
		expect(await level({ answeredWithin: 15 })).toBe(100);
	});
});

describe('groups without calls', () => {
	it('of agents are listed by the names of the account, asked for once', async () => {
		const made = summarize({ calls: [call('2027-01-14 09:00:00')], parameters: { groupBy: ['agent'] } });
		const rows = await made.run();
		expect(rows.map(({ json }) => [json.agent_id, json.agent_name, json.calls])).toEqual([
			[1, 'Maren', 1],
			[3, '', 0],
			[2, 'Theo', 0],
			[undefined, undefined, 1],
		]);
		expect(asked(made)).toContainEqual(['/v2.1/users', { order: 'asc' }]);
		expect(made.sent.filter(({ path }) => path === '/v2.1/phone-numbers')).toEqual([]);
	});

	it('of numbers are listed, those without digits are not', async () => {
		const made = summarize({ parameters: { groupBy: ['justcall_number'] } });
		const rows = await made.run();
		expect(rows.map(({ json }) => [json.justcall_number, json.justcall_line_name])).toEqual([
			['12125550101', ''],
			['12125550100', 'Sales'],
			[undefined, undefined],
		]);
		expect(made.sent.filter(({ path }) => path === '/v2.1/users')).toEqual([]);
	});

	it('are those of the filter', async () => {
		const parameters = {
			groupBy: ['agent', 'justcall_number'],
			filters: { agentId: 2, justcallNumber: '+12125550100' },
		};
		const rows = await rowsOf({ parameters });
		expect(rows.map((row) => [row.agent_id, row.justcall_number])).toEqual([
			[2, '12125550100'],
			[undefined, undefined],
		]);
	});

	it('are left out, and not asked for, when the user says so', async () => {
		const made = summarize({ parameters: { groupBy: ['agent', 'day'], options: { withoutCalls: false } } });
		expect(await made.run()).toHaveLength(1);
		expect(made.sent.map(({ path }) => path)).toEqual([CALLS]);
	});

	it('of days go up to today, and are not listed without a beginning', async () => {
		const days = async (parameters: IDataObject) =>
			(await rowsOf({ parameters: { groupBy: ['day'], period: 'custom', ...parameters } }))
				.map(({ day }) => day)
				.slice(0, -1);
		expect(await days({ fromDatetime: '2027-01-13' })).toEqual(['2027-01-13', '2027-01-14', '2027-01-15']);
		expect(await days({ fromDatetime: '2027-01-14', toDatetime: '2027-01-20' })).toEqual([
			'2027-01-14',
			'2027-01-15',
		]);
		expect(await days({ fromDatetime: '2027-01-12', toDatetime: '2027-01-13' })).toEqual([
			'2027-01-12',
			'2027-01-13',
		]);
		expect(await days({ fromDatetime: '', toDatetime: '2027-01-13' })).toEqual([]);
	});

	it("of days go up to today by the account's clock", async () => {
		jest.useFakeTimers({ now: Date.parse('2027-01-16T03:00:00Z') });
		const parameters = { groupBy: ['day'], period: 'custom', fromDatetime: '2027-01-14' };
		expect((await rowsOf({ parameters })).map(({ day }) => day)).toEqual([
			'2027-01-14',
			'2027-01-15',
			undefined,
		]);
	});

	it.each([
		['agent', '/v2.1/users', 'The list of agents'],
		['justcall_number', '/v2.1/phone-numbers', 'The list of phone numbers'],
		['user_group', '/v2.1/user_groups', 'The list of user groups'],
	])('cannot be told when the list for %s fails, which is named', async (grouping, list, subject) => {
		const made = summarize({
			parameters: { groupBy: [grouping] },
			answer: ({ path }) => (path === list ? refused(404) : data([])),
		});
		await expect(made.run()).rejects.toThrow(new RegExp(`^${subject} was not found`));
	});

	it('of user groups count a call in each group of its agent', async () => {
		const calls = [call('2027-01-14 09:00:00'), call('2027-01-14 09:00:00', { agent_id: 2 })];
		const made = summarize({ calls, parameters: { groupBy: ['user_group'] } });
		const rows = (await made.run()).map(({ json }) => [
			json.user_group_id,
			json.user_group_name ?? '',
			json.calls,
		]);
		expect(rows).toHaveLength(4);
		expect(rows).toEqual(
			expect.arrayContaining([
				[7, 'North', 1],
				[8, 'South', 2],
				[9, '', 0],
				[undefined, '', 2],
			]),
		);
		const none = summarize({ calls });
		await none.run();
		expect(none.sent.map(({ path }) => path)).toEqual([CALLS]);
	});
});

describe('a comparison', () => {
	it.each([
		['yesterday', '2027-01-13 00:00:00', '2027-01-13 23:59:59'],
		['today', '2027-01-14 00:00:00', '2027-01-14 10:30:00'],
		['lastWeek', '2026-12-28 00:00:00', '2027-01-03 23:59:59'],
		['thisWeek', '2027-01-04 00:00:00', '2027-01-08 10:30:00'],
	])('of %s reads the calls from %s to %s', async (period, from, to) => {
		const made = summarize({
			calls: [call(from), call(to), call(to.replace(/:\d\d$/, ':59').replace('23:59', '23:58'))],
			parameters: { period, compare: true },
		});
		const total = (await made.run()).at(-1)?.json;
		expect(total).toMatchObject({ before_from: from, before_to: to });
		expect(asked(made)[1]).toEqual([CALLS, { from_datetime: from, to_datetime: to }]);
		expect(made.hints).toEqual([]);
	});

	it('counts what was before, day by day', async () => {
		const rows = await rowsOf({
			calls: [
				call('2027-01-05 09:00:00'),
				call('2027-01-05 09:30:00'),
				call('2027-01-11 09:00:00'),
				call('2027-01-12 09:00:00'),
			],
			parameters: { period: 'thisWeek', groupBy: ['day'], compare: true },
		});
		expect(rows.map(({ day, calls, calls_before }) => [day, calls, calls_before])).toEqual([
			['2027-01-11', 1, 0],
			['2027-01-12', 1, 2],
			['2027-01-13', 0, 0],
			['2027-01-14', 0, 0],
			['2027-01-15', 0, 0],
			[undefined, 2, 2],
		]);
		expect(rows.at(-1)).toMatchObject({
			before_from: '2027-01-04 00:00:00',
			before_to: '2027-01-08 10:30:00',
		});
	});

	const custom = async (from: string, to?: string) => {
		jest.useFakeTimers({ now: NOW });
		const made = summarize({
			parameters: {
				...{ period: 'custom', compare: true, fromDatetime: from },
				...(to !== undefined && { toDatetime: to }),
			},
		});
		const { before_from, before_to } = (await made.run())[0]?.json ?? {};
		return { span: [before_from, before_to], hints: made.hints };
	};

	it.each([
		['2027-01-10', '2027-01-11', '2027-01-08 00:00:00', '2027-01-09 23:59:59'],
		['2027-01-14', '2027-01-15', '2027-01-12 00:00:00', '2027-01-13 10:30:00'],
		['2027-01-13', undefined, '2027-01-10 00:00:00', '2027-01-12 10:30:00'],
		['2027-01-20', '2027-01-21', '2027-01-18 00:00:00', '2027-01-19 23:59:59'],
		['2027-01-20', undefined, '2027-01-19 00:00:00', '2027-01-19 00:00:00'],
		['2027-01-13T10:00-05:00', '2027-01-14T10:00-05:00', '2027-01-12 10:00:00', '2027-01-13 09:59:59'],
		['2027-01-13T09:00-05:00', '2027-01-13T12:00-05:00', '2027-01-12 09:00:00', '2027-01-12 12:00:00'],
		['2027-01-15T09:00-05:00', '2027-01-15T12:00-05:00', '2027-01-14 09:00:00', '2027-01-14 10:30:00'],
	])('of a custom period from %s to %s is with %s to %s', async (from, to, beforeFrom, beforeTo) => {
		for (const zone of ['system', 'Etc/GMT+12', 'Asia/Tokyo']) {
			Settings.defaultZone = zone;
			try {
				expect({ zone, ...(await custom(from, to)) }).toEqual({
					...{ zone, span: [beforeFrom, beforeTo], hints: [] },
				});
			} finally {
				Settings.defaultZone = 'system';
			}
		}
	});

	it("counts the three months by the account's clock", async () => {
		expect((await custom('2026-10-16T12:00-04:00', '2026-10-16T13:00-04:00')).hints).toEqual([]);
		expect((await custom('2026-10-16T11:00-04:00', '2026-10-16T13:00-04:00')).hints).toHaveLength(1);
	});

	it('is made anew in each try of n8n', async () => {
		const made = summarize({ retryOnFail: true, parameters: { compare: true } });
		await made.run();
		await made.run();
		expect(made.sent).toHaveLength(4);
	});

	it('is not made unless it is switched on', async () => {
		const made = summarize({ parameters: { period: 'yesterday' } });
		const [total] = await made.run();
		expect(Object.keys(total?.json ?? {})).toEqual(['is_total', 'calls', 'from', 'to']);
		expect(made.sent).toHaveLength(1);
	});

	it('keeps the filters, and says when JustCall may have forgotten calls', async () => {
		const made = summarize({
			parameters: {
				period: 'custom',
				fromDatetime: '2026-11-01',
				toDatetime: '2026-12-15',
				compare: true,
				filters: { callDirection: 'Incoming' },
			},
		});
		await made.run();
		expect(made.sent.map(({ query }) => query.call_direction)).toEqual(['Incoming', 'Incoming']);
		expect(made.hints).toEqual([
			'JustCall keeps calls for three months, and the period before began earlier: its figures may lack calls, and the changes may be wrong.',
		]);
	});

	it('needs a beginning', async () => {
		const made = summarize({ parameters: { period: 'anyTime', compare: true } });
		await expect(made.run()).rejects.toMatchObject({
			message: "'Compare With Previous Period' needs a period with a beginning",
			description: expect.stringMatching(/'Custom' with 'From'; or turn off 'Compare With Previous Period'/),
		});
		expect(made.sent).toEqual([]);
	});
});

describe('a custom period', () => {
	it('needs one of its ends', async () => {
		for (const ends of [{}, { fromDatetime: '', toDatetime: '' }]) {
			const made = summarize({ parameters: { period: 'custom', ...ends } });
			await expect(made.run()).rejects.toMatchObject({
				message: "'Period' is Custom, and there is neither 'From' nor 'To'",
				description: expect.stringMatching(/'From' or 'To', or choose another period/),
			});
			expect(made.sent).toEqual([]);
		}
	});

	it('may have one of them alone', async () => {
		const open = summarize({ parameters: { period: 'custom', fromDatetime: '2027-01-13', toDatetime: '' } });
		expect((await open.run())[0]?.json).toEqual({ is_total: true, calls: 0, from: '2027-01-13 00:00:00' });
		expect(asked(open)).toEqual([[CALLS, { from_datetime: '2027-01-13 00:00:00' }]]);
		const until = summarize({ parameters: { period: 'custom', toDatetime: '2027-01-13' } });
		expect((await until.run())[0]?.json).toEqual({ is_total: true, calls: 0, to: '2027-01-13 23:59:59' });
	});
});

describe('call-backs', () => {
	const figures = ['calls', 'missed_not_returned'];
	const calls = [
		call('2027-01-14 09:00:00', missed),
		call('2027-01-15 09:00:00', { call_info: { direction: 'Outgoing', type: 'answered' }, agent_id: 2 }),
	];

	it('after the period are looked for until now, by the number alone', async () => {
		const filters = { agentId: 1, contactNumber: '+14155550100' };
		const made = summarize({ calls, parameters: { figures, filters } });
		expect((await made.run())[0]?.json).toMatchObject({ calls: 1, missed_not_returned: 0 });
		expect(asked(made)[1]).toStrictEqual([
			CALLS,
			{ contact_number: '14155550100', from_datetime: '2027-01-14 00:00:00' },
		]);
	});

	it('of all time are looked for in all calls', async () => {
		const made = summarize({ calls, parameters: { figures, period: 'anyTime', filters: { agentId: 1 } } });
		await made.run();
		expect(asked(made)[1]).toStrictEqual([CALLS, {}]);
	});

	it('are looked for from the beginning of the period before', async () => {
		const made = summarize({ calls, parameters: { figures, compare: true } });
		await made.run();
		expect(asked(made)[2]).toStrictEqual([CALLS, { from_datetime: '2027-01-13 00:00:00' }]);
	});

	it('of the period before count too', async () => {
		const before = [call('2027-01-13 09:00:00', missed), call('2027-01-13 09:00:00', missed)];
		const rows = await rowsOf({ calls: [...before, ...calls], parameters: { figures, compare: true } });
		expect(rows[0]).toMatchObject({
			calls: 1,
			calls_before: 2,
			missed_not_returned: 0,
			missed_not_returned_before: 0,
		});
	});

	it.each([
		['a period that goes on', { period: 'today' }, 1],
		['all time', { period: 'anyTime' }, 1],
		['of one contact', { period: 'today', filters: { contactNumber: '+14155550100' } }, 1],
		['of one agent', { period: 'today', filters: { agentId: 1 } }, 2],
		['a period that is over', { period: 'yesterday' }, 2],
		['one that goes on, compared', { period: 'today', compare: true }, 3],
		[
			'a period that ends later',
			{ period: 'custom', fromDatetime: '2027-01-14', toDatetime: '2027-01-15T11:00:00-05:00' },
			1,
		],
		[
			'a period that ends now',
			{ period: 'custom', fromDatetime: '2027-01-14', toDatetime: '2027-01-15T10:30:00-05:00' },
			2,
		],
		['without a figure that needs them', { period: 'yesterday', figures: ['calls'] }, 1],
	])('cost a second list where one does not have them: %s', async (_which, parameters, lists) => {
		const made = summarize({ calls, parameters: { figures, ...parameters } as IDataObject });
		await made.run();
		expect(made.sent.filter(({ path }) => path === CALLS)).toHaveLength(lists);
	});
});

describe('a report', () => {
	const report = async (as: string, parameters: IDataObject = {}) => {
		const calls = [call('2027-01-14 09:00:00')];
		const made = summarize({
			calls,
			parameters: { as, groupBy: ['agent'], binaryPropertyName: ' file ', ...parameters },
		});
		const items = await made.run();
		expect(items).toHaveLength(1);
		const [item] = items;
		const binary = item?.binary?.file as { data: string } | undefined;
		return { json: item?.json ?? {}, binary, text: Buffer.from(binary?.data ?? '', 'base64').toString() };
	};

	it('as an e-mail has subject and HTML, and the totals', async () => {
		const { json } = await report('html');
		expect(json).toEqual({
			subject: 'Calls, 14 January 2027',
			html: expect.stringMatching(/>Time zone America\/New_York</),
			is_total: true,
			calls: 1,
			from: '2027-01-14 00:00:00',
			to: '2027-01-14 23:59:59',
		});
		expect(json.html).toContain('#0b5cad');
	});

	it.each([
		['lastWeek', {}, 'Calls, 4 to 10 January 2027', 'Time zone America/New_York'],
		['anyTime', {}, 'Calls', 'All that JustCall keeps · Time zone'],
		['custom', { fromDatetime: '2027-01-13' }, 'Calls, from 13 January 2027', 'Time zone'],
		['yesterday', { compare: true }, 'Calls, 14 January 2027', 'Compared with 13 January 2027 · Time zone'],
	])('of %s is named by its days', async (period, more, subject, subtitle) => {
		const { json } = await report('html', { period, ...more });
		expect(json.subject).toBe(subject);
		expect(json.html).toContain(subtitle);
	});

	it('says its title and takes its color', async () => {
		const { json } = await report('html', { options: { title: 'Our <week>', accentColor: ' #ABCDEF ' } });
		expect(json.subject).toBe('Our <week>');
		expect(json.html).toContain('#abcdef');
		expect(json.html).toContain('Our &#60;week&#62;');
	});

	it.each([
		['csv', 'calls-2027-01-14.csv', 'text/csv', /^\ufeffAgent id,Agent name,Calls\r?\n1,Maren,1/],
		['chart', 'calls-2027-01-14.svg', 'image/svg+xml', /^<svg .*Calls, 14 January 2027/s],
	])('as a %s is a file in the field of the panel', async (as, fileName, mimeType, content) => {
		const { json, binary, text } = await report(as);
		expect(json).toEqual({
			fileName,
			mimeType,
			is_total: true,
			calls: 1,
			from: '2027-01-14 00:00:00',
			to: '2027-01-14 23:59:59',
		});
		expect(binary).toMatchObject({ fileName, mimeType });
		expect(text).toMatch(content);
	});

	it('of all time has no day in its name', async () => {
		expect((await report('csv', { period: 'anyTime' })).json.fileName).toBe('calls.csv');
	});

	it.each(['red', '#12345', '#1234567', 'x#123456'])('does not take %s for a color', async (accentColor) => {
		const made = summarize({ parameters: { as: 'html', options: { accentColor } } });
		await expect(made.run()).rejects.toMatchObject({
			message: `'Accent Color' is not a color: "${accentColor}"`,
			description: expect.stringMatching(/six hexadecimal digits after a #, for example #0b5cad/),
		});
		expect(made.sent).toEqual([]);
	});
});

describe('several items', () => {
	it('have their rows one after the other', async () => {
		const made = summarize({
			items: [{ period: 'yesterday' }, { period: 'today' }],
			parameters: { period: ((json: IDataObject) => json.period) as never },
			calls: [call('2027-01-14 09:00:00')],
		});
		const items = await made.run();
		expect(items.map(({ json, pairedItem }) => [json.calls, pairedItem])).toEqual([
			[1, { item: 0 }],
			[0, { item: 1 }],
		]);
	});

	it('tell of which list something may be missing', async () => {
		let lists = 0;
		const made = summarize({
			items: [{}, {}],
			answer: ({ query }) => {
				const isFirst = Number(query.page) === 0;
				if (isFirst) lists++;
				return data(isFirst ? [call('2027-01-14 09:00:00')] : [], { total_count: lists === 1 ? 1 : 9 });
			},
		});
		await made.run();
		expect(made.hints).toEqual([expect.stringMatching(/^Item 2: JustCall counts 9 records and lists 1\./)]);
	});
});
