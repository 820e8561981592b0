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
