import type {
	IAllExecuteFunctions,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import { keyPairOf } from './authenticate';
import { checkBaseUrl } from '../values/baseUrl';
import { proxyAddress, type ConnectionOptions } from './connection';
import {
	ExplainedError,
	explainAnswer,
	explainCut,
	explainNoAnswer,
	hiddenIn,
	UnknownOutcome,
	limitOf,
	sentAgain,
	wordsIn,
	type Explanation,
	type FailedAnswer,
	type Tries,
} from './errors';
import { isEmpty } from '../values/emptyValue';
import { isObject } from '../values/isObject';
import { DEFAULT_LONGEST_WAIT_SECONDS } from './longestWait';
import type { PanelNames } from '../answers/panelWords';
import { sleep, within } from './sleep';
import type { Lane } from './fairQueue';
import { effectByMethod, verdictOf, type Effect } from './retry';
import { redactorOf, type Redact } from './secrets';
import { requestQueueOf } from './requestQueue';
import { MalformedAnswer, saysFailure } from '../answers/envelope';

/** Name of the credential that every request carries. */
export const CREDENTIAL = 'justCallApi';

/** How JSON is sent that is written already. */
const JSON_TYPE = { 'Content-Type': 'application/json' };
/** Body of a DELETE: JustCall wants JSON on it (FACTS.md section 1). */
const EMPTY_JSON = '{}';
/** A file comes as it is: packed on the way, it would be unpacked by n8n without a word on it. */
const UNPACKED = { 'Accept-Encoding': 'identity' };

/** Milliseconds that somebody looks at a dropdown that does not open; everything that a request in its lane does together. */
export const INTERACTIVE_LIMIT_MS = 10_000;

/** Milliseconds that an answer may take where the node's 'Timeout' does not say: n8n's own. */
const ANSWER_TIMEOUT_MS = 300_000;

/** Codes of an answer that did not come in time. */
const TIMEOUT_CODES = /ECONNABORTED|TIMEDOUT|TIMEOUT/;

/** Code of a request that n8n gave up because the execution was cancelled. */
const CANCELLED_CODE = 'ERR_CANCELED';

/** The part of n8n's contexts that a request needs: node runs, lists for dropdowns and triggers all have it. */
export type RequestContext = Pick<IAllExecuteFunctions, 'getCredentials' | 'helpers'> &
	Partial<Pick<IExecuteFunctions, 'getExecutionCancelSignal' | 'getExecutionId'>> & {
		/** 'Request Options' of the node, where it has them. */
		connection?: ConnectionOptions;
		/** Panel names of the operation's fields. */
		names?: PanelNames;
	};

/** One request to the API, in JustCall's own forms. */
export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Path of the API with its ids filled in, for example "/v2.1/calls/328951212". */
	path: string;
	query?: IDataObject;
	body?: IDataObject;
	/** The body as JSON text, instead of `body`: n8n leaves out an empty object, and lists are no object. */
	json?: string;
	/** Hand over the body as a stream instead of reading it. */
	stream?: boolean;
	/** Effect of sending it twice, where the method does not say. */
	effect?: Effect;
	/** Where it waits; a write, the first page of a list and the pages after it are told apart without. */
	lane?: Lane;
	/** When whoever waits for it in the lane `interactive` gives up, epoch milliseconds; ten seconds from now unless told. */
	until?: number;
}

/** An answer, whatever its status. */
export interface ApiAnswer {
	/** Absolute address that answered. */
	url: string;
	status: number;
	/** Lower-case names. */
	headers: Record<string, unknown>;
	/** Parsed JSON; text when it is not JSON; a stream when asked for. */
	body: unknown;
	/** Hides key and secret in the parts that are shown; in a body that was read they are hidden already. */
	redact: Redact;
	/** Tries until this answer was taken. */
	tries: Tries;
}

/**
 * Sends one request to JustCall with the node's credential, when the account's rate limit allows it, and again where
 * that can do no harm. Every request of the package goes through here.
 *
 * A redirect is never followed here: n8n would carry the key and secret to the other host.
 *
 * @returns the answer, also when its status says failure
 * @throws ExplainedError when no answer came, when the outcome of a write is unknown, or when its turn would come later
 *   than 'Longest Wait' allows; ParameterError when the credential's base URL cannot be used
 */
export async function send(context: RequestContext, request: ApiRequest): Promise<ApiAnswer> {
	const { connection = {} } = context;
	const credentials = await context.getCredentials(CREDENTIAL);
	const { baseUrl, longestWait } = credentials;
	const baseURL = checkBaseUrl(baseUrl);
	const redact = redactorOf(credentials);
	const options: IHttpRequestOptions = {
		...connection,
		baseURL,
		url: request.path,
		method: request.method,
		qs: request.query,
		...bodyOf(request),
		// a=1&a=2, the only form that JustCall's file states (FACTS.md section 5)
		arrayFormat: 'repeat',
		json: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		...(request.stream ? { encoding: 'stream' as const, headers: { ...UNPACKED } } : {}),
	};
	const queue = requestQueueOf(baseURL, keyPairOf(credentials).apiKey);
	const signal = context.getExecutionCancelSignal?.();
	const effect = effectOfRequest(request);
	const lane = laneOf(request);
	const since = Date.now();
	const isInteractive = lane === 'interactive';
	const until = isInteractive ? (request.until ?? since + INTERACTIVE_LIMIT_MS) : undefined;
	const wished = isEmpty(longestWait) ? DEFAULT_LONGEST_WAIT_SECONDS : Number(longestWait);
	const longest = wished >= 0 ? wished : DEFAULT_LONGEST_WAIT_SECONDS;
	const turn = context.getExecutionId?.() ?? '';
	const tried = { refusals: 0, faults: 0 };
	let [triedAt, refusedAt] = [Infinity, Infinity];
	for (;;) {
		const wasRefused = tried.refusals > 0;
		const mayBeDone = tried.faults > 0 && effect === 'idempotent';
		const waiting = { signal, lane, turn, longest, since, until, wasRefused, mayBeDone };
		const sentAt = await queue.take(waiting);
		triedAt = Math.min(triedAt, sentAt);
		const left = (until ?? Infinity) - Date.now();
		const timeout = Math.max(1, Math.min(connection.timeout || ANSWER_TIMEOUT_MS, left));
		const { answer, fault } = await attempt(
			baseURL + request.path,
			redact,
			connection,
			async (abortSignal) =>
				await context.helpers.httpRequestWithAuthentication.call(
					context as IAllExecuteFunctions,
					CREDENTIAL,
					{ ...options, timeout, abortSignal },
				),
			timeout,
		);
		const { status, headers = {}, body } = answer ?? {};
		const limit = answer && limitOf(answer);
		// A request whose answer only mentions the limit may have been carried out.
		const limited = limit === 'account' || (limit === 'mentioned' && effect !== 'notIdempotent');
		queue.finish({ status, headers, limited, stalled: TIMEOUT_CODES.test(fault?.code ?? '') }, sentAt);
		const now = Date.now();
		if (limited) refusedAt = Math.min(refusedAt, now);
		const verdict = verdictOf(
			effect,
			{ status, limited, code: fault?.code },
			{ ...tried, elapsed: now - triedAt, refusedFor: now - refusedAt },
			{ longest: longest * 1000, left: (until ?? Infinity) - now },
			Math.random(),
		);
		const isCut = signal?.aborted === true && fault?.code === CANCELLED_CODE;
		if (verdict.kind === 'unknown') {
			const came = fault?.explanation.message ?? `JustCall answered with HTTP ${status}`;
			const cause = isCut ? 'The execution was cancelled before JustCall answered' : came;
			const words = answer && !isCut ? wordsIn({ body, redact, names: context.names }) : '';
			throw new UnknownOutcome(`${cause}.${words}`, status);
		}
		// An answer says more than that the wait for another one would be too long.
		if (verdict.kind === 'again' && !signal?.aborted && (!limited || queue.canWait(waiting))) {
			discard(body);
			if (limited) tried.refusals++;
			else tried.faults++;
			await sleep(verdict.delayMs, signal);
			continue;
		}
		if (isCut) throw new ExplainedError(explainCut(effect !== 'safe'));
		const tries = {
			attempts: tried.refusals + tried.faults + 1,
			seconds: (sentAt - triedAt) / 1000,
			isInteractive,
		};
		if (fault) {
			const { explanation } = fault;
			throw new ExplainedError({
				...explanation,
				description: explanation.description + sentAgain(tries),
			});
		}
		// Deleted by an attempt whose answer was lost.
		if (request.method === 'DELETE' && effect === 'idempotent' && tried.faults > 0 && status === 404)
			return { ...answer, tries, status: 200, body: { status: 'success' } };
		return { ...answer, tries };
	}
}

/** Requests a minute that the credential's account may send, as far as JustCall's answers have told this process. */
export async function requestsPerMinute(context: RequestContext): Promise<number | undefined> {
	const credentials = await context.getCredentials(CREDENTIAL);
	return requestQueueOf(checkBaseUrl(credentials.baseUrl), keyPairOf(credentials).apiKey).perMinute();
}

function bodyOf({ method, body, json }: ApiRequest): Pick<IHttpRequestOptions, 'body' | 'headers'> {
	const text = json ?? (method === 'DELETE' ? EMPTY_JSON : undefined);
	return text === undefined ? { body } : { body: text, headers: JSON_TYPE };
}

/** Where a request waits, when nobody says it: the first page of a list is one record like another. */
function laneOf({ lane, method, effect, query, body }: ApiRequest): Lane {
	if (lane) return lane;
	if ((effect ?? effectByMethod(method)) !== 'safe') return 'write';
	return Number(query?.page ?? body?.page ?? 0) > 0 ? 'list' : 'read';
}

/**
 * Sends one request and reads its answer, when that says success by its status and in its words.
 *
 * @param subject of the request, in words that fit "... was not found"
 * @param read takes the wanted data out of the answer's body, see envelope.ts; its headers, in lower case, come second
 * @throws ExplainedError when the answer says failure, or none came, or the outcome of a write is unknown;
 *   MalformedAnswer when its data cannot be read
 */
export async function ask<Wanted>(
	context: RequestContext,
	request: ApiRequest,
	subject: string,
	read: (body: unknown, headers: Record<string, unknown>) => Wanted,
): Promise<Wanted> {
	const answer = await send(context, request);
	const { status, headers, body } = answer;
	if (status < 200 || status >= 300 || saysFailure(body))
		throw new ExplainedError(explainAnswer(failedAnswer(context, request, subject, answer)));
	return await Promise.resolve(body)
		.then((whole) => read(whole, headers))
		.catch((error: unknown) => {
			if (!(error instanceof MalformedAnswer)) throw error;
			if (effectOfRequest(request) !== 'notIdempotent') throw new MalformedAnswer(error.message, status);
			throw new UnknownOutcome(`HTTP ${status}, but ${error.message}.`, status);
		});
}

/** All that is needed to explain the answer to a request. */
export function failedAnswer(
	{ names }: Pick<RequestContext, 'names'>,
	{ path, query, body: sent }: ApiRequest,
	subject: string,
	{ status, headers, body, redact, tries }: Omit<ApiAnswer, 'url'>,
): FailedAnswer {
	return { status, headers, body, subject, path, query, sent, names, tries, now: Date.now(), redact };
}

function effectOfRequest({ effect, method }: ApiRequest): Effect {
	return effect ?? effectByMethod(method);
}

/**
 * Fetches an address that a redirect of JustCall named, without any credential.
 *
 * @param url absolute address
 * @throws ExplainedError when no answer came
 */
export async function fetchElsewhere(context: RequestContext, url: URL): Promise<ApiAnswer> {
	const { timeout, proxy, skipSslCertificateValidation } = context.connection ?? {};
	const redact = redactorOf(await context.getCredentials(CREDENTIAL));
	const { answer, fault } = await attempt(
		url.href,
		redact,
		context.connection,
		async (abortSignal) =>
			await context.helpers.httpRequest({
				abortSignal,
				timeout,
				proxy,
				skipSslCertificateValidation,
				url: url.href,
				method: 'GET',
				encoding: 'stream',
				headers: { ...UNPACKED },
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
			}),
		timeout || ANSWER_TIMEOUT_MS,
	);
	if (fault) throw new ExplainedError(fault.explanation);
	return { ...answer, tries: { attempts: 1, seconds: 0 } };
}

/** Gives up the body of an answer that nobody will read, so that its connection is free. */
export function discard(body: unknown): void {
	if (typeof body === 'object' && body !== null && 'destroy' in body && typeof body.destroy === 'function')
		(body as { destroy: () => void }).destroy();
}

/** Outcome of one attempt: an answer, or the fault that came instead of one. */
type AttemptOutcome =
	| { answer: Omit<ApiAnswer, 'tries'>; fault?: undefined }
	| { answer?: undefined; fault: { code: string; explanation: Explanation } };

/**
 * @param longest milliseconds until the answer must be there, its head only where the body is a stream. n8n's own timeout
 *   starts anew with each byte.
 */
async function attempt(
	url: string,
	redact: Redact,
	connection: ConnectionOptions | undefined,
	request: (signal: AbortSignal) => Promise<unknown>,
	longest: number,
): Promise<AttemptOutcome> {
	const proxy = connection && proxyAddress(connection);
	const late = (response: unknown) => discard((response as IN8nHttpFullResponse).body);
	return await within(longest, request, late).then(
		(came) => {
			if (!came) return { fault: noAnswerFault(url, 'ETIMEDOUT', '', proxy, redact) };
			const { statusCode, headers, body } = came.result as IN8nHttpFullResponse;
			// Whatever is taken out of it goes on into items, errors and reasons.
			return {
				answer: {
					url,
					status: statusCode,
					headers,
					body: isStream(body) ? body : redact.within(body),
					redact,
				},
			};
		},
		(error: unknown) => {
			// The original error carries the request with its Authorization header: it goes no further.
			return { fault: noAnswerFault(url, codeOf(error), wordsOf(error, redact), proxy, redact) };
		},
	);
}

function isStream(body: unknown): boolean {
	return typeof body === 'object' && body !== null && 'pipe' in body;
}

function noAnswerFault(url: string, code: string, words: string, proxy: string | undefined, redact: Redact) {
	return { code, explanation: hiddenIn(explainNoAnswer(new URL(url).origin, code, words, proxy), redact) };
}

/** Node's or the TLS layer's code of the fault that came instead of an answer; empty when it has none. */
export function codeOf(error: unknown): string {
	for (let cause = error, depth = 0; isObject(cause) && depth < 5; depth++) {
		// n8n wraps the error and keeps its code as `httpCode`.
		for (const code of [cause.code, cause.httpCode]) {
			if (typeof code === 'string' && /^[A-Z]/.test(code)) return code;
		}
		// The protection of n8n's server throws before it connects, without a code.
		if (/request was blocked because .*restricted/.test(String(cause.message))) return 'SSRF_BLOCKED';
		cause = cause.cause;
	}
	return '';
}

/** Message of the layer below, on one line, without a secret. */
export function wordsOf(error: unknown, redact: Redact): string {
	if (!isObject(error)) return '';
	const { message } = isObject(error.cause) && error.cause.message ? error.cause : error;
	return redact(String(message)).replace(/\s+/g, ' ').slice(0, 200);
}
