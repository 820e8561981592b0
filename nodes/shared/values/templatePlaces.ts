import type { IDataObject } from 'n8n-workflow';

import { ParameterError, quote } from './parameterError';

/** A place in a text, as in "Hello {{1}}". WhatsApp numbers its places, or names them. */
const PLACE = /\{\{\s*([^{}\s](?:[^{}]*[^{}\s])?)\s*\}\}/g;
/** Most characters of the text that are shown on each side of a place; whole words of them. */
const AROUND = 40;
/** Most characters of a field's name in n8n's column mapper: it cuts longer ones off, and pushes its mark of an empty field out of sight. */
const LONGEST_NAME = 24;

/** The places of a template: how many values it takes. */
export interface TemplatePlaces {
	/** Names of the places in the text, each once, in order: "1", "2". */
	names: string[];
	/** Fewest and most values that fit. They differ where it is not known which places JustCall fills. */
	fewest: number;
	most: number;
	/** The text. */
	body: string;
}

/**
 * Finds the places of a template.
 *
 * It is not known whether JustCall fills places in the header and in the addresses of buttons, or how it counts
 * numbers that are left out. In such a template each possible count is taken.
 *
 * @param template a record of the list of templates
 * @returns `undefined` when the record has no text
 */
export function placesOf(template: IDataObject): TemplatePlaces | undefined {
	const { body } = template;
	if (typeof body !== 'string' || body.trim() === '') return undefined;
	const names = namesIn(body);
	const highest = Math.max(0, ...names.map(Number).filter(Number.isInteger));
	const elsewhere = textsIn([template.header_value, template.actions]).flatMap(namesIn).length;
	const sorted = highest > 0 ? names.sort((one, other) => Number(one) - Number(other)) : names;
	return {
		names: sorted,
		fewest: names.length,
		most: Math.max(names.length, highest) + elsewhere,
		body,
	};
}

/** The words around a place, so that a person knows what belongs there: "{{2}}: … plan is {{2}} percent off". */
export function placeInWords(name: string, body: string): string {
	const text = body.replace(/\s+/g, ' ').trim();
	const found = [...text.matchAll(PLACE)].find(([, at]) => at === name);
	if (!found) return `{{${name}}}`;
	const [before, after] = [[...text.slice(0, found.index)], [...text.slice(found.index + found[0].length)]];
	const start =
		before.length > AROUND
			? `…${before
					.slice(-AROUND)
					.join('')
					.replace(/^\S+\s/, '')}`
			: before.join('');
	const end =
		after.length > AROUND
			? `${after
					.slice(0, AROUND)
					.join('')
					.replace(/\s\S+$/, '')}…`
			: after.join('');
	return `{{${name}}} in "${start}${found[0]}${end}"`;
}

/**
 * A place between the words next to it, as the name of a field, such as "…plan is {{2}} percent…". Other places are not in
 * it.
 */
export function placeInBrief(name: string, body: string): string {
	const text = body.replace(/\s+/g, ' ').trim();
	const all = [...text.matchAll(PLACE)];
	const at = all.findIndex(([, one]) => one === name);
	const [found, earlier, later] = [all[at], all[at - 1], all[at + 1]];
	const place = `{{${name}}}`;
	if (!found) return place;
	const begin = earlier ? earlier.index + earlier[0].length : 0;
	const before = [...text.slice(begin, found.index)];
	const after = [...text.slice(found.index + found[0].length, later?.index)];
	// The words before say more. Each side may have an ellipsis.
	const room = Math.max(0, LONGEST_NAME - [...place].length - 2);
	const left = fitting(before.reverse(), room - Math.min(after.length, Math.floor(room * 0.4))).reverse();
	const start = begin > 0 || left.length < before.length ? '…' : '';
	const right = fitting(after, room + 1 - start.length - left.length);
	const end = later || right.length < after.length ? '…' : '';
	return `${start}${left.join('').trimStart()}${place}${right.join('').trimEnd()}${end}`;
}

/** The first characters of a text: whole words, or a part of the first one where it is too long. */
function fitting(text: readonly string[], most: number): string[] {
	if (text.length <= most) return [...text];
	const cut = text.slice(0, most);
	const end = text[most] === ' ' ? most : cut.lastIndexOf(' ');
	return cut.slice(0, end > 0 ? end : most);
}

/**
 * Refuses a number of values that does not fit the template: JustCall would send the values in the wrong places.
 *
 * @param values in order
 * @param label the parameter's name in the panel
 * @param template name or ID of the template
 * @throws ParameterError
 */
export function checkPlaces(
	values: readonly string[],
	places: TemplatePlaces,
	label: string,
	template: string,
): void {
	const { fewest, most, body } = places;
	if (values.length >= fewest && values.length <= most) return;
	const wanted = fewest === most ? counted(fewest, 'place') : `${fewest} to ${most} places`;
	const given = values.length === 0 ? 'no value' : counted(values.length, 'value');
	const read = values.length === 0 ? '' : ` The values were read as ${values.map(quote).join(', ')}.`;
	throw new ParameterError(
		`'${label}' has ${given}, and the template ${quote(template)} has ${wanted}`,
		`Its text is ${quote(body)}.${read} Give one value for each place. A comma divides values: to keep a comma in a value, let an expression give a list, for example {{ [$json.name, $json.time] }}, or write each value on a line of its own.`,
	);
}

function counted(count: number, what: string): string {
	return `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : 's'}`;
}

function namesIn(text: string): string[] {
	return [...new Set([...text.matchAll(PLACE)].map(([, name = '']) => name))];
}

/** All texts inside a value. */
function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
