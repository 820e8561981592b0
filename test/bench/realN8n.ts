import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { median, timed } from '../harness/measure';
import { ensureN8n } from '../n8n/install';
import { installPackage, packPackage } from '../n8n/package';
import { RUNTIME_DIR } from '../n8n/paths';
import { freePort } from '../n8n/ports';
import { Progress } from '../n8n/progress';
import { N8nServer } from '../n8n/server';
import { chain, type StoredWorkflow, type WorkflowNode } from '../n8n/workflow';
import { startSandboxProcess } from './sandboxProcess';

const CALLS = 20_000;
const ROUNDS = 3;
const USER_FOLDER = join(RUNTIME_DIR, 'bench', 'n8n');

/**
 * Return All of 20,000 calls in the real n8n: our node over what people build otherwise, an HTTP Request node that pages
 * and a Split Out node, in one server, turn by turn.
 */
export async function againstHttpRequest(): Promise<{ ratio: number; ours: number; theirs: number }> {
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
		return { ratio: median(ratios), ours: median(times.ours), theirs: median(times.theirs) };
	} finally {
		await Promise.allSettled([N8nServer.stopAll(), sandbox.stop()]);
	}
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
