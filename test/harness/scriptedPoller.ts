import type { IDataObject, INodeParameters, IPollFunctions } from 'n8n-workflow';

import { JustCallPollingTrigger } from '../../nodes/JustCallPollingTrigger/JustCallPollingTrigger.node';
import { inNoTime } from './scriptedRun';

/** JustCall's lists for a poller, newest first. Tests change them between two polls, or while they are read. */
export interface ScriptedLists {
	/** Records by the list's path, for example "/v2.1/calls". The newest is the last. */
	records: Record<string, IDataObject[]>;
	/** Seconds that JustCall's clock is ahead of UTC. */
	ahead: number;
	/** Most records on a page. */
	pageSize: number;
	/** Whether answers have the count of the list. */
	counts: boolean;
	/** Requests a minute that the answers state. */
	perMinute: number;
	/** Called before each answer; may change the list, or throw. */
	before: (query: IDataObject, place: number) => void;
}

/** A published poller without n8n's engine, and the queries it sent in its last poll. */
export interface ScriptedPoller {
	/** Polls once, this many seconds after the poll before. Gives the ids of the items. */
	look: (seconds?: number, options?: { mode?: string; budgetMs?: number }) => Promise<unknown[]>;
	/** The items of the last poll. */
	items: () => IDataObject[];
	asked: IDataObject[];
	/** The notes that n8n stores. */
	stored: IDataObject;
	/** Stores the notes of the last poll; only needed with `isScheduled`. */
	store: () => void;
	/** Other parameters, published. */
	publish: (parameters: INodeParameters) => void;
	credential: IDataObject;
}

let accounts = 0;

/** A call of a moment (epoch seconds), as the list shows it. */
export function callAt(id: number, at: number, info: IDataObject = {}, ahead = 0): IDataObject {
	const [day, time] = partsOf(at);
	const [userDay, userTime] = partsOf(at + ahead);
	return {
		id,
		call_date: day,
		call_time: time,
		call_user_date: userDay,
		call_user_time: userTime,
		call_info: { type: 'Answered', disposition: '', notes: '', rating: '', ...info },
	};
}

function partsOf(seconds: number): [string, string] {
	const iso = new Date(seconds * 1000).toISOString();
	return [iso.slice(0, 10), iso.slice(11, 19)];
}

/** Times of records, which the lists are asked for again and again. A test that changes a record puts another one in its place. */
const times = new WeakMap<IDataObject, number>();

/** Epoch seconds; no number for a record without a time. */
function timeOf(row: IDataObject): number {
	const known = times.get(row);
	if (known !== undefined) return known;
	const at = Date.parse(`${String(row.call_date)}T${String(row.call_time)}Z`) / 1000;
	times.set(row, at);
	return at;
}

/** A JustCall whose lists are these. */
export function listsOf(records: Record<string, IDataObject[]>): ScriptedLists {
	return { records, ahead: 0, pageSize: Infinity, counts: true, perMinute: 90, before: () => {} };
}

/**
 * A poller that reads scripted lists with the real transport. Timers must be faked. Without n8n's engine a poll takes no time, and a
 * test can give the lists that no kind server gives.
 *
 * @param place ids of workflow and node, and the version of the node. With `isScheduled` each poll gets a copy of the notes, as from
 *   n8n's scheduler, and `stored` stays as it is until the test stores them
 */
export function scriptedPoller(
	lists: ScriptedLists,
	parameters: INodeParameters,
	place: { workflow?: string; node?: string; typeVersion?: number; isScheduled?: boolean } = {},
): ScriptedPoller {
	const credential: IDataObject = {
		apiKey: `account ${accounts++}`,
		apiSecret: 'a secret of nobody',
		baseUrl: 'http://127.0.0.1:9',
		timezone: 'UTC',
	};
	let panel: INodeParameters = { simplify: false, ...parameters };
	let items: IDataObject[] = [];
	const asked: IDataObject[] = [];
	const stored: IDataObject = {};
	let noted = stored;
	const { workflow = `workflow ${accounts}`, node = 'node', typeVersion = 3, isScheduled = false } = place;
	const answer = (path: string, query: IDataObject) => {
		lists.before(query, asked.length);
		asked.push(query);
		// A missing edge is no number, so nothing lies beyond it.
		const edge = (value: unknown) => Date.parse(`${String(value).replace(' ', 'T')}Z`) / 1000 - lists.ahead;
		const [from, to] = [edge(query.from_datetime), edge(query.to_datetime)];
		const rows = [...(lists.records[path] ?? [])].reverse().filter((row) => {
			const at = timeOf(row);
			return !(at < from) && !(at > to);
		});
		const size = Math.min(Number(query.per_page), lists.pageSize);
		const page = Number(query.page);
		const data = rows.slice(page * size, (page + 1) * size);
		const next_page_link = (page + 1) * size < rows.length ? 'more' : '';
		const total = lists.counts ? { total_count: rows.length } : {};
		return { status: 'success', ...total, per_page: size, next_page_link, data };
	};
	const contextOf = (mode: string, budgetMs: number | undefined) => ({
		getNode: () => ({
			id: node,
			name: 'Poller',
			type: 'justCallPollingTrigger',
			typeVersion,
			parameters: panel,
		}),
		getWorkflow: () => ({ id: workflow }),
		getMode: () => mode,
		getTimezone: () => 'UTC',
		getCredentials: async () => credential,
		getWorkflowStaticData: (kind: string) => (kind === 'node' ? noted : {}),
		getNodeParameter: (name: string, fallback: unknown) =>
			name.split('.').reduce<unknown>((within, part) => (within as IDataObject | undefined)?.[part], panel) ??
			fallback,
		...(budgetMs !== undefined && { getPollBudgetMs: () => budgetMs }),
		logger: { warn() {}, info() {}, debug() {}, error() {} },
		helpers: {
			async httpRequestWithAuthentication(_: string, { url, qs = {} }: { url: string; qs?: IDataObject }) {
				const limit = String(lists.perMinute);
				const headers = { 'x-rate-limit-burst-limit': limit, 'x-rate-limit-burst-remaining': limit };
				return { statusCode: 200, headers, body: answer(new URL(url, 'http://127.0.0.1').pathname, qs) };
			},
		},
	});
	return {
		asked,
		stored,
		credential,
		items: () => items,
		store: () => void Object.assign(stored, noted),
		publish: (changed) => (panel = { simplify: false, ...changed }),
		async look(seconds = 60, { mode = 'trigger', budgetMs } = {}) {
			jest.setSystemTime(Date.now() + seconds * 1000);
			asked.splice(0);
			if (isScheduled) noted = structuredClone(stored);
			const context = contextOf(mode, budgetMs) as unknown as IPollFunctions;
			const found = await inNoTime(new JustCallPollingTrigger().poll.call(context));
			items = (found?.[0] ?? []).map(({ json }) => json);
			return items.map(({ id }) => id);
		},
	};
}
