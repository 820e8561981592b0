import { readFileSync } from 'node:fs';

import type { N8nServer } from '../n8n/server';
import { chain, eachOf, type StoredWorkflow, type WorkflowNode } from '../n8n/workflow';
import type { SandboxClient } from '../../sandbox/client';

type Node = Omit<WorkflowNode, 'position'>;

/** n8n's cost of a run with many items. */
export interface ItemCost {
	/** CPU milliseconds of n8n's process for each item. */
	cpu: number;
	/** Longest time in milliseconds in which n8n answered no other request. */
	blocked: number;
}

/** Milliseconds between two requests that check whether n8n answers. */
const KNOCK_EVERY = 5;
const ROUNDS = 3;

/**
 * A run of many writes in a real n8n, with our node and with HTTP Request in turn. The cost of the workflow
 * without the node is subtracted.
 */
export async function manyItems(
	server: N8nServer,
	sandbox: SandboxClient,
	{ items, ours, theirs }: { items: number; ours: Node; theirs: Node },
): Promise<{ ours: ItemCost; theirs: ItemCost }> {
	const store = async (nodes: Node[]) =>
		await server.createWorkflow(chain('Many', [...people(items), ...nodes]));
	const [bare, mine, other] = [await store([]), await store([ours]), await store([theirs])];
	const costs = { bare: [] as ItemCost[], ours: [] as ItemCost[], theirs: [] as ItemCost[] };
	for (let round = 0; round <= ROUNDS; round++) {
		const measured = {
			bare: await costOf(server, bare),
			ours: await costOf(server, mine),
			theirs: await costOf(server, other),
		};
		await sandbox.clearRequests();
		// The first round only warms up.
		if (round > 0) for (const name of ['bare', 'ours', 'theirs'] as const) costs[name].push(measured[name]);
	}
	const least = (name: keyof typeof costs, what: keyof ItemCost) =>
		Math.min(...costs[name].map((cost) => cost[what]));
	const own = (name: 'ours' | 'theirs'): ItemCost => ({
		cpu: (least(name, 'cpu') - least('bare', 'cpu')) / items,
		blocked: least(name, 'blocked'),
	});
	return { ours: own('ours'), theirs: own('theirs') };
}

async function costOf(server: N8nServer, workflow: StoredWorkflow): Promise<ItemCost> {
	const before = cpuOf(server.pid);
	let blocked = 0;
	let isOver = false;
	const knocking = (async () => {
		while (!isOver) {
			const started = performance.now();
			await (await fetch(`${server.url}/healthz`)).arrayBuffer();
			blocked = Math.max(blocked, performance.now() - started);
			await new Promise((resolve) => setTimeout(resolve, KNOCK_EVERY));
		}
	})();
	(await server.runWorkflow(workflow, 600_000)).assertSuccess();
	isOver = true;
	await knocking;
	return { cpu: cpuOf(server.pid) - before, blocked };
}

/** CPU milliseconds that a process has used, on Linux. */
function cpuOf(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
	const [user = 0, system = 0] = [fields[11], fields[12]].map(Number);
	return (user + system) * 10;
}

/** Nodes that output this many people with the fields that a CRM has for them. */
function people(count: number): Node[] {
	return eachOf(
		`={{ Array.from({ length: ${count} }, (_, place) => ({ phone: '+1415555' + String(1000 + place), first: 'Mara', last: 'Reyes', mail: 'mara' + place + '@example.com', company: 'Fern & Fig', address: '1 Main Street', note: 'From the fair' })) }}`,
	);
}

/** Our node with these parameters. */
function justCall(credentials: WorkflowNode['credentials'], parameters: Node['parameters']): Node {
	return {
		name: 'JustCall',
		type: 'n8n-nodes-justcall-complete.justCall',
		typeVersion: 1,
		parameters,
		credentials,
	};
}

/** `sms.send` for each item, by our node and by HTTP Request. */
export function textEach(
	line: string,
	baseUrl: string,
	credentials: WorkflowNode['credentials'],
): { ours: Node; theirs: Node } {
	return {
		ours: justCall(credentials, {
			resource: 'sms',
			operation: 'send',
			justcallNumber: { __rl: true, mode: 'id', value: line },
			contactNumber: '={{ $json.phone }}',
			body: '=Hello {{ $json.first }}',
		}),
		theirs: httpRequest(`${baseUrl}/v2.1/texts/new`, credentials, {
			justcall_number: `+${line}`,
			contact_number: '={{ $json.phone }}',
			body: '=Hello {{ $json.first }}',
		}),
	};
}

/** `contact.create` with seven mapped fields for each item, by our node and by HTTP Request. */
export function contactEach(
	baseUrl: string,
	credentials: WorkflowNode['credentials'],
): { ours: Node; theirs: Node } {
	return {
		ours: justCall(credentials, {
			resource: 'contact',
			operation: 'create',
			contactNumber: '={{ $json.phone }}',
			firstName: '={{ $json.first }}',
			additionalFields: {
				lastName: '={{ $json.last }}',
				email: '={{ $json.mail }}',
				company: '={{ $json.company }}',
				address: '={{ $json.address }}',
				notes: '={{ $json.note }}',
			},
		}),
		theirs: httpRequest(`${baseUrl}/v2.1/contacts`, credentials, {
			contact_number: '={{ $json.phone.slice(1) }}',
			first_name: '={{ $json.first }}',
			last_name: '={{ $json.last }}',
			email: '={{ $json.mail }}',
			company: '={{ $json.company }}',
			address: '={{ $json.address }}',
			notes: '={{ $json.note }}',
		}),
	};
}

function httpRequest(
	url: string,
	credentials: WorkflowNode['credentials'],
	body: Record<string, string>,
): Node {
	return {
		name: 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'justCallApi',
			sendBody: true,
			bodyParameters: { parameters: Object.entries(body).map(([name, value]) => ({ name, value })) },
			options: {},
		},
		credentials,
	};
}
