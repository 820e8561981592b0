import type { IDataObject } from 'n8n-workflow';

import { anyRequest, type AnyEndpoint } from '../http/anyRequest';
import { isEmpty } from '../values/emptyValue';
import { DEFAULT_LIMIT, FILTERS, ignoreEmptyFilters } from '../description/fields';
import { ownFileName } from '../answers/fileName';
import { checkId, fillPath } from '../values/path';
import { collectionIn, MISSING, readOnce, valuesOf, type ReadParameter } from '../description/nodeParameters';
import {
	effectOf,
	isField,
	type AnswerShape,
	type KnownOperation,
	type Names,
	type Route,
} from '../description/operation';
import { ParameterError, quote } from '../values/parameterError';
import { ANY_TIME, daysOf, isCounted, keptSince } from '../values/period';
import { simplifier } from '../answers/simplify';
import { withTranscriptAs, type TextFile } from '../answers/transcript';
import type { ApiRequest } from '../http/transport';
import {
	encodeValues,
	givesNothing,
	haveNumbers,
	needDefaultCountry,
	toSwitch,
	type RefusedNumber,
	type Encoding,
} from '../values/encode';
import type { TimeZones } from '../values/dates';

/**
 * Most records that one input item may return. n8n's declarative engine passes them as arguments and crashes
 * with "Maximum call stack size exceeded" between 120,000 and 125,000.
 */
export const MAX_RECORDS = 100_000;

/** One input item, checked and encoded: its request, and how to read the answer. */
export interface PlannedRequest {
	request: ApiRequest;
	answer: AnswerShape;
	/** Checked ids of the path, by their name in the contract; a number if lists have a number. */
	ids: Readonly<Record<string, string | number>>;
	/** Makes the output of a record: simplified if the operation offers it and it is not switched off. */
	view: (record: IDataObject) => IDataObject;
	/** Converts the transcript of a record before the record is shown. */
	transcribe?: (record: IDataObject) => { record: IDataObject; file?: TextFile };
	/** Most records wanted of a list; `undefined` for all of them. */
	limit?: number;
	/** Binary field for a file, if one may come. */
	binaryField: string;
	/** Name for a file, sanitised; `undefined` keeps the name that the file comes with. */
	fileName?: string;
	/** Whether an item whose file does not exist reports that it has none, instead of failing. */
	skipsMissing?: boolean;
	/** Filters that were left out because they are empty, by their names in the panel. */
	ignored?: readonly string[];
	/** The end of the asked time that JustCall no longer keeps. */
	tooOld?: TooOld;
	/** Checked settings of the panel, by their names. They are not sent. */
	settings?: IDataObject;
}

/** A time that is asked for, but lies before what JustCall keeps (FACTS.md section 2). */
export interface TooOld {
	/** Name in the panel of the field that lies before it. */
	label: string;
	/** Its time, as it is sent. */
	time: string;
	/** First day that JustCall keeps, as YYYY-MM-DD by the clocks of the account. */
	keptSince: string;
	/** Whether all of the asked time lies before it, and not only its beginning. */
	isWhole: boolean;
}

/** Settings for reading values. Each is read only when a value needs it. */
export interface Surroundings {
	/** Epoch milliseconds from which 'Period' counts, the same for all items of a run. */
	now: number;
	/** Zones for dates. */
	zones: () => Promise<TimeZones>;
	/** Country of numbers without a country code, from the option's value; ISO 3166-1 alpha-2. */
	countryOf: (option: unknown) => Promise<string | undefined>;
	/** Country of a campaign's numbers, by the campaign's ID. */
	campaignCountry: (campaign: string) => Promise<string | undefined>;
}

/**
 * Reads the panel's values for one input item, checks them and encodes them in JustCall's forms. It sends no
 * request of the operation.
 *
 * @param read returns a top-level parameter with its expressions resolved for the item
 * @throws ParameterError naming the parameter
 */
export async function planRequest(
	operation: KnownOperation,
	read: ReadParameter,
	surroundings: Surroundings,
): Promise<PlannedRequest> {
	const once = readOnce(read);
	if (operation.anyEndpoint) return await planAnyEndpoint(operation, once, surroundings);
	const ids = Object.fromEntries(
		operation.pathFields.map(({ name, label, example }) => {
			return [name, checkId(valuesOf(operation, ['path'], once)[name], label, example)];
		}),
	);
	checkChanges(operation, once);
	const refused: RefusedNumber[] = [];
	const context = {
		zones: surroundings.zones,
		defaultCountry: await countryOf(operation, once, surroundings),
		onRefused: (number: RefusedNumber) => void refused.push(number),
	};
	const body = await encodeValues(valuesOf(operation, ['body'], once), operation.encodedFields, context);
	const filled = await withoutEmptyFilters(operation, once);
	const settings = await encodeValues(filled.settings, operation.encodedFields, context);
	const asked = await inPeriod(operation, settings.period, filled, surroundings);
	const query = await encodeValues(withTranscript(asked, settings), operation.encodedFields, context);
	const route = operation.routes?.find(({ fields }) => Object.keys(body).every((name) => name in fields));
	const { answer } = route ?? operation;
	const request: ApiRequest = {
		method: operation.method,
		path: fillPath(operation.path, ids),
		query,
		body,
		effect: effectOf(operation, body),
	};
	return {
		request: route ? rerouted(body, route) : request,
		answer,
		ids: Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, asListed(id)])),
		view: withRefused(viewOf(operation, once), refused),
		...transcriptPlan(operation, settings),
		...(answer.kind === 'list' && { limit: limitOf(once) }),
		ignored: filled.ignored,
		settings,
		...(await tooOldIn(operation, query, surroundings)),
		binaryField:
			answer.kind === 'file' ? binaryFieldOf(once) : String(settings.binaryPropertyName ?? 'data').trim(),
		...(answer.kind === 'file' && fileOptions(operation, settings)),
	};
}

/** The panel's values, without the filters that are empty if the user wants these to be left out. */
async function withoutEmptyFilters(
	operation: KnownOperation,
	read: ReadParameter,
): Promise<{ settings: IDataObject; query: IDataObject; ignored: string[] }> {
	const { encodedFields, fields } = operation;
	const { [ignoreEmptyFilters.name]: given, ...settings } = valuesOf(operation, ['setting'], read);
	const query = valuesOf(operation, ['query'], read);
	if (given === undefined || !toSwitch(given, ignoreEmptyFilters.displayName))
		return { settings, query, ignored: [] };
	const filters = fields.filter(({ name }) => name === FILTERS).flatMap(({ options = [] }) => options);
	const empty = new Map<string, string>();
	for (const { send } of filters.filter(isField)) {
		const field = send && encodedFields.get(send.name);
		const values = send?.in === 'setting' ? settings : query;
		if (field && send.name in values && givesNothing(values[send.name], field))
			empty.set(send.name, field.label);
	}
	const left = (values: IDataObject) =>
		Object.fromEntries(Object.entries(values).filter(([name]) => !empty.has(name)));
	return { settings: left(settings), query: left(query), ignored: [...empty.values()] };
}

/** The end of the asked time that lies before what JustCall keeps, by the account's clocks. */
async function tooOldIn(
	{ keepsThreeMonths, encodedFields }: KnownOperation,
	query: IDataObject,
	{ now, zones }: Surroundings,
): Promise<Pick<PlannedRequest, 'tooOld'>> {
	if (!keepsThreeMonths) return {};
	const ends = [nameOf(encodedFields, LAST), nameOf(encodedFields, FIRST)].filter((name) => name in query);
	if (ends.length === 0) return {};
	const kept = keptSince(now, (await zones()).account);
	const old = ends.find((name) => String(query[name]) < kept);
	if (old === undefined) return {};
	return {
		tooOld: {
			label: encodedFields.get(old)?.label ?? old,
			time: String(query[old]),
			keptSince: kept,
			isWhole: old === nameOf(encodedFields, LAST),
		},
	};
}

/** The request that the user entered, for an unknown endpoint. */
async function planAnyEndpoint(
	operation: KnownOperation,
	read: ReadParameter,
	{ zones }: Surroundings,
): Promise<PlannedRequest> {
	const given = valuesOf(operation, ['request'], read);
	const earlier = read('path');
	// Version 2 had the path under this name first.
	if (isEmpty(given.path) && typeof earlier === 'string' && earlier.startsWith('/')) given.path = earlier;
	// When 'Method' is an expression, n8n shows the fields of all methods.
	const isOn = (name: string, label: string) => switchIn(read, name, label) ?? false;
	const left = [
		...(isOn('sendQuery', 'Send Query Parameters')
			? [read('specifyQuery') === 'json' ? 'queryParameters' : 'jsonQuery']
			: ['queryParameters', 'jsonQuery']),
		...(isOn('sendBody', 'Send Body') ? [] : ['jsonBody']),
	];
	const wanted = Object.fromEntries(Object.entries(given).filter(([name]) => !left.includes(name)));
	const encoded = await encodeValues(wanted, operation.encodedFields, { zones });
	const paginate = isOn('paginate', 'Pagination');
	const { request, paging } = anyRequest(encoded as unknown as AnyEndpoint, paginate);
	return {
		request,
		answer: { kind: 'any', ...(paging && { paging }) },
		ids: {},
		view: (record) => record,
		...(paging && { limit: limitOf(read) }),
		binaryField: '',
	};
}

/** The panel's settings for a downloaded file. */
function fileOptions(
	{ encodedFields }: KnownOperation,
	{ skipMissing, fileName: given }: IDataObject,
): Pick<PlannedRequest, 'fileName' | 'skipsMissing'> {
	const skipsMissing = skipMissing === true;
	if (given === undefined) return { skipsMissing };
	const fileName = ownFileName(String(given));
	if (fileName !== '') return { fileName, skipsMissing };
	throw new ParameterError(
		`'${encodedFields.get('fileName')?.label}' has no sign that a file name can have: ${quote(given)}`,
		'Give letters or digits, for example recording-{{ $json.id }}.',
	);
}

/**
 * Replaces From and To by the days of 'Period'. From and To are read only without 'Period' or when it is
 * Custom, because the panel hides them otherwise.
 *
 * @param period encoded value; `undefined` when the operation has no 'Period', or it was not added
 * @param filled values of the query, and names of the filters that were left out
 * @throws ParameterError when it is Custom and there are no days
 */
async function inPeriod(
	{ encodedFields }: KnownOperation,
	period: unknown,
	{ query: values, ignored }: { query: IDataObject; ignored: readonly string[] },
	{ now, zones }: Surroundings,
): Promise<IDataObject> {
	if (typeof period !== 'string') return values;
	const [from, to] = [nameOf(encodedFields, FIRST), nameOf(encodedFields, LAST)];
	if (isCounted(period)) {
		const { first, last } = daysOf(period, now, (await zones()).account);
		return { ...values, [from]: first, [to]: last };
	}
	if (period === ANY_TIME) {
		return Object.fromEntries(Object.entries(values).filter(([name]) => name !== from && name !== to));
	}
	if (from in values || to in values) return values;
	const [first = '', last = ''] = [from, to].map((name) => encodedFields.get(name)?.label ?? name);
	if ([first, last].some((label) => ignored.includes(label))) return values;
	throw new ParameterError(
		`'Period' is Custom, and there is neither '${first}' nor '${last}'`,
		`Add '${first}' or '${last}', or choose another period.`,
	);
}

const FIRST: readonly Encoding[] = ['from', 'fromDay'];
const LAST: readonly Encoding[] = ['to', 'toDay'];

/** JustCall's name of the first field that is sent in one of these ways. */
function nameOf(encodedFields: KnownOperation['encodedFields'], kinds: readonly Encoding[]): string {
	return [...encodedFields].find(([, { kind }]) => kinds.includes(kind))?.[0] ?? '';
}

/** A user who chooses a form for the transcript also gets the transcript, unless its switch is off. */
function withTranscript(values: IDataObject, { transcriptAs }: IDataObject): IDataObject {
	return transcriptAs === undefined ? values : { fetch_transcription: true, ...values };
}

/** How the transcript of each record is converted. */
function transcriptPlan(
	{ transcript }: KnownOperation,
	{ transcriptAs }: IDataObject,
): Pick<PlannedRequest, 'transcribe'> {
	if (!transcript || typeof transcriptAs !== 'string') return {};
	return { transcribe: (record) => withTranscriptAs(record, transcriptAs, transcript) };
}

/** An ID in the form of the lists: a number if it is a whole number. */
function asListed(id: string): string | number {
	return /^(?:0|[1-9]\d*)$/.test(id) && Number.isSafeInteger(Number(id)) ? Number(id) : id;
}

/** The country of numbers without a country code: from the option, the credential, or the campaign. */
async function countryOf(
	operation: KnownOperation,
	read: ReadParameter,
	surroundings: Surroundings,
): Promise<string | undefined> {
	const { encodedFields, countryOfCampaign } = operation;
	if (!haveNumbers(encodedFields)) return undefined;
	const country = await surroundings.countryOf(valuesOf(operation, ['country'], read).defaultCountry);
	if (country !== undefined || !countryOfCampaign) return country;
	const values = valuesOf(operation, ['query', 'body'], read);
	if (!needDefaultCountry(values, encodedFields)) return undefined;
	return await surroundings.campaignCountry(
		checkId(values.campaign_id, encodedFields.get('campaign_id')?.label ?? 'Campaign'),
	);
}

/** Adds to the output the names of the list entries that were not sent. */
function withRefused(
	view: (record: IDataObject) => IDataObject,
	refused: readonly RefusedNumber[],
): (record: IDataObject) => IDataObject {
	return refused.length === 0 ? view : (record) => ({ ...view(record), refused: [...refused] });
}

/** Refuses an update that changes nothing, because it is a mistake in the workflow. */
function checkChanges({ needsOneOf, fields }: KnownOperation, read: ReadParameter): void {
	if (!needsOneOf) return;
	const mapper = fields.find(({ columns }) => columns);
	if (mapper) {
		if (Object.keys(valuesOf({ fields: [mapper] }, ['body'], read)).length > 0) return;
		throw new ParameterError(
			`'${mapper.displayName}' has no value, so there is nothing to change`,
			`Give at least one field under '${mapper.displayName}' a value.`,
		);
	}
	const offered = fields.find(({ name }) => name === needsOneOf.parameter)?.options ?? [];
	const given = collectionIn(read(needsOneOf.parameter), needsOneOf.label);
	// The editor keeps values that were entered in another operation's collection of the same name.
	if (offered.some(({ name }) => name in given)) return;
	throw new ParameterError(
		`'${needsOneOf.label}' is empty, so there is nothing to change`,
		`Add at least one field under '${needsOneOf.label}'.`,
	);
}

/** The equivalent request to another endpoint. */
function rerouted(body: IDataObject, { fields, method, path, query }: Route): ApiRequest {
	const values = Object.entries(body).map(([name, value]) => [fields[name] ?? name, value] as const);
	const inPath = values.filter(([name]) => path.includes(`{${name}}`));
	return {
		method,
		path: fillPath(path, Object.fromEntries(inPath.map(([name, value]) => [name, String(value)]))),
		query: { ...query, ...Object.fromEntries(values.filter((value) => !inPath.includes(value))) },
	};
}

function viewOf(
	{ simplify: useful, onRequest = [] }: KnownOperation,
	read: ReadParameter,
): (record: IDataObject) => IDataObject {
	if (!useful) return (record) => record;
	const simplified = switchIn(read, 'simplify', 'Simplify') ?? true;
	return simplified ? simplifier([...useful, ...onRequest]) : (record) => record;
}

/** @returns whether to simplify; `undefined` when the operation does not offer it, or the switch is hidden */
function switchIn(read: ReadParameter, name: string, label: string): boolean | undefined {
	const given = read(name);
	return given === MISSING ? undefined : toSwitch(given, label);
}

/** Renames the fields of a record. */
export function renamed(row: IDataObject, names: Names): IDataObject {
	return Object.fromEntries(Object.entries(row).map(([name, value]) => [names[name] ?? name, value]));
}

function limitOf(read: ReadParameter): number | undefined {
	// An operation without the choice returns everything.
	if (switchIn(read, 'returnAll', 'Return All') ?? true) return undefined;
	// Hidden while 'Return All' is an expression.
	const given = read('limit');
	const text = typeof given === 'number' || typeof given === 'string' ? String(given).trim() : '';
	const limit = given === MISSING ? DEFAULT_LIMIT : /^\d+$/.test(text) ? Number(text) : 0;
	if (limit < 1 || limit > MAX_RECORDS) {
		throw new ParameterError(
			`'Limit' must be a whole number from 1 to ${MAX_RECORDS}, not ${quote(given)}`,
			"Change 'Limit', or turn on 'Return All' to get everything.",
		);
	}
	return limit;
}

const FIELD_TO_FILL = 'Give the name of the binary field to fill, for example data.';

function binaryFieldOf(read: ReadParameter): string {
	const given = read('binaryPropertyName');
	const field = given === MISSING ? 'data' : typeof given === 'string' ? given.trim() : '';
	if (field !== '') return field;
	if (!isEmpty(given)) {
		throw new ParameterError(
			`'Put Output File in Field' is not the name of a field: ${quote(given)}`,
			FIELD_TO_FILL,
		);
	}
	throw new ParameterError("'Put Output File in Field' is empty", FIELD_TO_FILL);
}
