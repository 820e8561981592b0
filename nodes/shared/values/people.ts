import { digitsOf, MIN_SHARED_DIGITS, looksNational, looseEnd, meaningsOf } from './phoneNumber';

/**
 * Finds records of people by telephone number, whatever form JustCall stores: digits with country code, as
 * typed, or a national number.
 */
export class People<T> {
	private readonly sure = new Map<string, T>();
	private readonly likely = new Map<string, T>();
	/** Records without a country code, by their last digits. */
	private readonly loose = new Map<string, Array<{ end: string; one: T }>>();

	/** @param country country of national numbers in JustCall's answers, ISO 3166-1 alpha-2 in capitals */
	constructor(private readonly country?: string) {}

	/** @param stored number as JustCall stores it */
	add(stored: unknown, one: T): void {
		const meanings = meaningsOf(stored, this.country);
		const isNational = looksNational(stored) || meanings.length === 0;
		const isSure = meanings.length === 1 && !(isNational && this.country === undefined);
		const numbers = isSure ? this.sure : this.likely;
		for (const e164 of meanings) if (!numbers.has(e164)) numbers.set(e164, one);
		const end = isNational && !isSure ? looseEnd(stored) : undefined;
		if (end === undefined) return;
		const last = end.slice(-MIN_SHARED_DIGITS);
		this.loose.set(last, [...(this.loose.get(last) ?? []), { end, one }]);
	}

	/** The record that has the number, or may have it; a certain match comes first. */
	find(e164: string): T | undefined {
		const alike = this.loose.get(e164.slice(-MIN_SHARED_DIGITS)) ?? [];
		return this.sure.get(e164) ?? this.likely.get(e164) ?? alike.find(({ end }) => e164.endsWith(end))?.one;
	}
}

/** The people in a list. Nobody who may be one of them is removed. */
export class WantedNumbers {
	private readonly numbers = new Set<string>();
	/** Numbers of the wanted people, by their last digits. */
	private readonly ends = new Map<string, string[]>();
	/** Each run of digits, long enough to identify a contact, in values that cannot be read. */
	private readonly unclear = new Set<string>();

	/** @param country country of national numbers in JustCall's answers, ISO 3166-1 alpha-2 in capitals */
	constructor(private readonly country?: string) {}

	/** @param e164 number of a person in the list */
	add(e164: string): void {
		this.numbers.add(e164);
		push(this.ends, e164.slice(-MIN_SHARED_DIGITS), e164);
	}

	/** @param given a contact's value in the list that cannot be read */
	addUnclear(given: unknown): void {
		for (const part of windowsOf(digitsOf(given))) this.unclear.add(part);
	}

	get size(): number {
		return this.numbers.size;
	}

	/** @param stored number of a record, as JustCall stores it */
	mayHave(stored: unknown): boolean {
		const meanings = meaningsOf(stored, this.country);
		if (meanings.some((e164) => this.numbers.has(e164))) return true;
		const end = meanings.length === 0 || looksNational(stored) ? looseEnd(stored) : undefined;
		if (end !== undefined && this.ends.get(end.slice(-MIN_SHARED_DIGITS))?.some((e164) => e164.endsWith(end)))
			return true;
		// A value that is not a number may still be a contact's number, with an extension or a word next to it.
		if (meanings.length === 0 && windowsOf(digitsOf(stored)).some((part) => this.ends.has(part))) return true;
		return [...meanings, digitsOf(stored)].some((form) => this.unclear.has(form.slice(-MIN_SHARED_DIGITS)));
	}
}

/** Each run of digits that is long enough to identify a person. */
function windowsOf(digits: string): string[] {
	const count = Math.max(0, digits.length - MIN_SHARED_DIGITS + 1);
	return Array.from({ length: count }, (_, at) => digits.slice(at, at + MIN_SHARED_DIGITS));
}

function push(lists: Map<string, string[]>, key: string, one: string): void {
	const list = lists.get(key);
	if (list) list.push(one);
	else lists.set(key, [one]);
}
