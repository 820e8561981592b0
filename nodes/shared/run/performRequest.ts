import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { collectSilentPages, listPageIn, recordsIn, whyNoList } from '../answers/anyAnswer';
import { explainError, reasonOf } from '../http/errors';
import type { RunContext } from './nodeRun';
import type { AnswerShape, KnownOperation } from '../description/operation';
import { collectPages, type ListCut, type ListDoubt, type Paging } from '../answers/paginator';
import { ParameterError } from '../values/parameterError';
import { MAX_RECORDS, renamed, type PlannedRequest } from './planRequest';
import { downloadFile, storeText } from '../http/recording';
import type { TextFile } from '../answers/transcript';
import { ask, type ApiRequest } from '../http/transport';
import {
	checkAcknowledged,
	listed,
	unwrapInside,
	unwrapList,
	unwrapOne,
	unwrapRecords,
} from '../answers/envelope';

/** Everything that a reader of answers needs. */
interface Job extends PlannedRequest {
	context: RunContext;
	operation: KnownOperation;
	/** Makes the output item of a record. */
	show: (record: IDataObject) => INodeExecutionData;
	notes: ListNotes;
}

/** Takes notes on a list while it is read. */
export interface ListNotes {
	/** Called when the list may be incomplete. */
	doubt?: ((doubt: ListDoubt) => void) | undefined;
	/** Called when the limit ends a list in which JustCall counts more records. */
	cut?: ((cut: ListCut) => void) | undefined;
}

/**
 * Sends the request of one input item and reads the answer by its kind.
 *
 * @param notes on the list that is read, if it is one
 * @returns the items of the answer, not yet paired with the input item
 * @throws the errors of {@link ask} and of the readers of answers
 */
export async function performRequest(
	context: RunContext,
	operation: KnownOperation,
	planned: PlannedRequest,
	notes: ListNotes = {},
): Promise<INodeExecutionData[]> {
	const { view, transcribe, binaryField } = planned;
	const files = new Map<INodeExecutionData, TextFile>();
	const show = (given: IDataObject): INodeExecutionData => {
		const { record, file } = transcribe?.(given) ?? { record: given, file: undefined };
		const item = { json: view(record) };
		if (file) files.set(item, file);
		return item;
	};
	const items = await READERS[planned.answer.kind]({ context, operation, show, ...planned, notes });
	for (const item of files.size > 0 ? items : []) {
		const file = files.get(item);
		if (file) item.binary = { [binaryField]: await storeText(context, file, 'The transcript') };
	}
	return items;
}

/** One reader for each kind of answer that an operation can declare. */
const READERS: Record<AnswerShape['kind'], (job: Job) => Promise<INodeExecutionData[]>> = {
	one: readOne,
	done: readDone,
	list: readList,
	file: readFile,
	any: readAny,
};

async function readOne({ context, operation, request, show }: Job): Promise<INodeExecutionData[]> {
	// A request for one record by its ID gives one item; a write may have changed several records.
	const read = request.method === 'GET' ? (body: unknown) => [unwrapOne(body)] : unwrapRecords;
	const records = await ask(context, request, operation.subject, read);
	return records.map(show);
}

async function readDone({ context, operation, request, answer }: Job): Promise<INodeExecutionData[]> {
	if (answer.kind !== 'done') return [];
	await ask(context, request, operation.subject, checkAcknowledged);
	return [{ json: { ...answer.result } }];
}

async function readList({
	context,
	operation,
	request,
	answer,
	show,
	limit,
	notes,
}: Job): Promise<INodeExecutionData[]> {
	if (answer.kind !== 'list') return [];
	return await readRecords(context, { request, answer, subject: operation.subject, limit, ...notes }, show);
}

/** A list to read. */
export interface ListRequest extends ListNotes {
	/** Without page and size. */
	request: ApiRequest;
	answer: Extract<AnswerShape, { kind: 'list' }>;
	/** Name for messages. */
	subject: string;
	/** Most records to read; `undefined` for all of them. */
	limit?: number | undefined;
	/** Refuse a longer list; {@link MAX_RECORDS} by default. */
	ceiling?: number;
}

/**
 * Reads the records of a list, page by page.
 *
 * @param show returns the part of a record to keep; the record itself is released
 * @returns the parts, in JustCall's order
 * @throws the errors of {@link ask} and of {@link collectPages}
 */
export async function readRecords<Kept>(
	context: RunContext,
	{ request, answer, subject, limit, ceiling, doubt, cut }: ListRequest,
	show: (record: IDataObject) => Kept,
): Promise<Kept[]> {
	const { paging, oneToo, inside, rename } = answer;
	const { pages, drop } = droppable(context);
	const read = (answered: unknown) =>
		inside === undefined ? unwrapList(oneToo ? listed(answered) : answered) : unwrapInside(answered, inside);
	const fetchPage = async (page: IDataObject) =>
		await ask(pages, onPage(request, paging, page), subject, read);
	const showRow = (row: IDataObject) => show(rename ? renamed(row, rename) : row);
	if (!paging) {
		const { rows } = await fetchPage({});
		if (limit !== undefined && rows.length > limit) cut?.({ limit, counted: rows.length });
		return rows.slice(0, limit).map(showRow);
	}
	const wanted = { ...wantedOf(request, limit, { doubt, cut }), atOnce: MAX_CONCURRENT_PAGES };
	return await collectPages(
		fetchPage,
		paging,
		{ ...wanted, ceiling: ceiling ?? wanted.ceiling },
		showRow,
	).finally(drop);
}

async function readAny({
	context,
	operation,
	request,
	answer,
	limit,
	notes,
}: Job): Promise<INodeExecutionData[]> {
	if (answer.kind !== 'any') return [];
	const { paging } = answer;
	if (!paging) {
		const records = await ask(context, request, operation.subject, recordsIn);
		return records.map((json) => ({ json }));
	}
	const { firstPage = 0, maxPageSize, minPageSize = 1 } = paging;
	const fetchPage = async (page: IDataObject, read = listPageIn) =>
		await ask(context, onPage(request, paging, page), operation.subject, read);
	const size = Math.min(maxPageSize, Math.max(limit ?? maxPageSize, minPageSize));
	const first = await fetchPage(
		{ page: firstPage, per_page: size },
		request.method === 'GET' ? firstPageIn : listPageIn,
	);
	const wanted = wantedOf(request, limit, notes);
	if (first.isSilent) {
		const rowsOf = async (page: number) => (await fetchPage({ page: page + firstPage, per_page: size })).rows;
		return (await collectSilentPages(first.rows, size, rowsOf, wanted)).map((json) => ({ json }));
	}
	// From here on the list is read like any known list.
	let known: typeof first | undefined = first;
	const next = async (page: { page: number; per_page: number }) => {
		const again = known && page.page === firstPage && page.per_page === size ? known : await fetchPage(page);
		known = undefined;
		return again;
	};
	return await collectPages(next, paging, wanted, (json) => ({ json }));
}

/** The request for a page of a list. */
function onPage(request: ApiRequest, paging: Paging | null, page: IDataObject): ApiRequest {
	const place = paging?.inBody ? 'body' : 'query';
	return { ...request, [place]: { ...request[place], ...page } };
}

/** The wanted part of a list, and where its new records appear. */
function wantedOf(request: ApiRequest, limit: number | undefined, { doubt, cut }: ListNotes) {
	const newAtEnd = /^asc$/i.test(String(request.query?.order));
	return { limit, ceiling: MAX_RECORDS, newAtEnd, doubt, cut };
}

/**
 * The first page of an answer that should be a list but may not be. A POST may already have changed something,
 * and its error says so.
 *
 * @throws ParameterError when the answer is JSON but not a list; MalformedAnswer when it is not JSON
 */
function firstPageIn(body: unknown): ReturnType<typeof listPageIn> {
	const problem = whyNoList(body);
	if (problem === undefined) return listPageIn(body);
	throw new ParameterError(
		`'Pagination' is on, and ${problem}`,
		"Turn off 'Pagination': one request gives the answer as it is.",
	);
}

/** Pages of a list that are requested at once when the number of pages is known. */
const MAX_CONCURRENT_PAGES = 4;

/** The context for the pages of a list. Pages requested ahead leave the queue when the list has ended or failed. */
function droppable(context: RunContext): { pages: RunContext; drop: () => void } {
	const end = new AbortController();
	const cancelled = context.getExecutionCancelSignal?.();
	const signal = cancelled ? AbortSignal.any([cancelled, end.signal]) : end.signal;
	const pages: RunContext = Object.create(context, { getExecutionCancelSignal: { value: () => signal } });
	return { pages, drop: () => end.abort() };
}

async function readFile({
	context,
	operation,
	request,
	answer,
	ids,
	binaryField,
	fileName,
	skipsMissing,
}: Job): Promise<INodeExecutionData[]> {
	if (answer.kind !== 'file') return [];
	const { fallbackName, fallbackType } = answer;
	const download = async (): Promise<INodeExecutionData[]> => {
		const { binary, ...facts } = await downloadFile(context, request, {
			fallbackName: [fallbackName, ...Object.values(ids)].join('-'),
			fallbackType,
			subject: operation.subject,
			fileName,
		});
		return [{ json: { ...ids, ...facts }, binary: { [binaryField]: binary } }];
	};
	return await download().catch((error: unknown) => {
		// Only when the file is known to be missing: after any other failure it may exist.
		if (!skipsMissing || explainError(error, operation.subject).kind !== 'missing') throw error;
		return [{ json: { ...ids, skipped: true, reason: reasonOf(error, operation.subject) } }];
	});
}
