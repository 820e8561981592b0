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
import { allowedRequests, isEnd, pagesDue, readOn, secondsBetween, type Rotation } from './rotation';

/**
 * Memory from look to look. n8n stores it only after a look that gave something, and after the first one when
 * the workflow is published or n8n starts (n8n-core's active-workflows.js): notes of the looks between are gone after a
 * restart, and everything here must be right without it.
 */
interface Memory {
	/** Epoch seconds of the last look. */
	lastLook?: number;
	/** Start of the window that was read whole last, epoch seconds. */
	from?: number;
	/** When its last whole reading began, epoch seconds. */
	wholeAt?: number;
	/** The whole reading that is under way. */
	rotation?: Rotation;
	/** JustCall's count of that window. */
	total?: number;
	known?: KnownRecords;
	/** Calls that went on. */
	running?: KnownRecords;
	fingerprints?: Fingerprints;
	/** Largest id seen. */
	lastId?: number;
	/** Where a look had to stop on its way to `lastId`: ids from `top` down to `floor` are done. */
	top?: number;
	floor?: number;
	/** Page at which the next look goes on. */
	resume?: number;
	/** The first look is not at its end: records that it finds further on were there before. */
	isFirst?: boolean;
	/** Seconds that JustCall's clock is ahead of UTC, where that differs from the credential's zone. */
	offset?: number;
	/** The zone that JustCall's clock was last held against. */
	checked?: string;
	/** Feed and filters that the memory is about: when they change, it begins anew. */
	of?: string;
	/** Of which account. */
	account?: string;
}

const HOUR_SECONDS = 3600;
/** JustCall keeps three months (FACTS.md section 2). */
const HISTORY_SECONDS = 90 * 24 * HOUR_SECONDS;
/** The furthest that a window of changes reaches back over a time without a look. */
const MAX_GAP_SECONDS = 30 * 24 * HOUR_SECONDS;

/** Seconds after which a call that is listed as going on is none. */
const MAX_CALL_SECONDS = 24 * HOUR_SECONDS;

/** Steps in which the start of a window moves on, by the window's length; in each it is read whole once. */
const STEPS = 24;

/** Age up to which a call is one of the newest: most are annotated within it. */
const NEWEST_SECONDS = 2 * HOUR_SECONDS;
/** Time in which the older ones are compared once, where the requests suffice. */
const OLDER_SECONDS = HOUR_SECONDS;
/** How much longer than their window records are remembered: JustCall's may be longer by its zone. */
const MARGIN_SECONDS = 24 * HOUR_SECONDS;

/** A feed as it is read: its list with the filters of the panel. */
interface Source {
	feed: Feed;
	list: KnownOperation;
	query: IDataObject;
	/** Filters that are applied to the records found, not sent. */
	dispositions?: IDataObject[string];
}

/** A look: its means of reading, and the facts it must know. */
interface Look {
	context: IPollFunctions;
	source: Source;
	/** Memory of the look before; empty at the first. */
	before: Memory;
	/** Seconds that a record may appear late, or a call be changed later. */
	lookBack: number;
	/** Whether a call is handed over also while it goes on. */
	includesRunning: boolean;
	/** Share of the account's requests, from 0 to 1; without it all calls are read at each look. */
	share: number | undefined;
	/** Whether n8n's time for this look is over. */
	isOver: () => boolean;
}

/** Records that a look hands over, and its memory. */
interface Found {
	found: IDataObject[];
	memory: Memory;
}

/** Result of a poll. */
export interface Polled {
	/** Records that are new or changed, oldest first. */
	records: IDataObject[];
	/** Remembers this look. To be called when the records are on their way: if it fails before, they are found again. */
	remember: () => void;
}

/** Options of the panel. */
export interface PollOptions {
	lookBack: number;
	includesRunning: boolean;
	share: number | undefined;
}

/**
 * Nodes that look just now: a look may take longer than the time to the next, and both would find the same. By workflow and
 * node, as n8n may hand each look a memory of its own.
 */
const looking = new Set<string>();

/**
 * Looks at a feed once, within the time that n8n gives: the pages read until then count, and the next look goes on.
 *
 * @returns `undefined` when another look of the node is under way
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
		const about = JSON.stringify([feed.value, filters]);
		const account = accountKeyOf(await context.getCredentials(CREDENTIAL));
		const isKnown = stored.of === about && (await isOfAccount(context, whole, stored, account));
		const before = isKnown ? stored : {};
		const source = feed.by === 'changes' ? withoutFiltersHere(whole) : whole;
		const look = { context, source, before, isOver, ...options };
		const { found, memory } = await LOOKS[feed.by](look);
		return {
			records: isKnown ? found : [],
			remember() {
				// Whole: a look that failed leaves no trace.
				for (const name of Object.keys(stored)) delete stored[name as keyof Memory];
				Object.assign(stored, withoutUndefined({ ...memory, of: about, account }));
			},
		};
	} finally {
		looking.delete(node);
	}
}

/**
 * The same context, but nothing waits longer than n8n's time for a look: it then gives the look up, while the look would
 * go on and use the account's rate limit. Only n8n from 2.41 on says how long that is.
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
 * Whether the stored memory is about the credential's account. With another key it is, when JustCall still lists the records
 * seen before: a renewed key is the same account.
 */
async function isOfAccount(
	context: IPollFunctions,
	source: Source,
	stored: Memory,
	account: string,
): Promise<boolean> {
	// Stored before accounts were told apart.
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
	return ids.length > 0 && ids.filter((id) => id in seen).length * 2 > ids.length;
}

function withoutFiltersHere(source: Source): Source {
	const { [FILTERED_HERE]: dispositions, ...query } = source.query;
	return { ...source, query, dispositions };
}

const LOOKS: Record<Feed['by'], (look: Look) => Promise<Found>> = {
	async window({ context, source, before, lookBack, includesRunning, isOver }) {
		const now = nowInSeconds();
		const last = Math.min(before.lastLook ?? now, now);
		// A call that goes on stays within reach until it is over, however long that takes.
		const start = Math.min(windowStart(last - lookBack, lookBack), ...Object.values(before.running ?? {}));
		const from = Math.max(now - HISTORY_SECONDS, start);
		const known = { ...before.known };
		// Without a moment it cannot leave the window before the window has passed.
		const momentIn = (record: IDataObject) => Math.floor((momentOf(record) ?? now * 1000) / 1000);
		const { fetch, clock } = await reader(context, source, before, from);
		const { total: counted, from: stood = from, rotation: underWay, wholeAt = 0 } = before;
		// The window has moved on: its count is for the next look, while this one holds the window before against its own.
		const hasMoved = stood < from && counted !== undefined;
		const count = hasMoved ? (await fetch(0)).total : undefined;
		const compared = count === undefined ? from : stood;
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
		const total = look.total === undefined ? undefined : (count ?? look.total);
		const step = lookBack / STEPS;
		const isDue = !look.isWhole && total !== undefined && before.isFirst !== true;
		const begins = now - wholeAt >= step ? { begun: now, from, page: 1, total } : undefined;
		const rotation = isDue ? (underWay ?? begins) : undefined;
		/** Records of the pages whose turn it is. */
		const again: IDataObject[] = [];
		let next: Rotation | undefined;
		if (rotation) {
			const { maxPageSize: size } = pagingOf(source);
			const due = pagesDue(rotation, size, now, secondsBetween(last, now), step);
			const older = async (page: number) => await fetch(page, { from: rotation.from, until: rotation.begun });
			const take = (rows: IDataObject[]) => again.push(...rows);
			// The count was a request, too. It takes the place of a page, unless the rotation is late: where the window moves at
			// each poll, it would never end.
			const isOnTime = now - rotation.begun < step;
			next = await readOn(
				rotation,
				size,
				count !== undefined && isOnTime ? due - 1 : due,
				older,
				take,
				isOver,
			);
		}
		const rows = { rows: again, total: undefined, perPage: undefined, hasNext: false };
		const late = await newRecords({ ...reading, fetchPage: async () => rows }, known, {
			running: look.running,
		});
		// Where Look Back was made longer, older records come into reach: they are not new.
		const since = before.from ?? 0;
		const isNew = (record: IDataObject) => before.isFirst !== true || look.ahead.has(record);
		const ended = [...look.records.filter(isNew), ...late.records];
		const running = Object.entries({ ...look.running, ...late.running }).filter(([id]) => !(id in known));
		return {
			found: [...ended, ...(includesRunning ? [...look.begun, ...late.begun] : [])]
				.filter((record) => momentIn(record) >= since)
				.sort((one, other) => momentIn(one) - momentIn(other)),
			memory: {
				...clock(),
				known: forgetBefore(known, from - MARGIN_SECONDS),
				running: Object.fromEntries(running),
				lastLook: now,
				from,
				total,
				resume: look.resume,
				isFirst: (before.from === undefined || before.isFirst) && look.resume !== undefined,
				rotation: next,
				wholeAt: look.isWhole ? now : rotation && !next ? rotation.begun : before.wholeAt,
			},
		};
	},

	async changes(look) {
		const { source, before, lookBack, share } = look;
		const now = nowInSeconds();
		// Calls that could still change when the last whole reading began; nodes before read whole at each look.
		const last = Math.min(before.wholeAt ?? before.lastLook ?? now, now);
		const from = Math.max(now - Math.max(MAX_GAP_SECONDS, lookBack), last - lookBack);
		const isBaseline = before.from === undefined || before.isFirst === true;
		const isUnderWay = before.rotation !== undefined && before.rotation.from <= from;
		const rotation = (isUnderWay && before.rotation) || { begun: now, from, page: 0 };
		const reading = await reader(look.context, source, before, rotation.from);
		/** Each once, as it was read last. */
		const calls = new Map<unknown, IDataObject>();
		const take = (rows: IDataObject[]) => rows.forEach((call) => calls.set(call.id, call));
		const next =
			share === undefined || isBaseline
				? await readWhole(look, rotation, reading.fetch, take)
				: await readShare(look, share, rotation, !isUnderWay, reading.fetch, take);
		const { fingerprints: known = {} } = before;
		const { changed, fingerprints } = changesIn([...calls.values()], known, before.from ?? 0, now);
		const clock = reading.clock();
		const isFound = (call: IDataObject) => !isBaseline && hasDisposition(call, source.dispositions);
		const forgotten = rotation.begun - lookBack - MARGIN_SECONDS;
		const whole =
			next === undefined
				? {
						// Not earlier: a call that was forgotten here must not count as new when Look Back is made longer.
						from: Math.max(rotation.from, forgotten),
						wholeAt: rotation.begun,
						fingerprints: forgetCallsBefore(fingerprints, forgotten, now),
					}
				: {
						from: before.from,
						wholeAt: last,
						fingerprints,
						// By another clock its pages are others.
						rotation: clock.offset === before.offset ? next : { ...rotation, page: 0, total: undefined },
					};
		return {
			found: changed.filter(isFound).reverse(),
			memory: { ...clock, ...whole, lastLook: now, isFirst: isBaseline && next !== undefined },
		};
	},

	async id({ context, source, before, isOver }) {
		const { lastId: last, floor = Infinity, resume: rest } = before;
		const paging = pagingOf(source);
		const top = before.top ?? last ?? 0;
		const found = new Map<number, IDataObject>();
		/** Where the last page that was asked for begins, in pages of the largest size. */
		let reached = 0;
		/** Reads from a page on until an id that is known; JustCall counts no contacts, so its pages overlap. */
		const readTo = async (known: number, start: number, mayStop: boolean): Promise<boolean> => {
			let isEnd = false;
			await collectPages(
				async ({ page, per_page: size }) => {
					const isFirst = page === start && size === paging.maxPageSize;
					reached = (page * size) / paging.maxPageSize;
					if (mayStop && !isFirst && isOver()) throw new OutOfTime(reached);
					const read = await fetchPage(context, source, { ...source.query, page, per_page: size });
					const ids = read.rows.map(({ id }) => Number(id));
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
		};
		if (rest === undefined) await readTo(last ?? Infinity, 0, true).catch(stop);
		// What is ahead is read first, to its end. Then one page earlier than where it stopped, for what has moved meanwhile by less.
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

/** Reads a page of a look's window, or of another one: from a moment on, up to a moment (epoch seconds). */
type FetchPage = (
	page: number,
	other?: { size?: number; from?: number; until?: number | undefined },
) => Promise<ListPage>;

/**
 * Reads all calls from where the look before had to stop, as far as n8n's time goes.
 *
 * @returns the rotation for the next look; `undefined` at its end
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
		// However many there are: the next look reads those that do not fit into this one. One that a list of doubt
		// hides is not lost: it is read anew again and again.
		{ limit: undefined, ceiling: Infinity, start: first },
	).catch((error: unknown) => {
		if (!(error instanceof OutOfTime) && !(isOver() && hasRead)) throw error;
		// The last page once more, for records that have moved meanwhile.
		const reached = error instanceof OutOfTime ? error.page : first;
		next = { ...rotation, page: Math.max(first + 1, reached - 1) };
	});
	return next;
}

/**
 * Reads the newest calls and, in turn, some of the older ones, within a share of the account's requests.
 *
 * @param isNew whether the rotation begins with this look
 * @returns the rotation for the next look; `undefined` when all were read
 */
async function readShare(
	{ context, source, before, isOver }: Look,
	share: number,
	rotation: Rotation,
	isNew: boolean,
	fetch: FetchPage,
	take: (rows: IDataObject[]) => void,
): Promise<Rotation | undefined> {
	const { maxPageSize: size } = pagingOf(source);
	const now = nowInSeconds();
	const last = Math.min(before.lastLook ?? now, now);
	let read = await fetch(0);
	take(read.rows);
	const seconds = secondsBetween(last, now);
	// The answer to the first request has told the account's limit.
	const { most, newest } = allowedRequests(share, seconds, await requestsPerMinute(context));
	let pages = 1;
	while (!isEnd(read, size) && pages < newest && !isOver() && reachesNot(read, last - NEWEST_SECONDS)) {
		const more = await fetch(pages).catch((error: unknown) => {
			if (!isOver()) throw error;
			return undefined;
		});
		if (!more) break;
		read = more;
		pages++;
		take(read.rows);
	}
	if (isEnd(read, size)) return undefined;
	// One that begins now has read its first pages just now.
	const from = isNew ? { ...rotation, page: pages, total: read.total } : rotation;
	const due = pagesDue(from, size, now, seconds, OLDER_SECONDS);
	const older = async (page: number) => await fetch(page, { until: rotation.begun });
	return await readOn(from, size, Math.min(due, most - pages), older, take, isOver);
}

/** Whether all calls of a page are of a moment (epoch seconds) or later. */
function reachesNot({ rows }: ListPage, moment: number): boolean {
	return rows.every((call) => (momentOf(call) ?? Infinity) >= moment * 1000);
}

function pagingOf({ list: { answer, subject } }: Source): Paging {
	if (answer.kind === 'list' && answer.paging) return answer.paging;
	throw new Error(`${subject} has no pages`);
}

/** The time for a look was over before a page was read. */
class OutOfTime extends Error {
	constructor(readonly page: number) {
		super('out of time');
		this.name = 'OutOfTime';
	}
}

/**
 * Reads the pages of a window, in the zone that JustCall's own clock shows.
 *
 * JustCall reads dates in the zone of the key's user. Where the credential names another, a window would be hours off, and
 * a short one would hold nothing: each record shows the user's time beside UTC, which tells (FACTS.md section 4).
 *
 * @param from epoch seconds
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
	/** Holds JustCall's clock against the zone, and tells whether it is another than was thought. */
	const learn = ([record]: IDataObject[]): boolean => {
		const shown = record && userOffsetOf(record);
		const moment = record && momentOf(record);
		if (shown === undefined || moment === undefined) return false;
		checked = zone;
		const thought = offset;
		offset = shown === offsetIn(zone, moment) ? undefined : shown;
		return offset !== thought;
	};
	const fetch: FetchPage = async (page, other) => {
		const first = await read(page, other);
		if (page > 0 || other?.until !== undefined) return first;
		if (first.rows.length > 0) return learn(first.rows) ? await read(page, other) : first;
		if (checked !== undefined) return first;
		// Nothing in the window: the newest record of all shows the clock.
		const { rows } = await fetchPage(context, source, { ...source.query, page: 0 });
		return learn(rows) ? await read(page, other) : first;
	};
	return { fetch, clock: () => ({ offset, checked }) };
}

function idFieldOf(source: Source): string {
	return pagingOf(source).idField;
}

/** Whether a call goes on: JustCall lists it as "In Progress" (FACTS.md section 10). */
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
 * Start of a window that reaches back to a moment, and a step further. It stands still for a step at a time, so that
 * JustCall's counts of two looks can be compared; when it moves, the window is read whole. That also finds changes that
 * counts hide: one record gone and another one come between two looks.
 */
function windowStart(reach: number, length: number): number {
	const step = length / STEPS;
	return (Math.floor(reach / step) - 1) * step;
}

/** The newest record there is, for a test in the editor; nothing is remembered of it. */
async function newest(context: IPollFunctions, source: Source): Promise<IDataObject[]> {
	const { rows } = await fetchPage(context, source, { ...source.query, page: 0 });
	return rows.slice(0, 1);
}

async function fetchPage(context: IPollFunctions, source: Source, query: IDataObject): Promise<ListPage> {
	const { list } = source;
	const size = pagingOf(source).maxPageSize;
	// A person waits for the test in the editor, nobody for a look.
	const lane: Lane = context.getMode() === 'manual' ? 'read' : 'background';
	const request = { method: list.method, path: list.path, query: { per_page: size, ...query }, lane };
	return await ask(context, request, list.subject, unwrapList);
}
