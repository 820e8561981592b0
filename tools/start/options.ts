import { parseArgs } from 'node:util';

/** Options on the command line of `npm start`. */
export interface StartOptions {
	/** Wanted port of the editor; the next free port is used if this one is busy. */
	port: number;
	/** Delete the saved n8n data before the start. */
	reset: boolean;
}

export const USAGE = `Usage: npm start -- [--port 5678] [--reset]

  --port <number>   port of the n8n editor (default 5678; the next free one if it is busy)
  --reset           forget the saved n8n data: workflows, executions, credentials and the login
  --help            this text`;

const DEFAULT_PORT = 5678;

/** Reads the arguments; returns `undefined` when only the help is wanted. */
export function readOptions(args: string[]): StartOptions | undefined {
	const { values } = parseArgs({
		args,
		options: {
			port: { type: 'string' },
			reset: { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	if (values.help) return undefined;
	const port = values.port === undefined ? DEFAULT_PORT : Number(values.port);
	if (!Number.isInteger(port) || port < 1 || port > 65_535) {
		throw new Error(`--port must be a number from 1 to 65535, not '${values.port}'`);
	}
	return { port, reset: values.reset };
}
