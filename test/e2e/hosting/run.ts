/**
 * `npm run test:hosting`: the ways to host n8n: its own package installer, its SSRF protection, PostgreSQL, and
 * a queue with two workers. `npm run test:hosting -- --only <text>` runs the checks whose names contain the
 * text.
 */
import { parseArgs } from 'node:util';

import type { PackedPackage } from '../../../tools/n8n/package';
import { packPackage } from '../../../tools/n8n/package';
import { Progress } from '../../../tools/n8n/progress';
import { N8nServer } from '../../../tools/n8n/server';
import { DEFAULT_N8N } from '../../../tools/n8n/versions';
import { callChecks } from '../checks/calls';
import { credentialChecks } from '../checks/credential';
import { answerChecks } from '../checks/sendAndWait';
import { triggerChecks } from '../checks/trigger';
import type { E2eContext } from '../context';
import { contractIsKept } from '../context';
import type { Stage } from '../stage';
import { onStage } from '../stage';
import { Suite } from '../suite';
import { installerChecks, standInNpm } from './installer';
import { installOtherPackage, otherPackageChecks } from './otherPackage';
import {
	allowedByNameChecks,
	PROTECTED,
	PROTECTED_BUT_LOCALHOST,
	PROTECTED_BUT_LOOPBACK,
	protectionChecks,
} from './protected';
import { queueChecks, WORKERS } from './queue';
import type { Service } from './services';
import { startPostgres, startRedis } from './services';

interface Hosting {
	name: string;
	/** Differences from the usual n8n; none by default. */
	stage?: Partial<Stage>;
	env?(progress: Progress, packed: PackedPackage): Promise<Record<string, string>>;
	services?: Array<(progress: Progress) => Promise<Service>>;
	checks: Array<(suite: Suite<E2eContext>) => void>;
}

const EVERYDAY = [credentialChecks, callChecks, triggerChecks];

const HOSTINGS: Hosting[] = [
	{
		name: "n8n's own installer",
		stage: { withPackage: false },
		env: async (progress, packed) => await standInNpm(progress, packed, DEFAULT_N8N),
		checks: [installerChecks],
	},
	{
		name: 'beside a package with a credential type of the same name',
		stage: { prepare: installOtherPackage },
		checks: [otherPackageChecks],
	},
	{ name: 'SSRF protection', stage: { env: PROTECTED }, checks: [protectionChecks] },
	{
		name: 'SSRF protection with this machine allowed',
		stage: { env: PROTECTED_BUT_LOOPBACK },
		checks: EVERYDAY,
	},
	{
		name: 'SSRF protection with a host allowed by name',
		stage: { env: PROTECTED_BUT_LOCALHOST },
		checks: [allowedByNameChecks],
	},
	{ name: 'PostgreSQL', services: [startPostgres], checks: EVERYDAY },
	{
		name: 'queue mode: main, two workers, Redis and PostgreSQL',
		services: [startRedis, startPostgres],
		stage: {
			workers: WORKERS,
			env: { EXECUTIONS_MODE: 'queue', OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true' },
		},
		checks: [...EVERYDAY, queueChecks, answerChecks],
	},
];

async function main(): Promise<number> {
	const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
	const progress = new Progress();
	const packed = await progress.step('Packing the package', async () => await packPackage());
	let failed = 0;
	for (const { name, stage, env, services = [], checks } of HOSTINGS) {
		if (!name.toLowerCase().includes(values.only.toLowerCase())) continue;
		console.log(`\n${name}`);
		const started: Service[] = [];
		try {
			for (const start of services) started.push(await start(progress));
			const settings: Record<string, string> = { ...stage?.env, ...(await env?.(progress, packed)) };
			for (const service of started) Object.assign(settings, service.env);
			const suite = new Suite<E2eContext>(contractIsKept);
			for (const add of checks) add(suite);
			failed += await onStage(
				{ folder: 'hosting', version: DEFAULT_N8N, ...stage, env: settings },
				packed,
				progress,
				async (context) => await suite.run(context),
			);
		} finally {
			await Promise.allSettled(started.map(async (service) => await service.stop()));
		}
	}
	return failed;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(signal, () => void N8nServer.stopAll().finally(() => process.exit(1)));
}

main().then(
	(failed) => process.exit(failed === 0 ? 0 : 1),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
