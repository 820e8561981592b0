import { additionalFields, body, inRow, row } from '../../../shared/description/fields';
import type { Field } from '../../../shared/description/operation';
import { idLocator } from '../locators';

/** Full name of a contact. */
export const contactName: Field = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	placeholder: 'e.g. Mara Ellison',
	description: 'Full name of the contact',
	send: body('name', 'text'),
};

/** Fields of a Sales Dialer contact other than name and number, alphabetical. */
export const contactDetails: Field[] = [
	{
		displayName: 'Address',
		name: 'address',
		type: 'string',
		default: '',
		description: 'Address of the contact',
		send: body('address', 'text', { mayBeEmpty: true }),
	},
	{
		displayName: 'Birthday',
		name: 'birthday',
		type: 'dateTime',
		default: '',
		typeOptions: { dateOnly: true },
		description: 'Birthday of the contact',
		send: body('birthday', 'date'),
	},
	{
		displayName: 'Custom Fields',
		name: 'customFields',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Custom Field',
		default: {},
		description: 'Custom fields of the contact; they must exist in JustCall',
		options: [
			{
				displayName: 'Field',
				name: 'field',
				values: [
					idLocator({
						displayName: 'Field',
						name: 'id',
						description: 'The custom field',
						searchListMethod: 'searchCustomFields',
						placeholder: 'e.g. 1090960',
					}),
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						description: 'Value of the field',
					},
				],
			},
		],
		send: body('custom_fields', 'records', {
			each: {
				id: { label: 'Field', kind: 'integer' },
				value: { label: 'Value', kind: 'text', takesBooleans: true },
			},
		}),
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
		displayName: 'Occupation',
		name: 'occupation',
		type: 'string',
		default: '',
		description: 'Occupation of the contact',
		send: body('occupation', 'text', { mayBeEmpty: true }),
	},
];

const MAP_EACH = { show: { mappingMode: ['defineBelow'] } };

/** How input items are mapped to contacts: field by field, or by the names of their fields. */
export const contactOfItem: Field[] = [
	{
		displayName: 'Mapping',
		name: 'mappingMode',
		type: 'options',
		noDataExpression: true,
		default: 'defineBelow',
		description: 'How the input items become contacts',
		options: [
			{
				name: 'Map Each Field Below',
				value: 'defineBelow',
				description: 'Say for each field where its value comes from. Empty values are left out.',
			},
			{
				name: 'Map Automatically by Field Name',
				value: 'autoMapInputData',
				description:
					'Finds phone, name, email and so on by the usual names of CRMs, and custom fields by their label. Empty values are left out.',
			},
		],
	},
	{
		displayName: 'Phone Number',
		name: 'phoneNumber',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. {{ $json.phone }}',
		description:
			'Number of the contact, with country code or of the default country; an expression, evaluated for each item. Contacts are told apart by it.',
		displayOptions: MAP_EACH,
		send: row('phone_number', 'digits'),
	},
	{
		...additionalFields([...contactDetails, contactName].map(inRow)),
		displayOptions: MAP_EACH,
	},
];

/** The most useful fields of a Sales Dialer contact. */
export const SIMPLE_SALES_DIALER_CONTACT = [
	'id',
	'name',
	'phone_number',
	'email',
	'occupation',
	'address',
	'birthday',
	'status',
	'created_at',
	'custom_fields',
];
