import { idLocator as idLocatorOf, locator as locatorOf } from '../../shared/description/fields';
import type { Field, Send } from '../../shared/description/operation';
import type * as listSearch from '../listSearch';

/** Name of a list to choose from. */
type ListName = keyof typeof listSearch;

/** Like {@link idLocatorOf}, for the lists of this node. */
export const idLocator = idLocatorOf<ListName>;

/** Like {@link locatorOf}, for the lists of this node. */
export const locator = locatorOf<ListName>;

/** Facts that differ between fields that choose the same kind of record. */
interface Use {
	/** Name in the panel, if it is not the usual one. */
	displayName?: string;
	/** Name of the parameter, if it is not the usual one. */
	name?: string;
	description: string;
	send: Send;
	required?: true;
}

/** Texts that the API may use as an ID: any text without a character that separates parts of a path. */
export const ANY_ID = '^\\s*[^/\\\\\\s][^/\\\\]*$';

/** An agent of the account. JustCall's API calls agents users. */
export function agentLocator(use: Use): Field {
	return idLocator({
		displayName: 'Agent',
		name: 'agentId',
		searchListMethod: 'searchAgents',
		placeholder: 'e.g. 143871',
		...use,
	});
}

/** A group of agents. */
export function groupLocator(use: Use): Field {
	return idLocator({
		displayName: 'User Group',
		name: 'groupId',
		searchListMethod: 'searchGroups',
		placeholder: 'e.g. 2210',
		...use,
	});
}

/** A number of the account, by the id of its record. */
export function phoneNumberIdLocator(use: Use): Field {
	return idLocator({
		displayName: 'Phone Number',
		name: 'phoneNumberId',
		searchListMethod: 'searchPhoneNumberIds',
		placeholder: 'e.g. 88412',
		...use,
	});
}

/** A contact of JustCall. */
export function contactLocator(use: Use): Field {
	return idLocator({
		displayName: 'Contact',
		name: 'contactId',
		searchListMethod: 'searchContacts',
		placeholder: 'e.g. 18400231',
		...use,
	});
}

/** A campaign of the Sales Dialer. */
export function campaignLocator(use: Use): Field {
	return idLocator({
		displayName: 'Campaign',
		name: 'campaignId',
		searchListMethod: 'searchCampaigns',
		placeholder: 'e.g. 2170173',
		...use,
	});
}

/** A contact of the Sales Dialer. */
export function salesDialerContactLocator(use: Use): Field {
	return idLocator({
		displayName: 'Sales Dialer Contact',
		name: 'salesDialerContactId',
		searchListMethod: 'searchSalesDialerContacts',
		placeholder: 'e.g. 26341595',
		...use,
	});
}

/**
 * The mode in which the number itself is typed. Workflows saved when this mode was named `id` still work: n8n
 * neither checks nor changes a mode that it does not know, and only the value is used.
 */
const BY_NUMBER = { displayName: 'By Number', name: 'number' };

/** A number of the account that a text is sent from, by the number itself. */
export function textNumberLocator(use: Use): Field {
	return numberLocator('searchTextNumbers', use);
}

/** A number of the account, by the number itself. */
export function justCallNumberLocator(use: Use): Field {
	return numberLocator('searchPhoneNumbers', use);
}

function numberLocator(searchListMethod: ListName, use: Use): Field {
	return locator({
		displayName: 'JustCall Number',
		name: 'justcallNumber',
		searchListMethod,
		otherWay: BY_NUMBER,
		placeholder: 'e.g. +1 415 555 0119',
		pattern: '^[\\s\\d().+/-]{7,}$',
		patternMessage: 'Give the number with its country code, for example +1 415 555 0119',
		...use,
	});
}

/** A tag of conversations. */
export function tagLocator(use: Use): Field {
	return idLocator({
		displayName: 'Tag',
		name: 'tagId',
		searchListMethod: 'searchTags',
		placeholder: 'e.g. 40117',
		...use,
	});
}

/** A thread of text messages. */
export function threadLocator(use: Use): Field {
	return locator({
		displayName: 'Thread',
		name: 'threadId',
		searchListMethod: 'searchThreads',
		placeholder: 'e.g. bXhUNVVjQjUrUGNJMjI2SHR2Z3FGcDJ6',
		pattern: ANY_ID,
		patternMessage: 'A thread ID has no slash, for example bXhUNVVjQjUrUGNJMjI2SHR2Z3FGcDJ6',
		...use,
	});
}

/** A template of WhatsApp messages. */
export function templateLocator(use: Use): Field {
	return idLocator({
		displayName: 'Template',
		name: 'templateId',
		searchListMethod: 'searchTemplates',
		placeholder: 'e.g. 1234',
		...use,
	});
}

/** An AI voice agent. */
export function voiceAgentLocator(use: Use): Field {
	return locator({
		displayName: 'Voice Agent',
		name: 'voiceAgentId',
		searchListMethod: 'searchVoiceAgents',
		placeholder: 'e.g. agent_0c1d2e3f4a5b6c7d8e9f',
		pattern: ANY_ID,
		patternMessage: 'A voice agent ID has no slash, for example agent_0c1d2e3f4a5b6c7d8e9f',
		...use,
	});
}
