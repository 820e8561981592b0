import { ExecuteContext } from 'n8n-core';
import type { IDataObject, INodeParameters, IWebhookFunctions } from 'n8n-workflow';

import { takeAnswer } from '../../nodes/JustCall/waiting/webhook';
import { byId, useSandbox } from '../harness/sandboxed';
import type { RunOptions, RunResult } from '../../tools/engine/inProcess';

const env = useSandbox({ calls: 50 });

type Waiting = NonNullable<RunResult['waiting']>;
type Shown = Awaited<ReturnType<Waiting['open']>>;

const RECEIVER = '+12025550143';
const texts = () => env.sandbox.state.messages.texts;
/** Bodies of the messages that were sent. */
const sent = () =>
	env.sandbox
		.requests()
		.filter(({ method }) => method === 'POST')
		.map(({ body }) => (body as { body: string }).body);
const linkIn = (body = '') => body.split('\n').at(-1) ?? '';

const parameters = (more: INodeParameters = {}): INodeParameters => ({
	justcallNumber: byId(String(env.sandbox.state.numbers[0]?.justcall_number)),
	contactNumber: RECEIVER,
	message: 'May we refund order 1042?',
	...more,
});

/** Sends a question; gives the waiting execution and the link in the message. */
async function ask(more: INodeParameters = {}, options: RunOptions = {}, resource = 'sms') {
	env.sandbox.clearRequests();
	const { status, waiting, error } = await env.run(resource, 'sendAndWait', parameters(more), options);
	expect([status, error?.message]).toEqual(['waiting', undefined]);
	return { waiting: waiting as Waiting, link: linkIn(sent()[0]) };
}

const press = async (waiting: Waiting, link: string, body: unknown): Promise<Shown> =>
	await waiting.open(link, { method: 'POST', body });
/** The output of the node after the execution went on. */
const outputOf = ({ resumed }: Shown) => resumed?.nodes.Node?.items.map(({ json }) => json);
const at = { respondedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string };
const APPROVE = { answer: 'approve' };

const FORM = {
	responseType: 'customForm',
	formFields: {
		values: [
			{ fieldLabel: 'Delivery date', fieldType: 'date', requiredField: true },
			{ fieldLabel: 'Pieces', fieldType: 'number' },
			{ fieldLabel: 'Color', fieldType: 'dropdown', fieldOptions: 'red, blue', requiredField: true },
			{ fieldLabel: 'E-mail', fieldType: 'email' },
			{ fieldLabel: 'Notes', fieldType: 'textarea' },
		],
	},
} satisfies INodeParameters;

describe.each(['sms', 'whatsApp'])('%s', (resource) => {
	it('sends one message with the link, waits, and goes on with the approval', async () => {
		const { waiting, link } = await ask({}, {}, resource);
		expect(sent()).toEqual([`May we refund order 1042?\n${link}`]);
		expect(waiting.until.getUTCFullYear()).toBe(3000);
		const page = await waiting.open(link);
		expect(page.status).toBe(200);
		expect(page.body).toContain('May we refund order 1042?');
		const answered = await press(waiting, link, APPROVE);
		expect(answered.body).toContain('Thank you');
		expect(answered.resumed?.status).toBe('success');
		expect(outputOf(answered)).toEqual([{ data: { approved: true, ...at } }]);
		expect(answered.resumed?.nodes.Node?.items[0]?.pairedItem).toEqual({ item: 0 });
		expect(sent()).toHaveLength(1);
	});
});

it('declines by the second button', async () => {
	const { waiting, link } = await ask();
	expect(outputOf(await press(waiting, link, { answer: 'decline' }))).toEqual([
		{ data: { approved: false, ...at } },
	]);
});

it('decides nothing when the link is opened, however often and by whatever, nor by an empty POST', async () => {
	const { waiting, link } = await ask();
	for (const method of ['GET', 'GET', 'HEAD', 'OPTIONS', 'PUT'])
		expect((await waiting.open(link, { method, body: APPROVE })).resumed).toBeUndefined();
	for (const body of [
		{},
		{ answer: '' },
		{ answer: 'yes' },
		{ approved: 'true' },
		{ data: APPROVE },
		'approve',
		null,
	]) {
		const shown = await press(waiting, link, body);
		expect([shown.status, shown.resumed]).toEqual([422, undefined]);
		expect(shown.body).toContain('Please press a button.');
	}
	expect((await waiting.open(`${link}&approved=true`)).resumed).toBeUndefined();
	expect(outputOf(await press(waiting, link, APPROVE))).toEqual([{ data: { approved: true, ...at } }]);
});

it('has one button when the panel says so, and then cannot be declined', async () => {
	const { waiting, link } = await ask({
		approvalOptions: { values: { approvalType: 'single', approveLabel: 'Go <ahead>' } },
	});
	const { body } = await waiting.open(link);
	expect(body.match(/<button/g)).toHaveLength(1);
	expect(body).toContain('>Go &#60;ahead&#62;</button>');
	expect((await press(waiting, link, { answer: 'decline' })).resumed).toBeUndefined();
});

it('takes one answer, and refuses an address that n8n did not sign', async () => {
	const { waiting, link } = await ask();
	const forged = [
		link.replace(/signature=./, 'signature=x'),
		link.replace(/[?&]signature=\w+/, ''),
		link.replace(/q=\w+/, 'q=0'),
	];
	for (const other of forged) {
		const shown = await press(waiting, other, APPROVE);
		expect([shown.status, shown.resumed]).toEqual([401, undefined]);
	}
	expect((await press(waiting, link, { answer: 'decline' })).resumed).toBeDefined();
	expect((await press(waiting, link, APPROVE)).resumed).toBeUndefined();
});

it('names nobody in the link', async () => {
	const { link } = await ask();
	expect(link).toMatch(/^http:\/\/localhost\/webhook-waiting\/\d+\/node\?q=[0-9a-f]{12}&signature=\w+$/);
});

it('shows a hostile text as text, and runs and loads nothing', async () => {
	const { waiting, link } = await ask({
		message: '<script>alert(1)</script>\n"\' & {{ 7 }}',
		options: { responseFormTitle: '</title><img src=x onerror=alert(1)>' },
		responseType: 'freeText',
	});
	const { body, headers } = await waiting.open(link);
	expect(body).toContain(
		'&#60;script&#62;alert(1)&#60;/script&#62;\n&#34;&#39; &#38; &#123;&#123; 7 &#125;&#125;',
	);
	expect(body).not.toMatch(/<script|<img|https?:/);
	const policy = headers.get('content-security-policy') ?? '';
	expect(policy).toMatch(/default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'/);
	// Some versions of Safari would block the buttons.
	expect(policy).not.toContain('form-action');
	expect(policy).toMatch(/frame-ancestors 'none'; sandbox allow-forms$/);
	expect(headers.get('referrer-policy')).toBe('no-referrer');
	expect(headers.get('cache-control')).toBe('no-store');
});

it('takes a free text as it is, and an empty one not', async () => {
	const { waiting, link } = await ask({ responseType: 'freeText' });
	const empty = await press(waiting, link, { text: ' \r\n ' });
	expect([empty.status, empty.resumed]).toEqual([422, undefined]);
	const long = await press(waiting, link, { text: `<b>${'x'.repeat(5000)}` });
	expect([long.status, long.resumed]).toEqual([422, undefined]);
	expect(long.body).toContain('&#60;b&#62;xxx');
	expect(outputOf(await press(waiting, link, { text: ' No.\r\n<b>Never</b> ' }))).toEqual([
		{ data: { text: 'No.\n<b>Never</b>', ...at } },
	]);
});

it('takes a form when every field is right, and keeps what was entered until then', async () => {
	const { waiting, link } = await ask(FORM);
	const page = await waiting.open(link);
	expect(page.body).toContain('enctype="multipart/form-data"');
	expect(page.body).toContain('<option value="blue">blue</option>');
	const wrong = await press(waiting, link, {
		data: {
			'field-0': '2026-02-30',
			'field-1': 'two',
			'field-2': 'green',
			'field-3': 'me',
			'field-4': '"><b>',
		},
	});
	expect(wrong.resumed).toBeUndefined();
	for (const sentence of ['a date', 'a number', 'from the list', 'an email address'])
		expect(wrong.body).toContain(sentence);
	expect(wrong.body).toContain('value="two"');
	expect(wrong.body).toContain('&#34;&#62;&#60;b&#62;');
	const right = { 'field-0': '2026-03-01', 'field-1': '2', 'field-2': 'blue' };
	expect(outputOf(await press(waiting, link, { data: right }))).toEqual([
		{ data: { 'Delivery date': '2026-03-01', Pieces: 2, Color: 'blue', 'E-mail': null, Notes: null, ...at } },
	]);
});

it('goes on when the time is over, with no approval, whatever the input says', async () => {
	const items = [{ json: { data: { approved: true } } }];
	const limit = { limitType: 'afterTimeInterval', resumeAmount: 2, resumeUnit: 'hours' };
	const before = Date.now();
	const { waiting } = await ask({ options: { limitWaitTime: { values: limit } } }, { items });
	expect(waiting.until.getTime() - before).toBeGreaterThanOrEqual(2 * 3_600_000);
	const { nodes } = await waiting.timeOut();
	expect(nodes.Node?.items.map(({ json }) => json)).toEqual([{ data: { approved: false, timedOut: true } }]);
	const text = await ask({ responseType: 'freeText' }, { items });
	expect((await text.waiting.timeOut()).nodes.Node?.items.map(({ json }) => json)).toEqual([
		{ data: { timedOut: true } },
	]);
});

it('waits until a date by the clock of the workflow', async () => {
	const values = { limitType: 'atSpecifiedTime', maxDateAndTime: '2400-01-01T12:00:00' };
	const { waiting } = await ask({ options: { limitWaitTime: { values } } }, { timezone: 'Asia/Tokyo' });
	expect(waiting.until.toISOString()).toBe('2400-01-01T03:00:00.000Z');
});

it('asks each question of an execution by a link of its own', async () => {
	// A loop asks again from the same node: same execution, same path.
	const node = { type: 'justCall', place: { node: 'loop' } };
	const question = (message: string) => ({
		...node,
		parameters: { resource: 'sms', operation: 'sendAndWait', ...parameters({ message }) },
	});
	env.sandbox.clearRequests();
	const first = await env.n8n.execute({
		First: question('One?'),
		'Say "}} \\ ü?': { ...question('Two?'), after: 'First' },
	});
	const [one = ''] = sent();
	const { resumed } = await press(first.waiting as Waiting, linkIn(one), APPROVE);
	const second = resumed?.waiting as Waiting;
	const [, two = ''] = sent();
	expect(sent()).toEqual([expect.stringMatching(/^One\?\n/), expect.stringMatching(/^Two\?\n/)]);
	for (const method of ['GET', 'POST']) {
		const old = await second.open(linkIn(one), { method, body: APPROVE });
		expect([old.status, old.resumed]).toEqual([410, undefined]);
		expect(old.body).toContain('Nothing to answer');
		expect(old.body).not.toContain('Two?');
	}
	expect((await second.open(linkIn(two))).body).toContain('Two?');
	const last = await press(second, linkIn(two), { answer: 'decline' });
	expect(last.resumed?.nodes['Say "}} \\ ü?']?.items.map(({ json }) => json)).toEqual([
		{ data: { approved: false, ...at } },
	]);
});

it('goes on once, however fast the button is pressed twice', async () => {
	// n8n 1.123 lets both requests reach the node.
	const { waiting, link } = await ask();
	const presses = await Promise.all([
		press(waiting, link, APPROVE),
		press(waiting, link, { answer: 'decline' }),
	]);
	expect(presses.map(({ status }) => status).sort()).toEqual([200, 410]);
	expect(presses.filter(({ resumed }) => resumed)).toHaveLength(1);
	env.clock.skip(31_000);
	expect((await press(waiting, link, APPROVE)).status).toBe(200);
});

it('waits on when a page cannot be shown', async () => {
	const shown: unknown[] = [];
	const response = { status: (code: number) => ({ send: (html: string) => shown.push(code, html) }) };
	const broken = {
		getResponseObject: () => ({ ...response, setHeader: () => undefined }),
		getNode: () => {
			throw new Error('busy');
		},
		logger: { error: () => undefined },
	};
	const given = await takeAnswer.call(broken as unknown as IWebhookFunctions);
	expect(given).toEqual({ noWebhookResponse: true });
	expect(shown).toEqual([500, expect.stringContaining('Please try again')]);
});

it('shows the question as it was sent', async () => {
	const { waiting, link } = await ask(
		{ message: '=Order {{ $json.order }}, {{ $json.data.text }}?' },
		{
			items: [{ json: { order: 1042, data: { text: 'urgent' } } }],
		},
	);
	expect((await waiting.open(link)).body).toContain('Order 1042, urgent?');
});

describe('a receiver who is skipped', () => {
	const skipped = async (options: INodeParameters, resource = 'sms') => {
		env.sandbox.clearRequests();
		const { items, status, waiting } = await env.run(resource, 'sendAndWait', parameters({ options }));
		expect([status, waiting, sent()]).toEqual(['success', undefined, []]);
		return items.map(({ json }) => json);
	};
	const block = () => {
		const [contact] = env.sandbox.state.contactRecords;
		Object.assign(contact ?? {}, {
			contact_number: RECEIVER,
			status: { blacklist: false, dnd: false, dnm: true },
		});
	};

	it.each(['sms', 'whatsApp'])('is not asked by %s, and nothing waits for an answer', async (resource) => {
		block();
		expect(await skipped({ skipBlocked: true }, resource)).toEqual([
			{
				sent: false,
				reason: `${RECEIVER} is on JustCall's list Do Not Message.`,
				contact_number: RECEIVER,
			},
		]);
	});

	it('is not asked at night', async () => {
		const hour = (away: number) => new Date(Date.now() + away * 3_600_000).toISOString().slice(11, 16);
		const hours = { from: hour(1), to: hour(2), timezone: 'UTC' };
		const [item] = await skipped({ onlyBetween: { hours } });
		expect(item).toEqual({
			sent: false,
			reason: expect.stringContaining("outside 'Only Between'") as string,
			contact_number: RECEIVER,
		});
	});

	it('is asked when no list has the number and it is day', async () => {
		for (const contact of env.sandbox.state.contactRecords)
			contact.status = { blacklist: false, dnd: false, dnm: false };
		const hours = { from: '00:00', to: '24:00', timezone: 'UTC' };
		const { waiting, link } = await ask({ options: { skipBlocked: true, onlyBetween: { hours } } });
		expect(outputOf(await press(waiting, link, APPROVE))).toEqual([{ data: { approved: true, ...at } }]);
	});
});

describe('before anything is sent, it refuses', () => {
	it('hours that nobody can read', async () => {
		env.sandbox.clearRequests();
		const options = { onlyBetween: { hours: { from: 'nine', to: '20:00' } } };
		const { error } = await env.run('sms', 'sendAndWait', parameters({ options }));
		expect(error?.message).toContain('\'Only Between > Hours From\' is not a time of day: "nine"');
		expect(sent()).toEqual([]);
	});

	const limit = (values: IDataObject) => ({ options: { limitWaitTime: { values } } }) as INodeParameters;
	it.each<[string, INodeParameters, RegExp]>([
		['a form without fields', { responseType: 'customForm', formFields: {} }, /'Form Fields' has no fields/],
		[
			'two fields of one name',
			{
				responseType: 'customForm',
				formFields: { values: [{ fieldLabel: 'A' }, { fieldLabel: 'A' }] },
			},
			/'Label' cannot be "A"/,
		],
		[
			'a list without choices',
			{ responseType: 'customForm', formFields: { values: [{ fieldLabel: 'A', fieldType: 'dropdown' }] } },
			/'Choices' of the field "A" is empty/,
		],
		['no message', { message: '={{ "" }}' }, /'Message' is empty/],
		['an object as message', { message: '={{ ({ a: 1 }) }}' }, /'Message' is not a text/],
		[
			'a message too long for the link',
			{ message: 'x'.repeat(1590) },
			/'Message' and the link .* JustCall takes 1600/,
		],
		['an object as title', { options: { responseFormTitle: '={{ [1] }}' } }, /'Page Title' is not a text/],
		[
			'no time',
			limit({ limitType: 'afterTimeInterval', resumeAmount: 0, resumeUnit: 'hours' }),
			/'Amount' .* gives no time to come: "0"/,
		],
		[
			'words as time',
			limit({ resumeAmount: '={{ "soon" }}', resumeUnit: 'hours' }),
			/'Amount' .* gives no time to come: "soon"/,
		],
		[
			'a time without end',
			limit({ resumeAmount: 1e9, resumeUnit: 'days' }),
			/'Amount' .* gives no time to come/,
		],
		[
			'an unknown unit',
			limit({ resumeAmount: 1, resumeUnit: 'years' }),
			/'Unit' is none of its choices: "years"/,
		],
		[
			'a date that is over',
			limit({ limitType: 'atSpecifiedTime', maxDateAndTime: '2020-01-01' }),
			/'Max Date and Time' .* gives no time to come/,
		],
		['no date', limit({ limitType: 'atSpecifiedTime', maxDateAndTime: '' }), /'Max Date and Time' is empty/],
	])('%s', async (_, more, message) => {
		env.sandbox.clearRequests();
		const { status, error } = await env.run('sms', 'sendAndWait', parameters(more));
		expect([status, error?.message]).toEqual(['error', expect.stringMatching(message)]);
		expect(sent()).toEqual([]);
	});

	it('several items, and names the way to ask several people', async () => {
		const items = ['1', '2'].map((order) => ({ json: { order } }));
		env.sandbox.clearRequests();
		const { status, error } = await env.run('sms', 'sendAndWait', parameters(), { items });
		expect(status).toBe('error');
		expect(error?.message).toMatch(/cannot wait for 2 answers at once, so nothing was sent/);
		expect(error?.description).toMatch(/Loop Over Items/);
		const each = await env.run('sms', 'sendAndWait', parameters(), {
			items,
			onError: 'continueRegularOutput',
		});
		expect(each.status).toBe('success');
		expect(each.items).toHaveLength(2);
		expect(sent()).toEqual([]);
	});

	it('a call by an agent that cannot wait', async () => {
		env.sandbox.clearRequests();
		const tool = env.n8n.agent()('justCall', { resource: 'sms', operation: 'sendAndWait', ...parameters() });
		await expect(tool()).rejects.toThrow(/cannot wait here, so nothing was sent/);
		expect(sent()).toEqual([]);
	});
});

describe('when the message fails', () => {
	const RETRY = { settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } };

	it('fails and waits for nothing', async () => {
		env.sandbox.fault({ kind: 'status', status: 400, match: { operationId: 'sendText' } });
		const { status, waiting } = await env.run('sms', 'sendAndWait', parameters());
		expect([status, waiting]).toEqual(['error', undefined]);
		env.sandbox.fault({ kind: 'status', status: 400, match: { operationId: 'sendText' } });
		const options = { onError: 'continueRegularOutput' } as const;
		const continued = await env.run('sms', 'sendAndWait', parameters(), options);
		expect([continued.status, continued.waiting]).toEqual(['success', undefined]);
		expect(continued.items[0]?.json.error).toBeDefined();
	});

	it('is not sent again when its outcome is unknown', async () => {
		const before = texts().length;
		env.sandbox.fault({ kind: 'reset', processed: true, match: { operationId: 'sendText' } });
		env.sandbox.clearRequests();
		const { status, waiting } = await env.run('sms', 'sendAndWait', parameters(), RETRY);
		expect([status, waiting]).toEqual(['error', undefined]);
		expect(sent()).toHaveLength(1);
		expect(texts()).toHaveLength(before + 1);
	});

	it('is not sent again when n8n fails to wait at first, and its link answers', async () => {
		jest.spyOn(ExecuteContext.prototype, 'putExecutionToWait').mockRejectedValueOnce(new Error('busy'));
		env.sandbox.clearRequests();
		const { waiting } = await env.run('sms', 'sendAndWait', parameters(), RETRY);
		expect(sent()).toHaveLength(1);
		const shown = await press(waiting as Waiting, linkIn(sent()[0]), APPROVE);
		expect(outputOf(shown)).toEqual([{ data: { approved: true, ...at } }]);
	});

	it('is sent again after a refusal, with a link that answers', async () => {
		env.sandbox.fault({ kind: 'status', status: 400, match: { operationId: 'sendText' } });
		env.sandbox.clearRequests();
		const { waiting } = await env.run('sms', 'sendAndWait', parameters(), RETRY);
		const shown = await press(waiting as Waiting, linkIn(sent().at(-1)), APPROVE);
		expect(outputOf(shown)).toEqual([{ data: { approved: true, ...at } }]);
	});
});
