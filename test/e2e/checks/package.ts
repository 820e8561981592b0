import assert from 'node:assert/strict';

import type { E2eContext } from '../context';
import { JUSTCALL_NODE } from '../context';
import type { Suite } from '../suite';

/** Checks how n8n has loaded the installed package. */
export function packageChecks(suite: Suite<E2eContext>): void {
	suite.check('package: n8n knows the node, from the packed version', async ({ server, packed }) => {
		const node = (await server.nodeTypes()).find(({ name }) => name === JUSTCALL_NODE);
		assert.ok(node, `${JUSTCALL_NODE} is not among n8n's node types`);
		assert.equal(node.displayName, 'JustCall');
		assert.equal(node.communityNodePackageVersion, packed.manifest.version);
	});

	suite.check('package: the node can be used as a tool of an AI agent', async ({ server }) => {
		const names = (await server.nodeTypes()).map(({ name }) => name);
		assert.ok(names.includes(`${JUSTCALL_NODE}Tool`), 'there is no tool variant of the node');
	});

	suite.check('package: the icons of node and credential are served', async ({ server }) => {
		const node = (await server.nodeTypes()).find(({ name }) => name === JUSTCALL_NODE);
		const credential = (await server.credentialTypes()).find(({ name }) => name === 'justCallApi');
		for (const { iconUrl } of [node, credential] as Array<{ iconUrl: { light: string; dark: string } }>) {
			for (const path of [iconUrl.light, iconUrl.dark]) {
				const response = await server.fetch('GET', `/${path}`);
				assert.equal(response.status, 200, path);
				assert.match(await response.text(), /<svg/, path);
			}
		}
	});

	suite.check('package: n8n knows the credential and which node uses it', async ({ server }) => {
		const credential = (await server.credentialTypes()).find(({ name }) => name === 'justCallApi');
		assert.ok(credential, 'justCallApi is not among the credential types');
		assert.equal(credential.displayName, 'JustCall API');
		assert.ok((credential.supportedNodes as string[]).includes(JUSTCALL_NODE));
	});
}
