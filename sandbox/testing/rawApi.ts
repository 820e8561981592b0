import { startSandbox, type Sandbox, type SandboxOptions } from '../server';
import { loadContract } from '../../contract/load';
import { createValidator } from '../validation';

/** An answer to plain HTTP. */
export interface RawAnswer {
	status: number;
	headers: Headers;
	// Tests check the shape of this value.
	body: Record<string, unknown> & { data?: Array<Record<string, unknown>> };
	text: string;
}

/** A sandbox that tests call over plain HTTP. */
export interface RawApi {
	sandbox: Sandbox;
	get: (path: string) => Promise<RawAnswer>;
	send: (
		method: string,
		path: string,
		body?: unknown,
		headers?: Record<string, string>,
	) => Promise<RawAnswer>;
	/** Reads all pages of a list and returns one field of every row. */
	walk: (path: string, name: string) => Promise<{ pages: number; values: unknown[] }>;
}

/** Starts a sandbox for the tests of a file, and restores its seed before each test. */
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
		api.walk = async (path, name) => {
			const values: unknown[] = [];
			for (let page = 0; ; page++) {
				const answer = await api.get(`${path}${path.includes('?') ? '&' : '?'}page=${page}`);
				values.push(...column(answer, name));
				if (answer.body.next_page_link === '') return { pages: page + 1, values };
			}
		};
	});
	beforeEach(() => api.sandbox.reset());
	afterEach(() => expect(api.sandbox.breaches()).toEqual([]));
	afterAll(async () => await api.sandbox?.stop());
	return api;
}

/** The object of a single-object answer. */
export function record({ body }: RawAnswer): Record<string, unknown> {
	return body.data as unknown as Record<string, unknown>;
}

/** One field of every row of a page. */
export function column({ body }: RawAnswer, name: string): unknown[] {
	return (body.data ?? []).map((row) => row[name]);
}

/** The sandbox does not check a body that a handler wrote itself, so this function does. */
export function expectAsContract(operationId: string, body: unknown): void {
	const contract = loadContract();
	const operation = contract.operations.find(({ id }) => id === operationId);
	expect(operation && createValidator(contract).answer(operation, body)).toEqual([]);
}

function parsed(text: string): RawAnswer['body'] {
	try {
		return JSON.parse(text) as RawAnswer['body'];
	} catch {
		return {};
	}
}
