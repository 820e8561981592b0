import type {
	DeclarativeRestApiSettings,
	IDataObject,
	IExecutePaginationFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

import { campaignCountry, defaultCountryOf } from './defaultCountry';
import { explainError } from './errors';
import { failedJson, nodeError } from './nodeError';
import {
	effectOf,
	operationKey,
	type Answer,
	type KnownOperation,
	type Names,
	type OperationRegistry,
	type Route,
} from './operation';
import { collectPages } from './paginator';
import { MISSING, valuesOf } from './panelValues';
import { ParameterError } from './parameterError';
import { checkId, fillPath } from './path';
import { downloadFile } from './recording';
import { simplifier } from './simplify';
import { ask, type ApiRequest, type ConnectionOptions } from './transport';
import { checkAcknowledged, listed, unwrapInside, unwrapList, unwrapOne } from './unwrap';
import { encodeValues, haveNumbers, needDefaultCountry, type RefusedNumber } from './wire';
import { zonesOf } from './zones';

/**
 * Most records that one input item may return. n8n's declarative engine spreads them onto the call stack and
 * crashes with "Maximum call stack size exceeded" between 120,000 and 125,000.
 */
export const MAX_RECORDS = 100_000;

type Context = IExecutePaginationFunctions;
type RequestData = DeclarativeRestApiSettings.ResultOptions;

/**
 * Makes the one function that every request of the node goes through. n8n calls it (as the node's pagination
 * function) once per input item, with the request that the description's routing put together.
 *
 * It checks and encodes the values, sends, reads the answer by the operation's kind, and returns the items. What
 * goes wrong becomes an error that says what happened and what to do; with "Continue On Fail" an item of its own.
 */
export function createExecutor(registry: OperationRegistry) {
	return async function executor(this: Context, requestData: RequestData): Promise<INodeExecutionData[]> {
		const pairedItem = { item: this.getItemIndex() };
		const operation = registry.get(
			operationKey(this.getNodeParameter('resource'), this.getNodeParameter('operation')),
		);
		try {
			if (!operation)
				throw new ParameterError(
					"'Operation' is not known to this node",
					'Choose a resource and an operation from the lists.',
				);
			const items = await run(this, operation, requestData);
			return items.map((item) => ({ ...item, pairedItem }));
		} catch (error) {
			const failure = await nodeError(
				this,
				this.getItemIndex(),
				explainError(error, operation?.subject ?? 'The request'),
			);
			if (!this.continueOnFail()) throw failure;
			return [{ json: failedJson(failure), pairedItem }];
		}
	};
}

/** One input item on its way: everything that a reader of answers needs. */
interface Run {
	context: Context;
	operation: KnownOperation;
	request: ApiRequest;
	/** Checked ids of the path, by their name in the contract. */
	ids: Readonly<Record<string, string>>;
	connection: ConnectionOptions;
	/** Numbers of a list that are not sent, because they cannot be used. */
	refused: readonly RefusedNumber[];
}

async function run(
	context: Context,
	operation: KnownOperation,
	{ options }: RequestData,
): Promise<INodeExecutionData[]> {
	const ids = Object.fromEntries(
		operation.pathFields.map(({ parameter, name, label }) => [
			name,
			checkId(context.getNodeParameter(parameter, '', { extractValue: true }), label),
		]),
	);
	const refused: RefusedNumber[] = [];
	const given = (options.body ?? {}) as IDataObject;
	const surroundings = {
		zones: async () => await zonesOf(context),
		defaultCountry: await countryOf(context, operation, { ...options.qs, ...given }),
		onRefused: (number: RefusedNumber) => void refused.push(number),
	};
	const body = await encodeValues(given, operation.wire, surroundings);
	const { needsOneOf } = operation;
	if (needsOneOf && Object.keys(context.getNodeParameter(needsOneOf.parameter, {}) as object).length === 0) {
		throw new ParameterError(
			`'${needsOneOf.label}' is empty, so there is nothing to change`,
			`Add at least one field under '${needsOneOf.label}'.`,
		);
	}
	const request: ApiRequest = {
		method: operation.method,
		path: fillPath(operation.path, ids),
		query: await encodeValues(options.qs ?? {}, operation.wire, surroundings),
		body,
		effect: effectOf(operation, body),
	};
	const route = operation.routes?.find(({ fields }) => Object.keys(body).every((name) => name in fields));
	const { timeout, proxy, skipSslCertificateValidation, allowedDomains } = options as ConnectionOptions;
	const connection = { timeout, proxy, skipSslCertificateValidation, allowedDomains };
	const { answer } = route ?? operation;
	return await READERS[answer.kind]({
		context,
		operation: { ...operation, answer },
		request: route ? rerouted(body, route) : request,
		ids,
		connection,
		refused,
	});
}

/** The country of numbers that come without a country code: of the option, the credential, or the campaign. */
async function countryOf(
	context: Context,
	operation: KnownOperation,
	values: IDataObject,
): Promise<string | undefined> {
	if (!haveNumbers(operation.wire)) return undefined;
	const { defaultCountry } = valuesOf(operation, 'country', (path) => {
		return context.getNodeParameter(path, MISSING) as IDataObject[string];
	});
	const country = await defaultCountryOf(context, defaultCountry);
	if (country !== undefined || !operation.countryOfCampaign) return country;
	if (!needDefaultCountry(values, operation.wire)) return undefined;
	return await campaignCountry(context, checkId(values.campaign_id, 'Campaign'));
}

/** The request that asks another endpoint for the same. */
function rerouted(body: IDataObject, { fields, method, path, query }: Route): ApiRequest {
	const values = Object.entries(body).map(([name, value]) => [fields[name] ?? name, value] as const);
	const inPath = values.filter(([name]) => path.includes(`{${name}}`));
	return {
		method,
		path: fillPath(path, Object.fromEntries(inPath.map(([name, value]) => [name, String(value)]))),
		query: { ...query, ...Object.fromEntries(values.filter((value) => !inPath.includes(value))) },
	};
}

/** One way of reading an answer for each kind that an operation can declare. */
const READERS: Record<Answer['kind'], (run: Run) => Promise<INodeExecutionData[]>> = {
	one: readOne,
	done: readDone,
	list: readList,
	file: readFile,
};

async function readOne({
	context,
	operation,
	request,
	connection,
	refused,
}: Run): Promise<INodeExecutionData[]> {
	const record = await ask(context, request, operation.subject, unwrapOne, connection);
	const json = viewOf(context, operation)(record);
	return [{ json: refused.length > 0 ? { ...json, refused } : json }];
}

async function readDone({ context, operation, request, connection }: Run): Promise<INodeExecutionData[]> {
	if (operation.answer.kind !== 'done') return [];
	await ask(context, request, operation.subject, checkAcknowledged, connection);
	return [{ json: { ...operation.answer.result } }];
}

async function readList({ context, operation, request, connection }: Run): Promise<INodeExecutionData[]> {
	if (operation.answer.kind !== 'list') return [];
	const { paging, oneToo, inside, rename } = operation.answer;
	const limit = wantedLimit(context);
	const fetchPage = async (page: IDataObject) => {
		const place = paging?.inBody ? 'body' : 'query';
		const paged = { ...request, [place]: { ...request[place], ...page } };
		const read = (answer: unknown) =>
			inside === undefined ? unwrapList(oneToo ? listed(answer) : answer) : unwrapInside(answer, inside);
		return await ask(context, paged, operation.subject, read, connection);
	};
	const rows = paging
		? await collectPages(fetchPage, paging, { limit, ceiling: MAX_RECORDS })
		: (await fetchPage({})).rows.slice(0, limit);
	const view = viewOf(context, operation);
	return rows.map((row) => ({ json: view(rename ? renamed(row, rename) : row) }));
}

function renamed(row: IDataObject, names: Names): IDataObject {
	return Object.fromEntries(Object.entries(row).map(([name, value]) => [names[name] ?? name, value]));
}

/** How a record is shown: simplified where the operation offers it, unless switched off. */
function viewOf(
	context: Context,
	{ simplify: useful, onRequest = [] }: KnownOperation,
): (record: IDataObject) => IDataObject {
	const simplified = useful && context.getNodeParameter('simplify', true) === true;
	return simplified ? simplifier([...useful, ...onRequest]) : (record) => record;
}

async function readFile({
	context,
	operation,
	request,
	ids,
	connection,
}: Run): Promise<INodeExecutionData[]> {
	if (operation.answer.kind !== 'file') return [];
	const { fallbackName, fallbackType } = operation.answer;
	const field = String(context.getNodeParameter('binaryPropertyName', 'data')).trim();
	if (field === '') {
		throw new ParameterError(
			"'Put Output File in Field' is empty",
			'Give the name of the binary field to fill, for example data.',
		);
	}
	const { binary, ...facts } = await downloadFile(context, request, connection, {
		fallbackName: [fallbackName, ...Object.values(ids)].join('-'),
		fallbackType,
		subject: operation.subject,
	});
	return [{ json: { ...ids, ...facts }, binary: { [field]: binary } }];
}

function wantedLimit(context: Context): number | undefined {
	// An operation that does not offer the choice gives everything.
	if (context.getNodeParameter('returnAll', true) === true) return undefined;
	const limit = Number(context.getNodeParameter('limit', 50));
	if (!Number.isInteger(limit) || limit < 1 || limit > MAX_RECORDS) {
		throw new ParameterError(
			`'Limit' must be a whole number from 1 to ${MAX_RECORDS}`,
			"Change 'Limit', or turn on 'Return All' to get everything.",
		);
	}
	return limit;
}
