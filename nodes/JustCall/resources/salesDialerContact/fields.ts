import {
	additionalFields,
	body,
	inRow,
	optional,
	row,
	writtenNumberOf,
} from '../../../shared/description/fields';
import { before, since } from '../../../shared/description/nodeVersion';
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

/** Name of the column by which contacts are told apart. */
export const CONTACT_NUMBER = 'phone_number';

const numberColumn: Field = {
	displayName: 'Phone Number',
	name: CONTACT_NUMBER,
	type: 'string',
	required: true,
	default: '',
	description: writtenNumberOf('contact'),
	send: body('phone_number', 'digits'),
};

/** A field of the panel as a column: named as JustCall names it, which is how the editor keeps its value. */
function column(field: Field): Field {
	return { ...field, name: field.send?.name ?? field.name };
}

const plainDetails = contactDetails.filter(({ type }) => type !== 'fixedCollection');
/** The name and the e-mail first, which most lists have. */
const details = [
	contactName,
	...plainDetails.filter(({ name }) => name === 'email'),
	...plainDetails.filter(({ name }) => name !== 'email'),
].map(column);
const optionalDetails = details.map(optional);

/**
 * Columns of a contact in n8n's mapper: of one that is found by its number, of a new one, and of one that exists. The
 * custom fields of the account come to them.
 */
export const contactColumns = {
	numbered: [numberColumn, ...optionalDetails],
	named: [
		{ ...column(contactName), required: true },
		numberColumn,
		...optionalDetails.filter(({ name }) => name !== column(contactName).name),
	],
	known: details,
} satisfies Record<string, Field[]>;

/** Names of the methods in `resourceMapping/`, which import the columns from here. */
export type MapperMethod = 'getContactColumns' | 'getContactColumnsToCreate' | 'getContactColumnsToUpdate';

/** Facts about a mapper of a contact's columns. */
interface MapperUse {
	columns: Field[];
	/** Name of the method that gives n8n the columns of the account. */
	method: MapperMethod;
	/** `upsert`: the number is shown as the column to match. */
	mode: 'add' | 'upsert';
	displayOptions?: Field['displayOptions'];
}

/**
 * The mapper of a contact's columns, in version 2: what the columns hold, or that they are found by the names of the
 * item's fields.
 */
export function contactMapper({ columns, method, mode, displayOptions }: MapperUse): Field {
	return {
		displayName: 'Contact Fields',
		name: 'contactFields',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		description:
			'Values of the contact. When they are mapped automatically, the node finds phone, name, email and so on by the usual names of CRMs, and custom fields by their label.',
		displayOptions: { show: { ...displayOptions?.show, ...since(2).show } },
		typeOptions: {
			resourceMapper: {
				resourceMapperMethod: method,
				mode,
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: true,
				multiKeyMatch: false,
				supportAutoMap: true,
				matchingFieldsLabels: {
					hint: 'A contact is recognized by its number, however it is written.',
				},
			},
		},
		columns,
	};
}

/** The changes of a contact that exists, in version 2. */
export const contactChanges: Field = {
	displayName: 'Fields to Update',
	name: 'fieldsToUpdate',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	description: 'New values of the contact; fields without a value stay as they are',
	displayOptions: since(2),
	typeOptions: {
		resourceMapper: {
			resourceMapperMethod: 'getContactColumnsToUpdate' satisfies MapperMethod,
			mode: 'add',
			valuesLabel: 'Values to Update',
			fieldWords: { singular: 'field', plural: 'fields' },
			addAllFields: true,
			multiKeyMatch: false,
			supportAutoMap: false,
		},
	},
	columns: contactColumns.known,
};

const MAP_EACH = { show: { mappingMode: ['defineBelow'], ...before(2).show } };

/** How input items are mapped to contacts in version 1: field by field, or by the names of their fields. */
const mappingInVersion1: Field[] = [
	{
		displayName: 'Mapping',
		name: 'mappingMode',
		type: 'options',
		noDataExpression: true,
		default: 'defineBelow',
		displayOptions: before(2),
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

/** How input items are mapped to contacts: column by column, or by the names of their fields. */
export const contactOfItem: Field[] = [
	...mappingInVersion1,
	contactMapper({
		columns: contactColumns.numbered.map((field) => (field.required ? inEachRow(field) : inRow(field))),
		method: 'getContactColumns',
		mode: 'upsert',
	}),
];

function inEachRow(field: Field): Field {
	return { ...field, ...(field.send && { send: { ...field.send, in: 'row' as const } }) };
}

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
