import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { resources } from '../../nodes/JustCall/resources';
import { getOperation, registryOf, type KnownOperation } from '../../nodes/shared/description/operation';
import { MISSING } from '../../nodes/shared/description/nodeParameters';
import { inVersion } from '../../nodes/shared/description/nodeVersion';
import { panelNamesOf } from '../../nodes/shared/description/panelNames';
import { redactorOf } from '../../nodes/shared/http/secrets';
import type { NodeRun } from '../../nodes/shared/run/nodeRun';
import { isObject } from '../../nodes/shared/values/isObject';
import { RunMemory } from '../../nodes/shared/run/runMemory';

/** A request as it would go over the wire. */
export interface Asked {
	method: string;
	path: string;
	query: IDataObject;
	body: IDataObject;
}

/** An answer of the scripted JustCall; a thrown error is a fault of the connection. */
export interface Answered {
	status?: number;
	headers?: Record<string, string>;
	body: unknown;
}

/** A value of the panel: the same for all items, or an expression, which may throw. */
export type PanelValue = unknown | ((json: IDataObject, item: number) => unknown);

/** How a scripted run differs from a plain one. */
export interface Scripted {
	parameters: Record<string, PanelValue>;
	items?: IDataObject[];
	/** Of the node; default 1. */
	version?: number;
	onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	retryOnFail?: boolean;
	credential?: IDataObject;
	/** `null` for a context of n8n's that has none. */
	signal?: AbortSignal | null;
	/** JustCall's side. */
	answer: (request: Asked, place: number) => Answered | Promise<Answered>;
}

/** A run of an operation without n8n's engine, and the requests it sent. */
export interface ScriptedRun {
	/** Runs the node; with Retry On Fail a second call is n8n's next try of the same run. */
	run: () => Promise<INodeExecutionData[]>;
	sent: Asked[];
	/** Requests that are no GET, as "METHOD path". */
	writes: () => string[];
	hints: string[];
	/** Of each hint: "info" or "warning". */
	hintTypes: string[];
}

const registry = registryOf(resources);
let accounts = 0;

/** JustCall's answer with data. */
export const data = (value: unknown, more: IDataObject = {}): Answered => ({
	body: { status: 'success', data: value, ...more },
});

/** JustCall's refusal. */
export const refused = (status: number, message = 'No', headers = {}): Answered => ({
	status,
	headers,
	body: { status: 'failed', message },
});

/** The connection breaks after the request was sent. */
export const lost = (): never => {
	throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
};

/** Items by action or status, with the reason where a test asks for it. */
export const facts = (items: readonly INodeExecutionData[], ...names: string[]) =>
	items.map(({ json }) => (names.length === 1 ? json[names[0] as string] : names.map((name) => json[name])));

/**
 * Runs one of the operations that need several requests, with the real transport and a JustCall that answers as told. Nothing
 * goes over a wire, so a test can give the answers that no kind server gives.
 *
 * @param name resource and operation, for example "contact.upsert"
 * @param work the operation's own run
 */
export function scripted(
	name: string,
	work: (run: NodeRun, operation: KnownOperation) => Promise<INodeExecutionData[]>,
	{
		parameters,
		items = [{}],
		version = 1,
		onError = 'stopWorkflow',
		retryOnFail = false,
		credential = {},
		signal,
		answer,
	}: Scripted,
): ScriptedRun {
	const operation = inVersion(getOperation(registry, ...(name.split('.') as [string, string])), version);
	const credentials = {
		apiKey: `account ${accounts++}`,
		apiSecret: 'a secret of nobody',
		baseUrl: 'http://127.0.0.1:9',
		timezone: 'America/New_York',
		...credential,
	};
	const sent: Asked[] = [];
	const hints: string[] = [];
	const hintTypes: string[] = [];
	const node = {
		name: 'JustCall',
		type: 'justCall',
		typeVersion: version,
		onError,
		retryOnFail,
		// n8n keeps an expression as text.
		parameters: eachOf(parameters, () => '={{ }}'),
	};
	const execution = {};
	const context = {
		names: panelNamesOf(operation),
		continueOnFail: () => onError !== 'stopWorkflow',
		getNode: () => node,
		getExecuteData: () => execution,
		getTimezone: () => 'UTC',
		getCredentials: async () => credentials,
		...(signal !== null && { getExecutionCancelSignal: () => signal }),
		getNodeParameter: (parameter: string, item: number) => {
			const parts = parameter.split('.');
			const found = parts.reduce<unknown>(
				(within, part) => (isObject(within) && part in within ? within[part] : MISSING),
				parameters,
			);
			return eachOf(found, (expression) => expression(items[item] ?? {}, item));
		},
		addExecutionHints: (...told: Array<{ message: string; type: string }>) => {
			hints.push(...told.map(({ message }) => message));
			hintTypes.push(...told.map(({ type }) => type));
		},
		logger: { warn() {}, info() {}, debug() {}, error() {} },
		helpers: {
			prepareBinaryData: async (file: Buffer, fileName: string, mimeType: string) => ({
				data: file.toString('base64'),
				fileName,
				mimeType,
			}),
			async httpRequestWithAuthentication(
				_credential: string,
				options: { method: string; url: string; qs?: IDataObject; body?: IDataObject | string },
			) {
				const text =
					typeof options.body === 'string' ? (JSON.parse(options.body) as IDataObject) : options.body;
				const request = {
					method: options.method,
					path: options.url,
					query: options.qs ?? {},
					body: text ?? {},
				};
				sent.push(structuredClone(request));
				const { status = 200, headers = {}, body } = await answer(request, sent.length - 1);
				return { statusCode: status, headers, body };
			},
		},
	};
	const run = async () => {
		const made = {
			context,
			items: items.map((json) => ({ json })),
			memory: RunMemory.of(context as never),
			batching: undefined,
			redact: redactorOf(credentials),
		};
		return await inNoTime(work(made as unknown as NodeRun, operation));
	};
	const writes = () =>
		sent.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
	return { run, sent, writes, hints, hintTypes };
}

/** An expression that gives an item's fields but one. */
export const without = (name: string) => (json: IDataObject) =>
	Object.fromEntries(Object.entries(json).filter(([field]) => field !== name));

type Expression = (json: IDataObject, item: number) => unknown;

/** A value of the panel with each expression in it replaced. */
function eachOf(value: unknown, replaced: (expression: Expression) => unknown): unknown {
	if (typeof value === 'function') return replaced(value as Expression);
	if (Array.isArray(value)) return value.map((one) => eachOf(one, replaced));
	if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
	return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, eachOf(one, replaced)]));
}

/** Longer than anything that the node waits for, seconds. */
const FOREVER = 2 * 3600;

/** Lets faked time pass until a piece of work is over; fails when it never is. */
export async function inNoTime<Result>(work: Promise<Result>): Promise<Result> {
	let isOver = false;
	const end = () => {
		isOver = true;
	};
	work.then(end, end);
	for (let second = 0; !isOver; second++) {
		if (second > FOREVER) throw new Error('It waits for ever.');
		await jest.advanceTimersByTimeAsync(1000);
	}
	return await work;
}
