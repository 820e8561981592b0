/** `npm run gates` shows all requirements for a verified community node as a table, and fails when one is not met. */
import { statSync } from 'node:fs';

import { PROJECT_ROOT } from '../n8n/paths';
import { Progress } from '../n8n/progress';
import { buildAndPack } from '../n8n/buildAndPack';
import { ANNOUNCED } from './announced';
import { readFacts } from './facts';
import { publishFinding } from './publishing';
import { scanPackage } from './scanner';
import { complaintsAbout } from './tarball';
import { auditFinding, licenceFinding, lintFinding, repositorySecrets } from './tools';
import { VERIFICATION } from './verification';

interface Row {
	name: string;
	asks: string;
	complaints: string[];
	says: string;
	byHand?: boolean;
}

async function main(): Promise<void> {
	const packed = await buildAndPack(new Progress());
	const facts = readFacts(PROJECT_ROOT);
	const scans = (await scanPackage(packed)).map(({ what, complaints }) => ({
		name: 'V10',
		asks: `n8n's scanner on the ${what}`,
		complaints,
		says: 'the scanner also asks npm for the provenance, which is there once it is published',
	}));
	const tarball = {
		name: 'tarball',
		asks: 'what a user needs and nothing else, below 300 KB',
		complaints: complaintsAbout(packed),
		says: `${packed.files.size} files, ${(statSync(packed.file).size / 1000).toFixed(0)} KB packed`,
	};
	const [guidelines = [], announced = []] = [VERIFICATION, ANNOUNCED].map((rules) =>
		rules.map(({ name, asks, complaints, byHand, remains = '' }): Row => ({
			name,
			asks,
			byHand,
			complaints: complaints(facts),
			says: remains && `For the owner: ${remains}`,
		})),
	);
	const number = ({ name }: Row) => Number(name.slice(1));
	const rows = [
		print(
			"n8n's guidelines for verified nodes",
			[...guidelines, ...scans, await lintFinding(), await publishFinding(PROJECT_ROOT)].sort(
				(a, b) => number(a) - number(b),
			),
		),
		print('Package', [tarball, await repositorySecrets(), licenceFinding(), await auditFinding()]),
		print('Rules that n8n has announced', announced),
	].flat();
	const failed = rows.filter(({ complaints }) => complaints.length > 0);
	for (const { name, complaints } of failed)
		for (const complaint of complaints) console.error(`FAILED ${name}: ${complaint}`);
	const byHand = rows.filter((row) => row.byHand).length;
	console.log(`\n${rows.length - failed.length - byHand} passed, ${failed.length} failed, ${byHand} by hand`);
	process.exitCode = failed.length === 0 ? 0 : 1;
}

function print(title: string, rows: Row[]): Row[] {
	console.log(`\n${title}\n\n| gate | asks for | | |\n| --- | --- | --- | --- |`);
	for (const row of rows) console.log(`| ${row.name} | ${row.asks} | ${outcomeOf(row)} | ${row.says} |`);
	return rows;
}

function outcomeOf({ complaints, byHand }: Row): string {
	if (complaints.length > 0) return 'FAILED';
	return byHand ? 'by hand' : 'passed';
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
