import { DateTime } from 'luxon';
import type { INodeParameters } from 'n8n-workflow';

import { useSkippingClock } from '../harness/clock';
import { useSandbox } from '../harness/sandboxed';
import type { Poller } from '../harness/n8n';
import { addText, addWhatsApp } from '../sandbox/handlers/messageState';
import { emptyContact } from '../sandbox/seed/contacts';
import { addCall } from '../sandbox/state';

const env = useSandbox({ calls: 300 });
const clock = useSkippingClock();
const state = () => env.sandbox.state;
const now = () => Math.floor(Date.now() / 1000);
const HOUR = 3600;

beforeEach(() => clock.forget());

/** A trigger that has looked once, and so knows what there was. */
async function watching(event: string, more: INodeParameters = {}): Promise<Poller> {
	const poller = env.n8n.poller('justCallPollingTrigger', { event, ...more });
	expect(await poller.look()).toEqual([]);
	env.sandbox.clearRequests();
	return poller;
}

/** Does something while all clocks show another time, epoch seconds. */
async function atTime(seconds: number, work: () => Promise<void>): Promise<void> {
	const real = Date.now;
	const ahead = seconds * 1000 - real();
	try {
		Date.now = () => real() + ahead;
		await work();
	} finally {
		Date.now = real;
	}
}

const ids = async (poller: Poller, field = 'id') => (await poller.look()).map(({ json }) => json[field]);

const feeds: Array<[string, string, () => unknown]> = [
	['newCall', 'id', () => addCall(state(), {}).id],
	['newSms', 'id', () => addText(state(), {}).id],
	['newWhatsAppMessage', 'id', () => addWhatsApp(state(), {}).id],
	[
		'newSalesDialerCall',
		'call_id',
		() => {
			const { calls } = state().salesDialer;
			const last = calls.at(-1)!;
			calls.push({ ...last, callId: last.callId + 3, at: now() });
			return last.callId + 3;
		},
	],
	[
		'newContact',
		'id',
		() => {
			const id = (state().contactRecords.at(-1)?.id ?? 0) + 11;
			state().contactRecords.push(emptyContact(id, state().users[3]?.id ?? 0, '2026-11-23'));
			return id;
		},
	],
];

describe.each(feeds)('%s', (event, field, add) => {
	it('starts with nothing, then gives what is new, once and in order', async () => {
		const poller = await watching(event);
		expect(await ids(poller, field)).toEqual([]);
		expect(env.sandbox.requests()).toHaveLength(1);
		const made = [add(), add(), add()];
		expect(await ids(poller, field)).toEqual(made);
		expect(await ids(poller, field)).toEqual([]);
	});

	it('loses and repeats nothing over a restart', async () => {
		const poller = await watching(event);
		const first = add();
		expect(await ids(poller, field)).toEqual([first]);
		poller.restart();
		const second = add();
		expect(await ids(poller, field)).toEqual([second]);
		// Nothing is stored after a look that gives nothing.
		expect(await ids(poller, field)).toEqual([]);
		poller.restart();
		expect(await ids(poller, field)).toEqual([]);
		expect(env.sandbox.requests().flatMap(({ violations }) => violations)).toEqual([]);
	});

	it('takes what was there for nothing new also when the first look fails', async () => {
		const poller = env.n8n.poller('justCallPollingTrigger', { event });
		add();
		env.sandbox.fault({ kind: 'status', status: 401 });
		await expect(poller.look()).rejects.toThrow(/did not accept the API key/);
		expect(await ids(poller, field)).toEqual([]);
	});

	it('gives nothing twice when a look takes longer than the time to the next', async () => {
		const poller = await watching(event);
		const made = add();
		env.sandbox.fault({ kind: 'delay', delayMs: 200 });
		const looks = await Promise.all([ids(poller, field), ids(poller, field)]);
		expect(looks.flat()).toEqual([made]);
	});

	it('shows a real recent one as test event, and remembers nothing of it', async () => {
		const made = add();
		const poller = env.n8n.poller('justCallPollingTrigger', { event });
		expect((await poller.look('manual')).map(({ json }) => json[field])).toEqual([made]);
		expect(poller.stored()).toBeLessThan(30);
	});
});

describe('calls', () => {
	it('that are listed late are found, also deep behind others', async () => {
		const poller = await watching('newCall');
		for (let more = 0; more < 250; more++) addCall(state(), { at: now() - 60 });
		expect(await poller.look()).toHaveLength(250);
		const late = addCall(state(), { at: now() - 20 * HOUR });
		// The list is by id in the sandbox; the call is behind in time.
		expect(await ids(poller)).toEqual([late.id]);
	});

	it('that are listed late are found also when another one was deleted meanwhile, within the hour', async () => {
		for (let more = 0; more < 250; more++) addCall(state(), { at: now() - 2 * HOUR });
		const poller = await watching('newCall');
		// The sandbox lists them as they stand: this one comes far behind page one, and the count stays the same.
		const { calls } = state();
		const [gone] = calls.splice(-200, 1);
		const late = { ...gone!, id: gone!.id + 1, at: now() - 3 * HOUR };
		calls.splice(-200, 0, late);
		expect(await ids(poller)).toEqual([]);
		expect(env.sandbox.requests()).toHaveLength(1);
		await atTime(now() + HOUR, async () =>
			expect([...(await ids(poller)), ...(await ids(poller))]).toEqual([late.id]),
		);
	});

	it('that come into reach as Look Back is made longer are not new', async () => {
		for (let more = 0; more < 30; more++) addCall(state(), { at: now() - 40 * HOUR });
		const poller = await watching('newCall', { options: { lookBack: 1 } });
		poller.restart({ event: 'newCall', options: { lookBack: 48 } });
		const made = addCall(state(), {});
		expect(await ids(poller)).toEqual([made.id]);
	});

	it('of days without a look are found', async () => {
		const poller = await watching('newCall');
		const made: number[] = [];
		const real = Date.now;
		try {
			for (let day = 1; day <= 5; day++) {
				Date.now = () => real() + day * 24 * HOUR * 1000;
				made.push(addCall(state(), { at: now() - HOUR }).id);
			}
			poller.restart();
			expect(await ids(poller)).toEqual(made);
		} finally {
			Date.now = real;
		}
	});

	it('are filtered as in the list, and a change of the filter begins anew', async () => {
		const poller = await watching('newCall', { filters: { callDirection: 'Incoming' } });
		addCall(state(), { direction: 'Outgoing' });
		const incoming = addCall(state(), { direction: 'Incoming' });
		expect(await ids(poller)).toEqual([incoming.id]);
		expect(env.sandbox.requests().every(({ query }) => query.call_direction === 'Incoming')).toBe(true);
	});

	it('carry their time as ISO, in UTC and in the zone of the account', async () => {
		const poller = await watching('newCall');
		const at = now() - HOUR;
		addCall(state(), { at });
		const [item] = await poller.look();
		const inZone = (zone: string) => DateTime.fromSeconds(at, { zone }).toISO({ suppressMilliseconds: true });
		expect(item?.json).toMatchObject({
			timestamp_utc: inZone('utc'),
			timestamp_account: inZone(state().timeZone),
		});
	});

	it('that were changed tell what changed', async () => {
		for (let more = 0; more < 150; more++) addCall(state(), { at: now() - HOUR, notes: '', rating: '' });
		const poller = await watching('callUpdated');
		const [one, two] = state().calls.slice(-2);
		Object.assign(one!, { notes: 'Called back', rating: '4' });
		addCall(state(), { notes: '', rating: '', disposition: '' });
		const written = addCall(state(), { notes: 'While it rang', rating: '', disposition: '' });
		const changes = async () => (await poller.look()).map(({ json }) => [json.id, json.changed]);
		expect(await changes()).toEqual([
			[one!.id, ['notes', 'rating']],
			[written.id, ['notes']],
		]);
		expect(await changes()).toEqual([]);
		poller.restart();
		Object.assign(two!, { disposition: 'Sales: Won' });
		expect((await poller.look()).map(({ json }) => json.changed)).toEqual([['disposition']]);
	});

	it('that were changed while n8n was down, and only seen before in looks that gave nothing, are found', async () => {
		const poller = await watching('callUpdated');
		const fresh = addCall(state(), { notes: '', rating: '', disposition: '' });
		expect(await ids(poller)).toEqual([]);
		poller.restart();
		fresh.disposition = 'Sales: Won';
		expect((await poller.look()).map(({ json }) => [json.id, json.changed])).toEqual([
			[fresh.id, ['disposition']],
		]);
		poller.restart();
		expect(await ids(poller)).toEqual([]);
		await atTime(now() + 50 * HOUR, async () => {
			const { id } = addCall(state(), { at: now() - 30 * HOUR, notes: 'Down', rating: '', disposition: '' });
			poller.restart();
			expect(await ids(poller)).toEqual([id]);
		});
	});

	it('that get the disposition of the filter are found, others are not', async () => {
		const blank = { notes: '', rating: '', disposition: '' };
		const made = [1, 2, 3].map(() => addCall(state(), { ...blank, at: now() - HOUR }));
		const [one, two, three] = made;
		const poller = await watching('callUpdated', {
			filters: { dispositionCodes: 'Sales: Won, Sales: Follow Up' },
		});
		one!.disposition = 'Sales: Won';
		two!.disposition = 'Support: Solved';
		three!.notes = 'No disposition';
		expect(await ids(poller)).toEqual([one!.id]);
		two!.disposition = 'Sales: Follow Up';
		expect((await poller.look()).map(({ json }) => [json.id, json.changed])).toEqual([
			[two!.id, ['disposition']],
		]);
		expect(env.sandbox.requests().every(({ query }) => query.disposition_codes === undefined)).toBe(true);
	});

	it('a fault in between loses nothing', async () => {
		const poller = await watching('newCall');
		const made = addCall(state(), {});
		env.sandbox.fault({ kind: 'status', status: 401 });
		await expect(poller.look()).rejects.toThrow(/did not accept the API key/);
		expect(await ids(poller)).toEqual([made.id]);
	});
});

it('soak: 5,000 calls over simulated days, with late ones, restarts and gaps: each exactly once', async () => {
	const poller = await watching('newCall');
	const real = Date.now;
	const made: number[] = [];
	const got: unknown[] = [];
	let offset = 0;
	let seed = 42;
	const chance = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
	try {
		Date.now = () => real() + offset * 1000;
		while (made.length < 5000) {
			// A look every few minutes; now and then n8n is down for hours or for days.
			offset += chance() < 0.02 ? chance() * 3 * 24 * HOUR : 60 + chance() * 900;
			const calls = Math.floor(chance() * 30);
			// A call is listed when it ends, up to five hours after it began.
			for (let call = 0; call < calls; call++)
				made.push(addCall(state(), { at: now() - Math.floor(chance() ** 4 * 5 * HOUR) }).id);
			if (chance() < 0.1) poller.restart();
			got.push(...(await ids(poller)));
		}
		got.push(...(await ids(poller)));
	} finally {
		Date.now = real;
	}
	expect(got).toHaveLength(made.length);
	expect([...new Set(got)].sort()).toEqual([...made].sort());
}, 120_000);

describe('the last requests of a window', () => {
	/** Leaves two of the thirty that a minute allows. */
	async function nearlySpent(): Promise<void> {
		const rateLimits = { burst: { limit: 30, seconds: 60 }, hour: { limit: 10_000, seconds: 3600 } };
		env.sandbox.set({ rateLimits });
		const items = Array.from({ length: 28 }, () => ({ json: {} }));
		expect((await env.run('user', 'getAll', { limit: 1 }, { items })).items).toHaveLength(28);
	}
	const waited = async (work: () => Promise<unknown>) => {
		const before = clock.skipped();
		await work();
		return clock.skipped() - before;
	};

	it('are left by a look to what somebody waits for', async () => {
		const poller = await watching('newCall');
		await nearlySpent();
		expect(await waited(async () => await poller.look())).toBeGreaterThan(20_000);
	});

	it('are there for a text and for the test in the editor', async () => {
		await nearlySpent();
		const poller = env.n8n.poller('justCallPollingTrigger', { event: 'newCall' });
		expect(await waited(async () => await poller.look('manual'))).toBe(0);
		expect(await waited(async () => await env.run('user', 'getAll', { limit: 1 }))).toBe(0);
	});
});
