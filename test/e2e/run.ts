/**
 * `npm run test:e2e`: the packed package in a real n8n, against the sandbox, and at the end in a browser. `npm
 * run test:e2e -- --only <text>` runs the checks whose names contain the text, `--n8n <version>` uses another
 * n8n (the browser checks know only the newest one's editor), and `--packed <file>` uses a tarball instead of
 * packing one.
 */
import { parseArgs } from 'node:util';

import { openPackage, packPackage } from '../../tools/n8n/package';
import { Progress } from '../../tools/n8n/progress';
import { N8nServer } from '../../tools/n8n/server';
import { DEFAULT_N8N } from '../../tools/n8n/versions';
import { agentChecks } from './checks/agent';
import { agentSampleChecks } from './checks/agentSamples';
import { browserChecks } from './checks/browser';
import { callOutcomeChecks } from './checks/callOutcome';
import { callChecks } from './checks/calls';
import { credentialChecks } from './checks/credential';
import { customRequestChecks } from './checks/customRequest';
import { dropdownChecks } from './checks/dropdowns';
import { messageChecks } from './checks/messages';
import { nodeSearchChecks } from './checks/nodeSearch';
import { outputSchemaBrowserChecks, outputSchemaChecks } from './checks/outputSchemas';
import { packageChecks } from './checks/package';
import { pagingChecks } from './checks/paging';
import { phoneNumberChecks } from './checks/phoneNumbers';
import { pollingChecks } from './checks/polling';
import { rateLimitChecks } from './checks/rateLimit';
import { resourceChecks } from './checks/resources';
import { reportSampleChecks } from './checks/reportSamples';
import { runChecks } from './checks/runs';
import { sampleChecks } from './checks/samples';
import { writingSampleChecks } from './checks/writingSamples';
import { sendAndWaitChecks } from './checks/sendAndWait';
import { triggerChecks, triggerEnduranceChecks, triggerMoveChecks } from './checks/trigger';
import type { E2eContext } from './context';
import { contractIsKept } from './context';
import { onStage } from './stage';
import { Suite } from './suite';

async function main(): Promise<number> {
	const { values } = parseArgs({
		options: {
			only: { type: 'string' },
			n8n: { type: 'string', default: DEFAULT_N8N },
			packed: { type: 'string' },
		},
	});
	const progress = new Progress();
	const packed =
		values.packed === undefined
			? await progress.step('Packing the package', async () => await packPackage())
			: openPackage(values.packed);
	return await onStage({ folder: 'n8n', version: values.n8n }, packed, progress, async (context) => {
		return await checksFor(values.n8n).run(context, values.only);
	});
}

function checksFor(version: string): Suite<E2eContext> {
	const suite = new Suite<E2eContext>(contractIsKept);
	packageChecks(suite);
	outputSchemaChecks(suite);
	credentialChecks(suite);
	callChecks(suite);
	sampleChecks(suite);
	reportSampleChecks(suite);
	pagingChecks(suite);
	// Adds a call, so it comes after the checks that count calls.
	resourceChecks(suite);
	agentChecks(suite);
	agentSampleChecks(suite);
	rateLimitChecks(suite);
	runChecks(suite);
	customRequestChecks(suite);
	triggerChecks(suite);
	triggerEnduranceChecks(suite);
	triggerMoveChecks(suite);
	writingSampleChecks(suite);
	phoneNumberChecks(suite);
	pollingChecks(suite);
	sendAndWaitChecks(suite);
	callOutcomeChecks(suite);
	if (version === DEFAULT_N8N) {
		nodeSearchChecks(suite);
		dropdownChecks(suite);
		messageChecks(suite);
		outputSchemaBrowserChecks(suite);
		browserChecks(suite);
	}
	return suite;
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
