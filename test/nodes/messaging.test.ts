import { NodeHelpers, type INodeParameters, type INodeProperties } from 'n8n-workflow';

import { byId, useSandbox } from '../harness/sandboxed';
import { showText, showWhatsApp } from '../../sandbox/messageView';
import { addText, addWhatsApp, contactPlace } from '../../sandbox/handlers/messageState';
import {
	threadIdOf,
	type Tag,
	type Template,
	type TextRow,
	type WhatsAppRow,
} from '../../sandbox/seed/messages';
import type { VoiceAgent } from '../../sandbox/seed/voiceAgents';

const env = useSandbox({ calls: 50, agents: 12 });

const TEXT = '+1 (415) 555-0119';
const CONTACT = '001 202.555.0143';
const VOICE_AGENT = 'agent_0c1d2e3f4a5b6c7d8e9f';

const TEXT_ID = 262_994_410;
const MESSAGE_ID = 561_203;
/** Ids of the contact that the records below are with: the first one after the seeded twenty. */
const THREAD = threadIdOf({ number: 0, contact: 20 });

const messages = () => env.sandbox.state.messages;

// Records that the requests below name.
beforeEach(() => {
	const { state } = env.sandbox;
	const [number] = state.numbers;
	if (number) Object.assign(number, { id: 98_412, justcall_number: '14155550119' });
	const contact = contactPlace(state, '12025550143');
	for (const direction of ['Outgoing', 'Incoming'] as const) {
		addText(state, { id: TEXT_ID + (direction === 'Incoming' ? 13 : 0), contact, direction });
		addWhatsApp(state, {
			id: MESSAGE_ID + (direction === 'Incoming' ? 13 : 0),
			contact,
			direction,
			template: direction === 'Outgoing' ? 1234 : undefined,
		});
	}
});

interface Sent {
	/** Paths that are read before. */
	before?: string[];
	method?: string;
	path: string;
	query?: Record<string, string>;
	body?: unknown;
}

/**
 * Each operation with only the required fields and with all fields: resource, operation, id in the contract,
 * parameters.
 */
const requests: Array<[string, string, string, string, INodeParameters, Sent]> = [
	[
		'sms',
		'send',
		'sendText',
		'required only',
		{ justcallNumber: byId(TEXT), contactNumber: CONTACT, body: 'Hello' },
		{
			method: 'POST',
			path: '/v2.1/texts/new',
			body: { justcall_number: '+14155550119', contact_number: '+12025550143', body: 'Hello' },
		},
	],
	[
		'sms',
		'send',
		'sendText',
		'everything',
		{
			justcallNumber: byId('14155550119'),
			contactNumber: '12025550143',
			body: 'x'.repeat(1600),
			additionalFields: {
				mediaUrl: 'https://files.example.com/a.png, https://files.example.com/b.png',
				restrictOnce: 'Yes',
				scheduleAt: '2026-03-01T15:00:00Z',
			},
		},
		{
			method: 'POST',
			path: '/v2.1/texts/new',
			body: {
				justcall_number: '+14155550119',
				contact_number: '+12025550143',
				body: 'x'.repeat(1600),
				media_url: 'https://files.example.com/a.png,https://files.example.com/b.png',
				restrict_once: 'Yes',
				schedule_at: '2026-03-01 10:00:00',
			},
		},
	],
	['sms', 'get', 'getText', 'required only', { smsId: String(TEXT_ID) }, { path: '/v2.1/texts/262994410' }],
	[
		'sms',
		'getAll',
		'listTexts',
		'required only',
		{},
		{ path: '/v2.1/texts', query: { page: '0', per_page: '50' } },
	],
	[
		'sms',
		'getAll',
		'listTexts',
		'everything',
		{
			returnAll: true,
			filters: {
				contactNumber: CONTACT,
				smsContent: 'invoice for May',
				smsDirection: 'outgoing',
				fromDatetime: '2026-03-01',
				justcallNumber: byId(TEXT),
				toDatetime: '2026-03-02',
			},
			options: { lastSmsIdFetched: String(TEXT_ID), order: 'asc', sort: 'datetime' },
		},
		{
			path: '/v2.1/texts',
			query: {
				contact_number: '+12025550143',
				sms_content: 'invoice for May',
				sms_direction: 'outgoing',
				from_datetime: '2026-03-01 00:00:00',
				justcall_number: '+14155550119',
				to_datetime: '2026-03-02 23:59:59',
				last_sms_id_fetched: String(TEXT_ID),
				order: 'asc',
				sort: 'datetime',
				page: '0',
				per_page: '100',
			},
		},
	],
	[
		'sms',
		'checkReply',
		'checkTextReply',
		'required only',
		{ contactNumber: CONTACT },
		{ method: 'POST', path: '/v2.1/texts/checkreply', body: { contact_number: '+12025550143' } },
	],
	[
		'sms',
		'checkReply',
		'checkTextReply',
		'everything',
		{ contactNumber: CONTACT, additionalFields: { justcallNumber: byId(TEXT) } },
		{
			method: 'POST',
			path: '/v2.1/texts/checkreply',
			body: { contact_number: '+12025550143', justcall_number: '+14155550119' },
		},
	],
	[
		'smsTag',
		'create',
		'createTag',
		'required only',
		{ name: 'Warm lead', colorCode: '#2a7fdb' },
		{ method: 'POST', path: '/v2.1/texts/tags', body: { name: 'Warm lead', color_code: '#2a7fdb' } },
	],
	[
		'smsTag',
		'create',
		'createTag',
		'everything',
		{ name: 'Fifteen letters', colorCode: '#112233', additionalFields: { agentId: byId(143871) } },
		{
			method: 'POST',
			path: '/v2.1/texts/tags',
			body: { name: 'Fifteen letters', color_code: '#112233', agent_id: 143871 },
		},
	],
	['smsTag', 'get', 'getTag', 'required only', { tagId: byId(40117) }, { path: '/v2.1/texts/tags/40117' }],
	[
		'smsTag',
		'delete',
		'deleteTag',
		'required only',
		{ tagId: byId(40117) },
		{ method: 'DELETE', path: '/v2.1/texts/tags/40117', body: {} },
	],
	[
		'smsTag',
		'getAll',
		'listTags',
		'required only',
		{},
		{ path: '/v2.1/texts/tags', query: { page: '0', per_page: '50' } },
	],
	[
		'smsTag',
		'getAll',
		'listTags',
		'everything',
		{ limit: 7, options: { order: 'asc' } },
		{ path: '/v2.1/texts/tags', query: { order: 'asc', page: '0', per_page: '7' } },
	],
	[
		'smsThread',
		'get',
		'getThread',
		'required only',
		{ threadId: byId(THREAD) },
		{ path: `/v2.1/texts/threads/${THREAD}` },
	],
	[
		'smsThread',
		'get',
		'getThread',
		'everything',
		{ threadId: byId(THREAD), options: { textsLimit: 25, textsOffset: 50 } },
		{ path: `/v2.1/texts/threads/${THREAD}`, query: { limit: '25', offset: '50' } },
	],
	[
		'smsThread',
		'getAll',
		'listThreads',
		'required only',
		{ phoneNumberId: byId(98412) },
		{ path: '/v2.1/texts/threads', query: { phone_id: '98412', page: '0', per_page: '50' } },
	],
	[
		'smsThread',
		'getAll',
		'listThreads',
		'everything',
		{
			phoneNumberId: byId(98412),
			returnAll: true,
			filters: {
				contactNumber: CONTACT,
				fromDatetime: '2026-03-01 08:30:00',
				keyword: 'fifteen letters',
				tagId: byId(40117),
				toDatetime: '2026-03-02',
			},
			options: { order: 'asc' },
		},
		{
			path: '/v2.1/texts/threads',
			query: {
				phone_id: '98412',
				contact_number: '+12025550143',
				from_datetime: '2026-03-01 08:30:00',
				keyword: 'fifteen letters',
				tag_id: '40117',
				to_datetime: '2026-03-02 23:59:59',
				order: 'asc',
				page: '0',
				per_page: '100',
			},
		},
	],
	...(['addTag', 'removeTag'] as const).flatMap((operation) =>
		(
			[
				['one thread', { findBy: 'thread', threadId: byId(THREAD) }, { thread_id: THREAD }],
				['a number by id', { findBy: 'phone', phoneNumberId: byId(98412) }, { phone_id: 98412 }],
				['a number', { findBy: 'number', justcallNumber: byId(TEXT) }, { justcall_number: '+14155550119' }],
				['a contact', { findBy: 'contact', contactNumber: CONTACT }, { contact_number: '+12025550143' }],
			] as const
		).map(([name, parameters, target]): (typeof requests)[number] => {
			const fields = { tag_id: 40117, ...target };
			const path = '/v2.1/texts/threads/tag';
			const inQuery = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)]));
			return [
				'smsThread',
				operation,
				operation === 'addTag' ? 'addTagToThread' : 'removeTagFromThread',
				name,
				{ tagId: byId(40117), ...parameters },
				operation === 'addTag'
					? { method: 'POST', path, body: fields }
					: { method: 'DELETE', path, query: inQuery, body: {} },
			];
		}),
	),
	[
		'whatsApp',
		'send',
		'sendWhatsappMessage',
		'a text',
		{ justcallNumber: byId(TEXT), contactNumber: CONTACT, body: 'Hello' },
		{
			method: 'POST',
			path: '/v2.1/whatsapp/messages/send',
			body: { justcall_number: '+14155550119', contact_number: '+12025550143', body: 'Hello' },
		},
	],
	[
		'whatsApp',
		'send',
		'sendWhatsappMessage',
		'a file with words',
		{
			justcallNumber: byId(TEXT),
			contactNumber: CONTACT,
			content: 'file',
			mediaUrl: 'https://files.example.com/a.pdf?x=1,2',
			additionalFields: { body: 'x'.repeat(4000), mediaFileName: 'invoice.pdf', restrictOnce: 'No' },
		},
		{
			method: 'POST',
			path: '/v2.1/whatsapp/messages/send',
			body: {
				justcall_number: '+14155550119',
				contact_number: '+12025550143',
				body: 'x'.repeat(4000),
				media_file_name: 'invoice.pdf',
				media_url: 'https://files.example.com/a.pdf?x=1,2',
				restrict_once: 'No',
			},
		},
	],
	[
		'whatsApp',
		'send',
		'sendWhatsappMessage',
		'a template with everything',
		{
			justcallNumber: byId(TEXT),
			contactNumber: CONTACT,
			content: 'template',
			templateId: byId(1234),
			additionalFields: {
				mediaFileName: 'invoice.pdf',
				mediaUrl: 'https://files.example.com/a.pdf',
				restrictOnce: 'No',
				templateVariables: 'Mara, 3 pm',
			},
		},
		{
			// A wrong number of values must not be sent.
			before: ['/v2.1/whatsapp/messages/templates'],
			method: 'POST',
			path: '/v2.1/whatsapp/messages/send',
			body: {
				justcall_number: '+14155550119',
				contact_number: '+12025550143',
				media_file_name: 'invoice.pdf',
				media_url: 'https://files.example.com/a.pdf',
				restrict_once: 'No',
				template_id: 1234,
				template_variables: ['Mara', '3 pm'],
			},
		},
	],
	[
		'whatsApp',
		'get',
		'getWhatsappMessage',
		'required only',
		{ messageId: String(MESSAGE_ID) },
		{ path: '/v2.1/whatsapp/messages/561203' },
	],
	[
		'whatsApp',
		'get',
		'getWhatsappMessage',
		'everything',
		{ messageId: String(MESSAGE_ID), options: { fetchTemplateData: true } },
		{ path: '/v2.1/whatsapp/messages/561203', query: { fetch_template_data: 'true' } },
	],
	[
		'whatsApp',
		'getAll',
		'listWhatsappMessages',
		'required only',
		{},
		{ path: '/v2.1/whatsapp/messages', query: { page: '0', per_page: '50' } },
	],
	[
		'whatsApp',
		'getAll',
		'listWhatsappMessages',
		'everything',
		{
			limit: 3,
			filters: {
				contactNumber: CONTACT,
				messageContent: 'fifteen letters',
				deliveryStatus: 'read',
				messageDirection: 'outgoing',
				fromDatetime: '2026-03-01',
				justcallNumber: byId(TEXT),
				toDatetime: '2026-03-02',
			},
			options: { fetchTemplateData: false, lastMessageIdFetched: MESSAGE_ID, order: 'asc' },
		},
		{
			path: '/v2.1/whatsapp/messages',
			query: {
				contact_number: '+12025550143',
				message_content: 'fifteen letters',
				delivery_status: 'read',
				message_direction: 'outgoing',
				from_datetime: '2026-03-01 00:00:00',
				justcall_number: '+14155550119',
				to_datetime: '2026-03-02 23:59:59',
				fetch_template_data: 'false',
				last_message_id_fetched: String(MESSAGE_ID),
				order: 'asc',
				page: '0',
				per_page: '3',
			},
		},
	],
	[
		'whatsApp',
		'getAllTemplates',
		'listWhatsappTemplates',
		'required only',
		{ justcallNumber: byId(TEXT) },
		{
			path: '/v2.1/whatsapp/messages/templates',
			query: { justcall_number: '+14155550119', page: '0', per_page: '50' },
		},
	],
	[
		'whatsApp',
		'getAllTemplates',
		'listWhatsappTemplates',
		'everything',
		{
			justcallNumber: byId(TEXT),
			returnAll: true,
			filters: { category: 'Marketing', language: 'Portuguese (BR)', templateName: 'demo_reminder' },
			options: { order: 'asc' },
		},
		{
			path: '/v2.1/whatsapp/messages/templates',
			query: {
				justcall_number: '+14155550119',
				category: 'Marketing',
				language: 'Portuguese (BR)',
				template_name: 'demo_reminder',
				order: 'asc',
				page: '0',
				per_page: '250',
			},
		},
	],
	[
		'whatsApp',
		'checkReply',
		'checkWhatsappReply',
		'required only',
		{ justcallNumber: byId(TEXT), contactNumber: CONTACT },
		{
			path: '/v2.1/whatsapp/messages/check-reply',
			query: { justcall_number: '+14155550119', contact_number: '+12025550143' },
		},
	],
	[
		'voiceAgent',
		'getAll',
		'listVoiceAgents',
		'required only',
		{},
		{ path: '/v2.1/voice-agents/list', query: { page: '0', per_page: '50' } },
	],
	[
		'voiceAgent',
		'getAll',
		'listVoiceAgents',
		'everything',
		{ returnAll: true, options: { order: 'asc' } },
		{ path: '/v2.1/voice-agents/list', query: { order: 'asc', page: '0', per_page: '100' } },
	],
	[
		'voiceAgent',
		'startCall',
		'startVoiceAgentCall',
		'required only',
		{ voiceAgentId: byId(VOICE_AGENT), contactNumber: CONTACT, hasConsent: true },
		{
			method: 'POST',
			path: '/v2.1/voice-agents/calls',
			body: { ai_agent_id: VOICE_AGENT, contact_number: '+12025550143', has_consent: true },
		},
	],
	[
		'voiceAgent',
		'startCall',
		'startVoiceAgentCall',
		'everything',
		{
			voiceAgentId: byId(VOICE_AGENT),
			contactNumber: CONTACT,
			hasConsent: true,
			additionalFields: {
				dynamicVariables: {
					variable: [
						{ name: 'CallerName', type: 'string', value: 'Mara' },
						{ name: 'Plan', type: 'string', value: 'Pro, yearly' },
					],
				},
			},
		},
		{
			method: 'POST',
			path: '/v2.1/voice-agents/calls',
			body: {
				ai_agent_id: VOICE_AGENT,
				contact_number: '+12025550143',
				has_consent: true,
				dynamic_variables: [
					{ name: 'CallerName', type: 'string', value: 'Mara' },
					{ name: 'Plan', type: 'string', value: 'Pro, yearly' },
				],
			},
		},
	],
];

describe('what is sent', () => {
	it.each(requests)('%s.%s (%s), %s', async (resource, operation, operationId, _name, parameters, sent) => {
		const { error } = await env.run(resource, operation, parameters);
		expect(error).toBeUndefined();
		const all = env.sandbox.requests();
		const request = all.at(-1);
		expect(all.slice(0, -1).map(({ path }) => path)).toEqual(sent.before ?? []);
		expect(request).toMatchObject({ operationId, method: sent.method ?? 'GET', path: sent.path });
		expect(request?.query).toEqual(sent.query ?? {});
		expect(request?.body).toEqual(sent.body);
		expect(request?.violations).toEqual([]);
	});
});

/** Adds records until a list has this many, and returns their ids in the list's order. */
const grow: Record<string, (count: number) => unknown[]> = {
	listTexts(count) {
		while (messages().texts.length < count) addText(env.sandbox.state, {});
		return newestFirst(messages().texts);
	},
	listTags(count) {
		const { tags } = messages();
		while (tags.length < count) tags.push({ ...(tags[0] as Tag), id: 41_000 + tags.length });
		return newestFirst(tags);
	},
	listThreads(count) {
		for (let contact = 0; contact < count; contact++) addText(env.sandbox.state, { contact, number: 0 });
		const threads = new Set(
			messages()
				.texts.filter(({ number }) => number === 0)
				.map(threadIdOf),
		);
		return [...threads].sort().reverse();
	},
	listWhatsappMessages(count) {
		while (messages().whatsApp.length < count) addWhatsApp(env.sandbox.state, {});
		return newestFirst(messages().whatsApp);
	},
	listWhatsappTemplates(count) {
		const { templates } = messages();
		while (templates.length < count)
			templates.push({ ...(templates[0] as Template), id: 2000 + templates.length });
		return newestFirst(templates);
	},
	listVoiceAgents(count) {
		const { voiceAgents } = env.sandbox.state;
		while (voiceAgents.length < count)
			voiceAgents.push({ ...(voiceAgents[0] as VoiceAgent), id: `agent_${voiceAgents.length}` });
		return voiceAgents.map(({ id }) => id).reverse();
	},
};

function newestFirst(rows: Array<{ id: number }>): number[] {
	return rows.map(({ id }) => id).sort((a, b) => b - a);
}

const number = { justcallNumber: byId(TEXT) };
const lists: Array<[string, string, string, INodeParameters, INodeParameters, number]> = [
	['sms', 'getAll', 'listTexts', {}, { smsContent: 'no such words' }, 100],
	['smsTag', 'getAll', 'listTags', {}, {}, 100],
	['smsThread', 'getAll', 'listThreads', { phoneNumberId: byId(98_412) }, { keyword: 'nothing like' }, 100],
	['whatsApp', 'getAll', 'listWhatsappMessages', {}, { contactNumber: '+13035550199' }, 50],
	['whatsApp', 'getAllTemplates', 'listWhatsappTemplates', number, { templateName: 'none' }, 250],
	['voiceAgent', 'getAll', 'listVoiceAgents', {}, {}, 100],
];

describe.each(lists)('%s.%s (%s)', (resource, operation, operationId, parameters, nothing, pageSize) => {
	it('reads every page, each record once and in order', async () => {
		const ids = grow[operationId]?.(2 * pageSize + 3) ?? [];
		expect(ids.length).toBeGreaterThan(2 * pageSize);
		const { items } = await env.run(resource, operation, { ...parameters, returnAll: true });
		expect(items.map(({ json }) => json.id)).toEqual(ids);
		const pages = Math.ceil(ids.length / pageSize);
		expect(env.sandbox.requests().map(({ query }) => [query.page, query.per_page])).toEqual(
			Array.from({ length: pages }, (_, page) => [
				String(page),
				// Without a total, pages overlap: each begins before the end of the one before.
				String(operationId === 'listVoiceAgents' ? pageSize - page : pageSize),
			]),
		);
	});

	it('stops at the limit across a page border', async () => {
		const ids = grow[operationId]?.(3 * pageSize) ?? [];
		const { items } = await env.run(resource, operation, { ...parameters, limit: pageSize + 1 });
		expect(items.map(({ json }) => json.id)).toEqual(ids.slice(0, pageSize + 1));
		expect(env.sandbox.requests()).toHaveLength(2);
	});

	it('gives nothing when there is nothing', async () => {
		const filtered = Object.keys(nothing).length > 0;
		if (!filtered)
			Object.assign(env.sandbox.state, { voiceAgents: [], messages: { ...messages(), tags: [] } });
		const { items, error } = await env.run(resource, operation, {
			...parameters,
			returnAll: true,
			...(filtered && { filters: nothing }),
		});
		expect([items, error]).toEqual([[], undefined]);
		expect(env.sandbox.requests()).toHaveLength(1);
	});
});

it('filters stay on every page', async () => {
	for (let more = 0; more < 250; more++) addText(env.sandbox.state, { body: `Invoice ${more}`, number: 1 });
	const justCallNumber = env.sandbox.state.numbers[1]?.justcall_number ?? '';
	const filters = { smsContent: 'Invoice ', smsDirection: 'incoming', justcallNumber: byId(justCallNumber) };
	const { items } = await env.run('sms', 'getAll', { returnAll: true, filters, simplify: false });
	const want = messages().texts.filter(
		({ body, direction, number: place }) =>
			body.toLowerCase().includes('invoice ') && direction === 'Incoming' && place === 1,
	);
	expect(items.map(({ json }) => json.id)).toEqual(newestFirst(want));
	expect(env.sandbox.requests().length).toBeGreaterThanOrEqual(3);
	for (const { query } of env.sandbox.requests())
		expect(query).toMatchObject({
			sms_content: 'Invoice ',
			sms_direction: 'incoming',
			justcall_number: `+${justCallNumber}`,
		});
});

describe('what comes back', () => {
	const text = () => messages().texts.find(({ id }) => id === TEXT_ID) as TextRow;

	it.each(['framed', 'bare'] as const)('is an SMS with flat fields, or whole: %s', async (frames) => {
		env.sandbox.set({ frames });
		const simple = await env.run('sms', 'get', { smsId: String(TEXT_ID) });
		const shown = showText(env.sandbox.state, text());
		expect(simple.items[0]?.json).toEqual({
			...taken(shown, [
				'id',
				'sms_user_date',
				'sms_user_time',
				'direction',
				'contact_number',
				'contact_name',
			]),
			...taken(shown, ['justcall_number', 'agent_name']),
			...taken(shown.sms_info, ['body', 'mms']),
			status: shown.delivery_status,
		});
		const raw = await env.run('sms', 'get', { smsId: String(TEXT_ID), simplify: false });
		expect(raw.items[0]?.json).toEqual(showText(env.sandbox.state, text()));
	});

	it.each([
		['framed as a list', (shown: unknown) => ({ status: 'success', data: [shown] })],
		['framed', (shown: unknown) => ({ status: 'success', data: shown })],
		['bare', (shown: unknown) => shown],
	])('is a reply, %s', async (_name, frame) => {
		const shown = showText(env.sandbox.state, text());
		env.sandbox.fault({ kind: 'malformed', body: frame(shown) });
		const { items } = await env.run('sms', 'checkReply', { contactNumber: CONTACT, simplify: false });
		expect(items.map(({ json }) => json)).toEqual([shown]);
	});

	it('is the newest reply, of either kind', async () => {
		const { items } = await env.run('sms', 'checkReply', { contactNumber: CONTACT });
		expect(items.map(({ json }) => json.id)).toEqual([TEXT_ID + 13]);
		const whatsApp = await env.run('whatsApp', 'checkReply', { ...number, contactNumber: CONTACT });
		expect(whatsApp.items.map(({ json }) => json.id)).toEqual([MESSAGE_ID + 13]);
	});

	it('is no item when nobody answered', async () => {
		const { items, error } = await env.run('sms', 'checkReply', { contactNumber: '+13035550199' });
		expect([items, error]).toEqual([[], undefined]);
	});

	it('is a WhatsApp message with its template, simplified too', async () => {
		const parameters = { messageId: String(MESSAGE_ID), options: { fetchTemplateData: true } };
		const { items } = await env.run('whatsApp', 'get', parameters);
		expect(Object.keys(items[0]?.json ?? {})).toEqual([
			...['id', 'message_user_date', 'message_user_time', 'direction', 'contact_number', 'contact_name'],
			...['justcall_number', 'agent_name', 'body', 'mms', 'status', 'template'],
		]);
		expect(items[0]?.json).toMatchObject({ template: { name: 'demo_reminder' } });
		const raw = await env.run('whatsApp', 'get', { ...parameters, simplify: false });
		const row = messages().whatsApp.find(({ id }) => id === MESSAGE_ID) as WhatsAppRow;
		expect(raw.items[0]?.json).toEqual(showWhatsApp(env.sandbox.state, row, true));
	});

	it('has in version 1 the fields that JustCall nests', async () => {
		const place = { typeVersion: 1 };
		const options = { fetchTemplateData: true };
		const text1 = await env.run('sms', 'get', { smsId: String(TEXT_ID) }, { place });
		const message1 = await env.run('whatsApp', 'get', { messageId: String(MESSAGE_ID), options }, { place });
		for (const [{ items }, info] of [
			[text1, 'sms_info'],
			[message1, 'message_info'],
		] as const) {
			expect(Object.keys(items[0]?.json ?? {})).toHaveLength(10);
			expect(items[0]?.json).toMatchObject({ [info]: { body: expect.any(String) as string } });
			expect(items[0]?.json).toHaveProperty('delivery_status');
		}
		expect(message1.items[0]?.json).toMatchObject({ message_info: { template: { name: 'demo_reminder' } } });
	});

	it('is a thread with its texts', async () => {
		const { items } = await env.run('smsThread', 'get', { threadId: byId(THREAD) });
		expect(items).toHaveLength(1);
		expect(items[0]?.json).toMatchObject({
			id: THREAD,
			texts: { total_count: 2, data: [{ id: TEXT_ID + 13 }, { id: TEXT_ID }] },
		});
	});

	it('is the deletion of a tag, and the tag is gone', async () => {
		const { items } = await env.run('smsTag', 'delete', { tagId: byId(40_117) });
		expect(items.map(({ json }) => json)).toEqual([{ deleted: true }]);
		expect(messages().tags.some(({ id }) => id === 40_117)).toBe(false);
	});

	it('is a tag put on a thread and taken off', async () => {
		const target = { tagId: byId(40_117), findBy: 'thread', threadId: byId(THREAD) };
		await env.run('smsThread', 'addTag', target);
		expect(messages().threadTags.get(THREAD)).toEqual([40_117]);
		await env.run('smsThread', 'removeTag', target);
		expect(messages().threadTags.get(THREAD)).toEqual([]);
	});

	it.each<[string, string, INodeParameters]>([
		['sms', 'get', { smsId: '1' }],
		['smsTag', 'get', { tagId: byId(1) }],
		['smsTag', 'delete', { tagId: byId(1) }],
		['smsThread', 'get', { threadId: byId('x') }],
		['whatsApp', 'get', { messageId: '1' }],
		['whatsApp', 'checkReply', { ...number, contactNumber: '+13035550199' }],
	])('is an error that names what is missing: %s.%s', async (resource, operation, parameters) => {
		const { error } = await env.run(resource, operation, parameters);
		expect(error?.message).toMatch(/^(The|A) .+ was not found$/);
	});

	it.each(['send', 'whatsApp.send', 'startCall'])(
		'a %s whose answer is lost is not repeated',
		async (name) => {
			env.sandbox.fault({ kind: 'reset', processed: true, times: 5 });
			const number = { justcallNumber: byId(TEXT), contactNumber: CONTACT };
			const { error } =
				name === 'startCall'
					? await env.run('voiceAgent', 'startCall', {
							voiceAgentId: byId(VOICE_AGENT),
							contactNumber: CONTACT,
							hasConsent: true,
						})
					: name === 'send'
						? await env.run('sms', 'send', { ...number, body: 'Hello' })
						: await env.run('whatsApp', 'send', { ...number, body: 'Hello' });
			expect(error).toBeDefined();
			expect(env.sandbox.requests()).toHaveLength(1);
		},
	);
});

describe('what cannot be sent is refused before', () => {
	const pair = { ...number, contactNumber: CONTACT };
	it.each<[string, string, INodeParameters, RegExp]>([
		['sms', 'send', { ...pair, body: 'x'.repeat(1601) }, /'Message' is too long: 1601 characters/],
		['sms', 'send', { ...pair, body: '={{ " " }}' }, /'Message' is empty/],
		['whatsApp', 'send', { ...pair, body: '={{ "" }}' }, /'Message' is empty/],
		['whatsApp', 'send', { ...pair, content: 'file', mediaUrl: '={{ "" }}' }, /'Media URL' is empty/],
		[
			'whatsApp',
			'send',
			{ ...pair, content: 'template', templateId: byId('={{ "" }}') },
			/'Template' is empty/,
		],
		['sms', 'send', { ...pair, contactNumber: 'Mara', body: 'x' }, /'To' is not a telephone number/],
		[
			'sms',
			'send',
			{ ...pair, body: 'x', additionalFields: { scheduleAt: 'soon' } },
			/'Send At' is not a date/,
		],
		['sms', 'get', { smsId: '={{ "../threads" }}' }, /'SMS ID' is not an ID/],
		['sms', 'getAll', { filters: { contactNumber: '={{ "" }}' } }, /'Contact Number' is empty/],
		[
			'sms',
			'getAll',
			{ filters: { fromDatetime: '2026-03-02', toDatetime: '2026-03-01' } },
			/'From' .+ is later than 'To'/,
		],
		['sms', 'getAll', { options: { lastSmsIdFetched: 'abc' } }, /'.+SMS ID' is not a whole number/],
		['sms', 'getAll', { limit: 0 }, /'Limit' must be a whole number/],
		['smsTag', 'create', { name: 'sixteen letters!', colorCode: '#112233' }, /'Name' is too long/],
		['smsThread', 'get', { threadId: byId('={{ "a/b" }}') }, /'Thread' is not an ID/],
		[
			'smsThread',
			'getAll',
			{ phoneNumberId: byId(1), filters: { keyword: 'sixteen letters!' } },
			/'Keyword' is too long/,
		],
		['smsThread', 'get', { threadId: byId(THREAD), options: { textsLimit: 0 } }, /cannot be 0/],
		['whatsApp', 'getAll', { filters: { messageContent: 'sixteen letters!' } }, /'Content' is too long/],
		['whatsApp', 'send', { ...pair, body: 'x'.repeat(4001) }, /'Message' is too long: 4001 characters/],
		[
			'voiceAgent',
			'startCall',
			{ voiceAgentId: byId(VOICE_AGENT), contactNumber: CONTACT, hasConsent: false },
			/'Consent Obtained' is not switched on/,
		],
	])('%s.%s %j', async (resource, operation, parameters, message) => {
		const { error } = await env.run(resource, operation, parameters);
		expect(error?.message).toMatch(message);
		expect(env.sandbox.requests()).toEqual([]);
	});

	it('an ID in base64 goes out as it is, chosen from the list or typed', async () => {
		const id = 'bXhUNVVjQjUrUGNJMjI2SHR2Z3FGcDJ6WQ==';
		for (const mode of ['list', 'id']) {
			const { error } = await env.run('smsThread', 'get', { threadId: { __rl: true, mode, value: id } });
			expect(error?.message).toBe('The thread was not found');
		}
		await env.run('smsThread', 'addTag', { findBy: 'thread', threadId: byId(id), tagId: byId(40117) });
		expect(env.sandbox.requests().map(({ path }) => path)).toEqual([
			`/v2.1/texts/threads/${encodeURIComponent(id)}`,
			`/v2.1/texts/threads/${encodeURIComponent(id)}`,
			'/v2.1/texts/threads/tag',
		]);
		expect(env.sandbox.requests()[2]?.body).toMatchObject({ thread_id: id });
	});

	it.each(['', 'false', 'null', '({})'])(
		'an import without a batch ID is not looked up: %s',
		async (empty) => {
			const batchId = `={{ ${empty || '""'} }}`;
			const { error } = await env.run('salesDialerContact', 'getImportStatus', { batchId });
			expect(error?.message).toBe("'Batch ID' is empty");
			expect(env.sandbox.requests()).toEqual([]);
		},
	);

	it.each(['', ' ', 'a/b'])('%p as ID of a voice agent', async (id) => {
		const { status } = await env.run('voiceAgent', 'startCall', {
			voiceAgentId: byId(id),
			contactNumber: CONTACT,
			hasConsent: true,
		});
		expect(status).toBe('refused');
		expect(env.sandbox.requests()).toEqual([]);
	});
});

describe('Once a Day Only', () => {
	const sends: Array<[string, INodeParameters]> = [
		['sms', {}],
		['whatsApp', {}],
		['whatsApp', { content: 'file', mediaUrl: 'https://files.example.com/a.png' }],
		['whatsApp', { content: 'template', templateId: byId(1234) }],
	];
	const cases: Array<[number, INodeParameters[string], unknown]> = [
		[1, 'Yes', 'Yes'],
		[1, 'No', 'No'],
		[1, '={{ "no" }}', 'No'],
		[2, true, 'Yes'],
		[2, false, 'No'],
		[2, '={{ "false" }}', 'No'],
		[2, 'Yes', 'Yes'],
	];
	it.each(sends.flatMap(([resource, content]) => cases.map((one) => [resource, content, ...one] as const)))(
		'%s %j in version %d: %s is sent as %s',
		async (resource, content, typeVersion, restrictOnce, said) => {
			const variables = 'templateId' in content && { templateVariables: ['Mara', '3 pm'] };
			const { error } = await env.run(
				resource,
				'send',
				{
					...number,
					contactNumber: CONTACT,
					...(!('content' in content) && { body: 'Hello' }),
					...content,
					additionalFields: { restrictOnce, ...variables },
				},
				{ settings: { typeVersion } },
			);
			expect(error).toBeUndefined();
			expect(env.sandbox.requests().at(-1)?.body).toMatchObject({ restrict_once: said });
		},
	);

	it.each(['={{ "maybe" }}', '={{ "" }}', '={{ null }}'])(
		'is refused when it says neither: %s',
		async (restrictOnce) => {
			const texts = { ...number, contactNumber: CONTACT, body: 'Hello', additionalFields: { restrictOnce } };
			const { error } = await env.run('sms', 'send', texts);
			expect(error?.message).toMatch(/^'Once a Day Only' is (empty|neither true nor false)/);
			expect(env.sandbox.requests()).toEqual([]);
		},
	);

	it.each([
		[1, 'options'],
		[2, 'boolean'],
	])('is shown in version %d as %s', (version, type) => {
		const { properties } = env.n8n.node('justCall').description;
		const [extra] = properties.filter(({ name, displayOptions }) => {
			const { resource = [], operation = [] } = displayOptions?.show ?? {};
			return name === 'additionalFields' && resource[0] === 'sms' && operation[0] === 'send';
		});
		const shown = (extra?.options ?? []).filter((option): option is INodeProperties => {
			return (
				option.name === 'restrictOnce' &&
				NodeHelpers.displayParameter({}, option as INodeProperties, { typeVersion: version }, null)
			);
		});
		expect(shown.map((field) => field.type)).toEqual([type]);
	});
});

describe('the fields of a WhatsApp template', () => {
	const template = (id: number | string, more: INodeParameters = {}): INodeParameters => ({
		resource: 'whatsApp',
		operation: 'send',
		...number,
		content: 'template',
		templateId: byId(id),
		...more,
	});
	const fieldsOf = async (parameters: INodeParameters) =>
		await env.n8n.mapperFields('justCall', 'getTemplatePlaces', parameters);

	it('are one for each place, with the words around it', async () => {
		const { fields } = await fieldsOf(template(1241));
		expect(fields.map(({ id, displayName, required }) => [id, displayName, required])).toEqual([
			['1', 'Hello {{1}}, the annual…', true],
			['2', '…plan is {{2}} percent…', true],
		]);
		expect(env.sandbox.requests()[0]?.query).toMatchObject({ justcall_number: '+14155550119' });
	});

	it('are also one for the file of the header', async () => {
		const [first] = messages().templates;
		Object.assign(first as Template, { header_type: 'Image', body: 'Hello' });
		const { fields } = await fieldsOf(template(1234));
		expect(fields).toMatchObject([{ id: 'headerMedia', displayName: 'Header Image URL', required: false }]);
	});

	it('are none where the text has no place', async () => {
		const [first] = messages().templates;
		Object.assign(first as Template, { body: 'Hello' });
		expect(await fieldsOf(template(1234))).toEqual({
			fields: [],
			emptyFieldsNotice: 'This template has no places to fill.',
		});
	});

	it.each([
		['no template', template('')],
		['an expression without a value', template('={{ $json.id }}')],
		['no number', template(1241, { justcallNumber: byId('') })],
	])('wait for number and template: %s', async (_what, parameters) => {
		expect((await fieldsOf(parameters)).emptyFieldsNotice).toMatch(/^Choose 'From' and/);
		expect(env.sandbox.requests()).toEqual([]);
	});

	it('are an error where the number does not have the template', async () => {
		await expect(fieldsOf(template(7))).rejects.toThrow('+14155550119 has no template with the ID 7');
	});

	it('fill the message, expressions and commas included', async () => {
		const fields = await fieldsOf(template(1241));
		const templateValues = {
			mappingMode: 'defineBelow',
			value: { '1': '={{ "Mara, " + $json.name }}', '2': '10' },
			matchingColumns: [],
			schema: fields.fields,
		} as unknown as INodeParameters;
		const { error } = await env.run(
			'whatsApp',
			'send',
			{ ...template(1241), contactNumber: CONTACT, templateValues },
			{ items: [{ json: { name: 'Omar' } }, { json: { name: 'Ada' } }] },
		);
		expect(error).toBeUndefined();
		expect(
			messages()
				.whatsApp.slice(-2)
				.map(({ body }) => body),
		).toEqual([
			'Hello Mara, Omar, the annual plan is 10 percent off until Friday.',
			'Hello Mara, Ada, the annual plan is 10 percent off until Friday.',
		]);
	});

	it.each([1, 2])('do not let a comma move the values, in version %d', async (typeVersion) => {
		const { error } = await env.run(
			'whatsApp',
			'send',
			{
				...template(1241),
				contactNumber: CONTACT,
				additionalFields: { templateVariables: 'Mara, Monday, 3 pm' },
			},
			{ settings: { typeVersion } },
		);
		expect(error?.message).toBe(
			`'Template Variables' has 3 values, and the template "autumn_offer" has 2 places`,
		);
		expect(env.sandbox.requests().filter(({ method }) => method !== 'GET')).toEqual([]);
	});
});

describe('lists to choose from', () => {
	it('tags by name', async () => {
		expect((await env.n8n.search('justCall', 'searchTags', 'HOT')).results).toEqual([
			{ name: 'Hot lead', value: '40100' },
		]);
	});

	it('voice agents by name', async () => {
		expect((await env.n8n.search('justCall', 'searchVoiceAgents', 'front')).results).toEqual([
			{ name: 'Front Desk', value: VOICE_AGENT },
		]);
	});

	it('approved templates of the number that the node has', async () => {
		const { results } = await env.n8n.search('justCall', 'searchTemplates', 'demo', undefined, {
			resource: 'whatsApp',
			operation: 'getAllTemplates',
			...number,
		});
		// recordatorio_demo is not approved.
		expect(results).toEqual([{ name: 'demo_reminder (English)', value: '1234' }]);
		expect(env.sandbox.requests()[0]).toMatchObject({
			query: { justcall_number: '+14155550119' },
			violations: [],
		});
	});

	it.each([
		['nothing chosen', byId('')],
		['an expression without a value before a run', null],
		['an expression as it stands', '={{ $json.number }}'],
	])('no templates before a number is chosen, with a word on it: %s', async (_, justcallNumber) => {
		const empty = { resource: 'whatsApp', operation: 'getAllTemplates', justcallNumber };
		await expect(env.n8n.search('justCall', 'searchTemplates', undefined, undefined, empty)).rejects.toThrow(
			/^Choose the number in 'From' first$/,
		);
		expect(env.sandbox.requests()).toEqual([]);
	});

	it('threads of every number, to the last', async () => {
		const ids: unknown[] = [];
		let token: string | undefined;
		do {
			const { results, paginationToken } = await env.n8n.search('justCall', 'searchThreads', '', token);
			ids.push(...results.map(({ value }) => value));
			token = paginationToken as string | undefined;
		} while (token !== undefined);
		expect([...ids].sort()).toEqual([...new Set(messages().texts.map(threadIdOf))].sort());
	});

	it('threads by contact, on whichever number', async () => {
		const line = env.sandbox.state.numbers[0]?.justcall_line_name;
		const found: unknown[] = [];
		let token: string | undefined;
		do {
			const page = await env.n8n.search('justCall', 'searchThreads', '12025550143', token);
			found.push(...page.results);
			token = page.paginationToken as string | undefined;
		} while (token !== undefined);
		expect(found).toEqual([
			{
				name: expect.stringMatching(
					new RegExp(`^\\+12025550143 · ${line} · \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d$`),
				) as string,
				value: THREAD,
			},
		]);
	});
});

/** These fields of a record. */
function taken(record: unknown, names: readonly string[]): Record<string, unknown> {
	return Object.fromEntries(names.map((name) => [name, (record as Record<string, unknown>)[name]]));
}
