import type { INodeParameters, ResourceMapperFields } from 'n8n-workflow';

import { editorOf } from './editor';
import type { Instance, Place } from './instance';

/**
 * Calls the method that gives a resource mapper its fields, as the editor does while the node has these parameters.
 *
 * @throws {Error} when the node has no such method
 */
export async function mapperFields(
	instance: Instance,
	name: string,
	method: string,
	parameters: INodeParameters,
	place: Place = {},
): Promise<ResourceMapperFields> {
	const { type, context } = editorOf(instance, name, parameters, place);
	const fields = type.methods?.resourceMapping?.[method];
	if (!fields) throw new Error(`the node has no mapping method ${method}`);
	return await fields.call(context);
}
