/**
 * `npm run scan` runs n8n's own check of community packages on the sources and on the packed package, without a
 * network.
 */
import { Progress } from '../n8n/progress';
import { buildAndPack } from '../n8n/buildAndPack';
import { scanPackage } from './scanner';

async function main(): Promise<void> {
	const results = await scanPackage(await buildAndPack(new Progress()));
	for (const { what, complaints } of results) {
		console.log(`${complaints.length === 0 ? 'passed' : 'FAILED'}: n8n's package scanner on the ${what}`);
		for (const complaint of complaints) console.log(complaint);
	}
	process.exitCode = results.every(({ complaints }) => complaints.length === 0) ? 0 : 1;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
