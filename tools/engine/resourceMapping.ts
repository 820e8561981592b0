import './coreInternals';

import { LoadOptionsContext } from 'n8n-core';
import type { INodeParameters, ResourceMapperFields } from 'n8n-workflow';

import type { Instance, Place } from './instance';

/**
 * Calls the method that gives a resource mapper its fields, as the editor does while the node has these parameters.
 *
 * @throws {Error} when the node has no such method
 */
export async function mapperFields(
	{ nodeOf, workflowOf, typeOf, additionalData }: Instance,
	name: string,
	method: string,
	parameters: INodeParameters,
	place: Place = {},
): Promise<ResourceMapperFields> {
	const node = nodeOf(name, parameters, place);
	const context = new LoadOptionsContext(
		workflowOf([node], place),
		node,
		Object.assign(additionalData(place), { currentNodeParameters: node.parameters }),
		'parameters',
	);
	const fields = typeOf(node.type).methods?.resourceMapping?.[method];
	if (!fields) throw new Error(`the node has no mapping method ${method}`);
	return await fields.call(context);
}
