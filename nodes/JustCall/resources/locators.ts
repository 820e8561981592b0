import { idLocator } from '../shared/fields';
import type { Field, Send } from '../shared/operation';

/** What differs from use to use of the same kind of record. */
interface Use {
	/** Name in the panel, when it is not the record's own. */
	displayName?: string;
	/** Name of the parameter, when the usual one is taken. */
	name?: string;
	description: string;
	send: Send;
	required?: true;
}

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

/** A number of the account, by its record's id. */
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
