import type { ContractOperation } from '../../contract/load';
import type { LiveAnswer, LiveApi } from './api';
import { shownHost, shownType } from './names';
import { isFramed, recordsOf, shapeOf } from './shapes';
import type { Walk } from './walk';
import { frameOf } from './walk';

/** A question that FACTS.md leaves open. */
export interface Asked {
	name: string;
	/** Section of FACTS.md. */
	section: number;
	question: string;
}

/** The answer to a question. */
export interface Verdict {
	/** A word or two for comparison by a program; "open" when the account could not show it. */
	answer: string;
	/** The observation in a sentence, without values of the account. */
	says: string;
}

/** The verdict of a question that stays open. */
export const open = (says: string): Verdict => ({ answer: 'open', says });

/** A question that reading may answer. */
export interface OpenQuestion extends Asked {
	settle: (walk: Walk, api: LiveApi, secrets: { apiKey: string }) => Promise<Verdict> | Verdict;
}

/** A question and its result. */
export type SettledQuestion = Asked & Verdict;

/** The envelope of an answer. A refusal shows nothing about it. */
export function frameVerdict({ status, body }: LiveAnswer): Verdict {
	if (status < 200 || status >= 300 || typeof body !== 'object' || body === null)
		return open(`It was answered with ${status} and ${shapeOf(body)}.`);
	const answer = !isFramed(body) ? 'bare' : Array.isArray(body.data) ? 'framed, list of one' : 'framed';
	return { answer, says: `The answer is ${answer}.` };
}

/** Uses an answer's status as the verdict. */
export function statusVerdict({ status }: LiveAnswer): Verdict {
	return { answer: String(status), says: `It was answered with ${status}.` };
}

/** An operation's path and its required query, if the walk could fill them. */
export function questionOf(
	walk: Walk,
	id: string,
): { operation: ContractOperation; path: string; query: string } | undefined {
	const visit = walk.visitOf(id);
	if (visit?.answer?.status !== 200) return undefined;
	const question = walk.questionFor(visit.operation);
	if (typeof question === 'string') return undefined;
	return { operation: visit.operation, path: question.path, query: question.query.toString() };
}

/** The page size that an answer states. */
export function pageSizeOf(body: unknown): number | undefined {
	const { per_page: size } = Object(body) as { per_page?: unknown };
	return Number.isInteger(Number(size)) ? Number(size) : undefined;
}

/** Joins parts of a query; empty parts are left out. */
export function joined(...queries: string[]): string {
	return queries.filter(Boolean).join('&');
}

/** The number of the first page, for every list with two records to show it. */
export async function firstPages(walk: Walk, api: LiveApi): Promise<Verdict> {
	const found = new Map<string, string[]>();
	for (const { operation } of walk.visits.filter((visit) => visit.operation.pagination?.style === 'page')) {
		const question = questionOf(walk, operation.id);
		if (!question) continue;
		const page = async (number: number) => {
			const query = joined(question.query, `page=${number}&per_page=1`);
			const answer = await api.ask({ path: question.path, query });
			return answer.status === 200 ? JSON.stringify(recordsOf(answer.body)) : '[]';
		};
		const [zero, one] = [await page(0), await page(1)];
		// It takes two different records to tell the pages apart.
		const origin = zero === '[]' ? 'too few' : one === '[]' ? 'too few' : zero === one ? '1' : '0';
		found.set(origin, [...(found.get(origin) ?? []), operation.path]);
	}
	const told = [...found.keys()].filter((origin) => origin !== 'too few');
	const few = found.get('too few') ?? [];
	if (told.length === 0) return open('No list has two records.');
	const says = told.map((origin) => `${origin} for ${(found.get(origin) ?? []).join(', ')}`).join('; ');
	return {
		answer: told.length === 1 ? (told[0] ?? '') : 'mixed',
		says: `${says}${few.length > 0 ? `; too few records in ${few.join(', ')}` : ''}.`,
	};
}

/** The envelopes of some operations' answers. */
export function frames(walk: Walk, wanted: (operation: ContractOperation) => boolean): Verdict {
	const found = new Map<string, string[]>();
	for (const visit of walk.visits.filter(({ operation }) => wanted(operation))) {
		const frame = frameOf(visit);
		if (frame) found.set(frame, [...(found.get(frame) ?? []), visit.operation.path]);
	}
	if (found.size === 0) return open('None of them was answered.');
	return {
		answer: found.size === 1 ? ([...found.keys()][0] ?? '') : 'mixed',
		says: `${[...found].map(([frame, paths]) => `${frame}: ${paths.join(', ')}`).join('; ')}.`,
	};
}

/** Adds the shapes of some fields, wherever they are in a value. */
export function collectForms(value: unknown, forms: Map<string, Set<string>>): void {
	if (Array.isArray(value)) for (const one of value.slice(0, 100)) collectForms(one, forms);
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
	for (const [name, inner] of Object.entries(value)) {
		forms.get(name)?.add(shapeOf(inner));
		collectForms(inner, forms);
	}
}

/** Whether a call is found by its time in the user's zone or in UTC. */
export async function zoneOfFilters(walk: Walk, api: LiveApi): Promise<Verdict> {
	const call = walk
		.records('listCalls')
		.find(({ call_time, call_user_time }) => call_time && call_user_time && call_time !== call_user_time);
	if (!call) return open("No call has another time in its user's zone than in UTC.");
	const has = async (date: unknown, time: unknown) => {
		// Ten seconds around it, in case neither side includes the edge.
		const moment = Date.parse(`${String(date)}T${String(time).padStart(8, '0')}Z`);
		const at = (offset: number) => new Date(moment + offset).toISOString().slice(0, 19).replace('T', '%20');
		const query = `from_datetime=${at(-10_000)}&to_datetime=${at(10_000)}&per_page=100`;
		const { body } = await api.ask({ path: '/v2.1/calls', query });
		return recordsOf(body).some(({ id }) => id === call.id);
	};
	const user = await has(call.call_user_date, call.call_user_time);
	const utc = await has(call.call_date, call.call_time);
	if (user === utc) return open(`The call is found by ${user ? 'either' : 'neither'} time.`);
	return user
		? { answer: 'user', says: 'A call is found by its time in the zone of the user, not by its time in UTC.' }
		: { answer: 'UTC', says: 'A call is found by its time in UTC.' };
}

/** Number of calls with a filter; -1 when it is refused. */
export async function totalOf(api: LiveApi, query: string): Promise<number> {
	const { status, body } = await api.ask({ path: '/v2.1/calls', query: joined(query, 'per_page=20') });
	if (status !== 200 || !isFramed(body)) return -1;
	const { total_count: total } = body as Record<string, unknown>;
	return typeof total === 'number' ? total : -1;
}

/** ID of a call on the first page with a recording of the wanted kind. */
export function callWith(walk: Walk, wanted: (recording: unknown) => boolean): string | undefined {
	const call = walk.records('listCalls').find(({ call_info: info }) => {
		return typeof info === 'object' && info !== null && wanted((info as Record<string, unknown>).recording);
	});
	return call === undefined ? undefined : String(call.id);
}

/** How a recording is delivered, and with which headers. */
export async function recordings(walk: Walk, api: LiveApi): Promise<Verdict> {
	const id = callWith(walk, (recording) => typeof recording === 'string' && recording !== '');
	if (id === undefined) return open('No call of the first page has a recording.');
	const { status, headers, isFile } = await api.ask({ path: `/v2.1/calls/${id}/recording/download` });
	if (status >= 300 && status < 400) {
		const location = headers.get('location') ?? '';
		if (!URL.canParse(location)) return { answer: 'redirect', says: `${status} without an address.` };
		const { host, hostname } = new URL(location);
		const file = await api.lookElsewhere(location);
		return {
			answer: host === api.host ? 'redirect, same host' : 'redirect, another host',
			says: `${status} to ${host === api.host ? 'the same host' : shownHost(hostname)}; without the key it answers ${file.status}, ${shownType(file.type)}.`,
		};
	}
	if (status !== 200) return { answer: String(status), says: `It is answered with ${status}.` };
	const named = headers.get('content-disposition') === null ? 'without' : 'with';
	return {
		answer: isFile ? 'bytes' : 'no file',
		says: `${shownType(headers.get('content-type'))}, ${named} a file name, ${headers.get('content-length') === null ? 'without' : 'with'} its length.`,
	};
}

/** Why an answer does not help. */
export function refused(answer: LiveAnswer | undefined): string {
	return answer ? `It was answered with ${answer.status}.` : 'It was not asked.';
}
