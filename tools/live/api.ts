import { setTimeout as delay } from 'node:timers/promises';

/** The account, and the pace of its requests. */
export interface LiveOptions {
	/** Address of the API, without a path. */
	baseUrl: string;
	apiKey: string;
	apiSecret: string;
	/**
	 * Milliseconds between two requests; 2,500 stays below the 30 a minute of the smallest plan (FACTS.md section
	 * 6).
	 */
	spacing: number;
	/** Stops the requests. Waiting requests are not sent, except deletions of records that the check made. */
	stop?: AbortSignal;
}

/** A request. */
export interface Question {
	method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Path with its ids, for example "/v2.1/calls/17". */
	path: string;
	/** Query as text, so that its form can be tested; for example "page=0&per_page=1". */
	query?: string;
	body?: unknown;
	/** Replaces the account's header, to see the answer to a wrong one. */
	authorization?: string;
	/** Send also after a stop, to delete records that the check made. */
	always?: boolean;
}

/** An answer, read to its end unless it is a file. */
export interface LiveAnswer {
	status: number;
	headers: Headers;
	/** Parsed JSON; text when it is not JSON; `undefined` for a file. */
	body: unknown;
	/** Whether it is a file. */
	isFile: boolean;
}

/** Requests of the account that are left for its own workflows. */
const LEFT_FOR_OTHERS = 5;
const MAX_REFUSALS = 3;
const TIMEOUT_MS = 60_000;

/** The API over plain HTTP: one request after the other, slowly. The key is never sent to another host. */
export class LiveApi {
	/** Number of requests that were sent. */
	count = 0;
	/** The last 429 answer, if there was one. */
	refusal: LiveAnswer | undefined;
	/** Whether any request was not a GET. */
	hasWritten = false;
	private next = 0;
	private readonly origin: string;

	constructor(private readonly options: LiveOptions) {
		this.origin = new URL(options.baseUrl).origin;
	}

	/** Host of the API. */
	get host(): string {
		return new URL(this.origin).host;
	}

	/**
	 * Sends a request, and sends it again after the wait when the rate limit refuses it. Redirects are not
	 * followed.
	 *
	 * @throws Error when no answer comes, or the check was stopped
	 */
	async ask(question: Question): Promise<LiveAnswer> {
		for (let refusals = 0; ; refusals++) {
			const answer = await this.send(question);
			this.reserve(answer.headers);
			if (answer.status === 429) this.refusal = answer;
			if (answer.status !== 429 || refusals >= MAX_REFUSALS) return answer;
			// Retry-After is not documented, but used if it is there (FACTS.md section 6).
			const told = Number(answer.headers.get('retry-after')) * 1000;
			const pause = told > 0 ? told : 60_000 / 2 ** (MAX_REFUSALS - refusals);
			this.next = Math.max(this.next, Date.now() + pause);
		}
	}

	/** Type and status of a file with another host, fetched without the key; its bytes are not read. */
	async lookElsewhere(url: string): Promise<{ status: number; type: string | null }> {
		const controller = new AbortController();
		const response = await fetch(url, { signal: controller.signal, redirect: 'manual' });
		controller.abort();
		return { status: response.status, type: response.headers.get('content-type') };
	}

	/** Waits, unless the check is stopped meanwhile. */
	async wait(milliseconds: number, always = false): Promise<void> {
		const { stop } = this.options;
		const pause = delay(milliseconds, undefined, { signal: always ? undefined : stop });
		await pause.catch((error: unknown) => {
			throw stop?.reason ?? error;
		});
	}

	private async send({
		method = 'GET',
		path,
		query,
		body,
		authorization,
		always,
	}: Question): Promise<LiveAnswer> {
		await this.wait(Math.max(0, this.next - Date.now()), always);
		this.next = Date.now() + this.options.spacing;
		this.count++;
		this.hasWritten ||= method !== 'GET';
		const { apiKey, apiSecret } = this.options;
		const response = await fetch(`${this.origin}${path}${query ? `?${query}` : ''}`, {
			method,
			headers: {
				authorization: authorization ?? `${apiKey}:${apiSecret}`,
				accept: 'application/json',
				...(body !== undefined && { 'content-type': 'application/json' }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
			redirect: 'manual',
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		const type = response.headers.get('content-type') ?? '';
		const isFile = response.ok && !/json|text|html/.test(type) && type !== '';
		if (isFile) await response.body?.cancel();
		return {
			status: response.status,
			headers: response.headers,
			body: isFile ? undefined : parsed(await response.text()),
			isFile,
		};
	}

	/** Waits for the reset of a window that is nearly empty. */
	private reserve(headers: Headers): void {
		for (const window of ['x-rate-limit', 'x-rate-limit-burst']) {
			const remaining = headers.get(`${window}-remaining`);
			const reset = Number(headers.get(`${window}-reset`)) * 1000;
			if (remaining === null || Number(remaining) > LEFT_FOR_OTHERS || !(reset > Date.now())) continue;
			this.next = Math.max(this.next, reset + 500);
		}
	}
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}
