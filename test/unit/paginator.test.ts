import fc from 'fast-check';

import {
	collectPages,
	IncompleteList,
	RepeatedPage,
	TooManyRecords,
	type ListDoubt,
} from '../../nodes/shared/answers/paginator';
import type { ListPage } from '../../nodes/shared/answers/envelope';
import { sizeOf } from '../harness/thorough';

type Link = 'full' | 'missing';
const paging = { maxPageSize: 100, minPageSize: 20, idField: 'id' };

/** A list server with `total` records; `arrivals` new ones appear at the top before each page except the first. */
function serverOf(total: number, { arrivals = 0, link = 'full' as Link, clip = 100 } = {}) {
	const asked: Array<{ page: number; per_page: number }> = [];
	let ids = Array.from({ length: total }, (_, index) => total - index);
	const fetchPage = async (query: { page: number; per_page: number }): Promise<ListPage> => {
		asked.push(query);
		if (query.page > 0 && arrivals > 0) {
			ids = [
				...Array.from({ length: arrivals }, (_, index) => 1_000_000 + asked.length * 100 - index),
				...ids,
			];
		}
		const size = Math.min(query.per_page, clip);
		const rows = ids.slice(query.page * size, (query.page + 1) * size).map((id) => ({ id }));
		return {
			rows,
			total: ids.length,
			perPage: size,
			hasNext: link === 'missing' ? undefined : (query.page + 1) * size < ids.length,
		};
	};
	return { fetchPage, asked };
}

const everything = { limit: undefined, ceiling: 100_000 };

describe('reading a list', () => {
	it('gives every record once with as few requests as possible', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 0, max: 1234 }),
				fc.constantFrom<Link>('full', 'missing'),
				async (total, link) => {
					const { fetchPage, asked } = serverOf(total, { link });
					const rows = await collectPages(fetchPage, paging, everything);
					expect(rows.map(({ id }) => id)).toEqual(
						Array.from({ length: total }, (_, index) => total - index),
					);
					// Without links, only a short page shows that the list has ended.
					const extra = link === 'missing' && total % 100 === 0 && total > 0 ? 1 : 0;
					expect(asked.length).toBe(Math.max(1, Math.ceil(total / 100)) + extra);
					expect(asked.map(({ page }) => page)).toEqual(asked.map((_, index) => index));
				},
			),
		);
	});

	it('stops at the limit, with one page size throughout', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 700 }),
				fc.integer({ min: 0, max: 700 }),
				async (limit, total) => {
					const { fetchPage, asked } = serverOf(total);
					const rows = await collectPages(fetchPage, paging, { limit, ceiling: 100_000 });
					expect(rows.length).toBe(Math.min(limit, total));
					expect(asked.length).toBe(
						Math.max(1, Math.ceil(Math.min(limit, total) / Math.min(100, Math.max(limit, 20)))),
					);
					expect(new Set(asked.map(({ per_page }) => per_page)).size).toBe(1);
				},
			),
		);
	});

	it('never asks for a page smaller than the endpoint is known to serve', async () => {
		const { fetchPage, asked } = serverOf(50);
		const rows = await collectPages(fetchPage, paging, { limit: 3, ceiling: 100_000 });
		expect(rows.map(({ id }) => id)).toEqual([50, 49, 48]);
		expect(asked).toEqual([{ page: 0, per_page: 20 }]);
	});

	it('neither repeats nor loses a record when new ones arrive while reading', async () => {
		const { fetchPage } = serverOf(950, { arrivals: 7 });
		const ids = (await collectPages(fetchPage, paging, everything)).map(({ id }) => Number(id));
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids.filter((id) => id <= 950).length).toBe(950);
	});

	it('goes by the link when the server clips the page size', async () => {
		const { fetchPage, asked } = serverOf(230, { clip: 50 });
		expect(await collectPages(fetchPage, paging, everything)).toHaveLength(230);
		expect(asked.length).toBe(5);
	});

	it('goes by the served size when there is no link, so a clipped page is not taken for the last', async () => {
		const { fetchPage, asked } = serverOf(230, { clip: 50, link: 'missing' });
		expect(await collectPages(fetchPage, paging, everything)).toHaveLength(230);
		expect(asked.length).toBe(5);
	});

	it('counts from 1 where the endpoint does', async () => {
		const { fetchPage, asked } = serverOf(150);
		const fromOne = async (query: { page: number; per_page: number }) =>
			await fetchPage({ ...query, page: query.page - 1 });
		expect(await collectPages(fromOne, { ...paging, firstPage: 1 }, everything)).toHaveLength(150);
		expect(asked.map(({ page }) => page)).toEqual([0, 1]);
	});

	it('goes past a short page in the middle when the answer says that more follows', async () => {
		const pages: ListPage[] = [
			{ rows: [{ id: 1 }, { id: 2 }], total: 3, perPage: undefined, hasNext: true },
			{ rows: [{ id: 3 }], total: 3, perPage: undefined, hasNext: false },
		];
		const rows = await collectPages(
			async ({ page }) => pages[page] ?? { rows: [], total: 3, perPage: undefined, hasNext: false },
			paging,
			everything,
		);
		expect(rows.map(({ id }) => id)).toEqual([1, 2, 3]);
	});

	it('says so when the same page comes for ever', async () => {
		const rows = Array.from({ length: 100 }, (_, id) => ({ id }));
		let requests = 0;
		const same = async (): Promise<ListPage> => {
			requests++;
			return { rows, total: undefined, perPage: undefined, hasNext: true };
		};
		await expect(collectPages(same, paging, everything)).rejects.toThrow(RepeatedPage);
		// The second page in two sizes, because this server serves only one, and a third: one page of repeats may
		// be as many new records on top.
		expect(requests).toBe(4);
	});

	it('refuses a list that n8n could not take, after two requests when the total is known', async () => {
		const { fetchPage, asked } = serverOf(130_000);
		await expect(collectPages(fetchPage, paging, everything)).rejects.toThrow(TooManyRecords);
		expect(asked.map(({ page }) => page)).toEqual([0, 1000]);
	});

	it('counts what comes again behind the end once, where an endpoint knows no pages', async () => {
		const doubts: ListDoubt[] = [];
		const same = async (): Promise<ListPage> => ({
			rows: [{ id: 1 }, { id: 2 }, { id: 3 }],
			total: 20,
			perPage: undefined,
			hasNext: false,
		});
		const doubt = (told: ListDoubt) => doubts.push(told);
		expect(await collectPages(same, paging, { ...everything, doubt })).toHaveLength(3);
		expect(doubts).toEqual([{ listed: 3, counted: 20, isMoving: false }]);
	});

	it('does not refuse a list of which only the total is too large', async () => {
		const { fetchPage } = serverOf(250);
		const boasting = async (query: { page: number; per_page: number }) => ({
			...(await fetchPage(query)),
			total: 130_000,
		});
		expect(await collectPages(boasting, paging, everything)).toHaveLength(250);
	});

	it.each([
		[250, 100, 230],
		[200, 50, 180],
	])('looks behind the ceiling, not before it: %i, pages of %i, %i records', async (ceiling, clip, count) => {
		const { fetchPage } = serverOf(count, { clip });
		const boasting = async (query: { page: number; per_page: number }) => ({
			...(await fetchPage(query)),
			total: 1000,
		});
		expect(await collectPages(boasting, paging, { limit: undefined, ceiling })).toHaveLength(count);
	});

	it('gives as many as n8n can take, of a list that has more', async () => {
		const { fetchPage } = serverOf(500);
		expect(await collectPages(fetchPage, paging, { limit: 300, ceiling: 300 })).toHaveLength(300);
	});

	it('refuses it as soon as the ceiling is passed when the total is not known', async () => {
		const { fetchPage, asked } = serverOf(2_000);
		const silent = async (query: { page: number; per_page: number }) => ({
			...(await fetchPage(query)),
			total: undefined,
		});
		await expect(collectPages(silent, paging, { limit: undefined, ceiling: 1_000 })).rejects.toThrow(
			TooManyRecords,
		);
		// Pages that overlap are a little smaller: without a total, nothing else shows that no record was missed.
		expect(asked.length).toBe(12);
	});

	it('does not refuse a big list of which only a part is wanted', async () => {
		const { fetchPage } = serverOf(130_000);
		expect(await collectPages(fetchPage, paging, { limit: 150, ceiling: 100_000 })).toHaveLength(150);
	});

	it('keeps records that have no id', async () => {
		const rows = await collectPages(
			async () => ({ rows: [{ name: 'a' }, { name: 'a' }], total: 2, perPage: undefined, hasNext: false }),
			paging,
			everything,
		);
		expect(rows).toHaveLength(2);
	});
});

describe('a total that does not match', () => {
	const page = (count: number, from: number, total: number | undefined, hasNext?: boolean): ListPage => ({
		rows: Array.from({ length: count }, (_, place) => ({ id: from + place })),
		total,
		perPage: 100,
		hasNext,
	});
	const read = async (pages: ListPage[], limit?: number) => {
		const doubts: ListDoubt[] = [];
		let requests = 0;
		const rows = await collectPages(
			async ({ page: number }) => {
				requests++;
				return pages[number] ?? page(0, 0, pages[0]?.total, false);
			},
			paging,
			{ limit, ceiling: 100_000, doubt: (doubt) => doubts.push(doubt) },
		);
		return { rows, doubts, requests };
	};

	it('and that is more than is listed: what was listed is given, and it is said', async () => {
		const { rows, doubts, requests } = await read([page(100, 0, 150, true), page(40, 100, 150, false)]);
		expect([rows.length, doubts, requests]).toEqual([
			140,
			[{ listed: 140, counted: 150, isMoving: false }],
			3,
		]);
	});

	it('is told as well where a limit ends behind the list, and not where the limit ends before it', async () => {
		const pages = [page(100, 0, 150, true), page(40, 100, 150, false)];
		expect((await read(pages, 145)).doubts).toEqual([{ listed: 140, counted: 150, isMoving: false }]);
		expect((await read(pages, 140)).doubts).toEqual([]);
		const [rows, doubts] = [(await read(pages, 145)).rows.length, (await read(pages, 100)).doubts];
		expect([rows, doubts]).toEqual([140, []]);
	});

	it('because nothing at all is listed', async () => {
		const { rows, doubts } = await read([page(0, 0, 20, false)]);
		expect([rows, doubts]).toEqual([[], [{ listed: 0, counted: 20, isMoving: false }]]);
	});

	it('counts repeats as seen', async () => {
		const { rows, doubts } = await read([page(100, 0, 150, true), page(50, 90, 150, false)]);
		expect([rows.length, doubts]).toEqual([140, []]);
	});

	it('is looked behind once: a link that is missing too early does not end the list', async () => {
		const { rows, doubts } = await read([page(100, 0, 150, false), page(50, 100, 150, false)]);
		expect([rows.length, doubts]).toEqual([150, []]);
	});

	it.each(['exact', 'more'])('is said once the list was read twice in part: %s', async (total) => {
		// Ten leave while it is read, so a page is read again; JustCall counts fifteen more than it lists.
		const list = living(range(300), (ids, request) => (request === 1 ? ids.slice(10) : ids));
		const doubts: ListDoubt[] = [];
		await collectPages(
			async (query) => {
				const read = await list.fetchPage(query);
				return total === 'exact' ? read : { ...read, total: Number(read.total) + 15 };
			},
			paging,
			{ ...everything, doubt: (doubt) => doubts.push(doubt) },
		);
		expect(doubts).toEqual(total === 'exact' ? [] : [{ listed: 290, counted: 305, isMoving: false }]);
	});

	it('is no error when records came while reading, and none was lost', async () => {
		const { rows, doubts } = await read([page(100, 0, 150, true), page(50, 100, 152, false)]);
		expect([rows.length, doubts]).toEqual([150, []]);
	});

	it('does not matter when no more is wanted', async () => {
		const { rows, doubts } = await read([page(50, 0, 500, false)], 50);
		expect([rows.length, doubts]).toEqual([50, []]);
	});

	it('and that is less than is listed (the vendor’s own sample counts 20 of 100) ends nothing', async () => {
		const { rows, doubts } = await read([page(100, 0, 20, true), page(100, 100, 20, false)]);
		expect([rows.length, doubts]).toEqual([200, []]);
	});

	it('is an error where pages prove a hole: one comes empty twice, and the next one has records', async () => {
		const pages = [page(100, 0, 240, true), page(0, 0, 240, true), page(40, 200, 240, false)];
		await expect(read(pages)).rejects.toThrow(IncompleteList);
		const silent = pages.map((one) => ({ ...one, total: undefined }));
		await expect(read(silent)).rejects.toThrow(IncompleteList);
		const withoutLinks = pages.map((one) => ({ ...one, hasNext: undefined }));
		await expect(read(withoutLinks)).rejects.toThrow(IncompleteList);
	});

	it('is none where the page comes when it is asked for again', async () => {
		const { fetchPage } = serverOf(240);
		let asked = 0;
		const once = async (query: { page: number; per_page: number }) =>
			query.page === 1 && asked++ === 0 ? { ...(await fetchPage(query)), rows: [] } : await fetchPage(query);
		expect(await collectPages(once, paging, everything)).toHaveLength(240);
	});
});

/** A list that changes before each request except the first; rows keep their order. */
function living(
	ids: number[],
	change: (ids: number[], request: number) => number[],
	{ total = 'exact' as 'exact' | 'none' | 'text' | 'left', clip = 1000, links = true, textIds = false } = {},
) {
	let rows = ids;
	const asked: Array<{ page: number; per_page: number }> = [];
	const always = new Set(ids);
	const fetchPage = async ({ page, per_page }: { page: number; per_page: number }): Promise<ListPage> => {
		if (asked.length > 0) rows = change(rows, asked.length);
		asked.push({ page, per_page });
		if (asked.length > 2000) throw new Error('reads without end');
		const there = new Set(rows);
		for (const id of always) if (!there.has(id)) always.delete(id);
		const size = Math.min(per_page, clip);
		const shown = rows.slice(page * size, (page + 1) * size);
		const left = Math.max(0, rows.length - page * size);
		return {
			rows: shown.map((id) => ({ id: textIds && page % 2 === 1 ? String(id) : id })),
			total: { exact: rows.length, none: undefined, text: rows.length, left }[total],
			perPage: size,
			hasNext: links ? (page + 1) * size < rows.length : undefined,
		};
	};
	/** Ids that were in the list all the time. */
	return { fetchPage, asked, always, now: () => rows };
}

const range = (count: number, from = 0) => Array.from({ length: count }, (_, place) => from + place);
const numbered = (rows: Array<{ id?: unknown }>) => rows.map(({ id }) => Number(id));

describe('a list that shrinks while it is read gives all that stayed', () => {
	/** Removes rows once, at a request. */
	const once = (at: number, leave: (ids: number[]) => number[]) => (ids: number[], request: number) =>
		request === at ? leave(ids) : ids;
	const read = async (list: ReturnType<typeof living>, wanted: object = {}) => {
		const doubts: ListDoubt[] = [];
		const rows = await collectPages(list.fetchPage, paging, {
			...everything,
			doubt: (doubt) => doubts.push(doubt),
			...wanted,
		});
		const ids = numbered(rows);
		return { ids, doubts, lost: [...list.always].filter((id) => !ids.includes(id)) };
	};

	it.each([
		['ten on the first page, of 240', 240, once(1, (ids) => ids.slice(10)), {}],
		['one in the middle of the first page', 240, once(1, (ids) => ids.filter((id) => id !== 50)), {}],
		['the last one of a page', 240, once(1, (ids) => ids.filter((id) => id !== 99)), {}],
		['all of the first page', 240, once(1, (ids) => ids.slice(100)), {}],
		['all but one', 240, once(1, (ids) => ids.slice(-1)), {}],
		['every second one', 1000, once(4, (ids) => ids.filter((id) => id % 2)), {}],
		['one at each request', 1000, (ids: number[]) => ids.slice(1), {}],
		['five at each request', 2000, (ids: number[]) => ids.slice(5), {}],
		['one, in a list without a total', 240, once(1, (ids) => ids.slice(1)), { total: 'none' }],
		[
			'ten, without a total and without links',
			240,
			once(1, (ids) => ids.slice(10)),
			{ total: 'none', links: false },
		],
		['the only page that follows', 110, once(1, (ids) => ids.slice(10)), { total: 'none' }],
		['one, with pages that the server clips', 240, once(2, (ids) => ids.slice(1)), { clip: 50 }],
		['one, clipped to what has no smaller page', 240, once(3, (ids) => ids.slice(1)), { clip: 20 }],
		['one, with a total that says what is left', 640, once(3, (ids) => ids.slice(1)), { total: 'left' }],
		[
			'one, with ids that are numbers and texts in turn',
			640,
			once(3, (ids) => ids.slice(1)),
			{ textIds: true },
		],
	] as const)('%s', async (_name, count, change, how) => {
		for (const atOnce of [1, 4]) {
			const list = living(range(count), change as (ids: number[]) => number[], how);
			const { ids, lost, doubts } = await read(list, { atOnce });
			expect([lost, doubts]).toEqual([[], []]);
			expect(new Set(ids).size).toBe(ids.length);
		}
	});

	it('keeps JustCall’s order', async () => {
		const list = living(
			range(240),
			once(1, (ids) => ids.slice(10)),
		);
		const { ids } = await read(list);
		expect(ids).toEqual(range(240));
	});

	it('also when another one comes at the end for each that leaves, and the total stays', async () => {
		const list = living(range(640), (ids, request) => [...ids.slice(1), 10_000 + request]);
		expect((await read(list, { newAtEnd: true })).lost).toEqual([]);
	});

	it('also when another one comes on top for each that leaves: that moves nothing', async () => {
		const list = living(range(640), (ids, request) => [
			10_000 + request,
			...ids.slice(0, 30),
			...ids.slice(31),
		]);
		const { lost } = await read(list);
		expect([lost, list.asked.length]).toEqual([[], 7]);
	});

	it('also when a limit ends in the middle of it', async () => {
		const list = living(
			range(640),
			once(1, (ids) => ids.slice(10)),
		);
		const { ids } = await read(list, { limit: 150 });
		expect(ids).toEqual(range(150));
	});

	it('says so where the list changes faster than it can be read, and ends', async () => {
		const list = living(range(3000), (ids) => [...ids.slice(90), ...range(90, (ids.at(-1) ?? 0) + 1)]);
		const { doubts } = await read(list, { newAtEnd: true });
		expect(doubts).toMatchObject([{ isMoving: true }]);
		expect(list.asked.length).toBeLessThan(900);
	});

	it('says so where records have no ids, as nothing tells what was read before', async () => {
		const rows = range(240).map((place) => ({ name: place }));
		let requests = 0;
		const { fetchPage } = {
			fetchPage: async ({ page, per_page }: { page: number; per_page: number }): Promise<ListPage> => {
				if (requests++ === 1) rows.splice(0, 10);
				return {
					rows: rows.slice(page * per_page, (page + 1) * per_page),
					total: rows.length,
					perPage: per_page,
					hasNext: (page + 1) * per_page < rows.length,
				};
			},
		};
		const doubts: ListDoubt[] = [];
		const kept = await collectPages(fetchPage, paging, {
			...everything,
			doubt: (doubt) => doubts.push(doubt),
		});
		expect(new Set(kept.map(({ name }) => name)).size).toBe(kept.length);
		expect(doubts).toMatchObject([{ isMoving: true }]);
	});

	it('whatever comes and goes: nothing that stayed is lost, nothing comes twice, or it is said', async () => {
		const step = fc.record({
			leave: fc.array(fc.nat(2000), { maxLength: 12 }),
			come: fc.nat(6),
		});
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 0, max: 900 }),
				fc.array(fc.option(step, { freq: 2 }), { maxLength: 40 }),
				fc.constantFrom('top', 'end', 'uncounted'),
				fc.constantFrom(1, 4),
				fc.constantFrom(1000, 60, 20),
				fc.boolean(),
				async (count, steps, where, atOnce, clip, links) => {
					let next = 100_000;
					const change = (ids: number[], request: number) => {
						const { leave = [], come = 0 } = steps[request] ?? {};
						const gone = new Set(leave.map((place) => ids[place]));
						const stay = ids.filter((id) => !gone.has(id));
						const fresh = range(come, next);
						next += come;
						return where === 'end' ? [...stay, ...fresh] : [...fresh, ...stay];
					};
					// When a server has only one page size, only a lower count can show it.
					fc.pre(where === 'top' || clip > paging.minPageSize);
					const total = where === 'uncounted' ? 'none' : 'exact';
					const list = living(range(count), change, { total, clip, links });
					const { ids, lost, doubts } = await read(list, { atOnce, newAtEnd: where === 'end' });
					expect(new Set(ids).size).toBe(ids.length);
					if (!doubts.some(({ isMoving }) => isMoving)) expect(lost).toEqual([]);
				},
			),
			{ numRuns: sizeOf(600) },
		);
	});
});

describe('a list that stays as it is', () => {
	it.each([
		['newest first and counted', {}, {}, [1, 3, 10, 200]],
		['not counted', { total: 'none' }, {}, [1, 3, 11, 228]],
		['oldest first', {}, { newAtEnd: true }, [1, 3, 11, 228]],
	] as const)('costs so many requests: %s', async (_name, how, wanted, requests) => {
		const counts = [];
		for (const count of [100, 240, 1000, 20_000]) {
			const list = living(range(count), (ids) => ids, how);
			const rows = await collectPages(list.fetchPage, paging, { ...everything, ...wanted });
			expect(numbered(rows)).toEqual(range(count));
			counts.push(list.asked.length);
		}
		expect(counts).toEqual(requests);
	});
});
