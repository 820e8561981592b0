import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import Ajv, { type ValidateFunction } from 'ajv';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { loadContract } from '../../contract/load';
import { DIALER_FIGURES, PHONE_FIGURES } from '../../nodes/shared/answers/callFigures';
import { DIALER_GROUPINGS, PHONE_GROUPINGS } from '../../nodes/shared/answers/callSummary';
import { resources } from '../../nodes/JustCall/resources';
import { registryOf, type Field, type KnownOperation } from '../../nodes/shared/description/operation';
import { closed, outputSchema, schemaPath, versionsOf, type OutputSchema } from '../../tools/docs/outputs';
import type { RunResult } from '../../tools/engine/inProcess';
import { byId, useSandbox } from '../harness/sandboxed';

const NODE_FOLDER = join(__dirname, '..', '..', 'dist', 'nodes', 'JustCall');
const contract = loadContract();
const registry = registryOf(resources);
// What an operation reads was made a moment before.
const env = useSandbox({ calls: 120, probe: 'off', writesVisibleAfter: 0 });

/** A file as n8n finds it in the package. */
function served(resource: string, operation: string, version: number): OutputSchema {
	const file = join(NODE_FOLDER, '__schema__', schemaPath(resource, operation, version));
	return JSON.parse(readFileSync(file, 'utf8')) as OutputSchema;
}

const state = () => env.sandbox.state;
const number = (place = 0) => byId(state().numbers[place]?.justcall_number);
const campaign = () => byId(2_170_000);
/** A field of the first record of a list. */
const first = async (resource: string, field: string, parameters: INodeParameters = {}) => {
	const { items } = await env.run(resource, 'getAll', { ...parameters, simplify: false });
	return items.map(({ json }) => json[field]).find((value) => value !== undefined && value !== '') as string;
};
const call = () => ({ callId: byId(state().calls.find(({ recorded }) => recorded)?.id) });
const contact = () => ({ contactId: byId(state().contactRecords[0]?.id) });
const known = () => state().contactRecords[0]?.contact_number ?? '';
const lead = () => ({ salesDialerContactId: byId(state().salesDialer.contacts[0]?.id) });
const slot = {
	calendarLink: 'https://app.justcall.io/calendar/142600_1',
	date: '2026-12-01T00:00:00',
};
const customer = {
	...slot,
	firstName: 'Mara',
	lastName: 'Ellison',
	email: 'mara@example.com',
	customerNumber: '+12025550143',
	customerTimezone: 'Europe/Berlin',
	time: '16:00',
};
const tag = () => ({ tagId: byId(state().messages.tags[0]?.id) });
const line = () => ({ phoneNumberId: byId(state().numbers[0]?.id) });
const customFields = { field: [{ id: byId(1_090_960), value: 'Gold' }] };
const message = { contactNumber: '+12025550143', body: 'Hello' };
const question = { contactNumber: '+12025550143', message: 'May we?' };
const made = async (resource: string, operation: string, parameters: INodeParameters) =>
	(await env.run(resource, operation, { ...parameters, simplify: false })).items[0]?.json ?? {};
const hook = { type: 'call.missed', webhookUrl: 'https://n8n.example.com/webhook/1' };
/** A contact in the mapper of version 2. */
const mapped = (value: IDataObject) => ({
	mappingMode: 'defineBelow',
	value,
	matchingColumns: [],
	schema: [],
});
const details = {
	name: 'Ann',
	birthday: '1990-05-04',
	email: 'ann@example.com',
	occupation: 'Baker',
	address: '40 Harbor Road',
};
const row = {
	contactFields: mapped({ phone_number: '+17205550101', ...details, custom_1090960: 'Gold' }) as never,
	phoneNumber: '+17205550101',
	additionalFields: {
		name: 'Ann',
		birthday: '1990-05-04',
		email: 'ann@example.com',
		occupation: 'Baker',
		address: '40 Harbor Road',
	},
};
const withBirthday = (birthday: string) => ({
	additionalFields: { birthday },
	contactFields: mapped({ phone_number: '+17205550101', birthday }) as never,
});
/** Number of a member of the campaign. */
const member = () => {
	const { salesDialer } = state();
	const [first] = salesDialer.campaigns.find(({ id }) => id === 2_170_000)?.members ?? [];
	return `+${salesDialer.contacts.find(({ id }) => id === first?.contactId)?.phone_number}`;
};
/** One text that came in, and its thread. */
const answered = (list: 'texts' | 'whatsApp') => {
	const found = state().messages[list].find(({ direction }) => direction === 'Incoming');
	return {
		justcallNumber: number(found?.number),
		contactNumber: `+${state().contacts[found?.contact ?? 0]?.number}`,
	};
};

/** The courtesy options: hours that are open, and hours of another day, with each of these ways out. */
const courteous = (required: INodeParameters, ways: string[], collection = 'additionalFields') => {
	const inThreeDays = new Date(Date.now() + 3 * 24 * 3600 * 1000);
	const weekday = inThreeDays.toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' }).toLowerCase();
	const hours = { from: '00:00', to: '24:00', timezone: 'UTC' };
	const other = ways.map((outside) => ({ ...hours, outside, days: [weekday] }));
	return [{}, ...[hours, ...other].map((one) => ({ onlyBetween: { hours: one } }))].map((options) => {
		return { ...required, [collection]: options };
	});
};

/** Every grouping of a summary with all of its figures, and its other forms. */
const summaries = (groupings: readonly string[], figures: readonly string[]) =>
	[
		...groupings.map((grouping) => ({ groupBy: [grouping] })),
		{ as: 'html', options: { separate: true } },
		{ as: 'csv' },
	].map((one) => ({
		period: 'custom',
		fromDatetime: new Date(Date.now() - 45 * 24 * 3600 * 1000).toISOString(),
		toDatetime: new Date().toISOString(),
		figures: [...figures],
		compare: true,
		...one,
	}));

type Several = INodeParameters | INodeParameters[];
const week = { fromDate: '2026-03-01', toDate: '2026-03-08' };

/**
 * Parameters with which an operation succeeds in the sandbox, by resource and operation; those without need none. Several where one run
 * does not bring all fields.
 */
const PARAMETERS: Readonly<Record<string, () => Several | Promise<Several>>> = {
	'analytics.getAccount': () => week,
	'analytics.getAgent': () => week,
	'analytics.getNumber': () => week,
	'appointment.create': () => customer,
	'appointment.get': async () => {
		return { appointmentId: String((await made('appointment', 'create', customer)).id) };
	},
	'appointment.getAvailableSlots': () => ({ ...slot, timezone: 'Europe/Berlin' }),
	'call.downloadRecording': () => [
		call(),
		{ callId: byId(state().calls.find(({ recorded }) => !recorded)?.id), options: { skipMissing: true } },
	],
	'call.get': call,
	'call.getJourney': call,
	'call.getVoiceAgentData': () => ({
		callId: byId(state().calls.find(({ voiceAgent }) => voiceAgent >= 0)?.id),
	}),
	'call.summarize': () => summaries(PHONE_GROUPINGS, PHONE_FIGURES),
	'call.update': () => ({ ...call(), updateFields: { notes: 'Ask again' } }),
	'callAiReport.get': async () => ({ callId: byId(await first('callAiReport', 'id')) }),
	'campaign.create': () => ({ name: 'Spring', countryCode: 'US' }),
	'campaign.get': () => ({ campaignId: campaign() }),
	'campaign.update': () => ({ campaignId: campaign(), updateFields: { name: 'Summer' } }),
	'campaignCall.get': async () => ({ campaignCallId: byId(await first('campaignCall', 'call_id')) }),
	'campaignCall.summarize': () => summaries(DIALER_GROUPINGS, DIALER_FIGURES),
	'campaignContact.add': () => ({ ...row, campaignId: campaign() }),
	'campaignContact.getAll': () => ({ campaignId: campaign() }),
	'campaignContact.remove': async () => ({
		campaignId: campaign(),
		removeBy: 'id',
		salesDialerContactId: byId(await first('campaignContact', 'id', { campaignId: campaign() })),
	}),
	'campaignContact.removeFromAll': () => ({
		phoneNumber: `+${state().salesDialer.contacts[0]?.phone_number}`,
	}),
	'campaignContact.sync': () => [
		{
			...row,
			campaignId: campaign(),
			additionalFields: { ...row.additionalFields, customFields },
			options: { dryRun: true, removeOthers: true, force: true },
		},
		{ ...row, ...withBirthday('never'), campaignId: campaign(), dryRun: false },
		{
			...row,
			contactFields: mapped({ phone_number: member(), name: 'New' }) as never,
			campaignId: campaign(),
		},
	],
	'contact.bulkUpdateStatus': () => ({ contactNumbers: `${known()}, nobody`, addTo: ['blacklist'] }),
	'contact.create': () => ({ firstName: 'Ann', contactNumber: '+13035550199' }),
	'contact.delete': contact,
	'contact.get': contact,
	'contact.search': () => [
		{ searchFields: { email: state().contactRecords[0]?.email ?? '' } },
		{ searchFields: { id: String(state().contactRecords[0]?.id) } },
		{ searchFields: { phone: known() } },
	],
	'contact.update': () => ({ ...contact(), updateFields: { company: 'Lakeside Motors' } }),
	'contact.updateStatus': () => ({ ...contact(), updateFields: { addTo: ['dnd'] } }),
	'contact.upsert': () => ({ firstName: 'Ann', contactNumber: '+13035550199' }),
	'meetingAiReport.get': async () => ({ instanceSid: await first('meetingAiReport', 'instance_sid') }),
	'phoneNumber.detectType': () => ({ phoneNumber: '+14155550119' }),
	'phoneNumber.get': () => ({ phoneNumberId: byId(state().numbers[0]?.id) }),
	'salesDialerContact.addToDnca': () => ({
		contactNumbers: `+${state().salesDialer.contacts[0]?.phone_number}, nobody`,
	}),
	'salesDialerContact.bulkImport': () => [
		{
			...row,
			additionalFields: { ...row.additionalFields, customFields },
			options: { waitForCompletion: true },
		},
		{ ...row, ...withBirthday('never') },
		{ ...row, phoneNumber: 'nobody', contactFields: mapped({ phone_number: 'nobody' }) as never },
	],
	'salesDialerContact.create': () => ({ ...row, name: 'Ann' }),
	'salesDialerContact.delete': lead,
	'salesDialerContact.get': lead,
	'salesDialerContact.getImportStatus': async () => ({
		batchId: String((await made('salesDialerContact', 'bulkImport', row)).batch_id),
	}),
	'salesDialerContact.update': () => ({
		...lead(),
		updateFields: { occupation: 'Baker' },
		fieldsToUpdate: mapped({ occupation: 'Baker' }) as never,
	}),
	'sms.checkReply': () => ({ contactNumber: answered('texts').contactNumber }),
	'sms.get': () => ({ smsId: String(state().messages.texts[0]?.id) }),
	'sms.send': () => courteous({ ...message, justcallNumber: number() }, ['skip', 'schedule']),
	'sms.sendAndWait': () => courteous({ ...question, justcallNumber: number() }, ['skip'], 'options'),
	'smsTag.create': () => ({ name: 'New', colorCode: '#2a7fdb' }),
	'smsTag.delete': () => ({ tagId: byId(state().messages.tags[0]?.id) }),
	'smsTag.get': () => ({ tagId: byId(state().messages.tags[0]?.id) }),
	'smsThread.addTag': () => ({ ...answered('texts'), findBy: 'contact', ...tag() }),
	'smsThread.get': async () => ({ threadId: byId(await first('smsThread', 'id', line())) }),
	'smsThread.getAll': line,
	'smsThread.removeTag': () => ({ ...answered('texts'), findBy: 'contact', ...tag() }),
	'user.get': () => ({ userId: byId(state().users[0]?.id) }),
	'user.updateAvailability': () => ({ userId: byId(state().users[0]?.id) }),
	'userGroup.get': () => ({ groupId: byId(state().groups[0]?.group_id) }),
	'voiceAgent.startCall': () => {
		const agent = byId(state().voiceAgents[0]?.id);
		const call = { voiceAgentId: agent, contactNumber: '+12025550143', hasConsent: true };
		return [...courteous(call, ['skip']), { ...call, waitForOutcome: true }];
	},
	'webhook.create': () => hook,
	'webhook.delete': async () => {
		const [url] = (await made('webhook', 'create', hook)).webhook_urls as Array<{ url_id: string }>;
		return { urlId: url?.url_id ?? '' };
	},
	'webhook.getAll': async () => {
		await made('webhook', 'create', hook);
		return {};
	},
	'whatsApp.checkReply': () => answered('whatsApp'),
	'whatsApp.get': () => ({
		messageId: String(state().messages.whatsApp.find(({ template }) => template !== undefined)?.id),
	}),
	'whatsApp.getAllTemplates': () => ({ justcallNumber: number() }),
	'whatsApp.send': () => courteous({ ...message, justcallNumber: number() }, ['skip']),
	'whatsApp.sendAndWait': () => courteous({ ...question, justcallNumber: number() }, ['skip'], 'options'),
};

/** Everything that is there on request only is asked for. */
function requested({ fields }: KnownOperation): INodeParameters {
	const collection = fields.find(({ name }) => name === 'options');
	const switches = (collection?.options ?? []).filter(
		(option): option is Field => 'send' in option && String(option.send?.name).startsWith('fetch_'),
	);
	return switches.length > 0 ? { options: Object.fromEntries(switches.map(({ name }) => [name, true])) } : {};
}

/** The items of an operation that waits, after an approval by the link in the message. */
async function approved(waiting: NonNullable<RunResult['waiting']>): Promise<INodeExecutionData[]> {
	const { body } = env.sandbox.requests().at(-1)?.body as { body: string };
	const link = body.split('\n').at(-1) ?? '';
	const { resumed } = await waiting.open(link, { method: 'POST', body: { answer: 'approve' } });
	return resumed?.nodes.Node?.items ?? [];
}

/** The items of an operation, run in the sandbox. */
async function itemsOf(key: string, version: number, more: INodeParameters): Promise<INodeExecutionData[]> {
	const [resource = '', operation = ''] = key.split('.');
	const about = registry.get(key) as KnownOperation;
	const found: INodeExecutionData[] = [];
	for (const own of [(await PARAMETERS[key]?.()) ?? {}].flat()) {
		const parameters = { resource, operation, ...requested(about), ...own, ...more };
		env.sandbox.clearRequests();
		const { items, error, waiting } = await env.n8n.run('justCall', parameters, {
			settings: { typeVersion: version },
		});
		expect([key, error?.message, error?.description]).toEqual([key, undefined, undefined]);
		found.push(...(waiting ? await approved(waiting) : items));
	}
	return found;
}

const described = [...registry].filter(([, { answer }]) => answer.kind !== 'any').map(([key]) => key);

describe.each(['framed', 'bare'] as const)('with %s answers', (frames) => {
	it.each(described)('%s gives what its schema describes, and nothing else', async (key) => {
		const [resource = '', operation = ''] = key.split('.');
		const about = registry.get(key) as KnownOperation;
		for (const version of versionsOf(env.n8n.node('justCall').description)) {
			const whole = outputSchema(contract, about, { version, isSimplified: false }) ?? {};
			const views: Array<[INodeParameters, OutputSchema]> = about.simplify
				? [
						[{}, served(resource, operation, version)],
						[{ simplify: false }, whole],
					]
				: [[{}, served(resource, operation, version)]];
			for (const [more, schema] of views) {
				env.sandbox.reset();
				env.sandbox.set({ frames });
				const items = await itemsOf(key, version, more);
				expect(items.length).toBeGreaterThan(0);
				const validate = validatorOf(schema);
				for (const { json } of items)
					expect([validate(json), validate.errors, json]).toEqual([true, null, json]);
				const rare = (RARE[key] ?? []).filter((name) => name in (schema.properties ?? {}));
				expect(neverCame(schema, items)).toEqual(rare);
			}
		}
	});
});

const ajv = new Ajv({ allowUnionTypes: true });
const validators = new Map<string, ValidateFunction>();

/** Each schema is compiled once, as it takes longer than the run of the operation. */
function validatorOf(schema: OutputSchema): ValidateFunction {
	const text = JSON.stringify(schema);
	const validate = validators.get(text) ?? ajv.compile(closed(schema));
	validators.set(text, validate);
	return validate;
}

/** Fields of the first level that no item has. */
function neverCame({ properties = {} }: OutputSchema, items: INodeExecutionData[]): string[] {
	const came = new Set(items.flatMap(({ json }: { json: IDataObject }) => Object.keys(json)));
	return Object.keys(properties).filter((name) => !came.has(name));
}

/** Fields that the parameters of these tests do not bring. */
const RARE: Readonly<Record<string, string[]>> = {
	// A call in progress is one of now, and not of the period before.
	'call.summarize': ['other_change_percent'],
	'campaignCall.summarize': ['other_change_percent'],
	// JustCall adds them on request, which a change cannot ask for.
	'call.update': ['queue', 'queue_callback', 'justcall_ai'],
	'voiceAgent.startCall': ['queue', 'queue_callback', 'justcall_ai'],
};
