import assert from 'node:assert/strict';

import { DateTime } from 'luxon';

import { sampleWorkflows } from '../../../tools/n8n/samples';
import type { Workflow } from '../../../tools/n8n/workflow';
import { withCredential } from '../../../tools/n8n/workflow';
import type { E2eContext } from '../context';
import { WORKFLOW_ZONE } from '../context';
import { accountTime, callsOf, recordingBytes, requestsFor } from '../expected';
import type { Suite } from '../suite';

/** The workflows that ship with the project, imported and executed unchanged. */
export function sampleChecks(suite: Suite<E2eContext>): void {
	suite.check('samples: each explains itself and needs nothing but n8n and this package', async () => {
		const samples = sampleWorkflows();
		assert.ok(samples.length > 0, 'there are no samples');
		for (const { file, workflow } of samples) {
			const types = workflow.nodes.map(({ type }) => type);
			assert.ok(types.includes('n8n-nodes-base.stickyNote'), `${file} has no sticky note`);
			for (const type of types)
				assert.match(type, /^(@n8n\/)?n8n-nodes-(base|langchain|justcall-complete)\./, file);
			assert.ok(!JSON.stringify(workflow).includes('"credentials"'), `${file} carries a credential`);
		}
	});

	suite.check(
		'samples: "List yesterday\'s calls" gives every call of yesterday and no other',
		async (context) => {
			const { server, sandbox } = context;
			sandbox.clearRequests();
			const execution = await server.execute(sample(context, 'list-yesterdays-calls.json'));
			const items = execution.assertSuccess().items("Get yesterday's calls");

			const day = DateTime.now().setZone(WORKFLOW_ZONE).minus({ days: 1 });
			const [from, to] = [day.startOf('day').toJSDate(), day.endOf('day').toJSDate()];
			const expected = callsOf(sandbox).filter(({ at }) => at >= from && at <= to);
			assert.ok(expected.length > 0, `the sandbox has no call on ${day.toISODate()}`);
			assert.deepEqual(
				sorted(items.map(({ json }) => Number(json.id))),
				sorted(expected.map(({ id }) => id)),
			);
			for (const { query } of requestsFor(sandbox, '/v2.1/calls')) {
				assert.equal(query.from_datetime, accountTime(sandbox, from));
				assert.equal(query.to_datetime, accountTime(sandbox, to));
			}
		},
	);

	suite.check(
		'samples: "Download a recording" ends with the very bytes of that recording',
		async (context) => {
			const { server, sandbox } = context;
			const execution = await server.execute(sample(context, 'download-a-recording.json'));
			const [first] = execution.assertSuccess().items('Only the first');
			const [file, ...more] = execution.items('Download recording');
			assert.ok(first && file && more.length === 0, 'there is not exactly one recording');
			assert.ok(file.binary?.data, 'the last node put out no file');
			const bytes = await server.readBinary(file.binary.data);
			assert.ok(bytes.equals(await recordingBytes(sandbox, Number(first.json.id))), 'the bytes differ');
		},
	);
}

/** A sample with the suite's credential. */
export function sample({ packed, credential }: E2eContext, file: string): Workflow {
	const found = sampleWorkflows().find((candidate) => candidate.file === file);
	assert.ok(found, `${file} is missing`);
	return withCredential(found.workflow, packed.manifest.name, 'justCallApi', credential);
}

function sorted(ids: number[]): number[] {
	return [...ids].sort((a, b) => a - b);
}
