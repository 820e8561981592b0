import type { IDataObject } from 'n8n-workflow';

import { ExplainedError, UnknownOutcome, type Explanation } from '../../shared/http/errors';
import { ask, type RequestContext } from '../../shared/http/transport';
import { checkAcknowledged, unwrapList, unwrapOne } from '../../shared/answers/envelope';
import type { Subscriptions } from './stored';

const PATH = '/v2.1/webhooks';
const SUBJECT = 'The webhook';

/** A subscription that JustCall has for an address. */
export interface Entry {
	type: string;
	urlId: string;
	blacklisted: boolean;
}

/** Lists JustCall's subscriptions for an address. Compares every character, because JustCall signs the text. */
export async function entriesOf(context: RequestContext, url: string): Promise<Entry[]> {
	const { rows } = await ask(context, { method: 'GET', path: PATH }, 'The list of webhooks', unwrapList);
	return rows.flatMap((row) =>
		urlsOf(row)
			.filter(({ webhook_url }) => webhook_url === url)
			.map(({ url_id, status }) => ({
				type: String(row.type),
				urlId: String(url_id),
				blacklisted: String(status).toLowerCase() === 'blacklisted',
			})),
	);
}

/** Sorts JustCall's subscriptions for an address: keeps the first usable one of each wanted type, and gives the IDs of the others. */
export function sortEntries(
	entries: readonly Entry[],
	types: readonly string[],
): { kept: Subscriptions; spare: string[] } {
	const kept: Subscriptions = {};
	const spare: string[] = [];
	for (const { type, urlId, blacklisted } of entries) {
		// JustCall no longer calls a blacklisted address. Only a new subscription helps (FACTS.md section 9).
		if (blacklisted || !types.includes(type) || kept[type] !== undefined) spare.push(urlId);
		else kept[type] = urlId;
	}
	return { kept, spare };
}

/**
 * Subscribes an address to the types that it lacks, and deletes its other subscriptions. Goes on when JustCall does not
 * delete one.
 *
 * @returns the wanted subscriptions, and the IDs of those that JustCall did not delete
 * @throws ExplainedError when JustCall does not create one. The function then deletes those that it has created.
 */
export async function subscribe(
	context: RequestContext,
	url: string,
	types: readonly string[],
): Promise<{ subscriptions: Subscriptions; remaining: string[] }> {
	const { kept, spare } = sortEntries(await entriesOf(context, url), types);
	const { remaining } = await removeAll(context, spare);
	const subscriptions = { ...kept };
	const created: string[] = [];
	for (const type of types) {
		if (subscriptions[type] !== undefined) continue;
		const urlId = await add(context, url, type, remaining).catch(async (error: unknown) => {
			// Deletes only what this attempt has created. Earlier subscriptions stay.
			await removeAll(context, created);
			throw new ExplainedError(explain(error, type, url));
		});
		created.push(urlId);
		subscriptions[type] = urlId;
	}
	return { subscriptions, remaining };
}

/**
 * Deletes subscriptions. Goes on when JustCall does not delete one; one that does not exist counts as deleted.
 *
 * @returns the IDs that JustCall did not delete, and its error for the first of them
 */
export async function removeAll(
	context: RequestContext,
	urlIds: readonly string[],
): Promise<{ remaining: string[]; error?: unknown }> {
	const remaining: string[] = [];
	let first: unknown;
	for (const urlId of new Set(urlIds)) {
		const request = { method: 'DELETE' as const, path: `${PATH}/url/${encodeURIComponent(urlId)}` };
		await ask(context, request, SUBJECT, checkAcknowledged).catch((error: unknown) => {
			if (error instanceof ExplainedError && error.explanation.kind === 'missing') return;
			first ??= error;
			remaining.push(urlId);
		});
	}
	return { remaining, error: first };
}

/**
 * Creates a subscription, and returns its ID.
 *
 * @param others IDs of subscriptions of the same address that JustCall did not delete: none of them is the new one
 */
async function add(
	context: RequestContext,
	url: string,
	type: string,
	others: readonly string[],
): Promise<string> {
	const body = { webhook_url: url, type };
	const listed = async () =>
		(await entriesOf(context, url)).find(
			(entry) => entry.type === type && !entry.blacklisted && !others.includes(entry.urlId),
		)?.urlId;
	const found = (record: IDataObject) => idIn(record, url, others);
	const urlId = await ask(context, { method: 'POST', path: PATH, body }, SUBJECT, unwrapOne).then(
		found,
		async (error: unknown) => {
			// The answer was lost, so the list says whether JustCall has created it.
			if (!(error instanceof UnknownOutcome)) throw error;
			return await listed();
		},
	);
	const known = urlId ?? (await listed());
	if (known !== undefined) return known;
	throw new ExplainedError({
		message: 'JustCall did not add the webhook',
		description: 'It answered without an error, but the address is not in its list. Try again.',
	});
}

function idIn(record: IDataObject, url: string, others: readonly string[]): string | undefined {
	const found = urlsOf(record).find(
		({ webhook_url, url_id }) => webhook_url === url && !others.includes(String(url_id)),
	);
	return found?.url_id === undefined ? undefined : String(found.url_id);
}

function urlsOf({ webhook_urls }: IDataObject): IDataObject[] {
	return Array.isArray(webhook_urls) ? (webhook_urls as IDataObject[]) : [];
}

/** The reason for which JustCall refused a subscription, when its message names one of these. */
export function refusalOf(said = ''): 'blacklisted' | 'full' | undefined {
	if (/blacklist/i.test(said)) return 'blacklisted';
	const isAboutMany = /\b(maximum|max|limit|too many)\b/i.test(said);
	return isAboutMany && /\b(web ?hook|url|subscription)s?\b/i.test(said) ? 'full' : undefined;
}

/**
 * Explains why JustCall did not create a subscription. The advice is part of the message: n8n shows only the message when
 * somebody publishes a workflow.
 */
function explain(error: unknown, type: string, url: string): Explanation {
	if (!(error instanceof ExplainedError)) throw error;
	const { explanation } = error;
	const { description, kind, said } = explanation;
	const message = `JustCall did not accept the webhook for the event '${type}'`;
	const say = (what: string, more: string): Explanation => ({
		...explanation,
		message: `${message}: ${what}`,
		description: `${more} ${description}`,
	});
	if (kind === 'denied') {
		return say(
			'the key may not do that. Use the key of an admin or owner, and a plan that includes webhooks',
			'Make a key under Settings > APIs and Webhooks in JustCall.',
		);
	}
	if (kind === 'refused') {
		switch (refusalOf(said)) {
			case 'blacklisted':
				return say(
					'the address is blacklisted. Delete it in JustCall under Settings > APIs and Webhooks',
					`JustCall stopped calling ${url} after failures. Publish the workflow again after that.`,
				);
			case 'full':
				return say(
					'there are too many. Delete webhooks that nobody needs in JustCall under Settings > APIs and Webhooks',
					'Publish the workflow again after that.',
				);
			default:
				return say(
					`check that ${url} can be reached from the internet and that n8n's WEBHOOK_URL is right`,
					'JustCall calls the address while it adds it.',
				);
		}
	}
	return { ...explanation, message: `${message}. ${explanation.message}` };
}
