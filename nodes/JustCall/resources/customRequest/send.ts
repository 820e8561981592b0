import { returnAllAndLimit } from '../../../shared/description/fields';
import { before, since } from '../../../shared/description/nodeVersion';
import type { Field, Operation } from '../../../shared/description/operation';

const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'];
/** Methods whose answer may be a list. v1 reads lists with POST (FACTS.md section 11). */
const OF_LISTS = ['GET', 'POST'];

/** Shows a field only while other fields of the panel have these values. */
function shownWith(field: Field, show: NonNullable<NonNullable<Field['displayOptions']>['show']>): Field {
	return { ...field, displayOptions: { show: { ...show, ...field.displayOptions?.show } } };
}

const path: Field = {
	displayName: 'Path',
	name: 'path',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. /v2.1/texts/tags',
	description:
		"Path of the endpoint with its version and IDs, as JustCall's API reference has it; without a query. It is sent to the Base URL of the credential and nowhere else.",
	displayOptions: before(2),
	send: { in: 'request', name: 'path', kind: 'endpoint' },
};

/**
 * The path in version 2. When a workflow is duplicated, n8n's editor replaces a parameter named `path` of a node with
 * webhooks by a new ID.
 */
const endpoint: Field = { ...path, name: 'endpoint', required: false, displayOptions: since(2) };

/** Keeps the path of a workflow in which version 2 still had it under the first name. */
const earlierPath: Field = {
	displayName: 'Path',
	name: 'path',
	type: 'hidden',
	default: '',
	displayOptions: since(2),
};

/** Send a request to any endpoint. */
export const send: Operation = {
	name: 'Send',
	value: 'send',
	action: 'Send custom API request',
	description:
		'Send a request to any endpoint of the JustCall API, also to those that have no operation here. With a method other than GET it may create, change or delete what the endpoint is for, which cannot be undone here.',
	method: 'GET',
	path: '',
	subject: 'The record or endpoint',
	answer: { kind: 'any' },
	anyEndpoint: true,
	fields: [
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			// The person who builds the tool decides whether it reads or writes, not a model.
			noDataExpression: true,
			options: METHODS.map((value) => ({ name: value, value })),
			default: 'GET',
			description: 'GET reads. The others may change the account, and are never sent again after a fault.',
			send: { in: 'request', name: 'method', kind: 'text' },
		},
		path,
		endpoint,
		earlierPath,
		{
			displayName: 'Send Query Parameters',
			name: 'sendQuery',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description: 'Whether to send query parameters, for example filters of a list',
		},
		{
			displayName: 'Specify Query Parameters',
			name: 'specifyQuery',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'Using Fields Below', value: 'keypair' },
				{ name: 'Using JSON', value: 'json' },
			],
			default: 'keypair',
			displayOptions: { show: { sendQuery: [true] } },
			description: 'How to give the names and values',
		},
		{
			displayName: 'Query Parameters',
			name: 'queryParameters',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add Parameter',
			default: {},
			displayOptions: { show: { sendQuery: [true], specifyQuery: ['keypair'] } },
			options: [
				{
					name: 'parameters',
					displayName: 'Parameter',
					values: [
						{
							displayName: 'Name',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'e.g. contact_number',
							description: 'Name as the API reference has it. One that comes twice is sent with both values.',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
							description:
								'Value, sent as it is: dates and telephone numbers in the form that the endpoint wants. An empty one is refused.',
						},
					],
				},
			],
			description: 'Names and values, sent as they are',
			send: { in: 'request', name: 'queryParameters', kind: 'parameters' },
		},
		{
			displayName: 'Query Parameters as JSON',
			name: 'jsonQuery',
			type: 'json',
			required: true,
			default: '',
			placeholder: 'e.g. { "contact_number": "14155550119", "order": "desc" }',
			displayOptions: { show: { sendQuery: [true], specifyQuery: ['json'] } },
			description:
				'Object of names and values, as text or from an expression. A list is sent as several values of its name.',
			send: { in: 'request', name: 'jsonQuery', kind: 'parameters' },
		},
		{
			displayName: 'Send Body',
			name: 'sendBody',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			displayOptions: { show: { method: METHODS.filter((method) => method !== 'GET') } },
			description: 'Whether to send a JSON body, which is an empty object otherwise',
		},
		{
			displayName: 'Body',
			name: 'jsonBody',
			type: 'json',
			required: true,
			default: '',
			placeholder: 'e.g. { "name": "Hot lead" }',
			displayOptions: {
				show: { sendBody: [true], method: METHODS.filter((method) => method !== 'GET') },
			},
			description: 'JSON object or list, as text or from an expression, sent as it is',
			send: { in: 'request', name: 'jsonBody', kind: 'json' },
		},
		{
			displayName: 'Pagination',
			name: 'paginate',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			displayOptions: { show: { method: OF_LISTS } },
			description:
				'Whether to read a list page by page, to its end or up to a limit, instead of sending one request. A query parameter per_page sets the size of the pages.',
		},
		...returnAllAndLimit().map((field) => shownWith(field, { method: OF_LISTS, paginate: [true] })),
	],
};
