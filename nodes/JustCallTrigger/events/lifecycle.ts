import type { IHookFunctions } from 'n8n-workflow';

import { ExplainedError, isPassing } from '../../shared/http/errors';
import { entriesOf, removeAll, sorted, subscribe } from './registration';
import { storedIn, type Former, type Stored, type Subscriptions } from './stored';

/** A node whose workflow is published, unpublished, or listens for a test event. */
interface Place {
	/** The node's own address now. */
	url: string;
	stored: Stored;
	/** A test event has an address of its own; it never touches the published workflow's registrations. */
	isTest: boolean;
}

function placeOf(context: IHookFunctions): Place {
	return {
		url: context.getNodeWebhookUrl('default') ?? '',
		stored: storedIn(context),
		isTest: context.getMode() === 'manual',
	};
}

/**
 * Whether JustCall has exactly the wanted subscriptions for the node's address, and none of an earlier one. Those found are
 * noted.
 *
 * Where JustCall cannot be asked for a passing reason, the note made at registration counts: an n8n that starts
 * during an outage of JustCall would else take its own address off, and answer events with 404.
 */
export async function isRegistered(context: IHookFunctions, types: readonly string[]): Promise<boolean> {
	const place = placeOf(context);
	const { url, stored, isTest } = place;
	const entries = await entriesOf(context, url).catch((error: unknown) => {
		const isSame = stored.address === url && covers(stored.subscriptions ?? {}, types);
		if (isSame && error instanceof ExplainedError && isPassing(error.explanation)) return undefined;
		throw error;
	});
	if (entries === undefined) return true;
	const { kept, spare } = sorted(entries, types);
	if (spare.length > 0 || !covers(kept, types)) return false;
	note(place, kept);
	if (!isTest) await tidy(context, stored);
	return true;
}

/** Creates missing subscriptions for the node's address, and deletes those of an earlier address of the node. */
export async function register(context: IHookFunctions, types: readonly string[]): Promise<void> {
	const place = placeOf(context);
	const { subscriptions, left } = await subscribe(context, place.url, types);
	note(place, subscriptions);
	if (left.length > 0) place.stored.former = [...(place.stored.former ?? []), { address: '', ids: left }];
	if (!place.isTest) await tidy(context, place.stored);
}

/**
 * Deletes all of the node's subscriptions at JustCall: those noted, and those for its exact address.
 *
 * @throws JustCall's error when one could not be deleted; the others are deleted, and the remaining ones stay noted
 */
export async function unregister(context: IHookFunctions): Promise<void> {
	const { url, stored, isTest } = placeOf(context);
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
	const { left, error } = await removeAll(context, [...noted, ...found, ...ended]);
	const isLeft = (id: string) => left.includes(id);
	stored.subscriptions = Object.fromEntries(Object.entries(subscriptions).filter(([, id]) => isLeft(id)));
	setFormer(
		stored,
		former.map((one) => ({ ...one, ids: one.ids.filter(isLeft) })),
	);
	if (error !== undefined) throw error;
	delete stored.subscriptions;
	delete stored.address;
	delete stored.moved;
}

function covers(subscriptions: Subscriptions, types: readonly string[]): boolean {
	return types.every((type) => subscriptions[type] !== undefined);
}

/** Notes the node's current subscriptions; those under another address are to be deleted. */
function note({ url, stored, isTest }: Place, subscriptions: Subscriptions): void {
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

/** Deletes the registrations of earlier addresses; those that JustCall does not delete now are tried again next time. */
async function tidy(context: IHookFunctions, stored: Stored): Promise<void> {
	const { former = [] } = stored;
	if (former.length === 0) return;
	const { left } = await removeAll(
		context,
		former.flatMap(({ ids }) => ids),
	);
	setFormer(
		stored,
		former.map((one) => ({ ...one, ids: one.ids.filter((id) => left.includes(id)) })),
	);
}

function setFormer(stored: Stored, former: Former[]): void {
	const remaining = former.filter(({ ids }) => ids.length > 0);
	if (remaining.length > 0) stored.former = remaining;
	else delete stored.former;
}
