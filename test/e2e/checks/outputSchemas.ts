import assert from 'node:assert/strict';

import { resources } from '../../../nodes/JustCall/resources';
import { Editor as EditorSession, ensureChromium, type Editor } from '../../../tools/n8n/browser';
import { schemaPath, versionsOf, type OutputSchema } from '../../../tools/docs/outputs';
import { chain } from '../../../tools/n8n/workflow';
import type { E2eContext } from '../context';
import { JUSTCALL_NODE, justCall } from '../context';
import type { Suite } from '../suite';

/** The output schemas as n8n's editor asks for them, before the node has run. */
export function outputSchemaChecks(suite: Suite<E2eContext>): void {
	suite.check('package: n8n serves the output schema of every operation', async ({ server, packed }) => {
		const node = (await server.nodeTypes()).find(({ name }) => name === JUSTCALL_NODE);
		assert.ok(node, `${JUSTCALL_NODE} is not among n8n's node types`);
		for (const version of versionsOf({ version: node.version as number | number[] })) {
			for (const { value: resource, operations } of resources) {
				for (const { value: operation, answer } of operations) {
					const path = schemaPath(resource, operation, version);
					const file = packed.files.get(`dist/nodes/JustCall/__schema__/${path}`);
					const response = await server.fetch('GET', addressOf(path));
					assert.equal(response.status, answer.kind === 'any' ? 404 : 200, path);
					if (file) assert.deepEqual(await response.json(), JSON.parse(file.toString('utf8')), path);
					else assert.equal(answer.kind, 'any', `${path} is not in the package`);
				}
			}
		}
	});
}

/** Where the editor asks for a schema: for v1.0.0/call/get.json at 1.0.0/call/get.json. */
function addressOf(path: string): string {
	return `/schemas/${JUSTCALL_NODE}/${path.slice(1)}`;
}

/** The same in the editor. */
export function outputSchemaBrowserChecks(suite: Suite<E2eContext>): void {
	suite.check(
		'browser: the output schema shows the fields of a node before its first run',
		async (context) => {
			await EditorSession.use(
				await ensureChromium(context.progress),
				'output-schemas',
				async (editor) => await fieldsBeforeTheRun(editor, context),
			);
		},
	);
}

/** Operations to look at: a text, which nobody wants to send to see its fields, a list, and an output of the node's own. */
const LOOKED_AT = [
	['sms', 'send'],
	['call', 'getAll'],
	['campaignContact', 'sync'],
] as const;

async function fieldsBeforeTheRun(editor: Editor, context: E2eContext): Promise<void> {
	const { server, owner, sandbox } = context;
	const { page } = editor;
	await editor.signIn(server.url, owner.email, owner.password);
	sandbox.clearRequests();
	for (const [resource, operation] of LOOKED_AT) {
		const next = { name: 'Next', type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters: {} };
		const { id, nodes } = await server.createWorkflow(
			chain(`Fields of ${resource} ${operation}`, [justCall(context, { resource, operation }), next]),
		);
		const place = nodes.find(({ name }) => name === 'Next')?.id;
		await page.goto(`${server.url}/workflow/${id}/${place}`, { waitUntil: 'domcontentloaded' });
		const input = editor.byTestId('ndv-input-panel');
		const shown = editor.visible('run-data-schema-item', input);
		await shown.first().waitFor();
		await editor.screenshot(`${resource}-${operation}`);
		const { properties } = (await (
			await server.fetch('GET', addressOf(schemaPath(resource, operation, 1)))
		).json()) as OutputSchema;
		const text = (await input.innerText()).split('\n').map((line) => line.trim());
		const [first = ''] = Object.keys(properties ?? {});
		assert.ok(text.includes(first), `${first} is not in the input panel: ${text.join(' | ')}`);
	}
	assert.deepEqual(sandbox.requests(), [], 'the editor has run something to show the fields');
}
