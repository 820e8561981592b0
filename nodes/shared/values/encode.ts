import type { IDataObject } from 'n8n-workflow';

import { toEndpoint, toJson, toParameters } from './anyValues';
import { toCountry } from './countries';
import { toAccountTime, toDate, toDay, toTimeOfDay, toZone, type TimeZones } from './dates';
import { isEmpty } from './emptyValue';
import { isObject } from './isObject';
import { locatorValue } from './locatorValue';
import { ParameterError, quote, UNREADABLE } from './parameterError';
import { checkId } from './path';
import { needsCountry, readNumber, toE164, toOwnNumber, type Problem } from './phoneNumber';

/**
 * How a value is sent to JustCall (FACTS.md sections 4 and 5): `text` any text, may be empty in a body · `id` a
 * text that can be an ID · `integer` and `number` also accept text · `boolean` true or false · `yesNo` the same as Yes
 * or No · `from` / `to` a
 * moment, sent as account time · `moment` the same for a single point in time · `day` and `time` a day and a
 * time of day by the clocks of the `zone` beside them, an IANA zone · `date` a day that is the same everywhere,
 * such as a birthday · `fromDay` / `toDay` the first and the last of several days · `digits` a telephone number
 * without "+" · `e164` a telephone number with "+" · `country` a country, as ISO 3166-1 alpha-2 · `list` one or
 * several texts, as array, as JSON text of one, or as text with a comma or a line break between them ·
 * `integers`, `numbers` the same for whole numbers and for telephone numbers (telephone numbers that cannot be
 * used are left out and named) · `csv` several texts, sent as comma-separated text · `positions` several texts
 * whose positions count · `records` a list of objects · `endpoint` a path of the API · `parameters` names and
 * values of a query · `json` an object or a list, sent as it is
 */
export type Encoding =
	| 'text'
	| 'id'
	| 'integer'
	| 'number'
	| 'boolean'
	| 'yesNo'
	| 'from'
	| 'to'
	| 'moment'
	| 'day'
	| 'date'
	| 'fromDay'
	| 'toDay'
	| 'time'
	| 'zone'
	| 'digits'
	| 'e164'
	| 'country'
	| 'list'
	| 'positions'
	| 'integers'
	| 'numbers'
	| 'csv'
	| 'records'
	| 'endpoint'
	| 'parameters'
	| 'json';

/** Facts about a field that is sent: its name in the panel and how it is encoded. */
export interface EncodedField {
	label: string;
	kind: Encoding;
	/** Whether an empty text is a value (it clears notes) instead of a forgotten value. */
	mayBeEmpty?: boolean;
	/** Whether an empty value is left out, for fields that not every record has. */
	isOptional?: boolean;
	/** Smallest and largest number that JustCall takes, and the step. */
	range?: { min: number; max: number; step: number };
	/** For `text` and `list`: the values that the panel offers, which are those that JustCall accepts. */
	choices?: readonly string[];
	/** For `id`: an example. */
	example?: string;
	/** For `text`: whether true and false are values. If not, `false` counts as a CRM's empty value. */
	takesBooleans?: boolean;
	/** Fewest characters that JustCall takes. */
	minLength?: number;
	/** Most characters that JustCall takes. */
	maxLength?: number;
	/** For `boolean`: refuse every value except true, with this cause and fix. */
	mustBeTrue?: string;
	/** For numbers: it is a number of the account, which may be a short code. */
	isOwn?: boolean;
	/** The value is not sent by itself, but as text in an entry `{ id, value }` of the list of this name. */
	entryOf?: { list: string; id: number };
	/** For `records`: how the values of each object are sent, by JustCall's name. */
	each?: Readonly<Record<string, EncodedField>>;
}

/** Settings for reading values. */
export interface EncodeContext {
	/** Zones, needed only for dates and therefore read only when needed. */
	zones: () => Promise<TimeZones>;
	/** Country of numbers without a country code, ISO 3166-1 alpha-2; `undefined` for none. */
	defaultCountry?: string | undefined;
	/** Called with each number of a list that is left out. */
	onRefused?: (refused: RefusedNumber) => void;
}

/** A number of a list that cannot be used, with the reason. */
export interface RefusedNumber extends IDataObject {
	number: string;
	reason: string;
}

/**
 * Converts all values that an operation sends to JustCall's forms, or refuses them.
 *
 * An empty value is refused, not dropped, unless its field says otherwise. If it were dropped, a filter whose
 * expression gave nothing would silently return all records.
 *
 * @param values by JustCall's field name, as n8n resolved them
 * @param fields by JustCall's field name; values without a field are left out
 * @throws ParameterError naming the parameter
 */
export async function encodeValues(
	values: IDataObject,
	fields: ReadonlyMap<string, EncodedField>,
	context: EncodeContext,
): Promise<IDataObject> {
	const encoded: IDataObject = {};
	const clocks = async () => await clocksOf(values, fields, context.zones);
	const edges: Partial<Record<Encoding, Edge>> = {};
	for (const [name, value] of Object.entries(values)) {
		const field = fields.get(name);
		if (!field || (field.isOptional && saysNothing(value, field))) continue;
		const encode = await encoderOf(field.kind, clocks, context);
		if (saysNothing(value, field) && !(field.mayBeEmpty && value === '')) throw emptyError(field.label);
		const sent = saysNothing(value, field) ? '' : encode(value, field);
		if (field.isOptional && saysNothing(sent, field)) continue;
		if (field.entryOf) {
			const { list, id } = field.entryOf;
			// A number is sent as it was written: JustCall stores text, and 12.50 would differ from 12.5 in each sync.
			const text = String(field.kind === 'number' ? value : sent).trim();
			encoded[list] = [...((encoded[list] as IDataObject[] | undefined) ?? []), { id, value: text }];
			continue;
		}
		encoded[name] = sent;
		edges[field.kind] = { label: field.label, value: String(encoded[name]) };
	}
	checkOrder(edges.from, edges.to);
	checkOrder(edges.fromDay, edges.toDay);
	return encoded;
}

/** Whether any of the fields is a telephone number, or may contain some. */
export function haveNumbers(fields: ReadonlyMap<string, EncodedField>): boolean {
	return [...fields.values()].some(({ kind, each }) => {
		return NUMBERS.has(kind) || Object.values(each ?? {}).some((field) => NUMBERS.has(field.kind));
	});
}

const NUMBERS: ReadonlySet<Encoding> = new Set(['digits', 'e164', 'numbers']);

/** Whether any of the values is a telephone number that needs a default country. */
export function needDefaultCountry(values: IDataObject, fields: ReadonlyMap<string, EncodedField>): boolean {
	return Object.entries(values).some(([name, value]) => {
		switch (fields.get(name)?.kind) {
			case 'digits':
			case 'e164':
				return needsCountry(value);
			case 'numbers':
				return partsIn(value).some(needsCountry);
			default:
				return false;
		}
	});
}

/** The zones for reading dates: those of workflow and account, or the one that is sent along (FACTS.md section 4). */
async function clocksOf(
	values: IDataObject,
	fields: ReadonlyMap<string, EncodedField>,
	zones: () => Promise<TimeZones>,
): Promise<TimeZones> {
	for (const [name, value] of Object.entries(values)) {
		const field = fields.get(name);
		if (field?.kind !== 'zone') continue;
		const there = toZone(value, field.label);
		return { workflow: there, account: there };
	}
	return await zones();
}

/** One end of a span in the form that is sent. Sorting these texts sorts their times. */
interface Edge {
	label: string;
	value: string;
}

function checkOrder(from: Edge | undefined, to: Edge | undefined): void {
	if (!from || !to || from.value <= to.value) return;
	throw new ParameterError(
		`'${from.label}' (${from.value}) is later than '${to.label}' (${to.value})`,
		'Swap the two dates, or remove one of them. Times are shown in the zone of the JustCall account.',
	);
}

/** Encodes one value by its kind. The value is not empty. */
type Encoder =
	| {
			/** A text, a number or a boolean. Lists and objects are refused before. */
			takes: 'single';
			encode: (value: unknown, field: EncodedField, context: EncodeContext) => IDataObject[string];
	  }
	| {
			/** Any value that the expression gives. The encoder checks it. */
			takes: 'any';
			encode: (value: unknown, field: EncodedField, context: EncodeContext) => IDataObject[string];
	  }
	| {
			/** A date or a time, read in the zones of workflow and account. */
			takes: 'time';
			encode: (value: unknown, field: EncodedField, zones: TimeZones) => IDataObject[string];
	  };

const TEXT: Encoder & { takes: 'single' } = { takes: 'single', encode: toText };

const DAY: Encoder = { takes: 'time', encode: (value, { label }, zones) => toDay(value, label, zones) };

const NUMBER: Encoder = { takes: 'single', encode: toNumber };

/** The encoder of each kind. A kind without an entry does not compile. */
const ENCODERS: Readonly<Record<Encoding, Encoder>> = {
	text: TEXT,
	id: { takes: 'single', encode: (value, { label, example }) => checkId(value, label, example) },
	integer: NUMBER,
	number: NUMBER,
	boolean: { takes: 'single', encode: toBoolean },
	yesNo: { takes: 'single', encode: (value, field) => (toBoolean(value, field) ? 'Yes' : 'No') },
	from: { takes: 'time', encode: (value, { label }, zones) => toAccountTime(value, 'from', label, zones) },
	to: { takes: 'time', encode: (value, { label }, zones) => toAccountTime(value, 'to', label, zones) },
	moment: { takes: 'time', encode: (value, { label }, zones) => toAccountTime(value, 'from', label, zones) },
	day: DAY,
	date: { takes: 'any', encode: (value, { label }) => toDate(value, label) },
	fromDay: DAY,
	toDay: DAY,
	time: { takes: 'time', encode: (value, { label }, zones) => toTimeOfDay(value, label, zones) },
	zone: { takes: 'single', encode: (value, { label }) => toZone(value, label) },
	digits: { takes: 'single', encode: (...given) => toPhoneNumber(...given).replace('+', '') },
	e164: { takes: 'single', encode: toPhoneNumber },
	country: { takes: 'single', encode: (value, { label }) => toCountry(value, label) },
	list: {
		takes: 'any',
		encode: (value, field) => [...new Set(toList(value, field.label).map((part) => toText(part, field)))],
	},
	positions: { takes: 'any', encode: (value, { label }) => toPositions(value, label) },
	integers: {
		takes: 'any',
		encode: (value, field) =>
			toList(value, field.label).map((part) => toNumber(part, { ...field, kind: 'integer' })),
	},
	numbers: {
		takes: 'any',
		encode: (value, { label }, context) => toNumbers(toList(value, label), label, context),
	},
	csv: { takes: 'any', encode: toCsv },
	records: { takes: 'any', encode: toRecords },
	endpoint: { takes: 'any', encode: (value, { label }) => toEndpoint(value, label) },
	parameters: { takes: 'any', encode: (value, { label }) => toQuery(value, label) },
	json: { takes: 'any', encode: (value, { label }) => toJson(value, label) },
};

/** The encoder of a kind with the settings that it needs. Only dates and times read the zones. */
async function encoderOf(
	kind: Encoding,
	clocks: () => Promise<TimeZones>,
	context: EncodeContext,
): Promise<(value: unknown, field: EncodedField) => IDataObject[string]> {
	const encoder = ENCODERS[kind];
	switch (encoder.takes) {
		case 'single':
			return (value, field) => encodeSingle(value, field, encoder, context);
		case 'any':
			return (value, field) => encoder.encode(value, field, context);
		case 'time': {
			const zones = await clocks();
			return (value, field) => encoder.encode(value, field, zones);
		}
	}
}

function emptyError(label: string): ParameterError {
	return new ParameterError(
		`'${label}' is empty`,
		`Give '${label}' a value, or remove it from the node. If it holds an expression, check that the expression finds something.`,
	);
}

/** Whether a value counts as empty for this field. */
function saysNothing(value: unknown, { kind, takesBooleans }: EncodedField): boolean {
	return isEmpty(value) && !(value === false && (kind === 'boolean' || takesBooleans));
}

/**
 * Whether a value gives nothing to this field: it is empty, or a list, also as text, of which every entry is
 * empty.
 */
export function givesNothing(value: unknown, field: EncodedField): boolean {
	if (saysNothing(value, field)) return true;
	return SEVERAL.has(field.kind) && partsIn(value).every(isEmpty);
}

const SEVERAL: ReadonlySet<Encoding> = new Set(['list', 'integers', 'numbers', 'csv']);

function encodeSingle(
	value: unknown,
	field: EncodedField,
	{ encode }: Encoder & { takes: 'single' },
	context: EncodeContext,
): IDataObject[string] {
	const { label } = field;
	if (typeof value === 'object') {
		throw new ParameterError(
			`'${label}' takes one value, not ${Array.isArray(value) ? 'a list' : 'an object'}`,
			oneValueHint(label),
		);
	}
	return encode(value, field, context);
}

function toPhoneNumber(
	value: unknown,
	{ label, isOwn }: EncodedField,
	{ defaultCountry }: EncodeContext,
): string {
	return (isOwn ? toOwnNumber : toE164)(value, label, defaultCountry);
}

function toText(value: unknown, field: EncodedField): string {
	const { label, minLength = 0, maxLength = Infinity, choices, takesBooleans } = field;
	if (!isWritable(value) && !(typeof value === 'boolean' && takesBooleans)) {
		throw new ParameterError(`'${label}' is not text: ${quote(value)}`, oneValueHint(label));
	}
	const text = String(value);
	if (text.includes(UNREADABLE)) {
		throw new ParameterError(
			`'${label}' holds "${UNREADABLE}": an expression in it gives an object where a text belongs`,
			`Let the expression in '${label}' name a field of that object, for example {{ $json.contact.name }}.`,
		);
	}
	if (choices) return choiceOf(text, label, choices);
	if (HALF.test(text)) {
		throw new ParameterError(
			`'${label}' holds half of a character: ${quote(value)}`,
			`It was cut within an emoji. Cut it by characters, for example with {{ [...$json.text].slice(0, 15).join('') }}.`,
		);
	}
	if ([...text].length < minLength) {
		throw new ParameterError(
			`'${label}' is too short: ${quote(value)}`,
			`JustCall takes ${minLength} characters at least.`,
		);
	}
	if (text.length > maxLength) {
		throw new ParameterError(
			`'${label}' is too long: ${text.length} characters`,
			`JustCall takes ${maxLength} characters at most. Shorten it.`,
		);
	}
	return text;
}

// Half of a surrogate pair cannot be part of a URL, and not every program can read it in a body.
const HALF = /\p{Cs}/u;

/** A text, or a number that still has all of its digits. */
function isWritable(value: unknown): value is string | number {
	if (typeof value !== 'number') return typeof value === 'string';
	return Number.isFinite(value) && (Number.isSafeInteger(value) || !Number.isInteger(value));
}

/** The matching value of those that JustCall accepts, in upper or lower case. */
function choiceOf(given: string, label: string, choices: readonly string[]): string {
	const text = given.trim();
	const found =
		choices.find((choice) => choice === text) ??
		choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
	if (found !== undefined) return found;
	throw new ParameterError(
		`'${label}' cannot be ${quote(given)}`,
		`Choose from the list, or let the expression give one of: ${choices.join(', ')}.`,
	);
}

/** Query parameters by name, with their values as texts; a name with several values has a list. */
function toQuery(value: unknown, label: string): IDataObject {
	const query = [...toParameters(value, label)].map(([name, values]) => {
		const field: EncodedField = { label: `${label} > ${name}`, kind: 'text', takesBooleans: true };
		const texts = values.map((one) => {
			if (saysNothing(one, field)) throw emptyError(field.label);
			return toText(one, field);
		});
		return [name, texts.length === 1 ? texts[0] : texts] as const;
	});
	if (query.length === 0) throw emptyError(label);
	return Object.fromEntries(query);
}

/** The rows of a fixed collection (`{ name: [...] }`), an array of objects, or either as JSON text. */
function toRecords(
	value: unknown,
	{ label, each = {}, isOptional }: EncodedField,
	context: EncodeContext,
): IDataObject[] {
	const rows = rowsIn(value);
	if (!rows?.every(isObject)) {
		throw new ParameterError(
			`'${label}' is not a list of entries: ${quote(value)}`,
			`Add entries in the panel, or let an expression return a list of objects with ${Object.keys(each).join(', ')}.`,
		);
	}
	const records = rows.flatMap((row) => toRecord(row, label, each, isOptional, context));
	if (records.length === 0 && !isOptional) throw emptyError(label);
	return records;
}

/** One object of several; `undefined` when it is incomplete and may be left out. */
function toRecord(
	row: Record<string, unknown>,
	label: string,
	each: Readonly<Record<string, EncodedField>>,
	mayBeLeftOut: boolean | undefined,
	context: EncodeContext,
): IDataObject[] {
	const record: IDataObject = {};
	for (const [name, field] of Object.entries(each)) {
		const value = locatorValue(row[name]);
		if (!saysNothing(value, field))
			record[name] = encodeInRecord(value, { ...field, label: `${label} > ${field.label}` }, context);
		else if (field.mayBeEmpty) record[name] = '';
		else if (!field.isOptional && mayBeLeftOut) return [];
		else if (!field.isOptional) throw emptyError(`${label} > ${field.label}`);
	}
	return [record];
}

/** A record's values are single values: text that other kinds would split stays one text. */
function encodeInRecord(value: unknown, field: EncodedField, context: EncodeContext): IDataObject[string] {
	const encoder = ENCODERS[field.kind];
	return encodeSingle(value, field, encoder.takes === 'single' ? encoder : TEXT, context);
}

function rowsIn(value: unknown): unknown[] | undefined {
	if (Array.isArray(value)) return value;
	if (typeof value === 'string') return rowsIn(parsed(value));
	if (typeof value !== 'object' || value === null) return undefined;
	const [rows, ...more] = Object.values(value);
	return more.length === 0 && Array.isArray(rows) ? rows : undefined;
}

function parsed(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'string' ? undefined : value;
	} catch {
		return undefined;
	}
}

/** One or several texts: an array, its JSON text, or a text with commas or line breaks between them. */
function toList(value: unknown, label: string): string[] {
	const list = partsOf(value, label).map((part) => {
		if (isPart(part)) return String(part).trim();
		throw new ParameterError(
			`'${label}' has an entry that is not text: ${quote(value)}`,
			`If '${label}' holds an expression, let each entry be a text or a number.`,
		);
	});
	if (list.length > 0) return [...new Set(list)];
	throw new ParameterError(
		`'${label}' is empty`,
		`Give '${label}' at least one value, or remove it from the node.`,
	);
}

function isPart(part: unknown): boolean {
	return isWritable(part) && String(part).trim() !== '';
}

/** The entries of a list, not yet checked. Empty entries of a text are left out. */
function partsOf(value: unknown, label: string): unknown[] {
	if (typeof value === 'string' && !arrayIn(value) && looksLikeJson(value.trim())) {
		throw new ParameterError(
			`'${label}' is not a list that can be read: ${quote(value)}`,
			'Separate the values by commas, or give a list as JSON, for example ["1001", "1002"].',
		);
	}
	return partsIn(value);
}

/** Whether a text looks like JSON but is not, or is not a list. Its brackets would be sent as part of the values. */
function looksLikeJson(text: string): boolean {
	return /^\[.*\]$|^\{.*\}$|^\[\s*["']/s.test(text);
}

function partsIn(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	if (typeof value !== 'string') return [value];
	return arrayIn(value) ?? value.split(/[,\r\n]/).filter((part) => part.trim() !== '');
}

/** The array that a text contains as JSON. AI agents write it with brackets, spreadsheets without. */
function arrayIn(text: string): unknown[] | undefined {
	const trimmed = text.trim();
	const found = parsed(trimmed.startsWith('"') ? `[${trimmed}]` : trimmed);
	return Array.isArray(found) ? found : undefined;
}

/** Several texts as one text with commas. */
function toCsv(value: unknown, field: EncodedField): string {
	const texts = toList(value, field.label).map((part) => toText(part, field));
	const divided = texts.find((text) => text.includes(','));
	if (divided === undefined) return texts.join(',');
	throw new ParameterError(
		`'${field.label}' has an entry with a comma: ${quote(divided)}`,
		'JustCall divides the entries at commas. Leave the comma out, or write it as %2C in an address.',
	);
}

/**
 * A number that cannot be read is left out, and the others are sent, unless none can be read. It is not sent
 * for JustCall to check, because JustCall could take digits in it for another person's number.
 */
function toNumbers(
	parts: readonly string[],
	label: string,
	{ defaultCountry, onRefused }: EncodeContext,
): string[] {
	const numbers = parts.flatMap((part) => {
		const reading = readNumber(part, defaultCountry);
		if ('e164' in reading) return [reading.e164.slice(1)];
		onRefused?.({ number: part, reason: sentenceOf(reading) });
		return [];
	});
	if (numbers.length === 0) toE164(parts[0], label, defaultCountry);
	return [...new Set(numbers)];
}

function sentenceOf({ problem, hint }: Problem): string {
	return `It ${problem}. ${hint}`;
}

/** A list whose entries are identified by their position. None is dropped, and an entry may come twice. */
function toPositions(value: unknown, label: string): string[] {
	partsOf(value, label);
	return placesIn(value).map((part, place) => {
		if (isPart(part)) return toText(String(part).trim(), { label, kind: 'text' });
		throw new ParameterError(
			`'${label}' has nothing in place ${place + 1}: ${quote(value)}`,
			'Every place needs a text or a number, as the next ones would move into it.',
		);
	});
}

/** One entry for each line if there are several lines. A comma then belongs to the text. */
function placesIn(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	if (typeof value !== 'string') return [value];
	const lines = value.trim().split(/\r?\n/);
	return (
		arrayIn(value) ?? (lines.length > 1 ? lines.map((line) => line.replace(/,\s*$/, '')) : value.split(','))
	);
}

/**
 * Reads a switch of the panel. Its expression may give text or a number.
 *
 * @param label the parameter's name in the panel, for messages
 * @throws ParameterError when it is neither true nor false, including when it is empty
 */
export function toSwitch(value: unknown, label: string): boolean {
	const field: EncodedField = { label, kind: 'boolean' };
	if (saysNothing(value, field)) throw emptyError(label);
	return toBoolean(value, field);
}

function toBoolean(value: unknown, { label, mustBeTrue }: EncodedField): boolean {
	const text = typeof value === 'object' ? '' : String(value).trim().toLowerCase();
	const isTrue = ['true', '1', 'yes', 'on'].includes(text);
	if (!isTrue && !['false', '0', 'no', 'off'].includes(text)) {
		throw new ParameterError(
			`'${label}' is neither true nor false: ${quote(value)}`,
			`Set '${label}' to true or false.`,
		);
	}
	if (!isTrue && mustBeTrue) throw new ParameterError(`'${label}' is not switched on`, mustBeTrue);
	return isTrue;
}

function toNumber(value: unknown, { label, kind, range }: EncodedField): number {
	const text = String(value).trim();
	const number = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
	if (!Number.isFinite(number) || (kind === 'integer' && !Number.isSafeInteger(number))) {
		throw new ParameterError(
			`'${label}' is not ${kind === 'integer' ? 'a whole number' : 'a number'}: ${quote(value)}`,
			`Give '${label}' as digits, for example ${kind === 'integer' ? '143871' : '4.5'}.`,
		);
	}
	if (
		range &&
		(number < range.min || number > range.max || !Number.isInteger((number - range.min) / range.step))
	) {
		throw new ParameterError(
			`'${label}' cannot be ${text}`,
			`Give a number from ${range.min} to ${range.max}, in steps of ${range.step}.`,
		);
	}
	return number;
}

function oneValueHint(label: string): string {
	return `If '${label}' holds an expression, let it return a single text or number.`;
}
