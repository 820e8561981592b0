import { EventEmitter } from 'node:events';

/**
 * The response of Express that n8n hands to a webhook node, as far as nodes use it. It sends nothing, and notes what the
 * caller would have got: nothing until somebody answers, and then the first answer only.
 *
 * Emits `finish` when an answer was sent whole, and `close` when the connection ends.
 */
export class WebhookResponse extends EventEmitter {
	/** Status that the next answer has; Express begins with 200, which says nothing about an answer. */
	statusCode = 200;
	headersSent = false;
	#sent: { status: number; body: unknown } | undefined;
	#hasHungUp = false;

	/** The answer that the caller has got; `undefined` while nobody has answered. */
	get sent(): { readonly status: number; readonly body: unknown } | undefined {
		return this.#sent;
	}

	/** Whether the caller went away before anybody answered. */
	get hasHungUp(): boolean {
		return this.#hasHungUp;
	}

	status(status: number): this {
		this.statusCode = status;
		return this;
	}

	/** Headers by their lower-case names. */
	readonly headers = new Map<string, string>();

	setHeader(name: string, value: string): this {
		this.headers.set(name.toLowerCase(), value);
		return this;
	}

	type(): this {
		return this;
	}

	/** @throws {Error} as Express does when somebody has answered already */
	send(body?: unknown): this {
		if (this.headersSent) throw new Error('Cannot set headers after they are sent to the client');
		this.headersSent = true;
		// Node.js tells nothing of an answer that nobody is there to read.
		if (this.#hasHungUp) return this;
		this.#sent = { status: this.statusCode, body };
		this.emit('finish');
		this.emit('close');
		return this;
	}

	/** The caller goes away; nothing that is sent later reaches it. */
	hangUp(): void {
		if (this.headersSent || this.#hasHungUp) return;
		this.#hasHungUp = true;
		this.emit('close');
	}
}
