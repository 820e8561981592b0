import { NodeApiError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import type { Explanation } from './errors';
import { hiderOf } from './secrets';
import { CREDENTIAL } from './transport';

/**
 * Makes the error that n8n shows out of an explanation; key and secret are hidden in it.
 *
 * @param itemIndex the input item it is about; `undefined` when the message names items itself
 */
export async function nodeError(
	context: Pick<IExecuteFunctions, 'getNode' | 'getCredentials'>,
	itemIndex: number | undefined,
	{ message, description, httpCode, itemIndexes }: Explanation,
): Promise<NodeApiError> {
	const hide = hiderOf(await context.getCredentials(CREDENTIAL));
	const error = new NodeApiError(
		context.getNode(),
		{},
		{ message: hide(message), description: hide(description), httpCode, itemIndex },
	);
	// n8n shows it as 'Error data', and an error workflow can read it.
	if (itemIndexes) error.context.data = { itemIndexes };
	return error;
}

/**
 * What stands for a failed item under "Continue On Fail". The two fields are in the json and no `error` is beside it:
 * n8n would keep the message only and drop what to do.
 */
export function failedJson({
	message,
	description,
}: Pick<NodeApiError, 'message' | 'description'>): IDataObject {
	return { error: message, message: description };
}
