import assert from 'node:assert/strict';

import { chain } from '../../../tools/n8n/workflow';
import type { E2eContext } from '../context';
import { sandboxCredential } from '../context';
import type { Suite } from '../suite';

/** The credential's Test button, and the credential in other nodes. */
export function credentialChecks(suite: Suite<E2eContext>): void {
	suite.check('credential: its test succeeds with the right key and secret', async (context) => {
		const result = await test(context, {});
		assert.equal(result.status, 'OK', result.message);
	});

	suite.check('credential: a wrong secret is answered with what to check', async (context) => {
		const result = await test(context, { apiSecret: 'not-the-secret' });
		assert.equal(result.status, 'Error');
		assert.match(result.message, /did not accept the API key and secret\. Open the JustCall credential/);
		assert.doesNotMatch(result.message, /not-the-secret/);
	});

	for (const [what, changes, sentence] of [
		[
			'a base URL where nothing answers',
			{ baseUrl: 'http://127.0.0.1:9' },
			/^No answer came from http:\/\/127\.0\.0\.1:9\. Nothing listens at that address/,
		],
		[
			'a base URL that there is not',
			{ baseUrl: 'https://no-such-host.invalid' },
			/^No answer came from https:\/\/no-such-host\.invalid\. The name could not be looked up/,
		],
		['a base URL that is none', { baseUrl: 'api justcall' }, /'Base URL' is not an address: "api justcall"/],
		[
			'a zone that there is not',
			{ timezone: 'New York' },
			/'Account Time Zone' is not a time zone: "New York"/,
		],
		['a wait that is none', { longestWait: 'soon' }, /'Longest Wait \(Seconds\)' is not a number of seconds/],
	] as const) {
		suite.check(`credential: ${what} does not pass, and a sentence says why`, async (context) => {
			const result = await test(context, changes);
			assert.equal(result.status, 'Error');
			assert.match(result.message, sentence);
		});
	}

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
	changes: Readonly<Record<string, string>>,
): Promise<{ status: 'OK' | 'Error'; message: string }> {
	return await context.server.testCredential({
		...context.credential,
		type: 'justCallApi',
		data: { ...sandboxCredential(context), ...changes },
	});
}
