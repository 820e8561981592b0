import assert from 'node:assert/strict';

import { chain } from '../../n8n/workflow';
import type { E2eContext } from '../context';
import { sandboxCredential } from '../context';
import type { Suite } from '../suite';

/** The Test button of the credential, and its use outside our node. */
export function credentialChecks(suite: Suite<E2eContext>): void {
	suite.check('credential: its test succeeds with the right key and secret', async (context) => {
		const result = await test(context, {});
		assert.equal(result.status, 'OK', result.message);
	});

	suite.check('credential: a wrong secret is answered with what to check', async (context) => {
		const result = await test(context, { apiSecret: 'not-the-secret' });
		assert.equal(result.status, 'Error');
		// An old n8n does not show what JustCall or the credential says, but a sentence of its own.
		assert.match(
			result.message,
			context.server.isOld ? /check your credentials/ : /key.*secret|secret.*key/i,
		);
		assert.doesNotMatch(result.message, /not-the-secret/);
	});

	suite.check('credential: a base URL where nothing answers does not pass', async (context) => {
		const result = await test(context, { baseUrl: 'http://127.0.0.1:9' });
		assert.equal(result.status, 'Error');
	});

	suite.check('credential: the HTTP Request node can use it', async (context) => {
		const { server, sandbox, credential } = context;
		const execution = await server.execute(
			chain('HTTP Request with the JustCall credential', [
				{
					name: 'HTTP Request',
					type: 'n8n-nodes-base.httpRequest',
					typeVersion: 4.2,
					parameters: {
						url: `${sandbox.url}/v2.1/users`,
						authentication: 'predefinedCredentialType',
						nodeCredentialType: 'justCallApi',
						options: {},
					},
					credentials: { justCallApi: credential },
				},
			]),
		);
		const [answer] = execution.assertSuccess().items('HTTP Request');
		assert.equal(answer?.json.status, 'success');
		assert.ok((answer.json.data as unknown[]).length > 0);
	});
}

async function test(
	context: E2eContext,
	changes: Record<string, string>,
): Promise<{ status: 'OK' | 'Error'; message: string }> {
	return await context.server.testCredential({
		...context.credential,
		type: 'justCallApi',
		data: { ...sandboxCredential(context), ...changes },
	});
}
