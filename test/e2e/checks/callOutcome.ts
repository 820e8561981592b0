import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import { startSandbox, type Sandbox } from '../../../sandbox/server';
import { chain, eachOf, type Workflow } from '../../../tools/n8n/workflow';
import type { E2eContext } from '../context';
import { byId, contractIsKept, justCall, sandboxCredential } from '../context';
import type { Suite } from '../suite';

const CALL = 'Call';
/** Numbers that are called, by how the call goes. */
const NUMBERS = { well: '+14155550131', nobody: '+14155550132', long: '+14155550133' };

/** Voice agents' calls whose outcome an execution waits for. */
export function callOutcomeChecks(suite: Suite<E2eContext>): void {
	suite.check(
		'outcome: waits for a call that ends well, one that nobody answers, and one that outlasts the bound',
		async (context) => {
			await withAccount(context, async (sandbox, workflow) => {
				const { server } = context;
				const execution = await server.execute(workflow(Object.values(NUMBERS), 1), 180_000);
				const [well = {}, nobody = {}, long = {}] = execution
					.assertSuccess()
					.items(CALL)
					.map(({ json }) => json);
				const facts = [well, nobody, long].map(({ contact_number, outcome_complete, call_info }) => [
					`+${String(contact_number)}`,
					(call_info as { type: string }).type,
					outcome_complete,
				]);
				assert.deepEqual(facts, [
					[NUMBERS.well, 'Answered', true],
					[NUMBERS.nobody, 'Unanswered', true],
					[NUMBERS.long, 'In Progress', false],
				]);
				assert.match(String(well.summary), /The caller asked about/);
				assert.match(String(well.transcript), /: Good morning, how can I help you\?\n/);
				assert.match(String((well.collected as { PreferredDay: string }).PreferredDay), /day$/);
				assert.deepEqual([nobody.outcome_note, nobody.summary], ['', '']);
				assert.equal(long.outcome_note, 'The call was not over after one minute.');
				assert.equal(startsOf(sandbox), 3);
			});
		},
	);

	suite.check("outcome: n8n's Stop ends the wait, and nobody is called again", async (context) => {
		await withAccount(context, async (sandbox, workflow) => {
			const { server } = context;
			const id = await server.startWorkflow(await server.createWorkflow(workflow([NUMBERS.long], 60)));
			const looks = () => sandbox.requests().filter(({ operationId }) => operationId === 'listCalls').length;
			while (looks() === 0) await delay(50);
			await server.stopExecution(id);
			assert.equal((await server.waitForExecution(id, 20_000)).status, 'canceled');
			const seen = looks();
			// Longer than the pause to the next look.
			await delay(25_000);
			assert.equal(looks(), seen);
			assert.equal(startsOf(sandbox), 1);
		});
	});
}

function startsOf(sandbox: Sandbox): number {
	return sandbox.requests().filter(({ operationId }) => operationId === 'startVoiceAgentCall').length;
}

/** Runs a check with its own account, in which voice agents' calls go fast. */
async function withAccount(
	context: E2eContext,
	check: (
		sandbox: Sandbox,
		workflow: (phones: readonly string[], minutes: number) => Workflow,
	) => Promise<void>,
): Promise<void> {
	const digits = (number: string) => number.replace('+', '');
	const sandbox = await startSandbox({
		calls: 50,
		voiceAgentCalls: {
			ring: 2,
			talk: 20,
			agentData: 1,
			report: 3,
			numbers: {
				[digits(NUMBERS.nobody)]: { outcome: 'UNANSWERED' },
				[digits(NUMBERS.long)]: { talk: 3600 },
			},
		},
	});
	try {
		const credential = await context.server.createCredential({
			name: 'Outcome',
			type: 'justCallApi',
			data: sandboxCredential({ sandbox }),
		});
		await check(sandbox, (phones, minutes) => {
			const node = justCall(
				{ credential },
				{
					resource: 'voiceAgent',
					operation: 'startCall',
					voiceAgentId: byId(sandbox.state.voiceAgents[0]?.id),
					contactNumber: '={{ $json.phone }}',
					hasConsent: true,
					waitForOutcome: true,
					waitAtMost: minutes,
				},
				CALL,
			);
			const items = eachOf(JSON.stringify(phones.map((phone) => ({ phone }))));
			return chain('Outcome', [...items, { ...node, typeVersion: 2 }]);
		});
		contractIsKept({ ...context, sandbox });
	} finally {
		await sandbox.stop();
	}
}
