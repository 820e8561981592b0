import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { storedIn } from './stored';

/** Nodes remembered; the one that was told longest ago is forgotten. */
const MAX_NODES = 200;

/** The last notice of each node: simultaneous requests all begin with the data that n8n had stored before any of them. */
const told = new Map<string, string>();

/**
 * Notice for a person about the node's address, given in one item: it has changed, and how that was handled.
 *
 * @param node key of the trigger
 * @param signedFor the address that the event is signed for, when that was checked
 */
export function noticeOf(
	context: Pick<IWebhookFunctions, 'getMode' | 'getWorkflowStaticData' | 'getNodeWebhookUrl'>,
	node: string,
	signedFor: string | undefined,
): IDataObject {
	if (context.getMode() === 'manual') return {};
	const stored = storedIn(context);
	const { moved } = stored;
	const url = context.getNodeWebhookUrl('default') ?? '';
	const registered = signedFor ?? stored.address ?? url;
	let text: string;
	if (moved) {
		text = `The address of this n8n has changed: the webhooks of this node went from ${moved.from} to ${moved.to}. What JustCall sent to the old one meanwhile may not have arrived.`;
		delete stored.moved;
	} else if (registered !== url && stored.told !== url) {
		text = `JustCall still sends the events of this node to ${registered}, but this n8n has the address ${url} now. Unpublish the workflow and publish it again, before the old address stops working.`;
		stored.told = url;
	} else return {};
	if (told.get(node) === text) return {};
	told.delete(node);
	told.set(node, text);
	if (told.size > MAX_NODES) told.delete([...told.keys()][0] ?? '');
	return { address_notice: text };
}

/** The item did not start the workflow: nobody has read it. */
export function untell(node: string): void {
	told.delete(node);
}
