import { createHash } from 'crypto';

import { Budget, type AnswerFacts, type Wait } from './budget';
import { ExplainedError } from './errors';
import { pause } from './pause';

/** How somebody waits for a turn. */
export interface Waiting {
	/** Ends the waiting with the execution. */
	signal?: AbortSignal;
	/** Longest wait for a window to open, seconds; for one in a hurry, the longest wait of all. */
	longest: number;
	/** Goes before those who wait already: a person looks at an open dropdown, or JustCall waits for an event's answer. */
	hurry?: boolean;
}

/** Accounts remembered before those with nothing to remember are dropped. */
const MANY = 50;

/** The queue in which all requests of an account stand, whatever node or execution they come from. */
export class Turns {
	private readonly budget = new Budget();
	private readonly queue: AbortController[] = [];
	/** Somebody is at the head of the queue. */
	private taken = false;
	private news = new AbortController();

	/**
	 * Waits until a request may be sent, and counts it.
	 *
	 * @returns when that was, epoch milliseconds
	 * @throws ExplainedError when the wait would be longer than wanted, or the execution was cancelled
	 */
	async take(waiting: Waiting): Promise<number> {
		const { signal, longest, hurry } = waiting;
		const deadline = hurry ? Date.now() + longest * 1000 : Infinity;
		if (this.taken) await this.queueUp(waiting, deadline);
		this.taken = true;
		try {
			for (;;) {
				if (signal?.aborted) throw cancelled();
				const now = Date.now();
				const wait = this.budget.wait(now);
				if (wait.kind === 'go') {
					this.budget.start();
					return now;
				}
				const opens = opensAt(wait, now);
				if (now >= deadline || opens > Math.min(deadline, now + longest * 1000))
					throw tooLong(opens, waiting);
				// An answer always comes, if only as n8n's timeout.
				await pause((wait.kind === 'until' ? opens : deadline) - now, signal, this.news.signal);
			}
		} finally {
			const next = this.queue.shift();
			if (next) next.abort();
			else this.taken = false;
		}
	}

	/** Takes in what a request brought back, and lets the head of the queue look again. */
	finish(facts: AnswerFacts, sentAt: number): void {
		this.budget.finish(facts, Date.now(), sentAt);
		this.news.abort();
		this.news = new AbortController();
	}

	/** Waits to be at the head of the queue; whoever gives up leaves it as if never there. */
	private async queueUp(waiting: Waiting, deadline: number): Promise<void> {
		const { signal, hurry } = waiting;
		const opens = (now = Date.now()) => opensAt(this.budget.wait(now), now);
		if (opens() > deadline) throw tooLong(opens(), waiting);
		const called = new AbortController();
		if (hurry) this.queue.unshift(called);
		else this.queue.push(called);
		await pause(deadline - Date.now(), signal, called.signal);
		// Who was called has the head, and hands it on.
		if (called.signal.aborted) return;
		this.queue.splice(this.queue.indexOf(called), 1);
		throw signal?.aborted ? cancelled() : tooLong(opens(), waiting);
	}

	/** Whether nobody waits and nothing is worth remembering. */
	isIdle(): boolean {
		return !this.taken && this.budget.isIdle(Date.now());
	}
}

const accounts = new Map<string, Turns>();

/**
 * The queue of an account. Limits are per account, so everything in this process that uses one key stands in one queue
 * (FACTS.md section 6). The key itself is not kept.
 */
export function turnsOf(baseUrl: string, apiKey: string): Turns {
	const account = createHash('sha256').update(`${baseUrl}\n${apiKey}`).digest('hex');
	const known = accounts.get(account);
	if (known) return known;
	if (accounts.size >= MANY) for (const [name, turns] of accounts) if (turns.isIdle()) accounts.delete(name);
	const turns = new Turns();
	accounts.set(account, turns);
	return turns;
}

/** When a request could go at the earliest, as far as is known. */
function opensAt(wait: Wait, now: number): number {
	return wait.kind === 'until' ? wait.at : now;
}

function tooLong(at: number, { longest, hurry }: Waiting): ExplainedError {
	const until = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
	return new ExplainedError({
		message: `JustCall's rate limit for this account is used up until ${until}`,
		description: hurry
			? 'Try again after that. Nothing was sent.'
			: `Run the workflow again after that. Nothing was sent. To let the node wait longer than ${longest} seconds, raise 'Longest Wait' in the JustCall credential.`,
		httpCode: '429',
		kind: 'limited',
	});
}

function cancelled(): ExplainedError {
	return new ExplainedError({
		message: 'The execution was cancelled',
		description: 'This request was not sent.',
	});
}
