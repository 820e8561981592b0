import fc from 'fast-check';

import { sign } from '../../sandbox/webhooks/signature';
import { isSigned } from '../../nodes/JustCallTrigger/events/signature';
import { sizeOf } from '../harness/thorough';

/** The test vector that JustCall publishes (FACTS.md section 9). */
const VECTOR = {
	secret: 'ea39089c40790e9dc7a080ec95e849b8fa0fa5fb',
	webhookUrl: 'https://webhook.site/3bcea770-370a-4b09-8b66-426f687e08a4',
	type: 'call.completed',
	timestamp: '2024-03-21 17:08:22',
	signature: '56761bae5b27a784a3ddd2af828bc5def7176bc0a8650199b04c737bd39bbecf',
};
const NOW = Date.parse('2024-03-21T17:08:22Z');
const claim = { ...VECTOR, version: 'v1' as unknown };
const known = { secret: VECTOR.secret, webhookUrl: VECTOR.webhookUrl, now: NOW, tolerance: 300 };

/** The vector's request at another time, signed anew. */
function signedAt(timestamp: string) {
	return { timestamp, signature: sign({ ...VECTOR, timestamp }) };
}

it('the published vector passes', () => {
	expect(isSigned(claim, known)).toBe(true);
	expect(isSigned({ ...claim, version: undefined }, known)).toBe(true);
	expect(isSigned({ ...claim, signature: VECTOR.signature.toUpperCase() }, known)).toBe(true);
});

it('a time in epoch seconds passes', () => {
	expect(isSigned({ ...claim, ...signedAt(String(NOW / 1000)) }, known)).toBe(true);
});

it.each([-301, -300.5, 301, 86_400])('a time that is %d seconds away is refused', (seconds) => {
	expect(isSigned(claim, { ...known, now: NOW + seconds * 1000 })).toBe(false);
});

it.each([-300, 0, 300])('one that is %d seconds away is not', (seconds) => {
	expect(isSigned(claim, { ...known, now: NOW + seconds * 1000 })).toBe(true);
});

it.each<[string, object, object]>([
	['another type', { type: 'call.missed' }, {}],
	['another address', {}, { webhookUrl: 'https://webhook.site/other' }],
	['another secret', {}, { secret: 'ea39089c40790e9dc7a080ec95e849b8fa0fa5fc' }],
	['no secret', { signature: sign({ ...VECTOR, secret: '' }) }, { secret: '' }],
	['a signature by the secret of another account', { signature: sign({ ...VECTOR, secret: 'another' }) }, {}],
	['another type, which the signature is for', { signature: sign({ ...VECTOR, type: 'sms.sent' }) }, {}],
	['a time without a form, which is signed', signedAt('17:08:22 2024-03-21'), {}],
	['a day that there is not, which is signed', signedAt('2024-99-21 17:08:22'), {}],
	['a number of another length, which is signed', signedAt(String(NOW)), {}],
	['a number in another form, which is signed', signedAt(`${NOW / 1000}.0`), {}],
	['no hex', { signature: `${'z'.repeat(2)}${VECTOR.signature.slice(2)}` }, {}],
	['no tolerance that is a number', {}, { tolerance: Number.NaN }],
	['another version', { version: 'v2' }, {}],
	['a version that is a list', { version: ['v1'] }, {}],
	['a signature that is cut', { signature: VECTOR.signature.slice(0, 62) }, {}],
	['a signature that is longer', { signature: `${VECTOR.signature}00` }, {}],
	['no signature', { signature: undefined }, {}],
	['a list of signatures', { signature: [VECTOR.signature] }, {}],
	['another time', { timestamp: '2024-03-21 17:08:23' }, {}],
	['a time that is none', { timestamp: '2024-99-21 17:08:22' }, {}],
	['no time', { timestamp: undefined }, {}],
])('%s is refused', (_name, claimed, knows) => {
	expect(isSigned({ ...claim, ...claimed }, { ...known, ...knows })).toBe(false);
});

it('mutated requests by the million: no acceptance, no exception', () => {
	const anything = fc.oneof(
		fc.string(),
		fc.constant(undefined),
		fc.integer(),
		fc.array(fc.string(), { maxLength: 2 }),
	);
	/** The correct text with one character changed, or another value. */
	const mutated = (right: string) =>
		fc.oneof(
			fc
				.tuple(fc.nat({ max: right.length - 1 }), fc.integer({ min: 32, max: 126 }))
				.map(([at, code]) => right.slice(0, at) + String.fromCharCode(code) + right.slice(at + 1)),
			fc.nat({ max: right.length - 1 }).map((length) => right.slice(0, length)),
			anything,
		);
	const { signature, timestamp, type } = VECTOR;
	const wrong = fc
		.record({
			signature: fc.oneof(fc.constant(signature), mutated(signature)),
			timestamp: fc.oneof(fc.constant(timestamp), mutated(timestamp)),
			type: fc.oneof(fc.constant(type), mutated(type)),
			version: fc.oneof(fc.constant('v1'), fc.constant(undefined), anything),
		})
		.filter(
			(made) =>
				String(made.signature).toLowerCase() !== signature ||
				made.timestamp !== timestamp ||
				made.type !== type ||
				!(made.version === 'v1' || made.version === undefined),
		);
	let accepted = 0;
	fc.assert(
		fc.property(fc.array(wrong, { minLength: 100, maxLength: 100 }), (claims) => {
			for (const made of claims) if (isSigned(made, known)) accepted++;
		}),
		{ numRuns: sizeOf(10_000) },
	);
	expect(accepted).toBe(0);
});
