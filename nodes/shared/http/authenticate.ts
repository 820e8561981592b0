import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { checkBaseUrl } from '../values/baseUrl';

/**
 * Adds `Authorization: key:secret` as it is, no scheme, no Base64 (FACTS.md section 1). A function, not an
 * expression: an expression costs more than the rest of a request.
 *
 * Key and secret go to the host of the credential's base URL and to no other, also from n8n's HTTP Request node, and also
 * where that host redirects to another.
 *
 * @throws Error with a sentence that says what to change
 */
export function authenticate(
	credentials: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
): IHttpRequestOptions {
	const base = new URL(checkBaseUrl(credentials.baseUrl));
	const target = targetOf(options, base);
	if (target.origin !== base.origin) {
		throw new Error(
			`This JustCall credential belongs to ${base.origin}, so its key and secret were not sent to ${target.origin}. Use an address of ${base.origin}, or change 'Base URL' in the credential.`,
		);
	}
	const { apiKey, apiSecret } = keyPairOf(credentials);
	return {
		...options,
		...withoutKeyElsewhere(options),
		headers: {
			Accept: 'application/json',
			...options.headers,
			Authorization: `${apiKey}:${apiSecret}`,
			'x-justcall-client': 'n8n',
		},
	};
}

/**
 * Key and secret as JustCall knows them. Text copied from a web page often has a space or a line break around it.
 * Everything that uses or hides them takes them from here.
 */
export function keyPairOf({ apiKey, apiSecret }: Readonly<Record<string, unknown>>): {
	apiKey: string;
	apiSecret: string;
} {
	return { apiKey: String(apiKey ?? '').trim(), apiSecret: String(apiSecret ?? '').trim() };
}

/** Options for redirects of all of n8n's ways to send a request. */
type Redirects = Partial<
	Record<
		| 'sendCredentialsOnCrossOriginRedirect'
		| 'disableFollowRedirect'
		| 'followRedirect'
		| 'followAllRedirects',
		boolean
	>
>;

/**
 * Left alone, n8n sends the key along a redirect to another host. An n8n that can keep it back is told to, and follows the
 * redirect without it; of one that does not say that it can, no redirect is followed.
 */
function withoutKeyElsewhere(options: IHttpRequestOptions & Redirects): Redirects {
	const keepsBack = { sendCredentialsOnCrossOriginRedirect: false };
	return options.sendCredentialsOnCrossOriginRedirect !== undefined
		? keepsBack
		: { ...keepsBack, disableFollowRedirect: true, followRedirect: false, followAllRedirects: false };
}

/**
 * Where a request goes. n8n's HTTP Request node names the address `uri`, everything else `url`. Relative URLs
 * resolve against the base URL; "https:host" and the like are not relative: programs read them in different ways.
 */
function targetOf(options: IHttpRequestOptions & { uri?: unknown }, base: URL): URL {
	const address = String(options.url ?? options.uri ?? '');
	if (options.baseURL === undefined && /^[a-z][a-z\d+.-]*:/i.test(address)) return new URL(address);
	return new URL(address, options.baseURL ?? base);
}
