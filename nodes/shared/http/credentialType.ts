import type { IDataObject } from 'n8n-workflow';

import { ParameterError } from '../values/parameterError';

/** The credential's fields beside key and secret, which JustCall's own package has not. */
export const OWN_FIELDS = ['baseUrl', 'timezone', 'defaultCountry', 'longestWait'] as const;

/**
 * Whether n8n reads the credential by another package's type of the same name. Of a credential it knows the fields of the
 * type that was loaded last and drops all others; a field that is missing in the saved data gets its default. So a
 * credential that was saved before there was such a field has it all the same, and only another type has none of them.
 *
 * @param credentials as n8n gives them to a node
 */
export function isOfAnotherPackage(credentials: Readonly<Record<string, unknown>>): boolean {
	return OWN_FIELDS.every((name) => credentials[name] === undefined);
}

/** Notice for the person then: in a hint, in the item of a trigger. */
export const NOTICE =
	"n8n reads this credential by the credential type of another JustCall package, which was loaded last: 'Base URL', 'Account Time Zone', 'Default Country' and 'Longest Wait' are not in force, and n8n's HTTP Request node can send key and secret to any address. Uninstall the other package and restart n8n.";

/** The refusal to guess whose time a date is in. */
export function zoneIsNotKnown(): ParameterError {
	return new ParameterError(
		"The account's time zone is not known, so dates would be read in the wrong one",
		NOTICE,
	);
}

/** The same for the items of triggers, which have no other place for it; nothing where all is well. */
export function credentialNotice(credentials: Readonly<Record<string, unknown>>): IDataObject {
	return isOfAnotherPackage(credentials) ? { credential_notice: NOTICE } : {};
}
