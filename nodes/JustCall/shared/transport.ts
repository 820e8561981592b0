import type {
	IAllExecuteFunctions,
	IDataObject,
	IHttpRequestMethods,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import { checkBaseUrl } from './baseUrl';
import { ExplainedError, explainAnswer, explainNoAnswer } from './errors';
import { saysFailure } from './unwrap';

/** Name of the credential that every request carries. */
export const CREDENTIAL = 'justCallApi';

/** What a DELETE carries: JustCall wants a JSON body on it (FACTS.md section 1). */
const EMPTY_JSON = { body: '{}', headers: { 'Content-Type': 'application/json' } };

/** The part of n8n's contexts that a request needs: node runs, lists for dropdowns and triggers all have it. */
export type RequestContext = Pick<IAllExecuteFunctions, 'getCredentials' | 'helpers'>;

/** One request to the API, in JustCall's own forms. */
export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Path of the API with its ids filled in, for example "/v2.1/calls/328951212". */
	path: string;
	query?: IDataObject;
	body?: IDataObject;
	/** Hand over the body as a stream instead of reading it. */
	stream?: boolean;
}

/** What came back, whatever its status. */
export interface ApiAnswer {
	/** Absolute address that answered. */
	url: string;
	status: number;
	/** Lower-case names. */
	headers: Record<string, unknown>;
	/** Parsed JSON; text when it is not JSON; a stream when asked for. */
	body: unknown;
}

/** What the person set on the node for every request: timeout, proxy, certificates, allowed domains. */
export type ConnectionOptions = Pick<
	IHttpRequestOptions,
	'timeout' | 'proxy' | 'skipSslCertificateValidation'
> & {
	/** Hosts that the credential may be used with; known to n8n from 2.41 on. */
	allowedDomains?: string;
};

/**
 * Sends one request to JustCall with the node's credential. Every request of the package goes through here.
 *
 * A redirect is never followed here: n8n would carry the key and secret to the other host.
 *
 * @returns the answer, also when its status says failure
 * @throws ExplainedError when no answer came; ParameterError when the credential's base URL can not be used
 */
export async function send(
	context: RequestContext,
	request: ApiRequest,
	connection: ConnectionOptions = {},
): Promise<ApiAnswer> {
	const credentials = await context.getCredentials(CREDENTIAL);
	const baseURL = checkBaseUrl(credentials.baseUrl);
	const options: IHttpRequestOptions = {
		...connection,
		baseURL,
		url: request.path,
		method: request.method,
		qs: request.query,
		...(request.method === 'DELETE' ? EMPTY_JSON : { body: request.body }),
		// a=1&a=2, the only form that JustCall's file states (FACTS.md section 5)
		arrayFormat: 'repeat',
		json: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		...(request.stream ? { encoding: 'stream' as const } : {}),
	};
	return await answerOf(
		baseURL + request.path,
		async () =>
			await context.helpers.httpRequestWithAuthentication.call(
				context as IAllExecuteFunctions,
				CREDENTIAL,
				options,
			),
	);
}

/**
 * Sends one request and gives the body of its answer, when that says success by its status and in its words.
 *
 * @param subject what is asked for, in words that fit "... was not found"
 * @throws ExplainedError when the answer says failure, or none came
 */
export async function ask(
	context: RequestContext,
	request: ApiRequest,
	subject: string,
	connection: ConnectionOptions = {},
): Promise<unknown> {
	const { status, headers, body } = await send(context, request, connection);
	if (status < 200 || status >= 300 || saysFailure(body)) {
		throw new ExplainedError(explainAnswer({ status, headers, body, subject, now: Date.now() }));
	}
	return body;
}

/**
 * Fetches an address that a redirect of JustCall named, without any credential.
 *
 * @param url absolute address
 * @throws ExplainedError when no answer came
 */
export async function fetchElsewhere(
	context: RequestContext,
	url: URL,
	connection: ConnectionOptions = {},
): Promise<ApiAnswer> {
	const { timeout, proxy, skipSslCertificateValidation } = connection;
	return await answerOf(
		url.href,
		async () =>
			await context.helpers.httpRequest({
				timeout,
				proxy,
				skipSslCertificateValidation,
				url: url.href,
				method: 'GET',
				encoding: 'stream',
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
			}),
	);
}

async function answerOf(url: string, request: () => Promise<unknown>): Promise<ApiAnswer> {
	return await request().then(
		(response) => {
			const { statusCode, headers, body } = response as IN8nHttpFullResponse;
			return { url, status: statusCode, headers, body };
		},
		(error: unknown) => {
			// The original error carries the request with its Authorization header: it goes no further.
			throw new ExplainedError(explainNoAnswer(new URL(url).origin, codeOf(error), wordsOf(error)));
		},
	);
}

function codeOf(error: unknown): string {
	for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; depth++) {
		const code: unknown = 'code' in cause ? cause.code : undefined;
		if (typeof code === 'string') return code;
		cause = cause.cause;
	}
	return '';
}

function wordsOf(error: unknown): string {
	if (!(error instanceof Error)) return '';
	return (error.cause instanceof Error ? error.cause.message : error.message)
		.replace(/\s+/g, ' ')
		.slice(0, 200);
}
