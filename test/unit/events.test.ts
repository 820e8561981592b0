import fc from 'fast-check';

import { ownAddress } from '../../nodes/JustCallTrigger/events/address';
import { deliveryOf } from '../../nodes/JustCallTrigger/events/delivery';
import { isWanted, type EventFilters } from '../../nodes/JustCallTrigger/events/filters';
import { begin, end } from '../../nodes/JustCallTrigger/events/repeats';
import { loadContract } from '../sandbox/contract';

const { events } = loadContract();

describe('what a request is', () => {
	it.each([...events])('%s is an event', (type, body) => {
		expect(deliveryOf('POST', body, undefined)).toEqual({
			kind: 'event',
			event: { type, requestId: body.request_id, data: body.data },
		});
	});

	it.each<[string, string, unknown]>([
		['a GET', 'GET', {}],
		['a HEAD', 'HEAD', undefined],
		['no body', 'POST', undefined],
		['an empty object', 'POST', {}],
		['no data', 'POST', { type: 'call.completed', webhook_url: 'x', request_id: 'y' }],
		['empty data', 'POST', { type: 'call.completed', data: {} }],
	])('%s is a probe', (_name, method, body) => {
		expect(deliveryOf(method, body, undefined)).toEqual({ kind: 'probe' });
	});

	it.each<[string, unknown, unknown]>([
		['a list', [{ type: 'x' }], undefined],
		['text', 'call.completed', undefined],
		['data that is text', { type: 'call.completed', data: 'x' }, undefined],
		['data without a type', { data: { id: 1 } }, undefined],
		['a type that is a number', { type: 7, data: { id: 1 } }, undefined],
		['too much', { type: 'call.completed', data: { id: 1 } }, String(3 * 2 ** 20)],
	])('%s is malformed', (_name, body, length) => {
		expect(deliveryOf('POST', body, length)).toEqual({ kind: 'malformed' });
	});

	it('nothing makes it throw', () => {
		fc.assert(
			fc.property(fc.string(), fc.anything(), fc.anything(), (method, body, length) => {
				expect(['probe', 'malformed', 'event']).toContain(deliveryOf(method, body, length).kind);
			}),
		);
	});
});

describe('filters', () => {
	const call = {
		agent_id: 143_871,
		contact_number: '12025550143',
		justcall_number: '14155550119',
		call_info: { direction: 'Outgoing', type: 'Answered' },
	};
	const dialed = { campaign: { id: 2_170_173 }, sales_dialer_number: '14155550119' };

	it('reads a number that an event has without a country code by the default country', () => {
		const event = { contact_number: '2079460958' };
		expect(isWanted(event, { number: '+442079460958', country: 'GB' })).toBe(true);
		expect(isWanted(event, { number: '+12079460958', country: 'GB' })).toBe(false);
		expect(isWanted(event, { number: '+442079460958' })).toBe(false);
	});

	it.each<[EventFilters, boolean]>([
		[{}, true],
		[{ direction: 'outgoing' }, true],
		// "Outgoing" holds an "in".
		[{ direction: 'incoming' }, false],
		[{ agentId: '143871' }, true],
		[{ agentId: '1' }, false],
		[{ number: '+12025550143' }, true],
		[{ number: '+14155550119' }, true],
		[{ number: '+442025550143' }, false],
		[{ number: '12345' }, false],
		[{ callTypes: ['answered', 'missed'] }, true],
		[{ callTypes: ['missed'] }, false],
		[{ callTypes: [] }, true],
		[{ campaignId: '2170173' }, true],
		[{ direction: 'outgoing', agentId: '1' }, false],
	])('%j of a call: %p', (filters, wanted) => {
		expect(isWanted(call, filters)).toBe(wanted);
	});

	it.each([
		['Abandoned before ringing', ['abandoned'], true],
		['Unanswered', ['answered'], false],
	])('%p is one of %j: %p', (type, callTypes, wanted) => {
		expect(isWanted({ call_info: { type } }, { callTypes })).toBe(wanted);
	});

	it('a campaign is looked for where there is one', () => {
		expect(isWanted(dialed, { campaignId: '2170173' })).toBe(true);
		expect(isWanted(dialed, { campaignId: '1' })).toBe(false);
	});
});

describe('repeats', () => {
	it('are told by node and request', () => {
		const kinds = [begin('a', '1'), begin('a', '1'), begin('b', '1'), begin('a', '2')];
		expect(kinds.map(({ kind }) => kind)).toEqual(['go', 'pending', 'go', 'go']);
		expect([begin('a', ''), begin('a', '')]).toEqual(Array(2).fill({ kind: 'go', attempt: 1 }));
		end('a', '1', 'started');
		expect(begin('a', '1')).toEqual({ kind: 'done' });
	});

	it('are none after what has come to nothing; the attempts are counted', () => {
		for (const attempt of [1, 2, 3]) {
			expect(begin('d', '1')).toEqual({ kind: 'go', attempt });
			end('d', '1', 'refused');
		}
	});

	it('are remembered in bounded memory', () => {
		for (let event = 0; event < 6000; event++) begin('c', `event ${event}`);
		expect(begin('c', 'event 5999').kind).toBe('pending');
		expect(begin('c', 'event 0').kind).toBe('go');
		for (let node = 0; node < 300; node++) begin(`node ${node}`, '1');
		expect(begin('c', 'event 5999').kind).toBe('go');
	});
});

describe('the address in a manual test', () => {
	const addressOf = (production: string, originalUrl: string, mode = 'manual') =>
		ownAddress({
			getNodeWebhookUrl: () => production,
			getMode: () => mode,
			getRequestObject: () => ({ originalUrl, path: '' }),
		} as unknown as Parameters<typeof ownAddress>[0]);

	it.each([
		['https://a.io/webhook/id/webhook', '/webhook-test/id/webhook', 'https://a.io/webhook-test/id/webhook'],
		// N8N_ENDPOINT_WEBHOOK and N8N_ENDPOINT_WEBHOOK_TEST
		['https://a.io/hooks/id/webhook', '/tests/id/webhook?x=1', 'https://a.io/tests/id/webhook'],
		['https://a.io/in/hooks/id/webhook', '/in/tests/id/webhook', 'https://a.io/in/tests/id/webhook'],
		// A proxy that strips a prefix, and one that does not.
		['https://a.io/n8n/hooks/id/webhook', '/tests/id/webhook', 'https://a.io/n8n/tests/id/webhook'],
		['https://a.io/n8n/hooks/id/webhook', '/n8n/tests/id/webhook', 'https://a.io/n8n/tests/id/webhook'],
		['https://a.io/hooks/id/webhook', '/tests/other/webhook', 'https://a.io/hooks/id/webhook'],
	])('of %s asked as %s is %s', (production, asked, own) => {
		expect(addressOf(production, asked)).toBe(own);
		expect(addressOf(production, asked, 'webhook')).toBe(production);
	});
});
