import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { checkBaseUrl } from '../values/baseUrl';

/**
 * Adds `Authorization: key:secret` without a scheme and without Base64 (FACTS.md section 1). It is a function
 * because an n8n expression costs more than the rest of a request.
 *
 * Key and secret are sent only to the host of the credential's base URL. This also holds for n8n's HTTP Request
 * node and for redirects to another host.
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
 * Key and secret as JustCall knows them. Text copied from a web page often has a space or a line break around
 * it. All code that uses or hides them reads them from here.
 */
export function keyPairOf({ apiKey, apiSecret }: Readonly<Record<string, unknown>>): {
	apiKey: string;
	apiSecret: string;
} {
	return { apiKey: String(apiKey ?? '').trim(), apiSecret: String(apiSecret ?? '').trim() };
}

/** Redirect options of all of n8n's ways to send a request. */
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
 * By default n8n sends the key along a redirect to another host. An n8n that can withhold the key is told to do
 * so, and then follows the redirect without it. When n8n cannot, no redirect is followed.
 */
function withoutKeyElsewhere(options: IHttpRequestOptions & Redirects): Redirects {
	const keepsBack = { sendCredentialsOnCrossOriginRedirect: false };
	return options.sendCredentialsOnCrossOriginRedirect !== undefined
		? keepsBack
		: { ...keepsBack, disableFollowRedirect: true, followRedirect: false, followAllRedirects: false };
}

/**
 * The address that a request goes to. n8n's HTTP Request node names the address `uri`, everything else `url`.
 * Relative URLs resolve against the base URL; "https:host" and the like do not count as relative, because
 * programs read them in different ways.
 */
function targetOf(options: IHttpRequestOptions & { uri?: unknown }, base: URL): URL {
	const address = String(options.url ?? options.uri ?? '');
	if (options.baseURL === undefined && /^[a-z][a-z\d+.-]*:/i.test(address)) return new URL(address);
	return new URL(address, options.baseURL ?? base);
}
