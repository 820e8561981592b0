import { COUNTRIES } from '../values/countries';
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

/** The same field, left out where it is empty: records of a CRM do not all have every value. */
export function optional(field: Field): Field {
	return { ...field, ...(field.send && { send: { ...field.send, isOptional: true } }) };
}

/** The same field, sent in each of the rows of a custom operation instead of the body, where it is not empty. */
export function inRow(field: Field): Field {
	return optional({ ...field, ...(field.send && { send: { ...field.send, in: 'row' as const } }) });
}

/** Tells the operation how to go about it, and is not sent under its name. */
export function setting(name: string, kind: Encoding, more: Partial<Send> = {}): Send {
	return { in: 'setting', name, kind, ...more };
}

/** Whose numbers come without a country code; the first that is set of this, the credential, and a campaign counts. */
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

/** Puts a field into the path where it says `{name}`. */
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

/** Records that a list gives unless the panel says otherwise. */
export const DEFAULT_LIMIT = Number(LIMIT.default);

/** The pair that every list has: everything, or up to a number. */
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

/** The fields of a collection in the order of their names, as n8n shows collections. */
export function sorted<Named extends { displayName: string }>(fields: readonly Named[]): Named[] {
	return [...fields].sort((a, b) => a.displayName.localeCompare(b.displayName, 'en'));
}

/** A collection that narrows a list. */
export function filters(fields: Field[]): Field {
	return {
		displayName: 'Filters',
		name: 'filters',
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

/** Description of a telephone number that is sent. */
export function numberOf(whose: 'contact' | 'receiver'): string {
	return `Number of the ${whose}, with country code or of the default country`;
}

/** The same where it is often copied from a text. */
export function writtenNumberOf(whose: 'contact' | 'receiver'): string {
	return `${numberOf(whose)}; spaces and dashes do not matter`;
}

/** Description of a list of telephone numbers that is sent. */
export const SEVERAL_NUMBERS =
	'Numbers with country code or of the default country, separated by commas, or a list from an expression';

/** Description of the ID after which JustCall begins a list of records named `what`. */
export function lastFetched(what: string): string {
	return `ID of the last ${what} fetched before; JustCall goes on from there`;
}

const WHOLE_DAY = "Without a time: the whole day in the account's zone.";

/** Shows a filter's From and To while nothing else says which days: a list has them without 'Period' too. */
export const UNLESS_PERIOD: Field['displayOptions'] = {
	hide: { period: PERIODS.flatMap(({ value }) => (value === CUSTOM ? [] : [value])) },
};

/** Filter of a list: days that are counted from the day of the run, of records named `what` in the description. */
export function period(what: string): Field {
	return {
		displayName: 'Period',
		name: 'period',
		type: 'options',
		options: PERIODS,
		default: 'today',
		description: `Only ${what} of these days, instead of From and To. Days are those of the account's time zone, and a week begins on Monday.`,
		send: setting('period', 'text'),
	};
}

/** The same where days must be given; {@link WITH_CUSTOM} shows the fields that say which. */
export function requiredPeriod(): Field {
	return {
		displayName: 'Period',
		name: 'period',
		type: 'options',
		options: PERIODS.filter(({ value }) => value !== ANY_TIME).map((choice) =>
			// Here both days are in the panel, and needed.
			choice.value === CUSTOM ? { ...choice, description: 'The days of the two fields below' } : choice,
		),
		default: CUSTOM,
		description: "Days of the figures, by the account's time zone. A week begins on Monday.",
		send: setting('period', 'text'),
	};
}

/** Shows a field with the period that it belongs to. */
export const WITH_CUSTOM: Field['displayOptions'] = { show: { period: [CUSTOM] } };

/** How far the history of calls, texts and reports reaches back (FACTS.md section 2). */
export const THREE_MONTHS = 'JustCall keeps three months.';

/**
 * Filter of a list: the earliest moment, of records named `what` in the description.
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

/** Field that the order applies to, where an endpoint offers the choice. */
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

/** The collection that {@link updateFields} makes, for {@link Operation.needsOneOf}. */
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

/** Facts that a list to choose from needs; `List` is the union of the lists' names. */
interface LocatorFacts<List extends string> {
	displayName: string;
	name: string;
	description: string;
	/** Name of the search method, see listSearch. */
	searchListMethod: List;
	/** The other way of choosing: "By ID" unless told. */
	otherWay?: { displayName: string; name: string };
	placeholder: string;
	/** Pattern of a typed value, and the message when it does not match. */
	pattern: string;
	patternMessage: string;
	/** Left out for a field inside a row, which is sent with its row. */
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

/** n8n's editor calls a mode of this name "By ID", whatever its displayName says. */
const BY_ID = { displayName: 'By ID', name: 'id' };

/** A record chosen from a searchable list, or typed. */
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
