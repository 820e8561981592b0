import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { ownAddresses } from '../../nodes/JustCallTrigger/events/address';
import { deliveryOf } from '../../nodes/JustCallTrigger/events/delivery';
import { isWanted, type EventFilters } from '../../nodes/JustCallTrigger/events/filters';
import { checkReachable } from '../../nodes/JustCallTrigger/events/reach';
import { refusalOf } from '../../nodes/JustCallTrigger/events/registration';
import {
	claimEvent,
	keyOf,
	processMemory,
	settleEvent,
	storeResult,
} from '../../nodes/JustCallTrigger/events/deduplication';
import { simplified } from '../../nodes/JustCallTrigger/events/simple';
import type { Stored } from '../../nodes/JustCallTrigger/events/stored';
import { loadContract } from '../../contract/load';

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
	beforeEach(() => processMemory.clear());
	const start = (node: string, id: string, stored: Stored = {}) => {
		const claim = claimEvent(node, [keyOf(id)], stored);
		if (claim.kind === 'claimed') {
			storeResult(node, [keyOf(id)], 'started', stored);
			settleEvent(node, [keyOf(id)], 'started');
		}
		return claim.kind;
	};
	const refuse = (node: string, id: string, stored: Stored = {}) => {
		const claim = claimEvent(node, [keyOf(id)], stored);
		storeResult(node, [keyOf(id)], 'refused', stored);
		settleEvent(node, [keyOf(id)], 'refused');
		return claim.kind === 'claimed' ? claim.attempt : claim.kind;
	};

	it('are told by node and request', () => {
		const kinds = [
			claimEvent('a', ['1'], {}),
			claimEvent('a', ['1'], {}),
			claimEvent('b', ['1'], {}),
			claimEvent('a', ['2'], {}),
		];
		expect(kinds.map(({ kind }) => kind)).toEqual(['claimed', 'pending', 'claimed', 'claimed']);
		expect([claimEvent('a', [], {}), claimEvent('a', [], {})].map(({ kind }) => kind)).toEqual([
			'claimed',
			'claimed',
		]);
		settleEvent('a', ['1'], 'started');
		expect(claimEvent('a', ['1'], {})).toEqual({ kind: 'done' });
	});

	it('are none after what has come to nothing; the attempts are counted', () => {
		expect([1, 2, 3].map(() => refuse('d', '1'))).toEqual([1, 2, 3]);
	});

	it('are told in another process, and after a restart', () => {
		const stored: Stored = {};
		expect(start('a', '1', stored)).toBe('claimed');
		processMemory.clear();
		expect(start('a', '1', JSON.parse(JSON.stringify(stored)) as Stored)).toBe('done');
	});

	it('attempts are counted over processes and restarts, with the time of the first', () => {
		const stored: Stored = {};
		const since = Date.now();
		for (const attempt of [1, 2, 3]) {
			expect(refuse('a', '1', stored)).toBe(attempt);
			processMemory.clear();
		}
		expect(claimEvent('a', [keyOf('1')], stored)).toEqual({
			kind: 'claimed',
			attempt: 4,
			since: stored.tries![keyOf('1')]![1],
		});
		expect(stored.tries![keyOf('1')]![1]).toBeGreaterThanOrEqual(since);
		storeResult('a', [keyOf('1')], 'started', stored);
		expect(stored).toEqual({ done: [keyOf('1')], tries: {} });
	});

	it('noted by requests at the same time are all stored by the next', () => {
		// Each one reads the data that n8n had stored before any of them.
		const [one, two, three]: Stored[] = [{}, {}, {}];
		start('a', '1', one);
		start('a', '2', two);
		start('a', '3', three);
		expect(three!.done).toEqual(['1', '2', '3'].map(keyOf));
	});

	it('that n8n failed to start are stored by nobody', () => {
		const stored: Stored = {};
		claimEvent('a', ['1'], {});
		storeResult('a', ['1'], 'started', {});
		settleEvent('a', ['1'], 'refused');
		start('a', '2', stored);
		expect(stored.done).toEqual([keyOf('2')]);
	});

	it('are told by any of the keys of an event, while it is in work and after', () => {
		const [first, second] = [
			['request 1', 'content'],
			['request 2', 'content'],
		];
		expect(claimEvent('a', first!, {}).kind).toBe('claimed');
		expect(claimEvent('a', second!, {})).toEqual({ kind: 'pending' });
		expect(claimEvent('a', ['content'], {})).toEqual({ kind: 'pending' });
		settleEvent('a', first!, 'started');
		for (const keys of [first!, second!, ['content'], ['request 1']])
			expect(claimEvent('a', keys, {})).toEqual({ kind: 'done' });
		const stored: Stored = {};
		storeResult('b', first!, 'started', stored);
		for (const keys of [first!, second!]) expect(claimEvent('c', keys, stored)).toEqual({ kind: 'done' });
	});

	it('still in work are not stored as started by another request', () => {
		const stored: Stored = {};
		claimEvent('a', ['slow'], {});
		start('a', 'fast', stored);
		expect(stored.done).toEqual([keyOf('fast')]);
	});

	it('that end last are the ones that are stored, whenever they began', () => {
		const stored: Stored = {};
		claimEvent('a', ['slow'], {});
		for (let event = 0; event < 400; event++) start('a', `event ${event}`);
		settleEvent('a', ['slow'], 'started');
		start('a', 'last', stored);
		expect(stored.done).toContain('slow');
	});

	it('of a node that is quiet longest are forgotten first', () => {
		for (let node = 0; node < 200; node++) start(`node ${node}`, '1');
		expect(start('node 0', '2')).toBe('claimed');
		start('node 200', '1');
		expect([start('node 0', '1'), start('node 1', '1')]).toEqual(['done', 'claimed']);
	});

	it('refused last keep their count', () => {
		const stored: Stored = {};
		for (let event = 0; event < 150; event++) refuse('a', `refused ${event}`, stored);
		processMemory.clear();
		expect([refuse('a', 'refused 149', stored), refuse('a', 'refused 0', stored)]).toEqual([2, 1]);
	});

	it('are remembered in bounded memory, however long an id is', () => {
		const stored: Stored = {};
		for (let event = 0; event < 6000; event++) start('c', `event ${event} ${'x'.repeat(event % 7)}`, stored);
		expect(stored.done).toHaveLength(300);
		expect(JSON.stringify(stored).length).toBeLessThan(5000);
		expect(start('c', `event 5999 ${'x'.repeat(5999 % 7)}`, {})).toBe('done');
		expect(start('c', 'event 0 ', {})).toBe('claimed');
		for (let event = 0; event < 300; event++) refuse('c', `refused ${event}`, stored);
		expect(Object.keys(stored.tries!)).toHaveLength(100);
		const held = [...processMemory.get('c')!.keys()];
		expect(held.length).toBeLessThanOrEqual(5000);
		expect(Math.max(...held.map(({ length }) => length))).toBe(11);
		for (let node = 0; node < 300; node++) claimEvent(`node ${node}`, ['1'], {});
		expect(processMemory.size).toBe(200);
	});
});

describe('the addresses of a node', () => {
	const addressesOf = (production: string, originalUrl: string, mode = 'manual', stored: object = {}) =>
		ownAddresses({
			getNodeWebhookUrl: () => production,
			getMode: () => mode,
			getRequestObject: () => ({ originalUrl, path: '' }),
			getWorkflowStaticData: () => stored,
		} as unknown as Parameters<typeof ownAddresses>[0]);

	it.each([
		['https://a.io/webhook/id/webhook', '/webhook-test/id/webhook', 'https://a.io/webhook-test/id/webhook'],
		// N8N_ENDPOINT_WEBHOOK and N8N_ENDPOINT_WEBHOOK_TEST, of one segment and of several
		['https://a.io/hooks/id/webhook', '/tests/id/webhook?x=1', 'https://a.io/tests/id/webhook'],
		['https://a.io/hooks/in/id/webhook', '/webhook-test/id/webhook', 'https://a.io/webhook-test/id/webhook'],
		['https://a.io/hooks/in/id/webhook', '/tests/in/id/webhook', 'https://a.io/tests/in/id/webhook'],
		['https://a.io/in/hooks/id/webhook', '/in/tests/id/webhook', 'https://a.io/in/tests/id/webhook'],
		// A proxy that strips a prefix, and one that does not.
		['https://a.io/n8n/hooks/id/webhook', '/tests/id/webhook', 'https://a.io/n8n/tests/id/webhook'],
		['https://a.io/n8n/hooks/id/webhook', '/n8n/tests/id/webhook', 'https://a.io/n8n/tests/id/webhook'],
		['https://a.io/x/n8n/hooks/in/id/webhook', '/tests/id/webhook', 'https://a.io/x/n8n/tests/id/webhook'],
		// Unchanged.
		[
			'https://N8N.Example.io:443/webhook/id/webhook',
			'/test/id/webhook',
			'https://N8N.Example.io:443/test/id/webhook',
		],
	])('in a test, of %s asked as %s, include %s', (production, asked, own) => {
		expect(addressesOf(production, asked)).toContain(own);
		expect(addressesOf(production, asked, 'webhook')).toEqual([production]);
	});

	it('in a test are none that lead elsewhere', () => {
		expect(addressesOf('https://a.io/hooks/id/webhook', '/tests/other/webhook')).toEqual([
			'https://a.io/hooks/id/webhook',
		]);
		const all = addressesOf('https://a.io/x/hooks/id/webhook', '/tests/id/webhook');
		for (const address of all) expect(address).toMatch(/^https:\/\/a\.io\/.*\/id\/webhook$/);
	});

	it('are the one of now and those that the node has registered', () => {
		const stored = {
			address: 'https://b.io/w/id/webhook',
			former: [
				{ address: 'https://c.io/w', ids: ['1'] },
				{ address: '', ids: ['2'] },
			],
		};
		expect(addressesOf('https://a.io/w/id/webhook', '/w/id/webhook', 'webhook', stored)).toEqual([
			'https://a.io/w/id/webhook',
			'https://b.io/w/id/webhook',
			'https://c.io/w',
		]);
	});
});

describe('what JustCall can reach', () => {
	const JUSTCALL = 'https://api.justcall.io';

	it.each([
		'http://localhost:5678/webhook/id/webhook',
		'http://LOCALHOST/webhook/id/webhook',
		'http://127.0.0.1:5678/w',
		'https://10.1.2.3/w',
		'https://172.20.0.2/w',
		'https://192.168.1.5:5678/w',
		'https://169.254.3.4/w',
		'http://[::1]:5678/w',
		'https://[fd12:3456::1]/w',
		'https://[fe80::1]/w',
		'http://n8n:5678/w',
		'https://n8n.local/w',
		'https://n8n.corp.internal/w',
		'https://box.home.arpa/w',
		'',
		'not an address',
	])('is not %s', (url) => {
		expect(() => checkReachable(url, JUSTCALL)).toThrow(/WEBHOOK_URL/);
		expect(() => checkReachable(url, '')).toThrow(/WEBHOOK_URL/);
		expect(() => checkReachable(url, 'http://127.0.0.1:4010')).not.toThrow();
	});

	it.each([
		'https://n8n.example.com/webhook/id/webhook',
		'https://172.32.0.1/w',
		'https://8.8.8.8/w',
		'https://[2a00:1450::5]/w',
		'https://local.example.com/w',
		'https://internal.io/w',
	])('is %s', (url) => {
		expect(() => checkReachable(url, JUSTCALL)).not.toThrow();
	});
});

it.each([
	['webhook_url is blacklisted', 'blacklisted'],
	['Maximum number of webhooks reached', 'full'],
	['You have too many URLs for this event', 'full'],
	['Too many requests, please slow down', undefined],
	['Request limit exceeded', undefined],
	['webhook_url did not answer', undefined],
	['', undefined],
	[undefined, undefined],
])('a registration refused with %j is %s', (said, kind) => {
	expect(refusalOf(said)).toBe(kind);
});

describe.each([1, 2])('simplified as version %d of the node does it, an event', (version) => {
	it.each([...events])('%s has the names of Get, and all that it is about', (type, { data }) => {
		const shown = simplified(type, data as IDataObject, version);
		expect(Object.keys(shown).length).toBeLessThanOrEqual(Object.keys(data).length);
		if (!type.startsWith('appointment.')) expect(shown).not.toHaveProperty('call_info');
		const info = (data.call_info ?? {}) as IDataObject;
		if (type.endsWith('call_updated') || type === 'call.updated')
			expect(shown).toMatchObject({ notes: info.notes, disposition: info.disposition });
		if (type.startsWith('call.') && info.type) expect(shown.type).toBe(info.type);
		if (data.justcall_ai) expect(shown.justcall_ai).toEqual(data.justcall_ai);
		const status = version === 1 ? shown.delivery_status : shown.status;
		if (data.delivery_status) expect(status).toBe(data.delivery_status);
		for (const name of ['sms_info', 'message_info']) {
			if (!data[name]) continue;
			const { body } = data[name] as IDataObject;
			expect(shown).toMatchObject(version === 1 ? { [name]: { body } } : { body });
		}
		if (type.startsWith('jc.contact')) expect(shown).toMatchObject({ status: data.status, name: data.name });
	});
});
