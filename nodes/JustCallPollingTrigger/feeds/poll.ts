import { randomUUID } from 'crypto';

import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { accountKeyOf } from '../../shared/http/account';
import { momentOf, offsetIn, toAccountTime, userOffsetOf } from '../../shared/values/dates';
import { defaultCountryOf } from '../../shared/http/defaultCountry';
import { isObject } from '../../shared/values/isObject';
import type { KnownOperation } from '../../shared/description/operation';
import { collectPages, RepeatedPage, type Paging } from '../../shared/answers/paginator';
import { MISSING, valuesOf } from '../../shared/description/nodeParameters';
import type { Lane } from '../../shared/http/fairQueue';
import { ask, CREDENTIAL, requestsPerMinute } from '../../shared/http/transport';
import { unwrapList, type ListPage } from '../../shared/answers/envelope';
import { encodeValues } from '../../shared/values/encode';
import { timeZonesOf } from '../../shared/http/timeZones';
import { changesIn, FILTERED_HERE, forgetCallsBefore, hasDisposition, type Fingerprints } from './changes';
import { listOf, type Feed } from './feeds';
import { forgetBefore, newRecords, type KnownRecords } from './newRecords';
import { keepQuietNotes, latestNotes } from './quietNotes';
import {
	allowedPages,
	isEnd,
	pagesDue,
	pagesWhenQuiet,
	readOn,
	secondsBetween,
	type Rotation,
} from './rotation';

/**
 * Notes of a poll for the next poll. n8n stores them after the first poll of a published workflow, after a restart, and
 * after each poll that returns records (n8n-core's active-workflows.js). A restart loses the notes of the polls between,
 * so nothing here may depend on them. If n8n's scheduler polls (N8N_SCHEDULER_POLL_TRIGGERS_ENABLED), n8n stores them
 * after the first poll of a new job and after polls with records, and reads what it stored before each poll. So the notes
 * of polls without records stay in this process (`quietNotes.ts`).
 */
interface Memory {
	/** When the last poll began, epoch seconds. */
	lastLook?: number;
	/** Start of the window that was last read to its end, epoch seconds. */
	from?: number;
	/** When that reading began, epoch seconds. */
	wholeAt?: number;
	/** The reading that is under way. */
	rotation?: Rotation;
	/** JustCall's count of that window. */
	total?: number;
	known?: KnownRecords;
	/** Calls that were in progress. */
	running?: KnownRecords;
	fingerprints?: Fingerprints;
	/** Largest id seen. */
	lastId?: number;
	/** Page of recent calls that is read next, besides the first one. */
	recent?: number;
	/** Counts the pages that were read besides the first one, so that recent and older calls take turns. */
	turn?: number;
	/** Where a poll ran out of time on its way to `lastId`: the ids from `top` down to `floor` are done. */
	top?: number;
	floor?: number;
	/** Page at which the next poll continues. */
	resume?: number;
	/** The first reading is not complete: the records that it still finds were there before. */
	isFirst?: boolean;
	/** Seconds that JustCall's clock is ahead of UTC, if the credential names another zone. */
	offset?: number;
	/** The zone that JustCall's clock was last compared with. */
	checked?: string;
	/** Feed and filters of these notes. When they change, the trigger starts again. */
	of?: string;
	/** Account of these notes. */
	account?: string;
	/** Name of these notes, another one after each poll. */
	mark?: string;
}

const HOUR_SECONDS = 3600;
/** JustCall keeps three months (FACTS.md section 2). */
const HISTORY_SECONDS = 90 * 24 * HOUR_SECONDS;
/** How far a window of changes reaches back, at most, after a time without polls. */
const MAX_GAP_SECONDS = 30 * 24 * HOUR_SECONDS;

/** A call that is listed as in progress for longer than this (seconds) counts as over. */
const MAX_CALL_SECONDS = 24 * HOUR_SECONDS;

/** The start of a window moves in this many steps by its own length. The window is read to its end once in each step. */
const STEPS = 24;

/** Calls up to this age (seconds) are recent ones. People write most notes within this time. */
const RECENT_SECONDS = 2 * HOUR_SECONDS;
/** All older calls are compared once in this time (seconds), if the share of the rate limit is large enough. */
const OLDER_SECONDS = HOUR_SECONDS;
/** Records are remembered for this much longer (seconds) than the window: JustCall's window can be longer, by its zone. */
const MARGIN_SECONDS = 24 * HOUR_SECONDS;

/** A feed's list with the filters of the panel. */
interface Source {
	feed: Feed;
	list: KnownOperation;
	query: IDataObject;
	/** Filter that is not sent to JustCall but applied to the records here. */
	dispositions?: IDataObject[string];
}

/** One poll: what it reads and what it must know. */
interface Look {
	context: IPollFunctions;
	source: Source;
	/** Notes of the poll before; empty at the first poll. */
	before: Memory;
	/** How many seconds after its time a record may appear or a call may change. */
	lookBack: number;
	/** Whether a call is returned also while it is in progress. */
	includesRunning: boolean;
	/** Share of the account's requests, from 0 to 1. If `undefined`, each poll reads all calls. */
	share: number | undefined;
	/** Whether n8n's time for this poll is over. */
	isOver: () => boolean;
}

/** The records that a poll returns, and its notes. */
interface Found {
	found: IDataObject[];
	memory: Memory;
}

/** Result of a poll. */
export interface Polled {
	/** Records that are new or changed, oldest first. */
	records: IDataObject[];
	/** Stores the notes. Call it last: if something fails before, the next poll finds the same records again. */
	remember: () => void;
}

/** Options of the panel. */
export interface PollOptions {
	lookBack: number;
	includesRunning: boolean;
	share: number | undefined;
}

/**
 * Nodes whose poll is under way, by workflow and node. A poll can still run when n8n starts the next one, and both would
 * find the same records. n8n may give each poll its own copy of the notes, so they cannot tell.
 */
const looking = new Set<string>();

/**
 * Polls a feed once, within the time that n8n gives. If the time ends, the pages read so far count and the next poll
 * continues there.
 *
 * @returns `undefined` if another poll of the node is under way
 */
export async function poll(
	original: IPollFunctions,
	feed: Feed,
	options: PollOptions,
): Promise<Polled | undefined> {
	const { context, isOver } = withinBudget(original);
	const list = listOf(feed);
	const read = (name: string) => context.getNodeParameter(name, MISSING);
	const filters = await encodeValues(valuesOf(list, ['query'], read), list.encodedFields, {
		zones: async () => await timeZonesOf(context),
		defaultCountry: await defaultCountryOf(context),
	});
	const query = { ...filters, order: 'desc', ...(feed.by === 'id' && { across_team: true }) };
	const whole = { feed, list, query };
	if (context.getMode() === 'manual') return { records: await newest(context, whole), remember: () => {} };

	const node = `${String(context.getWorkflow().id)} ${context.getNode().id}`;
	if (looking.has(node)) return undefined;
	looking.add(node);
	try {
		const stored: Memory = context.getWorkflowStaticData('node');
		const { mark } = stored;
		const latest = latestNotes(node, stored);
		const about = JSON.stringify([feed.value, filters]);
		const account = accountKeyOf(await context.getCredentials(CREDENTIAL));
		const isKnown = latest.of === about && (await isOfAccount(context, whole, latest, account));
		const before = isKnown ? latest : {};
		const source = feed.by === 'changes' ? withoutFiltersHere(whole) : whole;
		const look = { context, source, before, isOver, ...options };
		const { found, memory } = await LOOKS[feed.by](look);
		const records = isKnown ? found : [];
		return {
			records,
			remember() {
				const notes = withoutUndefined({ ...memory, of: about, account, mark: randomUUID() });
				if (records.length === 0) keepQuietNotes(node, mark, notes);
				// Old notes are removed, so that no part of them mixes with the new ones.
				for (const name of Object.keys(stored)) delete stored[name as keyof Memory];
				Object.assign(stored, notes);
			},
		};
	} finally {
		looking.delete(node);
	}
}

/**
 * The same context with a signal that ends all requests when n8n's time for a poll is over. n8n drops the result of a poll
 * that takes longer, and the poll would only use up the account's rate limit. n8n tells the time from 2.41 on.
 */
function withinBudget(context: IPollFunctions): { context: IPollFunctions; isOver: () => boolean } {
	const { getPollBudgetMs } = context as IPollFunctions & { getPollBudgetMs?: () => number };
	if (!getPollBudgetMs || context.getMode() === 'manual') return { context, isOver: () => false };
	const budget = getPollBudgetMs();
	const until = Date.now() + budget;
	const signal = AbortSignal.timeout(budget);
	return {
		context: Object.create(context, {
			getExecutionCancelSignal: { value: () => signal },
		}) as IPollFunctions,
		isOver: () => signal.aborted || Date.now() >= until,
	};
}

/**
 * Whether the stored notes are about the credential's account. If the key has changed, they are if JustCall still lists the
 * records that were seen before: the key was renewed.
 */
async function isOfAccount(
	context: IPollFunctions,
	source: Source,
	stored: Memory,
	account: string,
): Promise<boolean> {
	// Earlier versions did not store the account.
	if (stored.account === undefined || stored.account === account) return true;
	const { lastId, lastLook = 0, from = 0, known = {}, fingerprints = {} } = stored;
	const { rows } = await fetchPage(context, source, { ...source.query, page: 0 });
	if (source.feed.by === 'id') return rows.some(({ id }) => Number(id) === lastId);
	const within = rows.filter((row) => {
		const moment = (momentOf(row) ?? 0) / 1000;
		return moment >= from && moment < lastLook - HOUR_SECONDS;
	});
	const [ids, seen] =
		source.feed.by === 'changes'
			? [Object.keys(changesIn(within, {}, 0).fingerprints), fingerprints]
			: [within.map((row) => String(row[idFieldOf(source)])), known];
	return ids.filter((id) => id in seen).length * 2 > ids.length;
}

function withoutFiltersHere(source: Source): Source {
	const { [FILTERED_HERE]: dispositions, ...query } = source.query;
	return { ...source, query, dispositions };
}

const LOOKS: Record<Feed['by'], (look: Look) => Promise<Found>> = {
	async window({ context, source, before, lookBack, includesRunning, isOver }) {
		const now = nowInSeconds();
		const last = Math.min(before.lastLook ?? now, now);
		// A call in progress stays in the window until it is over, however long that takes.
		const start = Math.min(windowStart(last - lookBack, lookBack), ...Object.values(before.running ?? {}));
		const from = Math.max(now - HISTORY_SECONDS, start);
		const known = { ...before.known };
		// A record without a time counts as new, so that it stays known while the window can list it.
		const momentIn = (record: IDataObject) => Math.floor((momentOf(record) ?? now * 1000) / 1000);
		const { fetch, clock } = await reader(context, source, before, from);
		const { total: counted, from: stood = from, rotation: underWay, wholeAt } = before;
		// The window has moved. The next poll needs the count of the new window; this poll compares the old window's count. If
		// the old window is still empty, the new one is too.
		const hasMoved = stood < from && counted !== undefined;
		const count = hasMoved && counted > 0 ? (await fetch(0)).total : undefined;
		const compared = hasMoved && (counted === 0 || count !== undefined) ? stood : from;
		const reading = {
			fetchPage: async (page: number) => await fetch(page, { from: compared }),
			idOf: (record: IDataObject) => String(record[idFieldOf(source)]),
			momentOf: momentIn,
			isRunning: (record: IDataObject) => isRunning(record) && momentIn(record) > now - MAX_CALL_SECONDS,
			isOver,
		};
		const look = await newRecords(
			reading,
			known,
			before.from === undefined ? undefined : { ...before, isOther: before.from !== compared },
		);
		const isSame = compared === from || look.total === 0;
		const total = look.total === undefined ? undefined : isSame ? look.total : count;
		const step = lookBack / STEPS;
		// Look Back was made longer, so older records come into reach, which are not new.
		const isLonger = from < stood;
		// A whole reading reaches all records that the list may have got since the one before began.
		const reach = isLonger
			? from
			: Math.max(now - HISTORY_SECONDS, Math.min(from, (wholeAt ?? now) - lookBack));
		const isWhole = look.isWhole && compared <= reach;
		const isDue = !isWhole && !isLonger && total !== undefined && before.isFirst !== true;
		const isTime = now - (wholeAt ?? 0) >= step;
		// If the window has more pages, its first page is that of the rotation too.
		const begins = isTime ? { begun: now, from: reach, page: look.isWhole ? 0 : 1, total } : undefined;
		const rotation = isDue ? (underWay ?? begins) : undefined;
		/** Records of the pages that the rotation reads now. */
		const again: IDataObject[] = [];
		let next: Rotation | undefined;
		if (rotation) {
			const { maxPageSize: size } = pagingOf(source);
			const seconds = secondsBetween(last, now);
			// Reading the count was one of the requests.
			const most = pagesWhenQuiet(seconds) - (count === undefined ? 0 : 1);
			const due = Math.min(pagesDue(rotation, size, now, seconds, step), most);
			const older = async (page: number) => await fetch(page, { from: rotation.from, until: rotation.begun });
			const take = (rows: IDataObject[]) => again.push(...rows);
			next = await readOn(rotation, size, due, older, take, isOver);
		}
		const rows = { rows: again, total: undefined, perPage: undefined, hasNext: false };
		const late = await newRecords({ ...reading, fetchPage: async () => rows }, known, {
			running: look.running,
		});
		const isNew = (record: IDataObject) => before.isFirst !== true || look.ahead.has(record);
		// JustCall's window can be longer than ours, and what was before the window of the poll before is not new.
		const within = (since: number) => (record: IDataObject) => momentIn(record) >= since;
		const [isInWindow, isInRotation] = [within(before.from ?? 0), within(rotation?.from ?? 0)];
		const ended = [...look.records.filter(isNew).filter(isInWindow), ...late.records.filter(isInRotation)];
		const begun = [...look.begun.filter(isInWindow), ...late.begun.filter(isInRotation)];
		const running = Object.entries({ ...look.running, ...late.running }).filter(([id]) => !(id in known));
		const whole = isWhole || isLonger ? now : rotation && !next ? rotation.begun : wholeAt;
		const oldest = Math.min(from, next?.from ?? from, (whole ?? now) - lookBack);
		return {
			found: [...ended, ...(includesRunning ? begun : [])].sort(
				(one, other) => momentIn(one) - momentIn(other),
			),
			memory: {
				...clock(),
				known: forgetBefore(known, oldest - MARGIN_SECONDS),
				running: Object.fromEntries(running),
				lastLook: now,
				// Until a longer window was read to its end, what was before the shorter one is not new.
				from: isLonger && look.resume !== undefined ? stood : from,
				total,
				resume: look.resume,
				isFirst: (before.from === undefined || before.isFirst) && look.resume !== undefined,
				rotation: next,
				wholeAt: whole,
			},
		};
	},

	async changes(look) {
		const { source, before, lookBack, share } = look;
		const now = nowInSeconds();
		// Calls that could still change when the last complete reading began. Earlier versions read all calls at each poll.
		const last = Math.min(before.wholeAt ?? before.lastLook ?? now, now);
		const from = Math.max(now - Math.max(MAX_GAP_SECONDS, lookBack), last - lookBack);
		const isBaseline = before.from === undefined || before.isFirst === true;
		const isUnderWay = before.rotation !== undefined && before.rotation.from <= from;
		const rotation = (isUnderWay && before.rotation) || { begun: now, from, page: 0 };
		const reading = await reader(look.context, source, before, rotation.from);
		/** Each call once, as it was last read. */
		const calls = new Map<unknown, IDataObject>();
		const take = (rows: IDataObject[]) => rows.forEach((call) => calls.set(call.id, call));
		const { next, ...turns } =
			share === undefined || isBaseline
				? {
						next: await readWhole(look, rotation, reading.fetch, take),
						lastId: largestId([...calls.values()]),
					}
				: await readShare(look, share, rotation, !isUnderWay, reading.fetch, take);
		const { fingerprints: known = {} } = before;
		const { changed, fingerprints } = changesIn([...calls.values()], known, before.from ?? 0, now);
		const clock = reading.clock();
		const isFound = (call: IDataObject) => !isBaseline && hasDisposition(call, source.dispositions);
		const forgotten = rotation.begun - lookBack - MARGIN_SECONDS;
		const whole =
			next === undefined
				? {
						// Calls older than that are forgotten here. They must not count as new if Look Back is made longer.
						from: Math.max(rotation.from, forgotten),
						wholeAt: rotation.begun,
						fingerprints: forgetCallsBefore(fingerprints, forgotten, now),
					}
				: {
						from: before.from,
						wholeAt: last,
						fingerprints,
						// With another clock the list has other pages.
						rotation: clock.offset === before.offset ? next : { ...rotation, page: 0, total: undefined },
					};
		return {
			found: changed.filter(isFound).reverse(),
			memory: { ...clock, ...whole, ...turns, lastLook: now, isFirst: isBaseline && next !== undefined },
		};
	},

	async id({ context, source, before, isOver }) {
		const { lastId: last, floor = Infinity, resume: rest } = before;
		const paging = pagingOf(source);
		const top = before.top ?? last ?? 0;
		const found = new Map<number, IDataObject>();
		/** Where the last requested page begins, in pages of the largest size that JustCall serves. */
		let reached = 0;
		let served = paging.maxPageSize;
		/** Largest id when the poll began. */
		let newest: number | undefined;
		/** Reads pages until one shows a known id. JustCall gives no count of contacts, so the pages overlap. */
		const readTo = async (known: number, start: number, mayStop: boolean): Promise<boolean> => {
			let isEnd = false;
			await collectPages(
				async ({ page, per_page: size }) => {
					const isFirst = page === start && size === paging.maxPageSize;
					reached = (page * Math.min(size, served)) / served;
					if (mayStop && !isFirst && isOver()) throw new OutOfTime(reached);
					const answer = await fetchPage(context, source, { ...source.query, page, per_page: size });
					// If JustCall counted the contacts, the reader would not stop before it has seen as many.
					const read = { ...answer, total: undefined };
					// The pages that overlap are smaller, and JustCall says so.
					if (size === paging.maxPageSize) served = Math.min(served, read.perPage || served);
					const ids = read.rows.map(({ id }) => Number(id));
					newest ??= Math.max(top, ...ids);
					isEnd = read.hasNext === false || ids.length === 0 || ids.some((id) => id <= (last ?? Infinity));
					return isEnd || ids.some((id) => id <= known) ? { ...read, hasNext: false } : read;
				},
				paging,
				{ limit: undefined, ceiling: Infinity, start },
				(row) => {
					const id = Number(row.id);
					if (id > top || (id > (last ?? 0) && id < floor)) found.set(id, row);
				},
			).catch((error: unknown) => {
				// A list that repeats itself has no end.
				if (!(error instanceof RepeatedPage)) throw error;
			});
			return isEnd;
		};
		let resume: number | undefined;
		const stop = (error: unknown) => {
			if (!(error instanceof OutOfTime) && !(isOver() && found.size > 0)) throw error;
			resume = Math.max(1, Math.round(reached));
			// Of contacts that came since, some may be unread. The next poll reads all of them.
			for (const id of found.keys()) if (id > (newest ?? top)) found.delete(id);
		};
		if (rest === undefined) await readTo(last ?? Infinity, 0, true).catch(stop);
		// First the new contacts ahead, to their end. Then from one page before the stop, because contacts may have moved by less.
		else if (!(await readTo(top, 0, false)))
			await readTo(last ?? Infinity, Math.max(Math.floor(reached), rest - 1), true).catch(stop);
		const ids = [...found.keys()];
		const largest = ids.reduce((most, id) => Math.max(most, id), top);
		return {
			found: [...found.entries()].sort(([a], [b]) => a - b).map(([, record]) => record),
			memory:
				resume === undefined
					? { lastId: largest }
					: {
							lastId: last,
							top: largest,
							floor: ids.reduce((least, id) => Math.min(least, id), floor),
							resume,
						},
		};
	},
};

/** Reads a page of the poll's window, or of a window with another start or end (epoch seconds). */
type FetchPage = (
	page: number,
	other?: { size?: number; from?: number; until?: number | undefined },
) => Promise<ListPage>;

/**
 * Reads all calls, or the rest of them if the poll before ran out of time, until n8n's time is over.
 *
 * @returns the rotation for the next poll; `undefined` when all were read
 */
async function readWhole(
	{ source, isOver }: Look,
	rotation: Rotation,
	fetch: FetchPage,
	take: (rows: IDataObject[]) => void,
): Promise<Rotation | undefined> {
	const paging = pagingOf(source);
	const { page: first } = rotation;
	let [hasRead, next]: [boolean, Rotation | undefined] = [false, undefined];
	await collectPages(
		async ({ page, per_page: size }) => {
			if (hasRead && isOver()) throw new OutOfTime(Math.floor((page * size) / paging.maxPageSize));
			const read = await fetch(page, { size });
			hasRead = true;
			take(read.rows);
			return read;
		},
		paging,
		// There is no upper limit: the next poll reads those that do not fit into this one. A call that is missed because the
		// list changed is not lost: the list is read again and again.
		{ limit: undefined, ceiling: Infinity, start: first },
	).catch((error: unknown) => {
		if (!(error instanceof OutOfTime) && !(isOver() && hasRead)) throw error;
		// The next poll reads the last page again, because records may have moved.
		const reached = error instanceof OutOfTime ? error.page : first;
		next = { ...rotation, page: Math.max(first + 1, reached - 1) };
	});
	return next;
}

/**
 * Reads the first page, some pages of recent calls and the next pages of the older calls, within a share of the account's
 * requests. The first page shows whether something happens: then people are at work, and the share is used.
 *
 * @param isNew whether the rotation begins with this poll
 * @returns the rotation for the next poll, `undefined` when all were read; and the notes about recent calls
 */
async function readShare(
	{ context, source, before, isOver }: Look,
	share: number,
	rotation: Rotation,
	isNew: boolean,
	fetch: FetchPage,
	take: (rows: IDataObject[]) => void,
): Promise<{ next: Rotation | undefined } & Pick<Memory, 'lastId' | 'recent' | 'turn'>> {
	const { maxPageSize: size } = pagingOf(source);
	const now = nowInSeconds();
	const last = Math.min(before.lastLook ?? now, now);
	const first = await fetch(0);
	take(first.rows);
	const lastId = largestId(first.rows);
	if (isEnd(first, size)) return { next: undefined, lastId };
	const { changed } = changesIn(first.rows, before.fingerprints ?? {}, before.from ?? 0, now);
	const isQuiet = lastId === before.lastId && changed.length === 0;
	const seconds = secondsBetween(last, now);
	// The first answer has shown the account's limit.
	const perMinute = await requestsPerMinute(context);
	const allowed = allowedPages(share, seconds, perMinute, isQuiet, before.turn);
	const isRecent = (page: ListPage) => !isEnd(page, size) && reachesNot(page, last - RECENT_SECONDS);
	let { recent = 1 } = before;
	const read = new Set<number>();
	while (isRecent(first) && read.size < allowed.recent && !read.has(recent) && !isOver()) {
		const page = await fetch(recent).catch((error: unknown) => {
			if (!isOver()) throw error;
			return undefined;
		});
		if (!page) break;
		read.add(recent);
		take(page.rows);
		recent = isRecent(page) ? recent + 1 : 1;
	}
	// A rotation that begins now has just read its first page.
	const from = isNew ? { ...rotation, page: 1, total: first.total } : rotation;
	const due = pagesDue(from, size, now, seconds, OLDER_SECONDS);
	const older = async (page: number) => await fetch(page, { until: rotation.begun });
	const next = await readOn(from, size, Math.min(due, allowed.pages - read.size), older, take, isOver);
	return { next, lastId, recent, turn: allowed.turn };
}

/** Whether all calls of a page are as new as a moment (epoch seconds), or newer. */
function reachesNot({ rows }: ListPage, moment: number): boolean {
	return rows.every((call) => (momentOf(call) ?? Infinity) >= moment * 1000);
}

function pagingOf({ list: { answer, subject } }: Source): Paging {
	if (answer.kind === 'list' && answer.paging) return answer.paging;
	throw new Error(`${subject} has no pages`);
}

/** n8n's time was over before a page was read. */
class OutOfTime extends Error {
	constructor(readonly page: number) {
		super('out of time');
		this.name = 'OutOfTime';
	}
}

/**
 * Reads the pages of a window, with dates in the zone of JustCall's own clock.
 *
 * JustCall reads dates in the zone of the key's user. If the credential names another zone, a window is hours off, and a
 * short window is empty. Each record shows the user's time beside UTC, which tells the zone (FACTS.md section 4).
 *
 * @param from start of the window, epoch seconds
 * @returns the function that reads a page, and the offset of JustCall's clock to remember
 */
async function reader(
	context: IPollFunctions,
	source: Source,
	before: Memory,
	from: number,
): Promise<{
	fetch: FetchPage;
	clock: () => Pick<Memory, 'offset' | 'checked'>;
}> {
	const zones = await timeZonesOf(context);
	const { account: zone } = zones;
	let offset = before.checked === zone ? before.offset : undefined;
	const at = (start: number, ahead: number | undefined) =>
		ahead === undefined
			? toAccountTime(new Date(start * 1000).toISOString(), 'from', 'From', zones)
			: new Date((start + ahead) * 1000).toISOString().slice(0, 19).replace('T', ' ');
	const read: FetchPage = async (page, { size, from: start = from, until } = {}) =>
		await fetchPage(context, source, {
			...source.query,
			// An hour more, as that clock may change in spring and autumn.
			from_datetime: at(offset === undefined ? start : start - HOUR_SECONDS, offset),
			...(until !== undefined && { to_datetime: at(until, offset) }),
			page,
			...(size !== undefined && { per_page: size }),
		});
	let checked = before.checked === zone ? zone : undefined;
	/** Compares JustCall's clock with the zone. Returns whether its offset is another than expected. */
	const learn = ([record]: IDataObject[]): boolean => {
		const shown = record && userOffsetOf(record);
		const moment = record && momentOf(record);
		// A record without the user's time shows no clock, however often it is asked for.
		if (record) checked = zone;
		if (shown === undefined || moment === undefined) return false;
		const thought = offset;
		offset = shown === offsetIn(zone, moment) ? undefined : shown;
		return offset !== thought;
	};
	const fetch: FetchPage = async (page, other) => {
		const first = await read(page, other);
		if (page > 0 || other?.until !== undefined) return first;
		if (first.rows.length > 0) return learn(first.rows) ? await read(page, other) : first;
		if (checked !== undefined) return first;
		// The window is empty, so the newest record of all shows the clock.
		const { rows } = await fetchPage(context, source, { ...source.query, page: 0 });
		return learn(rows) ? await read(page, other) : first;
	};
	return { fetch, clock: () => ({ offset, checked }) };
}

function largestId(records: readonly IDataObject[]): number {
	return records.reduce((most, { id }) => Math.max(most, Number(id)), 0);
}

function idFieldOf(source: Source): string {
	return pagingOf(source).idField;
}

/** Whether a call is in progress: JustCall lists it as "In Progress" (FACTS.md section 10). */
function isRunning({ call_info }: IDataObject): boolean {
	return isObject(call_info) && /^in[ _-]progress$/i.test(String(call_info.type).trim());
}

function withoutUndefined(memory: Memory): Memory {
	const kept = Object.entries(memory).filter(([, value]) => value !== undefined && value !== false);
	return Object.fromEntries(kept) as Memory;
}

function nowInSeconds(): number {
	return Math.floor(Date.now() / 1000);
}

/**
 * Start of a window that reaches back to a moment, and a step further. The start stays the same for a step, so that the
 * counts of two polls can be compared. A rotation reads the window to its end once in each step, because a count does not
 * show that one record was removed and another one added.
 */
function windowStart(reach: number, length: number): number {
	const step = length / STEPS;
	return (Math.floor(reach / step) - 1) * step;
}

/** The newest record, for a test in the editor. Nothing of it is remembered. */
async function newest(context: IPollFunctions, source: Source): Promise<IDataObject[]> {
	const { rows } = await fetchPage(context, source, { ...source.query, page: 0 });
	return rows.slice(0, 1);
}

async function fetchPage(context: IPollFunctions, source: Source, query: IDataObject): Promise<ListPage> {
	const { list } = source;
	const size = pagingOf(source).maxPageSize;
	// A person waits for the test in the editor; nobody waits for a poll.
	const lane: Lane = context.getMode() === 'manual' ? 'read' : 'background';
	const request = { method: list.method, path: list.path, query: { per_page: size, ...query }, lane };
	return await ask(context, request, list.subject, unwrapList);
}
