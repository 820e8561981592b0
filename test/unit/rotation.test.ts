import type { IDataObject } from 'n8n-workflow';

import {
	allowedPages,
	isEnd,
	pagesDue,
	pagesWhenQuiet,
	readOn,
	secondsBetween,
	type Rotation,
} from '../../nodes/JustCallPollingTrigger/feeds/rotation';

const SIZE = 10;
const never = () => false;

/** A list of ids that can change while it is read. */
function listOf(count: number) {
	const ids = Array.from({ length: count }, (_, id) => id);
	const pages: number[] = [];
	const taken: unknown[] = [];
	return {
		ids,
		pages,
		taken,
		async fetchPage(page: number) {
			pages.push(page);
			const rows: IDataObject[] = ids.slice(page * SIZE, (page + 1) * SIZE).map((id) => ({ id }));
			return { rows, total: ids.length, perPage: SIZE, hasNext: (page + 1) * SIZE < ids.length };
		},
		take: (rows: IDataObject[]) => void taken.push(...rows.map(({ id }) => id)),
	};
}

const start: Rotation = { begun: 0, from: 0, page: 0 };

describe('a list read some pages at a time', () => {
	it('comes to its end, each page once', async () => {
		const list = listOf(45);
		let next: Rotation | undefined = start;
		const looks: Array<number | undefined> = [];
		while (next) {
			next = await readOn(next, SIZE, 2, list.fetchPage, list.take, never);
			looks.push(next?.page);
		}
		expect(looks).toEqual([2, 4, undefined]);
		expect(list.pages).toEqual([0, 1, 2, 3, 4]);
		expect(list.taken).toEqual(list.ids);
	});

	it.each([1, 9, 10, 11, 25])('misses none when %i are deleted between two looks', async (gone) => {
		const list = listOf(80);
		let next = await readOn(start, SIZE, 3, list.fetchPage, list.take, never);
		const staying = list.ids.slice(gone);
		list.ids.splice(0, gone);
		while (next) next = await readOn(next, SIZE, 3, list.fetchPage, list.take, never);
		expect(new Set(list.taken)).toEqual(new Set([...Array(30).keys(), ...staying]));
	});

	it('goes back once for what was deleted, and on from there', async () => {
		const list = listOf(80);
		let next = await readOn(start, SIZE, 3, list.fetchPage, list.take, never);
		list.ids.splice(0, 11);
		while (next) next = await readOn(next, SIZE, 3, list.fetchPage, list.take, never);
		expect(list.pages).toEqual([0, 1, 2, 3, 1, 2, 3, 4, 5, 6]);
	});

	it('goes back also from the second page', async () => {
		const list = listOf(30);
		let next = await readOn(start, SIZE, 1, list.fetchPage, list.take, never);
		list.ids.splice(0, 5);
		while (next) next = await readOn(next, SIZE, 1, list.fetchPage, list.take, never);
		expect(list.pages).toEqual([0, 1, 0, 1, 2]);
		expect(new Set(list.taken)).toEqual(new Set(Array(30).keys()));
	});

	it('comes to its end also when records are deleted all the time', async () => {
		const list = listOf(200);
		let next: Rotation | undefined = start;
		for (let look = 0; look < 60 && next; look++) {
			next = await readOn(next, SIZE, 1, list.fetchPage, list.take, never);
			list.ids.splice(0, 1);
		}
		expect(next).toBeUndefined();
	});

	it('reads no more when there is no time, and goes on there', async () => {
		const list = listOf(80);
		const isOver = () => list.pages.length >= 2;
		expect(await readOn(start, SIZE, 9, list.fetchPage, list.take, isOver)).toMatchObject({ page: 2 });
		const cut = async () => await Promise.reject(new Error('cancelled'));
		let asked = false;
		const next = await readOn(start, SIZE, 9, cut, list.take, () => asked || !(asked = true));
		expect(next).toEqual(start);
		await expect(readOn(start, SIZE, 9, cut, list.take, never)).rejects.toThrow('cancelled');
	});

	it('without a count goes on from page to page', async () => {
		const list = listOf(25);
		const fetchPage = async (page: number) => ({
			...(await list.fetchPage(page)),
			total: undefined,
			hasNext: undefined,
		});
		expect(await readOn(start, SIZE, 9, fetchPage, list.take, never)).toBeUndefined();
		expect(list.taken).toEqual(list.ids);
	});
});

it.each<[{ rows: number; hasNext?: boolean; perPage?: number }, boolean]>([
	[{ rows: 10, hasNext: true }, false],
	[{ rows: 10, hasNext: false }, true],
	[{ rows: 0, hasNext: true }, true],
	[{ rows: 10, hasNext: undefined }, false],
	[{ rows: 9, hasNext: undefined }, true],
	[{ rows: 5, hasNext: undefined, perPage: 5 }, false],
])('%j ends a list: %s', ({ rows, hasNext, perPage }, ends) => {
	const page = { rows: Array<IDataObject>(rows).fill({}), total: undefined, perPage, hasNext };
	expect(isEnd(page, SIZE)).toBe(ends);
});

it.each([
	// share, seconds, a minute; in all, of recent ones
	[0.1, 60, 30, 2, 1],
	[0.1, 60, 60, 5, 3],
	[0.1, 60, 90, 8, 5],
	[0.1, 60, undefined, 2, 1],
	[0.01, 60, 30, 1, 0],
	[0.1, 300, 30, 14, 9],
	[1, 60, 90, 89, 59],
])(
	'%d of %d seconds at %s a minute are %d pages besides the first, %d of them recent',
	(share, seconds, perMinute, pages, recent) => {
		expect(allowedPages(share, seconds, perMinute)).toMatchObject({ pages, recent });
	},
);

it.each([
	// share, seconds; pages in all and of recent ones of six polls in which nothing happened
	[0.1, 60, [1, 1, 1, 1, 1, 1], [0, 0, 0, 1, 0, 0]],
	[1, 60, [1, 1, 1, 1, 1, 1], [0, 0, 0, 1, 0, 0]],
	[0.1, 180, [3, 3, 3, 3, 3, 3], [0, 1, 1, 1, 0, 1]],
	[0.01, 300, [1, 1, 1, 1, 1, 1], [0, 0, 0, 1, 0, 0]],
	[0.1, 300, [5, 5, 5, 5, 5, 5], [1, 1, 1, 2, 1, 1]],
])(
	'%d of %d seconds are %j pages while nothing happens, %j of them recent',
	(share, seconds, pages, recent) => {
		let turn: number | undefined;
		const polls = pages.map(() => {
			const allowed = allowedPages(share, seconds, 30, true, turn);
			turn = allowed.turn;
			return allowed;
		});
		expect(polls.map((allowed) => allowed.pages)).toEqual(pages);
		expect(polls.map((allowed) => allowed.recent)).toEqual(recent);
	},
);

it('a share of two requests has its turns of recent pages also while something happens', () => {
	expect(allowedPages(0.01, 60, 30, false, 3)).toEqual({ pages: 1, recent: 1, turn: 0 });
});

it.each([
	[60, 1],
	[119, 1],
	[120, 2],
	[3600, 60],
])('after %d seconds a poll may read %d pages besides the first', (seconds, pages) => {
	expect(pagesWhenQuiet(seconds)).toBe(pages);
});

it.each([
	[0, 0, 60],
	[100, 400, 300],
	[0, 86_400, 3600],
	// A clock that was set back.
	[500, 0, 60],
])('from %d to %d are reckoned as %d seconds', (last, now, seconds) => {
	expect(secondsBetween(last, now)).toBe(seconds);
});

it.each([
	[{ page: 0, total: 5000 }, 0, 60, 1],
	[{ page: 0, total: 7000 }, 0, 60, 2],
	[{ page: 0, total: 5000 }, 0, 900, 13],
	[{ page: 40, total: 5000 }, 3540, 60, 10],
	[{ page: 40, total: 5000 }, 9999, 60, 10],
	[{ page: 60, total: 5000 }, 0, 60, 1],
	[{ page: 3 }, 0, 60, 1],
])('%j at second %d with a look each %d seconds has %d pages due', (rotation, now, seconds, pages) => {
	expect(pagesDue({ begun: 0, from: 0, ...rotation }, 100, now, seconds, 3600)).toBe(pages);
});
