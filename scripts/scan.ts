/** `npm run scan`: n8n's own check of community packages, on the sources and on the packed package, without a network. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { unpackPackage } from '../test/n8n/package';
import { PROJECT_ROOT } from '../test/n8n/paths';
import { Progress } from '../test/n8n/progress';
import { buildAndPack } from './build-and-pack';

interface ScanResult {
	passed: boolean;
	message?: string;
	details?: unknown;
}

interface Scanner {
	SOURCE_FILE_PATTERNS: string[];
	analyzePackage(folder: string, patterns: string[]): Promise<ScanResult>;
}

const SCANNER = '@n8n/scan-community-package/scanner/scanner.mjs';

/** The patterns that the published scanner uses for the content of a tarball. */
const TARBALL_PATTERNS = ['**/*.js', 'package.json'];

async function main(): Promise<void> {
	// The scanner is an ES module, which cannot be required; the name is a variable because it has no types.
	const scanner = (await import(SCANNER)) as Scanner;
	const unpacked = mkdtempSync(join(tmpdir(), 'justcall-scan-'));
	try {
		const packed = await buildAndPack(new Progress());
		unpackPackage(packed, unpacked);
		const results = [
			report('sources', await scanner.analyzePackage(PROJECT_ROOT, scanner.SOURCE_FILE_PATTERNS)),
			report('tarball', await scanner.analyzePackage(unpacked, TARBALL_PATTERNS)),
		];
		process.exitCode = results.every(Boolean) ? 0 : 1;
	} finally {
		rmSync(unpacked, { recursive: true, force: true });
	}
}

function report(what: string, result: ScanResult): boolean {
	console.log(`${result.passed ? 'passed' : 'FAILED'}: n8n's package scanner on the ${what}`);
	if (!result.passed) {
		const { details, message } = result;
		console.log(typeof details === 'string' ? details : JSON.stringify(details ?? message, null, 2));
	}
	return result.passed;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
