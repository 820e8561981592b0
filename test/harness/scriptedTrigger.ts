import type {
	IDataObject,
	IHookFunctions,
	INodeExecutionData,
	INodeParameters,
	ITriggerFunctions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';

import { JustCallTrigger } from '../../nodes/JustCallTrigger/JustCallTrigger.node';
import { catchingUp } from '../../nodes/JustCallTrigger/events/catchUp';
import type { Stored } from '../../nodes/JustCallTrigger/events/stored';
import { sign } from '../../sandbox/webhooks/signature';
import { inNoTime, type Answered, type Asked } from './scriptedRun';

/** The node's production address, and the one that n8n registers for a test. */
export const OWN = 'https://n8n.example.com/webhook/hook/webhook';
export const OWN_TEST = 'https://n8n.example.com/webhook-test/hook/webhook';

/** Something that JustCall posts, signed for the node's own address unless it says otherwise. */
export interface Posted {
	type?: string;
	data?: IDataObject;
	requestId?: unknown;
	/** The address, secret and age in seconds of its signature. */
	signedFor?: string;
	secret?: string;
	ageSeconds?: number;
	/** Instead of the signature's headers. */
	headers?: IDataObject;
	/** Instead of the body made of the above. */
	body?: unknown;
	method?: string;
	/** Path of the request as n8n's server sees it; `null` where it has only `path`. */
	originalUrl?: string | null;
	path?: string;
}

/** Outcome of a request to the webhook. */
export interface Received {
	/** Answer of the node itself; `undefined` where it leaves that to n8n. */
	status: number | undefined;
	text: string | undefined;
	toN8n: IWebhookResponseData;
	items: INodeExecutionData[];
	/** n8n answers the request; without it the delivery stays open. */
	answered: (status?: number) => void;
}

/** How a node differs from a plain one. */
export interface Place {
	workflow?: string;
	/** Of the node. */
	id?: string;
	/** `null` for a node without a stored credential. */
	credentialId?: string | null;
	credential?: IDataObject;
	typeVersion?: number;
	timezone?: string;
	/** Whether n8n can show a failed execution of a trigger; older ones cannot. */
	showsFailures?: boolean;
}

/** A trigger without n8n's engine, beside a JustCall that answers as told. */
export interface ScriptedTrigger {
	/** Takes a request to the webhook. */
	receive: (posted: Posted, mode?: string) => Promise<Received>;
	/** The caller of the last request closes the connection. */
	hangUp: () => void;
	/** Whether the last request has its answer. */
	isAnswered: () => boolean;
	/** n8n's three calls around the registration. */
	isRegistered: (mode?: string) => Promise<boolean>;
	register: (mode?: string) => Promise<boolean>;
	unregister: (mode?: string) => Promise<boolean>;
	/** Starts n8n, and lets Catch Up run to its end; the function that n8n calls to stop it goes to `running`. */
	start: (running?: (stop: () => Promise<void>) => void, mode?: string) => Promise<void>;
	/** The panel; a test may change it. */
	parameters: INodeParameters;
	credential: IDataObject;
	/** Number of times that the credential was read from n8n. */
	reads: () => number;
	stored: Stored;
	/** Requests to JustCall. */
	sent: Asked[];
	/** Requests to JustCall as "METHOD path". */
	lines: () => string[];
	/** Items of runs that the node started by itself. */
	emitted: IDataObject[];
	/** Their files. */
	binaries: Array<INodeExecutionData['binary']>;
	/** Failed executions that n8n shows. */
	failures: Error[];
	/** Hints and warnings. */
	hints: string[];
	/** The node's address; a test may move n8n. */
	address: { url: string | undefined };
}

let nodes = 0;

/** JustCall has nothing: no record and no webhook. */
export const nothing = (): Answered => ({ body: { status: 'success', data: [] } });

/** A recording as JustCall sends it. */
export const sound = (): Answered => ({
	headers: { 'content-type': 'audio/mpeg' },
	body: Readable.from([Buffer.concat([Buffer.from('ID3\u0003\0\0\0\0\0\0', 'latin1'), Buffer.alloc(64)])]),
});

/**
 * The trigger with the real transport. Timers must be faked, without those that streams need (`STREAMS_RUN`).
 *
 * @param parameters of the panel
 * @param answer JustCall's side
 */
export function scriptedTrigger(
	parameters: INodeParameters,
	answer: (request: Asked, place: number) => Answered | Promise<Answered> = nothing,
	{
		workflow = 'workflow',
		id = `node ${++nodes}`,
		credentialId = `credential ${nodes}`,
		credential: given = {},
		typeVersion = 1,
		timezone = 'UTC',
		showsFailures = true,
	}: Place = {},
): ScriptedTrigger {
	const node = new JustCallTrigger();
	const credential: IDataObject = {
		apiKey: `account ${++nodes}`,
		apiSecret: 'a secret of nobody',
		baseUrl: 'http://127.0.0.1:9',
		timezone: 'America/New_York',
		...given,
	};
	let reads = 0;
	const credentials = { justCallApi: { id: credentialId, name: 'JustCall' } };
	const made: Omit<
		ScriptedTrigger,
		'receive' | 'hangUp' | 'isAnswered' | 'isRegistered' | 'register' | 'unregister' | 'start'
	> = {
		parameters,
		credential,
		reads: () => reads,
		stored: {},
		sent: [],
		lines: () => made.sent.map(({ method, path }) => `${method} ${path}`),
		emitted: [],
		binaries: [],
		failures: [],
		hints: [],
		address: { url: OWN },
	};
	const contextOf = (mode: string, testUrl?: string, stored?: Stored) => ({
		getNode: () => ({
			id,
			name: 'Trigger',
			type: 'justCallTrigger',
			typeVersion,
			parameters: made.parameters,
			...(credentialId !== null && { credentials }),
		}),
		getWorkflow: () => ({ id: workflow }),
		getMode: () => mode,
		getTimezone: () => timezone,
		getCredentials: async (name: string) => {
			if (name !== 'justCallApi') throw new Error(`There is no credential ${name}.`);
			reads++;
			return { ...credential };
		},
		getWorkflowStaticData: (kind: string) => {
			if (kind !== 'node') throw new Error(`There is no data of the ${kind}.`);
			return stored ?? made.stored;
		},
		getNodeWebhookUrl: (name: string) => (name === 'default' ? (testUrl ?? made.address.url) : undefined),
		getNodeParameter: (name: string, fallback: unknown) => made.parameters[name] ?? fallback,
		emit: ([[item]]: [[INodeExecutionData]]) => {
			made.emitted.push(item.json);
			made.binaries.push(item.binary);
		},
		...(showsFailures && { saveFailedExecution: (error: Error) => made.failures.push(error) }),
		logger: { warn: (text: string) => made.hints.push(text), info() {}, debug() {}, error() {} },
		helpers: {
			prepareBinaryData: async (_file: unknown, fileName: string, mimeType: string) => ({
				data: 'stored',
				fileName,
				mimeType,
			}),
			async httpRequestWithAuthentication(
				_credential: string,
				options: { method: string; url: string; qs?: IDataObject; body?: IDataObject | string },
			) {
				const body =
					typeof options.body === 'string' ? (JSON.parse(options.body) as IDataObject) : options.body;
				const { method, url: path, qs: query = {} } = options;
				const request = structuredClone({ method, path, query, body: body ?? {} });
				made.sent.push(request);
				const { status = 200, headers = {}, body: came } = await answer(request, made.sent.length - 1);
				return { statusCode: status, headers, body: came };
			},
		},
	});
	const hookOf = (mode: string) =>
		contextOf(mode, mode === 'manual' ? OWN_TEST : undefined) as unknown as IHookFunctions;
	const { checkExists, create, delete: remove } = node.webhookMethods.default;
	let last: ReturnType<typeof responseOf>['response'] | undefined;
	return Object.assign(made, {
		hangUp: () => void last?.emit('close'),
		isAnswered: () => last?.headersSent === true,
		isRegistered: async (mode = 'trigger') => await inNoTime(checkExists.call(hookOf(mode))),
		register: async (mode = 'trigger') => await inNoTime(create.call(hookOf(mode))),
		unregister: async (mode = 'trigger') => await inNoTime(remove.call(hookOf(mode))),
		async start(running: (stop: () => Promise<void>) => void = () => {}, mode = 'trigger') {
			const { closeFunction } = await node.trigger.call(contextOf(mode) as unknown as ITriggerFunctions);
			if (closeFunction) running(closeFunction);
			await inNoTime(Promise.all(catchingUp.values()));
		},
		async receive(posted: Posted, mode = 'webhook') {
			const { response, seen } = responseOf();
			last = response;
			// Each request has what n8n had stored before it, and n8n stores it again with the answer.
			const own = structuredClone(made.stored);
			const save = () => {
				if (mode === 'manual') return;
				for (const name of Object.keys(made.stored)) delete made.stored[name as keyof Stored];
				Object.assign(made.stored, structuredClone(own));
			};
			const context = {
				...contextOf(mode, undefined, own),
				getRequestObject: () => ({
					method: posted.method ?? 'POST',
					path: posted.path ?? '/of/nothing',
					originalUrl:
						posted.originalUrl === null ? undefined : (posted.originalUrl ?? new URL(OWN).pathname),
				}),
				getBodyData: () => ('body' in posted ? posted.body : bodyOf(posted)),
				getHeaderData: () => headersOf(posted, String(credential.apiSecret)),
				getResponseObject: () => response,
			};
			const toN8n = await inNoTime(node.webhook.call(context as unknown as IWebhookFunctions));
			if (toN8n.noWebhookResponse || !toN8n.workflowData) save();
			return {
				status: seen.status,
				text: seen.text,
				toN8n,
				items: toN8n.workflowData?.[0] ?? [],
				answered: (status = 200) => {
					if (seen.status !== undefined) return;
					if (status < 400) save();
					response.answer(status);
				},
			};
		},
	});
}

/** Fake timers of this moment, beside which streams still run. */
export const STREAMS_RUN = {
	now: Date.parse('2027-01-15T12:00:00Z'),
	doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] as Array<
		'nextTick' | 'setImmediate' | 'queueMicrotask'
	>,
};

function bodyOf({ type = 'call.completed', data = { id: 1 }, requestId }: Posted): IDataObject {
	return {
		type,
		data,
		webhook_url: OWN,
		...(requestId !== undefined && { request_id: requestId as string }),
	};
}

function headersOf(posted: Posted, ownSecret: string): IDataObject {
	const { type = 'call.completed', signedFor = OWN, secret = ownSecret, ageSeconds = 0 } = posted;
	if (posted.headers) return posted.headers;
	const timestamp = new Date(Date.now() - ageSeconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
	return {
		'x-justcall-signature': sign({ secret, webhookUrl: signedFor, type, timestamp }),
		'x-justcall-signature-version': 'v1',
		'x-justcall-request-timestamp': timestamp,
	};
}

/** The part of an HTTP response that the node uses; whoever answers first ends it. */
function responseOf() {
	const seen: { status?: number; text?: string } = {};
	const response = Object.assign(new EventEmitter(), {
		statusCode: 200,
		headersSent: false,
		status(code: number) {
			response.statusCode = code;
			seen.status = code;
			return response;
		},
		type: () => response,
		send(text: string) {
			seen.text = text;
			response.answer(response.statusCode);
		},
		answer(code: number) {
			response.statusCode = code;
			response.headersSent = true;
			response.emit('finish');
			response.emit('close');
		},
	});
	return { response, seen };
}
