import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';

import type { Contract, ContractOperation } from '../contract/load';
import { isProcessed, spoil, type Fault, type Faults } from './faults';
import { listEnvelope, singleEnvelope, type EnvelopeOptions } from './envelope';
import { HANDLERS } from './handlers';
import type { Account, Handler, HandlerResult } from './handlers/handler';
import { LATER_OPERATIONS } from './later';
import type { Pauses } from './pauses';
import type { RateLimit } from './rateLimit';
import type { RequestLog, LoggedRequest } from './requestLog';
import { serveRecording, type Broken } from './serveRecording';
import type { Storage } from './storage';
import type { Validator } from './validation';
import type { Visibility } from './visibility';

/** Everything that an API request uses. */
export interface ApiParts {
	contract: Contract;
	validator: Validator;
	account: Account;
	/** `key:secret`, exactly as the Authorization header must carry it. */
	authorization: string;
	rateLimit: RateLimit;
	faults: Faults;
	pauses: Pauses;
	log: RequestLog;
	visibility: Visibility;
	storage: Storage;
	/** The sandbox's own address, for the links in lists. */
	address: () => string;
}

interface HttpReply {
	status: number;
	body: unknown;
}

const MOST_VIOLATIONS = 100;
const UNAUTHORIZED = { status: 'failed', message: 'Unauthorized' };

/** Registers every operation of the contract on the server, and those that JustCall adds later. */
export function registerApi(app: FastifyInstance, parts: ApiParts): void {
	app.addHook('onSend', async (request, reply, payload) => {
		parts.log.answered(request, reply, payload);
		return payload;
	});
	for (const operation of [...parts.contract.operations, ...LATER_OPERATIONS]) {
		handlerOf(operation);
		app.route({
			method: operation.method,
			url: operation.path.replace(/\{(\w+)\}/g, ':$1'),
			handler: async (request, reply) => {
				await serve(parts, operation, request, reply);
				return reply;
			},
		});
	}
}

async function serve(
	parts: ApiParts,
	operation: ContractOperation,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<void> {
	const { log, faults, rateLimit, pauses } = parts;
	const path = request.url.split('?')[0] ?? request.url;
	const entry = log.open(operation, path, request);
	const finish = (status: number) => log.close(entry, status);

	if (request.headers.authorization !== parts.authorization) {
		// The recorded 401 has no rate limit headers (FACTS.md section 6).
		finish(401);
		void reply.code(401).send(UNAUTHORIZED);
		return;
	}
	entry.authorized = true;

	const { allowed, headers } = rateLimit.take();
	// The Date header comes from the same clock as the resets.
	void reply.headers({ ...headers, date: new Date(Date.now()).toUTCString() });
	if (!allowed) {
		if (parts.account.settings().refusals === 'after') await handle(parts, operation, request, entry);
		finish(429);
		void reply.code(429).send({ status: 'failed', message: 'Rate limit exceeded' });
		return;
	}

	const fault = faults.strike(operation, path);
	if (fault && !isProcessed(fault)) {
		finish(await spoil(fault, reply, undefined));
		return;
	}
	if (fault?.kind === 'delay') await (fault.until ?? pauses.pause(fault.delayMs ?? 1000));
	const outcome = await handle(parts, operation, request, entry);
	const change = fault?.kind === 'change' ? fault : undefined;
	const present =
		outcome.kind === 'list'
			? { ...outcome, rows: faults.present(operation, outcome.rows, outcome.query?.order, change) }
			: outcome;
	const spoiling = fault?.kind === 'delay' || change ? undefined : fault;
	await answer(parts, operation, request, reply, present, spoiling, finish);
}

async function handle(
	parts: ApiParts,
	operation: ContractOperation,
	request: FastifyRequest,
	entry: LoggedRequest,
): Promise<HandlerResult & { query?: Record<string, unknown> }> {
	const { validator, visibility } = parts;
	const { settings, webhooks, state } = parts.account;
	const account = { settings, webhooks, state: visibility.stateFor(operation, state) };
	const body = request.body as Record<string, unknown> | undefined;
	const checked = validator.request(
		operation,
		request.query as Record<string, unknown>,
		request.params as Record<string, unknown>,
		body,
	);
	const unknown = checked.unknown.map((name) => `The parameter ${name} is not known`);
	// A body of thousands of wrong items has as many violations; the log keeps the first.
	entry.violations.push(...[...checked.refusals, ...unknown].slice(0, MOST_VIOLATIONS));
	const refusal = [...checked.refusals, ...(account.settings().strict ? unknown : [])][0];
	if (refusal !== undefined) return { kind: 'refused', status: 400, message: refusal };
	const outcome = await handlerOf(operation)(account, {
		operation,
		query: checked.query,
		params: checked.params,
		body: body ?? {},
	});
	return { ...outcome, query: checked.query };
}

/** @throws Error when an operation of the contract has no handler; the sandbox then does not start */
function handlerOf({ id }: ContractOperation): Handler {
	const handler = HANDLERS[id];
	if (!handler) throw new Error(`The sandbox has no handler for ${id}`);
	return handler;
}

async function answer(
	parts: ApiParts,
	operation: ContractOperation,
	request: FastifyRequest,
	reply: FastifyReply,
	outcome: HandlerResult & { query?: Record<string, unknown> },
	fault: Fault | undefined,
	finish: (status: number) => void,
): Promise<void> {
	const broken = fault?.kind === 'truncate' || fault?.kind === 'stallBody' ? fault.kind : undefined;
	if (outcome.kind === 'recording' && (!fault || broken)) {
		finish(await sendRecording(parts, request, reply, outcome, broken));
		return;
	}
	const { status, body } = frame(parts, operation, request, outcome);
	if (status === 200 && outcome.kind !== 'raw')
		parts.log.breach(operation, parts.validator.answer(operation, body));
	if (fault) {
		finish(await spoil(fault, reply, body));
		return;
	}
	finish(status);
	if (parts.account.settings().bodies === 'whole' || body === undefined) {
		void reply.code(status).send(body);
		return;
	}
	void reply
		.code(status)
		.type('application/json; charset=utf-8')
		.send(Readable.from(piecesOf(JSON.stringify(body)), { objectMode: false }));
}

/** Bytes of a piece of a body: odd, so that pieces end inside of characters too. */
const PIECE_BYTES = 1021;

function* piecesOf(text: string): Generator<Buffer> {
	const bytes = Buffer.from(text);
	for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

function frame(
	parts: ApiParts,
	operation: ContractOperation,
	request: FastifyRequest,
	outcome: HandlerResult & { query?: Record<string, unknown> },
): HttpReply {
	switch (outcome.kind) {
		case 'refused':
			return {
				status: outcome.status,
				body: {
					status: 'failed',
					message: outcome.message,
					...(outcome.status >= 500 && { uuid: request.id }),
				},
			};
		case 'raw':
			return { status: 200, body: outcome.body };
		case 'none':
			return { status: 204, body: undefined };
		case 'done':
			return {
				status: 200,
				body: { status: 'success', ...(outcome.message && { message: outcome.message }) },
			};
		case 'one':
			return {
				status: 200,
				body: singleEnvelope(operation, outcome.data, framingOf(parts), outcome.others),
			};
		case 'list':
			return { status: 200, body: page(parts, operation, outcome) };
		default:
			return { status: 200, body: {} };
	}
}

function page(
	parts: ApiParts,
	operation: ContractOperation,
	{ rows, show, query = {} }: HandlerResult & { kind: 'list'; query?: Record<string, unknown> },
): object {
	const { defaultSize, maxSize } = operation.pagination ?? { defaultSize: null, maxSize: null };
	const unpaged = operation.pagination === undefined;
	const asked = Number(query.per_page ?? defaultSize ?? 20);
	const perPage = unpaged ? Math.max(rows.length, 1) : Math.max(1, Math.min(asked, maxSize ?? 100));
	const { firstPage, countsMore, arrivals } = parts.account.settings();
	const number = unpaged ? 0 : Math.max(0, Number(query.page ?? firstPage) - firstPage);
	// Those that came since the first page push others onto the next one; fewer than a page, so that the list has an end.
	const isNewestFirst = String(query.order ?? 'desc').toLowerCase() === 'desc';
	const arrived = isNewestFirst ? number * Math.min(arrivals, perPage - 1) : 0;
	const start = number * perPage - arrived;
	const shown = rows.slice(start, start + perPage).map((row) => (show ? show(row as never) : row));
	const address = `${parts.address()}${operation.path}`;
	return listEnvelope(
		operation,
		{
			rows: shown,
			total: Math.max(0, rows.length + arrived + (countsMore[operation.id] ?? 0)),
			page: number + firstPage,
			perPage,
			hasNext: start + perPage < rows.length,
		},
		address,
		framingOf(parts),
	);
}

function framingOf({ account, contract }: ApiParts): EnvelopeOptions {
	return { frames: account.settings().frames, resolve: contract.resolve };
}

async function sendRecording(
	parts: ApiParts,
	request: FastifyRequest,
	reply: FastifyReply,
	{ callId, title, seconds }: HandlerResult & { kind: 'recording' },
	broken: Broken | undefined,
): Promise<number> {
	const { redirect, ...settings } = parts.account.settings().recordings;
	const recording = { ...settings, title, seconds, ownName: `recording-${callId}.mp3` };
	if (redirect) {
		void reply.redirect(parts.storage.sign({ ...recording, ...(broken && { broken }) }), 302);
		return 302;
	}
	return await serveRecording(reply, recording, request.headers['accept-encoding'], broken);
}
