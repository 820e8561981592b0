import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { FILES_FOLDER } from '../../../tools/n8n/server';
import { addText } from '../../../sandbox/handlers/messageState';
import { chain } from '../../../tools/n8n/workflow';
import { addCall } from '../../../sandbox/state';
import type { E2eContext } from '../context';
import { byId, justCall } from '../context';
import { succeeded } from '../executions';
import { callsOf, recordingBytes } from '../expected';
import type { Suite } from '../suite';
import { sample } from './samples';

/** The samples that change something, and their changes in the sandbox, on disk, and in n8n's tables. */
export function writingSampleChecks(suite: Suite<E2eContext>): void {
	suite.check(
		'samples: the CRM list is in the campaign, once each, when its dry run is off; a second morning writes nothing',
		async (context) => {
			const { server, sandbox } = context;
			const shipped = sample(context, 'sync-crm-list-to-campaign.json');
			const node = shipped.nodes.find(({ name }) => name === 'Sync the campaign');
			assert.ok(node);
			const { campaignId } = node.parameters as { campaignId: { value: unknown } };
			assert.equal(campaignId.value, '', "the sample has a campaign that is nobody else's");
			node.parameters.campaignId = { __rl: true, mode: 'id', value: '2170000' };
			sandbox.clearRequests();
			const dry = (await server.runWorkflow(await server.createWorkflow(shipped))).assertSuccess();
			assert.deepEqual(
				dry.items('Sync the campaign').map(({ json }) => json.action),
				['would_add', 'would_add', 'would_add', 'would_add', 'would_add', 'skipped', 'failed'],
			);
			assert.deepEqual(writes(context), []);
			node.parameters.dryRun = false;
			const workflow = await server.createWorkflow(shipped);
			const { campaigns, contacts } = sandbox.state.salesDialer;
			const campaign = campaigns.find(({ id }) => id === 2_170_000);
			assert.ok(campaign);
			const before = campaign.members.length;
			const first = (await server.runWorkflow(workflow)).assertSuccess();
			const actions = first.items('Sync the campaign').map(({ json }) => String(json.action));
			assert.deepEqual(actions, ['added', 'added', 'added', 'added', 'added', 'skipped', 'failed']);
			const [mail] = first.items('Write the e-mail');
			assert.equal(mail?.json.subject, 'A contact could not be synced');
			assert.match(
				String(mail.json.text),
				/^<b>Nobody<\/b>: 'Phone Number' is not a telephone number: "not known"/,
			);
			assert.equal(campaign.members.length, before + 5);
			const mara = contacts.find(({ phone_number }) => phone_number === '12025550143');
			assert.equal(mara?.name, 'Mara Ellison');
			assert.deepEqual(
				mara.custom_fields.map(({ label, value }) => [label, value]),
				[['zip_code', '20001']],
			);
			sandbox.clearRequests();
			(await server.runWorkflow(workflow)).assertSuccess();
			assert.deepEqual(writes(context), []);
		},
	);

	suite.check(
		'samples: recordings are on disk byte for byte; the next hour brings what failed and what is new',
		async (context) => {
			const { server, sandbox } = context;
			const workflow = await server.createWorkflow(sample(context, 'archive-recordings.json'));
			const folder = join(dirname(server.logFile), FILES_FOLDER);
			const before = new Set(readdirSync(folder));
			// The check ignores calls that become old enough while it runs.
			for (const row of sandbox.state.calls) if (row.at * 1000 > Date.now() - 600_000) row.recorded = false;
			const since = Date.now() - 86_400_000;
			const wanted = callsOf(sandbox).filter(
				({ at, hasRecording }) => hasRecording && at.getTime() > since && at.getTime() < Date.now() - 600_000,
			);
			assert.ok(wanted.length > 3, 'too few recordings to tell');
			// The first recording that is requested does not exist.
			sandbox.fault({ kind: 'status', status: 404, match: { operationId: 'downloadCallRecording' } });
			(await server.runWorkflow(workflow)).assertSuccess();
			const files = () => readdirSync(folder).filter((file) => !before.has(file));
			assert.equal(files().length, wanted.length - 1);
			sandbox.clearRequests();
			(await server.runWorkflow(workflow)).assertSuccess();
			assert.deepEqual(files().sort(), wanted.map(({ id }) => `justcall-recording-${id}.mp3`).sort());
			const downloads = sandbox.requests().filter(({ path }) => path.endsWith('/download'));
			assert.equal(downloads.length, 1, 'what was archived was downloaded again');
			const some = wanted[0];
			assert.ok(some);
			const bytes = readFileSync(join(folder, `justcall-recording-${some.id}.mp3`));
			assert.ok(bytes.equals(await recordingBytes(sandbox, some.id)));
		},
		needsDataTables,
	);

	suite.check(
		'samples: a missed call is texted back, once per caller per day',
		async (context) => {
			const { server, sandbox } = context;
			const workflow = await server.createWorkflow(sample(context, 'missed-call-text-back.json'));
			await server.publish(workflow);
			const before = sandbox.state.messages.texts.length;
			const first = sandbox.emit({ type: 'call.missed' }).data;
			await sandbox.settled();
			await succeeded(context, workflow, 1);
			sandbox.emit({ type: 'call.missed', callId: Number(first.id) });
			await sandbox.settled();
			await succeeded(context, workflow, 2);
			// Carriers send this when a caller hides the number. It cannot be texted.
			const hidden = sandbox.state.contacts.push({ number: '266696687', name: '', email: '' }) - 1;
			const { id: callId } = addCall(sandbox.state, { contact: hidden });
			sandbox.emit({ type: 'call.missed', callId });
			await sandbox.settled();
			await succeeded(context, workflow, 3);
			let other = first;
			let calls = 3;
			for (; other.contact_number === first.contact_number; calls++)
				other = sandbox.emit({ type: 'call.missed' }).data;
			await sandbox.settled();
			await succeeded(context, workflow, calls);
			await server.unpublish(workflow);
			const sent = sandbox.state.messages.texts.slice(before);
			const shown = await Promise.all(
				sent.map(({ contact, number }) => [
					sandbox.state.contacts[contact]?.number,
					sandbox.state.numbers[number]?.justcall_number,
				]),
			);
			assert.deepEqual(shown, [
				[first.contact_number, first.justcall_number],
				[other.contact_number, other.justcall_number],
			]);
		},
		needsDataTables,
	);

	suite.check(
		'samples: a call has one note, begun when it ends and completed by the AI summary',
		async (context) => {
			const { server, sandbox } = context;
			const workflow = await server.createWorkflow(sample(context, 'call-note-with-ai-summary.json'));
			await server.publish(workflow);
			const call = sandbox.emit({ type: 'call.completed' }).data;
			await sandbox.settled();
			const [begun] = await succeeded(context, workflow, 1);
			const [note] = begun?.items('Begin the note') ?? [];
			assert.equal(note?.json.call_id, String(call.id));
			assert.equal(note.json.summary, null);
			sandbox.emit({ type: 'jc.call_ai_generated', callId: Number(call.id), data: { id: call.id } });
			await sandbox.settled();
			const [completed] = await succeeded(context, workflow, 2);
			const [full] = completed?.items('Complete the note') ?? [];
			assert.equal(full?.json.id, note.json.id, 'the summary became a note of its own');
			assert.equal(full?.json.call_id, String(call.id));
			assert.ok(String(full?.json.summary).length > 20, 'there is no summary');
			await server.unpublish(workflow);
		},
		needsDataTables,
	);

	suite.check('samples: the do-not-call list is blocked for calls, texts and the dialer', async (context) => {
		const { server, sandbox } = context;
		const workflow = await server.createWorkflow(sample(context, 'do-not-call-sync.json'));
		(await server.runWorkflow(workflow)).assertSuccess();
		for (const number of ['12025550143', '13035550127', '14155550162']) {
			const records = sandbox.state.contactRecords.filter(({ contact_number }) => contact_number === number);
			assert.ok(records.length > 0, `${number} is not on the list`);
			for (const { status } of records)
				assert.deepEqual([status.blacklist, status.dnd, status.dnm], [true, true, true], number);
		}
		// Synced into the campaign above, and now on the do-not-call list.
		const known = sandbox.state.salesDialer.contacts.filter(
			({ phone_number }) => phone_number === '12025550143',
		);
		assert.deepEqual(
			known.map(({ status }) => status),
			['DNCA'],
		);
	});

	suite.check(
		'samples: who texts STOP is not texted again, and who only uses the word is',
		async (context) => {
			const { server, sandbox } = context;
			const { state } = sandbox;
			const workflow = await server.createWorkflow(sample(context, 'stop-means-stop.json'));
			await server.publish(workflow);
			const isBlocked = (number: string) =>
				state.contactRecords.some(
					({ contact_number, status }) => contact_number === number && status.dnm === true,
				);
			const words = ["Please don't stop", 'Cancel my appointment', ' Stop. ', 'STOP'];
			const numbers = words.map((body, place) => {
				const number = `1212555017${place}`;
				const contact = state.contacts.push({ number, name: '', email: '' }) - 1;
				const { id: messageId } = addText(state, { contact, direction: 'Incoming', body });
				sandbox.emit({ type: 'sms.received', messageId });
				return number;
			});
			await sandbox.settled();
			const executions = await succeeded(context, workflow, words.length);
			assert.deepEqual(numbers.map(isBlocked), [false, false, true, true]);
			const told = executions.flatMap((execution) =>
				execution.items('Opt-out for the CRM').map(({ json }) => [json.phone, json.sms_opt_out]),
			);
			assert.deepEqual(told.sort(), [
				[numbers[2], true],
				[numbers[3], true],
			]);
			await server.unpublish(workflow);
			const [number] = state.numbers;
			const text = justCall(
				context,
				{
					resource: 'sms',
					operation: 'send',
					justcallNumber: byId(number?.justcall_number ?? ''),
					contactNumber: `+${numbers[3]}`,
					body: 'Hello again',
					additionalFields: { skipBlocked: true },
				},
				'Text',
			);
			const send = await server.execute(chain('Text them', [{ ...text, typeVersion: 2 }]));
			assert.equal(send.assertSuccess().items('Text')[0]?.json.sent, false);
			assert.ok(!state.messages.texts.some(({ body }) => body === 'Hello again'), 'a text was sent');
		},
		needsDataTables,
	);

	suite.check(
		'samples: the voice agent calls who has agreed, 20 a day, each number once',
		async (context) => {
			const { server, sandbox } = context;
			const workflow = sample(context, 'voice-agent-follow-up.json');
			const list = workflow.nodes.find(({ name }) => name === 'Leads to follow up');
			assert.ok(list);
			const [mara, ...others] = (
				JSON.parse(String(list.parameters.jsonOutput)) as { leads: Array<Record<string, unknown>> }
			).leads;
			// As a sheet has them: numbers as numbers, and some twice.
			const more = Array.from({ length: 43 }, (_, place) => ({
				name: 'Lead',
				phone: 17_205_550_100 + place,
				consent: true,
			}));
			const leads = [mara, ...others, ...more, { ...mara, phone: '12025550143' }, more[7]];
			list.parameters.jsonOutput = JSON.stringify({ leads });
			const stored = await server.createWorkflow(workflow);
			const called = () =>
				sandbox
					.requests()
					.filter(({ operationId }) => operationId === 'startVoiceAgentCall')
					.map(({ body }) => body as { contact_number: string; dynamic_variables: unknown });
			sandbox.clearRequests();
			const days: number[] = [];
			for (let day = 1; day <= 4; day++) {
				const before = called().length;
				(await server.runWorkflow(stored)).assertSuccess();
				days.push(called().length - before);
			}
			// 45 have agreed: two of the list, and the others.
			assert.deepEqual(days, [20, 20, 5, 0]);
			assert.equal(new Set(called().map(({ contact_number }) => contact_number)).size, 45);
			const [first] = called();
			assert.equal(first?.contact_number, '+12025550143');
			assert.deepEqual(first.dynamic_variables, [{ name: 'CallerName', type: 'string', value: 'Mara' }]);
		},
		needsDataTables,
	);
}

function writes({ sandbox }: E2eContext): string[] {
	return sandbox
		.requests()
		.filter(({ method }) => method !== 'GET')
		.map(({ method, path }) => `${method} ${path}`);
}

/** Why the workflows that create a data table cannot run in an n8n. */
function needsDataTables({ server }: E2eContext): string | undefined {
	return server.isFirst ? 'n8n 1.x has no step that creates a data table' : undefined;
}
