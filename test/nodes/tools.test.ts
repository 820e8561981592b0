import type { INodeParameters } from 'n8n-workflow';

import { byId, useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 50 });

const state = () => env.sandbox.state;
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };
const FROM_AI = "={{ $fromAI('phone', '', 'string') }}";
const CALL = { phone: '+14155550161' };

/** The operations by how they work: one request, a list, and several requests with their own code. */
const OPERATIONS: Record<string, (phone: string) => INodeParameters> = {
	'sms.send': (contactNumber) => ({
		justcallNumber: byId(String(state().numbers[0]?.justcall_number)),
		contactNumber,
		body: 'Hello',
	}),
	'contact.getAll': (contactNumber) => ({ filters: { contactNumber }, limit: 1 }),
	'contact.upsert': (contactNumber) => ({ contactNumber, firstName: 'Mara' }),
	'campaignContact.sync': (phoneNumber) => ({
		campaignId: byId(state().salesDialer.campaigns[0]?.id),
		phoneNumber,
	}),
	'salesDialerContact.bulkImport': (phoneNumber) => ({ phoneNumber }),
};
const parametersOf = (name: string, phone: string): INodeParameters => {
	const [resource = '', operation = ''] = name.split('.');
	return { resource, operation, ...OPERATIONS[name]?.(phone) };
};

/** Successful writes in the sandbox. */
const written = () =>
	env.sandbox
		.requests()
		.filter(({ method, status }) => method !== 'GET' && (status ?? 500) < 300)
		.map(({ method }) => method);

beforeEach(() => env.sandbox.clearRequests());

const WRITES = ['sms.send', 'contact.upsert', 'campaignContact.sync', 'salesDialerContact.bulkImport'];

describe.each(Object.keys(OPERATIONS))('%s as a tool of an older agent', (name) => {
	it('does what it does as a node', async () => {
		// It asks for a number that nobody has.
		env.sandbox.set({ filters: 'exact' });
		const tool = env.n8n.agent()('justCall', parametersOf(name, FROM_AI));
		const answer = await tool(CALL);
		expect(answer).toHaveLength(name === 'contact.getAll' ? 0 : 1);
		expect(written()).toHaveLength(WRITES.includes(name) ? 1 : 0);
	});
});

describe.each(WRITES)('%s as a tool of an older agent', (name) => {
	it.each([
		['with words', FROM_AI, CALL],
		['without words', CALL.phone, {}],
	])(
		'is sent once however often n8n tries, and again when it is called again (%s)',
		async (_, phone, words) => {
			const tool = env.n8n.agent()('justCall', parametersOf(name, phone), RETRY);
			// The agent sees the second try.
			env.sandbox.fault({ kind: 'status', status: 400, times: 1 });
			const first = await tool({ ...words });
			expect([first.length, env.sandbox.requests()[0]?.status]).toEqual([1, 400]);
			const sent = written().length;
			const requests = env.sandbox.requests().length;
			await tool({ ...words });
			const asked = env.sandbox.requests().length;
			expect(asked).toBeGreaterThan(requests);
			if (name !== 'campaignContact.sync') expect(written().length).toBeGreaterThan(sent);
		},
	);

	it('is not sent again when nobody knows what became of it, until it is called again', async () => {
		const tool = env.n8n.agent()('justCall', parametersOf(name, CALL.phone), RETRY);
		env.sandbox.fault({ kind: 'reset', processed: true, match: { method: 'POST' } });
		const told = await tool({}).then(
			(answer) => JSON.stringify(answer),
			(error: Error) => error.message,
		);
		expect(told).toContain('The outcome is unknown');
		expect(env.sandbox.requests().filter(({ method }) => method === 'POST')).toHaveLength(1);
	});
});

it('two tools without words do not answer for each other', async () => {
	const make = env.n8n.agent();
	const text = make('justCall', parametersOf('sms.send', CALL.phone), RETRY);
	const person = make('justCall', parametersOf('contact.upsert', CALL.phone), RETRY);
	await text({});
	const [contact] = await person({});
	expect(contact).toMatchObject({ created: true });
});
