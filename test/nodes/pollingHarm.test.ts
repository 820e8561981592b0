import type { INodeParameters } from 'n8n-workflow';

import { useSandbox } from '../harness/sandboxed';
import type { Poller } from '../../tools/engine/inProcess';
import { addCall } from '../../sandbox/state';

const env = useSandbox({ calls: 0 });
const HOUR = 3600;
const BLANK = { notes: '', rating: '', disposition: '' };
const state = () => env.sandbox.state;
const now = () => Math.floor(Date.now() / 1000);

async function watching(parameters: INodeParameters, typeVersion = 3): Promise<Poller> {
	const poller = env.n8n.poller('justCallPollingTrigger', parameters, { typeVersion });
	expect(await poller.look()).toEqual([]);
	return poller;
}

/** The ids told by so many polls, with so many seconds from poll to poll. */
async function polls(poller: Poller, count: number, seconds = 60): Promise<unknown[]> {
	const told: unknown[] = [];
	for (let poll = 0; poll < count; poll++) {
		env.clock.skip(seconds * 1000);
		told.push(...(await poller.look()).map(({ json }) => json.id));
	}
	return told;
}

/** Adds a call far down the list and removes another call at the same time, so that the count stays the same. */
function swapIn(behind: number): number {
	const { calls } = state();
	const place = calls.length - behind;
	const [gone] = calls.splice(place, 1);
	calls.splice(place, 0, { ...gone!, id: gone!.id + 1 });
	return gone!.id + 1;
}

describe('New Call', () => {
	it('finds a call that the count hides also when each poll moves the window', async () => {
		// An hour's window moves every 150 seconds. It has two pages.
		for (let place = 150; place > 0; place--) addCall(state(), { at: now() - 600 - place * 2 });
		const poller = await watching({ event: 'newCall', options: { lookBack: 1 } });
		expect(await polls(poller, 2, 300)).toEqual([]);
		const hidden = swapIn(130);
		expect(await polls(poller, 4, 300)).toEqual([hidden]);
	});

	it('finds a call that the count hides after a clock was ahead for a while', async () => {
		for (let place = 1500; place > 0; place--) addCall(state(), { at: now() - 3 * HOUR - place * 30 });
		const poller = await watching({ event: 'newCall' });
		const { now: real } = Date;
		try {
			Date.now = () => real() + 400 * 24 * HOUR * 1000;
			await poller.look();
		} finally {
			Date.now = real;
		}
		expect(await polls(poller, 3)).toEqual([]);
		const hidden = swapIn(700);
		expect(await polls(poller, 130)).toEqual([hidden]);
	});

	it.each([6, 48])('tells no call again when Look Back goes to %s hours and back', async (lookBack) => {
		for (let place = 300; place > 0; place--) addCall(state(), { at: now() - place * 500 });
		const poller = await watching({ event: 'newCall' });
		const one = addCall(state(), { at: now() - 10 });
		expect(await polls(poller, 2)).toEqual([one.id]);
		poller.restart({ event: 'newCall', options: { lookBack } });
		expect(await polls(poller, 70)).toEqual([]);
		poller.restart({ event: 'newCall' });
		expect(await polls(poller, 70)).toEqual([]);
	});
});

describe.each([2, 3])('Call Updated of version %i', (typeVersion) => {
	const event = 'callUpdated';

	it('tells no change again when Look Back is made longer after days without a poll', async () => {
		const calls = Array.from({ length: 250 }, (_, place) =>
			addCall(state(), { ...BLANK, at: now() - (250 - place) * 300 }),
		);
		const poller = await watching({ event }, typeVersion);
		await polls(poller, 3);
		poller.restart({ event });
		env.clock.skip(5 * 24 * HOUR * 1000);
		for (const call of calls.slice(-20)) call.notes = 'Meanwhile';
		const told = await polls(poller, 1);
		told.push(...(await polls(poller, 10)));
		expect(told.length).toBe(20);
		poller.restart({ event, options: { lookBack: 240 } });
		expect(await polls(poller, 10)).toEqual([]);
	});

	it('tells no change again when Look Back goes to 6 hours and back', async () => {
		const calls = Array.from({ length: 350 }, (_, place) =>
			addCall(state(), { ...BLANK, at: now() - (350 - place) * 1000 }),
		);
		const poller = await watching({ event, options: { lookBack: 96 } }, typeVersion);
		for (const call of calls.slice(20)) call.notes = 'Changed';
		expect((await polls(poller, 10)).length).toBe(330);
		poller.restart({ event, options: { lookBack: 6 } });
		expect(await polls(poller, 10)).toEqual([]);
		poller.restart({ event, options: { lookBack: 96 } });
		expect(await polls(poller, 10)).toEqual([]);
	});

	it('does not grow: what it stores is that of its calls', async () => {
		const poller = await watching({ event, options: { lookBack: 1 } }, typeVersion);
		let most = 0;
		for (let hour = 0; hour < 120; hour++) {
			for (let more = 0; more < 5; more++) addCall(state(), { ...BLANK, at: now(), notes: 'There' });
			await polls(poller, 1, HOUR);
			most = Math.max(most, poller.stored());
		}
		expect(most).toBeLessThan(5 * 30 * 90);
	});
});

it.each<[unknown, RegExp | number]>([
	['20', 0.2],
	[100, 1],
	[undefined, 0.1],
	['', /'Share of Rate Limit \(%\)' is empty/],
	[null, /'Share of Rate Limit \(%\)' is empty/],
	[0, /'Share of Rate Limit \(%\)' cannot be 0/],
	[0.5, /'Share of Rate Limit \(%\)' cannot be 0.5/],
	[101, /'Share of Rate Limit \(%\)' cannot be 101/],
	[-1, /'Share of Rate Limit \(%\)'/],
	['ten', /'Share of Rate Limit \(%\)'/],
	['10 %', /'Share of Rate Limit \(%\)'/],
	[false, /'Share of Rate Limit \(%\)'/],
	[[], /'Share of Rate Limit \(%\)'/],
	[[20], /'Share of Rate Limit \(%\)'/],
	[{}, /'Share of Rate Limit \(%\)'/],
	['NaN', /'Share of Rate Limit \(%\)'/],
	['Infinity', /'Share of Rate Limit \(%\)'/],
])('a share of %j', async (rateLimitShare, expected) => {
	const options = { rateLimitShare } as INodeParameters;
	const poller = env.n8n.poller(
		'justCallPollingTrigger',
		{ event: 'callUpdated', options },
		{ typeVersion: 3 },
	);
	env.sandbox.clearRequests();
	if (typeof expected === 'number') expect(await poller.look()).toEqual([]);
	else {
		await expect(poller.look()).rejects.toThrow(expected);
		expect(env.sandbox.requests()).toEqual([]);
	}
});
