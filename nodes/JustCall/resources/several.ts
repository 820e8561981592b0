import { before, since } from '../../shared/description/nodeVersion';
import type { Field, Send } from '../../shared/description/operation';
import type * as loadOptions from '../loadOptions';

/** Facts about a field that takes several IDs or names. */
interface Several {
	/** Name of the parameter, in all versions of the node. */
	name: string;
	/** Name in the panel: that of the text field of version 1, and that of the list. */
	displayName: { text: string; list: string };
	/** Example of a text, without "e.g.". */
	example: string;
	/** A sentence without a full stop; both fields begin with it. */
	description: string;
	/** Rest of the text field's description. */
	typed: string;
	/** Method that fills the list; see loadOptions. */
	list: keyof typeof loadOptions;
	/** A sentence on what the list shows, where that is not everything. */
	shows?: string;
	send: Send;
}

/** n8n's sentence for a field that is chosen from a list of the account. */
const FROM_LIST =
	'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';

/**
 * A field that takes several IDs or names: in version 1 of the node a text with commas, since then a list to choose
 * from. Either way an expression may give an array, a text with commas or a single value, as may the text that an
 * earlier node of version 2 has.
 */
export function several({
	name,
	displayName,
	example,
	description,
	typed,
	list,
	shows,
	send,
}: Several): Field[] {
	return [
		{
			displayName: displayName.text,
			name,
			type: 'string',
			default: '',
			placeholder: `e.g. ${example}`,
			displayOptions: before(2),
			description: `${description}${typed}`,
			send,
		},
		{
			displayName: displayName.list,
			name,
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: list },
			// n8n would mark an ID that the list does not show as an error.
			allowArbitraryValues: true,
			default: [],
			displayOptions: since(2),
			description: [description, ...(shows ? [shows] : []), FROM_LIST].join('. '),
			send,
		},
	];
}

/** Several agents. */
export function severalAgents(use: Pick<Several, 'name' | 'description' | 'typed' | 'send'>): Field[] {
	return several({
		displayName: { text: 'Agent IDs', list: 'Agent Names or IDs' },
		example: '143871, 143878',
		list: 'getAgents',
		...use,
	});
}

/** Several AI voice agents. */
export function severalVoiceAgents(use: Pick<Several, 'description' | 'send'>): Field[] {
	return several({
		displayName: { text: 'Voice Agent IDs', list: 'Voice Agent Names or IDs' },
		name: 'aiAgentIds',
		example: 'agent_0c1d2e3f4a5b6c7d8e9f',
		list: 'getVoiceAgents',
		typed: ', separated by commas. IDs: Voice Agent > Get Many.',
		...use,
	});
}
