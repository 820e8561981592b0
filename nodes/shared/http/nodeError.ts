import { NodeApiError, NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import { hiddenIn, isOwn, type Explanation } from './errors';
import { redactorOf } from './secrets';
import { CREDENTIAL } from './transport';

/** The errors that were made here, so that none is explained twice. */
const explained = new WeakSet<object>();

/** Whether an error already says the cause and the fix. */
export function isExplained(error: unknown): error is NodeApiError | NodeOperationError {
	return typeof error === 'object' && error !== null && explained.has(error);
}

/**
 * Makes the error that n8n shows out of an explanation; key and secret are hidden in it. The node's own refusal is a
 * NodeOperationError: n8n shows a NodeApiError as JustCall's words, under "From JustCall".
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
	// n8n puts a sentence of its own where one holds a word such as ENOENT, which may be a value that is quoted.
	error.message = message;
	// n8n shows it as 'Error data', and an error workflow can read it.
	if (itemIndexes) error.context.data = { itemIndexes };
	explained.add(error);
	return error;
}

/**
 * Output of a failed item under "Continue On Fail". The two fields are in the json and no `error` is beside it:
 * n8n would keep the message only and drop the advice.
 */
export function failedJson({
	message,
	description,
}: Pick<NodeApiError, 'message' | 'description'>): IDataObject {
	return { error: message, message: description };
}
