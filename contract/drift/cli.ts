/**
 * `npm run contract:drift -- <path or URL of an OpenAPI file or llms.txt>`: what is new, gone or changed in it, held against our
 * contract, in words; of JustCall's https://developer.justcall.io/llms.txt, which operations our contract lacks. Ends with code 1 when there is anything.
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
