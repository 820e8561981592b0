import { createHash } from 'crypto';

import { RateLimit, type AnswerFacts, type Wait } from './rateLimit';
import { ExplainedError, explainCancelled, explainCut } from './errors';
import { alarm, sleep } from './sleep';
import { FairQueue, type Lane } from './fairQueue';

/** How somebody waits for a turn. */
export interface Waiting {
	/** Ends the waiting with the execution. */
	signal?: AbortSignal;
	lane: Lane;
	/** Whose turn it uses, see fairQueue.ts; one execution, unless told otherwise. */
	turn?: string;
	/** Seconds that it waits while nothing of the account gets on. */
	longest: number;
	/** When its waiting began, epoch milliseconds, if that was before: it was refused, or is tried again. */
	since?: number;
	/** When somebody stops waiting for it whatever happens, epoch milliseconds. */
	until?: number;
	/** Whether JustCall refused it before: then it goes before the others of its execution. */
	wasRefused?: boolean;
	/** Whether an earlier attempt went out with an unknown outcome. */
	mayBeDone?: boolean;
}

/** One who waits. */
interface Entry extends Waiting {
	turn: string;
	since: number;
	/** Rung when it may go, or has waited in vain. */
	called: AbortController;
	/** When it went. */
	sentAt?: number;
	/** Why it does not go. */
	failure?: ExplainedError;
}

/** Least seconds to wait for an answer to a request under way, however short 'Longest Wait' is. */
const MIN_ANSWER_WAIT_SECONDS = 10;
/** Milliseconds from one look at whose patience is at its end to the next, while an answer is waited for. */
const RECHECK_MS = 1000;
/** Accounts remembered before those with nothing to remember are dropped. */
const MAX_ACCOUNTS = 50;

/** The queue in which all requests of an account stand, whatever node or execution they come from. */
export class RequestQueue {
	private readonly rateLimit = new RateLimit();
	private readonly queue = new FairQueue<Entry>();
	/** When JustCall last answered a request with anything but a refusal. */
	private gotOnAt = 0;
	/** Before this nobody's patience is at its end. */
	private patientUntil = Infinity;
	/** The current sleep, while no request may go. */
	private sleeping: { kind: Wait['kind']; at: number; end: AbortController } | undefined;

	/**
	 * Waits until a request may be sent, and counts it.
	 *
	 * @returns when that was, epoch milliseconds
	 * @throws ExplainedError when the wait is or would be longer than wanted, or the execution was cancelled
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
		// Called in the very moment in which it was cancelled: it was counted, and is not sent.
		if (sentAt !== undefined) this.finish({ headers: {}, limited: false }, sentAt);
		this.queue.remove(entry);
		this.look();
		throw cancelled(waiting);
	}

	/** Whether a request that waits like this may still have a turn, as far as JustCall's limit is known. */
	canWait(waiting: Waiting): boolean {
		const now = Date.now();
		const wait = this.rateLimit.wait(now, 'interactive');
		return wait.kind !== 'until' || wait.at < this.patienceOf({ since: now, ...waiting });
	}

	/** Requests a minute that the account may send, as far as answers have told. */
	perMinute(): number | undefined {
		return this.rateLimit.perMinute();
	}

	/** Takes in the answer to a request, and lets those who wait look again. */
	finish(facts: AnswerFacts, sentAt: number): void {
		const now = Date.now();
		this.rateLimit.finish(facts, now, sentAt);
		if (facts.status !== undefined && !facts.limited) this.gotOnAt = now;
		this.look();
	}

	/** Whether nobody waits and nothing is worth remembering. */
	isIdle(): boolean {
		return this.queue.size === 0 && this.rateLimit.isIdle(Date.now());
	}

	/** Sends off all who may go, and sleeps until the next may. */
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
	 * Rejects those whose patience ends before JustCall's limit lets them go. One that only waits for the share that we
	 * leave to others is sent when its patience ends.
	 *
	 * @returns whether somebody went
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

	/** Since when somebody waits and nothing has got on. */
	private waitsFrom({ since }: Pick<Entry, 'since'>): number {
		return Math.max(since, this.gotOnAt);
	}

	/** When a request stops waiting, for a window to open or for an answer to one under way. */
	private patienceOf(entry: Pick<Entry, 'since' | 'longest' | 'until'>, forAnswer = false): number {
		if (entry.until !== undefined) return entry.until;
		if (!forAnswer) return this.waitsFrom(entry) + entry.longest * 1000;
		// It waits for a request that went a moment ago, however long it stood in the queue itself.
		const from = Math.max(this.waitsFrom(entry), this.rateLimit.answerDueSince() ?? 0);
		return from + patienceForAnswer(entry) * 1000;
	}

	/** Sleeps until somebody may go or has waited long enough; once, however often it is called. */
	private sleepFor(waits: readonly Wait[], now: number): void {
		// An answer may come at any time; a moment can be slept to.
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
 * The queue of an account. Limits are per account, so everything in this process that uses one key stands in one queue
 * (FACTS.md section 6). The key itself is not kept.
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

/** Seconds that a request waits for an answer to one under way: some, even if it may not wait for a window. */
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
