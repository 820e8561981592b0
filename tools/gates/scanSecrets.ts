/**
 * `npm run scan:secrets`: looks for secrets in the repository (by secretlint), and for the sandbox's secret in
 * everything that test runs have left: output, logs, databases with every stored execution, transcripts, the
 * package.
 */
import { statSync } from 'node:fs';
import { join, relative } from 'node:path';

import { PROJECT_ROOT, RUNTIME_DIR } from '../n8n/paths';
import { DEFAULT_OPTIONS } from '../../sandbox/settings';
import { repositorySecrets } from './tools';
import { filesUnder, formsOf, leaksIn } from './outputs';

/** `npm start` and the pictures show the secret to the user who runs them. Nothing else may contain it. */
const OUTPUTS = ['ci', 'e2e', 'bench', 'package'].map((folder) => join(RUNTIME_DIR, folder));

async function main(): Promise<void> {
	const { complaints, asks } = await repositorySecrets();
	for (const complaint of complaints) console.error(complaint);
	console.log(`${complaints.length === 0 ? 'passed' : 'FAILED'}: secrets, ${asks}`);

	const files = filesUnder([...OUTPUTS, join(PROJECT_ROOT, 'dist')]);
	const megabytes = files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6;
	const leaks = leaksIn(files, formsOf(DEFAULT_OPTIONS.apiKey, DEFAULT_OPTIONS.apiSecret));
	for (const { file, form } of leaks) console.error(`FAILED: ${relative(PROJECT_ROOT, file)} holds ${form}`);
	console.log(
		`${leaks.length === 0 ? 'passed' : 'FAILED'}: the sandbox's secret in ${files.length} files of output, ${megabytes.toFixed(1)} MB`,
	);
	process.exitCode = complaints.length === 0 && leaks.length === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
