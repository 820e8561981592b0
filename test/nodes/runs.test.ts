import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/server';
import { until } from '../harness/gate';
import { byId, useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 50, agents: 12 });

const state = () => env.sandbox.state;
const digits = (value: unknown) => String(value).replace(/\D/g, '');

/** A write that would happen twice: its parameters, and the records that it creates in the sandbox. */
interface Write {
	/** Operation of the contract that performs it. */
	id: string;
	parameters: () => INodeParameters;
	/** Numbers that were reached, in order. */
	ledger: () => string[];
	/** The message for an item without a number. */
	refusal: string;
}

const writes: Record<string, Write> = {
	'sms.send': {
		id: 'sendText',
		parameters: () => ({
			justcallNumber: byId(String(state().numbers[0]?.justcall_number)),
			contactNumber: '={{ $json.phone }}',
			body: 'Hello',
		}),
		ledger: () =>
			state()
				.messages.texts.filter(({ body }) => body === 'Hello')
				.map(({ contact }) => digits(state().contacts[contact]?.number)),
		refusal: "'To' is empty",
	},
	'voiceAgent.startCall': {
		id: 'startVoiceAgentCall',
		parameters: () => ({
			voiceAgentId: byId(String(state().voiceAgents[0]?.id)),
			contactNumber: '={{ $json.phone }}',
			hasConsent: true,
		}),
		ledger: () =>
			state()
				.calls.slice(50)
				.map(({ contact }) => digits(state().contacts[contact]?.number)),
		refusal: "'To' is empty",
	},
	'campaignContact.add': {
		id: 'addContactToCampaign',
		parameters: () => ({
			campaignId: byId(campaign()?.id),
			phoneNumber: '={{ $json.phone }}',
		}),
		ledger: () => {
			const { contacts } = state().salesDialer;
			return (campaign()?.members ?? []).slice(membersBefore).map(({ contactId }) => {
				return digits(contacts.find(({ id }) => id === contactId)?.phone_number);
			});
		},
		refusal: "'Phone Number' is empty",
	},
	'contact.create': {
		id: 'createContact',
		parameters: () => ({ contactNumber: '={{ $json.phone }}', firstName: 'Mara' }),
		ledger: () =>
			state()
				.contactRecords.slice(700)
				.map(({ contact_number }) => contact_number),
		refusal: "'Contact Number' is empty",
	},
};

const campaign = () => state().salesDialer.campaigns[0];
let membersBefore = 0;
beforeEach(() => (membersBefore = campaign()?.members.length ?? 0));

const PHONES = ['14155550131', '14155550132', '14155550133', '14155550134', '14155550135'];
const itemsOf = (phones: unknown[]): INodeExecutionData[] =>
	phones.map((phone) => ({
		json: { phone: typeof phone === 'string' && phone ? `+${phone}` : (phone as string) },
	}));
const without = (place: number) => PHONES.map((phone, item) => (item === place ? '' : phone));

const SETTINGS = {
	stop: {},
	retry: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
	continue: { onError: 'continueRegularOutput' },
	errorOutput: { onError: 'continueErrorOutput' },
	continueAndRetry: {
		onError: 'continueRegularOutput',
		retryOnFail: true,
		maxTries: 3,
		waitBetweenTries: 1,
	},
} satisfies Record<string, Partial<INode>>;

type Setting = keyof typeof SETTINGS;

const PLACES = [0, 2, 4];
/** Settings with which a failed item fails the node. */
const STOPPING: Setting[] = ['stop', 'retry'];
const CONTINUING: Setting[] = ['continue', 'errorOutput', 'continueAndRetry'];

describe.each(Object.entries(writes))('%s', (name, { id, parameters, ledger, refusal }) => {
	const [resource = '', operation = ''] = name.split('.');
	const run = async (phones: unknown[], setting: Setting, signal?: AbortSignal) =>
		await env.run(resource, operation, parameters(), {
			items: itemsOf(phones),
			settings: SETTINGS[setting],
			signal,
		});
	const fault = (place: number, how: Omit<Fault, 'match' | 'after'>) =>
		env.sandbox.fault({ ...how, match: { operationId: id }, after: place });

	/** Items that report what was done, compared with the sandbox's records. */
	const outcomes = ({
		items,
		errorItems,
	}: {
		items: INodeExecutionData[];
		errorItems: INodeExecutionData[];
	}) =>
		[...items, ...errorItems]
			.sort((a, b) => placeOf(a) - placeOf(b))
			.map(({ json }) => (json.error === undefined ? 'done' : String(json.error)));

	it('goes in the order of the items, one by one', async () => {
		const { status, items } = await run(PHONES, 'stop');
		expect([status, items.map(placeOf), ledger()]).toEqual(['success', [0, 1, 2, 3, 4], PHONES]);
	});

	describe.each(PLACES)('item %i is bad', (place) => {
		it.each(STOPPING)('%s: nothing is sent, and it says which and why', async (setting) => {
			const { status, error } = await run(without(place), setting);
			expect([status, ledger()]).toEqual(['error', []]);
			expect(error?.message).toBe(`Item ${place + 1} of 5: ${refusal}`);
			expect(error?.description).toContain('Nothing was sent');
			expect(error?.context?.data).toEqual({ itemIndexes: { refused: [place] } });
		});

		it.each(CONTINUING)('%s: the others are sent, in order and once', async (setting) => {
			const done = await run(without(place), setting);
			expect(ledger()).toEqual(PHONES.filter((_, item) => item !== place));
			expect(outcomes(done)).toEqual(PHONES.map((_, item) => (item === place ? refusal : 'done')));
			expect(done.errorItems.map(placeOf)).toEqual(setting === 'errorOutput' ? [place] : []);
		});
	});

	describe.each(PLACES)('JustCall refuses item %i', (place) => {
		const REFUSED = 'JustCall did not accept the request';

		it('stop: nothing more is sent, and it says what was done', async () => {
			fault(place, { kind: 'status', status: 400 });
			const { error } = await run(PHONES, 'stop');
			expect(ledger()).toEqual(PHONES.slice(0, place));
			expect(error?.message).toBe(`Item ${place + 1} of 5: ${REFUSED}`);
			expect(error?.context?.data).toEqual({ itemIndexes: reportOf(place) });
			expect(error?.description).toContain(place === 0 ? 'No item was done before it.' : 'Done: item');
			if (place < 4) expect(error?.description).toContain('Not sent: item');
		});

		it('retry: the next try sends what was not sent, and nothing twice', async () => {
			fault(place, { kind: 'status', status: 400 });
			const { status, items } = await run(PHONES, 'retry');
			expect([status, items.map(placeOf), ledger()]).toEqual(['success', [0, 1, 2, 3, 4], PHONES]);
		});

		it('retry: refused at every try, the others are sent once', async () => {
			fault(place, { kind: 'status', status: 400, times: 100 });
			const { status } = await run(PHONES, 'retry');
			expect([status, ledger()]).toEqual(['error', PHONES.slice(0, place)]);
		});

		it.each(CONTINUING)('%s: the others are sent, in order and once', async (setting) => {
			fault(place, { kind: 'status', status: 400 });
			const done = await run(PHONES, setting);
			const isTriedAgain = setting === 'continueAndRetry' && place === 0;
			const sent = PHONES.filter((_, item) => item !== place);
			// n8n runs the node again only when the first item failed.
			expect(ledger()).toEqual(isTriedAgain ? [...sent, PHONES[0]] : sent);
			expect(outcomes(done)).toEqual(
				PHONES.map((_, item) => (item === place && !isTriedAgain ? REFUSED : 'done')),
			);
		});
	});

	describe.each(PLACES)('the answer for item %i is lost', (place) => {
		const UNKNOWN = 'The outcome is unknown: JustCall may or may not have carried this out';

		it.each(STOPPING)('%s: it fails as unknown, is never sent again, nothing follows', async (setting) => {
			fault(place, { kind: 'reset', processed: true });
			const { status, error } = await run(PHONES, setting);
			expect([status, ledger()]).toEqual(['error', PHONES.slice(0, place + 1)]);
			expect(error?.message).toBe(`Item ${place + 1} of 5: ${UNKNOWN}`);
			expect(error?.context?.data).toEqual({ itemIndexes: reportOf(place) });
		});

		it.each(CONTINUING)('%s: it fails as unknown, the others are sent, each once', async (setting) => {
			fault(place, { kind: 'reset', processed: true });
			const done = await run(PHONES, setting);
			expect(ledger()).toEqual(PHONES);
			expect(outcomes(done)).toEqual(PHONES.map((_, item) => (item === place ? UNKNOWN : 'done')));
			expect(done.errorItems.map(placeOf)).toEqual(setting === 'errorOutput' ? [place] : []);
		});
	});

	it.each(Object.keys(SETTINGS) as Setting[])('%s: a rate limit is waited for', async (setting) => {
		env.sandbox.set({
			rateLimits: { burst: { limit: 2, seconds: 60 }, hour: { limit: 1000, seconds: 3600 } },
		});
		const { status, items } = await run(PHONES, setting);
		expect([status, items.map(placeOf), ledger()]).toEqual(['success', [0, 1, 2, 3, 4], PHONES]);
	});

	it.each(Object.keys(SETTINGS) as Setting[])('%s: cancelled, nothing more is sent', async (setting) => {
		const cancel = new AbortController();
		const { fault: play } = env.sandbox;
		// The third answer stalls until the execution is cancelled.
		play({ kind: 'delay', delayMs: 60_000, match: { operationId: id }, after: 2 });
		const running = run(PHONES, setting, cancel.signal);
		await until(() => env.sandbox.requests().filter(({ operationId }) => operationId === id).length === 3);
		cancel.abort();
		expect(['canceled', 'error']).toContain((await running).status);
		expect(ledger()).toEqual(PHONES.slice(0, ledger().length));
		expect(ledger().length).toBeLessThanOrEqual(3);
	});

	it.each(STOPPING)(
		'%s: cancelled while one is under way, nobody knows what became of it',
		async (setting) => {
			const cancel = new AbortController();
			env.sandbox.fault({ kind: 'delay', delayMs: 60_000, match: { operationId: id }, after: 2 });
			const running = run(PHONES, setting, cancel.signal);
			await until(() => env.sandbox.requests().filter(({ operationId }) => operationId === id).length === 3);
			cancel.abort();
			const { error } = await running;
			expect(error?.message).toMatch(/^Item 3 of 5: The outcome is unknown/);
			expect(error?.description).toContain('The execution was cancelled before JustCall answered.');
			expect(error?.context?.data).toEqual({ itemIndexes: reportOf(2) });
		},
	);
});

/** The indexes in an error about five items when one failed and nothing followed. */
function reportOf(place: number): Record<string, number[]> {
	const all = [0, 1, 2, 3, 4];
	return { done: all.slice(0, place), failed: [place], notSent: all.slice(place + 1) };
}

function placeOf({ pairedItem }: INodeExecutionData): number {
	return typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : -1;
}
