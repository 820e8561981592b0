import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { median, timed } from './measure';
import { ensureN8n } from '../n8n/install';
import { installPackage, packPackage } from '../n8n/package';
import { RUNTIME_DIR } from '../n8n/paths';
import { freePort } from '../n8n/ports';
import { Progress } from '../n8n/progress';
import { N8nServer } from '../n8n/server';
import { chain, sequence, type StoredWorkflow, type WorkflowNode } from '../n8n/workflow';
import { loadContract } from '../../contract/load';
import { signedHeaders } from '../../sandbox/webhooks/signature';
import { SandboxClient } from '../../sandbox/client';
import { contactEach, manyItems, textEach } from './manyItems';
import { startSandboxProcess, type SandboxProcess } from './sandboxProcess';

const CALLS = 20_000;
const ROUNDS = 3;
/** Number of events in a round, and of events sent at once. */
const EVENTS = 150;
const AT_ONCE = 5;

/** Figures from one server. */
interface RealN8n {
	/** Ratio of our Return All's time to theirs, and both times in milliseconds. */
	ratio: number;
	ours: number;
	theirs: number;
	/** n8n's cost for each item, with our node and with HTTP Request. */
	texts: CostPair;
	contacts: CostPair;
	/** Version of n8n that was measured. */
	version: string;
	/**
	 * Ratio of our trigger's events a second to those of the plain Webhook node, and of a Webhook node that
	 * checks a header with a credential.
	 */
	throughput: { plain: number; withCredential: number };
}
type CostPair = Awaited<ReturnType<typeof manyItems>>;
/** Input items of the runs of many writes. */
export const TEXTS = 1000;
export const CONTACTS = 500;
const USER_FOLDER = join(RUNTIME_DIR, 'bench', 'n8n');

/**
 * Compares our nodes with n8n's own in one real n8n, in turn: Return All of 20,000 calls with an HTTP Request
 * node that pages and a Split Out node; events received by our trigger with the same events posted to a plain
 * Webhook node.
 */
export async function inRealN8n(): Promise<RealN8n> {
	const progress = new Progress();
	const installation = await ensureN8n(progress);
	const packed = await packPackage();
	rmSync(USER_FOLDER, { recursive: true, force: true });
	installPackage(packed, USER_FOLDER);
	const sandbox = await startSandboxProcess(CALLS);
	const server = await N8nServer.start({
		installation,
		userFolder: USER_FOLDER,
		port: await freePort(),
		env: { TZ: 'UTC' },
	});
	try {
		await server.signIn({
			email: 'bench@justcall.example',
			password: 'JustCall-bench-1',
			firstName: 'B',
			lastName: 'B',
		});
		const [apiKey = '', apiSecret = ''] = sandbox.authorization.split(':');
		const credential = await server.createCredential({
			name: 'Sandbox',
			type: 'justCallApi',
			data: { apiKey, apiSecret, baseUrl: sandbox.url, timezone: 'UTC' },
		});
		const credentials = { justCallApi: credential };
		const [ours, theirs] = await Promise.all(
			[ourNodes(credentials), httpRequestNodes(sandbox.url, credentials)].map(
				async (nodes) => await server.createWorkflow(chain('Return All', nodes)),
			),
		);
		const run = async (workflow: StoredWorkflow | undefined, last: string) => {
			if (!workflow) throw new Error('no workflow');
			const items = (await server.runWorkflow(workflow, 180_000)).assertSuccess().items(last);
			if (items.length !== CALLS) throw new Error(`${items.length} of ${CALLS} calls came from ${last}`);
		};
		await run(ours, 'JustCall');
		await run(theirs, 'Split Out');
		const times = { ours: [] as number[], theirs: [] as number[] };
		for (let round = 0; round < ROUNDS; round++) {
			times.ours.push(await timed(async () => await run(ours, 'JustCall')));
			times.theirs.push(await timed(async () => await run(theirs, 'Split Out')));
		}
		const ratios = times.ours.map((mine, round) => mine / (times.theirs[round] ?? Number.NaN));
		const client = new SandboxClient(sandbox.url);
		const line = await lineOf(sandbox);
		const texts = await manyItems(server, client, {
			items: TEXTS,
			...textEach(line, sandbox.url, credentials),
		});
		const contacts = await manyItems(server, client, {
			items: CONTACTS,
			...contactEach(sandbox.url, credentials),
		});
		const throughput = await eventsOf(server, credentials, apiSecret);
		return {
			ratio: median(ratios),
			ours: median(times.ours),
			theirs: median(times.theirs),
			texts,
			contacts,
			version: installation.version,
			throughput,
		};
	} finally {
		await Promise.allSettled([N8nServer.stopAll(), sandbox.stop()]);
	}
}

/** A number of the account, in digits. */
async function lineOf({ url, authorization }: SandboxProcess): Promise<string> {
	const response = await fetch(`${url}/v2.1/phone-numbers?per_page=1`, {
		headers: { Authorization: authorization },
	});
	const { data } = (await response.json()) as { data: Array<{ justcall_number: string }> };
	return String(data[0]?.justcall_number);
}

/** Events that our trigger receives in a second, relative to n8n's Webhook node. */
async function eventsOf(
	server: N8nServer,
	credentials: Credentials,
	secret: string,
): Promise<RealN8n['throughput']> {
	const trigger = {
		name: 'Trigger',
		type: 'n8n-nodes-justcall-complete.justCallTrigger',
		typeVersion: 1,
		parameters: { events: ['call.completed'] },
		credentials,
		webhookId: '22222222-2222-4222-8222-222222222222',
	};
	const plain = {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		parameters: { httpMethod: 'POST', path: 'plain', responseMode: 'onReceived', options: {} },
		webhookId: 'plain',
	};
	const header = await server.createCredential({
		name: 'Header',
		type: 'httpHeaderAuth',
		data: { name: 'x-check', value: 'yes' },
	});
	const withCredential = {
		...plain,
		parameters: { ...plain.parameters, path: 'checked', authentication: 'headerAuth' },
		webhookId: 'checked',
		credentials: { httpHeaderAuth: header },
	};
	for (const node of [trigger, plain, withCredential]) {
		const end = { name: 'End', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} };
		await server.publish(await server.createWorkflow(sequence(node.name, [node, end])));
	}
	const url = `${server.url}/webhook/${trigger.webhookId}/webhook`;
	const data = loadContract().events.get('call.completed')?.data ?? {};
	const post = async (address: string) => {
		const body = JSON.stringify({ request_id: randomUUID(), type: 'call.completed', webhook_url: url, data });
		const headers = {
			'content-type': 'application/json',
			'x-check': 'yes',
			...signedHeaders(secret, url, 'call.completed'),
		};
		const { status } = await fetch(address, { method: 'POST', headers, body });
		if (status !== 200) throw new Error(`${address} answered ${status}`);
	};
	const round = async (address: string) =>
		await timed(async () => {
			for (let sent = 0; sent < EVENTS; sent += AT_ONCE)
				await Promise.all(Array.from({ length: AT_ONCE }, async () => await post(address)));
		});
	const others = ['plain', 'checked'].map((path) => `${server.url}/webhook/${path}`);
	for (const address of [url, ...others]) await post(address);
	const ratios: number[][] = [[], []];
	for (let turn = 0; turn < ROUNDS; turn++) {
		const mine = await round(url);
		for (const [place, address] of others.entries()) ratios[place]?.push((await round(address)) / mine);
	}
	const [overPlain = [], overChecked = []] = ratios;
	return { plain: median(overPlain), withCredential: median(overChecked) };
}

type Credentials = WorkflowNode['credentials'];

function ourNodes(credentials: Credentials): Array<Omit<WorkflowNode, 'position'>> {
	return [
		{
			name: 'JustCall',
			type: 'n8n-nodes-justcall-complete.justCall',
			typeVersion: 1,
			parameters: { resource: 'call', operation: 'getAll', returnAll: true, simplify: false },
			credentials,
		},
	];
}

function httpRequestNodes(url: string, credentials: Credentials): Array<Omit<WorkflowNode, 'position'>> {
	return [
		{
			name: 'HTTP Request',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				url: `${url}/v2.1/calls`,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: 'justCallApi',
				sendQuery: true,
				queryParameters: { parameters: [{ name: 'per_page', value: '100' }] },
				options: {
					pagination: {
						pagination: {
							parameters: { parameters: [{ type: 'qs', name: 'page', value: '={{ $pageCount }}' }] },
							paginationCompleteWhen: 'other',
							completeExpression: '={{ !$response.body.next_page_link }}',
						},
					},
				},
			},
			credentials,
		},
		{
			name: 'Split Out',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'data', options: {} },
		},
	];
}
