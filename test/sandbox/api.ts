import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Contract, Operation } from './contract';
import { isProcessed, spoil, type Fault, type Faults } from './faults';
import { listFrame, singleFrame, type Framing } from './frames';
import { HANDLERS } from './handlers';
import type { Account, Handler, Outcome } from './handlers/handler';
import { LATER_OPERATIONS } from './later';
import type { RateLimit } from './rateLimit';
import { makeRecording } from './recordings';
import type { RequestLog, LoggedRequest } from './requestLog';
import type { Storage } from './storage';
import type { Validator } from './validation';

/** Everything that an API request touches. */
export interface ApiParts {
	contract: Contract;
	validator: Validator;
	account: Account;
	/** `key:secret`, exactly what the Authorization header must be. */
	authorization: string;
	rateLimit: RateLimit;
	faults: Faults;
	log: RequestLog;
	storage: Storage;
	/** The sandbox's own address, for the links in lists. */
	address: () => string;
}

interface Answer {
	status: number;
	body: unknown;
}

const UNAUTHORIZED = { status: 'failed', message: 'Unauthorized' };

/** Puts every operation of the contract onto the server, and those that JustCall adds after it. */
export function registerApi(app: FastifyInstance, parts: ApiParts): void {
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
	operation: Operation,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<void> {
	const { log, faults, rateLimit } = parts;
	const path = request.url.split('?')[0] ?? request.url;
	const entry = log.open(operation, path, request);
	const finish = (status: number) => log.close(entry, status);

	if (request.headers.authorization !== parts.authorization) {
		// The captured 401 carries no rate headers (FACTS.md section 6).
		finish(401);
		void reply.code(401).send(UNAUTHORIZED);
		return;
	}
	entry.authorized = true;

	const { allowed, headers } = rateLimit.take();
	// The date that the resets are to be read by: of one clock with them.
	void reply.headers({ ...headers, date: new Date(Date.now()).toUTCString() });
	if (!allowed) {
		finish(429);
		void reply.code(429).send({ status: 'failed', message: 'Rate limit exceeded' });
		return;
	}

	const fault = faults.strike(operation, path);
	if (fault && !isProcessed(fault)) {
		finish(await spoil(fault, reply, undefined));
		return;
	}
	if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.delayMs ?? 1000));
	const outcome = await handle(parts, operation, request, entry);
	await answer(
		parts,
		operation,
		request,
		reply,
		outcome,
		fault?.kind === 'delay' ? undefined : fault,
		finish,
	);
}

async function handle(
	parts: ApiParts,
	operation: Operation,
	request: FastifyRequest,
	entry: LoggedRequest,
): Promise<Outcome & { query?: Record<string, unknown> }> {
	const { validator, account } = parts;
	const body = request.body as Record<string, unknown> | undefined;
	const checked = validator.request(
		operation,
		request.query as Record<string, unknown>,
		request.params as Record<string, unknown>,
		body,
	);
	const unknown = checked.unknown.map((name) => `The parameter ${name} is not known`);
	entry.violations.push(...checked.refusals, ...unknown);
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

/** @throws Error when the contract has an operation that nobody handles: the sandbox does not start then */
function handlerOf({ id }: Operation): Handler {
	const handler = HANDLERS[id];
	if (!handler) throw new Error(`The sandbox has no handler for ${id}`);
	return handler;
}

async function answer(
	parts: ApiParts,
	operation: Operation,
	request: FastifyRequest,
	reply: FastifyReply,
	outcome: Outcome & { query?: Record<string, unknown> },
	fault: Fault | undefined,
	finish: (status: number) => void,
): Promise<void> {
	if (outcome.kind === 'recording' && (!fault || fault.kind === 'truncate' || fault.kind === 'stallBody')) {
		finish(
			sendRecording(parts, reply, outcome, fault?.kind === 'stallBody' ? 'stallBody' : fault && 'truncate'),
		);
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
	void reply.code(status).send(body);
}

function frame(
	parts: ApiParts,
	operation: Operation,
	request: FastifyRequest,
	outcome: Outcome & { query?: Record<string, unknown> },
): Answer {
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
				body: singleFrame(operation, outcome.data, framingOf(parts)),
			};
		case 'list':
			return { status: 200, body: page(parts, operation, outcome) };
		default:
			return { status: 200, body: {} };
	}
}

function page(
	parts: ApiParts,
	operation: Operation,
	{ rows, show, query = {} }: Outcome & { kind: 'list'; query?: Record<string, unknown> },
): object {
	const { defaultSize, maxSize } = operation.pagination ?? { defaultSize: null, maxSize: null };
	const unpaged = operation.pagination === undefined;
	const asked = Number(query.per_page ?? defaultSize ?? 20);
	const perPage = unpaged ? Math.max(rows.length, 1) : Math.max(1, Math.min(asked, maxSize ?? 100));
	const { firstPage } = parts.account.settings();
	const number = unpaged ? 0 : Math.max(0, Number(query.page ?? firstPage) - firstPage);
	const shown = rows
		.slice(number * perPage, (number + 1) * perPage)
		.map((row) => (show ? show(row as never) : row));
	const address = `${parts.address()}${operation.path}`;
	return listFrame(
		operation,
		{
			rows: shown,
			total: rows.length,
			page: number + firstPage,
			perPage,
			hasNext: (number + 1) * perPage < rows.length,
		},
		address,
		framingOf(parts),
	);
}

function framingOf({ account, contract }: ApiParts): Framing {
	return { frames: account.settings().frames, resolve: contract.resolve };
}

function sendRecording(
	parts: ApiParts,
	reply: FastifyReply,
	{ callId, title, seconds }: Outcome & { kind: 'recording' },
	broken: 'truncate' | 'stallBody' | undefined,
): number {
	const {
		redirect,
		bytes,
		contentType = 'audio/mpeg',
		fileName = `recording-${callId}.mp3`,
	} = parts.account.settings().recordings;
	if (redirect) {
		void reply.redirect(parts.storage.sign({ title, seconds, bytes, fileName, contentType }), 302);
		return 302;
	}
	const { length, stream } = makeRecording(title, seconds, bytes);
	const headers = {
		'content-length': length,
		'content-disposition': `attachment; filename="${fileName.replace(/[^\x20-\x7e]/g, '')}"`,
		'content-type': contentType,
	};
	if (broken) {
		reply.hijack();
		reply.raw.writeHead(200, headers);
		const half = makeRecording(title, seconds, Math.floor(length / 2)).stream();
		half.pipe(reply.raw, { end: false });
		if (broken === 'truncate') half.once('end', () => setTimeout(() => reply.raw.destroy(), 20));
		return 0;
	}
	void reply.headers(headers).send(stream());
	return 200;
}
