import { body, query, writtenNumberOf } from '../../../shared/description/fields';
import type { Field, Send } from '../../../shared/description/operation';
import { contactLocator } from '../locators';
import { severalAgents } from '../several';

/** Lists of numbers that are not to be called or texted. */
export const STATUS_LISTS = [
	{ name: 'Blacklist', value: 'blacklist' },
	{ name: 'Do Not Disturb', value: 'dnd' },
	{ name: 'Do Not Message', value: 'dnm' },
];

/** How a contact is chosen: by its record, or by its number, which can match records of several agents. */
export function findContact(place: 'body' | 'query'): Field[] {
	const send = (name: string, kind: Send['kind']) =>
		place === 'body' ? body(name, kind) : query(name, kind);
	return [
		{
			displayName: 'Find By',
			name: 'findBy',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'Contact', value: 'id', description: 'The record of one agent' },
				{
					name: 'Phone Number',
					value: 'number',
					description: 'Your records with this number; with Across Team, those of all agents',
				},
			],
			default: 'id',
			description: 'How to find the contact',
		},
		{
			...contactLocator({
				description: 'The contact to work with',
				send: send('id', 'integer'),
				required: true,
			}),
			displayOptions: { show: { findBy: ['id'] } },
		},
		{
			displayName: 'Contact Number',
			name: 'contactNumber',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +1 415 555 0119',
			displayOptions: { show: { findBy: ['number'] } },
			description: writtenNumberOf('contact'),
			send: send('contact_number', 'digits'),
		},
	];
}

/** Whether the operation includes the contacts of all agents. */
export function acrossTeam(description: string, send: Send): Field {
	return {
		displayName: 'Across Team',
		name: 'acrossTeam',
		type: 'boolean',
		default: true,
		description,
		send,
	};
}

/** Further numbers of a contact. */
export const otherNumbers: Field = {
	displayName: 'Other Numbers',
	name: 'otherNumbers',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Number',
	default: {},
	description: 'Further numbers of the contact. On an update they replace the old ones.',
	options: [
		{
			displayName: 'Number',
			name: 'number',
			values: [
				{
					displayName: 'Label',
					name: 'label',
					type: 'string',
					default: '',
					placeholder: 'e.g. Work',
					description: 'What the number is',
				},
				{
					displayName: 'Number',
					name: 'number',
					type: 'string',
					default: '',
					placeholder: 'e.g. +1 415 555 0119',
					description: 'The number, with country code or of the default country',
				},
			],
		},
	],
	send: body('other_numbers', 'records', {
		each: {
			label: { label: 'Label', kind: 'text', isOptional: true },
			number: { label: 'Number', kind: 'digits' },
		},
	}),
};

/** Fields of a contact other than name, number and notes. */
export const details: Field[] = [
	{
		displayName: 'Address',
		name: 'address',
		type: 'string',
		default: '',
		description: 'Address of the contact',
		send: body('address', 'text', { mayBeEmpty: true }),
	},
	{
		displayName: 'Company',
		name: 'company',
		type: 'string',
		default: '',
		description: 'Company of the contact',
		send: body('company', 'text', { mayBeEmpty: true }),
	},
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		placeholder: 'name@email.com',
		default: '',
		description: 'Email address of the contact',
		send: body('email', 'text', { mayBeEmpty: true }),
	},
	{
		displayName: 'Extension',
		name: 'extension',
		type: 'number',
		default: 0,
		description: 'Extension behind the number',
		send: body('extension', 'integer'),
	},
	{
		displayName: 'Last Name',
		name: 'lastName',
		type: 'string',
		placeholder: 'e.g. Ellison',
		default: '',
		description: 'Last name of the contact',
		send: body('last_name', 'text', { mayBeEmpty: true }),
	},
	otherNumbers,
];

/** Filters that the list of contacts and the list of blocked ones share. */
export const contactFilters: Field[] = [
	acrossTeam(
		'Whether to return the contacts of all agents instead of your own',
		query('across_team', 'boolean'),
	),
	...severalAgents({
		name: 'agentIds',
		description: 'Only contacts of these agents',
		typed: ', separated by commas. IDs: Agent > Get Many.',
		send: query('agent_ids', 'integers'),
	}),
	{
		displayName: 'Contact Number',
		name: 'contactNumber',
		type: 'string',
		default: '',
		placeholder: 'e.g. +1 415 555 0119',
		description: 'Only contacts with this number, with country code or of the default country',
		send: query('contact_number', 'digits'),
	},
	{
		displayName: 'First Name',
		name: 'firstName',
		type: 'string',
		placeholder: 'e.g. Mara',
		default: '',
		description: 'Only contacts with this first name',
		send: query('first_name', 'text'),
	},
	{
		displayName: 'Last Name',
		name: 'lastName',
		type: 'string',
		placeholder: 'e.g. Ellison',
		default: '',
		description: 'Only contacts with this last name',
		send: query('last_name', 'text'),
	},
	{
		displayName: 'Status',
		name: 'status',
		type: 'multiOptions',
		options: STATUS_LISTS,
		default: [],
		description: 'Only contacts on these lists',
		send: query('status', 'list'),
	},
];

/** The most useful fields of a contact. */
export const SIMPLE_CONTACT = [
	'id',
	'first_name',
	'last_name',
	'contact_number',
	'other_numbers',
	'email',
	'company',
	'status',
	'created_at',
	'agent_id',
];

/**
 * List fields of an update (FACTS.md section 10). JustCall may add their values to the stored ones, so an
 * update with one of them is not sent twice.
 */
export const ADDED_BY_CHANGE = ['notes', 'other_numbers'];
