import type { IDataObject } from 'n8n-workflow';

import { canLookUp, idsOf, lookUp } from '../../nodes/JustCallTrigger/events/lookup';
import type { RequestContext } from '../../nodes/shared/http/transport';
import { data, inNoTime, refused, type Answered, type Asked } from '../harness/scriptedRun';
import { STREAMS_RUN } from '../harness/scriptedTrigger';

beforeEach(() => jest.useFakeTimers(STREAMS_RUN));
afterEach(() => jest.useRealTimers());

let accounts = 0;

/** Looks up an object of a JustCall that answers so; gives the requests, and the object or the error. */
async function looked(
	type: string,
	content: IDataObject,
	answer: (request: Asked, place: number) => Answered = ({ path }) => {
		const [, id] = /\/v2\.1\/.*?(\d+)/.exec(path) ?? [];
		return data({ id: Number(id), call_id: Number(id) });
	},
) {
	const sent: Array<Pick<Asked, 'path' | 'query'>> = [];
	const credential = { apiKey: `looking ${accounts++}`, apiSecret: 'nobody', baseUrl: 'http://127.0.0.1:9' };
	const context = {
		getCredentials: async () => credential,
		helpers: {
			httpRequestWithAuthentication: async (
				_: string,
				{ method, url: path, qs: query = {} }: { method: string; url: string; qs?: IDataObject },
			) => {
				sent.push({ path, query });
				const {
					status = 200,
					headers = {},
					body,
				} = answer({ method, path, query, body: {} }, sent.length - 1);
				return { statusCode: status, headers, body };
			},
		},
	} as unknown as RequestContext;
	const found = await inNoTime(lookUp(context, type, content).catch((error: Error) => error));
	return { found, sent };
}

/** The explanation of an error. */
const saidBy = (error: unknown) => (error as { explanation: IDataObject }).explanation;
const NO_ID = 'The event came without an ID, and JustCall has no other way to find its object';

describe('an object with an ID', () => {
	const CALL = { fetch_queue_data: true, fetch_ai_data: true };
	it.each<[string, IDataObject, string, IDataObject]>([
		['call.completed', { id: 5 }, '/v2.1/calls/5', CALL],
		['call.updated', { id: '5' }, '/v2.1/calls/5', CALL],
		['jc.call_ai_generated', { id: 5 }, '/v2.1/calls/5', CALL],
		['call.ai_voice_agent', { id: 5 }, '/v2.1/calls/5/voice-agent', {}],
		['sd.call_completed', { call_id: 5, id: 6 }, '/v2.1/sales_dialer/calls/5', { fetch_ai_data: true }],
		['sms.received', { id: 5 }, '/v2.1/texts/5', {}],
		['whatsapp.message_sent', { id: 5 }, '/v2.1/whatsapp/messages/5', {}],
		['jc.contact_status_updated', { id: 5 }, '/v2.1/contacts/5', {}],
		['appointment.created', { id: 5 }, '/v2.1/appointments/5', {}],
	])('of %s with %j is read at its place', async (type, content, path, query) => {
		const { found, sent } = await looked(type, content);
		expect(sent).toEqual([{ path, query }]);
		expect(found).toEqual({ id: 5, call_id: 5 });
		expect(canLookUp(type, content)).toBe(true);
	});

	it('that JustCall answers with another one is not taken', async () => {
		const { found } = await looked('sms.received', { id: 5 }, () => data({ id: 6 }));
		expect((found as Error).message).toBe('it is about "6" and not about "5"');
	});

	it('that JustCall does not have is named', async () => {
		const { found } = await looked('sms.received', { id: 5 }, () => refused(404));
		expect(saidBy(found)).toMatchObject({
			message: 'The object of the event was not found',
			kind: 'missing',
		});
	});

	it.each<[string, IDataObject]>([
		['sms.received', { id: '../users' }],
		['sms.received', { id: '1/2' }],
		['call.completed', { id: ['1'], call_sid: 'CA1' }],
		['sms.received', { id: 'x'.repeat(501) }],
	])('of %s that is none (%j) is refused, and nothing is asked', async (type, content) => {
		const { found, sent } = await looked(type, content);
		expect((found as Error).message).toMatch(/^'id' /);
		expect(sent).toEqual([]);
		expect(canLookUp(type, content)).toBe(false);
	});

	it('with the form of one, but not of JustCall, says that the event has none', async () => {
		const { found, sent } = await looked('sms.received', { id: '<b>' });
		expect([saidBy(found).message, sent]).toEqual([NO_ID, []]);
	});
});

describe('an object without an ID', () => {
	it.each<[string, IDataObject, string]>([
		['sms.received', {}, 'JustCall sends some events without an ID.'],
		['sms.received', { id: '' }, 'JustCall sends some events without an ID.'],
		['unknown.type', { id: 1 }, 'JustCall sends some events without an ID.'],
		[
			'call.completed',
			{ id: null },
			'JustCall sends some events without an ID, and this one has no call_sid either.',
		],
		[
			'jc.contact_status_updated',
			{ contact_number: '12345' },
			'JustCall sends some events without an ID, and this one has no contact_number either.',
		],
		[
			'sd.call_completed',
			{ call_sid: 'not a key' },
			'JustCall sends some events without an ID, and this one has no call_sid either.',
		],
	])('of %s with %j is not looked for', async (type, content, description) => {
		const { found, sent } = await looked(type, content);
		expect(saidBy(found)).toEqual({
			message: NO_ID,
			description: `Nothing is wrong with the node. ${description}`,
			kind: 'missing',
		});
		expect(sent).toEqual([]);
		expect(canLookUp(type, content)).toBe(false);
	});

	it('of a call is found by its key, near its time', async () => {
		const content = {
			call_sid: ' CA1 ',
			contact_number: '+1 202 555 0143',
			call_date: '2027-01-15',
			call_time: '10:00:00',
		};
		const rows = [{ id: 1, call_sid: 'CA2' }, { id: 2, call_sid: 'CA1' }, { id: 3 }];
		const { found, sent } = await looked('call.completed', content, () => data(rows));
		expect(found).toEqual(rows[1]);
		expect(sent).toEqual([
			{
				path: '/v2.1/calls',
				query: {
					fetch_queue_data: true,
					fetch_ai_data: true,
					contact_number: '12025550143',
					from_datetime: '2027-01-14 07:00:00',
					to_datetime: '2027-01-16 13:00:00',
					order: 'desc',
					per_page: 100,
					page: 0,
				},
			},
		]);
		expect(canLookUp('call.completed', content)).toBe(true);
	});

	it('of the Sales Dialer is found so too, with nothing to narrow it', async () => {
		const content = { call_sid: 7, contact_number: '123456' };
		const { found, sent } = await looked('sd.call_completed', content, () =>
			data([{ call_id: 3, call_sid: '7' }]),
		);
		expect(found).toEqual({ call_id: 3, call_sid: '7' });
		expect(sent).toStrictEqual([
			{
				path: '/v2.1/sales_dialer/calls',
				query: { fetch_ai_data: true, order: 'desc', per_page: 100, page: 0 },
			},
		]);
	});

	it('that has a report of its own is found in the list of calls first', async () => {
		const { found, sent } = await looked('call.ai_voice_agent', { call_sid: 'CA1' }, ({ path }) =>
			path === '/v2.1/calls' ? data([{ id: 9, call_sid: 'CA1' }]) : data({ id: 9, report: 'r' }),
		);
		expect(sent.map(({ path }) => path)).toEqual(['/v2.1/calls', '/v2.1/calls/9/voice-agent']);
		expect(found).toEqual({ id: 9, report: 'r' });
	});

	it.each(['1234567', '+1 (202) 555-0143'])(
		'of a contact is found by its number %s',
		async (contact_number) => {
			const digits = contact_number.replace(/\D/g, '');
			const rows = [
				{ id: 1, contact_number: '99999999' },
				{ id: 2, contact_number: `+${digits}` },
			];
			const { found, sent } = await looked('jc.contact_status_updated', { contact_number }, () => data(rows));
			expect(found).toEqual(rows[1]);
			expect(sent).toEqual([
				{
					path: '/v2.1/contacts',
					query: { contact_number: digits, across_team: true, order: 'desc', per_page: 100, page: 0 },
				},
			]);
		},
	);

	it('is looked for on five pages, not behind the last', async () => {
		const pages = async (next: string, wanted = Infinity) => {
			const { found, sent } = await looked('call.completed', { call_sid: 'CA1' }, (_, place) =>
				data([{ id: place, call_sid: place === wanted ? 'CA1' : 'CA0' }], { next_page_link: next }),
			);
			return [sent.map(({ query }) => query.page), found] as const;
		};
		const missing = {
			message: 'The object of the event was not found',
			description: 'The event came without an ID, and no record that JustCall lists has its call_sid "CA1".',
			kind: 'missing',
		};
		const [all, error] = await pages('more');
		expect([all, saidBy(error)]).toEqual([[0, 1, 2, 3, 4], missing]);
		expect((await pages(''))[0]).toEqual([0]);
		expect(await pages('more', 2)).toEqual([[0, 1, 2], { id: 2, call_sid: 'CA1' }]);
	});

	it('is looked for behind a page that does not say whether it is the last, and not behind an empty one', async () => {
		const { found, sent } = await looked('call.completed', { call_sid: 'CA1' }, (_, place) =>
			data(place < 2 ? [{ id: place, call_sid: 'CA0' }] : []),
		);
		expect([sent.length, saidBy(found).kind]).toEqual([3, 'missing']);
	});

	it('that fits several records is none of them', async () => {
		const twice = [
			{ id: 1, call_sid: 'CA1' },
			{ id: 2, call_sid: 'CA1' },
		];
		const { found, sent } = await looked('call.completed', { call_sid: 'CA1' }, () =>
			data(twice, { next_page_link: 'more' }),
		);
		expect([saidBy(found).kind, sent.length]).toEqual(['missing', 1]);
	});
});

it('the IDs of an event are these, and only those with the form of one', () => {
	expect(idsOf({ id: 1, call_id: '2', call_sid: 'CA3', agent_id: 4, name: 'x' })).toEqual({
		id: 1,
		call_id: '2',
		call_sid: 'CA3',
	});
	expect(idsOf({ id: '<b>', call_id: '', call_sid: ['x'] })).toEqual({});
	expect(idsOf({})).toEqual({});
});
