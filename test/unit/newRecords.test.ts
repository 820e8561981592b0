import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import {
	changesIn,
	forgetCallsBefore,
	hasDisposition,
} from '../../nodes/JustCallPollingTrigger/feeds/changes';
import {
	forgetBefore,
	newRecords,
	type KnownRecords,
	type NewRecords,
} from '../../nodes/JustCallPollingTrigger/feeds/newRecords';

const PAGE = 10;

/**
 * A list of records, each with its time, newest first, as a window from a moment shows it.
 *
 * @param shift seconds by which the server's window begins later than the requested one
 */
function serverOf(records: Array<{ id: number; at: number }>, shift = 0) {
	let requests = 0;
	const reading = (from: number) => ({
		async fetchPage(page: number) {
			requests++;
			const all = records.filter(({ at }) => at >= from + shift).sort((a, b) => b.at - a.at || b.id - a.id);
			const rows = all.slice(page * PAGE, (page + 1) * PAGE) as IDataObject[];
			return { rows, total: all.length, perPage: PAGE, hasNext: (page + 1) * PAGE < all.length };
		},
		idOf: ({ id }: IDataObject) => String(id),
		momentOf: ({ at }: IDataObject) => Number(at),
	});
	return { reading, records, requests: () => requests };
}

/** Looks repeatedly at a window that does not move; returns the ids of the new records. */
function lookerAt(server: ReturnType<typeof serverOf>, from = 0) {
	const known: KnownRecords = {};
	let before: NewRecords | undefined;
	return async ({ whole = false } = {}) => {
		before = await newRecords(server.reading(from), known, whole ? undefined : before);
		return before.records.map(({ id }) => id);
	};
}

const ninetyFive = () => Array.from({ length: 95 }, (_, id) => ({ id, at: 1000 + id }));

it('is one request when nothing happened', async () => {
	const server = serverOf(ninetyFive());
	const look = lookerAt(server);
	expect(await look()).toHaveLength(95);
	const before = server.requests();
	expect(await look()).toEqual([]);
	expect(server.requests() - before).toBe(1);
});

it('finds what appears late, deep behind what was seen', async () => {
	const server = serverOf(ninetyFive());
	const look = lookerAt(server);
	await look();
	server.records.push({ id: 500, at: 1003 });
	expect(await look()).toEqual([500]);
});

it.each([
	['a record is gone', 0, true],
	['the window is shorter at JustCall than here', 20, false],
	['it is longer there', -20, false],
])('also after %s, and goes on with one request a look', async (_name, shift, deletes) => {
	const server = serverOf(ninetyFive(), shift);
	const look = lookerAt(server, 1000);
	await look();
	if (deletes) {
		server.records.splice(40, 1);
		expect(await look()).toEqual([]);
	}
	const before = server.requests();
	expect(await look()).toEqual([]);
	expect(server.requests() - before).toBe(1);
	server.records.push({ id: 500, at: 1025 });
	expect(await look()).toEqual([500]);
	expect(await look()).toEqual([]);
});

it('finds what the counts hide, one gone and one come, when the window is read whole', async () => {
	const server = serverOf(ninetyFive());
	const look = lookerAt(server);
	await look();
	server.records.splice(40, 1);
	server.records.push({ id: 500, at: 1003 });
	expect(await look()).toEqual([]);
	expect(await look({ whole: true })).toEqual([500]);
	expect(await look()).toEqual([]);
});

it('does not rely on a count that changed while the pages were read', async () => {
	const server = serverOf(ninetyFive());
	const reading = server.reading(0);
	const known: KnownRecords = {};
	const fetchPage = async (page: number) => {
		// Deleted between two pages: the next record moves up, past the reader.
		if (page === 3) server.records.splice(90, 1);
		return await reading.fetchPage(page);
	};
	const first = await newRecords({ ...reading, fetchPage }, known, undefined);
	expect([first.records.length, first.total]).toEqual([94, undefined]);
	expect((await newRecords(reading, known, first)).records).toHaveLength(1);
});

it('keeps a record that goes on and slips past the reader, until it is over', async () => {
	const server = serverOf(ninetyFive());
	const isRunning = ({ id }: IDataObject) => id === 74;
	const reading = { ...server.reading(0), isRunning };
	const known: KnownRecords = {};
	const first = await newRecords(reading, known, undefined);
	expect(first.begun.map(({ id }) => id)).toEqual([74]);
	const { fetchPage } = reading;
	const second = await newRecords(
		{
			...reading,
			async fetchPage(page) {
				// It is the first of page 2, and moves to page 1 when that has been read.
				if (page === 2) server.records.splice(server.records.length - 1, 1);
				return await fetchPage(page);
			},
		},
		known,
		first,
	);
	expect([second.begun, second.running]).toEqual([[], first.running]);
	const third = await newRecords(reading, known, second);
	expect(third.begun).toEqual([]);
	const over = await newRecords({ ...reading, isRunning: () => false }, known, third);
	expect(over.records.map(({ id }) => id)).toEqual([74]);
	// One that is gone from a list that stands still is dropped.
	const gone = await newRecords(
		{ ...reading, fetchPage: async (page) => await serverOf([]).reading(0).fetchPage(page) },
		{},
		first,
	);
	expect(gone.running).toEqual({});
});

it('stops at a list without an end, and without counts', async () => {
	const rows = ninetyFive().slice(0, 10) as IDataObject[];
	let requests = 0;
	const reading = {
		async fetchPage() {
			requests++;
			return { rows, total: undefined, perPage: undefined, hasNext: undefined };
		},
		idOf: ({ id }: IDataObject) => String(id),
		momentOf: ({ at }: IDataObject) => Number(at),
	};
	const known: KnownRecords = {};
	expect((await newRecords(reading, known, undefined)).records).toHaveLength(10);
	expect((await newRecords(reading, known, { total: undefined })).records).toEqual([]);
	expect(requests).toBe(3);
});

describe('from page to page', () => {
	/** A list of these pages. Each row is an id, which is also its time; a page can be an error. */
	function listOf(pages: Array<number[] | Error>, totals: number[] = []) {
		const asked: number[] = [];
		const reading = {
			async fetchPage(page: number) {
				asked.push(page);
				const ids = pages[page] ?? [];
				if (ids instanceof Error) throw ids;
				const rows: IDataObject[] = ids.map((id) => ({ id }));
				const count = pages.flatMap((each) => (each instanceof Error ? [] : each)).length;
				const total = totals[page] ?? count;
				return { rows, total, perPage: 2, hasNext: page + 1 < pages.length };
			},
			idOf: ({ id }: IDataObject) => String(id),
			momentOf: ({ id }: IDataObject) => Number(id),
		};
		return { asked, reading };
	}
	const knownOf = (...ids: number[]): KnownRecords => Object.fromEntries(ids.map((id) => [id, id]));
	const idsOf = (records: Iterable<IDataObject>) => [...records].map(({ id }) => id);
	const sixPages = [
		[12, 11],
		[10, 9],
		[8, 7],
		[6, 5],
		[4, 3],
		[2, 1],
	];
	const all = knownOf(...sixPages.flat());

	it('reads the first page whatever the time is, and stops before the next one', async () => {
		const { asked, reading } = listOf([
			[4, 3],
			[2, 1],
		]);
		const found = await newRecords({ ...reading, isOver: () => true }, {}, undefined);
		expect([asked, idsOf(found.records), found.resume]).toEqual([[0], [3, 4], 1]);
		expect([found.isWhole, found.total]).toEqual([false, undefined]);
	});

	it.each([
		['the first page, also when the time is over', [new Error('lost'), [2, 1]], true],
		['a further page while there is time', [[4, 3], new Error('lost')], false],
	])('a fault at %s is an error', async (_name, pages, isOver) => {
		const { reading } = listOf(pages);
		await expect(newRecords({ ...reading, isOver: () => isOver }, {}, undefined)).rejects.toThrow('lost');
	});

	it('a fault at a further page that comes with the end of the time is a stop', async () => {
		const { asked, reading } = listOf([[4, 3], new Error('cancelled')]);
		const isOver = () => asked.length === 2;
		expect(await newRecords({ ...reading, isOver }, {}, undefined)).toMatchObject({ resume: 1 });
	});

	it('counts a record once that moves to the next page while it is read', async () => {
		const pages = [[8, 7], [7, 6], [5, 4], [3]];
		const { asked, reading } = listOf(pages, [8, 9, 9, 9]);
		const found = await newRecords(reading, knownOf(1, 2, 3, 4, 5, 6), { total: 6 });
		expect([asked, idsOf(found.records)]).toEqual([
			[0, 1],
			[7, 8],
		]);
		// The count has risen: that of the first page is the one of the records that were read.
		expect(found.total).toBe(8);
	});

	it('a record that was in progress was counted before', async () => {
		const { asked, reading } = listOf([
			[6, 5],
			[4, 3],
			[2, 1],
		]);
		const found = await newRecords(reading, knownOf(1, 2, 3, 4, 5), { total: 6, running: { 6: 6 } });
		expect([asked, idsOf(found.records), found.running]).toEqual([[0], [6], {}]);
	});

	it.each([
		// Where the poll before stopped, new records ahead of the known ones; the pages read.
		[1, [], [0, 1, 2, 3, 4, 5]],
		[2, [], [0, 1, 2, 3, 4, 5]],
		[4, [], [0, 3, 4, 5]],
		[4, [12, 11, 10, 9, 8, 7], [0, 1, 2, 3, 4, 5]],
		[5, [12], [0, 1, 4, 5]],
	])('goes on from page %i, with %j new ones ahead', async (resume, ahead, pages) => {
		const { asked, reading } = listOf(sixPages);
		const known = { ...all };
		for (const id of [...ahead, 2]) delete known[id];
		const found = await newRecords(reading, known, { total: 12 - ahead.length, resume });
		expect(asked).toEqual(pages);
		expect(idsOf(found.records)).toEqual([2, ...[...ahead].reverse()]);
		expect(idsOf(found.ahead)).toEqual(ahead);
		expect([found.isWhole, found.resume, found.total]).toEqual([true, undefined, 12]);
	});

	it.each([
		['nothing is known of before', undefined, 6],
		['the window was another one', { total: 12, isOther: true }, 6],
		['the poll before read this window', { total: 12, isOther: false }, 1],
		['it did not read it to its end', { total: 12, resume: 1 }, 6],
		['a record is gone', { total: 13 }, 6],
	])('when %s', async (_name, before, pages) => {
		const { asked, reading } = listOf(sixPages);
		const found = await newRecords(reading, { ...all }, before);
		expect([asked.length, found.isWhole, found.total]).toEqual([pages, pages === 6, 12]);
	});

	it('gives them oldest first also when the list is in no order', async () => {
		const { reading } = listOf([
			[2, 4],
			[1, 3],
		]);
		expect(idsOf((await newRecords(reading, {}, undefined)).records)).toEqual([1, 2, 3, 4]);
		const running = { ...reading, isRunning: () => true };
		expect(idsOf((await newRecords(running, {}, undefined)).begun)).toEqual([1, 2, 3, 4]);
		// Of the same time: the one that is listed last comes first.
		const same = { ...reading, momentOf: () => 1 };
		expect(idsOf((await newRecords(same, {}, undefined)).records)).toEqual([3, 1, 4, 2]);
	});

	it('keeps those in progress that it did not come to, and no others', async () => {
		const { asked, reading } = listOf(sixPages);
		const isRunning = ({ id }: IDataObject) => id === 11;
		const known = { ...all };
		for (const id of [12, 11, 2]) delete known[id];
		const before = { total: 12, running: { 12: 1, 11: 1, 2: 2 } };
		const found = await newRecords({ ...reading, isRunning, isOver: () => asked.length > 2 }, known, before);
		expect([asked, found.resume]).toEqual([[0, 1, 2], 3]);
		expect([idsOf(found.records), idsOf(found.begun)]).toEqual([[12], []]);
		expect(found.running).toEqual({ 11: 11, 2: 2 });
	});

	it('has an end in a list without one', async () => {
		const { reading } = listOf([]);
		let requests = 0;
		const fetchPage = async () => {
			const rows: IDataObject[] = [{ id: requests++ }];
			return { rows, total: undefined, perPage: 1, hasNext: true };
		};
		const found = await newRecords({ ...reading, fetchPage }, {}, undefined);
		expect([requests, found.isWhole]).toEqual([2000, false]);
	});

	it('forgets what is older than a moment, and nothing of that moment', () => {
		expect(forgetBefore(knownOf(1, 2, 3), 2)).toEqual(knownOf(2, 3));
	});
});

it('gives everything once, oldest first, whatever comes in between', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.array(fc.nat({ max: 300 }), { maxLength: 40 }), { minLength: 1, maxLength: 8 }),
			async (looks) => {
				const server = serverOf([]);
				let known: KnownRecords = {};
				const seen: number[] = [];
				let id = 0;
				let clock = 1000;
				for (const late of looks) {
					clock += 100;
					// Each record is listed up to 300 seconds after its time.
					for (const delay of late) server.records.push({ id: id++, at: clock - delay });
					const from = clock - 400;
					const { records: found } = await newRecords(server.reading(from), known, undefined);
					expect(found.map(({ at }) => at)).toEqual(
						found.map(({ at }) => at).sort((a, b) => Number(a) - Number(b)),
					);
					seen.push(...found.map((record) => Number(record.id)));
					known = forgetBefore(known, from - 100);
				}
				expect([...seen].sort((a, b) => a - b)).toEqual(server.records.map((record) => record.id));
			},
		),
	);
});

describe('of a call', () => {
	const call = (id: number, notes: string, rating = '') => ({
		id,
		call_date: '2026-03-01',
		call_time: '12:00:00',
		call_info: { notes, rating, disposition: '' },
	});
	const noon = Date.parse('2026-03-01T12:00:00Z') / 1000;

	it('tells what was set or changed, once', () => {
		const first = changesIn([call(1, ''), call(2, 'x')], {}, noon + 1);
		expect([first.changed, Object.keys(first.fingerprints)]).toEqual([[], ['2']]);
		const calls = [call(1, 'Now', '4'), call(2, 'x'), call(3, ''), call(4, 'At once')];
		const second = changesIn(calls, first.fingerprints, noon);
		expect(second.changed).toEqual([
			{ changed: ['notes', 'rating'], ...call(1, 'Now', '4') },
			{ changed: ['notes'], ...call(4, 'At once') },
		]);
		expect(changesIn(calls, second.fingerprints, noon).changed).toEqual([]);
		const emptied = changesIn([call(1, '', '4')], second.fingerprints, noon);
		expect(emptied.changed).toEqual([{ changed: ['notes'], ...call(1, '', '4') }]);
		const cleared = changesIn([call(1, '')], emptied.fingerprints, noon);
		expect(cleared.changed).toEqual([{ changed: ['rating'], ...call(1, '') }]);
		expect(changesIn([call(1, '')], cleared.fingerprints, noon).changed).toEqual([]);
	});

	it('keeps those of calls that were not read, and nothing of what people wrote', () => {
		const { fingerprints } = changesIn([call(1, 'Her number is 4155550119'.repeat(500))], {}, noon);
		expect(JSON.stringify(fingerprints)).not.toMatch(/Her|4155550119/);
		expect(JSON.stringify(fingerprints).length).toBeLessThan(60);
		expect(changesIn([call(2, 'x')], fingerprints, noon).fingerprints).toMatchObject(fingerprints);
	});

	it('takes over what a node before has noted', () => {
		const old = { 1: '["","x",""]', 2: '["Sales: Won","",""]', 3: '["","gone",""]' };
		const { changed, fingerprints } = changesIn([call(1, 'x'), call(2, 'y')], old, noon);
		expect(changed).toEqual([{ changed: ['disposition', 'notes'], ...call(2, 'y') }]);
		const kept = forgetCallsBefore(fingerprints, noon + 1, noon + 500);
		expect(Object.keys(kept)).toEqual(['3']);
		expect(changesIn([call(3, 'gone')], kept, noon).changed).toEqual([]);
		expect(forgetCallsBefore(kept, noon + 500, noon + 900)).toEqual(kept);
		expect(forgetCallsBefore(kept, noon + 501, noon + 900)).toEqual({});
	});

	it('forgets those that no look reads any more', () => {
		const { fingerprints } = changesIn(
			[call(1, 'x'), { ...call(2, 'y'), call_date: '' }],
			{},
			noon,
			noon + 9,
		);
		expect(Object.keys(forgetCallsBefore(fingerprints, noon, 0))).toEqual(['1', '2']);
		expect(Object.keys(forgetCallsBefore(fingerprints, noon + 1, 0))).toEqual(['2']);
		expect(forgetCallsBefore(fingerprints, noon + 10, 0)).toEqual({});
	});

	it('tells a change of a known call however old it is', () => {
		const { fingerprints } = changesIn([call(1, 'x')], {}, noon);
		expect(changesIn([call(1, 'y')], fingerprints, noon + 1).changed).toMatchObject([{ changed: ['notes'] }]);
	});

	it('a call without its details has none of them', () => {
		expect(changesIn([{ id: 9 }], {}, 0)).toEqual({ changed: [], fingerprints: {} });
		expect(hasDisposition({ id: 9 }, ['undefined', 'null'])).toBe(false);
	});

	it('only notes one that was out of reach before', () => {
		expect(changesIn([call(1, 'x')], {}, noon + 1).changed).toEqual([]);
		expect(changesIn([call(1, 'x')], {}, noon).changed).toHaveLength(1);
	});

	it('compares dispositions as JustCall shows them', () => {
		const won = { call_info: { disposition: 'Sales: Won' } };
		expect(hasDisposition(won, undefined)).toBe(true);
		expect(hasDisposition(won, ['Sales: Lost', ' sales: won'])).toBe(true);
		expect(hasDisposition(won, ['Sales: Lost'])).toBe(false);
	});
});
