import type { Account, Handler, HandlerRequest, Handlers, HandlerResult } from './handler';

/** Largest page of v1 (FACTS.md section 11). */
const MOST = 100;

/** A failure of v1: HTTP 200 with another status word (FACTS.md section 7). */
export function failed(message: string): HandlerResult {
	return { kind: 'raw', body: { status: 'failed', message } };
}

/** The rows of the requested page. Pages of v1 count from 1 (FACTS.md section 11). */
export function pageOf<Row>(rows: readonly Row[], body: Record<string, unknown>, standard: number): Row[] {
	const size = Math.max(1, Math.min(MOST, Number(body.per_page ?? standard)));
	const start = (Math.max(1, Number(body.page ?? 1)) - 1) * size;
	return rows.slice(start, start + size);
}

/**
 * Makes an operation of v1 from the v2.1 operation with the same effect.
 *
 * @param of the v2.1 handlers
 * @param translate makes the v2.1 body and query from the v1 body
 * @param answer makes the v1 answer from the v2.1 answer; a refusal always becomes a failure of v1
 */
export function translated(
	of: Handlers,
	name: string,
	translate: (body: Record<string, unknown>) => Partial<Pick<HandlerRequest, 'body' | 'query'>>,
	answer: (outcome: HandlerResult, account: Account, body: Record<string, unknown>) => HandlerResult,
): Handler {
	return async (account, request) => {
		const handler = of[name];
		if (!handler) throw new Error(`There is no handler ${name}`);
		const outcome = await handler(account, { ...request, ...withoutUndefined(translate(request.body)) });
		return outcome.kind === 'refused' ? failed(outcome.message) : answer(outcome, account, request.body);
	};
}

/** The object of a single-object answer. */
export function objectOf(outcome: HandlerResult): Record<string, unknown> {
	return outcome.kind === 'one' ? (outcome.data as Record<string, unknown>) : {};
}

/**
 * Removes fields that were not sent, also nested ones, because v2.1 handlers distinguish a missing field from
 * an empty one.
 */
function withoutUndefined(request: Partial<Pick<HandlerRequest, 'body' | 'query'>>): typeof request {
	return Object.fromEntries(
		Object.entries(request).map(([part, fields]) => [
			part,
			Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
		]),
	);
}
