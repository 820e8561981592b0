import type { ContractOperation } from '../../contract/load';
import type { Settings } from '../settings';
import type { State } from '../state';
import type { Webhooks } from '../webhooks/subscriptions';

/** A checked request for a handler. */
export interface HandlerRequest {
	operation: ContractOperation;
	query: Record<string, unknown>;
	params: Record<string, unknown>;
	body: Record<string, unknown>;
}

/** The parts of the account that a handler may use. */
export interface Account {
	state: State;
	settings: () => Settings;
	webhooks: Webhooks;
}

/**
 * A handler's answer; the server adds envelope and paging. `list`: all rows that match, in order · `one`: a
 * single object · `done`: an acknowledgement · `refused`: an error in JustCall's form · `recording`: the audio
 * of a call · `raw`: exactly this body · `none`: success without a body
 */
export type HandlerResult =
	| { kind: 'list'; rows: readonly unknown[]; show?: (row: never) => unknown }
	| { kind: 'one'; data: object; others?: readonly object[] }
	| { kind: 'done'; message?: string }
	| { kind: 'refused'; status: number; message: string }
	| { kind: 'recording'; callId: number; title: string; seconds: number }
	| { kind: 'raw'; body: unknown }
	| { kind: 'none' };

/** Carries out one operation of the contract. */
export type Handler = (account: Account, request: HandlerRequest) => HandlerResult | Promise<HandlerResult>;

/** Handlers by operation id of the contract. */
export type Handlers = Readonly<Record<string, Handler>>;

/** The answer for a record that does not exist. */
export const NOT_FOUND: HandlerResult = { kind: 'refused', status: 404, message: 'Resource not found' };

/** Keeps the rows that pass the test of every parameter that was sent. */
export function filtered<Row>(
	rows: readonly Row[],
	query: Record<string, unknown>,
	tests: Record<string, (row: Row, value: never) => boolean>,
): Row[] {
	const active = Object.entries(tests)
		.filter(([name]) => query[name] !== undefined)
		.map(([name, test]) => [test, query[name] as never] as const);
	return active.length === 0
		? [...rows]
		: rows.filter((row) => active.every(([test, value]) => test(row, value)));
}

/** Rows, which ascend by id, in the wanted order; `order` may be in upper or lower case. */
export function ordered<Row>(rows: Row[], order: unknown, standard: 'asc' | 'desc'): Row[] {
	return String(order ?? standard).toLowerCase() === 'asc' ? rows : rows.reverse();
}
