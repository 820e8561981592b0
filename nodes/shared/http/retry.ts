/**
 * Effect of sending a request twice: none (`safe`), the same as once (`idempotent`), or a second effect
 * (`notIdempotent`). The terms are those of RFC 9110, section 9.2.
 */
export type Effect = 'safe' | 'idempotent' | 'notIdempotent';

/** Effect by method: GET is safe, PUT and DELETE are idempotent, all other methods are not. */
export function effectByMethod(method: string): Effect {
	return BY_METHOD[method] ?? 'notIdempotent';
}

const BY_METHOD: Readonly<Record<string, Effect>> = { GET: 'safe', PUT: 'idempotent', DELETE: 'idempotent' };

/** How an attempt ended. */
export interface Attempt {
	/** HTTP status; `undefined` when no answer came. */
	status?: number;
	/** Whether JustCall refused the request because of the account's rate limit, so that it had no effect. */
	limited?: boolean;
	/** Node's error code when no answer came, for example "ECONNREFUSED". */
	code?: string;
}

/** Next step: use the outcome, try again after a pause (milliseconds), or report an unknown outcome. */
export type Verdict = { kind: 'take' } | { kind: 'again'; delayMs: number } | { kind: 'unknown' };

/** Retries after faults. */
const MAX_FAULT_RETRIES = 4;
/**
 * Fewest refusals before a request gives up, however short the wait. With other clients on the account, each
 * refusal may be bad luck.
 */
const MIN_REFUSALS = 10;
/** Milliseconds after which a fault is not retried any more. */
const RETRY_LIMIT_MS = 120_000;
const FIRST_DELAY_MS = 400;
const MAX_DELAY_MS = 8000;

/** The server, or a proxy before it, waited too long for the request. */
const HTTP_REQUEST_TIMEOUT = 408;
/** Faults that happen before the request is sent. */
const NOT_SENT_CODES = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/;
/** Faults that stay until the user changes something. */
const LASTING_CODES = /CERT|SELF_SIGNED|SSL|TLS|ERR_INVALID|ENOTFOUND|SSRF_BLOCKED/;

/** Tries before this attempt, and how long they took. */
export interface Tried {
	/** Attempts that the rate limit refused, and attempts that ended in a fault. */
	refusals: number;
	faults: number;
	/** Milliseconds since the first attempt. */
	elapsed: number;
	/** Milliseconds since the first refusal. */
	refusedFor: number;
}

/** How long the caller waits. */
export interface Patience {
	/** Milliseconds for which refusals are retried: 'Longest Wait'. */
	longest: number;
	/** Milliseconds until the caller no longer needs the outcome. */
	left: number;
}

/**
 * Decides the next step after an attempt. JustCall has no idempotency key for any POST (FACTS.md section 7), so
 * a request that is not idempotent and may have been processed is never sent again.
 *
 * @param chance 0 to 1, so that many requests do not come back at the same moment
 */
export function verdictOf(
	effect: Effect,
	{ status, limited, code = '' }: Attempt,
	{ refusals, faults, elapsed, refusedFor }: Tried,
	{ longest, left }: Patience,
	chance: number,
): Verdict {
	// Refused before it was carried out, see limitOf(). The rate limit knows how long to wait.
	if (limited) {
		const isOver = refusals + 1 >= MIN_REFUSALS && refusedFor > longest;
		return isOver ? { kind: 'take' } : { kind: 'again', delayMs: 0 };
	}
	if (!isFault(status)) return { kind: 'take' };
	const notSent = status === undefined && (NOT_SENT_CODES.test(code) || LASTING_CODES.test(code));
	if (effect === 'notIdempotent' && !notSent) return { kind: 'unknown' };
	const lasting = status === undefined && LASTING_CODES.test(code);
	const full = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** faults);
	const isOver = faults >= MAX_FAULT_RETRIES || elapsed > RETRY_LIMIT_MS || full > left;
	return lasting || isOver ? { kind: 'take' } : { kind: 'again', delayMs: full / 2 + (full / 2) * chance };
}

/**
 * Whether an attempt ended with an unknown outcome: no answer, a 408, or any status from 500 on. Proxies have
 * their own statuses, for example 524 for a request that JustCall still processes.
 */
function isFault(status: number | undefined): boolean {
	return status === undefined || status === HTTP_REQUEST_TIMEOUT || status >= 500;
}
