import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// n8n-core reads these when it is first imported; without them it writes into the home folder.
if (!process.env.N8N_USER_FOLDER) {
	// Each worker of jest has a folder of its own, within one that is deleted with the run: tools/jest/userFolder.cjs.
	const folder = mkdtempSync(join(process.env.N8N_IN_PROCESS_FOLDER ?? tmpdir(), 'n8n-in-process-'));
	process.env.N8N_USER_FOLDER = folder;
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
process.env.N8N_ENCRYPTION_KEY ??= 'in-process-key-in-process-key-32';
process.env.N8N_DEFAULT_BINARY_DATA_MODE ??= 'filesystem';
process.env.N8N_LOG_LEVEL ??= 'silent';
process.env.N8N_RUNNERS_ENABLED ??= 'false';
