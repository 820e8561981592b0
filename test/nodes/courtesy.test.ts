import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { emptyContact } from '../../sandbox/seed/contacts';
import { gate, until } from '../harness/gate';
import { byId, useSandbox, type Sandboxed } from '../harness/sandboxed';

const env = useSandbox({ calls: 20, agents: 3 });

/** A Wednesday, 10 in the morning in New York. */
const MORNING = '2026-03-04T15:00:00Z';
/** 21:30 on that Wednesday in New York, and 8 in the morning of Thursday in Kolkata. */
const EVENING = '2026-03-05T02:30:00Z';

const NEW_YORK = '+12125550143';
const LOS_ANGELES = '+13105550143';
const KOLKATA = '+912228881234';
/** May be anywhere in Russia and Kazakhstan: never 10 to 17 everywhere. */
const RUSSIA = '+79161234567';

const standAt = (iso: string) => env.clock.skip(Date.parse(iso) - Date.now());
beforeEach(() => {
	standAt(MORNING);
	for (const contact of state().contactRecords) contact.status = { blacklist: false, dnd: false, dnm: false };
});

const state = () => env.sandbox.state;
const digits = (value: unknown) => String(value).replace(/\D/g, '');

/** An operation that contacts people. */
interface Contacting {
	id: string;
	parameters: () => INodeParameters;
	/** Numbers that were contacted, in order. */
	ledger: () => string[];
}

const CONTACTING: Readonly<Record<string, Contacting>> = {
	'sms.send': {
		id: 'sendText',
		parameters: () => ({ justcallNumber: byId(state().numbers[0]?.justcall_number), body: 'Hello' }),
		ledger: () => sentTexts().map(({ contact }) => numberOf(contact)),
	},
	'whatsApp.send': {
		id: 'sendWhatsAppMessage',
		parameters: () => ({
			justcallNumber: byId(state().numbers[0]?.justcall_number),
			content: 'text',
			body: 'Hello',
		}),
		ledger: () =>
			state()
				.messages.whatsApp.filter(({ body }) => body === 'Hello')
				.map(({ contact }) => numberOf(contact)),
	},
	'voiceAgent.startCall': {
		id: 'startVoiceAgentCall',
		parameters: () => ({ voiceAgentId: byId(state().voiceAgents[0]?.id), hasConsent: true }),
		ledger: () =>
			state()
				.calls.slice(20)
				.map(({ contact }) => numberOf(contact)),
	},
};

const numberOf = (contact: number) => digits(state().contacts[contact]?.number);
const sentTexts = () => state().messages.texts.filter(({ body }) => body === 'Hello');
const SMS = CONTACTING['sms.send'] as Contacting;

type Options = NonNullable<Parameters<Sandboxed['run']>[3]>;

async function run(
	name: string,
	additionalFields: INodeParameters,
	numbers: unknown[],
	options: Options = {},
) {
	const [resource = '', operation = ''] = name.split('.');
	return await env.run(
		resource,
		operation,
		{ ...CONTACTING[name]?.parameters(), contactNumber: '={{ $json.phone }}', additionalFields },
		{ items: itemsOf(numbers), ...options },
	);
}

/** Items with a number each, or with the fields given. */
function itemsOf(numbers: unknown[]): INodeExecutionData[] {
	return numbers.map((phone) => ({
		json: (typeof phone === 'object' && phone !== null ? phone : { phone }) as INodeExecutionData['json'],
	}));
}

const between = (more: INodeParameters = {}) => ({
	onlyBetween: { hours: { from: '09:00', to: '20:00', ...more } },
});
const block = (number: string, list: 'blacklist' | 'dnd' | 'dnm', agent = state().users[1]?.id ?? 0) => {
	const contact = emptyContact(99_000_000 + state().contactRecords.length, agent, '2026-01-01');
	contact.contact_number = number;
	contact.status[list] = true;
	state().contactRecords.push(contact);
	return contact;
};
const reads = () => env.sandbox.requests().filter(({ path }) => path === '/v2.1/contacts/blacklist');
const posts = () => env.sandbox.requests().filter(({ method }) => method === 'POST');

describe.each(Object.entries(CONTACTING))('%s', (name, { ledger, id }) => {
	it('contacts people within the hours, and says so', async () => {
		const { items, status } = await run(name, between(), [NEW_YORK]);
		expect(status).toBe('success');
		expect(items.map(({ json }) => json.sent)).toEqual([true]);
		expect(ledger()).toEqual([digits(NEW_YORK)]);
	});

	it('skips whoever has another hour, wherever the item stands', async () => {
		const numbers = Array.from({ length: 10 }, (_, at) => `+1212555${String(1000 + at)}`);
		numbers[5] = KOLKATA;
		const { items } = await run(name, between(), numbers);
		expect(items.map(({ json }) => json.sent)).toEqual(numbers.map((_, at) => at !== 5));
		expect(items[5]?.json).toEqual({
			sent: false,
			reason: `Where ${KOLKATA} is from, it is Wednesday 20:30 (in Asia/Calcutta), outside 'Only Between' 09:00 to 20:00.`,
			contact_number: KOLKATA,
		});
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(numbers.map((_, item) => ({ item })));
		expect(ledger()).toEqual(numbers.filter((number) => number !== KOLKATA).map(digits));
	});

	it('sends nothing of the run when one is outside the hours and Fail is chosen', async () => {
		const { error, items } = await run(name, between({ outside: 'fail' }), [NEW_YORK, KOLKATA, LOS_ANGELES]);
		expect(items).toEqual([]);
		expect(error?.message).toContain(`2 of 3 items cannot be used, so nothing was sent`);
		expect(error?.description).toContain(`Where ${KOLKATA} is from, it is Wednesday 20:30`);
		expect(error?.description).toContain('it is Wednesday 07:00 (in America/Los_Angeles)');
		expect(error?.description).toContain("'Only Between > Outside These Hours'");
		expect(ledger()).toEqual([]);
	});

	it('contacts nobody whose hour it cannot tell, and names the option', async () => {
		const { error } = await run(name, between({ from: '10:00', to: '17:00' }), [NEW_YORK, RUSSIA]);
		expect(error?.message).toContain(`${RUSSIA} may be in `);
		expect(error?.description).toContain("'Only Between > Receiver's Time Zone'");
		expect(ledger()).toEqual([]);
	});

	it("takes the receiver's zone from the item where it is known", async () => {
		const items = [
			{ phone: RUSSIA, zone: 'Europe/Moscow' },
			{ phone: '+79161234568', zone: 'Asia/Vladivostok' },
			{ phone: NEW_YORK, zone: '' },
			{ phone: '+12125550144', zone: null },
			{ phone: '+12125550145', zone: false },
		];
		const { items: out } = await run(name, between({ timezone: '={{ $json.zone }}' }), items);
		// 18:00 in Moscow, 1:00 in Vladivostok.
		expect(out.map(({ json }) => json.sent)).toEqual([true, false, true, true, true]);
		expect(ledger()).toEqual([RUSSIA, NEW_YORK, '+12125550144', '+12125550145'].map(digits));
	});

	it.each([
		['a zone that does not exist', { timezone: 'Moscow time' }, "'Only Between > Receiver's Time Zone'"],
		['an object', { timezone: '={{ ({ zone: "x" }) }}' }, "'Only Between > Receiver's Time Zone'"],
		['text for hours', { from: 'early' }, '\'Only Between > Hours From\' is not a time of day: "early"'],
		['nothing for hours', { to: '={{ $json.nothing }}' }, "'Only Between > Hours To' is empty"],
		['false for hours', { to: '={{ false }}' }, "'Only Between > Hours To' is empty"],
		[
			'an object for hours',
			{ from: '={{ ({ a: 1 }) }}' },
			"'Only Between > Hours From' is not a time of day",
		],
		[
			'hours without length',
			{ from: '9:00', to: '9 am' },
			'the same time in Hours From and Hours To: "9:00"',
		],
		['a day that there is not', { days: '={{ "someday" }}' }, "'Only Between > On Days' has a day"],
		['no day', { days: [] }, "'Only Between > On Days' is empty"],
		['a word for what happens', { outside: '={{ "perhaps" }}' }, 'Outside These Hours\' cannot be "perhaps"'],
	])('refuses %s before anything is sent', async (_, more, message) => {
		const numbers = [NEW_YORK, '+12125550144', '+12125550145'];
		const { error } = await run(name, between(more as INodeParameters), numbers);
		expect(error?.message).toContain(message);
		expect(posts()).toEqual([]);
	});

	it.each([['={{ "always" }}'], ['={{ true }}'], ['={{ [] }}'], ['={{ null }}'], ['={{ 7 }}']])(
		'refuses %s instead of hours',
		async (onlyBetween) => {
			const { error } = await run(name, { onlyBetween }, [NEW_YORK]);
			expect(error?.message).toContain("'Only Between'");
			expect(posts()).toEqual([]);
		},
	);

	it('skips everybody who is on one of the lists, in any spelling, and asks once', async () => {
		block('12125550101', 'dnm');
		block('+1 (212) 555-0102', 'blacklist');
		block('212.555.0103', 'dnd');
		block('12125550109', 'dnm').other_numbers = [
			{ contact_relation_id: 1, label: 'Work', number: '12125550104' },
		] as never;
		block('(212) 555-0105 ext. 7', 'dnm');
		const numbers = Array.from({ length: 10 }, (_, at) => `+121255501${String(at).padStart(2, '0')}`);
		const { items } = await run(name, { skipBlocked: true }, numbers);
		expect(items.map(({ json }) => json.sent)).toEqual([
			true,
			...Array(5).fill(false),
			...Array(3).fill(true),
			false,
		]);
		expect(items[1]?.json).toEqual({
			sent: false,
			reason: "+12125550101 is on JustCall's list Do Not Message.",
			contact_number: '+12125550101',
		});
		expect(items[2]?.json.reason).toContain('Blacklist');
		expect(items[3]?.json.reason).toContain('Do Not Disturb');
		expect(ledger()).toEqual(['12125550100', '12125550106', '12125550107', '12125550108']);
		expect(reads()).toHaveLength(1);
	});

	it('contacts nobody when the lists cannot be read', async () => {
		env.sandbox.fault({ kind: 'status', match: { operationId: 'listBlacklistedContacts' }, status: 403 });
		const { error } = await run(name, { skipBlocked: true }, [NEW_YORK, KOLKATA]);
		expect(error?.message).toBe(
			"'Skip Blocked Contacts' could not read JustCall's lists, so nobody was contacted",
		);
		expect(error?.description).toMatch(/^JustCall denied this request/);
		expect(posts()).toEqual([]);
		expect(reads()).toHaveLength(1);
	});

	it('contacts nobody when the lists cannot be read, also with Continue', async () => {
		env.sandbox.fault({ kind: 'status', match: { operationId: 'listBlacklistedContacts' }, status: 403 });
		const numbers = [NEW_YORK, KOLKATA];
		const { items } = await run(name, { skipBlocked: true }, numbers, {
			settings: { onError: 'continueRegularOutput' },
		});
		expect(items.map(({ json }) => String(json.error))).toEqual(
			numbers.map(() => expect.stringContaining('nobody was contacted')),
		);
		expect(posts()).toEqual([]);
	});

	it.each([
		['={{ "perhaps" }}', '\'Skip Blocked Contacts\' is neither true nor false: "perhaps"'],
		['={{ null }}', "'Skip Blocked Contacts' is empty"],
		['={{ ({ a: 1 }) }}', "'Skip Blocked Contacts' takes one value, not an object"],
	])('refuses %s as the switch', async (skipBlocked, message) => {
		const { error } = await run(name, { skipBlocked }, [NEW_YORK]);
		expect(error?.message).toContain(message);
		expect(posts()).toEqual([]);
	});

	it('does not ask when the option is off', async () => {
		block(digits(NEW_YORK), 'dnm');
		await run(name, { skipBlocked: false }, [NEW_YORK]);
		expect(ledger()).toEqual([digits(NEW_YORK)]);
		expect(reads()).toEqual([]);
	});

	it('says nothing of it without the options', async () => {
		const { items } = await run(name, {}, [NEW_YORK]);
		expect(items[0]?.json).not.toHaveProperty('sent');
		expect(reads()).toEqual([]);
	});

	it('skips whoever has another hour when the turn comes', async () => {
		const answer = gate();
		env.sandbox.fault({ kind: 'delay', match: { operationId: id }, until: answer.opened });
		const running = run(name, between(), ['+12125550101', '+12125550102']);
		await until(() => posts().length === 1);
		standAt(EVENING);
		answer.open();
		const { items } = await running;
		expect(items.map(({ json }) => json.sent)).toEqual([true, false]);
		expect(items[1]?.json.reason).toContain('it is Wednesday 21:30 (in America/New_York)');
		expect(ledger()).toEqual(['12125550101']);
	});

	it('whoever has another hour by now is skipped at once, and does not wait for the rate limit', async () => {
		const answer = gate();
		env.sandbox.set({ rateLimits: { burst: { limit: 1, seconds: 60 } } });
		env.sandbox.fault({ kind: 'delay', match: { operationId: id }, until: answer.opened });
		const numbers = Array.from({ length: 20 }, (_, at) => `+1212555${String(1000 + at)}`);
		numbers[1] = LOS_ANGELES;
		const running = run(name, between({ from: '06:00' }), numbers);
		await until(() => posts().length === 1);
		standAt(EVENING);
		const before = env.clock.skipped();
		answer.open();
		const { items } = await running;
		// In Los Angeles it is 18:30 then.
		expect(items.map(({ json }) => json.sent)).toEqual([true, true, ...Array(18).fill(false)]);
		expect(ledger()).toEqual([numbers[0], LOS_ANGELES].map(digits));
		// The limit opens again after a minute.
		expect(env.clock.skipped() - before).toBeLessThan(60_000);
	});

	it.each([[false], [true]])(
		'stops before whoever has another hour when the turn comes, if Fail is chosen; n8n runs it again: %s',
		async (retryOnFail) => {
			const answer = gate();
			env.sandbox.fault({ kind: 'delay', match: { operationId: id }, until: answer.opened });
			const numbers = ['+12125550101', '+12125550102', '+12125550103'];
			const settings = { retryOnFail, maxTries: 3, waitBetweenTries: 1 };
			const running = run(name, between({ outside: 'fail' }), numbers, { settings });
			await until(() => posts().length === 1);
			standAt(EVENING);
			answer.open();
			const { error } = await running;
			expect(error?.message).toMatch(/^Item 2 of 3: Where \+12125550102 is from, it is Wednesday 21:30/);
			expect(error?.description).toContain('Done: item 1.');
			expect(ledger()).toEqual(['12125550101']);
		},
	);

	it('keeps who was skipped when n8n runs it again, and contacts nobody twice', async () => {
		env.sandbox.fault({ kind: 'status', status: 400, match: { operationId: id }, after: 1 });
		const numbers = ['+12125550101', KOLKATA, '+12125550102', LOS_ANGELES, '+12125550103'];
		const { items } = await run(name, between(), numbers, {
			settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		});
		expect(items.map(({ json }) => json.sent)).toEqual([true, false, true, false, true]);
		expect(ledger()).toEqual(['12125550101', '12125550102', '12125550103']);
	});
});

describe('Schedule', () => {
	const scheduled = () =>
		env.sandbox
			.requests()
			.filter(({ path }) => path === '/v2.1/texts/new')
			.map(({ body }) => (body as { schedule_at?: string }).schedule_at);

	it("puts a text off until the hours begin, in the account's time", async () => {
		const { items } = await run('sms.send', between({ outside: 'schedule' }), [
			NEW_YORK,
			KOLKATA,
			LOS_ANGELES,
		]);
		// 9:00 on Thursday in Kolkata is 22:30 on Wednesday in New York; 9:00 in Los Angeles is 12:00 there.
		expect(scheduled()).toEqual([undefined, '2026-03-04 22:30:00', '2026-03-04 12:00:00']);
		expect(items.map(({ json }) => [json.sent, json.scheduled_at])).toEqual([
			[true, undefined],
			[true, '2026-03-05T09:00:00+05:30'],
			[true, '2026-03-04T09:00:00-08:00'],
		]);
	});

	it('counts the day on which the hours begin', async () => {
		const days = ['friday'];
		const { items } = await run('sms.send', between({ outside: 'schedule', days }), [NEW_YORK]);
		expect(items[0]?.json.scheduled_at).toBe('2026-03-06T09:00:00-05:00');
	});

	it("moves 'Send At' when it is another hour then, and leaves it when it is not", async () => {
		const texts = [
			{ phone: NEW_YORK, at: '2026-03-04 19:59:00' },
			{ phone: '+12125550144', at: '2026-03-04 23:00:00' },
			{ phone: '+12125550145', at: '2026-03-05T14:00:00Z' },
			// Before now is at once.
			{ phone: '+12125550146', at: '2026-03-03 03:00:00' },
		];
		const { items } = await run(
			'sms.send',
			{ ...between({ outside: 'schedule' }), scheduleAt: '={{ $json.at }}' },
			texts,
		);
		expect(scheduled()).toEqual([
			'2026-03-04 19:59:00',
			'2026-03-05 09:00:00',
			'2026-03-05 09:00:00',
			'2026-03-03 03:00:00',
		]);
		expect(items.map(({ json }) => json.scheduled_at)).toEqual([
			'2026-03-04T19:59:00-05:00',
			'2026-03-05T09:00:00-05:00',
			'2026-03-05T09:00:00-05:00',
			undefined,
		]);
	});

	it("skips a text whose 'Send At' is another hour there", async () => {
		const fields = { ...between(), scheduleAt: '2026-03-04 23:00:00' };
		const { items } = await run('sms.send', fields, [NEW_YORK]);
		expect(items[0]?.json.reason).toContain("'Send At' is Wednesday 23:00 (in America/New_York)");
		expect(scheduled()).toEqual([]);
	});

	it('does not choose a time that JustCall may read as an hour too early', async () => {
		// When the clocks in New York go back, 1:30 comes twice. 6:30 in London is the second one.
		standAt('2026-11-01T05:45:00Z');
		const hours = between({ from: '06:30', outside: 'schedule' });
		const { items } = await run('sms.send', hours, ['+442070313000']);
		expect(items[0]?.json.scheduled_at).toBe('2026-11-01T07:00:00+00:00');
		expect(scheduled()).toEqual(['2026-11-01 02:00:00']);
	});

	it('is refused when nobody knows in which zone JustCall reads the time, though the hours are open', async () => {
		const timezone = env.credential.timezone;
		env.n8n.credentials.forEach((data) => void (data.timezone = ''));
		const { error } = await run('sms.send', between({ outside: 'schedule' }), [NEW_YORK]);
		const other = await run('sms.send', { ...between(), scheduleAt: '2026-03-04 12:00:00' }, [NEW_YORK]);
		const plain = await run('sms.send', between(), [NEW_YORK]);
		env.n8n.credentials.forEach((data) => void (data.timezone = timezone as string));
		expect(error?.message).toContain("the credential does not say the account's time zone");
		expect(error?.description).toContain("Set 'Account Time Zone' in the JustCall credential");
		expect(other.error?.message).toContain("cannot tell when 'Send At' is");
		expect(plain.items[0]?.json.sent).toBe(true);
		expect(scheduled()).toEqual([undefined]);
	});

	it('chooses the next opening when the turn comes after the hours', async () => {
		const answer = gate();
		env.sandbox.fault({ kind: 'delay', match: { operationId: 'sendText' }, until: answer.opened });
		const texts = ['+12125550101', '+12125550102'];
		const running = run('sms.send', between({ outside: 'schedule' }), texts);
		await until(() => posts().length === 1);
		standAt(EVENING);
		answer.open();
		const { items } = await running;
		expect(scheduled()).toEqual([undefined, '2026-03-05 09:00:00']);
		expect(items[1]?.json.scheduled_at).toBe('2026-03-05T09:00:00-05:00');
	});

	it('is not for messages that JustCall cannot put off', async () => {
		const { error } = await run('whatsApp.send', between({ outside: 'schedule' }), [NEW_YORK]);
		expect(error?.message).toContain('\'Only Between > Outside These Hours\' cannot be "schedule"');
		expect(posts()).toEqual([]);
	});
});

it('both options: a blocked receiver is skipped for that, and wrong hours are refused all the same', async () => {
	block(digits(KOLKATA), 'dnm');
	const both = { ...between(), skipBlocked: true };
	const { items } = await run('sms.send', both, [KOLKATA, LOS_ANGELES, NEW_YORK]);
	expect(items.map(({ json }) => json.reason ?? json.sent)).toEqual([
		`${KOLKATA} is on JustCall's list Do Not Message.`,
		expect.stringContaining('it is Wednesday 07:00'),
		true,
	]);
	const { error } = await run('sms.send', { ...between({ from: 'x' }), skipBlocked: true }, [KOLKATA]);
	expect(error?.message).toContain('Hours From');
	expect(SMS.ledger()).toEqual([digits(NEW_YORK)]);
});

it('a list that is not read to its end contacts nobody', async () => {
	for (let at = 0; at < 520; at++) block(`1212555${2000 + at}`, 'dnm');
	env.sandbox.fault({
		kind: 'status',
		status: 500,
		times: 20,
		match: { operationId: 'listBlacklistedContacts' },
		after: 1,
	});
	const { error } = await run('sms.send', { skipBlocked: true }, [NEW_YORK]);
	expect(error?.message).toContain('nobody was contacted');
	expect(SMS.ledger()).toEqual([]);
});

it('a list that changes each time that it is read again contacts nobody', async () => {
	for (let at = 0; at < 9000; at++) block(`1${3035550000 + at}`, 'dnm');
	env.sandbox.fault({
		kind: 'change',
		leave: 260,
		times: 100,
		match: { operationId: 'listBlacklistedContacts' },
		after: 1,
	});
	const { error } = await run('sms.send', { skipBlocked: true }, [NEW_YORK]);
	expect(error?.message).toContain('nobody was contacted');
	expect(error?.description).toContain('The list is not whole. The list changed each time');
	expect(SMS.ledger()).toEqual([]);
});

it('version 1 of the node does not have the options', async () => {
	const { items } = await env.run(
		'sms',
		'send',
		{ ...SMS.parameters(), contactNumber: NEW_YORK, additionalFields: { skipBlocked: true } },
		{ settings: { typeVersion: 1 } },
	);
	expect(items[0]?.json).not.toHaveProperty('sent');
	expect(reads()).toEqual([]);
});

it.each(Object.entries(CONTACTING))(
	"%s as an agent's tool says that nobody was contacted",
	async (name, of) => {
		standAt(EVENING);
		block('13105550143', 'dnm');
		const [resource, operation] = name.split('.');
		const answer = async (contactNumber: string, additionalFields: INodeParameters) => {
			const parameters = { resource, operation, ...of.parameters(), contactNumber, additionalFields };
			const [json] = await env.n8n.agent()('justCall', parameters as INodeParameters)({});
			return json;
		};
		expect(await answer(NEW_YORK, between())).toMatchObject({
			sent: false,
			reason: expect.stringContaining('Wednesday 21:30') as string,
		});
		expect(await answer(LOS_ANGELES, { skipBlocked: true })).toMatchObject({
			sent: false,
			reason: expect.stringContaining('Do Not Message') as string,
		});
		expect(of.ledger()).toEqual([]);
	},
);

it.each(['file', 'template', '={{ "text" }}', '={{ "file" }}', '={{ $json.content }}'])(
	'the options count whatever a WhatsApp message is: %s',
	async (content) => {
		standAt(EVENING);
		block('13105550143', 'dnm');
		const [{ id } = { id: 0 }] = state().messages.templates;
		const parameters = {
			...CONTACTING['whatsApp.send']?.parameters(),
			...{ content, mediaUrl: 'https://example.com/a.png', templateId: byId(id) },
			contactNumber: '={{ $json.phone }}',
			additionalFields: { ...between(), skipBlocked: true, templateVariables: 'Mara, 3 pm' },
		};
		const items = itemsOf([NEW_YORK, LOS_ANGELES].map((phone) => ({ phone, content: 'template' })));
		const { items: out } = await env.run('whatsApp', 'send', parameters as INodeParameters, { items });
		expect(out.map(({ json }) => [json.sent, json.reason])).toEqual([
			[false, expect.stringContaining('Wednesday 21:30')],
			[false, expect.stringContaining('Do Not Message')],
		]);
		expect(posts()).toEqual([]);
	},
);
