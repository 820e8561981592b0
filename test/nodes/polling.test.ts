import { DateTime } from 'luxon';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { ACCOUNT_ZONE, useSandbox } from '../harness/sandboxed';
import type { Poller } from '../../tools/engine/inProcess';
import { startSandbox, type State } from '../../sandbox/server';
import { addText, addWhatsApp } from '../../sandbox/handlers/messageState';
import { emptyContact } from '../../sandbox/seed/contacts';
import type { CallRow } from '../../sandbox/seed/calls';
import { addCall } from '../../sandbox/state';
import { sizeOf } from '../harness/thorough';

// Looks and their requests are counted: the tests say themselves what comes meanwhile.
const env = useSandbox({ calls: 300, arrivals: 0 });
const state = () => env.sandbox.state;
const now = () => Math.floor(Date.now() / 1000);
const HOUR = 3600;

/** A trigger that has looked once, and so knows the existing records. */
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

	it('gives nothing twice when n8n hands each look a memory of its own', async () => {
		const place = { node: `two-of-${event}` };
		const [one, two] = [0, 1].map(() => env.n8n.poller('justCallPollingTrigger', { event }, place));
		await one!.look();
		await two!.look();
		const made = add();
		env.sandbox.fault({ kind: 'delay', delayMs: 200 });
		expect((await Promise.all([ids(one!, field), ids(two!, field)])).flat()).toEqual([made]);
		const elsewhere = env.n8n.poller('justCallPollingTrigger', { event }, { ...place, workflow: 'other' });
		await elsewhere.look();
		const next = add();
		env.sandbox.fault({ kind: 'delay', delayMs: 200 });
		// Two workflows are two: the second look of the first node still has the one that it missed.
		expect((await Promise.all([ids(one!, field), ids(elsewhere, field)])).flat()).toEqual([next, next]);
	});

	it('finds again what it found in a look that failed after reading', async () => {
		const poller = await watching(event);
		const made = add();
		// The zone was mistyped meanwhile: new records must wait until it is mended.
		const broken = { credential: { data: { timezone: 'Mars/Olympus' } } };
		poller.restart(undefined, broken);
		await expect(poller.look()).rejects.toThrow(/'Account Time Zone'/);
		poller.restart(undefined, {});
		expect(await ids(poller, field)).toEqual([made]);
	});

	it('begins anew with another account: its past is nothing new', async () => {
		const poller = await watching(event);
		const other = await startSandbox({
			calls: 300,
			apiKey: 'other-key-1',
			apiSecret: 'other-secret-1',
			seed: 7,
		});
		try {
			const data = { apiKey: 'other-key-1', apiSecret: 'other-secret-1', baseUrl: other.url };
			poller.restart(undefined, { credential: { data } });
			expect(await poller.look()).toEqual([]);
			expect(await poller.look()).toEqual([]);
			const theirs = env.n8n.poller('justCallPollingTrigger', { event }, { credential: { data } });
			expect(await theirs.look()).toEqual([]);
		} finally {
			await other.stop();
		}
	});

	it('shows a real recent one as test event, and remembers nothing of it', async () => {
		const made = add();
		const poller = env.n8n.poller('justCallPollingTrigger', { event });
		expect((await poller.look('manual')).map(({ json }) => json[field])).toEqual([made]);
		expect(poller.stored()).toBeLessThan(30);
	});
});

describe('a key that was renewed is no other account:', () => {
	const APIS: Array<[string, (account: State) => number]> = [
		['newCall', (account) => addCall(account, {}).id],
		['newSms', (account) => addText(account, {}).id],
		['callUpdated', (account) => Object.assign(account.calls.at(-1)!, { notes: 'Written meanwhile' }).id],
		[
			'newContact',
			(account) => {
				const id = account.contactRecords.at(-1)!.id + 11;
				account.contactRecords.push(emptyContact(id, account.users[3]?.id ?? 0, '2026-11-23'));
				return id;
			},
		],
	];

	it.each(APIS)('what happened meanwhile is found by %s', async (event, add) => {
		const options = { lookBack: 720 };
		const poller = await watching(event, { options });
		const key = { apiKey: 'renewed-key-1', apiSecret: 'renewed-secret-1' };
		const account = await startSandbox({ calls: 300, timeZone: ACCOUNT_ZONE, ...key });
		try {
			const data = { ...key, baseUrl: account.url };
			poller.restart({ event, options }, { credential: { data } });
			const made = add(account.state);
			expect(await ids(poller)).toEqual([made]);
			expect(await ids(poller)).toEqual([]);
		} finally {
			await account.stop();
		}
	});
});

it.each([
	['newCall', 'call', []],
	['callUpdated', 'call', ['changed', 'disposition', 'notes', 'rating']],
	['newSms', 'sms', []],
	['newWhatsAppMessage', 'whatsApp', []],
	['newSalesDialerCall', 'campaignCall', []],
	['newContact', 'contact', []],
] as const)(
	'%s gives records as Get Many of %s does; nodes saved before keep theirs',
	async (event, resource, more) => {
		const { items } = await env.run(resource, 'getAll', { limit: 1 });
		const place = { typeVersion: 1 };
		const { items: first } = await env.run(resource, 'getAll', { limit: 1 }, { place });
		const { items: raw } = await env.run(resource, 'getAll', { limit: 1, simplify: false });
		const names = async (typeVersion: number, parameters: INodeParameters = {}) => {
			const poller = env.n8n.poller('justCallPollingTrigger', { event, ...parameters }, { typeVersion });
			const [item] = await poller.look('manual');
			return Object.keys(item!.json)
				.filter((name) => !name.startsWith('timestamp_'))
				.sort();
		};
		const added = more.filter((name) => name !== 'changed');
		// A field that a change is about may be one of the list's.
		const all = (json: object) => [...new Set([...Object.keys(json), ...added])].sort();
		expect(await names(3)).toEqual(all(items[0]!.json));
		expect(await names(2)).toEqual(all(first[0]!.json));
		expect(await names(3, { simplify: false })).toEqual(Object.keys(raw[0]!.json).sort());
		expect(await names(1)).toEqual(Object.keys(raw[0]!.json).sort());
	},
);

it('what was stored before accounts were told apart is taken over', async () => {
	const poller = env.n8n.poller('justCallPollingTrigger', { event: 'newCall' });
	await poller.look();
	poller.edit((stored) => delete stored.account);
	const made = addCall(state(), {});
	expect(await ids(poller)).toEqual([made.id]);
});

describe('calls that go on', () => {
	const running = (more: Partial<CallRow> = {}) =>
		addCall(state(), { running: true, outcome: 'ANSWERED', ...more });

	it('start nothing until they are over, and then once, with what they were', async () => {
		const poller = await watching('newCall');
		const call = running({ at: now() - 60 });
		expect(await ids(poller)).toEqual([]);
		expect(await ids(poller)).toEqual([]);
		for (let more = 0; more < 250; more++) addCall(state(), { at: now() - 30 });
		expect(await poller.look()).toHaveLength(250);
		call.running = false;
		const items = await poller.look();
		expect(items.map(({ json }) => json)).toEqual([
			expect.objectContaining({
				id: call.id,
				call_info: expect.objectContaining({ type: 'Answered' }) as unknown,
			}),
		]);
		expect(await ids(poller)).toEqual([]);
		expect(await ids(poller)).toEqual([]);
	});

	it('when the first look comes are new when they are over', async () => {
		const call = running();
		const poller = await watching('newCall');
		call.running = false;
		expect(await ids(poller)).toEqual([call.id]);
	});

	it('cost no more than the page that they are on', async () => {
		const poller = await watching('newCall');
		running();
		for (let look = 0; look < 3; look++) expect(await ids(poller)).toEqual([]);
		expect(env.sandbox.requests()).toHaveLength(3);
	});

	it.each([0, 1])('are told over a restart, also where they outlast Look Back', async (restarts) => {
		const options = { lookBack: 1 };
		const poller = await watching('newCall', { options });
		const call = running();
		expect(await ids(poller)).toEqual([]);
		addCall(state(), {});
		expect(await poller.look()).toHaveLength(1);
		if (restarts) poller.restart();
		await atTime(now() + 5 * HOUR, async () => {
			expect(await ids(poller)).toEqual([]);
			call.running = false;
			expect(await ids(poller)).toEqual([call.id]);
		});
	});

	it('for more than a day do not go on: they are told as they are', async () => {
		const poller = await watching('newCall', { options: { lookBack: 48 } });
		const call = running();
		expect(await ids(poller)).toEqual([]);
		await atTime(now() + 25 * HOUR, async () => expect(await ids(poller)).toEqual([call.id]));
	});

	it('are told both times on request', async () => {
		const poller = await watching('newCall', { options: { includeRunning: true } });
		const call = running();
		const types = async () =>
			(await poller.look()).map(({ json }) => [json.id, (json.call_info as IDataObject).type]);
		expect(await types()).toEqual([[call.id, 'In Progress']]);
		expect(await types()).toEqual([]);
		call.running = false;
		expect(await types()).toEqual([[call.id, 'Answered']]);
		expect(await types()).toEqual([]);
	});
});

describe("within n8n's time for a look", () => {
	/** Stands for the real timer of a look, which would end it early on a busy machine. */
	const timer = () => {
		const controller = new AbortController();
		const set = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(controller.signal);
		return { set, end: () => controller.abort() };
	};
	afterEach(() => jest.restoreAllMocks());

	/** One look that has time for this many pages: each takes a second of the clock. */
	async function budgeted(poller: Poller, pages: number, field = 'id'): Promise<unknown[]> {
		const { now: real } = Date;
		const before = env.sandbox.requests().length;
		const start = real();
		Date.now = () => start + (env.sandbox.requests().length - before) * 1000;
		timer();
		try {
			const items = await poller.look('trigger', pages * 1000);
			expect(env.sandbox.requests().length - before).toBeLessThanOrEqual(pages + 1);
			return items.map(({ json }) => json[field]);
		} finally {
			Date.now = real;
		}
	}

	/** Looks until nothing comes any more; others come meanwhile. */
	async function all(poller: Poller, pages: number, meanwhile: (look: number) => void): Promise<unknown[][]> {
		const got: unknown[][] = [];
		for (let look = 0; look < 40; look++) {
			got.push(await budgeted(poller, pages));
			meanwhile(look);
		}
		return got;
	}

	it('what was read counts, and the next look goes on: each call once, those that come meanwhile too', async () => {
		const poller = await watching('newCall');
		const made = Array.from({ length: 1150 }, () => addCall(state(), { at: now() - 60 }).id);
		const looks = await all(poller, 4, (look) => {
			if (look > 10) return;
			made.push(addCall(state(), {}).id);
			if (look % 3 === 2) poller.restart();
		});
		expect(looks[0]!.length).toBeGreaterThan(0);
		expect(looks[0]!.length).toBeLessThan(1150);
		expect(looks.flat().sort()).toEqual([...made].sort());
		// It comes to an end, and a look is one page again.
		const before = env.sandbox.requests().length;
		expect(await budgeted(poller, 4)).toEqual([]);
		expect(env.sandbox.requests().length - before).toBe(1);
	});

	it('a first look that has no time to see all takes nothing of the past for new', async () => {
		for (let more = 0; more < 650; more++) addCall(state(), { at: now() - 2 * HOUR });
		const poller = env.n8n.poller('justCallPollingTrigger', { event: 'newCall' });
		const made: number[] = [];
		const looks = await all(poller, 3, (look) => {
			if (look < 8) made.push(addCall(state(), {}).id);
		});
		expect(looks[0]).toEqual([]);
		expect(looks.flat()).toEqual(made);
	});

	it('changes are told once, over as many looks as it takes', async () => {
		for (let more = 0; more < 650; more++)
			addCall(state(), {
				at: now() - 2 * HOUR,
				notes: more % 2 ? 'There before' : '',
				rating: '',
				disposition: '',
			});
		const poller = env.n8n.poller('justCallPollingTrigger', { event: 'callUpdated' });
		const baseline = await all(poller, 3, () => {});
		expect(baseline.flat()).toEqual([]);
		const changed = state()
			.calls.slice(-600)
			.filter((_, place) => place % 50 === 0);
		for (const call of changed) call.notes = 'Called back';
		const looks = await all(poller, 3, () => {});
		expect(looks.flat().sort()).toEqual(changed.map(({ id }) => id).sort());
	});

	it('contacts come each once', async () => {
		const poller = await watching('newContact');
		const last = state().contactRecords.at(-1)!.id;
		const contact = (id: number) =>
			state().contactRecords.push(emptyContact(id, state().users[3]?.id ?? 0, '2026-11-23'));
		for (let more = 1; more <= 4200; more++) contact(last + more);
		const looks = await all(poller, 3, (look) => {
			if (look === 0) contact(last + 4201);
			if (look === 1) poller.restart();
		});
		expect(looks[0]!.length).toBeLessThan(4200);
		expect(looks.flat().sort()).toEqual(Array.from({ length: 4201 }, (_, place) => last + place + 1).sort());
	});

	it('a request that hangs ends with it', async () => {
		const poller = await watching('newCall');
		for (let more = 0; more < 450; more++) addCall(state(), {});
		// The third page hangs until the look's time is over.
		env.sandbox.fault({ kind: 'delay', delayMs: 20_000, after: 2 });
		env.sandbox.clearRequests();
		const { set, end } = timer();
		const look = poller.look('trigger', 40_000);
		while (env.sandbox.requests().length < 3) await new Promise((resolve) => setImmediate(resolve));
		end();
		expect(await look).toHaveLength(200);
		expect(set).toHaveBeenCalledWith(40_000);
		expect(await poller.look()).toHaveLength(250);
	});
});

it('new contacts by the hundred thousand are too many for no function', async () => {
	const poller = await watching('newContact');
	const count = sizeOf(130_000);
	const last = state().contactRecords.at(-1)!.id;
	const one = emptyContact(last, state().users[3]?.id ?? 0, '2026-11-23');
	for (let more = 1; more <= count; more++) state().contactRecords.push({ ...one, id: last + more });
	expect(await poller.look()).toHaveLength(count);
	expect(await poller.look()).toEqual([]);
});

describe('where the credential names another zone than JustCall has', () => {
	it('a window that is not empty is as long as it should be', async () => {
		const place = { credential: { data: { timezone: 'Asia/Tokyo' } } };
		const poller = env.n8n.poller('justCallPollingTrigger', { event: 'newCall' }, place);
		addCall(state(), { at: now() - HOUR });
		await poller.look();
		const late = addCall(state(), { at: now() - 20 * HOUR });
		expect(await ids(poller)).toEqual([late.id]);
	});

	it.each(['Asia/Tokyo', 'Pacific/Honolulu', 'UTC'])(
		'%s: a short window still finds what is new',
		async (timezone) => {
			for (const event of ['newCall', 'newSms', 'newWhatsAppMessage']) {
				const poller = env.n8n.poller(
					'justCallPollingTrigger',
					{ event, options: { lookBack: 1 } },
					{ credential: { data: { timezone } } },
				);
				expect(await poller.look()).toEqual([]);
				const add = feeds.find(([name]) => name === event)![2];
				const made = add();
				expect([event, await ids(poller)]).toEqual([event, [made]]);
				env.sandbox.clearRequests();
				expect(await ids(poller)).toEqual([]);
				expect(env.sandbox.requests()).toHaveLength(1);
				poller.restart();
				expect(await ids(poller)).toEqual([]);
				expect(env.sandbox.breaches()).toEqual([]);
			}
		},
	);
});

it.each<[INodeParameters, RegExp]>([
	[{ lookBack: 0 }, /^'Look Back \(Hours\)' cannot be 0/],
	[{ lookBack: 721 }, /^'Look Back \(Hours\)' cannot be 721/],
	[{ lookBack: '={{ "a day" }}' }, /^'Look Back \(Hours\)' is not a number: "a day"/],
	[{ includeRunning: '={{ "perhaps" }}' }, /^'Include Running Calls' is neither true nor false/],
])('%j is refused by name', async (options, said) => {
	const poller = env.n8n.poller('justCallPollingTrigger', { event: 'newCall', options });
	await expect(poller.look()).rejects.toThrow(said);
	expect(env.sandbox.requests()).toEqual([]);
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

it('soak: thousands of calls over simulated days, with late ones, restarts and gaps: each exactly once', async () => {
	const poller = await watching('newCall');
	const real = Date.now;
	const made: number[] = [];
	const got: unknown[] = [];
	let offset = 0;
	let seed = 42;
	const chance = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
	try {
		Date.now = () => real() + offset * 1000;
		while (made.length < sizeOf(5000)) {
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
});

describe('the last requests of a window', () => {
	/** Leaves two of the thirty that a minute allows. */
	async function nearlySpent(): Promise<void> {
		const rateLimits = { burst: { limit: 30, seconds: 60 }, hour: { limit: 10_000, seconds: 3600 } };
		env.sandbox.set({ rateLimits });
		const items = Array.from({ length: 28 }, () => ({ json: {} }));
		expect((await env.run('user', 'getAll', { limit: 1 }, { items })).items).toHaveLength(28);
	}
	const waited = async (work: () => Promise<unknown>) => {
		const before = env.clock.skipped();
		await work();
		return env.clock.skipped() - before;
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
