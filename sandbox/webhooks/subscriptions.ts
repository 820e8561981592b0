import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';

import type { EventBody } from '../../contract/load';
import type { Pauses } from '../pauses';
import { Kept, keptText, type KeptText } from '../kept';
import type { Settings } from '../settings';
import type { State } from '../state';
import { signedHeaders } from './signature';
import type { Subscription, WebhookUrl } from './subscription';

/** One attempt to deliver. */
export interface Delivery {
	/** Ascends from 1. */
	id: number;
	request_id: string;
	type: string;
	webhook_url: string;
	/** Number of the attempt, from 1. */
	attempt: number;
	/** Status from the receiver; 0 when none came. */
	status: number;
	/** ISO, UTC. */
	at: string;
}

/** What was sent in a delivery, and what the receiver answered. */
export interface DeliveryDetail {
	body: KeptText;
	answer: KeptText;
}

/** How events are sent beyond once each, in order. */
export interface EmitOptions {
	/** Sends each event this many times with the same request id. */
	repeat?: number;
	/** Seconds of delay, so that later events arrive before it. */
	delaySeconds?: number;
}

const RETRIED = new Set([429, 500, 502, 503, 504]);
const MAX_ATTEMPTS = 5;
const MOST_DELIVERIES = 100_000;
/** Bytes kept of what was sent, of what came back, and of all of them. */
const BODY = 32 * 2 ** 10;
const ANSWER = 4 * 2 ** 10;
const DETAILS = 8 * 2 ** 20;

/** The account's webhooks: subscriptions, probes, signed deliveries with retries (FACTS.md section 9). */
export class Webhooks {
	readonly deliveries: Delivery[] = [];
	/** By the delivery's id; the newest of them. */
	readonly details = new Kept<DeliveryDetail>(DETAILS);
	private newest = 0;
	private readonly failures = new Map<string, number>();
	private readonly stopping = new AbortController();
	private readonly pending = new Set<Promise<void>>();

	constructor(
		private readonly state: () => State,
		private readonly settings: () => Settings,
		private readonly secret: string,
		private readonly pauses: Pauses,
	) {
		// Every delivery that waits or is on its way listens to it.
		setMaxListeners(0, this.stopping.signal);
	}

	/**
	 * Subscriptions that have an address, in order of their type.
	 *
	 * @param webhooks of the account as the asker sees it
	 */
	list(type?: string, webhooks: State['webhooks'] = this.state().webhooks): Subscription[] {
		const all = [...webhooks.values()].filter((subscription) => subscription.webhook_urls.length > 0);
		return all.filter((subscription) => type === undefined || subscription.type === type).map(withCounts);
	}

	/**
	 * Adds an address. An address is stored once for each type.
	 *
	 * @returns the subscription, or `undefined` when the address did not answer the validation call with 2xx
	 */
	async add(type: string, url: string): Promise<Subscription | undefined> {
		const { webhooks } = this.state();
		const subscription = webhooks.get(type) ?? empty(type);
		const isThere = subscription.webhook_urls.some(({ webhook_url }) => webhook_url === url);
		if (!isThere || this.settings().webhooks.sameAddress === 'twice') {
			if (!(await this.probe(type, url))) return undefined;
			subscription.webhook_urls.push({
				webhook_url: url,
				url_id: randomBytes(12).toString('hex'),
				api_version: '2.1',
				datetime: new Date().toISOString().slice(0, 19).replace('T', ' '),
				status: 'Active',
			});
		}
		webhooks.set(type, subscription);
		return withCounts(subscription);
	}

	/** Removes an address. Returns the subscription that it was in, or `undefined` when no subscription has it. */
	remove(urlId: string): Subscription | undefined {
		for (const subscription of this.state().webhooks.values()) {
			const at = subscription.webhook_urls.findIndex(({ url_id }) => url_id === urlId);
			if (at < 0) continue;
			subscription.webhook_urls.splice(at, 1);
			return withCounts(subscription);
		}
		return undefined;
	}

	/**
	 * Sends to every address of the type, without waiting for the answers.
	 *
	 * @returns request ids, one for each address
	 */
	emit(
		type: string,
		data: Record<string, unknown>,
		{ repeat = 1, delaySeconds = 0 }: EmitOptions = {},
	): string[] {
		const urls =
			this.state()
				.webhooks.get(type)
				?.webhook_urls.filter(({ status }) => status !== 'Blacklisted') ?? [];
		return urls.map((url) => {
			const body: EventBody = {
				request_id: requestId(),
				webhook_url: url.webhook_url,
				url_id: url.url_id,
				type,
				data,
			};
			const deliver = async () => {
				if (delaySeconds > 0) await this.pauses.pause(delaySeconds * 1000);
				await this.deliver(url, body);
			};
			for (let time = 0; time < repeat; time++) this.track(deliver());
			return body.request_id;
		});
	}

	/** Resolves when no delivery is under way. */
	async settled(): Promise<void> {
		while (this.pending.size > 0) await Promise.allSettled([...this.pending]);
	}

	/** Ends all deliveries. */
	stop(): void {
		this.stopping.abort();
	}

	private track(work: Promise<void>): void {
		this.pending.add(work);
		void work.finally(() => this.pending.delete(work));
	}

	private async probe(type: string, url: string): Promise<boolean> {
		const { probe } = this.settings();
		if (probe === 'off') return true;
		const headers = probe === 'signed' ? signedHeaders(this.secret, url, type) : {};
		const { status } = await this.post(url, { type, webhook_url: url, request_id: requestId() }, headers);
		return status >= 200 && status < 300;
	}

	private async deliver(url: WebhookUrl, body: EventBody): Promise<void> {
		const first = signedHeaders(this.secret, url.webhook_url, body.type);
		for (let attempt = 1; attempt <= MAX_ATTEMPTS && !this.stopping.signal.aborted; attempt++) {
			const isAsFirst = attempt === 1 || this.settings().webhooks.retryTimestamp === 'first';
			const headers = isAsFirst ? first : signedHeaders(this.secret, url.webhook_url, body.type);
			const { status, answer } = await this.post(url.webhook_url, body, headers);
			const { request_id, type, webhook_url } = body;
			const id = ++this.newest;
			const at = new Date().toISOString();
			if (this.deliveries.length >= MOST_DELIVERIES) this.deliveries.shift();
			this.deliveries.push({ id, request_id, type, webhook_url, attempt, status, at });
			const sent = keptText(JSON.stringify(body), BODY);
			this.details.set(id, { body: sent, answer }, sent.text.length + answer.text.length);
			if (status >= 200 && status < 300) return;
			if (!RETRIED.has(status)) break;
			if (attempt < MAX_ATTEMPTS) await this.pauses.pause(this.settings().webhooks.retrySeconds * 1000);
		}
		this.mark(url);
	}

	private mark(url: WebhookUrl): void {
		const { warnAfter, blacklistAfter } = this.settings().webhooks;
		const failed = (this.failures.get(url.url_id) ?? 0) + 1;
		this.failures.set(url.url_id, failed);
		if (failed >= blacklistAfter) url.status = 'Blacklisted';
		else if (failed >= warnAfter) url.status = 'Warning';
	}

	private async post(
		url: string,
		body: object,
		headers: Record<string, string>,
	): Promise<{ status: number; answer: KeptText }> {
		const timeout = AbortSignal.timeout(this.settings().webhooks.timeoutSeconds * 1000);
		try {
			const response = await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...headers },
				body: JSON.stringify(body),
				redirect: 'manual',
				signal: AbortSignal.any([timeout, this.stopping.signal]),
			});
			return { status: response.status, answer: await beginningOf(response) };
		} catch (error) {
			return { status: 0, answer: keptText(reasonOf(error), ANSWER) };
		}
	}
}

/** The first bytes of an answer. The rest is not read, and a body that breaks off does not change the status. */
async function beginningOf(response: Response): Promise<KeptText> {
	const pieces: Uint8Array[] = [];
	let bytes = 0;
	const reader = response.body?.getReader();
	try {
		while (reader && bytes <= ANSWER) {
			const { done, value } = await reader.read();
			if (done) break;
			pieces.push(value);
			bytes += value.length;
		}
		await reader?.cancel();
	} catch {
		// What has come until then is shown.
	}
	const text = new TextDecoder().decode(Buffer.concat(pieces).subarray(0, ANSWER), { stream: true });
	return { text, bytes, isCut: bytes > ANSWER };
}

/** Why no answer came, such as ECONNREFUSED. */
function reasonOf(error: unknown): string {
	const { cause, message } = error as Error & { cause?: { code?: string } };
	return cause?.code ?? message;
}

function empty(type: string): Subscription {
	return {
		type,
		latest_api_version: '2.1',
		url_count: 0,
		warning_url_count: 0,
		blacklisted_url_count: 0,
		webhook_urls: [],
	};
}

function withCounts(subscription: Subscription): Subscription {
	const { webhook_urls } = subscription;
	const count = (status: WebhookUrl['status']) => webhook_urls.filter((url) => url.status === status).length;
	return {
		...subscription,
		url_count: webhook_urls.length,
		warning_url_count: count('Warning'),
		blacklisted_url_count: count('Blacklisted'),
		webhook_urls: webhook_urls.map((url) => ({ ...url })),
	};
}

function requestId(): string {
	return `01${randomBytes(12).toString('hex').toUpperCase()}`;
}
