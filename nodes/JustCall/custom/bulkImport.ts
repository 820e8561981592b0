import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { ExplainedError, explainError, reasonOf, type Explanation } from '../../shared/http/errors';
import { isObject } from '../../shared/values/isObject';
import { nodeError } from '../../shared/http/nodeError';
import { showHint } from '../../shared/run/hint';
import type { NodeRun, RunContext } from '../../shared/run/nodeRun';
import type { KnownOperation } from '../../shared/description/operation';
import { inPanelWords } from '../../shared/answers/panelWords';
import { checkId } from '../../shared/values/path';
import { sleep } from '../../shared/http/sleep';
import { ask } from '../../shared/http/transport';
import { unwrapOne } from '../../shared/answers/envelope';
import { IMPORT_STATUSES, MAXIMUM_WAIT } from '../resources/salesDialerContact/bulkImport';
import { itemRows, leftOutOf, type ItemRow } from './itemRows';
import { runValues } from './itemValues';
import { mapperOf } from './mapping';
import { counted, matchedIn, unusedIn } from './rowHints';
import { rowResult, withLabels, withRowResults, wordsOf } from './rowResult';

/** Most contacts in one request. */
export const MAX_CONTACTS_PER_IMPORT = 250;
/**
 * Seconds between two requests for an import's status. They grow because each request counts against the rate
 * limit.
 */
const FIRST_CHECK_SECONDS = 1;
const MAX_CHECK_SECONDS = 15;
const STATUS_PATH = '/v2.1/sales_dialer/contacts/bulk_import/status';

/**
 * Imports all input items, packed into requests of at most 250, and reports the result of each: `imported`,
 * `duplicate`, `rejected` with the reason, or `queued` when the import goes on in the background. An item that
 * cannot become a contact is reported as rejected, whatever 'On Error' is set to, because the output has a
 * result for each item.
 */
export async function bulkImport(run: NodeRun, operation: KnownOperation): Promise<INodeExecutionData[]> {
	return await withRowResults(run, operation.subject, 'status', async () => await importAll(run, operation));
}

async function importAll(run: NodeRun, operation: KnownOperation): Promise<INodeExecutionData[]> {
	const { context } = run;
	const common = await runValues(run, operation, 'body');
	const { waitForCompletion, maximumWait = MAXIMUM_WAIT } = await runValues(run, operation, 'setting');
	const wait = waitForCompletion === true ? Number(maximumWait) : 0;
	const { campaign_id: campaign } = common;
	const { rows, refused, labels, use } = await itemRows(
		run,
		operation,
		campaign === undefined ? undefined : String(campaign),
	);
	const isReadable = mapperOf(operation) !== undefined;
	const words = wordsOf(operation, labels);
	const shown = (contact: IDataObject) => (isReadable ? withLabels(contact, words) : contact);
	const statuses: string[] = refused.map(() => 'rejected');
	const results = new Map(
		refused.map(({ item, reason, contact }) => {
			return [item, rowResult(run, item, { status: 'rejected', reason, ...shown(contact) }, true)];
		}),
	);
	for (let place = 0; place < rows.length; place += MAX_CONTACTS_PER_IMPORT) {
		const pack = rows.slice(place, place + MAX_CONTACTS_PER_IMPORT);
		const failedPack = async (error: unknown): Promise<Imported[]> => {
			const explanation = explainError(error, operation.subject);
			if (!context.continueOnFail())
				throw new ExplainedError(withWhatWasDone(explanation, rows, place, pack.length));
			const { message, description } = await nodeError(context, undefined, explanation);
			return pack.map(() => ({ status: 'failed', reason: `${message}. ${description}` }));
		};
		// The key is made from the items: an error text may differ between two tries, and two packs may hold the
		// same contacts.
		const key = `items ${pack.map(({ item }) => item).join()}`;
		const imported = await importPack(run, operation, { common, key, wait }, pack).catch(failedPack);
		for (const [index, { item, contact, ...row }] of pack.entries()) {
			const json: IDataObject = { ...imported[index], ...shown(contact), ...leftOutOf(row) };
			statuses.push(String(json.status));
			results.set(item, rowResult(run, item, json, FAILED.has(String(json.status))));
		}
	}
	if (isReadable) {
		const totals = IMPORT_STATUSES.map((status) => {
			return [statuses.filter((one) => one === status).length, status] as const;
		});
		showHint(run.context, run.redact(`${counted(totals)}${unusedIn(use)}.${matchedIn(use, words)}`), 'info');
	}
	return run.items.flatMap((_, item) => results.get(item) ?? []);
}

/** Statuses that go to the error output. */
const FAILED: ReadonlySet<string> = new Set(['failed', 'rejected']);

function withWhatWasDone(
	explanation: Explanation,
	rows: readonly ItemRow[],
	handedOver: number,
	inPack: number,
): Explanation {
	const placesOf = (from: number, to?: number) => rows.slice(from, to).map(({ item }) => item);
	const before = handedOver > 0 ? ` The first ${handedOver} contacts were handed over before.` : '';
	return {
		...explanation,
		description: explanation.description + before,
		itemIndexes: {
			done: placesOf(0, handedOver),
			failed: placesOf(handedOver, handedOver + inPack),
			notSent: placesOf(handedOver + inPack),
		},
	};
}

/** Result of one contact in a pack. */
export type Imported = { status: string; reason?: string; batch_id?: IDataObject[string] };

/**
 * Imports one pack.
 *
 * @param how `common`: values that all its contacts share; `key`: identifies this write within the run; `wait`:
 *   most seconds to wait until JustCall has finished
 * @returns the result of each row, in order
 */
export async function importPack(
	{ context, memory }: NodeRun,
	operation: KnownOperation,
	{ common, key, wait }: { common: IDataObject; key: string; wait: number },
	pack: readonly ItemRow[],
): Promise<Imported[]> {
	const body = { ...common, contacts: pack.map(({ contact }) => contact) };
	const { method, path, subject } = operation;
	const taken = await memory.once(
		key,
		async () => await ask(context, { method, path, body }, subject, unwrapOne),
	);
	const { batch, reason: unseen } = await watch(context, taken, wait);
	const { duplicates, rejected } = namedIn(batch, context.names?.labels);
	return pack.map((_, index) => {
		const why = rejected.get(index);
		const status = why !== undefined ? 'rejected' : duplicates.has(index) ? 'duplicate' : statusOf(batch);
		const reason = why ?? (status === 'queued' ? unseen : undefined);
		return { status, ...(reason && { reason }), batch_id: batch.batch_id };
	});
}

/**
 * The contacts that an import's answer names, by their position in the pack (FACTS.md section 10). Only one
 * sample documents the form, so a position may be text, and reasons may be one text or several.
 */
function namedIn(
	{ import_summary, import_details }: IDataObject,
	labels: ReadonlyMap<string, string> = new Map(),
): {
	duplicates: ReadonlySet<number>;
	rejected: ReadonlyMap<number, string>;
} {
	const summary = isObject(import_summary) ? import_summary : {};
	const details = isObject(import_details) ? import_details : {};
	const rejected = new Map<number, string>(
		listOf(summary.rejected_list).map((index) => [Number(index), 'JustCall rejected it'] as const),
	);
	for (const entry of listOf(details.rejected_contacts)) {
		if (!isObject(entry)) continue;
		const reasons = [entry.reasons ?? entry.reason].flat().filter(Boolean).map(String);
		const why = inPanelWords(reasons.join(' '), labels);
		rejected.set(Number(entry.index), why || 'JustCall rejected it');
	}
	return { duplicates: new Set(listOf(summary.duplicate_list).map(Number)), rejected };
}

function listOf(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}

/**
 * Asks for an import's status until it has finished or the time is up. A failed request does not undo the
 * import: the result is then the last known status, with the reason.
 */
async function watch(
	context: RunContext,
	taken: IDataObject,
	wait: number,
): Promise<{ batch: IDataObject; reason?: string }> {
	const signal = context.getExecutionCancelSignal?.();
	const id = batchIdOf(taken);
	if (id === undefined)
		return { batch: taken, reason: 'JustCall took the import and gave no batch ID to ask for.' };
	const path = `${STATUS_PATH}/${encodeURIComponent(id)}`;
	const until = Date.now() + wait * 1000;
	let batch = taken;
	try {
		for (
			let every = FIRST_CHECK_SECONDS;
			!isOver(batch) && Date.now() < until;
			every = Math.min(every * 2, MAX_CHECK_SECONDS)
		) {
			await sleep(every * 1000, signal);
			batch = await ask(context, { method: 'GET', path }, 'The import', unwrapOne);
		}
		return { batch };
	} catch (error) {
		return { batch, reason: `JustCall took the import. Then: ${reasonOf(error, 'The import')}` };
	}
}

/** @returns the import's id; `undefined` when the answer has none that can be used in a request */
function batchIdOf({ batch_id }: IDataObject): string | undefined {
	try {
		return checkId(batch_id, 'Batch ID');
	} catch {
		return undefined;
	}
}

function isOver({ import_status }: IDataObject): boolean {
	return ['completed', 'failed'].includes(String(import_status).toLowerCase());
}

function statusOf(batch: IDataObject): string {
	if (!isOver(batch)) return 'queued';
	return String(batch.import_status).toLowerCase() === 'completed' ? 'imported' : 'failed';
}
