import type { LiveAnswer } from './api';
import { wordsOf } from './walk';

/** Something that the check makes in an account and has to delete. */
export interface Trace {
	/** Name for messages, with the mark that it carries: "the tag 'n8n-live-check'". */
	what: string;
	/** Where to find it: "among the tags of texts". */
	where: string;
	/**
	 * IDs of the records that carry our mark now.
	 *
	 * @throws Error when the records could not be read
	 */
	find: () => Promise<string[]>;
	remove: (id: string) => Promise<LiveAnswer>;
}

/** The result of the work, and the answer to the deletion; `undefined` when there was nothing to delete. */
export interface Worked<Result> {
	result: Result;
	deleted: LiveAnswer | undefined;
}

/** How often the check looks for the record, because a request whose answer was lost may still take effect. */
const LOOKS = 3;

/** Whether an answer means success: JustCall documents 200 only; 201 and 204 are accepted too. */
export function isDone({ status }: LiveAnswer): boolean {
	return status >= 200 && status < 300;
}

/** ID in the answer to the creation of one record; `undefined` when it has none. */
export function idIn({ id }: Record<string, unknown> = {}): string | undefined {
	return typeof id === 'number' || (typeof id === 'string' && id !== '') ? String(id) : undefined;
}

/**
 * Runs work on a record, and then deletes the record even if the work fails. The work must include the
 * creation, because a missing answer does not mean that nothing was created.
 *
 * @param work gets a function that reports the ID of the created record
 * @throws Error of the work; or one that names the remaining record and where to delete it by hand
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

/** Deletes the records that are known to be ours and those with our mark, until none is left. */
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
