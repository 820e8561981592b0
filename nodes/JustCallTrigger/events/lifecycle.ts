import type { IHookFunctions } from 'n8n-workflow';

import { explainError, isPassing } from '../../shared/http/errors';
import { entriesOf, removeAll, sortEntries, subscribe } from './registration';
import { storedIn, type FormerAddress, type Stored, type Subscriptions } from './stored';

/** A node whose workflow n8n publishes, unpublishes, or lets listen for a test event. */
interface NodeState {
	/** The node's current address. */
	url: string;
	stored: Stored;
	/** A test has an address of its own, and never changes the registrations of the published workflow. */
	isTest: boolean;
}

function nodeStateOf(context: IHookFunctions): NodeState {
	return {
		url: context.getNodeWebhookUrl('default') ?? '',
		stored: storedIn(context),
		isTest: context.getMode() === 'manual',
	};
}

/**
 * Whether JustCall has exactly the wanted subscriptions for the node's address. Notes the subscriptions that it finds, and
 * deletes those of an earlier address.
 *
 * When JustCall fails for a passing reason, the subscriptions noted at registration count. Otherwise an n8n that starts
 * during an outage of JustCall would remove its own webhook and answer events with 404.
 */
export async function isRegistered(context: IHookFunctions, types: readonly string[]): Promise<boolean> {
	const node = nodeStateOf(context);
	const { url, stored, isTest } = node;
	const entries = await entriesOf(context, url).catch((error: unknown) => {
		const isSame = stored.address === url && covers(stored.subscriptions ?? {}, types);
		if (isSame && isPassing(explainError(error, 'The list of webhooks'))) return undefined;
		throw error;
	});
	if (entries === undefined) return true;
	const { kept, spare } = sortEntries(entries, types);
	if (spare.length > 0 || !covers(kept, types)) return false;
	noteSubscriptions(node, kept);
	if (!isTest) await deleteFormer(context, stored);
	return true;
}

/** Creates missing subscriptions for the node's address, and deletes those of an earlier address of the node. */
export async function register(context: IHookFunctions, types: readonly string[]): Promise<void> {
	const node = nodeStateOf(context);
	const { subscriptions, remaining } = await subscribe(context, node.url, types);
	noteSubscriptions(node, subscriptions);
	if (remaining.length > 0)
		node.stored.former = [...(node.stored.former ?? []), { address: '', ids: remaining }];
	if (!node.isTest) await deleteFormer(context, node.stored);
}

/**
 * Deletes all subscriptions of the node: the noted ones, and those that JustCall lists for its exact address.
 *
 * @throws JustCall's error when it did not delete one. The others are deleted, and the remaining ones stay noted.
 */
export async function unregister(context: IHookFunctions): Promise<void> {
	const { url, stored, isTest } = nodeStateOf(context);
	const { address = url, subscriptions = {}, former = [] } = stored;
	const noted = isTest && address !== url ? [] : Object.values(subscriptions);
	const ended = isTest ? [] : former.flatMap(({ ids }) => ids);
	const found = await entriesOf(context, url).then(
		(entries) => entries.map(({ urlId }) => urlId),
		(error: unknown) => {
			if (noted.length === 0) throw error;
			return [];
		},
	);
	const { remaining, error } = await removeAll(context, [...noted, ...found, ...ended]);
	const isRemaining = (id: string) => remaining.includes(id);
	stored.subscriptions = Object.fromEntries(
		Object.entries(subscriptions).filter(([, id]) => isRemaining(id)),
	);
	setFormer(
		stored,
		former.map((one) => ({ ...one, ids: one.ids.filter(isRemaining) })),
	);
	if (error !== undefined) throw error;
	delete stored.subscriptions;
	delete stored.address;
	delete stored.moved;
}

function covers(subscriptions: Subscriptions, types: readonly string[]): boolean {
	return types.every((type) => subscriptions[type] !== undefined);
}

/** Notes the node's current subscriptions, and which ones of an earlier address must be deleted. */
function noteSubscriptions({ url, stored, isTest }: NodeState, subscriptions: Subscriptions): void {
	const { address = '', subscriptions: before = {} } = stored;
	const now = new Set(Object.values(subscriptions));
	const ids = Object.values(before).filter((id) => !now.has(id));
	if (!isTest) {
		if (ids.length > 0) stored.former = [...(stored.former ?? []), { address, ids }];
		if (address !== '' && address !== url) stored.moved = { from: address, to: url };
	}
	stored.subscriptions = subscriptions;
	stored.address = url;
}

/** Deletes the registrations of earlier addresses. Those that JustCall does not delete stay noted for the next time. */
async function deleteFormer(context: IHookFunctions, stored: Stored): Promise<void> {
	const { former = [] } = stored;
	if (former.length === 0) return;
	const { remaining } = await removeAll(
		context,
		former.flatMap(({ ids }) => ids),
	);
	setFormer(
		stored,
		former.map((one) => ({ ...one, ids: one.ids.filter((id) => remaining.includes(id)) })),
	);
}

function setFormer(stored: Stored, former: FormerAddress[]): void {
	const withIds = former.filter(({ ids }) => ids.length > 0);
	if (withIds.length > 0) stored.former = withIds;
	else delete stored.former;
}
