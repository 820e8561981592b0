import assert from 'node:assert/strict';

import { chain } from '../../../tools/n8n/workflow';
import type { E2eContext } from '../context';
import { justCall, sandboxCredential } from '../context';
import type { Suite } from '../suite';

/** Environment of an n8n that refuses requests to private addresses. */
export const PROTECTED = { N8N_SSRF_PROTECTION_ENABLED: 'true' };

/** This n8n with the addresses of this machine allowed. */
export const PROTECTED_BUT_LOOPBACK = { ...PROTECTED, N8N_SSRF_ALLOWED_IP_RANGES: '127.0.0.0/8' };

/** This n8n with hosts allowed by name, like an administrator who allows JustCall. */
export const PROTECTED_BUT_LOCALHOST = { ...PROTECTED, N8N_SSRF_ALLOWED_HOSTNAMES: 'localhost' };

/** The protection allows the host by name, but no other name. */
export function allowedByNameChecks(suite: Suite<E2eContext>): void {
	const readUsers = async (context: E2eContext, baseUrl: string) => {
		const credential = await context.server.createCredential({
			name: baseUrl,
			type: 'justCallApi',
			data: { ...sandboxCredential(context), baseUrl },
		});
		const node = justCall({ credential }, { resource: 'user', operation: 'getAll', limit: 3 });
		return await context.server.execute(chain('By name', [node]));
	};

	suite.check('protection: a host that is allowed by name is reached', async (context) => {
		const { port } = new URL(context.sandbox.url);
		const execution = await readUsers(context, `http://localhost:${port}`);
		assert.equal(execution.assertSuccess().items('JustCall').length, 3);
	});

	suite.check('protection: the same host by another name is not', async (context) => {
		const execution = await readUsers(context, context.sandbox.url);
		assert.match(String(execution.error?.message), /refused to connect/);
	});
}

/** n8n's SSRF protection works, and the message says what to do. */
export function protectionChecks(suite: Suite<E2eContext>): void {
	suite.check(
		'protection: a node that is sent to this machine is stopped, before any request',
		async (context) => {
			const { server, sandbox } = context;
			const node = justCall(context, { resource: 'user', operation: 'getAll', limit: 3 });
			const execution = await server.execute(chain('Protected', [node]));
			assert.equal(execution.status, 'error');
			const { message, description } = execution.error ?? {};
			assert.match(String(message), /refused to connect to http:\/\/127\.0\.0\.1/);
			assert.match(String(description), /N8N_SSRF/);
			assert.deepEqual(sandbox.requests(), []);
		},
	);

	suite.check('protection: the test of the credential does not pass', async (context) => {
		const { server, credential } = context;
		const { status } = await server.testCredential({
			...credential,
			type: 'justCallApi',
			data: sandboxCredential(context),
		});
		assert.equal(status, 'Error');
		assert.deepEqual(context.sandbox.requests(), []);
	});
}
