import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { explainError } from '../../shared/http/errors';
import { failedJson, nodeError } from '../../shared/http/nodeError';
import type { KnownOperation } from '../../shared/description/operation';
import type { NodeRun } from '../../shared/run/nodeRun';
import { isObject } from '../../shared/values/isObject';
import { CUSTOM_FIELDS } from './customFields';

/** The names that the fields of a contact have in the panel: by JustCall's name, or by the key of a custom field. */
export type Words = (field: string | number) => string;

/** @param labels names of the custom fields, by key */
export function wordsOf({ encodedFields }: KnownOperation, labels: ReadonlyMap<number, string>): Words {
	return (field) =>
		typeof field === 'number'
			? (labels.get(field) ?? `Custom field ${field}`)
			: (encodedFields.get(field)?.label ?? field);
}

/** A contact as it is sent, its custom fields with their labels. Those that JustCall lists have them already. */
export function withLabels(contact: IDataObject, words: Words): IDataObject {
	const fields = contact[CUSTOM_FIELDS];
	if (!Array.isArray(fields)) return contact;
	const labelled = (fields as unknown[]).map((field) =>
		isObject(field) && 'id' in field && !('label' in field)
			? { id: field.id, label: words(Number(field.id)), value: field.value }
			: field,
	);
	return { ...contact, [CUSTOM_FIELDS]: labelled } as IDataObject;
}

/**
 * The item that reports the result of a contact. When the error output is on, failures go there: n8n treats an
 * item as failed when it holds only `error` and `message`, and adds the input item's own fields.
 *
 * @param item index of the input item; `undefined` for a contact that is not in the input
 * @param told the result; `reason` says why
 * @param isFailure whether the result is a failure
 */
export function rowResult(
	{ context, redact }: NodeRun,
	item: number | undefined,
	told: IDataObject,
	isFailure: boolean,
): INodeExecutionData {
	// Reasons quote the items' values and JustCall's own messages, which may hold a secret.
	const json: IDataObject = {
		...told,
		...(typeof told.reason === 'string' && { reason: redact(told.reason) }),
		...(told.left_out !== undefined && { left_out: redact.within(told.left_out) }),
	};
	const toErrorOutput = isFailure && context.getNode().onError === 'continueErrorOutput';
	const word = String(json.action ?? json.status);
	return {
		json: toErrorOutput
			? failedJson({ message: String(json.reason ?? word), description: `The contact: ${word}` })
			: json,
		...(item !== undefined && { pairedItem: { item } }),
	};
}

/**
 * Runs an operation that reports on each contact. An error that ends the run is thrown when 'On Error' is Stop;
 * otherwise it becomes the result of every item.
 *
 * @param fact name of the field that holds the result of a contact: `action` or `status`
 */
export async function withRowResults(
	run: NodeRun,
	subject: string,
	fact: 'action' | 'status',
	work: () => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	try {
		return await work();
	} catch (error) {
		const failure = await nodeError(run.context, undefined, explainError(error, subject));
		if (!run.context.continueOnFail()) throw failure;
		const reason = `${failure.message}. ${failure.description}`;
		return run.items.map((_, item) => rowResult(run, item, { [fact]: 'failed', reason }, true));
	}
}
