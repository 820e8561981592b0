import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { chain } from '../../../tools/n8n/workflow';
import type { Sandbox } from '../../../sandbox/server';
import { justCall } from '../context';
import type { E2eContext } from '../context';
import type { Suite } from '../suite';

/** A name that sorts after our package, because n8n loads packages in the order of their names. */
const NAME = 'n8n-nodes-later-justcall';

/**
 * Installs a package with only a credential type that has the same name as ours, with only key and secret, like
 * JustCall's own. Its requests go to the sandbox instead of JustCall's own address.
 */
export function installOtherPackage(userFolder: string, sandbox: Sandbox): void {
	const folder = join(userFolder, '.n8n', 'nodes', 'node_modules', NAME);
	const credential = 'credentials/JustCallApi.credentials.js';
	mkdirSync(join(folder, 'credentials'), { recursive: true });
	const manifest = { name: NAME, version: '1.0.0', n8n: { credentials: [credential], nodes: [] } };
	writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
	writeFileSync(
		join(folder, credential),
		`exports.JustCallApi = class {
			name = 'justCallApi';
			displayName = 'JustCall API';
			properties = ['apiKey', 'apiSecret'].map((name) => ({ displayName: name, name, type: 'string', default: '' }));
			authenticate = async ({ apiKey, apiSecret }, options) => ({
				...options,
				baseURL: ${JSON.stringify(sandbox.url)},
				headers: { ...options.headers, Authorization: apiKey + ':' + apiSecret },
			});
		};`,
	);
}

/** The nodes' message when n8n reads their credential with another package's type. */
export function otherPackageChecks(suite: Suite<E2eContext>): void {
	const run = async (context: E2eContext, parameters: Record<string, unknown>) =>
		await context.server.execute(chain('Beside another package', [justCall(context, parameters)]));

	suite.check('another package: what needs no date runs, with a hint', async (context) => {
		const execution = await run(context, { resource: 'user', operation: 'getAll', limit: 2 });
		assert.equal(execution.assertSuccess().items('JustCall').length, 2);
		assert.match(execution.hints('JustCall').join(), /another JustCall package.*'Base URL'/);
	});

	suite.check('another package: no date is sent in a zone that nobody knows', async (context) => {
		context.sandbox.clearRequests();
		const execution = await run(context, {
			resource: 'call',
			operation: 'getAll',
			filters: { fromDatetime: '2025-11-03T00:00:00' },
		});
		assert.equal(execution.status, 'error');
		assert.match(String(execution.error?.message), /account's time zone is not known/);
		assert.deepEqual(context.sandbox.requests(), []);
	});
}
