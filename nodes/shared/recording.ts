import {
	sleepWithAbort,
	type BinaryHelperFunctions,
	type IBinaryData,
	type IN8nHttpFullResponse,
} from 'n8n-workflow';

import { isLoopback } from './baseUrl';
import { ExplainedError, explainAnswer, type Explanation, type FailedAnswer } from './errors';
import { isObject } from './isObject';
import { fileFacts, type FileFacts } from './fileName';
import { pause } from './pause';
import {
	discard,
	failedAnswer,
	fetchElsewhere,
	send,
	type ApiAnswer,
	type ApiRequest,
	type RequestContext,
} from './transport';

const MAX_HOPS = 5;
/** Bytes of the largest file that n8n can keep in memory: as Base64 in one text, whose length Node limits. */
const LARGEST_IN_MEMORY = Math.floor(0x1fffffe8 / 4) * 3;
/** Attempts at a download that breaks off. */
const MOST_ATTEMPTS = 3;
/** Milliseconds between them. */
const BETWEEN = 1000;

/** Milliseconds that a stream may take; a host that stalls would else hold an execution for ever. */
export const STREAM_LIMITS = {
	/** Without a byte. */
	idle: 30_000,
	/** From its first byte to its last. */
	whole: 900_000,
};

/** A download that ended before it was whole; another attempt may bring it. */
class BrokenOff extends ExplainedError {}

/** The part of n8n's contexts that a download needs. */
export type FileContext = RequestContext & {
	helpers: Pick<BinaryHelperFunctions, 'getBinaryMetadata' | 'prepareBinaryData'>;
};

type Readable = AsyncIterable<Uint8Array | string> & {
	push(...args: unknown[]): boolean;
	destroy(error?: Error): void;
};

/** A file in n8n's binary store. */
export interface StoredFile extends FileFacts {
	binary: IBinaryData;
	/** Bytes, as stored. */
	fileSize: number;
}

/**
 * Downloads a file of JustCall into n8n's binary store. The bytes are streamed: memory does not grow with the file.
 *
 * A redirect (recordings may lie with a storage host, FACTS.md section 8) is followed by hand, without the key:
 * n8n's own following would hand it to the other host.
 *
 * @param fallbackName file name without extension when the answer names none
 * @param fallbackType type when the answer names none
 * @param subject for messages, for example "The recording"
 * @throws ExplainedError when there is no file, when it is not a file, or when it broke off
 */
export async function downloadFile(
	context: FileContext,
	request: ApiRequest,
	file: { fallbackName: string; fallbackType: string; subject: string },
): Promise<StoredFile> {
	const signal = context.getExecutionCancelSignal?.();
	const again = async (attempt: number): Promise<StoredFile> =>
		await download(context, request, file).catch(async (error: unknown) => {
			if (!(error instanceof BrokenOff) || attempt >= MOST_ATTEMPTS || signal?.aborted) throw error;
			await pause(BETWEEN, signal);
			return await again(attempt + 1);
		});
	return await again(1);
}

async function download(
	context: FileContext,
	request: ApiRequest,
	{ fallbackName, fallbackType, subject }: { fallbackName: string; fallbackType: string; subject: string },
): Promise<StoredFile> {
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
	const { status, headers } = answer;
	const { hide } = first;
	const type = String(headers['content-type'] ?? '').toLowerCase();
	if (status !== 200 || /json|html/.test(type)) {
		const body = parse(await readStart(answer.body));
		const failed = failedAnswer(context, request, subject, { ...answer, body, hide });
		if (status === 200) throw noFile(failed);
		if (answer.url.startsWith(`${api}/`)) throw new ExplainedError(explainAnswer(failed));
		throw new ExplainedError({
			message: `${subject} could not be fetched from its storage`,
			description: `JustCall pointed to a storage address that answered HTTP ${status}. Try again: such addresses expire.`,
			httpCode: String(status),
		});
	}
	const facts = fileFacts(hide.within(headers), fallbackName, fallbackType);
	const announced = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
	const body = answer.body as IN8nHttpFullResponse['body'] & Buffer;
	if (announced !== undefined && announced > LARGEST_IN_MEMORY && (await keepsInMemory(context, facts))) {
		discard(body);
		throw new ExplainedError(tooLarge(subject, announced));
	}
	const binary = await store(context, body, facts, subject);
	const fileSize = await bytesOf(context, binary);
	if (
		fileSize === 0 ||
		(announced !== undefined && headers['content-encoding'] === undefined && announced !== fileSize)
	) {
		throw brokenOff(subject, fileSize, announced);
	}
	return { binary, ...facts, fileSize };
}

async function store(
	context: FileContext,
	body: Buffer,
	{ fileName, mimeType }: FileFacts,
	subject: string,
): Promise<IBinaryData> {
	const stored = watched(body, async () => await context.helpers.prepareBinaryData(body, fileName, mimeType));
	return await stored.catch((error: unknown) => {
		if (isObject(error) && error.code === 'ERR_STRING_TOO_LONG')
			throw new ExplainedError(tooLarge(subject, undefined));
		throw new BrokenOff({
			message: `${subject} could not be stored`,
			description: `The download broke off, or n8n's binary store did not take it: ${error instanceof Error ? error.message : 'no reason given'}. Run the node again.`,
		});
	});
}

/** Whether n8n keeps files in memory: what it stores elsewhere gets an ID. */
async function keepsInMemory(context: FileContext, { fileName, mimeType }: FileFacts): Promise<boolean> {
	const { id } = await context.helpers.prepareBinaryData(Buffer.alloc(0), fileName, mimeType);
	return id === undefined;
}

/** @param bytes as announced; `undefined` when the answer did not say */
function tooLarge(subject: string, bytes: number | undefined): Explanation {
	const megabytes = (count: number) => `${Math.floor(count / 2 ** 20)} MB`;
	return {
		message: `${subject} is too large for n8n's memory${bytes === undefined ? '' : `: ${megabytes(bytes)}`}`,
		description: `This n8n keeps files in memory, up to ${megabytes(LARGEST_IN_MEMORY)} each. Set its environment variable N8N_DEFAULT_BINARY_DATA_MODE to filesystem, or to s3 or database where several n8n processes share files, and run the node again.`,
		kind: 'own',
	};
}

/** How large a stored file is; n8n 1.x does not write it into the binary itself. */
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
	if (!target || !safe || hop > MAX_HOPS) {
		throw new ExplainedError({
			message: `${subject} could not be fetched from its storage`,
			description: `JustCall redirected ${hop > MAX_HOPS ? 'too many times' : 'to an address that is not https'}, which was not followed. Tell JustCall's support. (HTTP ${status})`,
			httpCode: String(status),
		});
	}
	return target;
}

function noFile(answer: FailedAnswer): ExplainedError {
	return new ExplainedError({
		...explainAnswer(answer),
		message: `JustCall sent no file where ${answer.subject.toLowerCase()} was expected`,
	});
}

function brokenOff(subject: string, got: number, announced: number | undefined): ExplainedError {
	// An empty one is as it is: the file itself has nothing in it, unless more was announced.
	return new (got === 0 && !announced ? ExplainedError : BrokenOff)({
		message: got === 0 ? `${subject} is empty` : `${subject} arrived incomplete`,
		description: `${got} bytes came${announced === undefined ? '' : `, ${announced} were announced`}. Run the node again; a recording can take a moment after the call.`,
	});
}

/** Reads at most 64 KB of an answer that should have been a file: enough for any message. */
async function readStart(body: unknown): Promise<string> {
	if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) return String(body ?? '');
	let text = '';
	await watched(body, async () => {
		for await (const chunk of body as Readable) {
			text += String(chunk);
			if (text.length > 65_536) break;
		}
	}).catch(() => undefined);
	return text;
}

/**
 * Works with a stream, and breaks it off when it stalls or takes too long.
 *
 * @throws what the work throws then
 */
async function watched<Result>(body: unknown, work: () => Promise<Result>): Promise<Result> {
	if (typeof body !== 'object' || body === null || !('push' in body)) return await work();
	const stream = body as Readable;
	const started = Date.now();
	let last = started;
	// What comes in is pushed, whoever reads it and however; nobody who listened would leave the stream as it was.
	const push = stream.push.bind(stream);
	stream.push = (...args) => {
		last = Date.now();
		return push(...args);
	};
	const done = new AbortController();
	const watch = async () => {
		const { idle, whole } = STREAM_LIMITS;
		for (;;) {
			const wait = Math.min(last + idle, started + whole) - Date.now();
			if (wait <= 0) break;
			await sleepWithAbort(wait, done.signal);
		}
		stream.destroy(new Error(`nothing came for ${Math.round((Date.now() - last) / 1000)} seconds`));
	};
	watch().catch(() => undefined);
	try {
		return await work();
	} finally {
		done.abort();
	}
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
