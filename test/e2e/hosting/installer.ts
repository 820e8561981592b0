import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import { cleanEnv } from '../../../tools/n8n/commands';
import { ensureN8n } from '../../../tools/n8n/install';
import type { PackedPackage } from '../../../tools/n8n/package';
import { RUNTIME_DIR } from '../../../tools/n8n/paths';
import type { Progress } from '../../../tools/n8n/progress';
import { chain } from '../../../tools/n8n/workflow';
import type { E2eContext } from '../context';
import { justCall, sandboxCredential } from '../context';
import type { Suite } from '../suite';

interface InstalledPackage {
	packageName: string;
	installedVersion: string;
	failedLoading?: boolean;
	installedNodes: Array<{ type: string }>;
}

/** Environment of an n8n whose npm finds only our tarball. */
export async function standInNpm(
	progress: Progress,
	packed: PackedPackage,
	version: string,
): Promise<Record<string, string>> {
	const folder = join(RUNTIME_DIR, 'e2e', 'npm');
	const { node } = await ensureN8n(progress, version);
	mkdirSync(folder, { recursive: true });
	const command = join(folder, 'npm');
	writeFileSync(command, `#!/bin/sh\nexec '${node}' '${join(__dirname, 'npmStandIn.cjs')}' "$@"\n`);
	chmodSync(command, 0o755);
	const path = cleanEnv(dirname(node)).PATH ?? '';
	return { PATH: [folder, path].join(delimiter), PACKED_FILE: packed.file };
}

/** Installs the package with n8n's own installer, like Settings > Community nodes. */
export function installerChecks(suite: Suite<E2eContext>): void {
	suite.check('installer: installed, the nodes work at once; removed, nothing is left', async (context) => {
		const { server, packed } = context;
		const { name, version } = packed.manifest;
		assert.deepEqual(await typesOf(context), [], 'the package was there before');
		const before = filesOf(context);

		const installed = await server.rest<InstalledPackage>('POST', '/community-packages', {
			name,
			verify: false,
		});
		assert.equal(installed.installedVersion, version);
		const [listed] = await server.rest<InstalledPackage[]>('GET', '/community-packages');
		assert.equal(listed?.packageName, name);
		assert.notEqual(listed.failedLoading, true);
		assert.deepEqual(
			listed.installedNodes.map(({ type }) => type).sort(),
			['justCall', 'justCallPollingTrigger', 'justCallTrigger'].map((type) => `${name}.${type}`),
		);

		const credential = await server.createCredential({
			name: 'Installed',
			type: 'justCallApi',
			data: sandboxCredential(context),
		});
		const workflow = chain('Installed', [
			justCall({ credential }, { resource: 'user', operation: 'getAll', limit: 3 }),
		]);
		assert.equal((await server.execute(workflow)).assertSuccess().items('JustCall').length, 3);

		await server.rest('DELETE', `/community-packages?name=${name}`);
		assert.deepEqual(await server.rest('GET', '/community-packages'), []);
		assert.deepEqual(await typesOf(context), []);
		assert.deepEqual(filesOf(context), before);
		const ledger = join(context.userFolder, '.n8n', 'nodes', 'package.json');
		assert.doesNotMatch(existsSync(ledger) ? readFileSync(ledger, 'utf8') : '', /justcall/);
	});
}

/** Names of our nodes and credentials in n8n. */
async function typesOf({ server, packed }: E2eContext): Promise<unknown[]> {
	const nodes = (await server.nodeTypes()).map(({ name }) => String(name));
	const credentials = (await server.credentialTypes()).map(({ name }) => String(name));
	return [
		...nodes.filter((name) => name.startsWith(packed.manifest.name)),
		...credentials.filter((name) => name === 'justCallApi'),
	];
}

/** Our files in n8n's folder for installed packages. */
function filesOf({ userFolder }: E2eContext): string[] {
	const folder = join(userFolder, '.n8n', 'nodes');
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /justcall/.test(path));
}
