import { ParameterError, quote } from './parameterError';

/** Where JustCall answers (FACTS.md section 1). */
export const DEFAULT_BASE_URL = 'https://api.justcall.io';

/** Whether a host name of a URL means this very machine. */
export function isLoopback(hostname: string): boolean {
	return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(hostname);
}

/**
 * Checks the base URL of a credential and brings it into one form.
 *
 * @param baseUrl as saved; empty or missing (credentials saved by another JustCall node) means JustCall itself
 * @returns address without a trailing slash, for example "https://api.justcall.io"
 * @throws ParameterError when it is no address, carries a login, or would send the key unencrypted over a network
 */
export function checkBaseUrl(baseUrl: unknown): string {
	// An expression may give anything: a value that is neither text nor empty does not stand for JustCall.
	const given = baseUrl ?? '';
	const text = typeof given === 'string' ? given.trim() || DEFAULT_BASE_URL : '';
	// Without "https://" a host with its port reads as a scheme: "localhost:3000".
	if (!URL.canParse(text) || new URL(text).origin === 'null') {
		throw new ParameterError(
			`The credential's 'Base URL' is not an address${mayHoldLogin(text) ? '' : `: ${quote(given)}`}`,
			`Open the JustCall credential and set 'Base URL' to ${DEFAULT_BASE_URL}. An address begins with https://.`,
		);
	}
	const url = new URL(text);
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
		throw new ParameterError(
			`The credential's 'Base URL' must start with https://: ${quote(url.origin)}`,
			'Plain http would send the API key and secret unencrypted; it is allowed only for a sandbox on this machine (127.0.0.1 or localhost).',
		);
	}
	if (url.username || url.password || url.search || url.hash) {
		throw new ParameterError(
			"The credential's 'Base URL' carries more than an address",
			`Remove user name, password, "?" and "#" from 'Base URL'; the usual value is ${DEFAULT_BASE_URL}.`,
		);
	}
	return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function mayHoldLogin(text: string): boolean {
	return text.includes('@');
}
