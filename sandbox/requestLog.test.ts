import type { FastifyReply, FastifyRequest } from 'fastify';

import { loadContract } from '../contract/load';
import { Kept, keptText } from './kept';
import { RequestLog } from './requestLog';

const operation = loadContract().operations.find(({ id }) => id === 'sendText')!;

function request(body?: unknown): FastifyRequest {
	const text = body === undefined ? undefined : JSON.stringify(body);
	return {
		method: 'POST',
		query: {},
		body,
		headers: text === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) },
	} as unknown as FastifyRequest;
}

const reply = { getHeaders: () => ({ 'content-type': 'text/plain' }) } as unknown as FastifyReply;

describe('the log of requests', () => {
	it('keeps a body as it is, and of one that is too long the beginning and the size', () => {
		const log = new RequestLog({ body: 100 });
		expect(log.open(operation, '/', request({ body: 'short' }))).toMatchObject({
			name: 'Send an SMS or MMS',
			body: { body: 'short' },
			bodyBytes: 16,
			isBodyCut: false,
		});
		const long = log.open(operation, '/', request({ body: 'x'.repeat(1000) }));
		expect(long).toMatchObject({ bodyBytes: 1011, isBodyCut: true });
		expect(long.body).toBe(`{"body":"${'x'.repeat(91)}`);
		expect(log.open(operation, '/', request())).toMatchObject({ bodyBytes: 0, isBodyCut: false });
	});

	it('measures a body whose length was not announced', () => {
		const log = new RequestLog({ body: 100 });
		const chunked = { ...request({ body: 'x'.repeat(1000) }), headers: {} } as FastifyRequest;
		expect(log.open(operation, '/', chunked)).toMatchObject({ bodyBytes: 1011, isBodyCut: true });
	});

	it('forgets the oldest bodies, answers and requests when there is no more room', () => {
		const log = new RequestLog({ requests: 50, body: 1000, bodies: 10_000, answer: 1000, answers: 15_000 });
		for (let count = 0; count < 100; count++) {
			const asked = request({ body: 'x'.repeat(2000) });
			log.open(operation, '/', asked);
			log.answered(asked, reply, 'y'.repeat(2000));
		}
		expect(log.entries).toHaveLength(50);
		expect(log.entries[0]?.id).toBe(51);
		const bodies = log.entries.filter(({ body }) => body !== undefined);
		expect(bodies.map(({ id }) => id)).toEqual([91, 92, 93, 94, 95, 96, 97, 98, 99, 100]);
		expect(log.entries[0]).toMatchObject({ body: undefined, isBodyCut: true });
		const answers = log.entries.filter((entry) => log.answerTo(entry));
		expect(answers.map(({ id }) => id)).toEqual([91, 92, 93, 94, 95, 96, 97, 98, 99, 100]);
		expect(log.answerTo(log.entries.at(-1)!)).toEqual({
			text: 'y'.repeat(1000),
			bytes: 2000,
			isCut: true,
			headers: { 'content-type': 'text/plain' },
		});
		log.clear();
		expect(log.open(operation, '/', request()).id).toBe(101);
	});
});

describe('kept texts and details', () => {
	it('are cut between signs', () => {
		expect(keptText('aé😀b', 3)).toEqual({ text: 'aé', bytes: 8, isCut: true });
		expect(keptText('aé😀b', 6)).toEqual({ text: 'aé', bytes: 8, isCut: true });
		expect(keptText('aé😀b', 8)).toEqual({ text: 'aé😀b', bytes: 8, isCut: false });
	});

	it('go when newer ones need the room; the newest stays however long it is', () => {
		const kept = new Kept<string>(10);
		kept.set(1, 'a', 6);
		kept.set(2, 'b', 6);
		expect([kept.get(1), kept.get(2)]).toEqual([undefined, 'b']);
		kept.set(2, 'c', 3);
		kept.set(3, 'd', 7);
		expect([kept.get(2), kept.get(3)]).toEqual(['c', 'd']);
		kept.set(4, 'e', 99);
		expect([kept.get(2), kept.get(3), kept.get(4)]).toEqual([undefined, undefined, 'e']);
		kept.clear();
		expect(kept.get(4)).toBeUndefined();
	});
});
