import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { explainError } from '../../shared/errors';
import { nodeError } from '../../shared/nodeError';
import type { KnownOperation } from '../../shared/operation';
import { pause } from '../../shared/pause';
import { ask } from '../../shared/transport';
import { unwrapOne } from '../../shared/unwrap';
import { itemRows, type ItemRow } from './itemRows';
import { itemValues } from './itemValues';

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
	const { rows, refused } = await itemRows(context, operation);
	const output = refused.map(({ item, reason }) => result(item, { status: 'rejected', reason }));
	const common = await itemValues(context, operation, 0, 'body');
	const options = context.getNodeParameter('options', 0, {}) as IDataObject;
	const wait = options.waitForCompletion === true ? Number(options.maximumWait ?? 60) : 0;
	for (let start = 0; start < rows.length; start += PACK) {
		const pack = rows.slice(start, start + PACK);
		try {
			output.push(...(await importPack(context, operation, common, pack, wait)));
		} catch (error) {
			const explained = explainError(error, operation.subject);
			const before = start > 0 ? ` The first ${start} contacts were handed over before.` : '';
			const failure = await nodeError(context, pack[0]?.item ?? 0, {
				...explained,
				description: explained.description + before,
			});
			if (!context.continueOnFail()) throw failure;
			output.push(
				...pack.map(({ item, contact }) =>
					result(item, { status: 'failed', reason: failure.message, ...contact }),
				),
			);
		}
	}
	return output.sort((a, b) => itemOf(a) - itemOf(b));
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
	let batch = await ask(context, { method, path, body }, subject, unwrapOne);
	const until = Date.now() + wait * 1000;
	for (let every = FIRST_LOOK; !isOver(batch) && Date.now() < until; every = Math.min(every * 2, LAST_LOOK)) {
		await pause(every * 1000, context.getExecutionCancelSignal());
		const look = {
			method: 'GET' as const,
			path: `${STATUS_PATH}/${encodeURIComponent(String(batch.batch_id))}`,
		};
		batch = await ask(context, look, 'The import', unwrapOne);
	}
	const summary = (batch.import_summary ?? {}) as IDataObject;
	const duplicates = new Set((summary.duplicate_list as number[] | undefined) ?? []);
	const rejected = new Map(
		(
			((batch.import_details as IDataObject | undefined)?.rejected_contacts as IDataObject[] | undefined) ??
			[]
		).map(({ index, reasons }) => [Number(index), (reasons as string[] | undefined)?.join(' ') ?? '']),
	);
	return pack.map(({ item, contact }, index) => {
		const reason = rejected.get(index);
		const status = reason !== undefined ? 'rejected' : duplicates.has(index) ? 'duplicate' : statusOf(batch);
		return result(item, { status, ...(reason && { reason }), batch_id: batch.batch_id, ...contact });
	});
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
