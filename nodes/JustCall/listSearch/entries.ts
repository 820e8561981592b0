import type { INodeListSearchItems } from 'n8n-workflow';

import { digitsOf } from '../../shared/values/phoneNumber';
import { folded, type Findable } from './matching';

/** How a record is shown in a dropdown, as JustCall's answer has it: no value is checked yet. */
export interface Shown {
	/** Value that is sent when the entry is chosen; without it there is no entry. */
	value: unknown;
	/** Parts of the name that the person reads; empty parts are left out. */
	name: ReadonlyArray<string | undefined>;
	/** Separator between the parts; a space by default. */
	between?: string;
	/** Telephone numbers that it is found by, in whatever spelling. */
	numbers?: readonly unknown[];
	/** Texts by which it is found, but which it does not show. */
	also?: readonly unknown[];
	/** Lower ranks come first where a list is read as a whole. */
	rank?: number;
}

/** An entry of a dropdown and the texts by which it is found. */
export interface Entry extends Findable {
	name: string;
	rank: number;
}

/** Most characters of a name: n8n stores it in the workflow, and shows as much as fits. */
const LONGEST_NAME = 120;

/**
 * Makes the entry of a record.
 *
 * @returns `undefined` when the record has nothing that could be sent: such a row is left out of the list
 */
export function entryOf({
	value,
	name,
	between = ' ',
	numbers = [],
	also = [],
	rank = 0,
}: Shown): Entry | undefined {
	const sent = textOf(value).trim();
	if (sent === '') return undefined;
	const title = plain(name.filter(Boolean).join(between));
	return {
		value: sent,
		name: title === '' ? `No name${idNote(sent)}` : cut(title),
		text: folded([title, ...also.map(textOf)].join(' ')),
		numbers: numbers.map(digitsOf).filter(Boolean),
		rank,
	};
}

/** Text or number of an answer as text; empty when it is neither, so that nobody reads "undefined". */
export function textOf(value: unknown): string {
	return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))
		? String(value)
		: '';
}

/** A telephone number of an answer with "+" and without the signs between; `undefined` when it has no digits. */
export function plusNumber(value: unknown): string | undefined {
	const digits = digitsOf(textOf(value));
	return digits === '' ? undefined : `+${digits}`;
}

/** The entries as n8n wants them; entries with the same name show the value that is sent. */
export function itemsOf(entries: readonly Entry[]): INodeListSearchItems[] {
	const count = new Map<string, number>();
	for (const { name } of entries) count.set(name, (count.get(name) ?? 0) + 1);
	return entries.map(({ name, value }) => ({
		name: (count.get(name) ?? 0) > 1 && !name.endsWith(idNote(value)) ? name + idNote(value) : name,
		value,
	}));
}

/**
 * Lines below the results that cannot be chosen. n8n's editor does nothing when an entry whose value is `true` or `false`
 * is clicked or entered (seen in 1.123, 2.8 and 2.41), and shows one entry for each value: so there are two at most.
 */
export function linesOf(first: string, second: string): INodeListSearchItems[] {
	return [
		{ name: first, value: false },
		{ name: second, value: true },
	];
}

function idNote(value: string): string {
	return ` · ID ${value}`;
}

/** One line without invisible characters; the joiner of emoji stays. */
function plain(text: string): string {
	return text
		.replace(/\p{Cs}/gu, '\ufffd')
		.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
		.replace(/(?!\u200d)\p{Cf}/gu, '')
		.trim();
}

function cut(name: string): string {
	const signs = [...name];
	return signs.length > LONGEST_NAME ? `${signs.slice(0, LONGEST_NAME - 1).join('')}…` : name;
}
