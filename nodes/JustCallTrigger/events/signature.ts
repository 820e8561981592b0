import { createHmac, timingSafeEqual } from 'crypto';

/** Values that a signature is checked against (FACTS.md section 9). */
export interface Claim {
	/** `x-justcall-signature`, `x-justcall-signature-version` and `x-justcall-request-timestamp`, as they came. */
	signature: unknown;
	version: unknown;
	timestamp: unknown;
	/** The event's type, as the body says. */
	type: unknown;
}

/** Facts that the receiver knows by itself. */
export interface SignatureContext {
	/** The API secret: JustCall has no other. */
	secret: string;
	/** The address that this node has; never the one in the body. */
	webhookUrl: string;
	/** Epoch milliseconds. */
	now: number;
	/** Seconds that the timestamp may be away from now, either way. */
	tolerance: number;
}

const VERSION = 'v1';
const HEX = /^[0-9a-f]{64}$/i;
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/;

/**
 * Whether JustCall has signed this. The body is not covered: only its type is. Never throws, whatever comes in.
 */
export function isSigned(
	{ signature, version, timestamp, type }: Claim,
	{ secret, webhookUrl, now, tolerance }: SignatureContext,
): boolean {
	if (typeof signature !== 'string' || typeof timestamp !== 'string' || typeof type !== 'string')
		return false;
	// A version that is not known cannot be checked; a missing one means the only one there is.
	if (version !== undefined && version !== VERSION) return false;
	if (!HEX.test(signature) || secret === '') return false;
	const sent = momentOf(timestamp);
	// So that neither a time nor a tolerance that is no number passes.
	if (!(Math.abs(now - sent) <= tolerance * 1000)) return false;
	const expected = createHmac('sha256', secret)
		.update(`${secret}|${encodeURIComponent(webhookUrl)}|${type}|${timestamp}`)
		.digest();
	return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}

/** Epoch milliseconds of "YYYY-MM-DD HH:MM:SS" in UTC, or of epoch seconds: JustCall's table calls it a number. */
function momentOf(timestamp: string): number {
	const [, day, time] = TIMESTAMP.exec(timestamp) ?? [];
	if (day && time) return Date.parse(`${day}T${time}Z`);
	return /^\d{10}$/.test(timestamp) ? Number(timestamp) * 1000 : Number.NaN;
}
