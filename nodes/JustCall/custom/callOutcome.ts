import type { IDataObject } from 'n8n-workflow';

import { sentencesOf, toPlainText } from '../../shared/answers/transcript';
import { isObject } from '../../shared/values/isObject';

/** The parts of an outcome that JustCall makes after the end of a call (FACTS.md section 10). */
export type LatePart = 'agentData' | 'report';

/** A call whose outcome is waited for, and everything that is known of it. */
export interface FollowedCall {
	/** JustCall's answer to the start. */
	started: IDataObject;
	/** Whether the AI report belongs to the outcome. */
	wantsReport: boolean;
	/** Minutes that the outcome is waited for, and their end in epoch milliseconds. */
	minutes: number;
	deadline: number;
	/** Record of the call, once it was listed. */
	call?: IDataObject;
	/** When it was first seen to be over, epoch milliseconds. */
	overSince?: number;
	agentData?: IDataObject;
	report?: IDataObject;
	/** Parts that were asked for, and that JustCall did not have. */
	asked: Set<LatePart>;
	/** Why a request of the last look failed. */
	troubles: Partial<Record<'call' | LatePart, string>>;
	/** Whether another look cannot help. */
	isGivenUp?: boolean;
}

/** Minutes after the end of a call in which its late parts are waited for. No source says when they come. */
export const LATE_PARTS_MINUTES = 5;

/** Types of a call that goes on; empty while it rings (FACTS.md section 9 and 10). All others are outcomes. */
const GOES_ON = /^(|queued|ringing|in[ _-]?progress)$/i;

/** Identifies the call until its ID is known (FACTS.md section 10); empty when JustCall gave none. */
export function sidOf(record: IDataObject): string {
	return typeof record.call_sid === 'string' ? record.call_sid.trim() : '';
}

function typeOf({ call }: FollowedCall): string {
	const info = call?.call_info;
	return isObject(info) && typeof info.type === 'string' ? info.type.trim() : '';
}

/** Whether the record of the call has an outcome. */
export function isOver(followed: FollowedCall): boolean {
	return followed.call !== undefined && !GOES_ON.test(typeOf(followed));
}

/** Whether there was a conversation, with a person or a machine. "Unanswered" is another word. */
function wasAnswered(followed: FollowedCall): boolean {
	return /\banswered\b/i.test(typeOf(followed));
}

/**
 * The late parts that are still to be asked for. A call that nobody answered has nothing to report; its voice agent
 * data are asked for once.
 *
 * @param now epoch milliseconds
 */
export function missingParts(followed: FollowedCall, now: number): LatePart[] {
	const { overSince = now, agentData, asked, wantsReport } = followed;
	if (!isOver(followed)) return [];
	if (!wasAnswered(followed)) return agentData || asked.has('agentData') ? [] : ['agentData'];
	if (now - overSince > LATE_PARTS_MINUTES * 60_000) return [];
	return absentParts(followed, wantsReport);
}

function absentParts(followed: FollowedCall, wantsReport: boolean): LatePart[] {
	return [
		...(followed.agentData ? [] : ['agentData' as const]),
		...(wantsReport && !isWhole(followed.report) ? ['report' as const] : []),
	];
}

/** Whether nothing more is waited for. */
export function isSettled(followed: FollowedCall, now: number): boolean {
	if (followed.isGivenUp === true) return true;
	return isOver(followed) && missingParts(followed, now).length === 0;
}

function isWhole(report: IDataObject | undefined): boolean {
	return report !== undefined && summaryOf(report) !== '' && transcriptOf(report) !== '';
}

function summaryOf({ call_summary }: IDataObject): string {
	return typeof call_summary === 'string' ? call_summary.trim() : '';
}

function transcriptOf({ call_transcription }: IDataObject): string {
	return toPlainText(sentencesOf([call_transcription ?? []].flat()));
}

/** The values that the voice agent captured in the conversation, by their names in the agent. */
function collectedIn({ dynamic_variables }: IDataObject): IDataObject {
	const captured = isObject(dynamic_variables) ? dynamic_variables.during_call : undefined;
	const variables = Array.isArray(captured) ? (captured as unknown[]).filter(isObject) : [];
	return Object.fromEntries(
		variables.flatMap(({ name, value }) =>
			typeof name === 'string' ? [[name, value as IDataObject[string]] as const] : [],
		),
	);
}

/** The output of a call: what is known of it, whether that is all, and if not, why. */
export function outcomeOf(followed: FollowedCall): IDataObject {
	const { started, call, agentData, report } = followed;
	const note = noteOn(followed);
	const rest = Object.entries(report ?? {}).filter(([name]) => !/^call_(summary|transcription)$/.test(name));
	return {
		outcome_complete: note === '',
		outcome_note: note,
		summary: report ? summaryOf(report) : '',
		transcript: report ? transcriptOf(report) : '',
		collected: agentData ? collectedIn(agentData) : {},
		...started,
		...call,
		...(agentData && { voice_agent_data: agentData }),
		...(report && { ai_report: Object.fromEntries(rest) }),
	};
}

const NAMES: Readonly<Record<LatePart, string>> = {
	agentData: 'the data of the voice agent',
	report: 'the AI report with summary and transcript',
};

/** Why an outcome is not complete, in sentences; empty when it is. */
function noteOn(followed: FollowedCall): string {
	const { started, call, troubles, wantsReport, minutes, isGivenUp } = followed;
	const because = troublesOf(Object.values(troubles));
	if (sidOf(started) === '') return 'JustCall gave no call_sid, so the call cannot be followed.';
	if (!isOver(followed)) {
		if (isGivenUp) return `The call was started, but could not be followed to its end.${because}`;
		return call
			? `The call was not over after ${minutesOf(minutes)}.${because}`
			: `JustCall did not list the call within ${minutesOf(minutes)}.${because}`;
	}
	if (!wasAnswered(followed)) return '';
	const absent = absentParts(followed, wantsReport);
	if (absent.length === 0) return '';
	const report = absent.includes('report')
		? " An account without JustCall AI gets no report: switch off 'Wait for AI Report' then."
		: '';
	const missing = absent.map((part) => NAMES[part]).join(' and ');
	return `The call is over, but JustCall has not given ${missing} yet.${because}${report}`;
}

function troublesOf(reasons: readonly string[]): string {
	return reasons.length === 0 ? '' : ` The last look failed: ${[...new Set(reasons)].join(' ')}`;
}

function minutesOf(count: number): string {
	return count === 1 ? 'one minute' : `${count} minutes`;
}
