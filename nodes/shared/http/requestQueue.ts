import { createHash } from 'crypto';

import { RateLimit, type AnswerFacts, type Wait } from './rateLimit';
import { ExplainedError, explainCancelled, explainCut } from './errors';
import { alarm, sleep } from './sleep';
import { FairQueue, type Lane } from './fairQueue';

/** How a request waits for its turn. */
export interface Waiting {
	/** Cancels the wait when the execution is cancelled. */
	signal?: AbortSignal;
	lane: Lane;
	/** The execution that it belongs to, see fairQueue.ts; one execution of its own by default. */
	turn?: string;
	/** Seconds that it waits while no request of the account advances. */
	longest: number;
	/** When its wait began, in epoch milliseconds, if that was earlier because it was refused or is tried again. */
	since?: number;
	/** When the caller stops waiting in any case, in epoch milliseconds. */
	until?: number;
	/** Whether JustCall refused it before. It then goes before the other requests of its execution. */
	wasRefused?: boolean;
	/** Whether an earlier attempt was sent and has an unknown outcome. */
	mayBeDone?: boolean;
}

/** One waiting request. */
interface Entry extends Waiting {
	turn: string;
	since: number;
	/** Fires when it may go, or has waited in vain. */
	called: AbortController;
	/** When it was sent. */
	sentAt?: number;
	/** Why it is not sent. */
	failure?: ExplainedError;
}

/** Fewest seconds to wait for an answer to a request under way, however short 'Longest Wait' is. */
const MIN_ANSWER_WAIT_SECONDS = 10;
/** Milliseconds between two checks for requests that have waited too long, while an answer is awaited. */
const RECHECK_MS = 1000;
/** Number of remembered accounts above which accounts with nothing to remember are dropped. */
const MAX_ACCOUNTS = 50;

/** The queue of all requests of an account, from any node or execution. */
export class RequestQueue {
	private readonly rateLimit = new RateLimit();
	private readonly queue = new FairQueue<Entry>();
	/** When JustCall last answered a request with anything but a refusal. */
	private gotOnAt = 0;
	/** No request gives up before this moment. */
	private patientUntil = Infinity;
	/** The current sleep, while no request may go. */
	private sleeping: { kind: Wait['kind']; at: number; end: AbortController } | undefined;

	/**
	 * Waits until a request may be sent, and counts it.
	 *
	 * @returns when the request may be sent, in epoch milliseconds
	 * @throws ExplainedError when the wait is or would be longer than allowed, or the execution was cancelled
	 */
	async take(waiting: Waiting): Promise<number> {
		const { signal } = waiting;
		const now = Date.now();
		const entry: Entry = {
			...waiting,
			turn: waiting.turn ?? '',
			since: waiting.since ?? now,
			called: new AbortController(),
		};
		if (signal?.aborted) throw cancelled(waiting);
		const silentSince = this.rateLimit.silentSince(now, patienceForAnswer(entry) * 1000);
		if (silentSince !== undefined && entry.until === undefined) throw noAnswer(silentSince, entry);
		this.queue.add(entry, entry.wasRefused);
		this.patientUntil = Math.min(this.patientUntil, this.patienceOf(entry));
		this.look();
		if (!entry.called.signal.aborted) await sleep(Infinity, signal, entry.called.signal);
		const { sentAt, failure } = entry;
		if (failure) throw failure;
		if (sentAt !== undefined && !signal?.aborted) return sentAt;
		// The execution was cancelled at this very moment: the request was counted, and is not sent.
		if (sentAt !== undefined) this.finish({ headers: {}, limited: false }, sentAt);
		this.queue.remove(entry);
		this.look();
		throw cancelled(waiting);
	}

	/** Whether a request with these limits may still get a turn, as far as JustCall's limit is known. */
	canWait(waiting: Waiting): boolean {
		const now = Date.now();
		const wait = this.rateLimit.wait(now, 'interactive');
		return wait.kind !== 'until' || wait.at < this.patienceOf({ since: now, ...waiting });
	}

	/** Requests a minute that the account may send, as far as answers have told. */
	perMinute(): number | undefined {
		return this.rateLimit.perMinute();
	}

	/** Records the answer to a request, and wakes the waiting requests. */
	finish(facts: AnswerFacts, sentAt: number): void {
		const now = Date.now();
		this.rateLimit.finish(facts, now, sentAt);
		if (facts.status !== undefined && !facts.limited) this.gotOnAt = now;
		this.look();
	}

	/** Whether no request waits and there is nothing worth remembering. */
	isIdle(): boolean {
		return this.queue.size === 0 && this.rateLimit.isIdle(Date.now());
	}

	/** Sends all requests that may go, and sleeps until the next one may go. */
	private look(): void {
		for (;;) {
			const now = Date.now();
			const waits: Wait[] = [];
			const next = this.queue.next().find(({ lane }) => {
				const wait = this.rateLimit.wait(now, lane, this.queue.ahead(lane));
				waits.push(wait);
				return wait.kind === 'go';
			});
			if (next) this.go(next, now);
			else if (waits.length === 0 || !this.endPatience(now)) return this.sleepFor(waits, now);
		}
	}

	private go(entry: Entry, now: number): void {
		this.queue.take(entry);
		this.rateLimit.start(now, entry.lane);
		entry.sentAt = now;
		entry.called.abort();
	}

	/**
	 * Rejects requests whose longest wait ends before JustCall's limit lets them go. A request that waits only
	 * for the share that we leave to other clients is sent when its longest wait ends.
	 *
	 * @returns whether a request was sent
	 */
	private endPatience(now: number): boolean {
		const wait = this.rateLimit.wait(now, 'interactive');
		const opens = wait.kind === 'until' ? wait.at : now;
		if (opens < this.patientUntil) return false;
		const isStill = this.rateLimit.isStandingStill(now);
		const kindFor = ({ lane }: Entry) =>
			wait.kind === 'go' && isStill && lane === 'write' ? 'answer' : wait.kind;
		const gone = [...this.queue].filter(
			(entry) => opens >= this.patienceOf(entry, kindFor(entry) === 'answer'),
		);
		const first = gone.find((entry) => kindFor(entry) === 'go');
		if (first) {
			this.go(first, now);
			return true;
		}
		for (const entry of gone) {
			entry.failure =
				kindFor(entry) === 'until' ? tooLong(opens, entry) : noAnswer(this.waitsFrom(entry), entry);
			this.queue.remove(entry);
			entry.called.abort();
		}
		this.patientUntil = Math.min(Infinity, ...[...this.queue].map((entry) => this.patienceOf(entry)));
		return gone.length > 0;
	}

	/** Since when a request waits and no request has advanced. */
	private waitsFrom({ since }: Pick<Entry, 'since'>): number {
		return Math.max(since, this.gotOnAt);
	}

	/** When a request stops waiting for a window to open, or for an answer to a request under way. */
	private patienceOf(entry: Pick<Entry, 'since' | 'longest' | 'until'>, forAnswer = false): number {
		if (entry.until !== undefined) return entry.until;
		if (!forAnswer) return this.waitsFrom(entry) + entry.longest * 1000;
		// The time counts from the request under way, which was sent a moment ago, however long this one has been
		// in the queue.
		const from = Math.max(this.waitsFrom(entry), this.rateLimit.answerDueSince() ?? 0);
		return from + patienceForAnswer(entry) * 1000;
	}

	/** Sleeps until a request may go or has waited long enough. Further calls while it sleeps do nothing. */
	private sleepFor(waits: readonly Wait[], now: number): void {
		// An answer may come at any time, but a moment can be slept until.
		const kind: Wait['kind'] = this.rateLimit.answerDueSince() !== undefined ? 'answer' : 'until';
		const look = this.patientUntil > now ? this.patientUntil : now + RECHECK_MS;
		const at = Math.min(look, ...waits.map((wait) => (wait.kind === 'go' ? Infinity : wait.at)));
		if (waits.length > 0 && this.sleeping?.kind === kind && this.sleeping.at === at) return;
		this.sleeping?.end.abort();
		this.sleeping = undefined;
		if (waits.length === 0) return;
		const sleeping = { kind, at, end: new AbortController() };
		this.sleeping = sleeping;
		const ended =
			kind === 'answer' ? alarm(at - now, sleeping.end.signal) : sleep(at - now, sleeping.end.signal);
		void ended.then(() => {
			if (this.sleeping !== sleeping) return;
			this.sleeping = undefined;
			this.look();
		});
	}
}

const accounts = new Map<string, RequestQueue>();

/**
 * The queue of an account. Limits are per account, so all requests of this process with the same key share one
 * queue (FACTS.md section 6). The key itself is not stored.
 */
export function requestQueueOf(baseUrl: string, apiKey: string): RequestQueue {
	const account = createHash('sha256').update(`${baseUrl}\n${apiKey}`).digest('hex');
	const known = accounts.get(account);
	if (known) return known;
	if (accounts.size >= MAX_ACCOUNTS)
		for (const [name, turns] of accounts) if (turns.isIdle()) accounts.delete(name);
	const turns = new RequestQueue();
	accounts.set(account, turns);
	return turns;
}

/** Seconds that a request waits for an answer to a request under way, even if it may not wait for a window. */
function patienceForAnswer({ longest }: Pick<Waiting, 'longest'>): number {
	return Math.max(longest, MIN_ANSWER_WAIT_SECONDS);
}

function tooLong(at: number, waiting: Waiting): ExplainedError {
	const message = `JustCall's rate limit for this account is used up until ${toSecond(at)}`;
	const toDo = waiting.until === undefined ? 'Run the workflow again after that.' : 'Try again after that.';
	return new ExplainedError({
		message,
		description: `${toDo}${whatBecame(waiting)}`,
		httpCode: '429',
		kind: 'limited',
	});
}

function noAnswer(since: number, waiting: Waiting): ExplainedError {
	return new ExplainedError({
		message: `JustCall has answered nothing since ${toSecond(since)}`,
		description: `JustCall or the way to it stands still. Try again in a few minutes.${whatBecame(waiting)}`,
		kind: 'unreachable',
	});
}

function whatBecame({ longest, until, wasRefused, mayBeDone }: Waiting): string {
	const sent = wasRefused ? 'JustCall refused this request and did not carry it out.' : 'Nothing was sent.';
	const done = mayBeDone
		? 'An earlier attempt may have been carried out; sending it again does no harm.'
		: sent;
	const longer = `To let the node wait longer than ${longest} seconds, raise 'Longest Wait' in the JustCall credential.`;
	return ` ${done}${until === undefined ? ` ${longer}` : ''}`;
}

function toSecond(at: number): string {
	return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

function cancelled({ mayBeDone }: Waiting): ExplainedError {
	return new ExplainedError(mayBeDone ? explainCut(true) : explainCancelled());
}
