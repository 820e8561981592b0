import { join } from 'node:path';

import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import type * as RememberedModule from '../../nodes/JustCall/listSearch/remembered';
import { useSkippingClock, type SkippingClock } from './clock';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server';
import {
	startInProcess,
	type InProcessN8n,
	type RunOptions,
	type RunResult,
} from '../../tools/engine/inProcess';

/** A sandbox and an n8n that uses it. */
export interface Sandboxed {
	sandbox: Sandbox;
	/** Data of a credential for the sandbox's account. */
	credential: ICredentialDataDecryptedObject;
	n8n: InProcessN8n;
	/** The clock of node and sandbox: no test of the node depends on the speed of the machine. */
	clock: SkippingClock;
	/** Runs an operation. */
	run: (
		resource: string,
		operation: string,
		parameters?: INodeParameters,
		options?: RunOptions,
	) => Promise<RunResult>;
	/** Runs an operation of the resource `call`. */
	call: (operation: string, parameters?: INodeParameters, options?: RunOptions) => Promise<RunResult>;
}

/** Zone of the sandbox's account in tests: not UTC, and with daylight saving time. */
export const ACCOUNT_ZONE = 'America/New_York';

/** Secret of the sandbox in tests, long and unusual enough to be found wherever it leaks. */
export const SECRET = 'S3cret-that-must-never-show-9f2c';

/** Key of the sandbox in tests, see {@link SECRET}. */
export const KEY = 'K3y-that-must-never-show-77aa';

/** Whether the sandbox plays an API as unkind as it may be: `npm run test:unkind`. */
export const IS_UNKIND = process.env.SANDBOX === 'unkind';

/**
 * Starts both before the tests of a file and stops them afterwards; the sandbox's seed is restored between
 * tests. A test fails when the sandbox itself violates the contract, or when key or secret shows.
 */
export function useSandbox(options: SandboxOptions = {}): Sandboxed {
	const started = {} as Sandboxed;
	started.clock = useSkippingClock();
	beforeAll(async () => {
		started.sandbox = await startSandbox({
			calls: 1200,
			apiKey: KEY,
			apiSecret: SECRET,
			timeZone: ACCOUNT_ZONE,
			unkind: IS_UNKIND,
			// Not after some time, which the node's clock skips.
			imports: { checks: 1 },
			...options,
		});
		started.credential = {
			apiKey: started.sandbox.apiKey,
			apiSecret: started.sandbox.apiSecret,
			baseUrl: started.sandbox.url,
			timezone: started.sandbox.state.timeZone,
		};
		started.n8n = await startInProcess(started.credential);
		started.run = async (resource, operation, parameters = {}, runOptions) => {
			return await started.n8n.run('justCall', { resource, operation, ...parameters }, runOptions);
		};
		started.call = async (...args) => await started.run('call', ...args);
	});
	beforeEach(() => {
		started.sandbox.reset();
		started.clock.forget();
		// Dropdowns remember pages of the earlier account.
		const module = join(__dirname, '..', '..', 'dist', 'nodes', 'JustCall', 'listSearch', 'remembered.js');
		jest.requireActual<typeof RememberedModule>(module).forgetPages();
	});
	afterEach(() => expect(started.sandbox.breaches()).toEqual([]));
	afterAll(async () => {
		started.n8n?.stop();
		await started.sandbox?.stop();
	});
	return started;
}

export { byId } from '../../tools/engine/byId';
