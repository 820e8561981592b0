import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';

import { accountKeyOf } from '../../shared/http/account';
import { credentialNotice } from '../../shared/http/credentialType';
import { toAccountTime } from '../../shared/values/dates';
import { explainError, isPassing } from '../../shared/http/errors';
import { showDoubts } from '../../shared/run/listDoubts';
import { nodeError } from '../../shared/http/nodeError';
import { collectPages, type ListDoubt } from '../../shared/answers/paginator';
import { sleep } from '../../shared/http/sleep';
import { ask, CREDENTIAL } from '../../shared/http/transport';
import { givesSimple } from '../../shared/description/triggerVersion';
import { unwrapList } from '../../shared/answers/envelope';
import { timeZonesOf } from '../../shared/http/timeZones';
import { isWanted } from './filters';
import { filtersOf } from './filterValues';
import { itemOf, withExtras, type ItemContext } from './items';
import { begin, end, keep } from './deduplication';
import { eventsOf, settingsOf, type Settings } from './settings';
import { storedIn, type Stored } from './stored';
import { TOLD, toldKeyOf, type ToldList } from './told';

/** For messages: fits "... was not found". */
const SUBJECT = 'The list of what happened meanwhile';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** JustCall delivers an event late by its retries: this long before the last one seen, another may not have come. */
const MAX_LATENESS_MS = 15 * MINUTE_MS;
/** How long before its end a call may have begun. */
const MAX_CALL_MS = 12 * HOUR_MS;
const PAGE_SIZE = { list: 100, whatsapp: 50 };
/** Attempts while JustCall cannot be read, a minute apart. */
const MAX_ATTEMPTS = 60;

/** Nodes that catch up just now, each with a promise that settles when it is done. */
export const catchingUp = new Map<string, Promise<void>>();

/** Key of a published node in this process, the same for its webhook and its catching up. */
export function publishedNode(workflow: { id?: string }, node: { id: string }): string {
	return `${String(workflow.id)} ${node.id} webhook`;
}

/** Notes that an event was taken in: all before it has come too, unless the node still catches up. */
export function noteSeen(node: string, stored: Stored): void {
	if (!catchingUp.has(node)) stored.seen = Date.now();
}

/**
 * Begins to catch up with the events that n8n missed while it was down, when the panel asks for it and the node has
 * been there before with the same account. It goes on by itself, and starts the workflow once for each event that it
 * finds.
 *
 * n8n calls this where a workflow is published and where n8n starts, in one process of several.
 *
 * @param signal the workflow is unpublished, or n8n stops
 */
export async function beginCatchUp(context: ITriggerFunctions, signal: AbortSignal): Promise<void> {
	const stored = storedIn(context);
	// Registering the webhook has already refused settings that cannot be used.
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
	const node = publishedNode(context.getWorkflow(), context.getNode());
	const since = Math.max(stored.seen, now - settings.catchUpHours * HOUR_MS);
	const work = catchUp(context, { node, since, until: now, settings, signal }).finally(() =>
		catchingUp.delete(node),
	);
	catchingUp.set(node, work);
}

/** One catching up. */
interface Task {
	node: string;
	/** Epoch milliseconds: the last event seen, and when the node came back. */
	since: number;
	until: number;
	settings: Settings;
	signal: AbortSignal;
}

async function catchUp(context: ITriggerFunctions, task: Task): Promise<void> {
	for (let attempt = 1; !task.signal.aborted; attempt++) {
		try {
			await startAll(context, task, await missed(context, task));
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

/** An event that a list tells of. */
interface Missed {
	type: string;
	data: IDataObject;
	at: number;
}

/** Events that the lists show, oldest first. */
async function missed(context: ITriggerFunctions, { since, until, signal }: Task): Promise<Missed[]> {
	const filters = filtersOf(context.getNodeParameter('filters', {}) as IDataObject);
	const types = eventsOf(context).filter((type) => type in TOLD);
	const lists = new Set(types.flatMap((type) => TOLD[type]?.list ?? []));
	const found: Missed[] = [];
	for (const list of lists) {
		for (const record of await recordsOf(context, list, since, signal)) {
			const at = list.endOf(record);
			if (at === undefined || at <= since - MAX_LATENESS_MS || at > until || !isWanted(record, filters))
				continue;
			for (const type of types)
				if (TOLD[type]?.list === list && TOLD[type]?.is(record)) found.push({ type, data: record, at });
		}
	}
	return found.sort((one, other) => one.at - other.at);
}

async function recordsOf(
	context: ITriggerFunctions,
	{ path, idField }: ToldList,
	since: number,
	signal: AbortSignal,
): Promise<IDataObject[]> {
	const from = new Date(since - MAX_LATENESS_MS - MAX_CALL_MS).toISOString();
	const from_datetime = toAccountTime(from, 'from', 'From', await timeZonesOf(context));
	const per_page = path.includes('whatsapp') ? PAGE_SIZE.whatsapp : PAGE_SIZE.list;
	const doubt = (told: ListDoubt) => {
		if (told.isMoving) showDoubts(context, new Map([[0, told]]), 1);
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

async function startAll(context: ITriggerFunctions, task: Task, events: readonly Missed[]): Promise<void> {
	const { node, settings, signal } = task;
	const { account: zone } = await timeZonesOf(context);
	const view = { zone, simplify: await givesSimple(context) };
	const own = {
		caught_up: true,
		...(settings.verifyByFetching && { verified: true }),
		...credentialNotice(await context.getCredentials(CREDENTIAL)),
	};
	for (const { type, data, at } of events) {
		if (signal.aborted) return;
		const stored = storedIn(context);
		const key = toldKeyOf(type, data);
		const keys = key === undefined ? [] : [key];
		if (begin(node, keys, stored).kind !== 'go') continue;
		const event = { type, requestId: '', data };
		const { details, recording, recordingWait, binaryPropertyName: field } = settings;
		const item =
			details || recording
				? await withExtras(
						context as ItemContext,
						event,
						view,
						{ details, recording, recordingWait, field },
						own,
					)
				: itemOf(event, view, own);
		// Stored with the start of the execution: after an end in between, the next catching up goes on from here.
		keep(node, keys, 'started', stored);
		stored.seen = Math.max(stored.seen ?? 0, at);
		context.emit([[item]]);
		end(node, keys, 'started');
	}
}
