import type { IWebhookFunctions } from 'n8n-workflow';

import { storedIn } from './stored';

/** Segments at the end of the address that belong to this node: the webhook's ID and its path. */
const OWN_SEGMENTS = 2;

/**
 * Returns the addresses of this node that JustCall may have signed for: the current one, and earlier ones that the node
 * registered and JustCall still has. An address that only a request names is never among them. Each is written exactly
 * as it was registered, because JustCall signs the text.
 *
 * In a manual test n8n gives the node its production address, but registers the test address. When n8n has not stored the
 * test address, the function builds it from the origin and from the path of the request, which n8n has led to this node.
 */
export function ownAddresses(
	context: Pick<
		IWebhookFunctions,
		'getNodeWebhookUrl' | 'getMode' | 'getRequestObject' | 'getWorkflowStaticData'
	>,
): string[] {
	const url = context.getNodeWebhookUrl('default') ?? '';
	const { address = '', former = [] } = storedIn(context);
	const known = context.getMode() === 'manual' ? testAddresses(context, url) : [url];
	const all = [...known, address, ...former.map((one) => one.address)];
	return [...new Set(all.filter((one) => one !== ''))];
}

function testAddresses(context: Pick<IWebhookFunctions, 'getRequestObject'>, url: string): string[] {
	// JustCall signs the address as it is written, so an upper-case host and a default port stay.
	const [, origin = '', pathname = ''] = /^([a-z]+:\/\/[^/?#]+)([^?#]*)/i.exec(url) ?? [];
	const { path, originalUrl } = context.getRequestObject();
	const own = segmentsOf(pathname);
	const requested = segmentsOf(String(originalUrl ?? path));
	if (origin === '' || requested.slice(-OWN_SEGMENTS).join('/') !== own.slice(-OWN_SEGMENTS).join('/'))
		return [url];
	// A proxy may have removed a prefix of any length from the path.
	const prefixes = own.slice(0, -OWN_SEGMENTS).map((_, length) => own.slice(0, length));
	return [url, ...prefixes.map((prefix) => [origin, ...prefix, ...requested].join('/'))];
}

function segmentsOf(path: string): string[] {
	return (path.split('?')[0] ?? '').split('/').filter((segment) => segment !== '');
}
