import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';

import { editorOf } from './editor';
import type { Instance, Place } from './instance';

/**
 * Calls a search method of a resource locator, as the editor does while the node has these parameters.
 *
 * @param token n8n's pagination token, from the page before
 * @throws {Error} when the node has no such method
 */
export async function searchList(
	instance: Instance,
	name: string,
	method: string,
	filter?: string,
	token?: string,
	parameters: INodeParameters = { resource: 'call', operation: 'getAll' },
	place: Place = {},
): Promise<INodeListSearchResult> {
	const { type, context } = editorOf(instance, name, parameters, place);
	const search = type.methods?.listSearch?.[method];
	if (!search) throw new Error(`the node has no search method ${method}`);
	return await search.call(context, filter, token);
}
