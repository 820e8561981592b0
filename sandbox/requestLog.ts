import type { FastifyRequest } from 'fastify';

import type { ContractOperation } from '../contract/load';

/** One request to the API as it came in. The Authorization header is never stored. */
export interface LoggedRequest {
	/** ISO, UTC. */
	at: string;
	method: string;
	path: string;
	query: Record<string, unknown>;
	body: unknown;
	operationId: string;
	authorized: boolean;
	/** Violations of the contract, whether or not they were answered with 400. */
	violations: string[];
	/** Status that was sent; 0 when the connection was cut; `undefined` until there is an answer. */
	status: number | undefined;
	/** Milliseconds until the answer began. */
	ms: number | undefined;
}

const MOST = 200_000;

/** Log of requests, and of the sandbox's own violations of the contract. */
export class RequestLog {
	readonly entries: LoggedRequest[] = [];
	readonly breaches: string[] = [];

	open(operation: ContractOperation, path: string, request: FastifyRequest): LoggedRequest {
		const entry: LoggedRequest = {
			at: new Date().toISOString(),
			method: request.method,
			path,
			query: { ...(request.query as Record<string, unknown>) },
			body: request.body,
			operationId: operation.id,
			authorized: false,
			violations: [],
			status: undefined,
			ms: undefined,
		};
		if (this.entries.length >= MOST) this.entries.shift();
		this.entries.push(entry);
		return entry;
	}

	close(entry: LoggedRequest, status: number): void {
		entry.status = status;
		entry.ms = Date.now() - Date.parse(entry.at);
	}

	/** Records that an answer of the sandbox does not match the contract, which is a bug in the sandbox. */
	breach(operation: ContractOperation, faults: string[]): void {
		this.breaches.push(...faults.map((fault) => `${operation.id}: ${fault}`));
	}

	clear(): void {
		this.entries.length = 0;
	}
}
