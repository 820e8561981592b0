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

/** Name of the credential of every request. */
export const CREDENTIAL = 'justCallApi';

/** Headers of a body that is already JSON text. */
const JSON_TYPE = { 'Content-Type': 'application/json' };
/** Body of a DELETE, because JustCall wants a JSON body on it (FACTS.md section 1). */
const EMPTY_JSON = '{}';
/** A file is requested unpacked, because n8n would unpack it without saying so. */
const UNPACKED = { 'Accept-Encoding': 'identity' };

/** Milliseconds that a person waits for a dropdown to open, for all attempts of a request in this lane together. */
export const INTERACTIVE_LIMIT_MS = 10_000;

/** Milliseconds that an answer may take when the node's 'Timeout' is not set: n8n's own default. */
const ANSWER_TIMEOUT_MS = 300_000;

/** Error codes of an answer that did not come in time. */
const TIMEOUT_CODES = /ECONNABORTED|TIMEDOUT|TIMEOUT/;

/** Error code of a request that n8n gave up because the execution was cancelled. */
const CANCELLED_CODE = 'ERR_CANCELED';

/** The part of n8n's contexts that a request needs. Node runs, dropdown lists and triggers all have it. */
export type RequestContext = Pick<IAllExecuteFunctions, 'getCredentials' | 'helpers'> &
	Partial<Pick<IExecuteFunctions, 'getExecutionCancelSignal' | 'getExecutionId'>> & {
		/** The node's 'Request Options', if it has them. */
		connection?: ConnectionOptions;
		/** Panel names of the operation's fields. */
		names?: PanelNames;
	};

/** One request to the API, in JustCall's forms. */
export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Path of the API with its ids filled in, for example "/v2.1/calls/328951212". */
	path: string;
	query?: IDataObject;
	body?: IDataObject;
	/** The body as JSON text, instead of `body`: n8n leaves out an empty object, and a list is not an object. */
	json?: string;
	/** Return the body as a stream instead of reading it. */
	stream?: boolean;
	/** Effect of sending it twice, if the method does not say it. */
	effect?: Effect;
	/** Its lane. By default a write, a first page of a list and further pages each have their own lane. */
	lane?: Lane;
	/**
	 * When the caller gives up, in epoch milliseconds. By default ten seconds from now in the lane `interactive`, and in the
	 * others as 'Longest Wait' says.
	 */
	until?: number;
	/**
	 * Whether it may still be sent at this moment, in epoch milliseconds: asked before each attempt, because its
	 * turn may come late.
	 */
	mayGo?: (at: number) => boolean;
}

/** A request was not sent, because its turn came at a moment that the caller does not want. */
export class TooLate extends Error {
	constructor() {
		super('too late');
		this.name = 'TooLate';
	}
}

/** An answer, whatever its status. */
export interface ApiAnswer {
	/** Absolute URL that answered. */
	url: string;
	status: number;
	/** Lower-case names. */
	headers: Record<string, unknown>;
	/** Parsed JSON; text when it is not JSON; a stream if requested. */
	body: unknown;
	/** Hides key and secret in texts that are shown. In a body that was read they are already hidden. */
	redact: Redact;
	/** Tries until this answer was taken. */
	tries: Tries;
}

/**
 * Sends one request to JustCall with the node's credential when the account's rate limit allows it, and again
 * after a fault when a retry cannot do harm. Every request of the package goes through here.
 *
 * A redirect is never followed here, because n8n would send key and secret to the other host.
 *
 * @returns the answer, also when its status says failure
 * @throws ExplainedError when no answer came, when the outcome of a write is unknown, or when its turn would
 *   come later than 'Longest Wait' allows; ParameterError when the credential's base URL cannot be used; TooLate
 *   when {@link ApiRequest.mayGo} says so
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
		// a=1&a=2, the only form that JustCall's OpenAPI file describes (FACTS.md section 5)
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
	const until = request.until ?? (isInteractive ? since + INTERACTIVE_LIMIT_MS : undefined);
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
		if (request.mayGo?.(Date.now()) === false) {
			queue.finish({ headers: {}, limited: false }, sentAt);
			throw new TooLate();
		}
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
		// The answer only mentions the limit, so the request may have been carried out.
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
		// The last answer explains more than the error that the next wait would be too long.
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
		// An earlier attempt, whose answer was lost, may have deleted it.
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

/** Default lane of a request. The first page of a list waits like a single record. */
function laneOf({ lane, method, effect, query, body }: ApiRequest): Lane {
	if (lane) return lane;
	if ((effect ?? effectByMethod(method)) !== 'safe') return 'write';
	return Number(query?.page ?? body?.page ?? 0) > 0 ? 'list' : 'read';
}

/**
 * Sends one request and reads its answer, if status and body report success.
 *
 * @param subject of the request, for messages, as in "The call was not found"
 * @param read takes the data out of the answer's body, see envelope.ts; its second argument is the headers, in
 *   lower case
 * @throws ExplainedError when the answer reports a failure, no answer came, or the outcome of a write is
 *   unknown; MalformedAnswer when its data cannot be read
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

/** The facts that explain the answer to a request. */
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
 * Requests the address of a redirect from JustCall, without any credential.
 *
 * @param url absolute URL
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

/** Ends the body of an answer that is not read, to free its connection. */
export function discard(body: unknown): void {
	if (typeof body === 'object' && body !== null && 'destroy' in body && typeof body.destroy === 'function')
		(body as { destroy: () => void }).destroy();
}

/** Outcome of one attempt: an answer, or the fault that came instead. */
type AttemptOutcome =
	| { answer: Omit<ApiAnswer, 'tries'>; fault?: undefined }
	| { answer?: undefined; fault: { code: string; explanation: Explanation } };

/**
 * @param longest most milliseconds until the answer has come, or its head if the body is a stream. n8n's own
 *   timeout starts again with each byte.
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
			// Secrets are hidden here, because everything taken from the body goes into items, errors and reasons.
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
			// The original error contains the request with its Authorization header, so it is not passed on.
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

/** Error code of Node or of the TLS layer for the fault that came instead of an answer; empty when it has none. */
export function codeOf(error: unknown): string {
	for (let cause = error, depth = 0; isObject(cause) && depth < 5; depth++) {
		// n8n wraps the error and keeps its code as `httpCode`.
		for (const code of [cause.code, cause.httpCode]) {
			if (typeof code === 'string' && /^[A-Z]/.test(code)) return code;
		}
		// n8n's SSRF protection throws before it connects, without a code.
		if (/request was blocked because .*restricted/.test(String(cause.message))) return 'SSRF_BLOCKED';
		cause = cause.cause;
	}
	return '';
}

/** Message of the layer below, in one line, without a secret. */
export function wordsOf(error: unknown, redact: Redact): string {
	if (!isObject(error)) return '';
	const { message } = isObject(error.cause) && error.cause.message ? error.cause : error;
	return redact(String(message)).replace(/\s+/g, ' ').slice(0, 200);
}
