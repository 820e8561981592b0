/**
 * `npm run tokens`: tokens that a model reads of the node as a tool, by the tokenizer that comes with n8n. With `--write` the figures
 * are written to docs/figures.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { loadContract } from '../../contract/load';
import { resources } from '../../nodes/JustCall/resources';
import { NODE_VERSIONS } from '../../nodes/shared/description/nodeVersion';
import { registryOf } from '../../nodes/shared/description/operation';
import { outputExample } from '../docs/outputs';
import { ensureN8n } from '../n8n/install';
import { Progress } from '../n8n/progress';
import { median } from './measure';
import { withSection } from './page';

const PAGE = join(__dirname, '..', '..', 'docs', 'figures.md');
/** The encoding of OpenAI's models since GPT-4o. */
const ENCODING = 'o200k_base';

type Count = (text: string) => number;

async function main(): Promise<void> {
	const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
	const { bin, version } = await ensureN8n(new Progress());
	const { getEncoding } = createRequire(bin)('js-tiktoken') as {
		getEncoding: (name: string) => { encode: (text: string) => number[] };
	};
	const encoding = getEncoding(ENCODING);
	const section = sectionOf((text) => encoding.encode(text).length, version);
	console.log(section);
	if (values.write) writeFileSync(PAGE, withSection(readFileSync(PAGE, 'utf8'), section));
}

/** The section of the page: descriptions and answers of all operations, as the contract's examples give them. */
function sectionOf(count: Count, version: string): string {
	const contract = loadContract();
	const known = [...registryOf(resources).values()];
	const answers = (isSimplified: boolean) =>
		known.flatMap((operation) => {
			if (!operation.simplify) return [];
			const view = { version: NODE_VERSIONS.defaultVersion, isSimplified };
			const example = outputExample(contract, operation, view);
			return example ? [count(JSON.stringify([example]))] : [];
		});
	const unsimplified = known.flatMap((operation) => {
		if (operation.simplify) return [];
		const view = { version: NODE_VERSIONS.defaultVersion, isSimplified: true };
		const example = outputExample(contract, operation, view);
		return example ? [count(JSON.stringify([example]))] : [];
	});
	const rows: Array<[what: string, tokens: number[]]> = [
		[
			'what n8n says of a tool by itself ("Send SMS text message in JustCall")',
			known.map(({ action }) => count(`${action} in JustCall`)),
		],
		[
			'the description of the operation, for *Tool Description*',
			known.map(({ description }) => count(description)),
		],
		['an answer with one record, *Simplify* on (as it is by default)', answers(true)],
		['the same, *Simplify* off', answers(false)],
		['an answer of an operation without *Simplify*', unsimplified],
	];
	return [
		'## Tokens of tools',
		'',
		`\`npm run tokens -- --write\` counts these with the tokenizer of n8n ${version} (${ENCODING}), over all operations. Answers are the`,
		"contract's examples as the node gives them to an agent.",
		'',
		'| what | median | most |',
		'| --- | --- | --- |',
		...rows.map(([what, tokens]) => `| ${what} | ${median(tokens)} | ${Math.max(...tokens)} |`),
		'',
	].join('\n');
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
