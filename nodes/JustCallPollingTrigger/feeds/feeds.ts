import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../JustCall/resources';
import { inVersion } from '../../shared/description/nodeVersion';
import {
	getOperation,
	isField,
	registryOf,
	type Field,
	type KnownOperation,
} from '../../shared/description/operation';
import { simplifier } from '../../shared/answers/simplify';
import { WATCHED } from './changes';

/** Something that the polling trigger can watch. */
export interface Feed {
	name: string;
	value: string;
	/** Name among the triggers of n8n's node panel. */
	action: string;
	description: string;
	/** The list that is read: resource and operation. */
	list: readonly [string, string];
	/** How it is watched: new records in a window of time, changes in that window, or ids that only grow. */
	by: 'window' | 'changes' | 'id';
}

/** Feeds that the polling trigger can watch, alphabetical. */
export const FEEDS: readonly Feed[] = [
	{
		name: 'Call Updated',
		value: 'callUpdated',
		action: 'On updated call',
		description: 'Disposition, notes or rating of a call were set or changed',
		list: ['call', 'getAll'],
		by: 'changes',
	},
	{
		name: 'New Call',
		value: 'newCall',
		action: 'On new call',
		description: 'A call is over and was logged',
		list: ['call', 'getAll'],
		by: 'window',
	},
	{
		name: 'New Contact',
		value: 'newContact',
		action: 'On new contact',
		description: 'A contact was added, by anybody in the team',
		list: ['contact', 'getAll'],
		by: 'id',
	},
	{
		name: 'New Sales Dialer Call',
		value: 'newSalesDialerCall',
		action: 'On new Sales Dialer call',
		description: 'A Sales Dialer call was logged',
		list: ['campaignCall', 'getAll'],
		by: 'window',
	},
	{
		name: 'New SMS',
		value: 'newSms',
		action: 'On new SMS',
		description: 'A text came in or went out',
		list: ['sms', 'getAll'],
		by: 'window',
	},
	{
		name: 'New WhatsApp Message',
		value: 'newWhatsAppMessage',
		action: 'On new WhatsApp message',
		description: 'A WhatsApp message came in or went out',
		list: ['whatsApp', 'getAll'],
		by: 'window',
	},
];

const registry = registryOf(resources);
/** Query parameters that the trigger sets itself. */
const OWN = ['from_datetime', 'to_datetime', 'across_team'];

/** The list operation of a feed, with those of its fields that a person may set. */
export function listOf({ list: [resource, operation] }: Feed): KnownOperation {
	const list = getOperation(registry, resource, operation);
	// The trigger has the fields of the node's first version: its own version is another one, and it loads no lists.
	const { fields, encodedFields } = inVersion(list, 1);
	const own = fields
		.filter(({ name }) => name === 'filters')
		.map(({ options = [], ...field }) => ({
			...field,
			options: options
				.filter(isField)
				.filter((option) => !isOwn(option))
				.map(inAnyVersion),
		}));
	return { ...list, fields: own, encodedFields };
}

/**
 * Simplifies the records of a feed as the node's own list does, and keeps the fields that a change is about.
 *
 * @param version of the node JustCall
 */
export function simplifiedBy(feed: Feed, version: number): (record: IDataObject) => IDataObject {
	const { simplify, onRequest = [] } = inVersion(listOf(feed), version);
	if (!simplify) return (record) => record;
	const about = feed.by === 'changes' ? ['changed', ...WATCHED.map((name) => `call_info.${name}`)] : [];
	return simplifier([...simplify, ...onRequest, ...about]);
}

/** A field without the condition on the version of the node JustCall. */
function inAnyVersion(field: Field): Field {
	const { '@version': versions, ...show } = field.displayOptions?.show ?? {};
	return versions ? { ...field, displayOptions: { ...field.displayOptions, show } } : field;
}

/** Whether a person cannot set a filter: the trigger sets it, or it is not sent as it is. A period would choose other days than the window. */
function isOwn({ send }: Field): boolean {
	return send?.in !== 'query' || OWN.includes(send.name);
}
