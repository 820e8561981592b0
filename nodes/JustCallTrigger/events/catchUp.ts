import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';

import { accountKeyOf } from '../../shared/http/account';
import { credentialNotice } from '../../shared/http/credentialType';
import { readCountry } from '../../shared/values/countries';
import { toAccountTime } from '../../shared/values/dates';
import { explainError, isPassing } from '../../shared/http/errors';
import { showDoubts } from '../../shared/run/listDoubts';
import { nodeError } from '../../shared/http/nodeError';
import { collectPages, type ListDoubt } from '../../shared/answers/paginator';
import { sleep } from '../../shared/http/sleep';
import { ask, CREDENTIAL } from '../../shared/http/transport';
import { simplifyVersionOf } from '../../shared/description/triggerVersion';
import { unwrapList } from '../../shared/answers/envelope';
import { timeZonesOf } from '../../shared/http/timeZones';
import { isWanted } from './filters';
import { filtersOf } from './filterValues';
import { itemOf, itemWithExtras, type ItemContext } from './items';
import { claimEvent, settleEvent, storeResult } from './deduplication';
import { eventsOf, settingsOf, type Settings } from './settings';
import { storedIn, type Stored } from './stored';
import { LISTED_EVENTS, listedKeyOf, type EventList } from './listedEvents';

/** For messages: fits "... was not found". */
const SUBJECT = 'The list of what happened meanwhile';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** JustCall's retries deliver an event late. Events up to this much older than the last seen one may be missing. */
const MAX_LATENESS_MS = 15 * MINUTE_MS;
/** The longest call: lists filter by the start of a call, and its event comes at the end. */
const MAX_CALL_MS = 12 * HOUR_MS;
const PAGE_SIZE = { list: 100, whatsapp: 50 };
/** Attempts to read JustCall's lists, a minute apart. */
const MAX_ATTEMPTS = 60;

/** Nodes that are catching up, each with a promise that settles when the node is done. */
export const catchingUp = new Map<string, Promise<void>>();

/** Key of a published node in this process. Its webhook and Catch Up share it. */
export function publishedNodeKey(workflow: { id?: string }, node: { id: string }): string {
	return `${String(workflow.id)} ${node.id} webhook`;
}

/** Notes that all events up to now have arrived. Does nothing while the node is catching up: older ones are missing then. */
export function noteSeen(node: string, stored: Stored): void {
	if (!catchingUp.has(node)) stored.seen = Date.now();
}

/**
 * Starts to catch up with the events that n8n missed while it was down. Does so when the panel asks for it and the node has
 * received events of this account before. The work goes on in the background, and starts the workflow once for each event
 * that it finds.
 *
 * n8n calls this when somebody publishes the workflow and when n8n starts. Of several processes one does it.
 *
 * @param signal aborts when somebody unpublishes the workflow or n8n stops
 */
export async function beginCatchUp(context: ITriggerFunctions, signal: AbortSignal): Promise<void> {
	const stored = storedIn(context);
	// Registering the webhook has already refused options that cannot be read.
	const settings = await settingsOf(context).catch(() => undefined);
	if (!settings?.catchUp) {
		delete stored.seen;
		return;
	}
	const account = accountKeyOf(await context.getCredentials(CREDENTIAL));
	const now = Date.now();
	if (stored.seen === undefined || stored.account !== account) {
		Object.assign(stored, { seen: now, account });
		return;
	}
	const node = publishedNodeKey(context.getWorkflow(), context.getNode());
	const since = Math.max(stored.seen, now - settings.catchUpHours * HOUR_MS);
	const work = catchUp(context, { node, since, until: now, settings, signal }).finally(() =>
		catchingUp.delete(node),
	);
	catchingUp.set(node, work);
}

/** One run of Catch Up. */
interface CatchUpRun {
	node: string;
	/** Epoch milliseconds: the last event that arrived, and the start of this run. */
	since: number;
	until: number;
	settings: Settings;
	signal: AbortSignal;
}

async function catchUp(context: ITriggerFunctions, task: CatchUpRun): Promise<void> {
	for (let attempt = 1; !task.signal.aborted; attempt++) {
		try {
			await startAll(context, task, await missedEvents(context, task));
			return;
		} catch (error) {
			const explanation = explainError(error, 'What happened meanwhile');
			if (!isPassing(explanation) || attempt >= MAX_ATTEMPTS) {
				context.saveFailedExecution?.(await nodeError(context, 0, explanation));
				return;
			}
			await sleep(MINUTE_MS, task.signal);
		}
	}
}

/** An event that JustCall's lists show. */
interface MissedEvent {
	type: string;
	data: IDataObject;
	/** Epoch milliseconds. */
	at: number;
}

/** Finds the missed events in JustCall's lists, oldest first. */
async function missedEvents(
	context: ITriggerFunctions,
	{ since, until, signal }: CatchUpRun,
): Promise<MissedEvent[]> {
	// As the webhook does: an invalid country was refused at publishing, and loses no event.
	const country = readCountry((await context.getCredentials(CREDENTIAL)).defaultCountry);
	const filters = filtersOf(context.getNodeParameter('filters', {}) as IDataObject, country);
	const types = eventsOf(context).filter((type) => type in LISTED_EVENTS);
	const lists = new Set(types.flatMap((type) => LISTED_EVENTS[type]?.list ?? []));
	const found: MissedEvent[] = [];
	for (const list of lists) {
		for (const record of await recordsOf(context, list, since, signal)) {
			const at = list.endOf(record);
			if (at === undefined || at <= since - MAX_LATENESS_MS || at > until || !isWanted(record, filters))
				continue;
			for (const type of types)
				if (LISTED_EVENTS[type]?.list === list && LISTED_EVENTS[type]?.is(record))
					found.push({ type, data: record, at });
		}
	}
	return found.sort((one, other) => one.at - other.at);
}

async function recordsOf(
	context: ITriggerFunctions,
	{ path, idField }: EventList,
	since: number,
	signal: AbortSignal,
): Promise<IDataObject[]> {
	const from = new Date(since - MAX_LATENESS_MS - MAX_CALL_MS).toISOString();
	const from_datetime = toAccountTime(from, 'from', 'From', await timeZonesOf(context));
	const per_page = path.includes('whatsapp') ? PAGE_SIZE.whatsapp : PAGE_SIZE.list;
	const doubt = (found: ListDoubt) => {
		if (found.isMoving) showDoubts(context, new Map([[0, found]]), 1);
	};
	return await collectPages(
		async (page) => {
			if (signal.aborted) return { rows: [], total: undefined, perPage: undefined, hasNext: false };
			const query = { from_datetime, order: 'desc', ...page };
			return await ask(context, { method: 'GET', path, query }, SUBJECT, unwrapList);
		},
		{ maxPageSize: per_page, idField },
		{ limit: undefined, ceiling: Infinity, doubt },
	);
}

async function startAll(
	context: ITriggerFunctions,
	task: CatchUpRun,
	events: readonly MissedEvent[],
): Promise<void> {
	const { node, settings, signal } = task;
	const { account: zone } = await timeZonesOf(context);
	const view = { zone, simplify: await simplifyVersionOf(context) };
	const own = {
		caught_up: true,
		...(settings.verifyByFetching && { verified: true }),
		...credentialNotice(await context.getCredentials(CREDENTIAL)),
	};
	for (const { type, data, at } of events) {
		if (signal.aborted) return;
		const stored = storedIn(context);
		const key = listedKeyOf(type, data);
		const keys = key === undefined ? [] : [key];
		if (claimEvent(node, keys, stored).kind !== 'claimed') continue;
		const event = { type, requestId: '', data };
		const { details, recording, recordingWait, binaryPropertyName: field } = settings;
		const item =
			details || recording
				? await itemWithExtras(
						context as ItemContext,
						event,
						view,
						{ details, recording, recordingWait, field },
						own,
					)
				: itemOf(event, view, own);
		// n8n stores this with the start of the execution. If n8n dies in between, the next run goes on from here.
		storeResult(node, keys, 'started', stored);
		stored.seen = Math.max(stored.seen ?? 0, at);
		context.emit([[item]]);
		settleEvent(node, keys, 'started');
	}
}
