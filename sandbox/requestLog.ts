import type { FastifyReply, FastifyRequest } from 'fastify';

import type { ContractOperation } from '../contract/load';
import { Kept, keptText, type KeptText } from './kept';

/** One request to the API as it came in. The Authorization header is never stored. */
export interface LoggedRequest {
	/** Ascends from 1. */
	id: number;
	/** ISO, UTC. */
	at: string;
	method: string;
	path: string;
	query: Record<string, unknown>;
	/** A body of more than 256 KB: its beginning as text. `undefined` when newer bodies took its place. */
	body: unknown;
	/** Bytes of the body as it came. */
	bodyBytes: number;
	/** Whether `body` is not the whole of it. */
	isBodyCut: boolean;
	operationId: string;
	/** The operation's name for people. */
	name: string;
	authorized: boolean;
	/** Violations of the contract, whether or not they were answered with 400. */
	violations: string[];
	/** Status that was sent; 0 when the connection was cut; `undefined` until there is an answer. */
	status: number | undefined;
	/** Milliseconds until the answer began. */
	ms: number | undefined;
}

/** The text of an answer, and its headers. */
export interface LoggedAnswer extends KeptText {
	headers: Record<string, string>;
}

/** How much is kept. Bytes. */
export interface LogLimits {
	requests: number;
	body: number;
	bodies: number;
	answer: number;
	answers: number;
}

const LIMITS: LogLimits = {
	requests: 200_000,
	body: 256 * 2 ** 10,
	bodies: 64 * 2 ** 20,
	answer: 32 * 2 ** 10,
	answers: 16 * 2 ** 20,
};

/** Log of requests, and of the sandbox's own breaches of the contract. Its memory is limited, whatever comes in. */
export class RequestLog {
	readonly entries: LoggedRequest[] = [];
	readonly breaches: string[] = [];
	private readonly limits: LogLimits;
	private readonly answers: Kept<LoggedAnswer>;
	private readonly underWay = new WeakMap<FastifyRequest, LoggedRequest>();
	/** Entries whose body is kept, oldest first. */
	private withBody: LoggedRequest[] = [];
	private bodyBytes = 0;
	private newest = 0;

	constructor(limits: Partial<LogLimits> = {}) {
		this.limits = { ...LIMITS, ...limits };
		this.answers = new Kept(this.limits.answers);
	}

	open(operation: ContractOperation, path: string, request: FastifyRequest): LoggedRequest {
		const entry: LoggedRequest = {
			id: ++this.newest,
			at: new Date().toISOString(),
			method: request.method,
			path,
			query: { ...(request.query as Record<string, unknown>) },
			body: request.body,
			bodyBytes: 0,
			isBodyCut: false,
			operationId: operation.id,
			name: operation.summary ?? operation.id,
			authorized: false,
			violations: [],
			status: undefined,
			ms: undefined,
		};
		if (request.body !== undefined) this.keepBody(entry, request);
		if (this.entries.length >= this.limits.requests) this.entries.shift();
		this.entries.push(entry);
		this.underWay.set(request, entry);
		return entry;
	}

	close(entry: LoggedRequest, status: number): void {
		entry.status = status;
		entry.ms = Date.now() - Date.parse(entry.at);
	}

	/** Keeps the answer to a request that was opened; files, and answers that are cut, pass by here. */
	answered(request: FastifyRequest, reply: FastifyReply, payload: unknown): void {
		const entry = this.underWay.get(request);
		if (!entry || typeof payload !== 'string') return;
		const headers = Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]);
		const answer = {
			...keptText(payload, this.limits.answer),
			headers: Object.fromEntries(headers) as Record<string, string>,
		};
		// 500 for the headers and the entry itself.
		this.answers.set(entry.id, answer, Math.min(answer.bytes, this.limits.answer) + 500);
	}

	/** The answer to a request, or `undefined` when it was no text, is still to come, or had to go. */
	answerTo({ id }: LoggedRequest): LoggedAnswer | undefined {
		return this.answers.get(id);
	}

	/** Records that an answer of the sandbox does not match the contract, which is a bug in the sandbox. */
	breach(operation: ContractOperation, faults: string[]): void {
		this.breaches.push(...faults.map((fault) => `${operation.id}: ${fault}`));
	}

	clear(): void {
		this.entries.length = 0;
		this.answers.clear();
		this.withBody = [];
		this.bodyBytes = 0;
	}

	private keepBody(entry: LoggedRequest, request: FastifyRequest): void {
		const announced = Number(request.headers['content-length']);
		entry.bodyBytes = Number.isNaN(announced) ? Buffer.byteLength(JSON.stringify(request.body)) : announced;
		if (entry.bodyBytes > this.limits.body) {
			entry.body = keptText(JSON.stringify(request.body), this.limits.body).text;
			entry.isBodyCut = true;
		}
		this.withBody.push(entry);
		this.bodyBytes += keptBytes(entry, this.limits);
		while (this.bodyBytes > this.limits.bodies && this.withBody.length > 1) {
			const oldest = this.withBody.shift();
			if (!oldest) break;
			this.bodyBytes -= keptBytes(oldest, this.limits);
			oldest.body = undefined;
			oldest.isBodyCut = true;
		}
	}
}

function keptBytes({ bodyBytes }: LoggedRequest, { body }: LogLimits): number {
	return Math.min(bodyBytes, body);
}
