import { createHmac, timingSafeEqual } from 'crypto';

/** The parts of a request that its signature is about (FACTS.md section 9). */
export interface SignedRequest {
	/** `x-justcall-signature`, `x-justcall-signature-version` and `x-justcall-request-timestamp`, as they came. */
	signature: unknown;
	version: unknown;
	timestamp: unknown;
	/** The event's type, from the body. */
	type: unknown;
}

/** Facts that the receiver does not take from the request. */
export interface SignatureContext {
	/** The API secret. JustCall has no secret for webhooks alone. */
	secret: string;
	/** An address of this node; never the one in the body. */
	webhookUrl: string;
	/** Epoch milliseconds. */
	now: number;
	/** The largest difference between timestamp and now, in seconds. */
	tolerance: number;
}

const VERSION = 'v1';
const HEX = /^[0-9a-f]{64}$/i;
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/;

/**
 * Whether JustCall has signed a request. The signature covers the type of the event, the address and the time, and not the
 * content. Never throws, whatever comes in.
 */
export function isSigned(
	{ signature, version, timestamp, type }: SignedRequest,
	{ secret, webhookUrl, now, tolerance }: SignatureContext,
): boolean {
	if (typeof signature !== 'string' || typeof timestamp !== 'string' || typeof type !== 'string')
		return false;
	// JustCall has one version, so a missing header means that one.
	if (version !== undefined && version !== VERSION) return false;
	if (!HEX.test(signature) || secret === '') return false;
	const sent = momentOf(timestamp);
	// Written so that NaN, as time or tolerance, is refused.
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
