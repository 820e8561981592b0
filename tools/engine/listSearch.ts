import './coreInternals';

import { LoadOptionsContext } from 'n8n-core';
import type { INodeListSearchResult, INodeParameters, INodeType, ResourceMapperField } from 'n8n-workflow';

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

/**
 * Calls a method that gives the columns of a resource mapper, as the editor does while the node has these parameters.
 *
 * @throws {Error} when the node has no such method
 */
export async function mapperColumns(
	instance: Instance,
	name: string,
	method: string,
	parameters: INodeParameters = {},
	place: Place = {},
): Promise<ResourceMapperField[]> {
	const { type, context } = editorOf(instance, name, parameters, place);
	const columns = type.methods?.resourceMapping?.[method];
	if (!columns) throw new Error(`the node has no mapping method ${method}`);
	return (await columns.call(context)).fields;
}

/** What the editor has of a node that is open in it. */
function editorOf(
	{ nodeOf, workflowOf, typeOf, additionalData }: Instance,
	name: string,
	parameters: INodeParameters,
	place: Place,
): { type: INodeType; context: LoadOptionsContext } {
	const node = nodeOf(name, parameters, place);
	const context = new LoadOptionsContext(
		workflowOf([node], place),
		node,
		Object.assign(additionalData(place), { currentNodeParameters: node.parameters }),
		'parameters',
	);
	return { type: typeOf(node.type), context };
}
