import './coreInternals';

import { LoadOptionsContext } from 'n8n-core';
import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';

import type { Instance, Place } from './instance';

/**
 * Calls a search method of a resource locator, as the editor does while the node has these parameters.
 *
 * @param token n8n's pagination token, from the page before
 * @throws {Error} when the node has no such method
 */
export async function searchList(
	{ nodeOf, workflowOf, typeOf, additionalData }: Instance,
	name: string,
	method: string,
	filter?: string,
	token?: string,
	parameters: INodeParameters = { resource: 'call', operation: 'getAll' },
	place: Place = {},
): Promise<INodeListSearchResult> {
	const node = nodeOf(name, parameters, place);
	const context = new LoadOptionsContext(
		workflowOf([node], place),
		node,
		Object.assign(additionalData(place), { currentNodeParameters: node.parameters }),
		'parameters',
	);
	const search = typeOf(node.type).methods?.listSearch?.[method];
	if (!search) throw new Error(`the node has no search method ${method}`);
	return await search.call(context, filter, token);
}
