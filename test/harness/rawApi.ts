import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox';

/** What plain HTTP gives back. */
export interface RawAnswer {
	status: number;
	headers: Headers;
	// The shape is what the tests are about.
	body: Record<string, unknown> & { data?: Array<Record<string, unknown>> };
	text: string;
}

/** A sandbox that is spoken to by plain HTTP. */
export interface RawApi {
	sandbox: Sandbox;
	get: (path: string) => Promise<RawAnswer>;
	send: (
		method: string,
		path: string,
		body?: unknown,
		headers?: Record<string, string>,
	) => Promise<RawAnswer>;
}

/** Starts a sandbox for the tests of a file; it goes back to its seed before each. */
export function useRawApi(options: SandboxOptions = {}): RawApi {
	const api = {} as RawApi;
	beforeAll(async () => {
		const sandbox = await startSandbox({ calls: 400, ...options });
		api.sandbox = sandbox;
		api.send = async (method, path, body, headers) => {
			const response = await fetch(`${sandbox.url}${path}`, {
				method,
				headers: {
					Authorization: `${sandbox.apiKey}:${sandbox.apiSecret}`,
					...(body !== undefined && { 'content-type': 'application/json' }),
					...headers,
				},
				...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
				redirect: 'manual',
			});
			const text = await response.text();
			return { status: response.status, headers: response.headers, body: parsed(text), text };
		};
		api.get = async (path) => await api.send('GET', path);
	});
	beforeEach(() => api.sandbox.reset());
	afterEach(() => expect(api.sandbox.breaches()).toEqual([]));
	afterAll(async () => await api.sandbox?.stop());
	return api;
}

function parsed(text: string): RawAnswer['body'] {
	try {
		return JSON.parse(text) as RawAnswer['body'];
	} catch {
		return {};
	}
}
