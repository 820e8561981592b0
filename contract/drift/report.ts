import { readFile } from 'node:fs/promises';

import { parse } from 'yaml';

import { loadContract } from '../load';
import type { Change, Document } from './compare';
import { compareContracts } from './compare';
import { whyNoContract } from './document';
import { compareList, pagesIn } from './referenceList';

const TIMEOUT_MS = 60_000;

/**
 * Compares an OpenAPI file, or the list of the vendor's API reference (llms.txt), with our contract.
 *
 * @param source path, or address with http or https
 * @returns the differences in words, by operation, and how many there are
 * @throws Error with a sentence when the file cannot be read or is neither
 */
export async function driftReport(source: string): Promise<{ text: string; count: number }> {
	const text = await read(source);
	const ours = loadContract().document as Document;
	const pages = pagesIn(text);
	if (pages.length > 0) {
		const changes = compareList(ours, pages);
		return written(changes, ['The list names operations only: their paths and fields are not compared.']);
	}
	const theirs = document(text, source);
	// JustCall publishes only v2.1, so v1 operations that a file leaves out are not removed.
	const hasV1 = Object.keys(theirs.paths as object).some((path) => path.startsWith('/v1/'));
	const changes = compareContracts(ours, theirs).filter(
		({ operation }) => hasV1 || !operation.includes(' /v1/'),
	);
	return written(changes, [
		...(hasV1 ? [] : ['The file has nothing of v1, which was left out.']),
		...(theirs.webhooks === undefined ? ['The file describes no events, which were left out.'] : []),
	]);
}

/** Changes in words by operation, with remarks on the whole file and the number of changes. */
function written(changes: readonly Change[], notes: readonly string[]): { text: string; count: number } {
	const operations = [...new Set(changes.map(({ operation }) => operation))];
	const lines = operations.flatMap((name) => [
		name,
		...changes.filter(({ operation }) => operation === name).map(({ says }) => `  ${says}`),
		'',
	]);
	lines.push(
		...notes,
		changes.length === 0
			? 'No difference from our contract.'
			: `${changes.length} ${changes.length === 1 ? 'difference' : 'differences'}, in ${operations.length} ${operations.length === 1 ? 'operation' : 'operations'}.`,
	);
	return { text: lines.join('\n'), count: changes.length };
}

async function read(source: string): Promise<string> {
	if (!/^https?:\/\//.test(source)) return await readFile(source, 'utf8');
	const response = await fetch(source, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
		(error: unknown) => {
			// The cause has the reason; the error itself says only that it failed.
			const { message, cause } = error as { message?: string; cause?: { code?: string; message?: string } };
			throw new Error(`${source} could not be reached: ${cause?.code ?? cause?.message ?? message}`);
		},
	);
	if (!response.ok) throw new Error(`${source} answered ${response.status}`);
	return await response.text();
}

/** JSON is also YAML, but as YAML it takes a hundred times as long to read. */
function jsonOrYaml(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return parse(text);
	}
}

function document(text: string, source: string): Document {
	let parsed: unknown;
	try {
		parsed = jsonOrYaml(text);
	} catch {
		throw new Error(`${source} is neither YAML nor JSON`);
	}
	const why = whyNoContract(parsed);
	if (why !== undefined) throw new Error(`${source} is not an OpenAPI 3 file: ${why}`);
	return parsed as Document;
}
