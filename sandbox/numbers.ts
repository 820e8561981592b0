import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';

/** The digits of a number, however it is written. */
export function digitsOf(number: unknown): string {
	return String(number ?? '').replace(/\D/g, '');
}

/**
 * The number that JustCall stores when one without country code comes into a campaign that has a country (FACTS.md section 10):
 * a number of that country. Any other is kept as it is.
 *
 * @param country ISO 3166-1 alpha-2
 * @returns digits
 */
export function completed(number: unknown, country: string): string {
	const digits = digitsOf(number);
	const parsed = parsePhoneNumberFromString(digits, {
		defaultCountry: country as CountryCode,
		extract: false,
	});
	return parsed?.isValid() ? parsed.number.slice(1) : digits;
}

/** The same number as people of the country write it to each other; that of another country as it is. */
export function national(digits: string, country: string): string {
	const parsed = parsePhoneNumberFromString(`+${digits}`);
	const isOfIt = parsed?.getPossibleCountries().includes(country as CountryCode) === true;
	return isOfIt ? digitsOf(parsed.formatNational()) : digits;
}

/** Whether two numbers are one, or one of them ends with the other: that is how they are looked for. */
export function matches(stored: unknown, wanted: unknown): boolean {
	return digitsOf(stored).includes(digitsOf(wanted));
}
