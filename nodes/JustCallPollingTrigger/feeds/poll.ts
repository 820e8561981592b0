import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { momentOf, toAccountTime } from '../../shared/dates';
import { defaultCountryOf } from '../../shared/defaultCountry';
import { MAX_RECORDS } from '../../shared/planRequest';
import type { KnownOperation } from '../../shared/operation';
import { collectPages } from '../../shared/paginator';
import { MISSING, valuesOf } from '../../shared/panelValues';
import type { Lane } from '../../shared/queue';
import { ask } from '../../shared/transport';
import { unwrapList, type ListPage } from '../../shared/unwrap';
import { encodeValues } from '../../shared/wire';
import { zonesOf } from '../../shared/zones';
import { changesIn, FILTERED_HERE, hasDisposition, type Fingerprints } from './changes';
import { listOf, type Feed } from './feeds';
import { forgetBefore, newcomers, type Known } from './newcomers';

/**
 * What is remembered from look to look. n8n stores it only after a look that gave something, and after the first one when
 * the workflow is published or n8n starts (n8n-core's active-workflows.js): what the looks between noted is gone after a
 * restart, and everything here must be right without it.
 */
interface Memory {
	/** Epoch seconds of the last look. */
	lastLook?: number;
	/** Start of its window, epoch seconds. */
	from?: number;
	/** JustCall's count of that window. */
	total?: number;
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
/** The furthest that a window of changes reaches back over a time without a look: it is read whole at each look. */
const LONGEST_GAP = 30 * 24 * HOUR;

/** Steps in which the start of a window moves on, by the window's length. */
const STEPS = 24;

/** A feed as it is read: its list with the filters of the panel. */
interface Source {
	feed: Feed;
	list: KnownOperation;
	query: IDataObject;
	/** Filters that are applied to what was found, not sent. */
	dispositions?: IDataObject[string];
}

/** Nodes that look just now: a look may take longer than the time to the next, and both would find the same. */
const looking = new WeakSet<object>();

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
	const read = (name: string) => context.getNodeParameter(name, MISSING);
	const filters = await encodeValues(valuesOf(list, ['query'], read), list.wire, {
		zones: async () => await zonesOf(context),
		defaultCountry: await defaultCountryOf(context),
	});
	const query = { ...filters, order: 'desc', ...(feed.by === 'id' && { across_team: true }) };
	if (context.getMode() === 'manual') return await newest(context, { feed, list, query });

	const stored = context.getWorkflowStaticData('node') as Memory;
	if (looking.has(stored)) return undefined;
	looking.add(stored);
	try {
		const about = JSON.stringify([feed.value, filters]);
		const isFirst = stored.of !== about;
		const source = feed.by === 'changes' ? withoutFiltersHere({ feed, list, query }) : { feed, list, query };
		const { found, memory } = await LOOKS[feed.by](context, source, isFirst ? {} : stored, lookBack);
		// Only now, whole: a look that failed leaves no trace.
		for (const name of Object.keys(stored)) delete stored[name as keyof Memory];
		Object.assign(stored, memory, { of: about });
		return isFirst || found.length === 0 ? undefined : found;
	} finally {
		looking.delete(stored);
	}
}

function withoutFiltersHere(source: Source): Source {
	const { [FILTERED_HERE]: dispositions, ...query } = source.query;
	return { ...source, query, dispositions };
}

type Look = (
	context: IPollFunctions,
	source: Source,
	before: Memory,
	lookBack: number,
) => Promise<{ found: IDataObject[]; memory: Memory }>;

const LOOKS: Record<Feed['by'], Look> = {
	async window(context, source, before, lookBack) {
		const now = nowInSeconds();
		const last = Math.min(before.lastLook ?? now, now);
		const from = Math.max(now - HISTORY, windowStart(last - lookBack, lookBack));
		const query = { ...source.query, from_datetime: await accountTime(context, from) };
		const known = before.known ?? {};
		const { idField } = source.list.answer.kind === 'list' ? (source.list.answer.paging ?? {}) : {};
		// Without a moment it cannot leave the window before the window has passed.
		const momentIn = (record: IDataObject) => Math.floor((momentOf(record) ?? now * 1000) / 1000);
		const { records, total } = await newcomers(
			{
				fetchPage: async (page) => await fetchPage(context, source, { ...query, page }),
				idOf: (record) => String(record[idField ?? 'id']),
				momentOf: momentIn,
			},
			known,
			before.from === from ? before : undefined,
		);
		// Where Look Back was made longer, older records come into reach: they are not new.
		const since = before.from ?? 0;
		return {
			found: records.filter((record) => momentIn(record) >= since),
			memory: { known: forgetBefore(known, from - 24 * HOUR), lastLook: now, from, total },
		};
	},

	async changes(context, source, before, lookBack) {
		const now = nowInSeconds();
		const last = Math.min(before.lastLook ?? now, now);
		const from = Math.max(now - Math.max(LONGEST_GAP, lookBack), last - lookBack);
		const query = { ...source.query, from_datetime: await accountTime(context, from) };
		const { answer } = source.list;
		if (answer.kind !== 'list' || !answer.paging) return { found: [], memory: { ...before } };
		const calls = await collectPages(
			async (page) => await fetchPage(context, source, { ...query, ...page }),
			answer.paging,
			{ limit: undefined, ceiling: MAX_RECORDS },
		);
		const { changed, now: fingerprints } = changesIn(calls, before.fingerprints ?? {}, before.from ?? 0);
		return {
			found: changed.filter((call) => hasDisposition(call, source.dispositions)).reverse(),
			memory: { fingerprints, lastLook: now, from },
		};
	},

	async id(context, source, before) {
		const last = before.lastId;
		const found = new Map<number, IDataObject>();
		for (let page = 0; ; page++) {
			const { rows, hasNext } = await fetchPage(context, source, { ...source.query, page });
			const newer = rows.filter(({ id }) => Number(id) > (last ?? 0) && !found.has(Number(id)));
			for (const row of newer) found.set(Number(row.id), row);
			const isBehind = rows.some(({ id }) => Number(id) <= (last ?? 0));
			if (last === undefined || isBehind || newer.length === 0 || hasNext === false) break;
		}
		return {
			found: [...found.entries()].sort(([a], [b]) => a - b).map(([, record]) => record),
			memory: { lastId: Math.max(last ?? 0, ...found.keys()) },
		};
	},
};

function nowInSeconds(): number {
	return Math.floor(Date.now() / 1000);
}

/**
 * Start of a window that reaches back to a moment, and a step further. It stands still for a step at a time, so that
 * JustCall's counts of two looks can be compared; when it moves, the window is read whole. That also finds what counts
 * hide: one record gone and another one come between two looks.
 */
function windowStart(reach: number, length: number): number {
	const step = length / STEPS;
	return (Math.floor(reach / step) - 1) * step;
}

/** The newest record there is, for a test in the editor; nothing is remembered of it. */
async function newest(context: IPollFunctions, source: Source): Promise<IDataObject[] | undefined> {
	const { rows } = await fetchPage(context, source, { ...source.query, page: 0 });
	return rows.length > 0 ? rows.slice(0, 1) : undefined;
}

async function fetchPage(context: IPollFunctions, { list }: Source, query: IDataObject): Promise<ListPage> {
	const size = list.answer.kind === 'list' ? list.answer.paging?.maxPageSize : undefined;
	// A person waits for the test in the editor, nobody for a look.
	const lane: Lane = context.getMode() === 'manual' ? 'read' : 'background';
	const request = { method: list.method, path: list.path, query: { per_page: size, ...query }, lane };
	return await ask(context, request, list.subject, unwrapList);
}

async function accountTime(context: IPollFunctions, epochSeconds: number): Promise<string> {
	const moment = new Date(epochSeconds * 1000).toISOString();
	return toAccountTime(moment, 'from', 'From', await zonesOf(context));
}
