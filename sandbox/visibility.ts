import type { ContractOperation } from '../contract/load';
import { earlierState, type State } from './state';

/** When lists show what was written, counted in requests, so that nothing depends on a clock. */
export class Visibility {
	private requests = 0;
	/** The account before each write that lists do not show yet, oldest first. */
	private before: Array<{ state: State; until: number }> = [];

	/** @param after further requests after which lists show a write; 0 = at once */
	constructor(private readonly after: () => number) {}

	/**
	 * Counts a request, and keeps the account as it is before a write.
	 *
	 * @returns the account for this request: for a list as it was before the writes that are too new, otherwise as it is
	 */
	stateFor(operation: ContractOperation, state: State): State {
		this.requests++;
		this.before = this.before.filter(({ until }) => until >= this.requests);
		const after = this.after();
		if (after === 0) return state;
		if (isList(operation)) return this.before[0]?.state ?? state;
		if (!isRead(operation)) this.before.push({ state: earlierState(state), until: this.requests + after });
		return state;
	}

	/** Forgets every write. */
	reset(): void {
		this.requests = 0;
		this.before = [];
	}
}

/** v1 reads by POST, as two operations of v2.1 do. */
function isRead(operation: ContractOperation): boolean {
	return operation.method === 'GET' || isList(operation) || /^(check|detect)/.test(operation.id);
}

function isList({ id }: ContractOperation): boolean {
	return /^(list|v1List|v1Query)/.test(id);
}
