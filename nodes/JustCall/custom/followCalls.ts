import type { IDataObject } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { unwrapList, unwrapOne } from '../../shared/answers/envelope';
import { explainError, isPassing, type ErrorKind } from '../../shared/http/errors';
import { sleep } from '../../shared/http/sleep';
import { ask, type ApiRequest } from '../../shared/http/transport';
import type { RunContext } from '../../shared/run/nodeRun';
import { JUSTCALL_FORMAT } from '../../shared/values/dates';
import { checkId, fillPath } from '../../shared/values/path';
import { digitsOf } from '../../shared/values/phoneNumber';
import { get as getCall } from '../resources/call/get';
import { getAll as getCalls } from '../resources/call/getAll';
import { getVoiceAgentData } from '../resources/call/getVoiceAgentData';
import { get as getReport } from '../resources/callAiReport/get';
import { isOver, isSettled, missingParts, sidOf, type FollowedCall, type LatePart } from './callOutcome';

/** Milliseconds before the first look at the calls. Each pause is longer than the one before. */
const FIRST_PAUSE_MS = 15_000;
const PAUSE_GROWTH = 1.25;
const MAX_PAUSE_MS = 60_000;
/** Milliseconds that the requests of the last look may still wait for their turn. */
const LAST_LOOK_MS = 30_000;
/** Minutes by which the clocks of JustCall's parts may differ. */
const MARGIN_MINUTES = 5;
const PAGE_SIZE = 100;
/** Most pages of the list of calls in one look. */
const MAX_PAGES = 10;

/**
 * Follows started calls until their outcomes are complete or their time is over. It never fails, because n8n might
 * then run the node again: each call keeps what is known, and why it is not more.
 *
 * The execution stays in the process meanwhile. n8n's own waiting would not do: after it, n8n goes on with the
 * next node and does not run this one again, so nobody would look.
 *
 * @param calls are completed in place
 */
export async function followCalls(context: RunContext, calls: readonly FollowedCall[]): Promise<void> {
	const signal = context.getExecutionCancelSignal?.();
	let pause = FIRST_PAUSE_MS;
	for (;;) {
		const now = Date.now();
		const open = calls.filter((call) => now < call.deadline && !isSettled(call, now));
		if (open.length === 0) return;
		const deadlines = open.map(({ deadline }) => deadline);
		await sleep(Math.min(pause, Math.min(...deadlines) - now), signal);
		if (signal?.aborted) return;
		pause = Math.min(MAX_PAUSE_MS, pause * PAUSE_GROWTH);
		await look(context, open, Math.max(...deadlines) + LAST_LOOK_MS);
	}
}

/** Looks at all calls once. The records of those that are over are read again too, as notes may come later. */
async function look(context: RunContext, calls: readonly FollowedCall[], until: number): Promise<void> {
	await tried(calls, 'call', getCalls.subject, async () => await find(context, calls, until));
	const now = Date.now();
	await Promise.all(
		calls.map(async (followed) => {
			if (isOver(followed)) followed.overSince ??= now;
			for (const part of missingParts(followed, now)) await addPart(context, followed, part, until);
		}),
	);
}

/** Answers for a part that is not there yet (FACTS.md section 10), or never where the account has none. */
const NOT_THERE: ReadonlySet<ErrorKind | undefined> = new Set(['missing', 'refused', 'denied']);

/** Does a part of a look, and keeps the reason with the calls when it fails. */
async function tried(
	calls: readonly FollowedCall[],
	part: 'call' | LatePart,
	subject: string,
	work: () => Promise<void>,
): Promise<void> {
	const failure = await work().then(
		() => undefined,
		(error: unknown) => explainError(error, subject),
	);
	const isNotThere = failure !== undefined && part !== 'call' && NOT_THERE.has(failure.kind);
	for (const followed of calls) {
		delete followed.troubles[part];
		if (isNotThere) followed.asked.add(part);
		if (!failure || (isNotThere && failure.kind === 'missing')) continue;
		followed.troubles[part] = `${failure.message}. ${failure.description}`;
		if (!isNotThere && !isPassing(failure)) followed.isGivenUp = true;
	}
}

/** Finds calls by their sid in the list of calls, which has no filter for it: one list for all of them. */
async function find(context: RunContext, calls: readonly FollowedCall[], until: number): Promise<void> {
	const wanted = new Set(calls);
	const query = filterFor(calls.map(({ started }) => started));
	for (let page = 0; page < MAX_PAGES && wanted.size > 0; page++) {
		const request: ApiRequest = {
			method: getCalls.method,
			path: getCalls.path,
			query: { ...query, page, per_page: PAGE_SIZE },
			lane: 'background',
			until,
		};
		const { rows, hasNext = true } = await ask(context, request, getCalls.subject, unwrapList);
		const records = new Map(rows.map((row) => [sidOf(row), row]));
		for (const followed of wanted) {
			const record = records.get(sidOf(followed.started));
			if (!record) continue;
			followed.call = record;
			wanted.delete(followed);
		}
		if (rows.length === 0 || !hasNext) return;
	}
}

/** A filter that finds calls by the answers to their start: their number if they have one, and the time. */
function filterFor(started: readonly IDataObject[]): IDataObject {
	const numbers = new Set(started.map(({ contact_number }) => digitsOf(contact_number)));
	const [number] = numbers;
	const byNumber = numbers.size === 1 && number ? { contact_number: number } : {};
	// By the clock of the account's user, as the filter wants it (FACTS.md section 4).
	const moments = started.map(({ call_user_date, call_user_time }) =>
		DateTime.fromFormat(`${String(call_user_date)} ${String(call_user_time)}`, 'yyyy-MM-dd H:mm:ss', {
			zone: 'utc',
		}),
	);
	if (!moments.every(({ isValid }) => isValid)) return { ...byNumber, order: 'desc' };
	const first = DateTime.min(...moments)?.minus({ minutes: MARGIN_MINUTES });
	// Oldest first: the started calls are on the first page, and new ones do not move them.
	return { ...byNumber, from_datetime: first?.toFormat(JUSTCALL_FORMAT), order: 'asc' };
}

/** The requests of the late parts. */
const PARTS: Readonly<Record<LatePart, { of: typeof getCall; query?: IDataObject }>> = {
	agentData: { of: getVoiceAgentData },
	report: {
		of: getReport,
		query: { platform: 'justcall', fetch_transcription: true, fetch_summary: true, fetch_action_items: true },
	},
};

async function addPart(
	context: RunContext,
	followed: FollowedCall,
	part: LatePart,
	until: number,
): Promise<void> {
	const { of, query } = PARTS[part];
	await tried([followed], part, of.subject, async () => {
		const path = fillPath(of.path, { id: checkId(followed.call?.id, 'id') });
		const request: ApiRequest = { method: of.method, path, query, lane: 'background', until };
		followed[part] = await ask(context, request, of.subject, unwrapOne);
	});
}
