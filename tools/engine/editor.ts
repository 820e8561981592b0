import './coreInternals';

import { LoadOptionsContext } from 'n8n-core';
import type { INodeParameters, INodeType } from 'n8n-workflow';

import type { Instance, Place } from './instance';

/** The type of a node that is open in the editor with these parameters, and the context that its methods are called with. */
export function editorOf(
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
