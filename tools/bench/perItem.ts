import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { resources } from '../../nodes/JustCall/resources';
import { createExecutor, customOperationsOf } from '../../nodes/shared/executor';
import { propertiesOf, registryOf, type Resource } from '../../nodes/shared/description/operation';
import { median } from './measure';
import { startInProcess } from '../engine/inProcess';
import { startSandboxProcess } from './sandboxProcess';

const ITEMS = 1000;
const ROUNDS = 5;

/**
 * CPU time for each input item of contact.get in this process, with all resources in the description and with
 * one. n8n's own engine would search the whole description for every item.
 *
 * @returns milliseconds for each item with all resources, and the ratio to one resource
 */
export async function perItem(): Promise<{ ms: number; ratio: number }> {
	const sandbox = await startSandboxProcess(50);
	const [apiKey = '', apiSecret = ''] = sandbox.authorization.split(':');
	const contact = resources.filter(({ value }) => value === 'contact');
	const n8n = await startInProcess(
		{ apiKey, apiSecret, baseUrl: sandbox.url },
		{ everyResource: nodeOf(resources), oneResource: nodeOf(contact) },
	);
	try {
		const list = await n8n.run('everyResource', {
			resource: 'contact',
			operation: 'getAll',
			limit: 1,
			filters: { acrossTeam: true },
		});
		const id = list.items[0]?.json.id;
		const items = Array.from({ length: ITEMS }, () => ({ json: { id: Number(id) } }));
		const cost = async (name: string) => {
			const before = process.cpuUsage();
			const run = await n8n.run(
				name,
				{
					resource: 'contact',
					operation: 'get',
					contactId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				},
				{ items },
			);
			const { user, system } = process.cpuUsage(before);
			if (run.items.length !== ITEMS || run.items.some(({ json }) => json.id !== id))
				throw new Error(`${run.items.length} of ${ITEMS} contacts came: ${run.error?.message ?? ''}`);
			return (user + system) / 1000 / ITEMS;
		};
		await cost('everyResource');
		await cost('oneResource');
		const all: number[] = [];
		const ratios: number[] = [];
		for (let round = 0; round < ROUNDS; round++) {
			const every = await cost('everyResource');
			all.push(every);
			ratios.push(every / (await cost('oneResource')));
		}
		return { ms: median(all), ratio: median(ratios) };
	} finally {
		n8n.stop();
		await sandbox.stop();
	}
}

/** A node with some of the resources, without anything that a run does not need. */
function nodeOf(some: readonly Resource[]): INodeType {
	const description: Partial<INodeTypeDescription> = {
		displayName: 'JustCall',
		version: 1,
		defaults: { name: 'JustCall' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'justCallApi', required: true }],
		requestDefaults: { baseURL: '={{$credentials.baseUrl}}' },
		requestOperations: { pagination: createExecutor(registryOf(some), new Map()) },
		properties: propertiesOf(some, some[0]?.value ?? ''),
	};
	return {
		description: description as INodeTypeDescription,
		customOperations: customOperationsOf(registryOf(some), new Map()),
	};
}
