import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { momentOf, toAccountTime } from '../../shared/dates';
import { MAX_RECORDS } from '../../shared/executor';
import type { KnownOperation } from '../../shared/operation';
import { collectPages } from '../../shared/paginator';
import { MISSING, valuesOf } from '../../shared/panelValues';
import { ask } from '../../shared/transport';
import { unwrapList, type ListPage } from '../../shared/unwrap';
import { encodeValues } from '../../shared/wire';
import { zonesOf } from '../../shared/zones';
import { changesIn, type Fingerprints } from './changes';
import { listOf, type Feed } from './feeds';
import { forgetBefore, newcomers, type Known } from './newcomers';

/** What is remembered from look to look; n8n stores it. */
interface Memory {
	/** Epoch seconds of the last look. */
	lastLook?: number;
	known?: Known;
	fingerprints?: Fingerprints;
	/** Largest id seen. */
	lastId?: number;
	/** What the memory is about: after a change of feed or filters it begins anew. */
	of?: string;
}

const HOUR = 3600;
/** JustCall keeps three months (FACTS.md section 2). */
const HISTORY = 90 * 24 * HOUR;

/** A feed as it is read: its list with the filters of the panel. */
interface Source {
	feed: Feed;
	list: KnownOperation;
	query: IDataObject;
}

/**
 * Looks at a feed once.
 *
 * @param lookBack seconds that a record may appear late, or a call be changed later
 * @returns what is new or changed, oldest first; `undefined` when nothing is
 */
export async function poll(
	context: IPollFunctions,
	feed: Feed,
	lookBack: number,
): Promise<IDataObject[] | undefined> {
	const list = listOf(feed);
	const read = (path: string) =>
		context.getNodeParameter(path, MISSING, { extractValue: true }) as IDataObject[string];
	const zones = async () => await zonesOf(context);
	const query = await encodeValues(valuesOf(list, 'query', read), list.wire, zones);
	const source: Source = {
		feed,
		list,
		query: { ...query, order: 'desc', ...(feed.by === 'id' && { across_team: true }) },
	};
	if (context.getMode() === 'manual') return await newest(context, source);

	const memory = context.getWorkflowStaticData('node') as Memory;
	const about = JSON.stringify([feed.value, query]);
	if (memory.of !== about) for (const name of Object.keys(memory)) delete memory[name as keyof Memory];
	const isFirst = memory.of === undefined;
	memory.of = about;
	const found = await LOOKS[feed.by](context, source, memory, lookBack);
	return isFirst || found.length === 0 ? undefined : found;
}

type Look = (
	context: IPollFunctions,
	source: Source,
	memory: Memory,
	lookBack: number,
) => Promise<IDataObject[]>;

const LOOKS: Record<Feed['by'], Look> = {
	async window(context, source, memory, lookBack) {
		const now = Math.floor(Date.now() / 1000);
		const from = Math.max(now - HISTORY, Math.min(memory.lastLook ?? now, now) - lookBack);
		const query = { ...source.query, from_datetime: await accountTime(context, from) };
		const known = memory.known ?? {};
		const { idField } = source.list.answer.kind === 'list' ? (source.list.answer.paging ?? {}) : {};
		const records = await newcomers(
			{
				fetchPage: async (page) => await fetchPage(context, source, { ...query, page }),
				idOf: (record) => String(record[idField ?? 'id']),
				// Without a moment it can not leave the window before the window has passed.
				momentOf: (record) => Math.floor((momentOf(record) ?? now * 1000) / 1000),
				from,
			},
			known,
		);
		memory.known = forgetBefore(known, from - 24 * HOUR);
		memory.lastLook = now;
		return records;
	},

	async changes(context, source, memory, lookBack) {
		const from = Math.floor(Date.now() / 1000) - lookBack;
		const query = { ...source.query, from_datetime: await accountTime(context, from) };
		const { answer } = source.list;
		if (answer.kind !== 'list' || !answer.paging) return [];
		const calls = await collectPages(
			async (page) => await fetchPage(context, source, { ...query, ...page }),
			answer.paging,
			{ limit: undefined, ceiling: MAX_RECORDS },
		);
		const { changed, now } = changesIn(calls, memory.fingerprints ?? {});
		memory.fingerprints = now;
		return changed.reverse();
	},

	async id(context, source, memory) {
		const last = memory.lastId;
		const found = new Map<number, IDataObject>();
		for (let page = 0; ; page++) {
			const { rows, hasNext } = await fetchPage(context, source, { ...source.query, page });
			const newer = rows.filter(({ id }) => Number(id) > (last ?? 0));
			for (const row of newer) found.set(Number(row.id), row);
			if (last === undefined || newer.length < rows.length || rows.length === 0 || hasNext === false) break;
		}
		memory.lastId = Math.max(last ?? 0, ...found.keys());
		return [...found.entries()].sort(([a], [b]) => a - b).map(([, record]) => record);
	},
};

/** The newest record there is, for a test in the editor; nothing is remembered of it. */
async function newest(context: IPollFunctions, source: Source): Promise<IDataObject[] | undefined> {
	const { rows } = await fetchPage(context, source, { ...source.query, page: 0 });
	return rows.length > 0 ? rows.slice(0, 1) : undefined;
}

async function fetchPage(context: IPollFunctions, { list }: Source, query: IDataObject): Promise<ListPage> {
	const size = list.answer.kind === 'list' ? list.answer.paging?.maxPageSize : undefined;
	const request = { method: list.method, path: list.path, query: { per_page: size, ...query } };
	return await ask(context, request, list.subject, unwrapList);
}

async function accountTime(context: IPollFunctions, epochSeconds: number): Promise<string> {
	const moment = new Date(epochSeconds * 1000).toISOString();
	return toAccountTime(moment, 'from', 'From', await zonesOf(context));
}
