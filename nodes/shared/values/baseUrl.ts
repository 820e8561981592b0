import { ParameterError, quote } from './parameterError';

/** JustCall's address (FACTS.md section 1). */
export const DEFAULT_BASE_URL = 'https://api.justcall.io';

/** Whether the host name of a URL means this machine. */
export function isLoopback(hostname: string): boolean {
	return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(hostname);
}

/**
 * Checks the base URL of a credential and brings it into one form.
 *
 * @param baseUrl as saved; empty or missing (credentials saved by another JustCall node) means JustCall itself
 * @returns URL without a trailing slash, for example "https://api.justcall.io"
 * @throws ParameterError when it is not a URL, contains a login, or would send the key unencrypted over a
 *   network
 */
export function checkBaseUrl(baseUrl: unknown): string {
	// An expression may give anything. Only an empty value or a missing one stands for JustCall.
	const given = baseUrl ?? '';
	const text = typeof given === 'string' ? given.trim() || DEFAULT_BASE_URL : '';
	// Without "https://", a host with a port reads as a scheme: "localhost:3000".
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
