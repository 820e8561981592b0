import type { BinaryHelperFunctions, IBinaryData } from 'n8n-workflow';

import { isLoopback } from '../values/baseUrl';
import { isBodyStream, readStart, watched, type BodyLimits, type BodyStream } from './bodyStream';
import { ExplainedError, explainAnswer, limitOf, type Explanation } from './errors';
import { isObject } from '../values/isObject';
import { fileFacts, type FileFacts } from '../answers/fileName';
import { contentOf, HEAD_BYTES, saysNoSound, statedType, textIn } from '../answers/mediaType';
import { sleep } from './sleep';
import {
	discard,
	failedAnswer,
	fetchElsewhere,
	send,
	type ApiAnswer,
	type ApiRequest,
	type RequestContext,
} from './transport';

const MAX_REDIRECTS = 5;
/** Bytes of the largest file that n8n can keep in memory: as one Base64 text, whose length Node limits. */
const MAX_BYTES_IN_MEMORY = Math.floor(0x1fffffe8 / 4) * 3;
/**
 * Most bytes of recordings held in memory until they are complete, over all downloads. n8n's binary store gets
 * complete files only: it cannot remove a file, and some n8n versions keep the part of a stream that ended
 * early.
 */
const MOST_HELD = 16 * 2 ** 20;
/** Most bytes of a message that is read when it comes instead of a file. */
const LONGEST_MESSAGE = 65_536;
/** Attempts at a download that ends early. */
const MAX_ATTEMPTS = 3;
/** Milliseconds between the attempts. */
const RETRY_DELAY_MS = 1000;

/** Milliseconds that a stream may take; otherwise a host that stalls would hold an execution for ever. */
export const STREAM_LIMITS = {
	/** Longest time without a byte, when 'Request Options > Timeout' is not set. */
	idleMs: 30_000,
	/** Longest time from its first byte to its last. */
	totalMs: 900_000,
};

/** A download that ended before it was complete. Another attempt may succeed. */
class BrokenOff extends ExplainedError {}

/** The part of n8n's contexts that a download needs. */
export type FileContext = RequestContext & {
	helpers: Pick<BinaryHelperFunctions, 'getBinaryMetadata' | 'prepareBinaryData'>;
};

/** A file in n8n's binary store. */
export interface StoredFile extends FileFacts {
	binary: IBinaryData;
	/** Size in bytes, as stored. */
	fileSize: number;
}

/** Expected name and type of a file. */
export interface FileWanted {
	/** File name without extension, used when the answer names none. */
	fallbackName: string;
	/** Type, used when nothing else gives it. */
	fallbackType: string;
	/** For messages, for example "The recording". */
	subject: string;
	/** Name to use instead of the answer's, see `ownFileName`. */
	fileName?: string | undefined;
}

/** Bytes held now; see {@link MOST_HELD}. */
let held = 0;

/**
 * Downloads a file of JustCall into n8n's binary store. Large files are streamed: memory does not grow with the
 * file.
 *
 * This code follows a redirect itself, without the key (recordings may be at a storage host, FACTS.md section
 * 8): n8n would send the key to the other host.
 *
 * Only sound is stored, never a page, an error, or a message with status 200 instead of the recording.
 *
 * @throws ExplainedError when there is no file (its kind is then `missing`), or when the download ended early
 */
export async function downloadFile(
	context: FileContext,
	request: ApiRequest,
	file: FileWanted,
): Promise<StoredFile> {
	const signal = context.getExecutionCancelSignal?.();
	const again = async (attempt: number): Promise<StoredFile> =>
		await download(context, request, file).catch(async (error: unknown) => {
			if (!(error instanceof BrokenOff) || attempt >= MAX_ATTEMPTS || signal?.aborted) throw error;
			await sleep(RETRY_DELAY_MS, signal);
			return await again(attempt + 1);
		});
	return await again(1);
}

async function download(context: FileContext, request: ApiRequest, wanted: FileWanted): Promise<StoredFile> {
	const { subject } = wanted;
	const first = await send(context, { ...request, stream: true });
	const api = first.url.slice(0, -request.path.length);
	let answer = first;
	for (let hop = 1; isRedirect(answer); hop++) {
		discard(answer.body);
		const target = redirectTarget(answer, hop, subject);
		answer = target.href.startsWith(`${api}/`)
			? await send(context, { method: 'GET', path: target.href.slice(api.length), stream: true })
			: await fetchElsewhere(context, target);
	}
	const origin = {
		request,
		isApi: answer.url.startsWith(`${api}/`),
		names: context.names,
	};
	const timeout = context.connection?.timeout;
	const limits = {
		idle: timeout || STREAM_LIMITS.idleMs,
		whole: Math.max(timeout ?? 0, STREAM_LIMITS.totalMs),
		signal: context.getExecutionCancelSignal?.(),
	};
	// Status 203 says that a proxy changed the answer.
	if (answer.status === 200 || answer.status === 203)
		return await keep(context, answer, wanted, limits, origin);
	const text = await messageIn(answer.body, limits);
	if (answer.status >= 200 && answer.status < 300) throw noFile(answer, text, subject, origin);
	throw refusal(answer, text, subject, origin);
}

/** Where an answer came from, for messages. */
interface Origin {
	request: ApiRequest;
	/** JustCall itself, not a storage host that it redirected to. */
	isApi: boolean;
	/** Panel names of the request's fields. */
	names: RequestContext['names'];
}

/** Stores the body if it is a file. */
async function keep(
	context: FileContext,
	answer: ApiAnswer,
	wanted: FileWanted,
	limits: BodyLimits,
	origin: Origin,
): Promise<StoredFile> {
	const { subject } = wanted;
	const { body, headers } = answer;
	if (!isBodyStream(body)) throw noFile(answer, textOf(body), subject, origin);
	const announced = Number(headers['content-length'] ?? Number.NaN);
	let mine = 0;
	const wants = (size: number, added: number): boolean => {
		if (size <= HEAD_BYTES) return true;
		if (announced > MOST_HELD || held + added > MOST_HELD) return false;
		held += added;
		mine += added;
		return true;
	};
	try {
		return await watched(body, limits, async () => {
			const { head, all } = await readStart(body, HEAD_BYTES, wants).catch((error: unknown) => {
				throw brokenOff(subject, error);
			});
			const content = contentOf(head);
			if (head.length === 0) throw empty(answer, subject);
			if (content.kind !== 'media' && content.kind !== 'text' && isPacked(headers))
				throw packed(subject, headers);
			if (content.kind === 'text' || content.kind === 'other') {
				const said = content.kind === 'text' && all && all.length <= LONGEST_MESSAGE ? all : head;
				const text = content.kind === 'text' ? textIn(said) : undefined;
				throw noFile(answer, text, subject, origin, content.what);
			}
			if (content.kind === 'unknown' && saysNoSound(statedType(headers['content-type'])))
				throw noFile(answer, undefined, subject, origin, 'something that is no sound');
			const facts = fileFacts(answer.redact.within(headers), wanted.fallbackName, wanted.fallbackType, {
				content,
				url: answer.url,
				...(wanted.fileName !== undefined && { wanted: wanted.fileName }),
			});
			if (announced > MAX_BYTES_IN_MEMORY && (await keepsInMemory(context, facts)))
				throw new ExplainedError(tooLarge(subject, announced));
			const binary = await store(context, all ?? body, facts, subject);
			return { binary, ...facts, fileSize: await bytesOf(context, binary) };
		});
	} finally {
		held -= mine;
		discard(body);
	}
}

/**
 * Stores a text as a file in n8n's binary store.
 *
 * @param subject for messages, for example "The transcript"
 * @throws ExplainedError when the store does not accept it
 */
export async function storeText(
	context: FileContext,
	{ text, ...facts }: FileFacts & { text: string },
	subject: string,
): Promise<IBinaryData> {
	return await store(context, Buffer.from(text), facts, subject);
}

/**
 * Passes a file to n8n's binary store.
 *
 * The announced number of bytes cannot check what was stored: n8n unpacks content that came packed (gzip, br)
 * and does not say so. A connection that ends before all announced bytes have come makes the stream fail.
 */
async function store(
	context: FileContext,
	body: Buffer | BodyStream,
	{ fileName, mimeType }: FileFacts,
	subject: string,
): Promise<IBinaryData> {
	let broke: unknown;
	if (isBodyStream(body)) body.on('error', (error: unknown) => (broke ??= error));
	const stored = context.helpers.prepareBinaryData(body as Buffer, fileName, mimeType);
	return await stored.catch((error: unknown) => {
		if (isObject(error) && error.code === 'ERR_STRING_TOO_LONG')
			throw new ExplainedError(tooLarge(subject, undefined));
		if (broke !== undefined) throw brokenOff(subject, broke);
		throw new ExplainedError({
			message: `${subject} could not be stored`,
			description: `n8n's binary store did not take it: ${reason(error)}. Check the disk or the storage of this n8n, then run the node again.`,
		});
	});
}

/** Why something failed, without addresses, because those of recordings are signed. */
function reason(error: unknown): string {
	return withoutAddresses(error instanceof Error ? error.message : 'no reason given');
}

/** Content encodings that change nothing. */
const UNPACKED = /^(?:identity|aws-chunked|none|binary|utf-?8|)$/;

/** Whether the bytes are still packed in a way that n8n does not unpack. n8n removes the header when it unpacks. */
function isPacked(headers: Record<string, unknown>): boolean {
	return String(headers['content-encoding'] ?? '')
		.split(',')
		.some((coding) => !UNPACKED.test(coding.trim().toLowerCase()));
}

function packed(subject: string, headers: Record<string, unknown>): ExplainedError {
	const coding = String(headers['content-encoding'])
		.replace(/[^\w, -]/g, '')
		.slice(0, 40);
	return new ExplainedError({
		message: `${subject} came packed in a way that n8n cannot unpack`,
		description: `The server packed it with "${coding}", though it was asked not to. A proxy in between may do that; tell JustCall's support otherwise.`,
		kind: 'malformed',
	});
}

/** Whether n8n keeps files in memory; files that it stores elsewhere get an ID. */
async function keepsInMemory(context: FileContext, { fileName, mimeType }: FileFacts): Promise<boolean> {
	const { id } = await context.helpers.prepareBinaryData(Buffer.alloc(0), fileName, mimeType);
	return id === undefined;
}

/** @param bytes announced number of bytes; `undefined` when the answer did not say */
function tooLarge(subject: string, bytes: number | undefined): Explanation {
	const megabytes = (count: number) => `${Math.floor(count / 2 ** 20)} MB`;
	return {
		message: `${subject} is too large for n8n's memory${bytes === undefined ? '' : `: ${megabytes(bytes)}`}`,
		description: `This n8n keeps files in memory, up to ${megabytes(MAX_BYTES_IN_MEMORY)} each. Set its environment variable N8N_DEFAULT_BINARY_DATA_MODE to filesystem, or to s3 or database where several n8n processes share files, and run the node again.`,
		kind: 'own',
	};
}

/** Size of a stored file. n8n 1.x does not write it into the binary itself. */
async function bytesOf(context: FileContext, { bytes, id, data }: IBinaryData): Promise<number> {
	if (bytes !== undefined) return bytes;
	if (id) return (await context.helpers.getBinaryMetadata(id)).fileSize;
	return Math.floor((data.replace(/=+$/, '').length * 3) / 4);
}

function isRedirect({ status, headers }: ApiAnswer): boolean {
	return status >= 300 && status < 400 && typeof headers.location === 'string';
}

function redirectTarget({ headers, status, url }: ApiAnswer, hop: number, subject: string): URL {
	const from = new URL(url);
	const location = String(headers.location);
	const target = URL.canParse(location, url) ? new URL(location, url) : undefined;
	const safe =
		target?.protocol === 'https:' ||
		(target?.protocol === 'http:' && isLoopback(target.hostname) && isLoopback(from.hostname));
	if (!target || !safe || hop > MAX_REDIRECTS) {
		throw new ExplainedError({
			message: `${subject} could not be fetched from its storage`,
			description: `JustCall redirected ${hop > MAX_REDIRECTS ? 'too many times' : 'to an address that is not https'}, which was not followed. Tell JustCall's support. (HTTP ${status})`,
			httpCode: String(status),
		});
	}
	return target;
}

/** An answer of JustCall or of a storage host that refuses the file. */
function refusal(
	answer: ApiAnswer,
	text: string | undefined,
	subject: string,
	{ request, isApi, names }: Origin,
): ExplainedError {
	const { status } = answer;
	if (isApi) {
		const body = text === undefined ? undefined : parse(text);
		return new ExplainedError(explainAnswer(failedAnswer({ names }, request, subject, { ...answer, body })));
	}
	if (status === 404 || status === 410) {
		return new ExplainedError({
			message: `${subject} was not found`,
			description: `JustCall pointed to a storage address where there is nothing (any more). A recording exists some minutes after the call, and as long as the account keeps it. (HTTP ${status})`,
			httpCode: String(status),
			kind: 'missing',
		});
	}
	// A storage host that is overloaded may accept a later request.
	return new (status === 429 || status >= 500 ? BrokenOff : ExplainedError)({
		message: `${subject} could not be fetched from its storage`,
		description: `JustCall pointed to a storage address that answered HTTP ${status}. Try again: such addresses expire.`,
		httpCode: String(status),
	});
}

/** Words of a fault, a limit, a key that is not accepted, or a file that is not ready yet. */
const PASSING =
	/\btoo many requests|\btry again|\btemporar|\bmaintenance|\bback soon|\btimed?[ -]?out|\bserver error|\binternal ?error|\bslow ?down\b|\bunauthori[sz]ed|\bforbidden|\baccess ?denied|\bexpired|\bsignature|access ?key|too ?skewed|\bservice ?unavailable|\bsign ?in\b|\blog ?in\b|\bprocess(?:ing|ed)\b|\bin progress|\bpending\b|\bqueued?\b|\bnot (?:yet|ready)\b|\bnot \w+ yet\b/i;
/**
 * Words that say that there is no recording. Any other text, for example a proxy's, says nothing about the
 * recording, and a call is never skipped in doubt.
 */
const SAYS_NONE =
	/\bnot (?:be )?(?:found|available|exist|recorded)|\bunavailable|\bno ?(?:such)? ?(?:recording|audio|file|key|object)|\bdeleted|\bremoved|\bno longer\b/i;

/**
 * An answer with a success status that is not a file.
 *
 * @param text of the answer; `undefined` when it is not text
 * @param what kind of answer it is, in words that fit "came instead of sound"
 */
function noFile(
	answer: ApiAnswer,
	text: string | undefined,
	subject: string,
	{ request, isApi, names }: Origin,
	what = text ? 'text' : 'nothing',
): ExplainedError {
	const message = `${isApi ? 'JustCall' : "JustCall's storage"} sent no file where ${subject.toLowerCase()} was expected`;
	const body = parse(text ?? '');
	// A passing failure does not show whether there is a recording, and a file of another kind may contain one.
	const { status, headers, redact } = answer;
	const isPassing = PASSING.test(text ?? '') || limitOf({ status, headers, body }) !== undefined;
	const saysNone = status === 204 || (text !== undefined && SAYS_NONE.test(text));
	const kind = isPassing ? 'outage' : saysNone ? 'missing' : 'malformed';
	if (isApi && isObject(body)) {
		const said = explainAnswer(failedAnswer({ names }, request, subject, { ...answer, body }));
		return new ExplainedError({ ...said, message, kind });
	}
	const said = redact(wordsIn(text ?? '', what));
	return new ExplainedError({
		message,
		description: `${what.replace(/^./, (first) => first.toUpperCase())} came instead of sound${said && `: "${said}"`}. There is a recording some minutes after a call has ended, if it was recorded; run the node again later. (HTTP ${status})`,
		httpCode: String(status),
		kind,
		...(said && { said }),
	});
}

function empty({ status }: Pick<ApiAnswer, 'status'>, subject: string): ExplainedError {
	return new ExplainedError({
		message: `${subject} is empty`,
		description: `0 bytes came. Run the node again; a recording can take a moment after the call. (HTTP ${status})`,
		httpCode: String(status),
		kind: 'missing',
	});
}

/** Most characters of a message. A longer text may be a user's own content. */
const LONGEST_WORDS = 300;

/** Message in a text that came instead of a file; empty for a page or a longer text. */
function wordsIn(text: string, what: string): string {
	const said =
		what === 'XML'
			? (/<message>([^<]*)<\/message>/i.exec(text)?.[1] ?? /<code>([^<]*)<\/code>/i.exec(text)?.[1] ?? '')
			: what === 'text'
				? text
				: '';
	const line = withoutAddresses(said.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim());
	return line.length <= LONGEST_WORDS ? line : '';
}

function withoutAddresses(text: string): string {
	return text.replace(/\b[a-z][a-z\d+.-]*:\/\/\S+/gi, '(an address)');
}

function brokenOff(subject: string, error: unknown): ExplainedError {
	// n8n's HTTP client failed to unpack the answer. A second try would fail too.
	const isGarbled =
		isObject(error) && /^(?:Z_DATA_ERROR|ERR__ERROR_FORMAT|ERR_.*BROTLI)/.test(String(error.code));
	return new BrokenOff({
		message: `${subject} arrived incomplete`,
		description: isGarbled
			? 'The server says that it is packed, and it is not, or not whole. Run the node again; a proxy in between may do that.'
			: `The download broke off: ${reason(error)}. Run the node again; a recording can take a moment after the call.`,
	});
}

/**
 * Reads the beginning of an answer that should have been a file, enough for any message; `undefined` when it is
 * not text.
 */
async function messageIn(body: unknown, limits: BodyLimits): Promise<string | undefined> {
	if (!isBodyStream(body)) return textOf(body);
	const read = async () => await readStart(body, LONGEST_MESSAGE, (size) => size < LONGEST_MESSAGE);
	const start = await watched(body, limits, read).catch(() => undefined);
	discard(body);
	return start && textIn(start.head);
}

/** The text of a body that did not come as a stream. */
function textOf(body: unknown): string | undefined {
	if (Buffer.isBuffer(body)) return textIn(body);
	return isObject(body) ? JSON.stringify(body) : String(body ?? '');
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
