import type { FastifyReply } from 'fastify';

import type { ContractOperation, Schema } from '../contract/load';

const KINDS = [
	'status',
	'reset',
	'delay',
	'stall',
	'stallBody',
	'truncate',
	'malformed',
	'html',
	'empty',
	'change',
] as const;

/** A fault that the sandbox applies to requests. */
export interface Fault {
	/** The requests that it affects; all requests by default. */
	match?: { operationId?: string; method?: string; /** Prefix of the path. */ path?: string };
	/** Number of times that it is applied; 1 by default. */
	times?: number;
	/** Number of matching requests to let through first. */
	after?: number;
	/** Share of the matching requests that it affects, 0 to 1. */
	share?: number;
	/**
	 * `status` answers with `status` and `body` · `reset` cuts the connection · `delay` waits `delayMs`, then
	 * goes on · `stall` never answers · `stallBody` sends the head and half of the body, then nothing ·
	 * `truncate` cuts the answer in the middle · `malformed`, `html`, `empty` answer 200 with such a body ·
	 * `change` removes records from a list and adds others before the answer
	 */
	kind: (typeof KINDS)[number];
	status?: number;
	body?: unknown;
	headers?: Record<string, string>;
	delayMs?: number;
	/** For `delay`, from tests in the same process: it waits for this, and for no time. */
	until?: Promise<unknown>;
	/** For `change`: how many records leave the list, from which position (default 0), and how many new ones come. */
	leave?: number;
	place?: number;
	come?: number;
	/**
	 * Whether the request is processed first, as when an answer is lost on its way. By default not for `status`,
	 * `reset` and `stall`.
	 */
	processed?: boolean;
}

/** Schema of a fault that is sent over HTTP. */
export const FAULT_SCHEMA: Schema = {
	type: 'object',
	additionalProperties: false,
	required: ['kind'],
	properties: {
		match: {
			type: 'object',
			additionalProperties: false,
			properties: { operationId: { type: 'string' }, method: { type: 'string' }, path: { type: 'string' } },
		},
		times: { type: 'integer', minimum: 1 },
		after: { type: 'integer', minimum: 0 },
		share: { type: 'number', minimum: 0, maximum: 1 },
		kind: { type: 'string', enum: [...KINDS] },
		status: { type: 'integer', minimum: 200, maximum: 599 },
		body: {},
		headers: { type: 'object', additionalProperties: { type: 'string' } },
		delayMs: { type: 'integer', minimum: 0 },
		leave: { type: 'integer', minimum: 0 },
		place: { type: 'integer', minimum: 0 },
		come: { type: 'integer', minimum: 0 },
		processed: { type: 'boolean' },
	},
};

/** Faults that wait for matching requests. */
export class Faults {
	private waiting: Array<{ fault: Fault; left: number; skip: number }> = [];
	/** Records that have left their list. */
	private readonly gone = new Set<unknown>();

	add(fault: Fault): void {
		this.waiting.push({ fault, left: fault.times ?? 1, skip: fault.after ?? 0 });
	}

	clear(): void {
		this.waiting = [];
		this.gone.clear();
	}

	/**
	 * Returns the current rows of a list, without the records that have left it and without the newest ones that
	 * have not come yet.
	 *
	 * @param rows all that match, in order
	 * @param order requested order; the newest rows are at the end when it is ascending
	 * @param change how the list changes now
	 */
	present(
		operation: ContractOperation,
		rows: readonly unknown[],
		order: unknown,
		change?: Fault,
	): readonly unknown[] {
		const waiting = this.waiting
			.filter(({ fault }) => fault.kind === 'change' && isFor(fault, operation, operation.path))
			.reduce((sum, { fault, left }) => sum + left * (fault.come ?? 0), 0);
		if (waiting === 0 && this.gone.size === 0 && !change) return rows;
		const isAscending = String(order).toLowerCase() === 'asc';
		const come = waiting === 0 ? rows : isAscending ? rows.slice(0, -waiting) : rows.slice(waiting);
		const here = come.filter((row) => !this.gone.has(keyOf(row)));
		if (!change) return here;
		const { leave = 0, place = 0 } = change;
		for (const row of here.slice(place, place + leave)) this.gone.add(keyOf(row));
		return here.filter((row) => !this.gone.has(keyOf(row)));
	}

	/** Faults that are still to be applied. */
	list(): Array<Fault & { left: number }> {
		return this.waiting.map(({ fault, left }) => ({ ...fault, left }));
	}

	/** The fault for this request, if there is one. It counts as applied. */
	strike(operation: ContractOperation, path: string): Fault | undefined {
		for (const entry of this.waiting) {
			const { share } = entry.fault;
			if (!isFor(entry.fault, operation, path)) continue;
			if (entry.skip > 0) {
				entry.skip--;
				continue;
			}
			if (share !== undefined && Math.random() >= share) continue;
			entry.left--;
			this.waiting = this.waiting.filter(({ left }) => left > 0);
			return entry.fault;
		}
		return undefined;
	}
}

/** Whether a fault affects requests of an operation. */
function isFor({ match = {} }: Fault, operation: ContractOperation, path: string): boolean {
	if (match.operationId !== undefined && match.operationId !== operation.id) return false;
	if (match.method !== undefined && match.method.toUpperCase() !== operation.method) return false;
	return match.path === undefined || path.startsWith(match.path);
}

/** The id that identifies a row. */
function keyOf(row: unknown): unknown {
	const { id, contactId } = Object(row) as { id?: unknown; contactId?: unknown };
	return id ?? contactId ?? row;
}

/** Whether the request is processed before the fault spoils its answer. */
export function isProcessed({ kind, processed }: Fault): boolean {
	return (
		processed ?? ['stallBody', 'truncate', 'malformed', 'html', 'empty', 'delay', 'change'].includes(kind)
	);
}

/**
 * Changes or breaks an answer.
 *
 * @param body the body that would have been sent
 * @returns the status that was sent; 0 when the connection was cut
 */
export async function spoil(fault: Fault, reply: FastifyReply, body: unknown): Promise<number> {
	const json = JSON.stringify(body ?? { status: 'success', data: {} });
	const send = (status: number, type: string, text: string) => {
		void reply
			.code(status)
			.type(type)
			.headers(fault.headers ?? {})
			.send(text);
		return status;
	};
	switch (fault.kind) {
		case 'status': {
			const status = fault.status ?? 500;
			const message = { status: 'failed', message: `The sandbox was told to answer ${status}` };
			return send(status, 'application/json', JSON.stringify(fault.body ?? message));
		}
		case 'malformed':
			return send(
				200,
				'application/json',
				fault.body === undefined ? `{"status":"success","data":[{"id":` : JSON.stringify(fault.body),
			);
		case 'html':
			return send(200, 'text/html', '<!doctype html><html><body>We will be back soon</body></html>');
		case 'empty':
			return send(200, 'application/json', '');
		case 'stall':
			reply.hijack();
			return 0;
		case 'stallBody':
		case 'truncate': {
			reply.hijack();
			reply.raw.writeHead(200, {
				'content-type': 'application/json',
				'content-length': Buffer.byteLength(json),
				...fault.headers,
			});
			const half = json.slice(0, Math.floor(json.length / 2));
			reply.raw.write(half, () => fault.kind === 'truncate' && reply.raw.destroy());
			return 0;
		}
		default:
			reply.hijack();
			reply.raw.destroy();
			return 0;
	}
}
