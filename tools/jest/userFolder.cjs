// Jest's globalSetup: one folder for everything that n8n-core writes in a run. It is deleted when the process ends, also
// after failures; a folder of a worker might not be, as jest ends its workers by a signal.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

module.exports = () => {
	// Stryker runs jest again and again in one process.
	if (process.env.N8N_IN_PROCESS_FOLDER) return;
	const folder = mkdtempSync(join(tmpdir(), 'n8n-in-process-'));
	process.env.N8N_IN_PROCESS_FOLDER = folder;
	process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
};
