import type { INodeParameters } from 'n8n-workflow';

import { showCall, showJourney, showVoiceAgentData } from '../../sandbox/callView';
import type { CallRow } from '../../sandbox/seed/calls';
import { byId, useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 600 });

const find = (keep: (row: CallRow) => boolean) => env.sandbox.state.calls.find(keep) as CallRow;
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

describe.each(['framed', 'bare'] as const)('single answers, %s', (frames) => {
	beforeEach(() => env.sandbox.set({ frames }));

	it('gets a call', async () => {
		const row = find(({ outcome }) => outcome === 'ANSWERED');
		const { items } = await env.call('get', { callId: byId(row.id), simplify: false });
		expect(items).toEqual([{ json: plain(showCall(env.sandbox.state, row)), pairedItem: { item: 0 } }]);
		expect(env.sandbox.requests()).toMatchObject([
			{ method: 'GET', path: `/v2.1/calls/${row.id}`, query: {} },
		]);
	});

	it('gets a call with everything', async () => {
		const row = find(({ outcome, queueWait }) => outcome === 'ANSWERED' && queueWait > 0);
		const { items } = await env.call('get', {
			callId: byId(row.id),
			options: { fetchAiData: true, fetchQueueData: true },
			simplify: false,
		});
		expect(items[0]?.json).toEqual(plain(showCall(env.sandbox.state, row, { ai: true, queue: true })));
	});

	it('shows useful fields of it unless told otherwise, and what was asked for beside them', async () => {
		const row = find(({ outcome }) => outcome === 'ANSWERED');
		const { items } = await env.call('get', { callId: byId(row.id) });
		expect(items[0]?.json).toMatchObject({ id: row.id, direction: row.direction, type: 'Answered' });
		const fields = [
			...['id', 'call_user_date', 'call_user_time', 'direction', 'type', 'contact_number', 'contact_name'],
			...['justcall_number', 'agent_id', 'agent_name', 'total_duration', 'disposition', 'recording'],
		];
		expect(Object.keys(items[0]?.json ?? {})).toEqual(fields);
		const { items: more } = await env.call('get', { callId: byId(row.id), options: { fetchAiData: true } });
		expect(Object.keys(more[0]?.json ?? {})).toEqual([...fields, 'justcall_ai']);
	});

	it('shows the fields that it had in version 1 to a node that was saved with it', async () => {
		const place = { typeVersion: 1 };
		const { items } = await env.call('getAll', { limit: 1 }, { place });
		expect(Object.keys(items[0]?.json ?? {})).toEqual([
			...['id', 'call_user_date', 'call_user_time', 'direction', 'type', 'contact_number', 'contact_name'],
			...['agent_name', 'total_duration', 'recording'],
		]);
	});

	it('gets a journey', async () => {
		const row = find(({ digit }) => digit !== '');
		const { items } = await env.call('getJourney', { callId: byId(row.id) });
		expect(items[0]?.json).toEqual(plain(showJourney(row)));
	});

	it('gets voice agent data', async () => {
		const row = find(({ voiceAgent }) => voiceAgent >= 0);
		const { items } = await env.call('getVoiceAgentData', { callId: byId(row.id), simplify: false });
		expect(items[0]?.json).toEqual(plain(showVoiceAgentData(env.sandbox.state, row)));
	});

	it('updates notes, disposition and rating, and nothing else', async () => {
		const { id } = find(() => true);
		const { items } = await env.call('update', {
			callId: byId(id),
			updateFields: { notes: 'Ask again in May', dispositionCode: 'Sales: Won', rating: 4.5 },
		});
		const info = { notes: 'Ask again in May', disposition: 'Sales: Won', rating: '4.5' };
		expect(items[0]?.json).toMatchObject({ id, call_info: info });
		expect(env.sandbox.requests()).toMatchObject([
			{
				method: 'PUT',
				path: `/v2.1/calls/${id}`,
				query: {},
				body: { notes: 'Ask again in May', disposition_code: 'Sales: Won', rating: 4.5 },
			},
		]);
		expect((await env.call('get', { callId: byId(id), simplify: false })).items[0]?.json).toMatchObject({
			call_info: info,
		});
	});
});

describe('update', () => {
	it('sends only what was added, and an empty note clears the notes', async () => {
		const { id } = find(({ notes }) => notes !== '');
		await env.call('update', { callId: byId(id), updateFields: { notes: '' } });
		expect(env.sandbox.requests()[0]?.body).toEqual({ notes: '' });
		expect(find((row) => row.id === id).notes).toBe('');
	});

	it.each<[string, INodeParameters, RegExp]>([
		['nothing to change', {}, /'Update Fields' is empty/],
		['rating out of range', { rating: 6 }, /'Rating' cannot be 6/],
		['rating between the steps', { rating: 4.2 }, /'Rating' cannot be 4.2/],
		['empty disposition', { dispositionCode: '' }, /'Disposition Code' is empty/],
		['note from an expression that finds nothing', { notes: '={{ $json.nothing }}' }, /'Notes' is empty/],
	])('%s: nothing is sent', async (_name, updateFields, message) => {
		const { error } = await env.call('update', { callId: byId(find(() => true).id), updateFields });
		expect(error?.message).toMatch(message);
		expect(env.sandbox.requests()).toEqual([]);
	});
});

describe('hostile ids', () => {
	it.each(['../users', '..', '1/journey', '1\\n2', '%2e%2e', '1%2fjourney', '', ' ', '</script>'])(
		'%p reaches no endpoint',
		async (id) => {
			for (const operation of ['get', 'update', 'getJourney', 'getVoiceAgentData', 'downloadRecording']) {
				const { error } = await env.call(operation, {
					callId: byId(`={{ "${id}" }}`),
					updateFields: { notes: 'x' },
				});
				expect(error?.message).toMatch(/^'Call' is (empty|not an ID)/);
			}
			expect(env.sandbox.requests()).toEqual([]);
		},
	);

	it.each(['1?x=y', '1#x', '<script>', 'a+b=='])('%p is looked for as it is', async (id) => {
		const { error } = await env.call('get', { callId: byId(`={{ "${id}" }}`) });
		expect(error?.message).toBe('The call was not found');
		const [request] = env.sandbox.requests();
		expect(request?.path).toBe(`/v2.1/calls/${encodeURIComponent(id)}`);
		expect(request?.query).toEqual({});
	});

	it.each(['={{ [1, 2] }}', '={{ ({ id: 1 }) }}', '={{ null }}', '={{ true }}'])(
		'%p is not an id',
		async (id) => {
			const { error } = await env.call('get', { callId: byId(id) });
			expect(error?.message).toMatch(/^'Call' is (empty|not an ID)/);
			expect(env.sandbox.requests()).toEqual([]);
		},
	);

	it('takes a number, a text and blanks around', async () => {
		const { id } = find(() => true);
		for (const form of [id, String(id), `={{ " ${id} " }}`, `={{ ${id} }}`]) {
			expect((await env.call('get', { callId: byId(form) })).items[0]?.json.id).toBe(id);
		}
	});
});

describe('several input items', () => {
	it('links every output to its input', async () => {
		const ids = env.sandbox.state.calls.slice(0, 5).map(({ id }) => id);
		const { items } = await env.call(
			'get',
			{ callId: byId('={{ $json.id }}') },
			{ items: ids.map((id) => ({ json: { id } })) },
		);
		expect(items.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual(
			ids.map((id, item) => [id, { item }]),
		);
	});

	it('links lists to the item that asked for them', async () => {
		const { items } = await env.call(
			'getAll',
			{ limit: '={{ $json.limit }}' },
			{ items: [{ json: { limit: 2 } }, { json: { limit: 3 } }] },
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 0, 1, 1, 1].map((item) => ({ item })));
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'goes on after a failed one: %s',
		async (onError) => {
			const { id } = find(() => true);
			const { items, status } = await env.call(
				'get',
				{ callId: byId('={{ $json.id }}') },
				{
					items: [{ json: { id } }, { json: { id: 1 } }, { json: { id: '../x' } }, { json: { id } }],
					onError,
				},
			);
			expect(status).toBe('success');
			if (onError === 'continueErrorOutput') {
				expect(items.map(({ json }) => json.id)).toEqual([id, id]);
				return;
			}
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2, 3].map((item) => ({ item })));
			expect(items.map(({ json }) => json.id ?? json.error)).toEqual([
				id,
				'The call was not found',
				`'Call' is not an ID: "../x"`,
				id,
			]);
			expect(items[1]?.json.message).toContain('HTTP 404');
		},
	);
});
