import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

import { loadContract } from '../contract/load';
import { addCall } from './state';
import { addText, addWhatsApp } from './handlers/messageState';
import { record, useRawApi } from './testing/rawApi';

const api = useRawApi({ calls: 400 });
const contract = loadContract();
const types = [...contract.events.keys()];

/** Where the API gives the record of an event. */
function addressOf(type: string, data: Record<string, unknown>): string {
	if (type === 'call.ai_voice_agent') return `/v2.1/calls/${String(data.id)}/voice-agent`;
	if (type === 'jc.contact_status_updated') return `/v2.1/contacts/${String(data.id)}`;
	if (type === 'appointment.scheduled') return `/v2.1/appointments/${String(data.id)}`;
	if (type.startsWith('sd.')) return `/v2.1/sales_dialer/calls/${String(data.call_id)}?fetch_ai_data=true`;
	if (type.startsWith('sms.')) return `/v2.1/texts/${String(data.id)}`;
	if (type.startsWith('whatsapp.'))
		return `/v2.1/whatsapp/messages/${String(data.id)}?fetch_template_data=true`;
	return `/v2.1/calls/${String(data.id)}?fetch_queue_data=true&fetch_ai_data=true`;
}

/** What the event adds to the record of the API, or says in other words (FACTS.md section 9). */
function comparable(type: string, data: Record<string, unknown>): Record<string, unknown> {
	const { justcall_ai, ...rest } = structuredClone(data) as Record<string, Record<string, unknown>>;
	if (justcall_ai) delete justcall_ai.call_transcription;
	const isRunning = ['initiated', 'incoming', 'answered', 'enters_queue', 'exits_queue'].some(
		(word) => type === `call.${word}`,
	);
	if (isRunning) delete rest.call_info?.type;
	if (type === 'call.exits_queue') delete rest.queue?.exit_reason;
	return { ...rest, ...(justcall_ai && { justcall_ai }) };
}

async function expectInTheAccount(type: string, data: Record<string, unknown>): Promise<void> {
	const answer = await api.get(addressOf(type, data));
	expect([type, answer.status]).toEqual([type, 200]);
	expect(record(answer)).toMatchObject(comparable(type, data));
}

/** Adds records of each kind that nobody has played yet; their ids by the option that names them. */
function ownRecords(): Record<string, number> {
	const { state } = api.sandbox;
	const place = state.contacts.push({ number: '12025550199', name: 'Nora Quill', email: '' }) - 1;
	return {
		call: addCall(state, { contact: place, outcome: 'BUSY', direction: 'Outgoing', talk: 0 }).id,
		dialer: state.salesDialer.calls[7]!.callId,
		received: addText(state, { contact: place, number: 3 }).id,
		sent: addText(state, { contact: place, number: 3, direction: 'Outgoing', status: 'Scheduled' }).id,
		whatsAppReceived: addWhatsApp(state, { contact: place, number: 3 }).id,
		whatsAppSent: addWhatsApp(state, {
			contact: place,
			number: 3,
			direction: 'Outgoing',
			status: 'sent',
			template: 1234,
		}).id,
		contact: state.contactRecords[5]!.id,
		appointment: 111_505,
	};
}

/** The option that names the record of an event, and the record. */
function optionOf(type: string, own: Record<string, number>): [string, number] {
	if (type.startsWith('sd.')) return ['callId', own.dialer!];
	if (type === 'sms.received') return ['messageId', own.received!];
	if (type.startsWith('sms.')) return ['messageId', own.sent!];
	if (type === 'whatsapp.message_received') return ['messageId', own.whatsAppReceived!];
	if (type.startsWith('whatsapp.')) return ['messageId', own.whatsAppSent!];
	if (type === 'jc.contact_status_updated') return ['contactId', own.contact!];
	if (type === 'appointment.scheduled') return ['appointmentId', own.appointment!];
	return ['callId', own.call!];
}

describe.each(types)('the event %s', (type) => {
	it('tells of a record that the API gives, with the same people, numbers and words', async () => {
		const { data } = api.sandbox.emit({ type });
		await expectInTheAccount(type, data);
		// The account has nothing of the contract's example.
		expect(JSON.stringify(data)).not.toContain('2025-11-1');
	});

	it('tells of the record that is asked for, and leaves no other', async () => {
		const own = ownRecords();
		api.sandbox.emit({ type: 'appointment.scheduled' });
		const sizes = () =>
			Object.entries(api.sandbox.state).map(([name, value]) => [name, Array.isArray(value) && value.length]);
		const before = sizes();
		const [name, id] = optionOf(type, own);
		const { data } = api.sandbox.emit({ type, [name]: id });
		expect(data.id ?? data.call_id).toBe(id);
		await expectInTheAccount(type, data);
		expect(sizes()).toEqual(before);
	});

	it('refuses a record that is not there, and the option of another kind', () => {
		const [name] = optionOf(type, ownRecords());
		expect(() => api.sandbox.emit({ type, [name]: 1 })).toThrow(/There is no .*\b1\b/);
		const other = name === 'contactId' ? 'callId' : 'contactId';
		expect(() => api.sandbox.emit({ type, [other]: 1 })).toThrow(
			`The event '${type}' takes ${name}, not ${other}.`,
		);
	});

	it('is as the contract says', () => {
		const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
		ajv.addSchema(contract.document, 'contract');
		const pointer = `#/webhooks/${type}/post/requestBody/content/application~1json/schema`;
		const validate = ajv.compile({ $ref: `contract${pointer}` });
		const { data } = api.sandbox.emit({ type });
		const example = contract.events.get(type)!;
		validate({ ...example, data });
		expect(validate.errors ?? []).toEqual([]);
		expect(Object.keys(example.data).filter((key) => !(key in data))).toEqual([]);
	});

	it('still does in an account that was used up', async () => {
		const { state } = api.sandbox;
		state.calls.length = 0;
		state.messages.texts.length = 0;
		state.messages.whatsApp.length = 0;
		state.contactRecords.length = 0;
		state.salesDialer.calls.length = 0;
		const { data } = api.sandbox.emit({ type });
		await expectInTheAccount(type, data);
	});
});

describe('events after each other', () => {
	it('bring one call from its start to its report', async () => {
		const callId = Number(api.sandbox.emit({ type: 'call.incoming' }).data.id);
		for (const type of ['call.enters_queue', 'call.exits_queue', 'call.answered', 'call.completed'])
			expect(api.sandbox.emit({ type, callId }).data.id).toBe(callId);
		expect(api.sandbox.emit({ type: 'jc.call_ai_generated' }).data.id).toBe(callId);
		const report = record(await api.get(`/v2.1/calls_ai/${callId}?fetch_transcription=true`));
		const { data } = api.sandbox.emit({ type: 'jc.call_ai_generated', callId });
		expect(report.call_transcription).toEqual(
			(data.justcall_ai as Record<string, unknown>).call_transcription,
		);
	});

	it('show nothing of the AI, and no end, while a call goes on', () => {
		const { data } = api.sandbox.emit({ type: 'call.answered' });
		expect(data).toMatchObject({
			call_duration: { conversation_time: 0 },
			justcall_ai: { call_summary: '', call_moments: [] },
		});
		expect(api.sandbox.emit({ type: 'call.enters_queue' }).data).toMatchObject({
			queue: { exit_reason: '' },
			call_info: { direction: 'Incoming' },
		});
	});

	it('leave a missed call without anything that only a conversation has', () => {
		for (let time = 0; time < 40; time++) {
			const { data } = api.sandbox.emit({ type: 'call.missed' });
			const { call_traits } = data.call_info as { call_traits: string[] };
			expect(call_traits).not.toEqual(expect.arrayContaining(['Voice Agent']));
			expect(call_traits).not.toEqual(expect.arrayContaining(['Transfer']));
			expect(data).toMatchObject({
				call_info: { disposition: '', notes: '', rating: '', recording: '' },
				call_duration: { conversation_time: 0, hold_time: 0, wrap_up_time: 0 },
			});
		}
	});

	it('answer the message that went out', async () => {
		const [number] = api.sandbox.state.numbers.map(({ justcall_number }) => justcall_number).slice(3);
		for (const [path, type, body] of [
			['/v2.1/texts/new', 'sms.received', { restrict_once: 'No' }],
			['/v2.1/whatsapp/messages/send', 'whatsapp.message_received', {}],
		] as const) {
			const sent = record(
				await api.send('POST', path, {
					justcall_number: number,
					contact_number: '12025550177',
					body: 'Hello?',
					...body,
				}),
			);
			const { data } = api.sandbox.emit({ type, replyTo: Number(sent.id) });
			expect(data).toMatchObject({ contact_number: '12025550177', justcall_number: number });
			expect(String(data.direction).toLowerCase()).toBe('incoming');
			await expectInTheAccount(type, data);
		}
		expect(() => api.sandbox.emit({ type: 'call.missed', replyTo: 1 })).toThrow(/takes no replyTo/);
	});

	it('of a message need one that went the right way', () => {
		const { received, sent } = ownRecords();
		expect(() => api.sandbox.emit({ type: 'sms.sent', messageId: received })).toThrow(/came in/);
		expect(() => api.sandbox.emit({ type: 'sms.received', messageId: sent })).toThrow(/was sent/);
	});

	it('bring a WhatsApp message from sent to read, and a contact onto the blacklist and off', async () => {
		const sent = Number(api.sandbox.emit({ type: 'whatsapp.message_sent' }).data.id);
		const status = () => api.sandbox.emit({ type: 'whatsapp.message_status_updated' }).data;
		expect(status()).toMatchObject({ id: sent, delivery_status: 'delivered', read_time: '' });
		expect(status()).toMatchObject({ id: sent, delivery_status: 'read' });
		const { id, status: first } = api.sandbox.emit({ type: 'jc.contact_status_updated' }).data;
		const { status: second } = api.sandbox.emit({ type: 'jc.contact_status_updated' }).data;
		expect(first).not.toEqual(second);
		expect(record(await api.get(`/v2.1/contacts/${String(id)}`)).status).toEqual(second);
	});

	it('pass over people who are no contacts any more', async () => {
		const newest = api.sandbox.state.salesDialer.calls.at(-1)!;
		await api.send('DELETE', `/v2.1/sales_dialer/contacts/${newest.contactId}`, {});
		const { data } = api.sandbox.emit({ type: 'sd.call_updated' });
		expect(data.contact_id).not.toBe(newest.contactId);
		expect(data.contact_name).not.toBe('');
		const first = api.sandbox.emit({ type: 'jc.contact_status_updated' }).data.id;
		await api.send('DELETE', `/v2.1/contacts?id=${String(first)}`, {});
		const second = api.sandbox.emit({ type: 'jc.contact_status_updated' }).data;
		expect(second.id).not.toBe(first);
		await expectInTheAccount('jc.contact_status_updated', second);
	});

	it('name a text that the account has in the actions of a voice agent', async () => {
		const call = addCall(api.sandbox.state, { voiceAgent: 0, contact: 11 });
		const text = addText(api.sandbox.state, { contact: 11, direction: 'Outgoing' });
		const { data } = api.sandbox.emit({ type: 'call.ai_voice_agent', callId: call.id });
		const [{ output } = { output: {} }] = data.actions as Array<{ output: Record<string, unknown> }>;
		const answer = await api.get(`/v2.1/texts/${String(output.sms_id)}`);
		expect(record(answer).contact_number).toBe(api.sandbox.state.contacts[11]?.number);
		expect(text.id).toBeDefined();
	});
});
