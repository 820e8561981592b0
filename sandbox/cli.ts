import { parseArgs } from 'node:util';

import { CONTROL } from './control';
import { startSandbox } from './server';
import { DEFAULT_OPTIONS, DEFAULT_SETTINGS } from './settings';

const USAGE = `A JustCall sandbox: plays the JustCall API on this machine.

  npm run sandbox -- [options]

  --port N           port to listen on (4010)
  --host ADDRESS     interface to listen on (127.0.0.1)
  --calls N          calls of the last 90 days (${DEFAULT_OPTIONS.calls})
  --seed N           another number, another account (${DEFAULT_OPTIONS.seed})
  --time-zone ZONE   zone of the account (${DEFAULT_OPTIONS.timeZone})
  --frames FORM      single answers framed or bare (framed)
  --per-minute N     rate limit of a minute, as JustCall's plans: 30, 60, 90
  --per-hour N       rate limit of an hour, as JustCall's plans: 1800, 3600, 5400
  --unkind           everything that an API may do and that programs forget, see sandbox/README.md
  --help             this text
`;

const FLAGS = {
	port: { type: 'string' },
	host: { type: 'string' },
	calls: { type: 'string' },
	seed: { type: 'string' },
	'time-zone': { type: 'string' },
	frames: { type: 'string' },
	'per-minute': { type: 'string' },
	'per-hour': { type: 'string' },
	unkind: { type: 'boolean' },
	help: { type: 'boolean' },
} as const;

async function main(): Promise<void> {
	const { values } = parseArgs({ options: FLAGS, strict: true });
	if (values.help) {
		console.log(USAGE);
		return;
	}
	const host = values.host ?? DEFAULT_OPTIONS.host;
	const port = whole('port', values.port) ?? 4010;
	const { frames } = values;
	if (frames !== undefined && frames !== 'framed' && frames !== 'bare')
		throw new Error('--frames takes framed or bare');
	const { hour, burst } = DEFAULT_SETTINGS.rateLimits;
	const sandbox = await startSandbox({
		host,
		port,
		calls: whole('calls', values.calls),
		seed: whole('seed', values.seed),
		timeZone: values['time-zone'],
		frames,
		unkind: values.unkind,
		rateLimits: {
			hour: { ...hour, limit: whole('per-hour', values['per-hour']) ?? hour.limit },
			burst: { ...burst, limit: whole('per-minute', values['per-minute']) ?? burst.limit },
		},
	}).catch((error: NodeJS.ErrnoException) => {
		throw error.code === 'EADDRINUSE'
			? new Error(`Port ${port} is taken. Choose another one with --port.`)
			: error;
	});
	const { state } = sandbox;
	console.log(`JustCall sandbox
  Base URL     ${sandbox.url}
  API Key      ${sandbox.apiKey}
  API Secret   ${sandbox.apiSecret}
  Time zone    ${state.timeZone}
  Account      ${state.calls.length} calls, ${state.users.length} agents, ${state.numbers.length} numbers
  Page         ${sandbox.url}  (watch it, and make things happen)
  Control      ${sandbox.url}${CONTROL}
  Try          curl -H 'Authorization: ${sandbox.apiKey}:${sandbox.apiSecret}' '${sandbox.url}/v2.1/calls?per_page=1'
Ctrl-C stops it.`);
	if (!/^(localhost|127\.|::1)/.test(host)) {
		console.warn(
			`Warning: it listens on ${host}. Whoever reaches it can read and control it; there is no password.`,
		);
	}
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void sandbox.stop().then(() => process.exit(0)));
	}
}

function whole(name: string, value: string | undefined): number | undefined {
	if (value === undefined) return undefined;
	if (!/^\d+$/.test(value)) throw new Error(`--${name} takes a whole number`);
	return Number(value);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
