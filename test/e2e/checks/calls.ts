import assert from 'node:assert/strict';

import type { Execution } from '../../../tools/n8n/execution';
import { chain } from '../../../tools/n8n/workflow';
import type { E2eContext } from '../context';
import { byId, justCall } from '../context';
import { answerOf, callsOf, recordingBytes, requestsFor } from '../expected';
import type { Suite } from '../suite';

/** Every operation of the resource Call in a real workflow, compared with the sandbox's data. */
export function callChecks(suite: Suite<E2eContext>): void {
	suite.check('call: Get Many with a limit gives the newest calls in order', async (context) => {
		context.sandbox.clearRequests();
		const items = (await run(context, { operation: 'getAll', limit: 150 })).items('JustCall');
		const expected = callsOf(context.sandbox).slice(0, 150);
		assert.deepEqual(
			items.map(({ json }) => json.id),
			expected.map(({ id }) => id),
		);
		assert.equal(requestsFor(context.sandbox, '/v2.1/calls').length, 2);
	});

	suite.check('call: Get gives the call as the API has it', async (context) => {
		const { id } = someCall(context);
		const parameters = { operation: 'get', callId: byId(String(id)), simplify: false };
		const [item] = (await run(context, parameters)).items('JustCall');
		assert.deepEqual(item?.json, await answerOf(context.sandbox, `/v2.1/calls/${id}`));
		assert.equal(item?.json.id, id);
	});

	suite.check('call: Get takes the ID from an earlier node', async (context) => {
		const execution = await context.server.execute(
			chain('Get by expression', [
				justCall(context, { resource: 'call', operation: 'getAll', limit: 3 }, 'List'),
				justCall(context, { resource: 'call', operation: 'get', callId: byId('={{ $json.id }}') }, 'Each'),
			]),
		);
		const ids = (name: string) =>
			execution
				.assertSuccess()
				.items(name)
				.map(({ json }) => json.id);
		assert.equal(ids('List').length, 3);
		assert.deepEqual(ids('Each'), ids('List'));
	});

	suite.check(
		'call: Update changes the call in JustCall and nothing beside what was asked',
		async (context) => {
			const { id } = someCall(context);
			const before = await answerOf(context.sandbox, `/v2.1/calls/${id}`);
			const notes = `Checked at ${new Date().toISOString()}`;
			await run(context, {
				operation: 'update',
				callId: byId(String(id)),
				updateFields: { notes, rating: 4.5 },
			});
			const after = await answerOf(context.sandbox, `/v2.1/calls/${id}`);
			assert.equal(callInfo(after).notes, notes);
			assert.equal(Number(callInfo(after).rating), 4.5);
			assert.equal(callInfo(after).disposition, callInfo(before).disposition);
		},
	);

	suite.check('call: Get Journey gives the stages of the call', async (context) => {
		const { id } = someCall(context);
		const [item] = (await run(context, { operation: 'getJourney', callId: byId(String(id)) })).items(
			'JustCall',
		);
		assert.deepEqual(item?.json, await answerOf(context.sandbox, `/v2.1/calls/${id}/journey`));
	});

	suite.check('call: Get Voice Agent Data gives what the voice agent noted', async (context) => {
		const handled = callsOf(context.sandbox).find(({ hasVoiceAgent }) => hasVoiceAgent);
		assert.ok(handled, 'no call of the sandbox was taken by a voice agent');
		const callId = byId(String(handled.id));
		const [item] = (await run(context, { operation: 'getVoiceAgentData', callId, simplify: false })).items(
			'JustCall',
		);
		assert.deepEqual(item?.json, await answerOf(context.sandbox, `/v2.1/calls/${handled.id}/voice-agent`));
	});

	suite.check('call: Download Recording gives the bytes, a name and a type', async (context) => {
		const recorded = callsOf(context.sandbox).find(({ hasRecording }) => hasRecording);
		assert.ok(recorded, 'no call of the sandbox was recorded');
		const callId = byId(String(recorded.id));
		const [item] = (await run(context, { operation: 'downloadRecording', callId })).items('JustCall');
		const file = item?.binary?.data;
		assert.ok(file, 'there is no file in the field data');
		const bytes = await context.server.readBinary(file);
		assert.ok(bytes.length > 0);
		assert.ok(bytes.equals(await recordingBytes(context.sandbox, recorded.id)), 'the bytes differ');
		assert.match(file.mimeType, /^audio\//);
		assert.match(file.fileName ?? '', /\.\w+$/);
	});

	suite.check(
		'call: an unknown ID ends in a sentence about the call, not in a stack trace',
		async (context) => {
			const execution = await execute(context, { operation: 'get', callId: byId('999999999') });
			assert.equal(execution.status, 'error');
			const text = `${execution.error?.message} ${execution.error?.description}`;
			assert.match(text, /call/i);
			assert.match(text, /not (be )?found|no longer|does not exist|not exist/i);
			assert.doesNotMatch(text, new RegExp(context.sandbox.apiSecret));
		},
	);

	suite.check('call: with "continue" an unknown ID becomes an item with the error', async (context) => {
		const node = justCall(context, { resource: 'call', operation: 'get', callId: byId('999999999') });
		const workflow = chain('Continue on error', [node]);
		const last = workflow.nodes.at(-1);
		if (last) last.onError = 'continueRegularOutput';
		const [item] = (await context.server.execute(workflow)).assertSuccess().items('JustCall');
		assert.match(JSON.stringify(item?.json.error ?? ''), /call/i);
	});
}

async function execute(context: E2eContext, parameters: Record<string, unknown>): Promise<Execution> {
	return await context.server.execute(
		chain(`Call: ${String(parameters.operation)}`, [justCall(context, { resource: 'call', ...parameters })]),
	);
}

async function run(context: E2eContext, parameters: Record<string, unknown>): Promise<Execution> {
	return (await execute(context, parameters)).assertSuccess();
}

function someCall({ sandbox }: E2eContext): { id: number } {
	const call = callsOf(sandbox)[7];
	assert.ok(call, 'the sandbox has too few calls');
	return call;
}

function callInfo(call: Record<string, unknown>): Record<string, unknown> {
	return call.call_info as Record<string, unknown>;
}
