import type { IDataObject } from 'n8n-workflow';

import { ownAddresses } from '../../nodes/JustCallTrigger/events/address';
import {
	claimEvent,
	keyOf,
	processMemory,
	settleEvent,
	storeResult,
} from '../../nodes/JustCallTrigger/events/deduplication';
import { deliveryOf } from '../../nodes/JustCallTrigger/events/delivery';
import { isWanted } from '../../nodes/JustCallTrigger/events/filters';
import {
	itemOf,
	itemWithExtras,
	OWN_FIELDS,
	type ItemContext,
} from '../../nodes/JustCallTrigger/events/items';
import { checkReachable, isPrivate } from '../../nodes/JustCallTrigger/events/reach';
import { refusalOf } from '../../nodes/JustCallTrigger/events/registration';
import { isSigned } from '../../nodes/JustCallTrigger/events/signature';
import { simplified } from '../../nodes/JustCallTrigger/events/simple';
import type { Stored } from '../../nodes/JustCallTrigger/events/stored';
import type { ParameterError } from '../../nodes/shared/values/parameterError';
import { sign } from '../../sandbox/webhooks/signature';
import { inNoTime } from '../harness/scriptedRun';
import { STREAMS_RUN } from '../harness/scriptedTrigger';

beforeEach(() => {
	processMemory.clear();
	jest.useFakeTimers(STREAMS_RUN);
});
afterEach(() => jest.useRealTimers());
const { now: NOW } = STREAMS_RUN;

describe('the addresses of a node', () => {
	const addressesOf = (
		production: string | undefined,
		originalUrl: string | undefined,
		mode = 'manual',
		stored: Stored = {},
		path = '',
	) =>
		ownAddresses({
			getNodeWebhookUrl: (name: string) => (name === 'default' ? production : undefined),
			getMode: () => mode,
			getRequestObject: () => ({ originalUrl, path }),
			getWorkflowStaticData: () => stored,
		} as unknown as Parameters<typeof ownAddresses>[0]);

	it('in a test are the known one and one for each prefix that a proxy may have removed, and no other', () => {
		expect(addressesOf('https://a.io/x/hooks/id/webhook', '/tests/id/webhook?y=1')).toEqual([
			'https://a.io/x/hooks/id/webhook',
			'https://a.io/tests/id/webhook',
			'https://a.io/x/tests/id/webhook',
		]);
		expect(
			addressesOf('https://a.io/hooks/id/webhook', undefined, 'manual', {}, '/tests/id/webhook'),
		).toEqual(['https://a.io/hooks/id/webhook', 'https://a.io/tests/id/webhook']);
	});

	it.each<[string | undefined, string]>([
		['not an address', '/tests/id/webhook'],
		['not an address', '/'],
		['see https://a.io/hooks/id/webhook', '/tests/id/webhook'],
		['https://a.io/hooks/id/webhook', '/tests/webhook'],
		['https://a.io/hooks/id/webhook', '/id/webhook/tests'],
	])('of %j asked as %s is that one', (production, asked) => {
		expect(addressesOf(production, asked)).toEqual([production]);
	});

	it('are none where n8n knows none', () => {
		expect(addressesOf(undefined, '/tests/id/webhook')).toEqual([]);
		expect(addressesOf(undefined, '/', 'webhook')).toEqual([]);
		expect(addressesOf(undefined, '/', 'webhook', { address: 'https://b.io' })).toEqual(['https://b.io']);
	});
});

describe('repeats', () => {
	const start = (node: string, keys: string[], stored: Stored = {}) => {
		const { kind } = claimEvent(node, keys, stored);
		storeResult(node, keys, 'started', stored);
		settleEvent(node, keys, 'started');
		return kind;
	};

	it('an event without a key is claimed each time, and nothing is remembered', () => {
		const stored: Stored = {};
		for (let time = 0; time < 2; time++)
			expect(claimEvent('a', [], stored)).toEqual({ kind: 'claimed', attempt: 1, since: NOW });
		storeResult('a', [], 'refused', stored);
		storeResult('a', [], 'started', stored);
		settleEvent('a', [], 'started');
		expect([processMemory.size, stored]).toEqual([0, {}]);
	});

	it.each([
		[NOW - 5000, NOW - 9000],
		[NOW - 9000, NOW - 5000],
	])('the first attempt is the earlier one of process (%d) and stored data (%d)', (here, there) => {
		jest.setSystemTime(here);
		claimEvent('a', ['k'], {});
		settleEvent('a', ['k'], 'refused');
		jest.setSystemTime(NOW);
		expect(claimEvent('a', ['k'], { tries: { k: [3, there] } })).toEqual({
			kind: 'claimed',
			attempt: 4,
			since: NOW - 9000,
		});
	});

	it('the attempts are the more of process and stored data', () => {
		for (let attempt = 1; attempt <= 5; attempt++) {
			claimEvent('a', ['k'], {});
			settleEvent('a', ['k'], 'refused');
		}
		expect(claimEvent('a', ['k'], { tries: { k: [2, NOW] } })).toMatchObject({ attempt: 6 });
	});

	it('the process remembers five thousand events of a node', () => {
		const begin = (key: string) => {
			claimEvent('a', [key], {});
			settleEvent('a', [key], 'started');
		};
		for (let event = 0; event < 5000; event++) begin(`event ${event}`);
		expect(claimEvent('a', ['event 0'], {})).toEqual({ kind: 'done' });
		begin('one more');
		expect(claimEvent('a', ['event 0'], {}).kind).toBe('claimed');
	});

	it('n8n stores three hundred events, each with all of its keys', () => {
		const stored: Stored = {};
		for (let event = 0; event < 400; event++) start('a', [`id ${event}`, `content ${event}`], stored);
		expect(stored.done).toHaveLength(600);
		expect(stored.done?.slice(-2)).toEqual(['id 399', 'content 399']);
		expect(stored.done).toContain('id 100');
		expect(stored.done).not.toContain('id 99');
	});

	it('the result of an event that the process has forgotten is nothing', () => {
		expect(() => settleEvent('unknown', ['k'], 'started')).not.toThrow();
		start('a', ['k']);
		expect(() => settleEvent('a', ['another', 'k'], 'refused')).not.toThrow();
		expect(claimEvent('a', ['k'], {})).toMatchObject({ kind: 'claimed', attempt: 2 });
		const stored: Stored = {};
		storeResult('unknown', ['k'], 'refused', stored);
		expect(stored).toEqual({ tries: { k: [1, NOW] } });
	});

	it('one that was refused and then started is no longer counted', () => {
		const stored: Stored = { tries: { k: [2, NOW], other: [1, NOW] } };
		start('a', ['k'], stored);
		expect(stored).toEqual({ tries: { other: [1, NOW] }, done: ['k'] });
		storeResult('a', ['unknown'], 'started', stored);
		expect(stored.tries).toEqual({ other: [1, NOW] });
	});

	it('a key has eleven letters, whatever the text', () => {
		expect([keyOf(''), keyOf('x'.repeat(1000))].map(({ length }) => length)).toEqual([11, 11]);
		expect(keyOf('a')).not.toBe(keyOf('b'));
	});
});

describe('a request', () => {
	const event = { type: 'call.completed', request_id: 'r', data: { id: 1 } };

	it.each<[string, unknown, unknown, string]>([
		['of a usual size', event, '512', 'event'],
		['of the largest size', event, String(2 * 2 ** 20), 'event'],
		['that is larger', event, String(2 * 2 ** 20 + 1), 'malformed'],
		['of an unknown size', event, 'many', 'event'],
		['with a body that is null', null, undefined, 'probe'],
		['with an empty body', '', undefined, 'probe'],
		['with data that is null', { ...event, data: null }, undefined, 'probe'],
		['with an empty type', { ...event, type: '' }, undefined, 'malformed'],
		['with data that is a list', { ...event, data: [1] }, undefined, 'malformed'],
		['with empty data and no type', { data: {} }, undefined, 'malformed'],
	])('%s', (_name, body, length, kind) => {
		expect(deliveryOf('POST', body, length).kind).toBe(kind);
	});

	it.each([
		[' first ', 'first'],
		[7, '7'],
		['', ''],
		['<b>', ''],
		[undefined, ''],
	])('with the request ID %j has %j', (request_id, requestId) => {
		expect(deliveryOf('POST', { ...event, request_id }, undefined)).toEqual({
			kind: 'event',
			event: { type: 'call.completed', requestId, data: { id: 1 } },
		});
	});
});

describe('a filter', () => {
	it.each([null, '', undefined])('passes an event whose field is %j: it has none', (value) => {
		expect(isWanted({ direction: value, agent_id: value }, { direction: 'incoming', agentId: '7' })).toBe(
			true,
		);
		expect(isWanted({ call_info: { type: value } }, { callTypes: ['missed'] })).toBe(true);
	});

	it('that is empty passes all, as one that is not there', () => {
		expect(isWanted({ direction: 'Outgoing', agent_id: 8 }, { direction: '', agentId: '' })).toBe(true);
	});

	it('compares words, however they are written', () => {
		expect(isWanted({ direction: ' Incoming ' }, { direction: 'incoming' })).toBe(true);
		for (const [type, callTypes, wanted] of [
			['Missed', ['(missed)'], true],
			['call: Missed!', ['missed'], true],
			['Human--answered', ['human answered'], true],
			['Human answered', ['human  answered.'], true],
			['Canceled', ['cancelled'], true],
			['Outgoing cancelled call', ['canceled'], true],
			['Missed', ['cancelled'], false],
			['', ['missed'], true],
		] as const)
			expect([type, isWanted({ call_info: { type } }, { callTypes })]).toEqual([type, wanted]);
	});

	it('of a number looks at both sides', () => {
		const number = '+12025550143';
		for (const name of ['contact_number', 'justcall_number', 'sales_dialer_number', 'customer_number']) {
			expect(isWanted({ [name]: '12025550143' }, { number })).toBe(true);
			expect(isWanted({ [name]: '12025550144' }, { number })).toBe(false);
		}
	});

	it('of a campaign looks at both forms', () => {
		for (const data of [{ campaign: { id: 5 } }, { campaign_id: '5' }]) {
			expect(isWanted(data, { campaignId: '5' })).toBe(true);
			expect(isWanted(data, { campaignId: '6' })).toBe(false);
		}
	});
});

describe('an item', () => {
	it("never takes one of the node's own fields from the content", () => {
		const names = [
			'event_type',
			'request_id',
			'verified',
			'verify_error',
			'details_error',
			'recording_error',
			'address_notice',
			'credential_notice',
			'caught_up',
			'timestamp_utc',
			'timestamp_account',
		];
		expect([...OWN_FIELDS]).toEqual(names);
		const lies = Object.fromEntries(names.map((name) => [name, 'a lie']));
		const event = { type: 'sms.received', requestId: 'r', data: { ...lies, id: 1 } };
		expect(itemOf(event, { zone: 'UTC', simplify: undefined })).toEqual({
			json: { event_type: 'sms.received', request_id: 'r', id: 1 },
		});
	});

	it('says a fault of n8n itself, and starts', async () => {
		let reads = 0;
		const context = {
			getNode: () => ({ name: 'Trigger', type: 'justCallTrigger', typeVersion: 1, parameters: {} }),
			getCredentials: async () => {
				if (reads++ === 0) throw new Error('no database');
				return { apiKey: 'k', apiSecret: 's' };
			},
			helpers: {},
		} as unknown as ItemContext;
		const item = await inNoTime(
			itemWithExtras(
				context,
				{ type: 'call.completed', requestId: '', data: { id: 1 } },
				{ zone: 'UTC', simplify: undefined },
				{ details: true, recording: false, recordingWait: 0, field: 'data' },
				{},
			),
		);
		expect(item.json.details_error).toBe('The object of the event could not be handled. no database');
	});
});

describe('an address that JustCall cannot reach', () => {
	it.each([
		'localhost',
		'n8n',
		'my-n8n',
		'a.localhost',
		'n8n.local',
		'a.b.internal',
		'box.lan',
		'box.home.arpa',
		'0.0.0.0',
		'127.0.0.1',
		'127.100.200.254',
		'10.0.0.1',
		'10.100.200.254',
		'192.168.0.1',
		'192.168.100.254',
		'172.16.0.1',
		'172.20.100.254',
		'172.31.255.255',
		'169.254.1.1',
		'169.254.100.254',
		'[::1]',
		'[::]',
		'[fd12:3456::1]',
		'[fcab::]',
		'[fe80::1]',
		'LOCALHOST',
		'[FE80::1]',
	])('is %s', (host) => {
		expect(isPrivate(host)).toBe(true);
	});

	it.each([
		'localhost.example.com',
		'n8n.local.example.com',
		'mylocal.com',
		'notlocal.io',
		'box.homexarpa',
		'box.xlan',
		'local.',
		'127.0.0.1.example.com',
		'127.0.0',
		'1127.0.0.1',
		'110.0.0.1',
		'10.0.0',
		'10.0.0.1.io',
		'10.0.0.1000',
		'192.168.0',
		'192.168.0.1.io',
		'192.168.0.1000',
		'192.169.0.1',
		'172.15.0.1',
		'172.32.0.1',
		'172.160.0.1',
		'172.16.0.1000',
		'172.20.0.1000',
		'169.254.1.1000',
		'127.0.0.1000',
		'0.0.0.0.io',
		'0.0.0.01',
		'[::12]',
		'[2a00:1450::5]',
		'[fe90::1]',
		'[fb12::1]',
		'[fd1::1]',
		'x[::1]',
		'x[fe80::1]',
		'[::1]x',
		'10x0x0x1.com',
		'n8n.example.com',
	])('is not %s', (host) => {
		expect(isPrivate(host)).toBe(false);
	});

	it('is refused with the reason', () => {
		expect(() => checkReachable('http://n8n:5678/w', undefined)).toThrow(
			expect.objectContaining({
				message:
					"JustCall cannot call this n8n at http://n8n:5678/w: set n8n's WEBHOOK_URL to its public address, or use the JustCall Polling Trigger",
				hint: 'That address is known on this machine or in this network only, and JustCall calls from the internet.',
			} satisfies Partial<ParameterError>) as Error,
		);
	});
});

describe('a registration that JustCall refuses', () => {
	it.each([
		['The URL is BLACKLISTED', 'blacklisted'],
		['Only 5 webhooks: maximum reached', 'full'],
		['max web hook count', 'full'],
		['URL limit', 'full'],
		['Too many subscriptions', 'full'],
		['subscription limit', 'full'],
		['webhook limit reached', 'full'],
		['unlimited webhooks', undefined],
		['maximal webhooks', undefined],
		['The limit of hooks', undefined],
		['limit of curls', undefined],
		['Stryker was here! limit webhook', 'full'],
	])('with %j is %s', (said, kind) => {
		expect(refusalOf(said)).toBe(kind);
	});

	it('without a word is neither', () => {
		expect(refusalOf()).toBeUndefined();
	});
});

describe('a signature', () => {
	const known = { secret: 'a secret', webhookUrl: 'https://n8n.example.com/w', now: NOW, tolerance: 300 };
	const type = 'call.completed';
	const claimOf = (timestamp: string) => ({
		signature: sign({ ...known, type, timestamp }),
		version: 'v1',
		timestamp,
		type,
	});

	it('with a time in the form of JustCall passes', () => {
		expect(isSigned(claimOf('2027-01-15 12:00:00'), known)).toBe(true);
		expect(isSigned(claimOf(String(NOW / 1000)), known)).toBe(true);
	});

	it.each([
		'x2027-01-15 12:00:00',
		' 2027-01-15 12:00:00',
		'2027-01-15 12:00:00 ',
		'2027-01-15 12:00:00.5',
		'2027-01-15T12:00:00',
		'2027-01-15',
		'12:00:00',
		`x${NOW / 1000}`,
		`9${NOW / 1000}`,
		`${NOW / 1000}x`,
		'',
	])('with the time %j, which it is for, does not', (timestamp) => {
		expect(isSigned(claimOf(timestamp), known)).toBe(false);
	});

	it.each([7, undefined, null, ['2027-01-15 12:00:00'], { a: 1 }])(
		'with a time or a type that is %j does not, whatever it is for',
		(value) => {
			const claim = claimOf('2027-01-15 12:00:00');
			expect(isSigned({ ...claim, timestamp: value }, known)).toBe(false);
			const ofType = {
				...claim,
				signature: sign({ ...known, type: String(value), timestamp: claim.timestamp }),
			};
			expect(isSigned({ ...ofType, type: value }, known)).toBe(false);
		},
	);
});

describe('simplified', () => {
	const info = { direction: 'Incoming', type: 'Answered', disposition: 'd', notes: 'n', rating: 5 };

	it.each([
		['call.updated', { id: 1, call_info: info }, { disposition: 'd', notes: 'n', rating: 5 }],
		['sd.call_updated', { call_id: 1, call_info: info }, { notes: 'n', rating: 5 }],
		[
			'jc.contact_status_updated',
			{ id: 1, name: 'Ann', status_updated_at: '2027-01-15', whatever: 'w' },
			{ name: 'Ann', status_updated_at: '2027-01-15' },
		],
	])('%s keeps what it is about', (type, content, shown) => {
		for (const version of [1, 2])
			expect(simplified(type, content as IDataObject, version)).toMatchObject(shown);
	});

	it('an event about nothing else has no further field', () => {
		const shown = simplified('call.completed', { id: 1, call_info: info, whatever: 'w' }, 2);
		expect(shown).not.toHaveProperty('rating');
		expect(shown).not.toHaveProperty('whatever');
		expect(simplified('jc.contact_status_updated', { id: 1, whatever: 'w' }, 2)).not.toHaveProperty(
			'whatever',
		);
		expect(Object.keys(simplified('sms.received', { id: 1 }, 2))).toEqual(['id']);
	});

	it.each([1, 2])('the work of a voice agent has the names of its own operation in version %d', (version) => {
		const content = { id: 1, ai_agent_name: 'Ann', whatever: 'w', call_info: info };
		expect(simplified('call.ai_voice_agent', content, version)).toEqual({ id: 1, ai_agent_name: 'Ann' });
	});

	it.each(['appointment.scheduled', 'unknown'])('%s stays whole', (type) => {
		const content = { id: 1, call_info: info };
		expect(simplified(type, content, 2)).toBe(content);
	});
});
