import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { changesIn } from '../../nodes/JustCallPollingTrigger/feeds/changes';
import { forgetBefore, newcomers, type Known } from '../../nodes/JustCallPollingTrigger/feeds/newcomers';

const PAGE = 10;

/** A list of records, each with its time, newest first, as a window from a moment shows it. */
function serverOf(records: Array<{ id: number; at: number }>) {
	let requests = 0;
	const reading = (from: number) => ({
		async fetchPage(page: number) {
			requests++;
			const all = records.filter(({ at }) => at >= from).sort((a, b) => b.at - a.at || b.id - a.id);
			const rows = all.slice(page * PAGE, (page + 1) * PAGE) as IDataObject[];
			return { rows, total: all.length, perPage: PAGE, hasNext: (page + 1) * PAGE < all.length };
		},
		idOf: ({ id }: IDataObject) => String(id),
		momentOf: ({ at }: IDataObject) => Number(at),
		from,
	});
	return { reading, records, requests: () => requests };
}

it('is one request when nothing happened', async () => {
	const server = serverOf(Array.from({ length: 95 }, (_, id) => ({ id, at: 1000 + id })));
	const known: Known = {};
	expect(await newcomers(server.reading(0), known)).toHaveLength(95);
	const before = server.requests();
	expect(await newcomers(server.reading(0), known)).toEqual([]);
	expect(server.requests() - before).toBe(1);
});

it('finds what appears late, deep behind what was seen', async () => {
	const server = serverOf(Array.from({ length: 95 }, (_, id) => ({ id, at: 1000 + id })));
	const known: Known = {};
	await newcomers(server.reading(0), known);
	server.records.push({ id: 500, at: 1003 });
	expect(await newcomers(server.reading(0), known)).toEqual([{ id: 500, at: 1003 }]);
});

it('gives everything once, oldest first, whatever comes in between', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.array(fc.nat({ max: 300 }), { maxLength: 40 }), { minLength: 1, maxLength: 8 }),
			async (looks) => {
				const server = serverOf([]);
				let known: Known = {};
				const seen: number[] = [];
				let id = 0;
				let clock = 1000;
				for (const late of looks) {
					clock += 100;
					// Each is listed up to 300 seconds after its time.
					for (const delay of late) server.records.push({ id: id++, at: clock - delay });
					const from = clock - 400;
					const found = await newcomers(server.reading(from), known);
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

it('tells what changed of a call, and nothing of one that is new', () => {
	const call = (id: number, notes: string, rating = '') => ({
		id,
		call_info: { notes, rating, disposition: '' },
	});
	const first = changesIn([call(1, ''), call(2, 'x')], {});
	expect(first.changed).toEqual([]);
	const second = changesIn([call(1, 'Now', '4'), call(2, 'x'), call(3, 'New')], first.now);
	expect(second.changed).toEqual([{ changed: ['notes', 'rating'], ...call(1, 'Now', '4') }]);
	expect(changesIn([call(1, 'Now', '4')], second.now).changed).toEqual([]);
});
