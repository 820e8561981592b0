import type { IDataObject } from 'n8n-workflow';

import { ExplainedError, UnknownOutcome, type Explanation } from '../../shared/errors';
import { ask, type RequestContext } from '../../shared/transport';
import { checkAcknowledged, unwrapList, unwrapOne } from '../../shared/unwrap';

const PATH = '/v2.1/webhooks';
const SUBJECT = 'The webhook';

/** Addresses that this node has with JustCall: the id of each by its event type. */
export type Subscriptions = Record<string, string>;

/** What JustCall has for an address. */
interface Entry {
	type: string;
	urlId: string;
	blacklisted: boolean;
}

/** What there is already for this very address, by event type; one that was blacklisted does not count. */
export async function existing(context: RequestContext, url: string): Promise<Subscriptions> {
	const entries = (await entriesOf(context, url)).filter(({ blacklisted }) => !blacklisted);
	return Object.fromEntries(entries.map(({ type, urlId }) => [type, urlId]));
}

/**
 * Subscribes an address to the types that it is not subscribed to yet, and ends subscriptions of it to other types.
 *
 * @returns all of the address's subscriptions
 * @throws ExplainedError when one cannot be made; those made before are taken back then
 */
export async function subscribe(
	context: RequestContext,
	url: string,
	types: readonly string[],
): Promise<Subscriptions> {
	const entries = await entriesOf(context, url);
	const kept: Subscriptions = {};
	for (const { type, urlId, blacklisted } of entries) {
		// JustCall does not call a blacklisted address any more: only a new entry helps (FACTS.md section 9).
		if (blacklisted || !types.includes(type)) await remove(context, urlId);
		else kept[type] = urlId;
	}
	const made: string[] = [];
	for (const type of types) {
		if (kept[type] !== undefined) continue;
		const urlId = await add(context, url, type).catch(async (error: unknown) => {
			// What was there before stays; what this attempt made goes.
			await Promise.allSettled(made.map(async (id) => await remove(context, id)));
			throw new ExplainedError(explain(error, type, url));
		});
		made.push(urlId);
		kept[type] = urlId;
	}
	return kept;
}

/** Ends subscriptions; one that is gone already is fine. */
export async function unsubscribe(context: RequestContext, subscriptions: Subscriptions): Promise<void> {
	for (const urlId of Object.values(subscriptions)) await remove(context, urlId);
}

async function add(context: RequestContext, url: string, type: string): Promise<string> {
	const body = { webhook_url: url, type };
	const found = (record: IDataObject) => idIn(record, url);
	const urlId = await ask(context, { method: 'POST', path: PATH, body }, SUBJECT, unwrapOne).then(
		found,
		async (error: unknown) => {
			// An answer that was lost: look whether it was made.
			if (!(error instanceof UnknownOutcome)) throw error;
			return (await existing(context, url))[type];
		},
	);
	const known = urlId ?? (await existing(context, url))[type];
	if (known !== undefined) return known;
	throw new ExplainedError({
		message: 'JustCall did not add the webhook',
		description: 'It answered without an error, but the address is not in its list. Try again.',
	});
}

async function remove(context: RequestContext, urlId: string): Promise<void> {
	const request = { method: 'DELETE' as const, path: `${PATH}/url/${encodeURIComponent(urlId)}` };
	await ask(context, request, SUBJECT, checkAcknowledged).catch((error: unknown) => {
		if (!(error instanceof ExplainedError) || error.explanation.httpCode !== '404') throw error;
	});
}

async function entriesOf(context: RequestContext, url: string): Promise<Entry[]> {
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

function idIn(record: IDataObject, url: string): string | undefined {
	const found = urlsOf(record).find(({ webhook_url }) => webhook_url === url);
	return found?.url_id === undefined ? undefined : String(found.url_id);
}

function urlsOf({ webhook_urls }: IDataObject): IDataObject[] {
	return Array.isArray(webhook_urls) ? (webhook_urls as IDataObject[]) : [];
}

/** What to do about a subscription that could not be made, by what JustCall said. */
function explain(error: unknown, type: string, url: string): Explanation {
	if (!(error instanceof ExplainedError)) throw error;
	const { explanation } = error;
	const { description, httpCode } = explanation;
	const message = `JustCall did not accept the webhook for the event '${type}'`;
	if (/blacklist/i.test(description)) {
		return {
			message: `${message}: the address is blacklisted`,
			description: `JustCall stopped calling ${url} after failures. Delete it in JustCall under Settings > APIs and Webhooks, then publish the workflow again. ${description}`,
			httpCode,
		};
	}
	if (/limit|maximum|too many/i.test(description) && httpCode !== '429') {
		return {
			message: `${message}: there are too many`,
			description: `Delete webhooks that nobody needs in JustCall under Settings > APIs and Webhooks. ${description}`,
			httpCode,
		};
	}
	if (httpCode === '403') {
		return {
			message: `${message}: the key may not do that`,
			description: `Use a key of an admin or owner, and check that the plan includes webhooks. ${description}`,
			httpCode,
		};
	}
	if (httpCode === '400') {
		return {
			message,
			description: `JustCall calls the address while it adds it: check that ${url} can be reached from the internet and that n8n's WEBHOOK_URL is right. ${description}`,
			httpCode,
		};
	}
	return { ...explanation, message: `${message}. ${explanation.message}` };
}
