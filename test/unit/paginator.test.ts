import fc from 'fast-check';

import { collectPages, RepeatedPage, TooManyRecords } from '../../nodes/shared/paginator';
import type { ListPage } from '../../nodes/shared/unwrap';

type Link = 'full' | 'missing';
const paging = { maxPageSize: 100, minPageSize: 20, idField: 'id' };

/** A list server of `total` records; `arrivals` new ones appear at the top before each page but the first. */
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
					// Without links only a short page says that the list ended.
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
		expect(requests).toBe(2);
	});

	it('refuses a list that n8n could not take, after one request when the total is known', async () => {
		const { fetchPage, asked } = serverOf(130_000);
		await expect(collectPages(fetchPage, paging, everything)).rejects.toThrow(TooManyRecords);
		expect(asked.length).toBe(1);
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
		expect(asked.length).toBe(11);
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
	const page = (count: number, from: number, total: number, hasNext: boolean): ListPage => ({
		rows: Array.from({ length: count }, (_, place) => ({ id: from + place })),
		total,
		perPage: 100,
		hasNext,
	});
	const read = async (...pages: ListPage[]) =>
		await collectPages(
			async ({ page: number }) => pages[number] ?? page(0, 0, 150, false),
			paging,
			everything,
		);

	it('is an error when the list ends before it', async () => {
		await expect(read(page(100, 0, 150, true), page(40, 100, 150, false))).rejects.toMatchObject({
			got: 140,
			counted: 150,
		});
	});

	it('is looked behind once: a link that is missing too early does not end the list', async () => {
		const rows = await read(page(100, 0, 150, false), page(50, 100, 150, false));
		expect(rows).toHaveLength(150);
	});

	it('is no error when records came or went while reading, and none was lost', async () => {
		expect(await read(page(100, 0, 150, true), page(50, 100, 152, false))).toHaveLength(150);
		expect(await read(page(100, 0, 150, true), page(49, 100, 149, false))).toHaveLength(149);
	});

	it('does not matter when no more is wanted', async () => {
		const pages = [page(50, 0, 500, false)];
		const rows = await collectPages(async ({ page: number }) => pages[number]!, paging, {
			limit: 50,
			ceiling: 1000,
		});
		expect(rows).toHaveLength(50);
	});
});
