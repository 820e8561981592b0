import type { IDataObject } from 'n8n-workflow';

import { accountKeyOf } from '../../nodes/shared/http/account';
import { catchingUp, noteSeen, publishedNodeKey } from '../../nodes/JustCallTrigger/events/catchUp';
import { LISTED_EVENTS, listedKeyOf } from '../../nodes/JustCallTrigger/events/listedEvents';
import type { Stored } from '../../nodes/JustCallTrigger/events/stored';
import { data, refused, type Answered, type Asked } from '../harness/scriptedRun';
import {
	scriptedTrigger,
	sound,
	STREAMS_RUN,
	type Place,
	type ScriptedTrigger,
} from '../harness/scriptedTrigger';

beforeEach(() => jest.useFakeTimers(STREAMS_RUN));
afterEach(() => jest.useRealTimers());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const { now: NOW } = STREAMS_RUN;
/** When the node has seen its last event. */
const SEEN = NOW - 2 * HOUR;
const CALLS = '/v2.1/calls';
const TEXTS = '/v2.1/texts';
const WHATSAPP = '/v2.1/whatsapp/messages';
const DIALER = '/v2.1/sales_dialer/calls';

const timeOf = (prefix: string, at: number) => {
	const iso = new Date(at).toISOString();
	return { [`${prefix}_date`]: iso.slice(0, 10), [`${prefix}_time`]: iso.slice(11, 19) };
};
const callOf = (id: number, at: number, more: IDataObject = {}): IDataObject => ({
	id,
	...timeOf('call', at),
	call_info: { type: 'Answered' },
	...more,
});
const textOf = (id: number, at: number, direction = 'Incoming'): IDataObject => ({
	id,
	...timeOf('sms', at),
	direction,
});
const listed = (rows: IDataObject[], more: IDataObject = {}): Answered =>
	data(rows, { next_page_link: null, ...more });

/** A node that has seen events up to two hours ago. */
function away(
	events: string[],
	answer: (request: Asked, place: number) => Answered | Promise<Answered>,
	options: IDataObject = {},
	place: Place = {},
	more: IDataObject = {},
): ScriptedTrigger {
	const parameters = { events, options: { catchUp: true, ...options }, ...more };
	const trigger = scriptedTrigger(parameters as never, answer, place);
	Object.assign(trigger.stored, { seen: SEEN, account: accountKeyOf(trigger.credential) });
	return trigger;
}

/** One whose lists have these records. */
const awayFrom = (records: Record<string, IDataObject[]>, events: string[]) =>
	away(events, ({ path }) => listed(records[path] ?? []));
const ids = ({ emitted }: ScriptedTrigger) => emitted.map(({ id }) => id);

describe('the first start', () => {
	it.each<[string, Stored]>([
		['notes the time and the account, and asks nothing', {}],
		['of another account does too', { seen: SEEN, account: 'another' }],
	])('%s', async (_name, stored) => {
		const trigger = awayFrom({}, ['call.completed']);
		delete trigger.stored.seen;
		delete trigger.stored.account;
		Object.assign(trigger.stored, stored);
		await trigger.start();
		expect(trigger.stored).toEqual({ seen: NOW, account: accountKeyOf(trigger.credential) });
		expect(trigger.sent).toEqual([]);
	});

	it('after a time with Catch Up off is one', async () => {
		const trigger = away(['call.completed'], () => listed([callOf(1, NOW - HOUR)]));
		delete trigger.stored.seen;
		await trigger.start();
		expect([trigger.stored.seen, trigger.sent]).toEqual([NOW, []]);
	});

	it.each<[string, IDataObject]>([
		['with Catch Up off', { catchUp: false }],
		['with options that cannot be read', { tolerance: 0 }],
	])('%s forgets what was seen', async (_name, options) => {
		const trigger = away(['call.completed'], () => listed([callOf(1, NOW - HOUR)]), options);
		await trigger.start();
		expect(trigger.stored).not.toHaveProperty('seen');
		expect([trigger.sent, trigger.emitted, trigger.failures]).toEqual([[], [], []]);
	});

	it('in the editor does nothing', async () => {
		const trigger = awayFrom({ [CALLS]: [callOf(1, NOW - HOUR)] }, ['call.completed']);
		await trigger.start(() => {}, 'manual');
		expect([trigger.sent, trigger.stored.seen]).toEqual([[], SEEN]);
	});
});

describe('the lists', () => {
	it('are asked from the time of the longest call on, in the zone of the account, newest first', async () => {
		const trigger = awayFrom({}, ['call.completed', 'whatsapp.message_sent']);
		await trigger.start();
		// 10:00 UTC less a quarter of an hour and twelve hours, in New York.
		const query = { from_datetime: '2027-01-14 16:45:00', order: 'desc', page: 0 };
		expect(trigger.sent).toEqual([
			{ method: 'GET', path: CALLS, query: { ...query, per_page: 100 }, body: {} },
			{ method: 'GET', path: WHATSAPP, query: { ...query, per_page: 50 }, body: {} },
		]);
		expect(trigger.stored.seen).toBe(SEEN);
	});

	it('reach back as many hours as the panel says', async () => {
		const trigger = away(['call.completed'], () => listed([]), { catchUpHours: 1 });
		await trigger.start();
		expect(trigger.sent[0]?.query.from_datetime).toBe('2027-01-14 17:45:00');
	});

	it.each([
		[['call.completed', 'call.missed', 'call.voicemail'], [CALLS]],
		[['sms.sent', 'sms.received', 'sms.sent_received'], [TEXTS]],
		[['whatsapp.message_received', 'whatsapp.message_sent'], [WHATSAPP]],
		[['sd.call_completed'], [DIALER]],
		[['call.incoming', 'jc.contact_status_updated'], []],
		[
			['sd.call_completed', 'sms.sent', 'call.missed'],
			[DIALER, TEXTS, CALLS],
		],
	])('of %j are %j, each once', async (events, paths) => {
		const trigger = awayFrom({}, events);
		await trigger.start();
		expect(trigger.sent.map(({ path }) => path)).toEqual(paths);
	});

	it('are read to their end', async () => {
		const trigger = away(['call.completed'], ({ query }) =>
			query.page === 0
				? data(
						Array.from({ length: 100 }, (_, place) => callOf(place, NOW - HOUR - place)),
						{ next_page_link: 'more', total_count: 101 },
					)
				: data([callOf(100, NOW - 1.5 * HOUR)], { next_page_link: null, total_count: 101 }),
		);
		await trigger.start();
		expect(trigger.sent.map(({ query }) => query.page)).toEqual([0, 1]);
		expect(trigger.emitted).toHaveLength(101);
		expect(ids(trigger)[0]).toBe(100);
	});

	it('that change each time are told of in the log; those that count more than they show are not', async () => {
		let calls = 0;
		const trigger = away(['call.completed'], ({ query }, place) => {
			// Of later than the start, so that none of them starts anything.
			const rows = Array.from({ length: Number(query.per_page) }, () => callOf(++calls, NOW + HOUR));
			return listed(rows, { next_page_link: place < 30 ? 'more' : null });
		});
		await trigger.start();
		expect(trigger.hints).toEqual([
			expect.stringMatching(/^The list changed each time that it was read again/),
		]);
		const counting = away(['call.completed'], () => listed([callOf(1, NOW - HOUR)], { total_count: 3 }));
		await counting.start();
		expect([counting.hints, ids(counting)]).toEqual([[], [1]]);
	});
});

describe('what is started', () => {
	it('is what ended after the last event seen, or up to a quarter of an hour before, and before the start', async () => {
		const late = SEEN - 15 * MINUTE;
		const trigger = awayFrom(
			{
				[CALLS]: [
					callOf(1, NOW + 1000),
					callOf(2, NOW),
					callOf(3, NOW - 60_000, { call_duration: { total_duration: 61 } }),
					callOf(4, NOW - 60_000, { call_duration: { total_duration: '60' } }),
					callOf(5, late + 1000),
					callOf(6, late),
					callOf(7, late - 60_000, { call_duration: { total_duration: 62 } }),
					callOf(8, late - 60_000, { call_duration: { total_duration: 'long' } }),
					{ id: 9, call_info: { type: 'Answered' } },
				],
			},
			['call.completed'],
		);
		await trigger.start();
		expect(ids(trigger)).toEqual([5, 7, 2, 4]);
		expect(trigger.failures).toEqual([]);
	});

	it('comes oldest first over all lists, each record once for each event it stands for', async () => {
		const trigger = awayFrom(
			{
				[CALLS]: [callOf(1, NOW - 10 * MINUTE), callOf(2, NOW - 30 * MINUTE)],
				[TEXTS]: [textOf(3, NOW - 20 * MINUTE), textOf(4, NOW - 40 * MINUTE, 'Outgoing')],
			},
			['call.completed', 'call.missed', 'sms.received', 'sms.sent_received'],
		);
		await trigger.start();
		expect(trigger.emitted.map(({ event_type, id }) => `${String(event_type)} ${String(id)}`)).toEqual([
			'sms.sent_received 4',
			'call.completed 2',
			'sms.received 3',
			'sms.sent_received 3',
			'call.completed 1',
		]);
	});

	it('goes through the filters, read with the country of the credential', async () => {
		const trigger = away(
			['call.completed'],
			() =>
				listed([
					callOf(1, NOW - HOUR, { contact_number: '442079460958' }),
					callOf(2, NOW - HOUR, { contact_number: '12025550143' }),
				]),
			{},
			{ credential: { defaultCountry: 'GB' } },
			{ filters: { number: '020 7946 0958' } },
		);
		await trigger.start();
		expect(ids(trigger)).toEqual([1]);
	});

	it('says that it was caught up, and carries its time in the zone of the account', async () => {
		const trigger = awayFrom({ [CALLS]: [callOf(1, NOW - HOUR)] }, ['call.completed']);
		await trigger.start();
		expect(trigger.emitted).toEqual([
			{
				event_type: 'call.completed',
				request_id: '',
				caught_up: true,
				timestamp_utc: '2027-01-15T11:00:00Z',
				timestamp_account: '2027-01-15T06:00:00-05:00',
				...callOf(1, NOW - HOUR),
			},
		]);
	});

	it('is verified where the panel asks for it: JustCall has shown it', async () => {
		const trigger = away(['call.completed'], () => listed([callOf(1, NOW - HOUR)]), {
			verifyByFetching: true,
		});
		await trigger.start();
		expect(trigger.emitted[0]).toMatchObject({ caught_up: true, verified: true });
		expect(trigger.sent).toHaveLength(1);
	});

	it.each([
		[1, false],
		[2, true],
		[3, true],
	])('is simplified in version %d: %p', async (typeVersion, isSimple) => {
		const trigger = away(['call.completed'], () => listed([callOf(1, NOW - HOUR)]), {}, { typeVersion });
		await trigger.start();
		expect('call_info' in trigger.emitted[0]!).toBe(!isSimple);
	});

	it('has details and the recording where the panel asks for them, each by itself', async () => {
		const recorded = callOf(1, NOW - HOUR, { call_info: { type: 'Answered', recording: 'x' } });
		const answer = ({ path }: Asked) => {
			if (path.endsWith('download')) return sound();
			return path === CALLS ? listed([recorded]) : data({ ...recorded, queue: 'q' });
		};
		for (const [options, paths, queue] of [
			[{ details: true }, [CALLS, `${CALLS}/1`], 'q'],
			[{ recording: true }, [CALLS, `${CALLS}/1/recording/download`], undefined],
			[{ details: true, recording: true }, [CALLS, `${CALLS}/1`, `${CALLS}/1/recording/download`], 'q'],
		] as const) {
			const trigger = away(['call.completed'], answer, { ...options, binaryPropertyName: 'sound' });
			await trigger.start();
			expect(trigger.sent.map(({ path }) => path)).toEqual(paths);
			expect([trigger.emitted[0]?.queue, trigger.emitted[0]?.caught_up]).toEqual([queue, true]);
			expect(Object.keys(trigger.binaries[0] ?? {})).toEqual('recording' in options ? ['sound'] : []);
		}
	});

	it('of a credential of another package says so', async () => {
		const credential = { baseUrl: undefined, timezone: undefined };
		const trigger = away(['call.completed'], () => listed([callOf(1, NOW - HOUR)]), {}, { credential });
		await trigger.start();
		expect(trigger.emitted[0]?.credential_notice).toMatch(/of another JustCall package/);
	});
});

describe('an event', () => {
	it('is started once, over starts of n8n and beside its own delivery, and each is noted with its time', async () => {
		const records = { [CALLS]: [callOf(1, NOW - 30 * MINUTE), callOf(2, NOW - HOUR)] };
		const trigger = awayFrom(records, ['call.completed']);
		await trigger.start();
		expect(ids(trigger)).toEqual([2, 1]);
		expect(trigger.stored).toMatchObject({
			seen: NOW - 30 * MINUTE,
			done: [2, 1].map((id) => listedKeyOf('call.completed', { id })),
		});
		await trigger.start();
		expect(ids(trigger)).toEqual([2, 1]);
		// The process remembers it too.
		delete trigger.stored.done;
		expect((await trigger.receive({ data: { id: 1 }, requestId: 'late' })).items).toEqual([]);
		expect((await trigger.receive({ data: { id: 3 }, requestId: 'new' })).items).toHaveLength(1);
	});

	it('that was delivered before is not started', async () => {
		const trigger = awayFrom({ [CALLS]: [callOf(1, NOW - HOUR), callOf(2, NOW - HOUR)] }, ['call.completed']);
		(await trigger.receive({ data: { id: 1 }, requestId: 'first' })).answered();
		trigger.stored.seen = SEEN;
		await trigger.start();
		expect(ids(trigger)).toEqual([2]);
	});

	it('without an ID is started, as there is no telling it', async () => {
		const trigger = awayFrom({ [CALLS]: [callOf(1, NOW - HOUR, { id: undefined })] }, ['call.completed']);
		await trigger.start();
		expect(trigger.emitted).toHaveLength(1);
		expect(trigger.stored).not.toHaveProperty('done');
	});

	it('never moves the time back that was seen meanwhile', async () => {
		const trigger: ScriptedTrigger = away(['call.completed'], () => {
			trigger.stored.seen = NOW - MINUTE;
			return listed([callOf(1, NOW - HOUR)]);
		});
		await trigger.start();
		expect(trigger.stored.seen).toBe(NOW - MINUTE);
		const older: ScriptedTrigger = away(['call.completed'], () => {
			delete older.stored.seen;
			return listed([callOf(1, NOW - HOUR)]);
		});
		await older.start();
		expect(older.stored.seen).toBe(NOW - HOUR);
	});

	it('that comes while the node catches up does not say that all before it have come', () => {
		const node = publishedNodeKey({ id: 'w' }, { id: 'n' });
		const stored: Stored = { seen: 1 };
		catchingUp.set(node, Promise.resolve());
		noteSeen(node, stored);
		expect(stored.seen).toBe(1);
		noteSeen(publishedNodeKey({ id: 'w' }, { id: 'other' }), stored);
		expect(stored.seen).toBe(NOW);
		catchingUp.delete(node);
		stored.seen = 1;
		noteSeen(node, stored);
		expect(stored.seen).toBe(NOW);
	});
});

describe('a failure', () => {
	it('that may pass is waited for a minute each time, an hour long, and then shown', async () => {
		const at: number[] = [];
		const trigger = away(['call.completed'], () => {
			at.push(Math.round((Date.now() - NOW) / 1000));
			return { body: 'a page of a proxy' };
		});
		await trigger.start();
		expect(at).toEqual(Array.from({ length: 60 }, (_, place) => place * 60));
		expect(trigger.failures.map(({ message }) => message)).toEqual(["JustCall's answer cannot be used"]);
		expect(catchingUp.size).toBe(0);
	});

	it('that passes is not shown', async () => {
		const trigger = away(['call.completed'], (_, place) =>
			place < 3 ? { body: 'a page' } : listed([callOf(1, NOW - HOUR)]),
		);
		await trigger.start();
		expect([ids(trigger), trigger.failures]).toEqual([[1], []]);
	});

	it.each<[string, () => Answered, RegExp]>([
		['a denial', () => refused(403), /^JustCall denied this request/],
		['nothing there', () => refused(404), /^The list of what happened meanwhile was not found/],
	])('that does not pass is shown at once: %s', async (_name, answer, said) => {
		const trigger = away(['call.completed'], answer);
		await trigger.start();
		expect(trigger.failures.map(({ message }) => message)).toEqual([expect.stringMatching(said)]);
		expect(trigger.sent).toHaveLength(1);
		expect(catchingUp.size).toBe(0);
	});

	it('of n8n itself is shown by its name', async () => {
		const trigger = awayFrom({ [CALLS]: [callOf(1, NOW - HOUR)] }, ['call.completed']);
		trigger.emitted.push = () => {
			throw new Error('n8n has no place');
		};
		await trigger.start();
		expect(trigger.failures.map(({ message }) => message)).toEqual([
			'What happened meanwhile could not be handled',
		]);
	});

	it('is shown by an older n8n nowhere, and ends all the same', async () => {
		const trigger = away(['call.completed'], () => refused(403), {}, { showsFailures: false });
		await trigger.start();
		expect(catchingUp.size).toBe(0);
	});

	it('to read the credential is told when the workflow is published', async () => {
		const trigger = away(['call.completed'], () => listed([]));
		trigger.credential.baseUrl = 'not an address';
		await expect(trigger.start()).rejects.toThrow(/Base URL/);
	});
});

describe('a workflow that is unpublished', () => {
	it('while a list is read asks for no further page, and starts nothing', async () => {
		let stop: () => Promise<void> = async () => {};
		const trigger = away(['call.completed', 'sms.sent'], async () => {
			await stop();
			return data([callOf(1, NOW - HOUR)], { next_page_link: 'more', total_count: 400 });
		});
		await trigger.start((stopped) => (stop = stopped));
		expect([trigger.sent.length, trigger.emitted, trigger.failures]).toEqual([1, [], []]);
	});

	it('between two events starts no more', async () => {
		let stop: () => Promise<void> = async () => {};
		const trigger = away(
			['call.completed'],
			async ({ path }) => {
				if (path === CALLS) return listed([callOf(1, NOW - HOUR), callOf(2, NOW - MINUTE)]);
				await stop();
				return data({ id: Number(path.split('/').at(-1)) });
			},
			{ details: true },
		);
		await trigger.start((stopped) => (stop = stopped));
		expect([ids(trigger), trigger.stored.seen]).toEqual([[1], NOW - HOUR]);
	});

	it('while the node waits for JustCall asks no more, and shows nothing', async () => {
		let stop: () => Promise<void> = async () => {};
		const trigger = away(['call.completed'], () => {
			setTimeout(() => void stop(), 30_000);
			return { body: 'a page' };
		});
		await trigger.start((stopped) => (stop = stopped));
		expect([trigger.sent.length, trigger.failures, Date.now() - NOW]).toEqual([1, [], expect.any(Number)]);
		expect(Date.now() - NOW).toBeLessThan(MINUTE);
	});
});

describe('a listed record', () => {
	const standsFor = (record: IDataObject, start: string) =>
		Object.keys(LISTED_EVENTS).filter((type) => type.startsWith(start) && LISTED_EVENTS[type]?.is(record));

	it.each<[unknown, string[]]>([
		['Answered', ['call.completed']],
		['Missed', ['call.missed']],
		[' MISSED ', ['call.missed']],
		['Missed by all', ['call.missed']],
		['Voicemail', ['call.voicemail']],
		['voicemail left', ['call.voicemail']],
		['Not missed', ['call.completed']],
		['No voicemail', ['call.completed']],
		['Abandoned before ringing', []],
		['in_progress', []],
		['In-Progress', []],
		['Work in progress', ['call.completed']],
		['', ['call.completed']],
		[undefined, ['call.completed']],
		[null, ['call.completed']],
	])('of a call that is %j stands for %j', (type, events) => {
		expect(standsFor({ call_info: { type } } as IDataObject, 'call.')).toEqual(events);
	});

	it.each<[unknown, string[]]>([
		['Outgoing answered call', ['sd.call_completed']],
		['In Progress', []],
		['in_progress', []],
		['In progress now', ['sd.call_completed']],
	])('of the Sales Dialer that is %j stands for %j', (type, events) => {
		expect(standsFor({ call_info: { type } } as IDataObject, 'sd.')).toEqual(events);
	});

	it.each<[unknown, boolean]>([
		['Incoming', true],
		['inbound', true],
		[' INCOMING ', true],
		['Outgoing', false],
		['outbound', false],
		['Coming', false],
		['not incoming', false],
		['incoming now', false],
		[undefined, false],
	])('of a message that is %j is incoming: %p', (direction, isIncoming) => {
		const record = { direction } as IDataObject;
		const way = isIncoming ? 'received' : 'sent';
		expect(standsFor(record, 'sms.')).toEqual([`sms.${way}`, 'sms.sent_received']);
		expect(standsFor(record, 'whatsapp.')).toEqual([`whatsapp.message_${way}`]);
	});

	it('ends when it is over, where its list says how long it was', () => {
		const at = NOW - HOUR;
		const endOf = (type: string, record: IDataObject) => LISTED_EVENTS[type]?.list.endOf(record);
		const [call, text] = [timeOf('call', at), timeOf('sms', at)];
		expect([
			endOf('call.completed', { ...call, call_duration: { total_duration: 90 } }),
			endOf('call.completed', { ...call, call_duration: 90 }),
			endOf('sd.call_completed', { ...call, call_info: { duration: '30' } }),
			endOf('sd.call_completed', call),
			endOf('sms.sent', text),
			endOf('whatsapp.message_sent', timeOf('message', at)),
			endOf('call.completed', { call_duration: { total_duration: 90 } }),
			endOf('sms.sent', {}),
		]).toEqual([at + 90_000, at, at + 30_000, at, at, at, undefined, undefined]);
	});

	it('has the key of its event and its ID', () => {
		const keys = [
			listedKeyOf('call.completed', { id: 1 }),
			listedKeyOf('call.completed', { id: '1' }),
			listedKeyOf('call.missed', { id: 1 }),
			listedKeyOf('call.completed', { id: 2 }),
			listedKeyOf('sd.call_completed', { call_id: 1, id: 2 }),
			listedKeyOf('sd.call_completed', { call_id: 1 }),
			listedKeyOf('sms.sent', { id: 1 }),
			listedKeyOf('whatsapp.message_sent', { id: 1 }),
		];
		expect(keys.map((key) => typeof key)).toEqual(Array.from({ length: 8 }, () => 'string'));
		expect(keys[0]).toBe(keys[1]);
		expect(keys[4]).toBe(keys[5]);
		expect(new Set(keys).size).toBe(6);
	});

	it.each<[string, IDataObject]>([
		['call.incoming', { id: 1 }],
		['call.completed', { id: '' }],
		['call.completed', {}],
		['call.completed', { id: { a: 1 } }],
		['call.completed', { id: true }],
		['unknown', { '': 'x', undefined: 'y', id: 1 }],
	])('of %s with %j has none', (type, record) => {
		expect(listedKeyOf(type, record)).toBeUndefined();
	});
});
