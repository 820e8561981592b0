import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { START } from '../../tools/bench/simulation';
import { callAt, listsOf, scriptedPoller, type ScriptedLists } from '../harness/scriptedPoller';

const CALLS = '/v2.1/calls';
const CONTACTS = '/v2.1/contacts';
const HOUR = 3600;

beforeEach(() => jest.useFakeTimers({ now: START }));
afterEach(() => {
	jest.useRealTimers();
	jest.restoreAllMocks();
});

const now = () => Math.floor(Date.now() / 1000);
/** Calls with ids from 1, one in so many seconds up to now; the newest is the last. */
const callsOf = (count: number, every: number, info: IDataObject = {}) =>
	Array.from({ length: count }, (_, place) => callAt(place + 1, now() - (count - place) * every, info));
const pagesOf = (asked: IDataObject[]) => asked.map(({ page }) => page);
/** Queries of a whole reading, which end when it began. */
const readings = (asked: IDataObject[]) => asked.filter(({ to_datetime }) => to_datetime !== undefined);

function pollerOf(event: string, lists: ScriptedLists, options: INodeParameters = {}, typeVersion = 3) {
	return scriptedPoller(lists, { event, options }, { typeVersion });
}

/** One that has polled once. */
async function watching(...args: Parameters<typeof pollerOf>) {
	const poller = pollerOf(...args);
	expect(await poller.look()).toHaveLength(0);
	return poller;
}

/** The ids told in so many polls. */
async function told(poller: Awaited<ReturnType<typeof watching>>, polls: number, seconds = 60) {
	const ids: unknown[] = [];
	let most = 0;
	for (let poll = 0; poll < polls; poll++) {
		ids.push(...(await poller.look(seconds)));
		most = Math.max(most, poller.asked.length);
	}
	return { ids, most };
}

describe('New Call', () => {
	it('reads its window at the first poll, one page later, and tells each call once, oldest first', async () => {
		const calls = callsOf(1000, 60);
		const poller = await watching('newCall', listsOf({ [CALLS]: calls }));
		expect(pagesOf(poller.asked)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		// A day, a step of an hour and the rest of the step.
		expect(poller.asked[0]).toEqual({
			per_page: 100,
			order: 'desc',
			page: 0,
			from_datetime: '2027-01-14 07:00:00',
		});
		calls.push(callAt(5000, now()), callAt(5001, now() + 1));
		expect(await poller.look()).toEqual([5000, 5001]);
		expect(await poller.look()).toEqual([]);
		expect(pagesOf(poller.asked)).toEqual([0]);
	});

	it('compares the count of the window before when the window moves', async () => {
		jest.setSystemTime(START + 50 * 60_000);
		const calls = callsOf(1000, 60);
		const poller = await watching('newCall', listsOf({ [CALLS]: calls }));
		expect(await poller.look(15 * 60)).toEqual([]);
		calls.splice(500, 0, callAt(5000, now() - 500 * 60));
		expect(await poller.look()).toEqual([5000]);
		expect(poller.asked.slice(0, 2).map(({ from_datetime }) => from_datetime)).toEqual([
			'2027-01-14 08:00:00',
			'2027-01-14 07:00:00',
		]);
		expect(poller.stored).toMatchObject({ total: 1001 });
	});

	it('reads the window whole once in a 24th of Look Back, a page for each minute', async () => {
		const calls = callsOf(500, 60);
		const poller = await watching('newCall', listsOf({ [CALLS]: calls }));
		const reads: Array<[number, unknown]> = [];
		for (let minute = 1; minute < 130; minute++) {
			expect(await poller.look()).toEqual([]);
			for (const { page } of readings(poller.asked)) reads.push([minute, page]);
		}
		expect(reads.map(([, page]) => page)).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
		expect(reads[4]![0] - reads[0]![0]).toBeGreaterThanOrEqual(59);
		expect(reads[4]![0] - reads[0]![0]).toBeLessThanOrEqual(62);
	});

	it('reads as many pages as minutes have passed', async () => {
		const calls = callsOf(3000, 25);
		const poller = await watching('newCall', listsOf({ [CALLS]: calls }));
		const counts: number[] = [];
		for (let poll = 0; poll < 20; poll++) {
			await poller.look(300);
			counts.push(poller.asked.length);
		}
		expect(Math.max(...counts)).toBe(5);
	});

	it('a whole reading finds a call that came in the moment in which another one went', async () => {
		const calls = callsOf(500, 60);
		const poller = await watching('newCall', listsOf({ [CALLS]: calls }), { includeRunning: true });
		calls.splice(100, 1, callAt(9000, now() - 400 * 60));
		expect(await told(poller, 75)).toEqual({ ids: [9000], most: 2 });
		calls.splice(200, 1, callAt(9001, now() - 300 * 60, { type: 'In Progress' }));
		expect((await told(poller, 75)).ids).toEqual([9001]);
		calls[200] = callAt(9001, now() - 375 * 60, { notes: 'Over' });
		expect((await told(poller, 75)).ids).toEqual([9001]);
	});

	it('a whole reading begins where the one before might have missed a call', async () => {
		const calls = callsOf(500, 60);
		const poller = await watching('newCall', listsOf({ [CALLS]: calls }));
		const wholeAt = now() - 5 * HOUR;
		poller.stored.wholeAt = wholeAt;
		await poller.look();
		const [first] = readings(poller.asked);
		const text = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
		expect(first).toMatchObject({ from_datetime: text(wholeAt - 24 * HOUR), to_datetime: text(now() - 1) });
	});
});

describe('New Call, with an unkind list', () => {
	it('continues where it ran out of time, and tells nothing of the first reading', async () => {
		const calls = callsOf(1000, 60);
		const lists = listsOf({ [CALLS]: calls });
		const poller = pollerOf('newCall', lists);
		// Each page takes a second.
		lists.before = () => void jest.setSystemTime(Date.now() + 1000);
		const budget = { budgetMs: 4000 };
		expect(await poller.look(60, budget)).toEqual([]);
		expect(pagesOf(poller.asked)).toEqual([0, 1, 2, 3]);
		expect(poller.stored).toMatchObject({ isFirst: true, resume: 4 });
		calls.push(callAt(5000, now()));
		expect(await poller.look(60, budget)).toEqual([5000]);
		// The page of the new call, then from one page before the stop.
		expect(pagesOf(poller.asked)).toEqual([0, 1, 3, 4]);
		for (let poll = 0; poll < 5; poll++) expect(await poller.look(60, budget)).toEqual([]);
		expect(poller.stored).not.toHaveProperty('isFirst');
		expect(poller.stored).not.toHaveProperty('resume');
		lists.before = () => {};
		calls.splice(10, 0, callAt(6000, now() - 990 * 60));
		expect(await poller.look()).toEqual([6000]);
	});

	it('a request that fails after the time is over ends the poll, one that fails before is an error', async () => {
		const lists = listsOf({ [CALLS]: callsOf(500, 60) });
		const poller = pollerOf('newCall', lists);
		const controller = new AbortController();
		jest.spyOn(AbortSignal, 'timeout').mockReturnValue(controller.signal);
		lists.before = ({ page }) => {
			if (page !== 2) return;
			controller.abort();
			throw new Error('cancelled');
		};
		expect(await poller.look(60, { budgetMs: 60_000 })).toEqual([]);
		expect(poller.stored).toMatchObject({ resume: 2 });
	});

	it('in the editor gives the newest call and notes nothing', async () => {
		const poller = pollerOf('newCall', listsOf({ [CALLS]: callsOf(300, 60) }));
		expect(await poller.look(60, { mode: 'manual', budgetMs: 1 })).toEqual([300]);
		expect(poller.asked).toEqual([{ per_page: 100, order: 'desc', page: 0 }]);
		expect(poller.stored).toEqual({});
	});

	it('a call in progress waits until it is over, and is told both times on request', async () => {
		for (const includeRunning of [false, true]) {
			const calls = callsOf(300, 60);
			const poller = await watching('newCall', listsOf({ [CALLS]: calls }), { includeRunning });
			for (const type of ['In Progress', ' in-progress ', 'IN_PROGRESS'])
				calls.push(callAt(5000 + calls.length, now(), { type }));
			calls.push(
				callAt(6000, now() + 1, { type: 'Not In Progress' }),
				callAt(6001, now() + 1, { type: 'In Progress?' }),
			);
			const running = includeRunning ? [5300, 5301, 5302] : [];
			expect(await poller.look()).toEqual([...running, 6000, 6001]);
			expect(await poller.look()).toEqual([]);
			// It stays in the window.
			expect((await told(poller, 20, 3000)).ids).toEqual([]);
			calls[300] = callAt(5300, now() - 20 * 3000, { type: 'Answered' });
			expect(await poller.look()).toEqual([5300]);
			jest.setSystemTime(START);
		}
	});

	it('a call that is in progress for more than a day is over', async () => {
		const calls = callsOf(10, 60);
		const poller = await watching('newCall', listsOf({ [CALLS]: calls }));
		calls.push(callAt(5000, now() + 60, { type: 'In Progress' }));
		expect(await poller.look()).toEqual([]);
		expect(await poller.look(24 * HOUR - 2)).toEqual([]);
		expect(await poller.look(62)).toEqual([5000]);
		expect(await poller.look()).toEqual([]);
	});

	it('a longer Look Back brings nothing that is new, and looks back from then on', async () => {
		const calls = callsOf(1000, 300);
		const poller = await watching('newCall', listsOf({ [CALLS]: calls }), { lookBack: 6 });
		expect(await poller.look()).toEqual([]);
		poller.publish({ event: 'newCall', options: { lookBack: 48 } });
		expect((await told(poller, 5)).ids).toEqual([]);
		expect((await told(poller, 150)).ids).toEqual([]);
		calls.splice(600, 0, callAt(5000, now() - 40 * HOUR));
		expect((await told(poller, 3)).ids).toEqual([5000]);
	});

	it('a longer Look Back brings nothing that is new also when the last whole reading is long ago', async () => {
		const poller = await watching('newCall', listsOf({ [CALLS]: callsOf(400, 30) }), { lookBack: 1 });
		poller.stored.wholeAt = now() - HOUR / 2;
		poller.publish({ event: 'newCall', options: { lookBack: 2 } });
		expect((await told(poller, 20)).ids).toEqual([]);
	});

	it('a call that comes late while a reading is slow is found also when the window has moved past it', async () => {
		const calls = callsOf(60, 60);
		const poller = await watching('newCall', listsOf({ [CALLS]: calls }), { lookBack: 1 });
		poller.stored.wholeAt = now() - HOUR / 2;
		calls.unshift(callAt(5000, now() - 80 * 60));
		expect((await told(poller, 3)).ids).toEqual([5000]);
	});

	it('an account without any call is two requests at most', async () => {
		const calls: IDataObject[] = [];
		const poller = await watching('newCall', listsOf({ [CALLS]: calls }), { lookBack: 1 });
		expect((await told(poller, 30)).most).toBe(2);
		calls.push(callAt(1, now()));
		expect(await poller.look()).toEqual([1]);
		expect(await poller.look()).toEqual([]);
	});

	it.each([5 * HOUR, -9 * HOUR])('learns that the clock of JustCall is %d seconds ahead', async (ahead) => {
		const calls = Array.from({ length: 200 }, (_, place) =>
			callAt(place + 1, now() - (200 - place) * 60 - 8 * HOUR, {}, ahead),
		);
		const lists = { ...listsOf({ [CALLS]: calls }), ahead };
		const poller = await watching('newCall', lists, { lookBack: 1 });
		expect(poller.stored).toMatchObject({ offset: ahead, checked: 'UTC' });
		calls.push(callAt(5000, now(), {}, ahead));
		expect(await poller.look()).toEqual([5000]);
		const from = Date.parse(`${String(poller.asked[0]!.from_datetime).replace(' ', 'T')}Z`) / 1000;
		expect(from).toBe(Number(poller.stored.from) + ahead - HOUR);
		// Another zone of the credential is compared anew.
		poller.credential.timezone = 'Europe/Berlin';
		calls.push(callAt(5001, now(), {}, ahead));
		expect(await poller.look()).toEqual([5001]);
		expect(poller.stored).toMatchObject({ offset: ahead, checked: 'Europe/Berlin' });
	});

	it('a clock that is the zone of the credential needs no offset', async () => {
		const poller = await watching('newCall', listsOf({ [CALLS]: callsOf(300, 60) }));
		expect(poller.stored).toMatchObject({ checked: 'UTC' });
		expect(poller.stored).not.toHaveProperty('offset');
	});

	it('goes on with a renewed key, and starts anew with another account or filter', async () => {
		const calls = callsOf(300, 60);
		const poller = await watching('newCall', listsOf({ [CALLS]: calls }));
		await told(poller, 2);
		calls.push(callAt(5000, now()));
		poller.credential.apiKey = 'renewed';
		expect(await poller.look()).toEqual([5000]);
		// Nothing of the other account is known.
		const others = callsOf(300, 61).map((call) => ({ ...call, id: Number(call.id) + 10_000 }));
		poller.credential.apiKey = 'of another account';
		calls.splice(0, calls.length, ...others);
		expect(await poller.look()).toEqual([]);
		calls.push(callAt(20_000, now()));
		expect(await poller.look()).toEqual([20_000]);
		calls.push(callAt(20_001, now()));
		poller.publish({ event: 'newCall', filters: { callDirection: 'Incoming' } });
		expect(await poller.look()).toEqual([]);
		expect(poller.asked[0]).toMatchObject({ call_direction: 'Incoming' });
		calls.push(callAt(20_002, now()));
		expect(await poller.look()).toEqual([20_002]);
	});

	it('a poll that n8n starts while another one of the node reads is none', async () => {
		const calls = callsOf(300, 60);
		const lists = listsOf({ [CALLS]: calls });
		const poller = await watching('newCall', lists);
		calls.push(callAt(5000, now()));
		const both = await Promise.all([poller.look(), poller.look()]);
		expect(both.flat()).toContain(5000);
		expect(pagesOf(poller.asked)).toEqual([0, 1]);
		expect(await poller.look()).toEqual([]);
	});
});

describe('Call Updated', () => {
	it('reads all in turn: the newest page at each poll, then a page of the older ones', async () => {
		const calls = callsOf(1000, 60);
		const poller = await watching('callUpdated', listsOf({ [CALLS]: calls }));
		expect(pagesOf(poller.asked)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		calls[10] = callAt(11, now() - 989 * 60, { notes: 'Changed' });
		calls[890] = callAt(891, now() - 110 * 60, { notes: 'Changed' });
		const { ids, most } = await told(poller, 15);
		expect(ids).toEqual([891, 11]);
		expect(most).toBe(2);
		expect((await told(poller, 30)).ids).toEqual([]);
		expect((await told(poller, 3)).most).toBe(2);
		expect(readings(poller.asked)).toHaveLength(1);
	});

	it('forgets calls that leave Look Back, and finds a change until then', async () => {
		const calls = callsOf(300, 60, { notes: 'There before' });
		const poller = await watching('callUpdated', listsOf({ [CALLS]: calls }), { lookBack: 2 });
		expect(Object.keys(poller.stored.fingerprints as object).length).toBe(119);
		expect((await told(poller, 20, HOUR)).ids).toEqual([]);
		expect((await told(poller, 10, HOUR)).ids).toEqual([]);
		expect(poller.stored.fingerprints).toEqual({});
	});

	it('only tells calls with the disposition of the filter, which is not sent', async () => {
		const calls = callsOf(30, 60);
		const lists = listsOf({ [CALLS]: calls });
		const parameters = { event: 'callUpdated', filters: { dispositionCodes: 'Won' } };
		const poller = scriptedPoller(lists, parameters, { typeVersion: 3 });
		expect(await poller.look()).toEqual([]);
		expect(poller.asked[0]).not.toHaveProperty('disposition_codes');
		calls[10] = callAt(11, now() - 1200, { disposition: 'won' });
		calls[11] = callAt(12, now() - 1140, { disposition: 'Lost' });
		expect(await poller.look()).toEqual([11]);
		expect(await poller.look()).toEqual([]);
	});

	it('a node of before reads all calls at each poll, as far as time goes', async () => {
		const calls = callsOf(1000, 60);
		const lists = listsOf({ [CALLS]: calls });
		const poller = await watching('callUpdated', lists, {}, 2);
		calls[10] = callAt(11, now() - 989 * 60, { notes: 'Changed' });
		expect(await poller.look()).toEqual([11]);
		expect(poller.asked).toHaveLength(10);
		calls[10] = callAt(11, now() - 989 * 60, { notes: 'Again' });
		lists.before = () => void jest.setSystemTime(Date.now() + 1000);
		expect(await poller.look(60, { budgetMs: 4000 })).toEqual([]);
		expect(pagesOf(poller.asked)).toEqual([0, 1, 2, 3]);
		expect(await poller.look(60, { budgetMs: 4000 })).toEqual([]);
		expect(pagesOf(poller.asked)).toEqual([3, 4, 5, 6]);
		expect(await poller.look(60, { budgetMs: 9000 })).toEqual([11]);
		expect(pagesOf(poller.asked)).toEqual([6, 7, 8, 9]);
	});

	it('a key that was renewed is no other account', async () => {
		const calls = callsOf(300, 60, { notes: 'There before' });
		const poller = await watching('callUpdated', listsOf({ [CALLS]: calls }));
		await told(poller, 3);
		calls[290] = callAt(291, now() - 600, { notes: 'Changed' });
		poller.credential.apiKey = 'renewed';
		expect(await poller.look()).toEqual([291]);
		poller.credential.apiKey = 'of another account';
		calls.splice(
			0,
			calls.length,
			...callsOf(300, 61, { notes: 'Of others' }).map((call) => ({ ...call, id: -Number(call.id) })),
		);
		expect(await poller.look()).toEqual([]);
	});

	it('after weeks without a poll reads back a month at most', async () => {
		const calls = callsOf(30, 60);
		const poller = await watching('callUpdated', listsOf({ [CALLS]: calls }));
		await poller.look(60 * 24 * HOUR);
		const [{ from_datetime }] = poller.asked as [IDataObject];
		expect(Date.parse(`${String(from_datetime).replace(' ', 'T')}Z`) / 1000).toBe(now() - 1 - 30 * 24 * HOUR);
	});

	it('tells what changed, at the next poll if it is on the newest page', async () => {
		const calls = callsOf(300, 60);
		const poller = await watching('callUpdated', listsOf({ [CALLS]: calls }));
		calls[298] = callAt(299, now() - 120, { notes: 'Changed' });
		calls[297] = callAt(298, now() - 180, { rating: '5' });
		expect(await poller.look()).toEqual([298, 299]);
		expect(poller.items()).toMatchObject([{ changed: ['rating'] }, { changed: ['notes'] }]);
		expect((await told(poller, 10)).ids).toEqual([]);
	});
});

describe('New Contact', () => {
	const contacts = (from: number, count: number): IDataObject[] =>
		Array.from({ length: count }, (_, place) => ({ id: from + place }));

	it('tells larger ids than any before, oldest first', async () => {
		const rows = contacts(1, 700);
		const poller = await watching('newContact', {
			...listsOf({ [CONTACTS]: rows }),
			counts: false,
		});
		expect(poller.asked).toEqual([{ per_page: 500, order: 'desc', across_team: true, page: 0 }]);
		rows.push(...contacts(701, 250));
		expect(await poller.look()).toEqual(contacts(701, 250).map(({ id }) => id));
		expect(await poller.look()).toEqual([]);
		expect(poller.asked).toHaveLength(1);
		expect(poller.stored).toMatchObject({ lastId: 950 });
	});

	it('continues where it ran out of time: each once, also those that come meanwhile', async () => {
		const rows = contacts(1, 100);
		const lists = { ...listsOf({ [CONTACTS]: rows }), pageSize: 100 };
		const poller = await watching('newContact', lists);
		rows.push(...contacts(101, 2000));
		lists.before = () => void jest.setSystemTime(Date.now() + 1000);
		const ids: unknown[] = [];
		for (let poll = 0; poll < 12; poll++) {
			ids.push(...(await poller.look(60, { budgetMs: 5000 })));
			if (poll < 3) rows.push(...contacts(2101 + poll * 30, 30));
		}
		expect(ids.sort((a, b) => Number(a) - Number(b))).toEqual(contacts(101, 2090).map(({ id }) => id));
		expect(poller.stored).not.toHaveProperty('resume');
	});

	it('an empty list, and one that repeats itself', async () => {
		const rows: IDataObject[] = [];
		const lists = listsOf({ [CONTACTS]: rows });
		const poller = await watching('newContact', lists);
		expect(await poller.look()).toEqual([]);
		rows.push(...contacts(1, 3));
		expect(await poller.look()).toEqual([1, 2, 3]);
	});

	it('a key that was renewed is no other account', async () => {
		const rows = contacts(1, 30);
		const poller = await watching('newContact', listsOf({ [CONTACTS]: rows }));
		rows.push({ id: 31 });
		poller.credential.apiKey = 'renewed';
		expect(await poller.look()).toEqual([31]);
		poller.credential.apiKey = 'of another account';
		rows.splice(0, rows.length, { id: 500 });
		expect(await poller.look()).toEqual([]);
		rows.push({ id: 501 });
		expect(await poller.look()).toEqual([501]);
	});
});

it('a longer Look Back tells nothing old, also when it cannot be read in one poll', async () => {
	const calls = callsOf(3000, 60);
	const lists = listsOf({ [CALLS]: calls });
	const poller = scriptedPoller(lists, { event: 'newCall', options: { lookBack: 6 } }, { typeVersion: 3 });
	await poller.look();
	poller.publish({ event: 'newCall', options: { lookBack: 48 } });
	lists.before = () => void jest.setSystemTime(Date.now() + 1000);
	const told: unknown[] = [];
	for (let poll = 0; poll < 40; poll++) {
		calls.push(callAt(9000 + poll, now() + 59));
		told.push(...(await poller.look(60, { budgetMs: 5000 })));
	}
	expect(told.filter((id) => Number(id) < 9000)).toEqual([]);
	expect(new Set(told).size).toBe(told.length);
});

it('a busy account, whose count rises while it is read, is not read whole at each poll', async () => {
	const calls = callsOf(10_000, 8);
	const lists = listsOf({ [CALLS]: calls });
	const poller = scriptedPoller(lists, { event: 'newCall' }, { typeVersion: 3 });
	await poller.look();
	let [id, next] = [60_000, now() + 4];
	lists.before = () => {
		jest.setSystemTime(Date.now() + 300);
		for (; now() >= next; next += 3 + ((id * 7) % 11)) calls.push(callAt(id++, next));
	};
	const [told, asked]: [unknown[], number[]] = [[], []];
	for (let poll = 0; poll < 60; poll++) {
		told.push(...(await poller.look(60)));
		asked.push(poller.asked.length);
	}
	expect(Math.max(...asked)).toBeLessThanOrEqual(5);
	expect(new Set(told).size).toBe(told.length);
	expect(told.length).toBeGreaterThanOrEqual(id - 60_000 - 2);
});

describe("notes, with n8n's scheduler", () => {
	const scheduled = (calls: IDataObject[], event = 'newCall') =>
		scriptedPoller(listsOf({ [CALLS]: calls }), { event }, { isScheduled: true });

	it('go on from poll to poll, although n8n stores none of a poll without records', async () => {
		const calls = callsOf(250, 60, { notes: 'There before' });
		const poller = scheduled(calls, 'callUpdated');
		await poller.look();
		poller.store();
		const pages = [];
		for (let poll = 0; poll < 3; poll++) {
			expect(await poller.look()).toEqual([]);
			pages.push(...pagesOf(poller.asked));
		}
		// The newest page each time, and the older ones in turn.
		expect(pages).toEqual([0, 1, 0, 2, 0, 1]);
	});

	it('of a poll whose records n8n dropped are dropped too', async () => {
		const calls = callsOf(30, 60);
		const poller = scheduled(calls);
		await poller.look();
		poller.store();
		calls.push(callAt(5000, now()));
		expect(await poller.look()).toEqual([5000]);
		expect(await poller.look()).toEqual([5000]);
		poller.store();
		expect(await poller.look()).toEqual([]);
	});
});

it('two nodes of a workflow, and one node in two workflows, poll beside each other', async () => {
	const lists = listsOf({ [CALLS]: callsOf(300, 60) });
	const places = [
		{ workflow: 'one', node: 'a' },
		{ workflow: 'one', node: 'b' },
		{ workflow: 'two', node: 'a' },
	];
	const pollers = places.map((place) => scriptedPoller(lists, { event: 'newCall' }, place));
	for (const poller of pollers) await poller.look();
	lists.records[CALLS]!.push(callAt(5000, now()));
	expect(await Promise.all(pollers.map(async (poller) => await poller.look(1)))).toEqual([
		[5000],
		[5000],
		[5000],
	]);
});

describe('what is sent', () => {
	it('a filter on a disposition, except with Call Updated', async () => {
		const filters = { dispositionCodes: 'Won' };
		const poller = scriptedPoller(listsOf({ [CALLS]: callsOf(3, 60) }), { event: 'newCall', filters });
		await poller.look();
		expect(poller.asked[0]).toMatchObject({ disposition_codes: ['Won'] });
	});

	it("a number with the credential's country", async () => {
		const filters = { contactNumber: '415 555 0119' };
		const poller = scriptedPoller(listsOf({ [CALLS]: callsOf(3, 60) }), { event: 'newCall', filters });
		poller.credential.defaultCountry = 'US';
		await poller.look();
		expect(poller.asked[0]).toMatchObject({ contact_number: '14155550119' });
	});
});

it('a call without a time is told once, and is known as long as the window can list it', async () => {
	const calls = callsOf(30, 60);
	const poller = await watching('newCall', listsOf({ [CALLS]: calls }));
	calls.push({ ...callAt(5000, now()), call_date: '' });
	expect(await poller.look()).toEqual([5000]);
	expect(poller.stored.known).toMatchObject({ 5000: now() - 1 });
	expect((await told(poller, 10, HOUR)).ids).toEqual([]);
});

it('a whole reading of Call Updated begins anew when the clock of JustCall is another one', async () => {
	const calls = callsOf(1000, 60);
	const lists = listsOf({ [CALLS]: calls });
	const poller = await watching('callUpdated', lists);
	await told(poller, 3);
	const { rotation } = poller.stored as { rotation: { begun: number; page: number } };
	expect(rotation.page).toBeGreaterThan(1);
	lists.ahead = HOUR;
	calls.forEach((call, place) => {
		const at = Date.parse(`${String(call.call_date)}T${String(call.call_time)}Z`) / 1000;
		calls[place] = callAt(place + 1, at, {}, HOUR);
	});
	expect(await poller.look()).toEqual([]);
	expect(poller.stored).toMatchObject({ offset: HOUR, rotation: { begun: rotation.begun, page: 0 } });
	expect(poller.stored.rotation).not.toMatchObject({ total: 1000 });
});

describe('New Contact, a request that fails', () => {
	const contacts = (from: number, count: number): IDataObject[] =>
		Array.from({ length: count }, (_, place) => ({ id: from + place }));
	/** One that fails at a page, which may be when the time is over. */
	async function failing(page: number, isOver: boolean) {
		const rows = contacts(1, 100);
		const lists = { ...listsOf({ [CONTACTS]: rows }), counts: false };
		const poller = await watching('newContact', lists);
		rows.push(...contacts(101, 1400));
		const controller = new AbortController();
		jest.spyOn(AbortSignal, 'timeout').mockReturnValue(controller.signal);
		lists.before = (_query, place) => {
			if (place < page) return;
			if (isOver) controller.abort();
			throw new Error('cut off');
		};
		const first = poller.look(60, { budgetMs: 60_000 });
		return { first, poller, lists };
	}

	it('after the time is over ends the poll with what was found', async () => {
		const { first, poller, lists } = await failing(2, true);
		expect(await first).toEqual(contacts(503, 998).map(({ id }) => id));
		expect(poller.stored).toMatchObject({ lastId: 100, top: 1500, floor: 503, resume: 2 });
		jest.restoreAllMocks();
		lists.before = () => {};
		expect(await poller.look()).toEqual(contacts(101, 402).map(({ id }) => id));
		expect(pagesOf(poller.asked).slice(0, 2)).toEqual([0, 1]);
		expect(poller.stored).toMatchObject({ lastId: 1500 });
		expect(poller.stored).not.toHaveProperty('top');
	});

	it('at the first page, or while there is time, is an error', async () => {
		await expect((await failing(0, true)).first).rejects.toThrow();
		jest.restoreAllMocks();
		await expect((await failing(1, false)).first).rejects.toThrow();
	});

	it('reads no further than to a known contact, also if JustCall counts them', async () => {
		const rows = contacts(1, 2000);
		const poller = await watching('newContact', listsOf({ [CONTACTS]: rows }));
		rows.push({ id: 2001 });
		expect(await poller.look()).toEqual([2001]);
		expect(poller.asked).toHaveLength(1);
	});
});

/** Epoch seconds of a date that was sent. */
const momentSent = (date: unknown) => Date.parse(`${String(date).replace(' ', 'T')}Z`) / 1000;

describe('a renewed key is recognized by the records', () => {
	it('however many have come since', async () => {
		const calls = callsOf(90, 90).map((call, place) => callAt(Number(call.id), now() - (190 - place) * 90));
		const poller = await watching('newCall', listsOf({ [CALLS]: calls }));
		for (let id = 5000; id < 5080; id++) calls.push(callAt(id, now() + 30));
		poller.credential.apiKey = 'renewed';
		expect(await poller.look()).toHaveLength(80);
	});

	it('however many are older than Look Back', async () => {
		const calls = [
			...callsOf(80, 60).map((call) => callAt(Number(call.id), now() - 60 * HOUR)),
			...callsOf(19, 300),
		];
		calls.forEach((call, place) => (calls[place] = { ...call, id: place + 1 }));
		const poller = await watching('newCall', listsOf({ [CALLS]: calls }), { lookBack: 2 });
		calls.push(callAt(5000, now()));
		poller.credential.apiKey = 'renewed';
		expect(await poller.look()).toEqual([5000]);
	});

	it('but not by none: an account without calls is another one', async () => {
		const calls = callsOf(90, 90);
		const poller = await watching('newCall', listsOf({ [CALLS]: calls }));
		calls.splice(0);
		poller.credential.apiKey = 'of another account';
		expect(await poller.look()).toEqual([]);
		calls.push(...callsOf(20, 90).map((call) => ({ ...call, id: Number(call.id) + 5000 })));
		// They have come since the poll that began anew.
		expect(await poller.look()).toHaveLength(20);
	});

	it('notes of before, without an account, go on without a question', async () => {
		const calls = callsOf(90, 90);
		const poller = await watching('newCall', listsOf({ [CALLS]: calls }));
		delete poller.stored.account;
		calls.push(callAt(5000, now()));
		expect(await poller.look()).toEqual([5000]);
		expect(pagesOf(poller.asked)).toEqual([0]);
		expect(poller.stored.account).toEqual(expect.any(String));
	});
});

it("in the editor a test has no time limit of n8n's", async () => {
	const timeout = jest.spyOn(AbortSignal, 'timeout');
	const poller = pollerOf('newCall', listsOf({ [CALLS]: callsOf(3, 60) }));
	await poller.look(60, { mode: 'manual', budgetMs: 1 });
	expect(timeout).not.toHaveBeenCalled();
	await poller.look(60, { budgetMs: 1000 });
	expect(timeout).toHaveBeenCalledWith(1000);
});

describe('the window of New Call', () => {
	it('reaches back to a call in progress, however long it takes', async () => {
		const calls = callsOf(30, 60);
		const poller = await watching('newCall', listsOf({ [CALLS]: calls }), { lookBack: 1 });
		calls.push(callAt(5000, now(), { type: 'In Progress' }));
		expect((await told(poller, 4, HOUR)).ids).toEqual([]);
		expect(momentSent(poller.asked[0]!.from_datetime)).toBeLessThanOrEqual(START / 1000 + 61);
		calls[30] = callAt(5000, START / 1000 + 61, { type: 'Answered' });
		expect(await poller.look()).toEqual([5000]);
		expect(poller.stored.running).toEqual({});
		await poller.look(HOUR);
		expect(momentSent(poller.asked[0]!.from_datetime)).toBeGreaterThan(START / 1000 + HOUR);
	});

	it('has the count of its own after it has moved', async () => {
		const calls = callsOf(1800, 60);
		const poller = await watching('newCall', listsOf({ [CALLS]: calls }));
		const inWindow = () =>
			calls.filter(
				(call) =>
					momentSent(`${String(call.call_date)} ${String(call.call_time)}`) >= Number(poller.stored.from),
			).length;
		expect(poller.stored.total).toBe(inWindow());
		const from = Number(poller.stored.from);
		expect((await told(poller, 5, 16 * 60)).ids).toEqual([]);
		expect(Number(poller.stored.from)).toBe(from + HOUR);
		expect(poller.stored.total).toBe(inWindow());
		expect(inWindow()).toBe(1440);
	});

	it('is the new one when JustCall counts no more', async () => {
		const lists = listsOf({ [CALLS]: callsOf(300, 60) });
		const poller = await watching('newCall', lists);
		await poller.look(HOUR);
		lists.counts = false;
		expect(await poller.look(HOUR)).toEqual([]);
		expect(poller.asked.map(({ from_datetime }) => momentSent(from_datetime))).toEqual(
			poller.asked.map(() => Number(poller.stored.from)),
		);
		expect(poller.stored).not.toHaveProperty('total');
	});

	it('stays the old one for the poll after which it moves while nothing is in it', async () => {
		const poller = await watching('newCall', listsOf({ [CALLS]: [] }), { lookBack: 1 });
		await poller.look(10 * 60);
		const { from } = poller.stored;
		await poller.look(10 * 60);
		expect(poller.stored.from).not.toBe(from);
		expect(momentSent(poller.asked[0]!.from_datetime)).toBe(from);
		expect(poller.stored.total).toBe(0);
	});

	it.each([true, false])('is read whole when Look Back is made longer (counted: %s)', async (counts) => {
		const calls = callsOf(400, 60).map((call, place) =>
			callAt(Number(call.id), now() - (400 - place) * 60 - 5 * HOUR),
		);
		const lists = { ...listsOf({ [CALLS]: calls }), counts };
		for (const lookBack of [1, 10]) {
			const poller = await watching('newCall', lists, { lookBack });
			poller.publish({ event: 'newCall', options: { lookBack: 48 } });
			expect(await poller.look()).toEqual([]);
			expect(pagesOf(poller.asked).slice(-4)).toEqual([0, 1, 2, 3]);
			expect(Object.keys(poller.stored.known as object)).toHaveLength(400);
		}
	});
});

describe('on small pages', () => {
	/** A list that JustCall serves by ten. */
	const tens = (calls: IDataObject[]) => ({ ...listsOf({ [CALLS]: calls }), pageSize: 10 });
	const second = (lists: ScriptedLists) => {
		lists.before = () => void jest.setSystemTime(Date.now() + 1000);
	};

	it('a whole reading takes a page of each poll and begins once in a step: a poll is two requests at most', async () => {
		const poller = await watching('newCall', tens(callsOf(35, 60)));
		const [reads, wholes]: [number[], Array<[number, unknown]>] = [[], []];
		for (let minute = 1; minute <= 125; minute++) {
			expect(await poller.look()).toEqual([]);
			expect(poller.asked.length).toBeLessThanOrEqual(2);
			if (readings(poller.asked).length > 0) reads.push(minute);
			const { wholeAt } = poller.stored;
			if (wholeAt !== wholes[wholes.length - 1]?.[1]) wholes.push([minute, wholeAt]);
		}
		expect(reads).toEqual([61, 62, 63, 120, 121, 122]);
		// When each reading began, which is noted at its end. A poll takes a second.
		expect(wholes).toEqual([
			[1, START / 1000 + 60],
			[63, START / 1000 + 60 + 60 * 61],
			[122, START / 1000 + 60 + 120 * 61],
		]);
	});

	it('finds by whole readings what the counts hide, in progress and over, each time once', async () => {
		const calls = callsOf(35, 60);
		const poller = await watching('newCall', tens(calls), { includeRunning: true });
		calls.splice(10, 1, callAt(9001, now() - 24 * 60, { type: 'In Progress' }));
		expect((await told(poller, 130)).ids).toEqual([9001]);
		calls[10] = callAt(9001, now() - 154 * 60);
		expect((await told(poller, 130)).ids).toEqual([9001]);
	});

	it('nothing is read whole without counts', async () => {
		const poller = await watching('newCall', { ...tens(callsOf(35, 60)), counts: false });
		poller.stored.wholeAt = now() - 5 * HOUR;
		await poller.look();
		expect(readings(poller.asked)).toEqual([]);
		expect(poller.stored).not.toHaveProperty('rotation');
	});

	it('nothing is read whole before the first reading is complete', async () => {
		const lists = tens(callsOf(95, 60));
		const poller = pollerOf('newCall', lists);
		second(lists);
		for (let poll = 0; poll < 3; poll++) {
			expect(await poller.look(60, { budgetMs: 3000 })).toEqual([]);
			expect(poller.stored).toMatchObject({ isFirst: true });
			expect(readings(poller.asked)).toEqual([]);
		}
	});

	it('a poll that is cut tells the rest in the next ones, each once', async () => {
		const calls = callsOf(20, 60);
		const lists = tens(calls);
		const poller = await watching('newCall', lists);
		for (let id = 5000; id < 5060; id++) calls.push(callAt(id, now() + id - 5000));
		second(lists);
		const ids: unknown[] = [];
		for (let poll = 0; poll < 8; poll++) ids.push(...(await poller.look(60, { budgetMs: 3000 })));
		expect(ids.map(Number).sort((a, b) => a - b)).toEqual(
			Array.from({ length: 60 }, (_, place) => 5000 + place),
		);
		expect(poller.stored).not.toHaveProperty('isFirst');
	});

	it('one of the first moment of the window is new, one of before it is not, however it is found', async () => {
		// JustCall lists an hour more once its clock is known.
		const ahead = 5 * HOUR;
		const calls = Array.from({ length: 35 }, (_, place) =>
			callAt(place + 1, now() - (35 - place) * 60, {}, ahead),
		);
		const lists = { ...tens(calls), ahead };
		const poller = await watching('newCall', lists, { includeRunning: true, lookBack: 6 });
		await poller.look();
		const from = Number(poller.stored.from);
		for (const [id, at, type] of [
			[5000, from, 'Answered'],
			[5001, from - 1, 'Answered'],
			[5002, from - 2, 'In Progress'],
		] as const)
			calls.unshift(callAt(id, at, { type }, ahead));
		expect(await poller.look()).toEqual([5000]);
		// The count of these two is that of two that are gone.
		calls.splice(20, 2);
		calls.unshift(callAt(5003, from - 3, {}, ahead), callAt(5004, from - 4, { type: 'In Progress' }, ahead));
		poller.stored.wholeAt = now() - 901;
		expect((await told(poller, 10)).ids).toEqual([]);
	});

	it.each([true, false])(
		'records stay known as long as a late whole reading can list them (counted: %s)',
		async (counts) => {
			const poller = await watching('newCall', { ...tens(callsOf(35, 60)), counts });
			const wholeAt = now() - 5 * HOUR;
			Object.assign(poller.stored, { wholeAt });
			const edge = wholeAt - 48 * HOUR;
			Object.assign(poller.stored.known as object, { 7000: edge, 7001: edge - 1 });
			await poller.look();
			expect(poller.stored.known).toHaveProperty('7000');
			expect(poller.stored.known).not.toHaveProperty('7001');
		},
	);

	it('has no count after a poll in which the list became shorter, also when the window moves', async () => {
		const calls = callsOf(35, 60);
		const lists = tens(calls);
		const poller = await watching('newCall', lists);
		await poller.look(HOUR);
		calls.unshift(callAt(5000, now() - 100 * 60));
		let isCut = false;
		lists.before = ({ page }) => {
			if (page === 2 && !isCut) isCut = Boolean(calls.splice(30, 1));
		};
		expect(await poller.look(HOUR)).toEqual([5000]);
		expect(isCut).toBe(true);
		expect(poller.stored).not.toHaveProperty('total');
	});

	it('until a longer window was read, what lies before the shorter one is not new', async () => {
		const calls = callsOf(95, 60);
		const lists = tens(calls);
		const poller = await watching('newCall', lists, { lookBack: 1 });
		const { from } = poller.stored;
		poller.publish({ event: 'newCall', options: { lookBack: 24 } });
		second(lists);
		expect(await poller.look(60, { budgetMs: 3000 })).toEqual([]);
		expect(poller.stored).toMatchObject({ from });
		for (let poll = 0; poll < 9; poll++) expect(await poller.look(60, { budgetMs: 3000 })).toEqual([]);
		expect(Number(poller.stored.from)).toBeLessThan(Number(from));
	});
});

describe('Call Updated, on pages of ten', () => {
	const tens = (calls: IDataObject[]): ScriptedLists => ({ ...listsOf({ [CALLS]: calls }), pageSize: 10 });
	/** Pages of a poll: those of the whole reading are negative. */
	const turns = (asked: IDataObject[]) =>
		asked.map(({ page, to_datetime }) => (to_datetime === undefined ? Number(page) : -Number(page)));
	const change = (calls: IDataObject[], place: number, notes: string) => {
		calls[place] = { ...calls[place]!, call_info: { notes } };
	};

	it.each<[string, (calls: IDataObject[]) => void]>([
		['a new call', (calls) => calls.push(callAt(5000, now() + 30))],
		['a change on the newest page', (calls) => change(calls, calls.length - 1, 'Changed')],
	])('reads all recent pages after %s, and two pages while nothing happens', async (_name, happen) => {
		const calls = callsOf(45, 60);
		const poller = await watching('callUpdated', tens(calls), { rateLimitShare: 50 });
		const quiet = [];
		for (let poll = 0; poll < 5; poll++) {
			await poller.look();
			quiet.push(turns(poller.asked));
		}
		expect(quiet).toEqual([
			[0, -1],
			[0, -2],
			[0, -3],
			[0, 1],
			[0, -4],
		]);
		happen(calls);
		await poller.look();
		expect(turns(poller.asked)).toEqual([0, 2, 3, 4, 1, -1]);
		await poller.look();
		expect(poller.asked).toHaveLength(2);
	});

	it.each([
		// Minutes between two calls; pages after a new one.
		[10, [0, 1, -1]],
		[20, [0, -1]],
	])(
		'a page is recent if all its calls are of the last two hours: one in %i minutes',
		async (minutes, pages) => {
			const calls = callsOf(45, minutes * 60);
			const poller = await watching('callUpdated', tens(calls));
			calls.push(callAt(5000, now() + 30));
			await poller.look();
			expect(turns(poller.asked)).toEqual(pages);
		},
	);

	it('a list of one page is whole at each poll', async () => {
		const calls = callsOf(8, 60);
		const poller = await watching('callUpdated', tens(calls));
		change(calls, 0, 'Changed');
		expect(await poller.look()).toEqual([1]);
		expect(turns(poller.asked)).toEqual([0]);
		expect(poller.stored).toMatchObject({ wholeAt: now() - 1, lastId: 8 });
		expect(poller.stored).not.toHaveProperty('rotation');
	});

	it('stops between two recent pages when the time is over', async () => {
		const calls = callsOf(45, 60);
		const lists = tens(calls);
		const poller = await watching('callUpdated', lists, { rateLimitShare: 50 });
		calls.push(callAt(5000, now() + 30));
		lists.before = () => void jest.setSystemTime(Date.now() + 1000);
		await poller.look(60, { budgetMs: 2000 });
		expect(turns(poller.asked)).toEqual([0, 1]);
		expect(poller.stored).toMatchObject({ recent: 2 });
	});

	it.each([true, false])('a recent page that fails when the time is over: %s', async (isOver) => {
		const calls = callsOf(45, 60);
		const lists = tens(calls);
		const poller = await watching('callUpdated', lists, { rateLimitShare: 50 });
		calls.push(callAt(5000, now() + 30, { notes: 'At once' }));
		const controller = new AbortController();
		jest.spyOn(AbortSignal, 'timeout').mockReturnValue(controller.signal);
		lists.before = ({ page, to_datetime }) => {
			if (page !== 2 || to_datetime !== undefined) return;
			if (isOver) controller.abort();
			throw new Error('cut off');
		};
		const look = poller.look(60, { budgetMs: 60_000 });
		if (isOver) expect(await look).toEqual([5000]);
		else await expect(look).rejects.toThrow();
		if (isOver) expect(poller.stored).toMatchObject({ recent: 2 });
	});

	it('tells nothing of a first reading that takes several polls, and changes from then on', async () => {
		const calls = callsOf(45, 60, { notes: 'There before' });
		const lists = tens(calls);
		const poller = pollerOf('callUpdated', lists);
		lists.before = () => void jest.setSystemTime(Date.now() + 1000);
		expect(await poller.look(60, { budgetMs: 3000 })).toEqual([]);
		expect(poller.stored).toMatchObject({ isFirst: true, rotation: { page: 2 } });
		expect(await poller.look(60, { budgetMs: 3000 })).toEqual([]);
		expect(poller.stored).not.toHaveProperty('isFirst');
		lists.before = () => {};
		change(calls, 44, 'Changed');
		expect(await poller.look()).toEqual([45]);
	});

	it('a node of before goes on one page before its stop, and a fault at the end of the time is one', async () => {
		const calls = callsOf(45, 60);
		const lists = tens(calls);
		const poller = await watching('callUpdated', lists, {}, 2);
		lists.before = () => void jest.setSystemTime(Date.now() + 1000);
		const pages = [];
		for (let poll = 0; poll < 4; poll++) {
			expect(await poller.look(60, { budgetMs: 2000 })).toEqual([]);
			pages.push(turns(poller.asked));
		}
		expect(pages).toEqual([
			[0, 1],
			[1, 2],
			[2, 3],
			[3, 4],
		]);
		for (const [isOver, page] of [
			[true, 3],
			[true, 0],
			[false, 3],
		] as const) {
			const controller = new AbortController();
			jest.spyOn(AbortSignal, 'timeout').mockReturnValue(controller.signal);
			lists.before = (query) => {
				if (query.page !== page) return;
				if (isOver) controller.abort();
				throw new Error('cut off');
			};
			const look = poller.look(60, { budgetMs: 60_000 });
			if (isOver && page > 0) expect(await look).toEqual([]);
			else await expect(look).rejects.toThrow();
			jest.restoreAllMocks();
			// It starts again with the page after its first one.
			if (isOver && page > 0) expect(poller.stored).toMatchObject({ rotation: { page: 1 } });
			delete poller.stored.rotation;
		}
	});

	it('a longer Look Back begins the whole reading anew', async () => {
		const calls = callsOf(45, 60);
		const poller = await watching('callUpdated', tens(calls), { lookBack: 2 });
		await poller.look();
		expect(poller.stored).toMatchObject({ rotation: { page: 2 } });
		poller.publish({ event: 'callUpdated', options: { lookBack: 24 } });
		await poller.look();
		expect(poller.stored).toMatchObject({ rotation: { begun: now() - 1, page: 2 } });
	});

	it('reads from the last whole reading on, or from the poll of a node of before that noted none', async () => {
		const poller = await watching('callUpdated', tens(callsOf(8, 60)));
		Object.assign(poller.stored, { wholeAt: now() - 50 * HOUR, lastLook: now() - HOUR });
		const { wholeAt, lastLook } = poller.stored as { wholeAt: number; lastLook: number };
		await poller.look();
		expect(momentSent(poller.asked[0]!.from_datetime)).toBe(wholeAt - 24 * HOUR);
		// What is older is forgotten, and not new when Look Back is made longer.
		expect(poller.stored.from).toBe(now() - 1 - 48 * HOUR);
		delete poller.stored.wholeAt;
		Object.assign(poller.stored, { lastLook });
		await poller.look();
		expect(momentSent(poller.asked[0]!.from_datetime)).toBe(lastLook - 24 * HOUR);
	});

	it('a call of before the window is noted, not told', async () => {
		const ahead = 5 * HOUR;
		const calls = Array.from({ length: 8 }, (_, place) =>
			callAt(place + 1, now() - (8 - place) * 60, {}, ahead),
		);
		const poller = await watching('callUpdated', { ...tens(calls), ahead });
		await poller.look();
		calls.unshift(callAt(5000, Number(poller.stored.from) - 60, { notes: 'Old' }, ahead));
		expect(await poller.look()).toEqual([]);
		expect(poller.stored.fingerprints).toHaveProperty('5000');
	});
});

describe("JustCall's clock", () => {
	const ahead = 5 * HOUR;

	it('is compared once in an account whose window is empty, with its newest record', async () => {
		const calls = [callAt(1, now() - 100 * HOUR, {}, ahead)];
		const poller = await watching('newCall', { ...listsOf({ [CALLS]: calls }), ahead });
		expect(poller.asked.map(({ from_datetime }) => from_datetime === undefined)).toEqual([
			false,
			true,
			false,
		]);
		expect(poller.stored).toMatchObject({ offset: ahead, checked: 'UTC' });
		expect(await poller.look()).toEqual([]);
		expect(poller.asked).toHaveLength(1);
	});

	it("is compared anew with another zone, and kept where a record does not show the user's time", async () => {
		const calls = [callAt(1, now() - 60, {}, ahead)];
		const poller = await watching('newCall', { ...listsOf({ [CALLS]: calls }), ahead });
		calls.push({ ...callAt(2, now(), {}, ahead), call_user_date: '' });
		expect(await poller.look()).toEqual([2]);
		expect(poller.stored).toMatchObject({ offset: ahead });
		calls.push(callAt(3, now(), {}, ahead));
		expect(await poller.look()).toEqual([3]);
		expect(poller.asked).toHaveLength(1);
		poller.credential.timezone = 'Europe/Berlin';
		calls.push(callAt(4, now(), {}, ahead));
		expect(await poller.look()).toEqual([4]);
		expect(pagesOf(poller.asked)).toEqual([0, 0]);
	});

	it("needs no offset when it is the credential's, in summer too", async () => {
		jest.setSystemTime(Date.parse('2027-07-01T12:00:00Z'));
		const summer = -4 * HOUR;
		const calls = [callAt(1, now() - 60, {}, summer)];
		const poller = pollerOf('newCall', { ...listsOf({ [CALLS]: calls }), ahead: summer });
		poller.credential.timezone = 'America/New_York';
		expect(await poller.look()).toEqual([]);
		expect(poller.stored).toMatchObject({ checked: 'America/New_York' });
		expect(poller.stored).not.toHaveProperty('offset');
	});
});

describe('New Contact, as far as time goes', () => {
	const contacts = (from: number, count: number): IDataObject[] =>
		Array.from({ length: count }, (_, place) => ({ id: from + place }));
	/** One that has seen a hundred contacts, and has been cut in a poll of 4,900 new ones after three pages. */
	async function cut(known = 100) {
		const rows = contacts(1, known);
		const lists = { ...listsOf({ [CONTACTS]: rows }), counts: false };
		const poller = await watching('newContact', lists);
		rows.push(...contacts(known + 1, 4900));
		lists.before = () => void jest.setSystemTime(Date.now() + 1000);
		const told = (await poller.look(60, { budgetMs: 3000 })).map(Number);
		return { rows, lists, poller, told };
	}

	it('a poll ends after the pages that fit, and notes where', async () => {
		const { poller, told } = await cut();
		expect(poller.asked).toHaveLength(3);
		expect([told[0], told[told.length - 1]]).toEqual([poller.stored.floor, 5000]);
		expect(poller.stored).toMatchObject({ lastId: 100, top: 5000, resume: 3 });
	});

	it.each([
		['nobody comes', 0, 100],
		['more come than a page has', 40, 30],
	])(
		'none is lost after a stop far down the list, where the pages that overlap are small: %s',
		async (_, arriving, seconds) => {
			const rows = contacts(1, 100);
			const lists = { ...listsOf({ [CONTACTS]: rows }), counts: false, pageSize: 20 };
			const poller = await watching('newContact', lists);
			rows.push(...contacts(101, 4900));
			lists.before = ({ page }) => {
				jest.setSystemTime(Date.now() + 1000);
				if (Number(page) % 4 === 3) rows.push(...contacts(rows.length + 1, arriving));
			};
			const told = (await poller.look(60, { budgetMs: seconds * 1000 })).map(Number);
			expect(poller.stored).toHaveProperty('resume');
			lists.before = () => {};
			told.push(...(await poller.look()).map(Number));
			expect(told.sort((a, b) => a - b)).toEqual(contacts(101, rows.length - 100).map(({ id }) => id));
		},
	);

	it('the next one reads the new ones ahead to their end, then at least one page further', async () => {
		const { rows, poller, told } = await cut();
		rows.push(...contacts(5001, 499));
		const more = (await poller.look(60, { budgetMs: 500 })).map(Number);
		// 499 new ones and the largest known one fill the first page.
		expect(pagesOf(poller.asked)).toEqual([0, 2]);
		expect(more.filter((id) => id > 5000)).toEqual(contacts(5001, 499).map(({ id }) => id));
		expect(more.filter((id) => id >= told[0]! && id <= 5000)).toEqual([]);
		expect(poller.stored).toMatchObject({ lastId: 100, top: 5499 });
	});

	it.each<[string, (rows: IDataObject[]) => void]>([
		['the largest known one is on the first page', (rows) => void rows.splice(100, 4890)],
		['the last one of the first page is the largest known', (rows) => void rows.splice(100, 4401)],
		['the list has one page', (rows) => void rows.splice(0, 4600)],
		['nobody is left', (rows) => void rows.splice(0)],
	])('it has read all when %s', async (_name, change) => {
		const { rows, poller, told } = await cut();
		change(rows);
		const left = rows.map(({ id }) => Number(id)).filter((id) => id > 100 && id < told[0]!);
		expect(await poller.look()).toEqual(left);
		expect(pagesOf(poller.asked)).toEqual([0]);
		expect(poller.stored).toMatchObject({ lastId: 5000 });
		expect(poller.stored).not.toHaveProperty('resume');
	});
});
