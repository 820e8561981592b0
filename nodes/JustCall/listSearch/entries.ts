import type { INodeListSearchItems } from 'n8n-workflow';

import { digitsOf } from '../../shared/values/phoneNumber';
import { folded, type Findable } from './matching';

/** How a record is shown in a dropdown. The values come from JustCall's answer and are not checked yet. */
export interface Shown {
	/** Value that is sent when the entry is chosen. A record without it gets no entry. */
	value: unknown;
	/** Parts of the name that is shown; empty parts are left out. */
	name: ReadonlyArray<string | undefined>;
	/** Separator between the parts; a space by default. */
	between?: string;
	/** Telephone numbers by which the entry is found, in any spelling. */
	numbers?: readonly unknown[];
	/** Texts by which the entry is found, but which it does not show. */
	also?: readonly unknown[];
	/** A second line, in fields for several choices: their chosen entries have room for a short name only. */
	note?: string;
	/** Entries with a lower rank come first when the whole list was read. */
	rank?: number;
}

/** An entry of a dropdown and the texts by which it is found. */
export interface Entry extends Findable {
	name: string;
	note?: string;
	rank: number;
}

/** Most characters of a name. n8n stores the name in the workflow, and shows as much as fits. */
const LONGEST_NAME = 120;

/**
 * Makes the entry of a record.
 *
 * @returns `undefined` when the record has no value that could be sent; the list leaves such a row out
 */
export function entryOf({
	value,
	name,
	between = ' ',
	numbers = [],
	also = [],
	note = '',
	rank = 0,
}: Shown): Entry | undefined {
	const sent = textOf(value).trim();
	if (sent === '') return undefined;
	const title = plain(name.filter(Boolean).join(between));
	return {
		value: sent,
		name: title === '' ? `No name${idNote(sent)}` : cut(title),
		...(note !== '' && { note: cut(plain(note)) }),
		text: folded([title, ...also.map(textOf)].join(' ')),
		numbers: numbers.map(digitsOf).filter(Boolean),
		rank,
	};
}

/** Text or number of an answer as text. It is empty for any other value, so that nobody reads "undefined". */
export function textOf(value: unknown): string {
	return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))
		? String(value)
		: '';
}

/** A telephone number of an answer, with "+" and without separators; `undefined` when it has no digits. */
export function plusNumber(value: unknown): string | undefined {
	const digits = digitsOf(textOf(value));
	return digits === '' ? undefined : `+${digits}`;
}

/** The entries in n8n's form. Entries with the same name also show the value that is sent. */
export function itemsOf(entries: readonly Entry[]): INodeListSearchItems[] {
	const count = new Map<string, number>();
	for (const { name } of entries) count.set(name, (count.get(name) ?? 0) + 1);
	return entries.map(({ name, value }) => ({
		name: (count.get(name) ?? 0) > 1 && !name.endsWith(idNote(value)) ? name + idNote(value) : name,
		value,
	}));
}

/**
 * Lines below the results that cannot be chosen. n8n's editor does nothing when an entry whose value is `true`
 * or `false` is clicked or entered (seen in 1.123, 2.8 and 2.41). It shows one entry for each value, so there
 * can be two such lines at most.
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

/** One line without invisible characters. The joiner of emoji stays. */
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
