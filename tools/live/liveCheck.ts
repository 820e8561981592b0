/**
 * `npm run live:check`: compares the JustCall account of JUSTCALL_API_KEY and JUSTCALL_API_SECRET with the
 * contract. It only reads, slowly; `-- --help` lists what else it can do.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { checkBaseUrl } from '../../nodes/shared/values/baseUrl';
import { RUNTIME_DIR } from '../n8n/paths';
import { liveCheck } from './check';
import { writeReport } from './report';

const HELP = `JUSTCALL_API_KEY=... JUSTCALL_API_SECRET=... npm run live:check -- [options]

Reads every kind of record of the account once and holds the answers against the contract; settles what is not known of
the API. About 165 requests in seven minutes, and it leaves some of each minute's to others. Writes a report without
personal data.

  --base-url URL     address of the API (https://api.justcall.io)
  --output FILE      the report (.runtime/live-check.md)
  --spacing SECONDS  from one request to the next (2.5)
  --write            also create, change and delete one tag and one contact with a fictional number, and read what only POST reads
  --webhook-url URL  also register this public address for one event, and take it out again
  --listen PORT      port on this machine that the address leads to, to see whether JustCall calls it
  --help             this text

Ends with code 1 when something broke off; the report says what. Ctrl-C takes back what was made and still writes the report.
`;

/**
 * Milliseconds in which a second signal counts as the same one: npm passes on the signal that the terminal has
 * already sent.
 */
const SAME_SIGNAL = 1000;

/** On SIGINT and SIGTERM, stops once everything it made is deleted. A second signal stops it at once. */
function stopOnSignal(): AbortSignal {
	const stop = new AbortController();
	let since = 0;
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.on(signal, () => {
			if (!stop.signal.aborted) {
				since = Date.now();
				console.error(`\n${signal}: taking back what was made, then the report. Once more ends it at once.`);
				stop.abort(new Error(`stopped by ${signal}`));
			} else if (Date.now() - since > SAME_SIGNAL) {
				console.error(
					"Ended at once. With --write, look in JustCall for a tag 'n8n-live-check' and a contact 'n8n live check'; with --webhook-url, for that address.",
				);
				process.exit(130);
			}
		});
	}
	return stop.signal;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			'base-url': { type: 'string', default: 'https://api.justcall.io' },
			output: { type: 'string' },
			spacing: { type: 'string', default: '2.5' },
			write: { type: 'boolean', default: false },
			'webhook-url': { type: 'string' },
			listen: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		console.log(HELP);
		return;
	}
	const { JUSTCALL_API_KEY: apiKey, JUSTCALL_API_SECRET: apiSecret } = process.env;
	const spacing = Number(values.spacing) * 1000;
	const baseUrl = checkBaseUrl(values['base-url']);
	if (!apiKey || !apiSecret) throw new Error(`Set JUSTCALL_API_KEY and JUSTCALL_API_SECRET.\n\n${HELP}`);
	if (!(spacing >= 0)) throw new Error('--spacing takes seconds, for example 2.5');

	const stop = stopOnSignal();
	const findings = await liveCheck(
		{ baseUrl, apiKey, apiSecret, spacing, stop },
		{
			write: values.write,
			webhookUrl: values['webhook-url'],
			listen: values.listen === undefined ? undefined : Number(values.listen),
		},
		(line) => console.log(line),
	);
	const file = resolve(values.output ?? `${RUNTIME_DIR}/live-check.md`);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, writeReport(findings));
	console.log(`\n${findings.requests} requests in ${findings.seconds} s. The report: ${file}`);
	for (const failure of findings.failures) console.error(`FAILED: ${failure}`);
	process.exitCode = stop.aborted ? 130 : findings.failures.length === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
