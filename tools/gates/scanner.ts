import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { PackedPackage } from '../n8n/package';
import { unpackPackage } from '../n8n/package';
import { PROJECT_ROOT } from '../n8n/paths';

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

/**
 * Runs n8n's own check of community packages on the sources and on a packed package, without a network. It
 * passes when there are no complaints.
 */
export async function scanPackage(
	packed: PackedPackage,
): Promise<Array<{ what: string; complaints: string[] }>> {
	// The scanner is an ES module, which cannot be loaded with require. The name is a variable because the module
	// has no types.
	const scanner = (await import(SCANNER)) as Scanner;
	const unpacked = mkdtempSync(join(tmpdir(), 'justcall-scan-'));
	try {
		unpackPackage(packed, unpacked);
		const sources = await scanner.analyzePackage(PROJECT_ROOT, scanner.SOURCE_FILE_PATTERNS);
		const tarball = await scanner.analyzePackage(unpacked, TARBALL_PATTERNS);
		return [
			{ what: 'sources', complaints: complaintsOf(sources) },
			{ what: 'tarball', complaints: complaintsOf(tarball) },
		];
	} finally {
		rmSync(unpacked, { recursive: true, force: true });
	}
}

function complaintsOf({ passed, details, message }: ScanResult): string[] {
	if (passed) return [];
	return [typeof details === 'string' ? details : JSON.stringify(details ?? message, null, 2)];
}
