import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { Execution } from '../../../tools/n8n/execution';
import { RUNTIME_DIR } from '../../../tools/n8n/paths';
import {
	chain,
	eachOf,
	fan,
	MANUAL_TRIGGER,
	type Workflow,
	type WorkflowNode,
} from '../../../tools/n8n/workflow';
import { startSandbox, type Sandbox } from '../../../sandbox/server';
import type { E2eContext } from '../context';
import { byId, justCall, sandboxCredential } from '../context';
import type { Suite } from '../suite';

type Node = Omit<WorkflowNode, 'position'>;

/** A write that would happen twice, and its records in the account: the numbers that it reached, in order. */
interface Write {
	/** Operation of the contract that performs it. */
	id: string;
	parameters: (sandbox: Sandbox) => Record<string, unknown>;
	ledger: (sandbox: Sandbox) => string[];
}

const CALLS = 50;
const PHONES = ['14155550131', '14155550132', '14155550133', '14155550134', '14155550135'];
const digits = (value: unknown) => String(value).replace(/\D/g, '');
const numberOf = (sandbox: Sandbox, contact: number) => digits(sandbox.state.contacts[contact]?.number);
const campaignOf = ({ state }: Sandbox) => {
	const [campaign] = state.salesDialer.campaigns;
	assert.ok(campaign, 'the sandbox has no campaign');
	return campaign;
};

const WRITES: Readonly<Record<string, Write>> = {
	'sms.send': {
		id: 'sendText',
		parameters: ({ state }) => ({
			justcallNumber: byId(String(state.numbers[0]?.justcall_number)),
			contactNumber: '={{ $json.phone }}',
			body: 'Hello',
		}),
		ledger: (sandbox) =>
			sandbox.state.messages.texts
				.filter(({ body }) => body === 'Hello')
				.map(({ contact }) => numberOf(sandbox, contact)),
	},
	'voiceAgent.startCall': {
		id: 'startVoiceAgentCall',
		parameters: ({ state }) => ({
			voiceAgentId: byId(String(state.voiceAgents[0]?.id)),
			contactNumber: '={{ $json.phone }}',
			hasConsent: true,
		}),
		ledger: (sandbox) => sandbox.state.calls.slice(CALLS).map(({ contact }) => numberOf(sandbox, contact)),
	},
	'campaignContact.add': {
		id: 'addContactToCampaign',
		parameters: (sandbox) => ({
			campaignId: byId(String(campaignOf(sandbox).id)),
			phoneNumber: '={{ $json.phone }}',
		}),
		ledger: (sandbox) => {
			const known = sandbox.state.salesDialer.contacts;
			return campaignOf(sandbox)
				.members.map(({ contactId }) => digits(known.find(({ id }) => id === contactId)?.phone_number))
				.filter((phone) => PHONES.includes(phone));
		},
	},
	'contact.create': {
		id: 'createContact',
		parameters: () => ({ contactNumber: '={{ $json.phone }}', firstName: 'Mara' }),
		ledger: ({ state }) =>
			state.contactRecords
				.map(({ contact_number }) => contact_number)
				.filter((phone) => PHONES.includes(phone)),
	},
};

const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } as const;
const SETTINGS = {
	Stop: {},
	Continue: { onError: 'continueRegularOutput' },
	'Error output': { onError: 'continueErrorOutput' },
	'Retry On Fail': RETRY,
} as const;
type Setting = keyof typeof SETTINGS;

/** The fault that one of the items has. */
const TROUBLES: Readonly<
	Record<string, { places: number[]; play?: (sandbox: Sandbox, write: Write, place: number) => void }>
> = {
	'bad item': { places: [0, 2, 4] },
	refused: {
		places: [0, 2, 4],
		play: (sandbox, { id }, place) =>
			sandbox.fault({ kind: 'status', status: 400, match: { operationId: id }, after: place }),
	},
	'lost answer': {
		places: [0, 2, 4],
		play: (sandbox, { id }, place) =>
			sandbox.fault({ kind: 'reset', processed: true, match: { operationId: id }, after: place }),
	},
	'rate limit': {
		places: [2],
		play: (sandbox) =>
			sandbox.set({
				rateLimits: { burst: { limit: 3, seconds: 0.5 }, hour: { limit: 1000, seconds: 3600 } },
			}),
	},
	cancelled: {
		places: [2],
		play: (sandbox, { id }, place) =>
			sandbox.fault({ kind: 'delay', delayMs: 5000, match: { operationId: id }, after: place }),
	},
};

/** Runs of several items: whom they reach, and the message that the user reads, for every setting and fault. */
export function runChecks(suite: Suite<E2eContext>): void {
	suite.check(
		'runs: whatever goes wrong, nothing twice, in order, nothing after the failure',
		async (context) => {
			await withAccount(context, async (sandbox, credential) => {
				const rows = ['| settings | trouble | item | operation | reached | what the person reads |'];
				rows.push('| --- | --- | --- | --- | --- | --- |');
				for (const [name, write] of Object.entries(WRITES))
					for (const [trouble, { places, play }] of Object.entries(TROUBLES))
						for (const place of places)
							for (const setting of Object.keys(SETTINGS) as Setting[]) {
								sandbox.reset();
								play?.(sandbox, write, place);
								const phones = PHONES.map((phone, item) =>
									trouble === 'bad item' && item === place ? '' : `+${phone}`,
								);
								const node = nodeOf(sandbox, credential, name, SETTINGS[setting]);
								const execution = await run(
									context,
									[...itemsOf(phones), node],
									trouble === 'cancelled',
									sandbox,
								);
								const reached = write.ledger(sandbox);
								const where = `${setting}, ${trouble} at item ${place + 1}, ${name}`;
								assert.equal(new Set(reached).size, reached.length, `${where}: somebody was reached twice`);
								assertReached(reached, { setting, trouble, place, where });
								rows.push(
									`| ${setting} | ${trouble} | ${place + 1} | ${name} | ${reached.map(placeOf).join(' ')} | ${readsOf(execution)} |`,
								);
							}
				mkdirSync(join(RUNTIME_DIR, 'e2e'), { recursive: true });
				const file = join(RUNTIME_DIR, 'e2e', 'runs.md');
				writeFileSync(file, `${rows.join('\n')}\n`);
				context.progress.say(`${rows.length - 2} runs, see ${file}`);
			});
		},
	);

	suite.check('runs: what only looks like a repeat is sent', async (context) => {
		await withAccount(context, async (sandbox, credential) => {
			const send = (name = 'JustCall') => ({ ...nodeOf(sandbox, credential, 'sms.send', RETRY), name });
			const texts = () => WRITES['sms.send']?.ledger(sandbox).length ?? 0;
			const phone = `+${PHONES[0] ?? ''}`;
			const sent = async (what: string, count: number, work: () => Promise<unknown>) => {
				sandbox.reset();
				await work();
				assert.equal(texts(), count, `${what}: another number of texts`);
			};
			await sent('the same item twice in a list', 2, async () => {
				(await context.server.execute(chain('Twice', [...itemsOf([phone, phone]), send()]))).assertSuccess();
			});
			await sent('a loop over the node', 2, async () => {
				(await context.server.execute(loopOf(itemsOf([phone, phone]), send()))).assertSuccess();
			});
			await sent('two branches', 2, async () => {
				const workflow = branches(itemsOf([phone]), [send('First'), send('Second')]);
				(await context.server.execute(workflow)).assertSuccess();
			});
			await sent('a second workflow, and the first one again', 3, async () => {
				const [first, second] = await Promise.all(
					['One', 'Two'].map(async (name) =>
						context.server.createWorkflow(chain(name, [...itemsOf([phone]), send()])),
					),
				);
				assert.ok(first && second);
				for (const workflow of [first, second, first])
					(await context.server.runWorkflow(workflow)).assertSuccess();
			});
			await sent('"Execute step" pressed again', 3, async () => {
				const workflow = await context.server.createWorkflow({
					...chain('Step', [...itemsOf([phone]), send()]),
					pinData: {},
				});
				const first = (await context.server.runWorkflow(workflow)).assertSuccess();
				for (let press = 0; press < 2; press++)
					(await context.server.executeStep(workflow, 'JustCall', first)).assertSuccess();
			});
			await sent('a sub-workflow called twice', 2, async () => {
				const start = {
					name: 'Called',
					type: 'n8n-nodes-base.executeWorkflowTrigger',
					typeVersion: 1.1,
					parameters: { inputSource: 'passthrough' },
				};
				const workflow = subWorkflow(start, send());
				const { id } = await context.server.createWorkflow(workflow);
				const call = {
					name: 'Call',
					type: 'n8n-nodes-base.executeWorkflow',
					typeVersion: 1.2,
					parameters: {
						mode: 'each',
						workflowId: { __rl: true, mode: 'id', value: id },
						options: { waitForSubWorkflow: true },
					},
				};
				(await context.server.execute(chain('Calls', [...itemsOf([phone, phone]), call]))).assertSuccess();
			});
		});
	});
}

/** Runs a check with its own account. */
async function withAccount(
	{ server }: E2eContext,
	check: (sandbox: Sandbox, credential: E2eContext['credential']) => Promise<void>,
): Promise<void> {
	const sandbox = await startSandbox({ calls: CALLS });
	try {
		const credential = await server.createCredential({
			name: 'Runs',
			type: 'justCallApi',
			data: sandboxCredential({ sandbox }),
		});
		await check(sandbox, credential);
	} finally {
		await sandbox.stop();
	}
}

function nodeOf(
	sandbox: Sandbox,
	credential: E2eContext['credential'],
	name: string,
	settings: Partial<WorkflowNode>,
): Node {
	const [resource = '', operation = ''] = name.split('.');
	const parameters = { resource, operation, ...WRITES[name]?.parameters(sandbox) };
	return { ...justCall({ credential }, parameters), ...settings };
}

/** Nodes that output an item for each number. */
function itemsOf(phones: string[]): [Node, Node] {
	return eachOf(JSON.stringify(phones.map((phone) => ({ phone }))));
}

async function run(
	{ server }: E2eContext,
	nodes: Node[],
	isCancelled: boolean,
	sandbox: Sandbox,
): Promise<Execution> {
	const workflow = chain('Run', nodes);
	if (!isCancelled) return await server.execute(workflow);
	const id = await server.startWorkflow(await server.createWorkflow(workflow));
	while (sandbox.requests().length < 3) await delay(20);
	await server.stopExecution(id);
	return await server.waitForExecution(id, 20_000);
}

/** Compares the people that the run reached with what the setting promises. */
function assertReached(
	reached: string[],
	{ setting, trouble, place, where }: { setting: Setting; trouble: string; place: number; where: string },
): void {
	const before = PHONES.slice(0, place);
	const others = PHONES.filter((_, item) => item !== place);
	const goesOn = setting === 'Continue' || setting === 'Error output';
	switch (trouble) {
		case 'bad item':
			return assert.deepEqual(reached, goesOn ? others : [], where);
		case 'refused':
			// The next try of Retry On Fail sends it, and the items that were not sent.
			return assert.deepEqual(reached, goesOn ? others : setting === 'Stop' ? before : PHONES, where);
		case 'lost answer':
			return assert.deepEqual(reached, goesOn ? PHONES : PHONES.slice(0, place + 1), where);
		case 'rate limit':
			return assert.deepEqual(reached, PHONES, where);
		default:
			assert.ok(reached.length <= place + 1, where);
			return assert.deepEqual(reached, PHONES.slice(0, reached.length), where);
	}
}

function placeOf(phone: string): number {
	return PHONES.indexOf(phone) + 1;
}

function readsOf(execution: Execution): string {
	const { error, status } = execution;
	if (error) return `${status}: ${error.message}. ${error.description ?? ''}`.replace(/\s+/g, ' ');
	const failed = [...execution.items('JustCall'), ...execution.items('JustCall', 1)]
		.map(({ json }) => json.error)
		.filter(Boolean);
	return `${status}, ${execution.items('JustCall').length} items${failed.length > 0 ? `: ${failed.join('; ')}` : ''}`;
}

/** A loop that passes the items on one by one. */
function loopOf(items: Node[], node: Node): Workflow {
	const loop = {
		name: 'Loop',
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		parameters: { batchSize: 1, options: {} },
	};
	const workflow = chain('Loop', [...items, loop, node]);
	const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];
	return {
		...workflow,
		connections: {
			...workflow.connections,
			Loop: { main: [[], to(node.name)] },
			[node.name]: { main: [to('Loop')] },
		},
	};
}

function branches(items: [Node, Node], nodes: Node[]): Workflow {
	const trunk = chain('Branches', items);
	const { nodes: placed } = fan('Branches', nodes);
	const targets = nodes.map(({ name }) => ({ node: name, type: 'main' as const, index: 0 }));
	return {
		...trunk,
		nodes: [...trunk.nodes, ...placed.filter(({ name }) => name !== MANUAL_TRIGGER)].map((node, index) => ({
			...node,
			id: `branch-${index}`,
		})),
		connections: { ...trunk.connections, [items[1].name]: { main: [targets] } },
	};
}

function subWorkflow(start: Node, node: Node): Workflow {
	const { nodes, ...workflow } = chain('Called', [node]);
	return {
		...workflow,
		nodes: nodes.map((one) => (one.name === MANUAL_TRIGGER ? { ...one, ...start } : one)),
		connections: { [start.name]: { main: [[{ node: node.name, type: 'main', index: 0 }]] } },
	};
}
