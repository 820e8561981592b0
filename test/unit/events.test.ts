import fc from 'fast-check';

import { deliveryOf } from '../../nodes/JustCallTrigger/events/delivery';
import { isWanted, type EventFilters } from '../../nodes/JustCallTrigger/events/filters';
import { forget, isRepeat } from '../../nodes/JustCallTrigger/events/repeats';
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

	it.each<[EventFilters, boolean]>([
		[{}, true],
		[{ direction: 'outgoing' }, true],
		// "Outgoing" holds an "in".
		[{ direction: 'incoming' }, false],
		[{ agentId: '143871' }, true],
		[{ agentId: '1' }, false],
		[{ number: '12025550143' }, true],
		[{ number: '14155550119' }, true],
		[{ number: '2025550143' }, false],
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
		expect([isRepeat('a', '1'), isRepeat('a', '1'), isRepeat('b', '1'), isRepeat('a', '2')]).toEqual([
			false,
			true,
			false,
			false,
		]);
		expect([isRepeat('a', ''), isRepeat('a', '')]).toEqual([false, false]);
		forget('a', '1');
		expect(isRepeat('a', '1')).toBe(false);
	});

	it('are remembered in bounded memory', () => {
		for (let event = 0; event < 6000; event++) isRepeat('c', `event ${event}`);
		expect(isRepeat('c', 'event 5999')).toBe(true);
		expect(isRepeat('c', 'event 0')).toBe(false);
		for (let node = 0; node < 300; node++) isRepeat(`node ${node}`, '1');
		expect(isRepeat('c', 'event 5999')).toBe(false);
	});
});
