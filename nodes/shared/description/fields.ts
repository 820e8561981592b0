import { COUNTRIES } from '../values/countries';
import { before, since } from './nodeVersion';
import type { Field, Send } from './operation';
import { ANY_TIME, CUSTOM, PERIODS } from '../values/period';
import type { Encoding } from '../values/encode';

/** Sends a field as a query parameter of JustCall's `name`. */
export function query(name: string, kind: Encoding, more: Partial<Send> = {}): Send {
	return { in: 'query', name, kind, ...more };
}

/** Sends a field in the JSON body under JustCall's `name`. */
export function body(name: string, kind: Encoding, more: Partial<Send> = {}): Send {
	return { in: 'body', name, kind, ...more };
}

/** Sends a field in each of the rows that a custom operation packs together. */
export function row(name: string, kind: Encoding, more: Partial<Send> = {}): Send {
	return { in: 'row', name, kind, ...more };
}

/** A field that is left out when it is empty, because not every record of a CRM has every value. */
export function optional(field: Field): Field {
	return { ...field, ...(field.send && { send: { ...field.send, isOptional: true } }) };
}

/** A field that is sent in each row of a custom operation instead of the body, unless it is empty. */
export function inRow(field: Field): Field {
	return optional({ ...field, ...(field.send && { send: { ...field.send, in: 'row' as const } }) });
}

/** A setting that the operation reads, and that is not sent. */
export function setting(name: string, kind: Encoding, more: Partial<Send> = {}): Send {
	return { in: 'setting', name, kind, ...more };
}

/**
 * The country of numbers without a country code. The first one that is set counts: this field, the credential,
 * the campaign.
 */
export const defaultCountry: Field = {
	displayName: 'Default Country',
	name: 'defaultCountry',
	type: 'options',
	options: [{ name: 'None, as the Credential Says', value: '' }, ...COUNTRIES],
	default: '',
	description:
		'Country of the numbers that come without a country code, instead of the one in the credential. An expression may give the country of each item: a two-letter code or an English name.',
	send: { in: 'country', name: 'defaultCountry', kind: 'country' },
};

/**
 * Whether JustCall drops a message that its receiver got within 24 hours: a choice in version 1 of the node, and
 * a switch since. n8n shows the definition of the node's version.
 *
 * @param what the message, for the description
 */
export function onceADay(what: 'text' | 'message'): Field[] {
	const named = { displayName: 'Once a Day Only', name: 'restrictOnce' };
	const send = body('restrict_once', 'yesNo', { takesBooleans: true });
	const drops = `JustCall drops the ${what} when the receiver got the same one within 24 hours, without telling`;
	return [
		{
			...named,
			type: 'options',
			options: [
				{ name: 'No', value: 'No' },
				{ name: 'Yes', value: 'Yes' },
			],
			default: 'Yes',
			displayOptions: before(2),
			description: `With Yes, ${drops}`,
			send,
		},
		{
			...named,
			type: 'boolean',
			default: true,
			displayOptions: since(2),
			description: `Whether ${drops}`,
			send,
		},
	];
}

/** Puts a field into the path in place of `{name}`. */
export function path(name: string): Send {
	return { in: 'path', name, kind: 'text' };
}

const LIMIT: Field = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	displayOptions: { show: { returnAll: [false] } },
	description: 'Max number of results to return',
};

/** Number of records that a list returns by default. */
export const DEFAULT_LIMIT = Number(LIMIT.default);

/** The two fields of every list: return everything, or up to a number. */
export function returnAllAndLimit(): Field[] {
	return [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
		},
		LIMIT,
	];
}

/** Sorts the fields of a collection by name, as n8n shows collections. */
export function sorted<Named extends { displayName: string }>(fields: readonly Named[]): Named[] {
	return [...fields].sort((a, b) => a.displayName.localeCompare(b.displayName, 'en'));
}

/** Name of the collection that {@link filters} makes. */
export const FILTERS = 'filters';

/** A collection of filters of a list. */
export function filters(fields: Field[]): Field {
	return {
		displayName: 'Filters',
		name: FILTERS,
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: sorted(fields),
	};
}

/** A collection of optional settings. */
export function options(fields: Field[]): Field {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: sorted(fields),
	};
}

/**
 * Option of a list with filters: a filter without a value is left out. Only for what reads: without a filter, a
 * removal would remove more.
 */
export const ignoreEmptyFilters: Field = {
	displayName: 'Ignore Empty Filters',
	name: 'ignoreEmptyFilters',
	type: 'boolean',
	default: true,
	description:
		'Whether to leave out a filter whose expression gives nothing, for example when an AI agent leaves it empty. A hint beside the output names the filters left out. Without this option an empty filter is an error.',
	send: setting('ignoreEmptyFilters', 'boolean'),
};

/** Description of a telephone number that is sent. */
export function numberOf(whose: 'contact' | 'receiver'): string {
	return `Number of the ${whose}, with country code or of the default country`;
}

/** Description of a telephone number that is often copied from a text. */
export function writtenNumberOf(whose: 'contact' | 'receiver'): string {
	return `${numberOf(whose)}; spaces and dashes do not matter`;
}

/** The person who gets a message. */
export const receiver: Field = {
	displayName: 'To',
	name: 'contactNumber',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. +1 415 555 0119',
	description: writtenNumberOf('receiver'),
	send: body('contact_number', 'e164'),
};

/** Description of a list of telephone numbers that is sent. */
export const SEVERAL_NUMBERS =
	'Numbers with country code or of the default country, separated by commas, or a list from an expression';

/** Description of the ID after which JustCall begins a list; `what` names the records. */
export function lastFetched(what: string): string {
	return `ID of the last ${what} fetched before; JustCall goes on from there`;
}

const WHOLE_DAY = "Without a time: the whole day in the account's zone.";

/** Hides a filter's From and To while 'Period' sets the days. They are also shown when 'Period' was not added. */
export const UNLESS_PERIOD: Field['displayOptions'] = {
	hide: { period: PERIODS.flatMap(({ value }) => (value === CUSTOM ? [] : [value])) },
};

/** Filter of a list by a period counted from the day of the run; `what` names the records in the description. */
export function period(what: string): Field {
	return {
		displayName: 'Period',
		name: 'period',
		type: 'options',
		options: PERIODS,
		default: 'yesterday',
		description: `Only ${what} of these days, instead of From and To. Days are those of the account's time zone, and a week begins on Monday.`,
		send: setting('period', 'text'),
	};
}

/** The period of an operation that needs days; {@link WITH_CUSTOM} shows the fields for them. */
export function requiredPeriod(): Field {
	return {
		displayName: 'Period',
		name: 'period',
		type: 'options',
		options: PERIODS.filter(({ value }) => value !== ANY_TIME).map((choice) =>
			// This panel always has both day fields, and needs both.
			choice.value === CUSTOM ? { ...choice, description: 'The days of the two fields below' } : choice,
		),
		default: CUSTOM,
		description: "Days of the figures, by the account's time zone. A week begins on Monday.",
		send: setting('period', 'text'),
	};
}

/** Shows a day field when the period is Custom. */
export const WITH_CUSTOM: Field['displayOptions'] = { show: { period: [CUSTOM] } };

/**
 * How far the history of calls, texts and reports reaches back (FACTS.md section 2). Lists of them also say so
 * in {@link Operation.keepsThreeMonths}.
 */
export const THREE_MONTHS = 'JustCall keeps three months.';

/**
 * Filter of a list: the earliest moment. `what` names the records in the description.
 *
 * @param surprise a sentence on anything unexpected in these records' history
 */
export function fromMoment(what: string, surprise?: string): Field {
	return {
		displayName: 'From',
		name: 'fromDatetime',
		type: 'dateTime',
		default: '',
		description: `Only ${what} from this moment on. Converted to the account's time zone; a bare day means its first second.`,
		hint: [WHOLE_DAY, surprise].filter(Boolean).join(' '),
		displayOptions: UNLESS_PERIOD,
		send: query('from_datetime', 'from'),
	};
}

/** Filter of a list: the latest moment, see {@link fromMoment}. */
export function toMoment(what: string): Field {
	return {
		displayName: 'To',
		name: 'toDatetime',
		type: 'dateTime',
		default: '',
		description: `Only ${what} up to this moment. Converted to the account's time zone; a bare day means its last second, as midnight from the date picker does.`,
		hint: WHOLE_DAY,
		displayOptions: UNLESS_PERIOD,
		send: query('to_datetime', 'to'),
	};
}

const DIRECTIONS = {
	age: [
		{ name: 'Newest First', value: 'desc' },
		{ name: 'Oldest First', value: 'asc' },
	],
	id: [
		{ name: 'Highest ID First', value: 'desc' },
		{ name: 'Lowest ID First', value: 'asc' },
	],
};

/** Direction of a list whose endpoint takes it in lower case. */
export function order(by: 'age' | 'id', what: string): Field {
	return {
		displayName: 'Order',
		name: 'order',
		type: 'options',
		options: DIRECTIONS[by],
		default: 'desc',
		description: `Which ${what} come first`,
		send: query('order', 'text'),
	};
}

/** Field to sort by, for endpoints that offer a choice. */
export function sortBy(): Field {
	return {
		displayName: 'Sort By',
		name: 'sort',
		type: 'options',
		options: [
			{ name: 'Date and Time', value: 'datetime' },
			{ name: 'ID', value: 'id' },
		],
		default: 'id',
		description: 'Field that the order applies to',
		send: query('sort', 'text'),
	};
}

/** Name of the collection that {@link updateFields} makes, for {@link Operation.needsOneOf}. */
export const UPDATE_FIELDS = { parameter: 'updateFields', label: 'Update Fields' };

/** A collection of fields that a write may change. */
export function updateFields(fields: Field[]): Field {
	return {
		displayName: 'Update Fields',
		name: 'updateFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: sorted(fields),
	};
}

/** A collection of optional fields of a write. */
export function additionalFields(fields: Field[]): Field {
	return {
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: sorted(fields),
	};
}

/** Facts about a field that chooses from a list; `List` is the union of the lists' names. */
interface LocatorFacts<List extends string> {
	displayName: string;
	name: string;
	description: string;
	/** Name of the search method; see listSearch. */
	searchListMethod: List;
	/** Name of the other mode; "By ID" by default. */
	otherWay?: { displayName: string; name: string };
	placeholder: string;
	/** Pattern of a typed value, and the message when it does not match. */
	pattern: string;
	patternMessage: string;
	/** Left out for a field inside a row, because the row is sent as a whole. */
	send?: Send;
	required?: true;
}

/** A record with a numeric id, chosen from a searchable list or given by that id. */
export function idLocator<List extends string>(
	facts: Omit<LocatorFacts<List>, 'pattern' | 'patternMessage' | 'otherWay'>,
): Field {
	return locator({
		...facts,
		pattern: '^\\s*\\d+\\s*$',
		patternMessage: `The ID has only digits, ${facts.placeholder.replace('e.g.', 'for example')}`,
	});
}

/** n8n's editor labels a mode of this name "By ID", whatever its displayName is. */
const BY_ID = { displayName: 'By ID', name: 'id' };

/** A record that is chosen from a searchable list, or typed. */
export function locator<List extends string>({
	searchListMethod,
	otherWay = BY_ID,
	placeholder,
	pattern,
	patternMessage,
	...field
}: LocatorFacts<List>): Field {
	return {
		...field,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose...',
				typeOptions: { searchListMethod, searchable: true },
			},
			{
				...otherWay,
				type: 'string',
				placeholder,
				validation: [{ type: 'regex', properties: { regex: pattern, errorMessage: patternMessage } }],
			},
		],
	};
}
