import { getEventListeners } from 'node:events';

import fc from 'fast-check';

import { sleep } from '../../nodes/shared/http/sleep';
import { verdictOf, type Attempt, type Effect } from '../../nodes/shared/http/retry';

const first = { refusals: 0, faults: 0, elapsed: 0, refusedFor: 0 };
const patience = { longest: 300_000, left: Infinity };
const effects: Effect[] = ['safe', 'idempotent', 'notIdempotent'];
const verdict = (effect: Effect, attempt: Attempt) => verdictOf(effect, attempt, first, patience, 0.5).kind;

it.each(effects)('%s: a refusal by the rate limit is tried again', (effect) => {
	expect(verdict(effect, { status: 429, limited: true })).toBe('again');
});

it.each([200, 201, 302, 400, 401, 403, 404, 409, 422, 499])('%i is taken as it is', (status) => {
	for (const effect of effects) expect(verdict(effect, { status })).toBe('take');
});

it.each([408, 500, 501, 502, 503, 504, 520, 524, 529, 598])(
	'%i is tried again, unless it could happen twice',
	(status) => {
		expect(effects.map((effect) => verdict(effect, { status }))).toEqual(['again', 'again', 'unknown']);
	},
);

it.each(['ECONNRESET', 'ETIMEDOUT', 'ECONNABORTED', 'EPIPE', ''])('so is %p', (code) => {
	expect(effects.map((effect) => verdict(effect, { code }))).toEqual(['again', 'again', 'unknown']);
});

it.each(['ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
	'%s: nothing was sent, so all may be',
	(code) => {
		expect(effects.map((effect) => verdict(effect, { code }))).toEqual(['again', 'again', 'again']);
	},
);

it.each([
	'ENOTFOUND',
	'CERT_HAS_EXPIRED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'SSRF_BLOCKED',
])('%s stays, and is said at once', (code) => {
	expect(effects.map((effect) => verdict(effect, { code }))).toEqual(['take', 'take', 'take']);
});

it('ends, with pauses that grow to eight seconds', () => {
	const pauses: number[] = [];
	for (let faults = 0; ; faults++) {
		const next = verdictOf('safe', { status: 503 }, { ...first, faults }, patience, 1);
		if (next.kind !== 'again') break;
		pauses.push(next.delayMs);
	}
	expect(pauses).toEqual([400, 800, 1600, 3200]);
	const after = (elapsed: number) =>
		verdictOf('safe', { status: 503 }, { ...first, elapsed }, patience, 1).kind;
	expect([after(120_000), after(120_001)]).toEqual(['again', 'take']);
});

it('pauses for half of the time at least, and by chance for up to all of it', () => {
	const pauseAt = (chance: number) => verdictOf('safe', { status: 503 }, first, patience, chance);
	expect([0, 0.5, 1].map(pauseAt)).toEqual([200, 300, 400].map((delayMs) => ({ kind: 'again', delayMs })));
});

it('ends before whoever waits has gone', () => {
	const within = (left: number) => verdictOf('safe', { status: 503 }, first, { ...patience, left }, 1).kind;
	expect([within(399), within(400)]).toEqual(['take', 'again']);
});

it.each([
	['ten refusals within the longest wait', 9, 300_000, 'again'],
	['nine, whatever they took', 8, 3_000_000, 'again'],
	['ten that took longer', 9, 300_001, 'take'],
])('%s', (_name, refusals, refusedFor, kind) => {
	const tried = { ...first, refusals, refusedFor };
	for (const effect of effects)
		expect(verdictOf(effect, { status: 429, limited: true }, tried, patience, 1).kind).toBe(kind);
});

it('never sends again what may have been processed and would happen twice', () => {
	fc.assert(
		fc.property(
			fc.record({
				status: fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }),
				code: fc.oneof(fc.string(), fc.constantFrom('ECONNREFUSED', 'CERT_HAS_EXPIRED', 'SSRF_BLOCKED')),
			}),
			fc.double({ min: 0, max: 1, noNaN: true }),
			(attempt, chance) => {
				const { kind } = verdictOf('notIdempotent', attempt, first, patience, chance);
				if (kind === 'again')
					expect(attempt.status === undefined && /ECONNREFUSED|EAI_AGAIN|UNREACH/.test(attempt.code)).toBe(
						true,
					);
			},
		),
	);
});

describe('pauses', () => {
	beforeEach(() => jest.useFakeTimers());
	afterEach(() => jest.useRealTimers());

	const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

	it('of a whole execution hang one listener on its signal, and leave none', async () => {
		const { signal } = new AbortController();
		const pauses = Array.from({ length: 30 }, async (_, place) => await sleep(5 + place, signal));
		expect(listeners(signal)).toBe(1);
		await jest.advanceTimersByTimeAsync(5);
		await pauses[0];
		expect(listeners(signal)).toBe(1);
		await jest.advanceTimersByTimeAsync(30);
		await Promise.all(pauses);
		expect(listeners(signal)).toBe(0);
	});

	it('all end when the signal fires, and those of another signal go on', async () => {
		const [one, other] = [new AbortController(), new AbortController()];
		let woken = 0;
		const pauses = [60_000, Infinity, Infinity].map(
			async (ms) => await sleep(ms, one.signal, other.signal).then(() => woken++),
		);
		const going = sleep(Infinity, other.signal).then(() => woken++);
		one.abort();
		await Promise.all(pauses);
		expect(woken).toBe(3);
		expect([listeners(one.signal), listeners(other.signal)]).toEqual([0, 1]);
		other.abort();
		await going;
		expect(listeners(other.signal)).toBe(0);
	});
});
