/**
 * `npm run contract:drift -- <path or URL of an OpenAPI file or llms.txt>`: lists what it adds, removes or
 * changes compared with our contract. Of JustCall's https://developer.justcall.io/llms.txt it lists the
 * operations that our contract does not have. The exit code is 1 when there are differences.
 */
import { driftReport } from './report';

async function main(): Promise<void> {
	const [source] = process.argv.slice(2);
	if (!source)
		throw new Error(
			'Say which file: npm run contract:drift -- <path or URL of an OpenAPI file or of llms.txt>',
		);
	const { text, count } = await driftReport(source);
	console.log(text);
	process.exitCode = count === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 2;
});
