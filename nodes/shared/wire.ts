import type { IDataObject } from 'n8n-workflow';

import { toCountry } from './countries';
import { toAccountTime, toDate, toDay, toTimeOfDay, toZone, type Zones } from './dates';
import { locatorValue } from './locatorValue';
import { ParameterError, quote } from './parameterError';
import { needsCountry, readNumber, toE164, toOwnNumber, type Problem } from './phoneNumber';

/**
 * How a value travels to JustCall (FACTS.md sections 4 and 5):
 * `text` any text, may be empty in a body · `integer` and `number` also given as text · `boolean` true or false ·
 * `from` / `to` a moment, sent as account time · `moment` the same for a single point in time ·
 * `day` and `time` a day and a time of day by the clocks of the `zone` beside them, an IANA zone · `date` a day that is the
 * same everywhere, as birthdays are · `fromDay` / `toDay` the first and the last of several days ·
 * `digits` a telephone number without "+" · `e164` one with it · `country` a country, as ISO 3166-1 alpha-2 ·
 * `list` one or several texts, as array or comma-separated text · `integers`, `numbers` the same of whole numbers and of
 * telephone numbers (those that cannot be used are left out and named) · `csv` several texts, sent as comma-separated text ·
 * `positions` several texts whose places count · `records` a list of objects
 */
export type WireKind =
	| 'text'
	| 'integer'
	| 'number'
	| 'boolean'
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
	| 'records';

/** What is known of one field that is sent: its name in the panel and how it travels. */
export interface WireField {
	label: string;
	kind: WireKind;
	/** Whether an empty text has a meaning of its own (clearing notes) instead of being a forgotten value. */
	mayBeEmpty?: boolean;
	/** Whether an empty value is left out: what many records carry, and not each of them has. */
	isOptional?: boolean;
	/** Smallest and largest number JustCall takes, and the step between. */
	range?: { min: number; max: number; step: number };
	/** Most characters that JustCall takes. */
	maxLength?: number;
	/** For `boolean`: refuse anything but true, with this sentence on why and what to do. */
	mustBeTrue?: string;
	/** For numbers: it is one of the account's own, which may be a short code. */
	isOwn?: boolean;
	/** For `records`: how the values of each object travel, by JustCall's name. */
	each?: Readonly<Record<string, WireField>>;
}

/** What of the surroundings values are read by. */
export interface EncodeContext {
	/** Needed for dates only, therefore asked for lazily. */
	zones: () => Promise<Zones>;
	/** Whose telephone numbers come without a country code: ISO 3166-1 alpha-2; none if `undefined`. */
	defaultCountry?: string | undefined;
	/** Is told of each number of a list that is left out. */
	onRefused?: (refused: RefusedNumber) => void;
}

/** A number of a list that cannot be used, and why. */
export interface RefusedNumber extends IDataObject {
	number: string;
	reason: string;
}

/**
 * Brings everything that an operation sends into JustCall's forms, or refuses it.
 *
 * An empty value is refused rather than dropped, unless its field says otherwise: a filter whose expression came out empty
 * would otherwise silently answer with the data of everybody.
 *
 * @param values by JustCall's field name, as n8n resolved them
 * @param fields by JustCall's field name; values without a field are left out
 * @throws ParameterError naming the parameter
 */
export async function encodeValues(
	values: IDataObject,
	fields: ReadonlyMap<string, WireField>,
	context: EncodeContext,
): Promise<IDataObject> {
	const encoded: IDataObject = {};
	const clocks = async () => await clocksOf(values, fields, context.zones);
	const edges: Partial<Record<WireKind, Edge>> = {};
	for (const [name, value] of Object.entries(values)) {
		const field = fields.get(name);
		if (!field || (field.isOptional && isEmpty(value))) continue;
		const zones = NEEDS_ZONES.has(field.kind) ? await clocks() : undefined;
		const sent = encodeValue(value, field, zones, context);
		if (field.isOptional && isEmpty(sent)) continue;
		encoded[name] = sent;
		edges[field.kind] = { label: field.label, value: String(encoded[name]) };
	}
	checkOrder(edges.from, edges.to);
	checkOrder(edges.fromDay, edges.toDay);
	return encoded;
}

/** Whether any of the fields is a telephone number, or may hold some. */
export function haveNumbers(fields: ReadonlyMap<string, WireField>): boolean {
	return [...fields.values()].some(({ kind, each }) => {
		return NUMBERS.has(kind) || Object.values(each ?? {}).some((field) => NUMBERS.has(field.kind));
	});
}

const NUMBERS: ReadonlySet<WireKind> = new Set(['digits', 'e164', 'numbers']);

/** Whether any of the values is a telephone number that is not clear without a default country. */
export function needDefaultCountry(values: IDataObject, fields: ReadonlyMap<string, WireField>): boolean {
	return Object.entries(values).some(([name, value]) => {
		switch (fields.get(name)?.kind) {
			case 'digits':
			case 'e164':
				return needsCountry(value);
			case 'numbers':
				return partsOf(value).some(needsCountry);
			default:
				return false;
		}
	});
}

/** The zones that dates are read in: those of workflow and account, or the one that is sent along (FACTS.md section 4). */
async function clocksOf(
	values: IDataObject,
	fields: ReadonlyMap<string, WireField>,
	zones: () => Promise<Zones>,
): Promise<Zones> {
	const beside = Object.entries(values).find(([name]) => fields.get(name)?.kind === 'zone');
	if (!beside) return await zones();
	const [name, value] = beside;
	const there = toZone(value, fields.get(name)?.label ?? name);
	return { workflow: there, account: there };
}

/** One end of a span, as it is sent: such texts sort as their times do. */
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

const NEEDS_ZONES: ReadonlySet<WireKind> = new Set([
	'from',
	'to',
	'moment',
	'day',
	'fromDay',
	'toDay',
	'time',
]);

function encodeValue(
	value: unknown,
	field: WireField,
	zones: Zones | undefined,
	context: EncodeContext,
): IDataObject[string] {
	const { label } = field;
	if (isEmpty(value)) {
		if (field.mayBeEmpty && value === '') return '';
		throw emptyError(label);
	}
	switch (field.kind) {
		case 'list':
			return toList(value, label);
		case 'positions':
			return toPositions(value, label);
		case 'csv':
			return toList(value, label).join(',');
		case 'integers':
			return toList(value, label).map((part) => toNumber(part, { ...field, kind: 'integer' }));
		case 'numbers':
			return toNumbers(toList(value, label), label, context);
		case 'records':
			return toRecords(value, field, context);
		case 'from':
		case 'to':
			return zones ? toAccountTime(value, field.kind, label, zones) : '';
		case 'moment':
			return zones ? toAccountTime(value, 'from', label, zones) : '';
		case 'date':
			return toDate(value, label);
		case 'day':
		case 'fromDay':
		case 'toDay':
			return zones ? toDay(value, label, zones) : '';
		case 'time':
			return zones ? toTimeOfDay(value, label, zones) : '';
		default:
			return encodeOne(value, field, context);
	}
}

function emptyError(label: string): ParameterError {
	return new ParameterError(
		`'${label}' is empty`,
		`Give '${label}' a value, or remove it from the node. If it holds an expression, check that the expression finds something.`,
	);
}

function encodeOne(value: unknown, field: WireField, { defaultCountry }: EncodeContext): IDataObject[string] {
	const { kind, label, isOwn } = field;
	if (typeof value === 'object') {
		throw new ParameterError(
			`'${label}' takes one value, not ${Array.isArray(value) ? 'a list' : 'an object'}`,
			oneValueHint(label),
		);
	}
	switch (kind) {
		case 'digits':
			return (isOwn ? toOwnNumber : toE164)(value, label, defaultCountry).replace('+', '');
		case 'e164':
			return (isOwn ? toOwnNumber : toE164)(value, label, defaultCountry);
		case 'country':
			return toCountry(value, label);
		case 'boolean':
			return toBoolean(value, field);
		case 'zone':
			return toZone(value, label);
		case 'integer':
		case 'number':
			return toNumber(value, field);
		default:
			return toText(value, field);
	}
}

function toText(value: unknown, { label, maxLength }: WireField): string {
	const text = String(value);
	if (maxLength !== undefined && text.length > maxLength) {
		throw new ParameterError(
			`'${label}' is too long: ${text.length} characters`,
			`JustCall takes ${maxLength} characters at most. Shorten it.`,
		);
	}
	return text;
}

/** The rows of a fixed collection (`{ name: [...] }`), an array of objects, or either as JSON text. */
function toRecords(
	value: unknown,
	{ label, each = {}, isOptional }: WireField,
	context: EncodeContext,
): IDataObject[] {
	const rows = rowsIn(value);
	if (!rows?.length || rows.some((row) => typeof row !== 'object' || row === null || Array.isArray(row))) {
		throw new ParameterError(
			`'${label}' is not a list of entries: ${quote(value)}`,
			`Add entries in the panel, or let an expression return a list of objects with ${Object.keys(each).join(', ')}.`,
		);
	}
	const records = rows.flatMap((row) =>
		toRecord(row as Record<string, unknown>, label, each, isOptional, context),
	);
	if (records.length === 0 && !isOptional) throw emptyError(label);
	return records;
}

/** One object of several; none when it is incomplete and may be left out. */
function toRecord(
	row: Record<string, unknown>,
	label: string,
	each: Readonly<Record<string, WireField>>,
	mayBeLeftOut: boolean | undefined,
	context: EncodeContext,
): IDataObject[] {
	const record: IDataObject = {};
	for (const [name, field] of Object.entries(each)) {
		const value = locatorValue(row[name]);
		if (!isEmpty(value)) record[name] = encodeOne(value, field, context);
		else if (field.mayBeEmpty) record[name] = '';
		else if (!field.isOptional && mayBeLeftOut) return [];
		else if (!field.isOptional) throw emptyError(`${label} > ${field.label}`);
	}
	return [record];
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

function isEmpty(value: unknown): boolean {
	return (
		value === undefined ||
		value === null ||
		(typeof value === 'string' && value.trim() === '') ||
		(Array.isArray(value) && value.length === 0)
	);
}

function toList(value: unknown, label: string): string[] {
	const parts = partsOf(value);
	const list = parts
		.map((part) => (typeof part === 'object' ? '' : String(part).trim()))
		.filter((part) => part !== '');
	if (list.length < parts.length && Array.isArray(value)) {
		throw new ParameterError(
			`'${label}' has an entry that is not text: ${quote(value)}`,
			oneValueHint(label),
		);
	}
	if (list.length === 0) {
		throw new ParameterError(
			`'${label}' is empty`,
			`Give '${label}' at least one value, or remove it from the node.`,
		);
	}
	return [...new Set(list)];
}

function partsOf(value: unknown): unknown[] {
	return Array.isArray(value) ? value : String(value).split(',');
}

/**
 * One that cannot be read does not keep the others from being sent, unless none can. It is not sent for JustCall to judge: what
 * has the digits of a number would be taken for one, of somebody else.
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

/** A list whose entries are told by their place: none is dropped, and one can come twice. */
function toPositions(value: unknown, label: string): string[] {
	const parts: unknown[] = Array.isArray(value) ? value : String(value).split(',');
	return parts.map((part, place) => {
		const text = typeof part === 'string' || typeof part === 'number' ? String(part).trim() : '';
		if (text !== '') return text;
		throw new ParameterError(
			`'${label}' has nothing in place ${place + 1}: ${quote(value)}`,
			'Every place needs a text or a number, as the next ones would move into it.',
		);
	});
}

function toBoolean(value: unknown, { label, mustBeTrue }: WireField): boolean {
	const text = String(value).trim().toLowerCase();
	const isTrue = ['true', '1', 'yes'].includes(text);
	if (!isTrue && !['false', '0', 'no'].includes(text)) {
		throw new ParameterError(
			`'${label}' is neither true nor false: ${quote(value)}`,
			`Set '${label}' to true or false.`,
		);
	}
	if (!isTrue && mustBeTrue) throw new ParameterError(`'${label}' is not switched on`, mustBeTrue);
	return isTrue;
}

function toNumber(value: unknown, { label, kind, range }: WireField): number {
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
