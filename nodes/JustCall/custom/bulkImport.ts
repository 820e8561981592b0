import type { IDataObject, IExecuteFunctions, INodeExecutionData, NodeApiError } from 'n8n-workflow';

import { explainError, reasonOf } from '../../shared/errors';
import { nodeError } from '../../shared/nodeError';
import type { KnownOperation } from '../../shared/operation';
import { pause } from '../../shared/pause';
import { ask } from '../../shared/transport';
import { unwrapOne } from '../../shared/unwrap';
import { itemRows, type ItemRow } from './itemRows';
import { checkSameForAll, itemValues } from './itemValues';

/** Contacts in one request. */
export const PACK = 250;
/** Seconds between two looks at how far an import is: they grow, as each look is a request of the rate limit. */
const FIRST_LOOK = 1;
const LAST_LOOK = 15;
const STATUS_PATH = '/v2.1/sales_dialer/contacts/bulk_import/status';

/**
 * Imports all input items, packed into requests of at most 250, and tells of each what became of it:
 * `imported`, `duplicate`, `rejected` with the reason, or `queued` when the import goes on in the background.
 */
export async function bulkImport(
	context: IExecuteFunctions,
	operation: KnownOperation,
): Promise<INodeExecutionData[]> {
	let handedOver = 0;
	try {
		checkSameForAll(context, 'options.campaignId', 'Campaign');
		const common = await itemValues(context, operation, 0, 'body');
		const { waitForCompletion, maximumWait = 60 } = await itemValues(context, operation, 0, 'setting');
		const wait = waitForCompletion === true ? Number(maximumWait) : 0;
		const { rows, refused } = await itemRows(context, operation);
		const output = refused.map(({ item, reason, contact }) => {
			return result(item, { status: 'rejected', reason, ...contact });
		});
		for (; handedOver < rows.length; handedOver += PACK) {
			const pack = rows.slice(handedOver, handedOver + PACK);
			const failedPack = async (error: unknown) => {
				if (!context.continueOnFail()) throw error;
				const { message } = await failureOf(context, operation, error, 0);
				return pack.map(({ item, contact }) =>
					result(item, { status: 'failed', reason: message, ...contact }),
				);
			};
			output.push(...(await importPack(context, operation, common, pack, wait).catch(failedPack)));
		}
		return output.sort((a, b) => itemOf(a) - itemOf(b));
	} catch (error) {
		const failure = await failureOf(context, operation, error, handedOver);
		if (!context.continueOnFail()) throw failure;
		return context
			.getInputData()
			.map((_, item) => result(item, { status: 'failed', reason: failure.message }));
	}
}

async function failureOf(
	context: IExecuteFunctions,
	{ subject }: KnownOperation,
	error: unknown,
	handedOver: number,
): Promise<NodeApiError> {
	const explained = explainError(error, subject);
	const before = handedOver > 0 ? ` The first ${handedOver} contacts were handed over before.` : '';
	return await nodeError(context, 0, { ...explained, description: explained.description + before });
}

/**
 * Imports one pack.
 *
 * @param wait seconds to wait for JustCall to be done with it
 * @returns an item for each row, in order, with `status` and perhaps `reason`
 */
export async function importPack(
	context: IExecuteFunctions,
	operation: KnownOperation,
	common: IDataObject,
	pack: readonly ItemRow[],
	wait: number,
): Promise<INodeExecutionData[]> {
	const body = { ...common, contacts: pack.map(({ contact }) => contact) };
	const { method, path, subject } = operation;
	const taken = await ask(context, { method, path, body }, subject, unwrapOne);
	const { batch, reason: unseen } = await watch(context, taken, wait);
	const summary = (batch.import_summary ?? {}) as ImportSummary;
	const duplicates = new Set((summary.duplicate_list ?? []).map(Number));
	const details = (batch.import_details ?? {}) as ImportDetails;
	const rejected = new Map([
		...(summary.rejected_list ?? []).map((index) => [Number(index), 'JustCall rejected it'] as const),
		...(details.rejected_contacts ?? []).map(({ index, reasons }) => {
			return [Number(index), reasons?.join(' ') ?? ''] as const;
		}),
	]);
	return pack.map(({ item, contact }, index) => {
		const why = rejected.get(index);
		const status = why !== undefined ? 'rejected' : duplicates.has(index) ? 'duplicate' : statusOf(batch);
		const reason = why ?? (status === 'queued' ? unseen : undefined);
		return result(item, { status, ...(reason && { reason }), batch_id: batch.batch_id, ...contact });
	});
}

/** What of an import's answer is read (FACTS.md section 10: entries are told by their place in the pack). */
interface ImportSummary {
	duplicate_list?: Array<number | string>;
	rejected_list?: Array<number | string>;
}
interface ImportDetails {
	rejected_contacts?: Array<{ index: number; reasons?: string[] }>;
}

/**
 * Looks at an import until it is over or the time is up. What goes wrong with looking does not undo the import: it is then
 * known as far as it was seen, with the reason.
 */
async function watch(
	context: IExecuteFunctions,
	taken: IDataObject,
	wait: number,
): Promise<{ batch: IDataObject; reason?: string }> {
	const signal = context.getExecutionCancelSignal();
	const path = `${STATUS_PATH}/${encodeURIComponent(String(taken.batch_id))}`;
	const until = Date.now() + wait * 1000;
	let batch = taken;
	try {
		for (
			let every = FIRST_LOOK;
			!isOver(batch) && Date.now() < until;
			every = Math.min(every * 2, LAST_LOOK)
		) {
			await pause(every * 1000, signal);
			batch = await ask(context, { method: 'GET', path }, 'The import', unwrapOne);
		}
		return { batch };
	} catch (error) {
		return { batch, reason: `JustCall took the import. Then: ${reasonOf(error, 'The import')}` };
	}
}

function isOver({ import_status }: IDataObject): boolean {
	return ['completed', 'failed'].includes(String(import_status).toLowerCase());
}

function statusOf(batch: IDataObject): string {
	if (!isOver(batch)) return 'queued';
	return String(batch.import_status).toLowerCase() === 'completed' ? 'imported' : 'failed';
}

function result(item: number, json: IDataObject): INodeExecutionData {
	return { json, pairedItem: { item } };
}

function itemOf({ pairedItem }: INodeExecutionData): number {
	return typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : 0;
}
