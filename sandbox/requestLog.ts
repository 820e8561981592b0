import type { FastifyRequest } from 'fastify';

import type { ContractOperation } from '../contract/load';

/** One request to the API, as it came in. The Authorization header is never kept. */
export interface LoggedRequest {
	/** ISO, UTC. */
	at: string;
	method: string;
	path: string;
	query: Record<string, unknown>;
	body: unknown;
	operationId: string;
	authorized: boolean;
	/** Violations of the contract, answered with 400 or not. */
	violations: string[];
	/** Status that went out; 0 when the connection was cut; `undefined` while under way. */
	status: number | undefined;
	/** Milliseconds until the answer began. */
	ms: number | undefined;
}

const MOST = 200_000;

/** Log of requests, and of the sandbox's own breaches of the contract. */
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

	/** Notes that an answer of the sandbox is not as the contract says: a fault of the sandbox. */
	breach(operation: ContractOperation, faults: string[]): void {
		this.breaches.push(...faults.map((fault) => `${operation.id}: ${fault}`));
	}

	clear(): void {
		this.entries.length = 0;
	}
}
