import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { storedIn } from './stored';

/** Nodes that the process remembers; it forgets the one whose notice is oldest. */
const MAX_NODES = 200;

/** The last notice of each node. Requests at the same time all read the data that n8n stored before any of them. */
const lastNotices = new Map<string, string>();

/**
 * A notice that the node's address has changed, and what to do about it. One item of the node carries it.
 *
 * @param node key of the trigger
 * @param signedAddress the address that JustCall has signed the event for, when that was checked
 * @returns the item's field `address_notice`, or nothing
 */
export function addressNotice(
	context: Pick<IWebhookFunctions, 'getMode' | 'getWorkflowStaticData' | 'getNodeWebhookUrl'>,
	node: string,
	signedAddress: string | undefined,
): IDataObject {
	if (context.getMode() === 'manual') return {};
	const stored = storedIn(context);
	const { moved } = stored;
	const url = context.getNodeWebhookUrl('default') ?? '';
	const registered = signedAddress ?? stored.address ?? url;
	let text: string;
	if (moved) {
		text = `The address of this n8n has changed: the webhooks of this node went from ${moved.from} to ${moved.to}. What JustCall sent to the old one meanwhile may not have arrived.`;
		delete stored.moved;
	} else if (registered !== url && stored.told !== url) {
		text = `JustCall still sends the events of this node to ${registered}, but this n8n has the address ${url} now. Unpublish the workflow and publish it again, before the old address stops working.`;
		stored.told = url;
	} else return {};
	if (lastNotices.get(node) === text) return {};
	lastNotices.delete(node);
	lastNotices.set(node, text);
	if (lastNotices.size > MAX_NODES) lastNotices.delete([...lastNotices.keys()][0] ?? '');
	return { address_notice: text };
}

/** Lets the next item carry the notice again: the workflow did not start with the item that had it. */
export function forgetNotice(node: string): void {
	lastNotices.delete(node);
}
