import type { INodeParameters, INodePropertyOptions } from 'n8n-workflow';

import { editorOf } from './editor';
import type { Instance, Place } from './instance';

/**
 * Calls the method that fills a list of n8n's editor, while the node has these parameters.
 *
 * @throws {Error} when the node has no such method
 */
export async function loadOptions(
	instance: Instance,
	name: string,
	method: string,
	parameters: INodeParameters = { resource: 'call', operation: 'getAll' },
	place: Place = {},
): Promise<INodePropertyOptions[]> {
	const { type, context } = editorOf(instance, name, parameters, place);
	const load = type.methods?.loadOptions?.[method];
	if (!load) throw new Error(`the node has no method ${method} that loads options`);
	return await load.call(context);
}
