import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';

/** The digits of a number, however it is written. */
export function digitsOf(number: unknown): string {
	return String(number ?? '').replace(/\D/g, '');
}

/**
 * The number that JustCall stores when a number without country code is added to a campaign with a country
 * (FACTS.md section 10): a number of that country. Other numbers do not change.
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

/** The number in its country's national form; a number of another country does not change. */
export function national(digits: string, country: string): string {
	const parsed = parsePhoneNumberFromString(`+${digits}`);
	const isOfIt = parsed?.getPossibleCountries().includes(country as CountryCode) === true;
	return isOfIt ? digitsOf(parsed.formatNational()) : digits;
}

/** Whether two numbers are equal, or one ends with the other, which is how JustCall searches numbers. */
export function matches(stored: unknown, wanted: unknown): boolean {
	return digitsOf(stored).includes(digitsOf(wanted));
}
