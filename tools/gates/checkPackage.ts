/** `npm run check:package`: packs the package and checks the files that would reach a user. */
import { statSync } from 'node:fs';

import { Progress } from '../n8n/progress';
import { buildAndPack } from '../n8n/buildAndPack';
import { complaintsAbout } from './tarball';

async function main(): Promise<void> {
	const packed = await buildAndPack(new Progress());
	const unpackedBytes = [...packed.files.values()].reduce((sum, { length }) => sum + length, 0);
	for (const [path, { length }] of packed.files) console.log(`${String(length).padStart(9)}  ${path}`);
	console.log(
		`${packed.manifest.name} ${packed.manifest.version}: ${packed.files.size} files, ` +
			`${statSync(packed.file).size} bytes packed, ${unpackedBytes} unpacked`,
	);
	const complaints = complaintsAbout(packed);
	for (const complaint of complaints) console.error(`FAILED: ${complaint}`);
	if (complaints.length === 0) console.log('passed: the package holds what it should and nothing else');
	process.exitCode = complaints.length === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
