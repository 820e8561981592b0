import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { isObject } from '../values/isObject';
import { ParameterError, quote } from '../values/parameterError';
import { MAX_TIMER_MS } from './sleep';

/** Values of 'Request Options' for every request of the node, and the domains that n8n allows for the credential. */
export type ConnectionOptions = Pick<
	IHttpRequestOptions,
	'timeout' | 'proxy' | 'skipSslCertificateValidation'
> & {
	/** Hosts that the credential may be used with, separated by commas; n8n has this from 2.41 on. */
	allowedDomains?: string;
};

/** Pauses between groups of items: `size` items, then `interval` milliseconds. */
export interface Batching {
	size: number;
	interval: number;
}

/**
 * Reads 'Request Options'.
 *
 * @param options value of the parameter `requestOptions`
 * @throws ParameterError when the proxy is not an address
 */
export function connectionOf(options: unknown): ConnectionOptions {
	const { timeout, proxy, allowUnauthorizedCerts } = isObject(options) ? options : {};
	return {
		...(Number(timeout) > 0 && { timeout: Math.min(Number(timeout), MAX_TIMER_MS) }),
		...(typeof proxy === 'string' && proxy.trim() !== '' && { proxy: proxyOf(proxy.trim()) }),
		...(allowUnauthorizedCerts === true && { skipSslCertificateValidation: true }),
	};
}

/**
 * The pauses that 'Request Options > Batching' asks for; `undefined` when it asks for none.
 *
 * @param options value of the parameter `requestOptions`
 */
export function batchingOf(options: unknown): Batching | undefined {
	const batching = isObject(options) ? options.batching : undefined;
	const batch = isObject(batching) ? batching.batch : undefined;
	const { batchSize, batchInterval } = isObject(batch) ? batch : {};
	if (!(Number(batchInterval) > 0)) return undefined;
	return {
		size: Number(batchSize) > 0 ? Math.floor(Number(batchSize)) || 1 : 1,
		interval: Number(batchInterval),
	};
}

/**
 * The hosts that n8n allows for the credential, for an n8n that has this setting: the user's list and the
 * credential's own host.
 *
 * @param credentials as n8n gives them, including n8n's own fields
 * @param baseUrl checked base URL of the credential
 */
export function allowedDomainsOf(credentials: Readonly<IDataObject>, baseUrl: string): string | undefined {
	if (credentials.allowedHttpRequestDomains !== 'domains') return undefined;
	const own = new URL(baseUrl).hostname;
	const others = String(credentials.allowedDomains ?? '').trim();
	return others === '' ? own : `${own}, ${others}`;
}

/** The proxy of a connection as the user wrote it, without its login, for messages. */
export function proxyAddress({ proxy }: ConnectionOptions): string | undefined {
	return proxy && `${proxy.protocol ?? 'http'}://${proxy.host}:${proxy.port}`;
}

function proxyOf(text: string): NonNullable<ConnectionOptions['proxy']> {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	const port = url && (url.port || DEFAULT_PORTS[url.protocol]);
	const [username, password] = [url?.username, url?.password].map((part = '') => decoded(part));
	if (!url?.hostname || !port || username === undefined || password === undefined) {
		throw new ParameterError(
			`'Request Options > Proxy' is not the address of a proxy${mayHoldLogin(text) ? '' : `: ${quote(text)}`}`,
			'Give host and port, for example http://proxy.example.com:3128.',
		);
	}
	return {
		host: url.hostname,
		port: Number(port),
		protocol: url.protocol.replace(/:$/, ''),
		...(username !== '' && { auth: { username, password } }),
	};
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * Whether a text that is not an address may contain a login. Providers write it before or after the host,
 * separated by "@" or ":". Messages must not show such a text.
 */
function mayHoldLogin(text: string): boolean {
	return /@|:.*:/.test(text.replace(/^[a-z][a-z\d+.-]*:\/\//i, ''));
}

/** A part of a login; `undefined` when a "%" in it is not followed by a valid code. */
function decoded(text: string): string | undefined {
	try {
		return decodeURIComponent(text);
	} catch {
		return undefined;
	}
}
