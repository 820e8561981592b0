import type { IDataObject } from 'n8n-workflow';

import { ParameterError } from '../values/parameterError';

/** The credential's fields beside key and secret, which the credential of JustCall's own package does not have. */
export const OWN_FIELDS = ['baseUrl', 'timezone', 'defaultCountry', 'longestWait'] as const;

/**
 * Whether n8n reads the credential with another package's type of the same name. n8n uses the fields of the
 * type that was loaded last, drops all others, and adds the default of a field that the saved data does not
 * have. So even a credential saved before a field existed has that field, and only another type has none of
 * them.
 *
 * @param credentials as n8n gives them to a node
 */
export function isOfAnotherPackage(credentials: Readonly<Record<string, unknown>>): boolean {
	return OWN_FIELDS.every((name) => credentials[name] === undefined);
}

/** Notice for the user in that case: in a hint, or in the item of a trigger. */
export const NOTICE =
	"n8n reads this credential by the credential type of another JustCall package, which was loaded last: 'Base URL', 'Account Time Zone', 'Default Country' and 'Longest Wait' are not in force, and n8n's HTTP Request node can send key and secret to any address. Uninstall the other package and restart n8n.";

/** The error for a date when the account's zone is not known. */
export function zoneIsNotKnown(): ParameterError {
	return new ParameterError(
		"The account's time zone is not known, so dates would be read in the wrong one",
		NOTICE,
	);
}

/** The notice for the items of triggers, which have no other place for it; empty when there is no problem. */
export function credentialNotice(credentials: Readonly<Record<string, unknown>>): IDataObject {
	return isOfAnotherPackage(credentials) ? { credential_notice: NOTICE } : {};
}
