import type { LiveAnswer } from './api';
import { wordsOf } from './walk';

/** Something that is made in an account and has to be gone again. */
export interface Trace {
	/** For people, with the mark it carries: "the tag 'n8n-live-check'". */
	what: string;
	/** Where to find it: "among the tags of texts". */
	where: string;
	/**
	 * IDs of the records that carry our mark now.
	 *
	 * @throws Error when that could not be looked up
	 */
	find: () => Promise<string[]>;
	remove: (id: string) => Promise<LiveAnswer>;
}

/** The result of the work with something, and the answer to its deletion; `undefined` where there was nothing to delete. */
export interface Worked<Result> {
	result: Result;
	deleted: LiveAnswer | undefined;
}

/** How often it is looked for: a request whose answer was lost may take effect after it. */
const LOOKS = 3;

/** Whether an answer means success: JustCall documents 200 only; 201 and 204 are accepted too. */
export function isDone({ status }: LiveAnswer): boolean {
	return status >= 200 && status < 300;
}

/** ID in an answer that one record was made; `undefined` where it has none. */
export function idIn({ id }: Record<string, unknown> = {}): string | undefined {
	return typeof id === 'number' || (typeof id === 'string' && id !== '') ? String(id) : undefined;
}

/**
 * Works with something, and deletes it whatever becomes of the work. Its creation belongs into the work: an answer that does not
 * come does not mean that nothing was made.
 *
 * @param work is given a function to tell the ID of the record it made
 * @throws Error of the work; or one that names the record that is left and where to delete it by hand
 */
export async function leavingNothing<Result>(
	trace: Trace,
	work: (made: (id: string | undefined) => void) => Promise<Result>,
): Promise<Worked<Result>> {
	const known: string[] = [];
	const [outcome] = await Promise.allSettled([work((id) => known.push(...(id === undefined ? [] : [id])))]);
	const { deleted, left } = await takeBack(trace, known);
	const broke = outcome.status === 'rejected' ? wordsOf(outcome.reason) : '';
	if (left !== undefined) {
		const before = broke && ` Before that: ${broke}.`;
		throw new Error(
			`${trace.what} may be left (${left}): look ${trace.where} in JustCall and delete it by hand.${before}`,
		);
	}
	if (outcome.status === 'rejected') throw outcome.reason;
	return { result: outcome.value, deleted };
}

/** Deletes the records known to be ours and those that carry our mark, until none is left. */
async function takeBack(
	trace: Trace,
	known: readonly string[],
): Promise<{ deleted?: LiveAnswer; left?: string }> {
	let deleted: LiveAnswer | undefined;
	let left: string | undefined;
	let waiting = known;
	for (let look = 1; look <= LOOKS; look++) {
		left = undefined;
		try {
			for (const id of waiting) {
				const answer = await trace.remove(id);
				deleted ??= answer;
				if (isDone(answer)) deleted = answer;
				else if (answer.status !== 404) left = `the deletion was answered with ${answer.status}`;
			}
			waiting = await trace.find();
			if (waiting.length > 0) left ??= 'it is still there';
			else if (deleted && left === undefined) return { deleted };
		} catch (error) {
			left = wordsOf(error);
		}
	}
	return { deleted, left };
}
