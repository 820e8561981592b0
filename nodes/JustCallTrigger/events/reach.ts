import { checkBaseUrl, isLoopback } from '../../shared/values/baseUrl';
import { ParameterError } from '../../shared/values/parameterError';

/** Addresses of this machine and of private networks, and names that no public name server knows (RFC 1918, 3927, 4193, 6762, 8375). */
const PRIVATE =
	/^(localhost|.*\.(localhost|local|internal|lan|home\.arpa)|[^.:[\]]+|0\.0\.0\.0|127(\.\d{1,3}){3}|10(\.\d{1,3}){3}|192\.168(\.\d{1,3}){2}|172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}|169\.254(\.\d{1,3}){2}|\[::1?\]|\[f[cd][0-9a-f]{2}:.*\]|\[fe80:.*\])$/i;

/** Whether the host name or address works only on this machine or in a private network. */
export function isPrivate(hostname: string): boolean {
	return PRIVATE.test(hostname);
}

/**
 * Refuses an address of n8n that JustCall cannot call, before a request is sent. A base URL on this machine is a sandbox,
 * which can call any address.
 *
 * @param webhookUrl the node's own address
 * @param baseUrl the credential's base URL
 * @throws ParameterError with the advice in its message: n8n shows only the message when somebody publishes a workflow
 */
export function checkReachable(webhookUrl: string, baseUrl: unknown): void {
	if (isLoopback(new URL(checkBaseUrl(baseUrl)).hostname)) return;
	if (URL.canParse(webhookUrl) && !isPrivate(new URL(webhookUrl).hostname)) return;
	throw new ParameterError(
		`JustCall cannot call this n8n at ${webhookUrl}: set n8n's WEBHOOK_URL to its public address, or use the JustCall Polling Trigger`,
		'That address is known on this machine or in this network only, and JustCall calls from the internet.',
	);
}
