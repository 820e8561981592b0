import { digitsOf, matches } from '../numbers';
import type { Settings } from '../settings';

/** How a list's filters compare. */
export interface Comparison {
	/** Whether a stored number is the wanted one. */
	number: (stored: unknown, wanted: unknown) => boolean;
	/** Whether a stored name or e-mail is the wanted one; case does not count. */
	text: (stored: string, wanted: string) => boolean;
}

/** Digits at the end of a number by which loose filters compare: without country and area. */
const LOCAL_DIGITS = 7;

/** The comparison that the settings ask for. A loose one also finds numbers that end alike, and texts that hold the wanted one. */
export function comparisonOf({ filters }: Pick<Settings, 'filters'>): Comparison {
	const isLoose = filters === 'loose';
	return {
		number: (stored, wanted) =>
			isLoose
				? matches(stored, digitsOf(wanted).slice(-LOCAL_DIGITS))
				: digitsOf(stored) === digitsOf(wanted),
		text: (stored, wanted) => {
			const [has, needle] = [stored.toLowerCase(), wanted.toLowerCase()];
			return isLoose ? has.includes(needle) : has === needle;
		},
	};
}
