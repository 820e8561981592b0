import { courtesy } from '../../shared/description/courtesyFields';
import { body, defaultCountry, options } from '../../shared/description/fields';
import type { OwnFields } from '../../shared/description/ownFields';
import type { Field } from '../../shared/description/operation';
import { FIELD_TYPES, RESPONDED_AT } from '../waiting/question';

/** Output of the operations that wait for an answer. */
export const ANSWER_FIELDS: OwnFields = {
	data: {
		type: 'object',
		properties: {
			approved: { type: 'boolean', example: true },
			text: { type: 'string' },
			timedOut: { type: 'boolean' },
			[RESPONDED_AT]: { type: 'string', example: '2026-03-01T15:04:05.000Z' },
		},
	},
};

/**
 * The message with the link of a page.
 *
 * @param facts `maxLength`: most characters of a message with its link
 */
export function question({ maxLength, hint }: { maxLength: number; hint?: string }): Field {
	return {
		displayName: 'Message',
		name: 'message',
		type: 'string',
		typeOptions: { rows: 4 },
		placeholder: 'e.g. May we refund order 1042?',
		required: true,
		default: '',
		...(hint !== undefined && { hint }),
		description: `Text of the message. The node adds the link, about 200 characters; both have ${maxLength} at most.`,
		send: body('body', 'text', { maxLength }),
	};
}

/**
 * Fields of an operation that sends a message with the link of a page and waits for the answer. n8n's editor and its
 * human review step know the names of these parameters: `message`, `responseType`, `approvalOptions` and `options`.
 */
export const questionFields: Field[] = [
	{
		displayName: 'Response Type',
		name: 'responseType',
		type: 'options',
		options: [
			{ name: 'Approval', value: 'approval', description: 'The person presses a button' },
			{ name: 'Custom Form', value: 'customForm', description: 'The person fills in a few fields' },
			{ name: 'Free Text', value: 'freeText', description: 'The person writes a text' },
		],
		default: 'approval',
		description: 'What the page asks for. Opening the link decides nothing; a button does.',
	},
	{
		displayName: 'Form Fields',
		name: 'formFields',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Field',
		default: { values: [{ fieldLabel: '', fieldType: 'text' }] },
		displayOptions: { show: { responseType: ['customForm'] } },
		description: 'Fields of the page, in their order',
		options: [
			{
				displayName: 'Field',
				name: 'values',
				values: [
					{
						displayName: 'Label',
						name: 'fieldLabel',
						type: 'string',
						default: '',
						required: true,
						placeholder: 'e.g. Delivery date',
						description: 'Label on the page, and name of the answer in the output',
					},
					{
						displayName: 'Type',
						name: 'fieldType',
						type: 'options',
						options: Object.entries(FIELD_TYPES).map(([value, name]) => ({ name, value })),
						default: 'text',
						description: 'Kind of the answer',
					},
					{
						displayName: 'Choices',
						name: 'fieldOptions',
						type: 'string',
						default: '',
						placeholder: 'e.g. Yes, No, Later',
						displayOptions: { show: { fieldType: ['dropdown'] } },
						description: 'Choices of the list, separated by commas, or a list from an expression',
					},
					{
						displayName: 'Required',
						name: 'requiredField',
						type: 'boolean',
						default: false,
						description: 'Whether the person must fill in this field',
					},
				],
			},
		],
	},
	{
		displayName: 'Approval Options',
		name: 'approvalOptions',
		type: 'fixedCollection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { responseType: ['approval'] } },
		description: 'Buttons of the page',
		options: [
			{
				displayName: 'Values',
				name: 'values',
				values: [
					{
						displayName: 'Type of Approval',
						name: 'approvalType',
						type: 'options',
						options: [
							{ name: 'Approve and Decline', value: 'double' },
							{ name: 'Approve Only', value: 'single' },
						],
						default: 'double',
						description: 'Whether the page has one button or two',
					},
					{
						displayName: 'Approve Button Label',
						name: 'approveLabel',
						type: 'string',
						default: 'Approve',
						description: 'Words on the button that approves',
					},
					{
						displayName: 'Decline Button Label',
						name: 'disapproveLabel',
						type: 'string',
						default: 'Decline',
						displayOptions: { show: { approvalType: ['double'] } },
						description: 'Words on the button that declines',
					},
				],
			},
		],
	},
	options([
		defaultCountry,
		...courtesy('send'),
		{
			displayName: 'Limit Wait Time',
			name: 'limitWaitTime',
			type: 'fixedCollection',
			default: { values: { limitType: 'afterTimeInterval', resumeAmount: 45, resumeUnit: 'minutes' } },
			description:
				'How long to wait for the answer. The output then has timedOut, and an approval counts as not given.',
			options: [
				{
					displayName: 'Values',
					name: 'values',
					values: [
						{
							displayName: 'Limit Type',
							name: 'limitType',
							type: 'options',
							options: [
								{ name: 'After Time Interval', value: 'afterTimeInterval' },
								{ name: 'At Specified Time', value: 'atSpecifiedTime' },
							],
							default: 'afterTimeInterval',
							description: 'Whether to wait for some time, or until a date',
						},
						{
							displayName: 'Amount',
							name: 'resumeAmount',
							type: 'number',
							typeOptions: { minValue: 0, numberPrecision: 2 },
							default: 1,
							displayOptions: { show: { limitType: ['afterTimeInterval'] } },
							description: 'The time to wait',
						},
						{
							displayName: 'Unit',
							name: 'resumeUnit',
							type: 'options',
							options: [
								{ name: 'Days', value: 'days' },
								{ name: 'Hours', value: 'hours' },
								{ name: 'Minutes', value: 'minutes' },
							],
							default: 'hours',
							displayOptions: { show: { limitType: ['afterTimeInterval'] } },
							description: 'Unit of the amount',
						},
						{
							displayName: 'Max Date and Time',
							name: 'maxDateAndTime',
							type: 'dateTime',
							default: '',
							displayOptions: { show: { limitType: ['atSpecifiedTime'] } },
							description:
								'When to go on without an answer. A time without a zone is in that of the workflow.',
						},
					],
				},
			],
		},
		{
			displayName: 'Page Text',
			name: 'responseFormDescription',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			description: 'Text on the page, instead of the message',
		},
		{
			displayName: 'Page Title',
			name: 'responseFormTitle',
			type: 'string',
			default: '',
			placeholder: 'e.g. Order 1042',
			description: 'Heading of the page',
		},
		{
			displayName: 'Submit Button Label',
			name: 'responseFormButtonLabel',
			type: 'string',
			default: 'Submit',
			description: 'Words on the button of a free text and of a form',
		},
	]),
];
