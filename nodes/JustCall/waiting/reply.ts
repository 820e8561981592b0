import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../shared/values/isObject';
import { MOST_IN_FIELD, RESPONDED_AT, type FormField, type Question } from './question';

/** Names of the inputs on the page. */
export const INPUTS = { answer: 'answer', text: 'text', field: (place: number) => `field-${place}` } as const;

/** Values of the two buttons of an approval. */
export const BUTTONS = { approve: 'approve', decline: 'decline' } as const;

/** An answer that cannot be used. */
export interface RefusedReply {
	/** Sentences by the name of the input. */
	problems: Readonly<Record<string, string>>;
	/** Texts that the person entered, by the name of the input. */
	given: Readonly<Record<string, string>>;
}

/** Fields of the output, or why there are none. */
export type Reply = { data: IDataObject } | RefusedReply;

/**
 * Reads what the page sent. Nothing is an answer but a button that was pressed: a request without its value decides
 * nothing.
 *
 * @param body of the POST, as n8n parsed it; of a form with several fields, n8n puts them under `data`
 * @param now moment of the answer
 */
export function replyIn(question: Question, body: unknown, now: Date): Reply {
	const sent = question.kind === 'customForm' && isObject(body) ? body.data : body;
	const inputs = isObject(sent) ? sent : {};
	const at = { [RESPONDED_AT]: now.toISOString() };
	if (question.kind === 'approval') {
		const pressed = inputs[INPUTS.answer];
		if (pressed === BUTTONS.approve) return { data: { approved: true, ...at } };
		if (pressed === BUTTONS.decline && question.decline !== '') return { data: { approved: false, ...at } };
		return { problems: { [INPUTS.answer]: 'Please press a button.' }, given: {} };
	}
	const fields: Array<[name: string, field: FormField]> =
		question.kind === 'freeText'
			? [[INPUTS.text, { label: INPUTS.text, type: 'textarea', required: true, choices: [] }]]
			: question.fields.map((field, place) => [INPUTS.field(place), field]);
	const given = Object.fromEntries(fields.map(([name]) => [name, textOf(inputs[name])]));
	const problems: Record<string, string> = {};
	const answers: Array<[string, string | number | null]> = [];
	for (const [name, field] of fields) {
		const text = given[name] ?? '';
		const problem = problemOf(text, field);
		if (problem !== undefined) problems[name] = problem;
		answers.push([field.label, text === '' ? null : field.type === 'number' ? Number(text) : text]);
	}
	if (Object.keys(problems).length > 0) return { problems, given };
	return { data: { ...Object.fromEntries(answers), ...at } };
}

/** A text that was entered; browsers send line breaks with a carriage return. */
function textOf(input: unknown): string {
	return typeof input === 'string' ? input.replace(/\r\n?/g, '\n').trim() : '';
}

function problemOf(text: string, { type, required, choices }: FormField): string | undefined {
	if (text === '') return required ? 'Please fill in this field.' : undefined;
	if (text.length > MOST_IN_FIELD) return `Please write at most ${MOST_IN_FIELD} characters.`;
	if (type === 'number' && !/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return 'Please enter a number.';
	if (type === 'date' && !isDay(text)) return 'Please enter a date.';
	if (type === 'email' && !/^[^\s@]+@[^\s@]+$/.test(text)) return 'Please enter an email address.';
	if (type === 'dropdown' && !choices.includes(text)) return 'Please choose from the list.';
	return undefined;
}

function isDay(text: string): boolean {
	const day = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
}
