import { NodeApiError, NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import { hiddenIn, isOwn, type Explanation } from './errors';
import { redactorOf } from './secrets';
import { CREDENTIAL } from './transport';

/** Errors made here, so that none is explained twice. */
const explained = new WeakSet<object>();

/** Whether an error already names the cause and the fix. */
export function isExplained(error: unknown): error is NodeApiError | NodeOperationError {
	return typeof error === 'object' && error !== null && explained.has(error);
}

/**
 * Makes the error that n8n shows from an explanation, with key and secret hidden. The node's own refusal is a
 * NodeOperationError, because n8n shows a NodeApiError as JustCall's words, under "From JustCall".
 *
 * @param itemIndex the input item it is about; `undefined` when the message names items itself
 */
export async function nodeError(
	context: Pick<IExecuteFunctions, 'getNode' | 'getCredentials'>,
	itemIndex: number | undefined,
	explanation: Explanation,
): Promise<NodeApiError | NodeOperationError> {
	const redact = redactorOf(await context.getCredentials(CREDENTIAL));
	const { message, description, httpCode, itemIndexes } = hiddenIn(explanation, redact);
	const error = isOwn(explanation)
		? new NodeOperationError(context.getNode(), message, { description, itemIndex })
		: new NodeApiError(context.getNode(), {}, { message, description, httpCode, itemIndex });
	// n8n replaces a message that contains a word such as ENOENT, which may be part of a quoted value.
	error.message = message;
	// n8n shows this as 'Error data', and an error workflow can read it.
	if (itemIndexes) error.context.data = { itemIndexes };
	explained.add(error);
	return error;
}

/**
 * Output of a failed item when 'On Error' is Continue. Both fields are in the json and the item has no `error`
 * property, because n8n would then keep only the message and drop the advice.
 */
export function failedJson({
	message,
	description,
}: Pick<NodeApiError, 'message' | 'description'>): IDataObject {
	return { error: message, message: description };
}
