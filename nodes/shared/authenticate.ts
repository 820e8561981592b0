import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { checkBaseUrl } from './baseUrl';

/**
 * Adds `Authorization: key:secret` as it is, no scheme, no Base64 (FACTS.md section 1). A function, not an
 * expression: an expression costs more than the rest of a request.
 *
 * Key and secret go to the host of the credential's base URL and to no other, also from n8n's HTTP Request node.
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
	const key = String(credentials.apiKey ?? '').trim();
	const secret = String(credentials.apiSecret ?? '').trim();
	return {
		...options,
		headers: {
			Accept: 'application/json',
			...options.headers,
			Authorization: `${key}:${secret}`,
			'x-justcall-client': 'n8n',
		},
	};
}

/** n8n's HTTP Request node names the address `uri`, everything else `url`. */
function targetOf(options: IHttpRequestOptions & { uri?: unknown }, base: URL): URL {
	return new URL(String(options.url ?? options.uri ?? ''), options.baseURL ?? base);
}
