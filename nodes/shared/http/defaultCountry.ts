import type { IExecuteFunctions } from 'n8n-workflow';

import { countryOrError, readCountry, toCountry } from '../values/countries';
import { ask, CREDENTIAL, type RequestContext } from './transport';
import { unwrapOne } from '../answers/envelope';

/**
 * The country of numbers without a country code: the node's option if set, otherwise the credential's.
 *
 * @param option value of the option; an expression may name the country of each item
 * @returns ISO 3166-1 alpha-2; `undefined` when neither is set
 * @throws ParameterError when one of them is not a country
 */
export async function defaultCountryOf(
	context: Pick<IExecuteFunctions, 'getCredentials'>,
	option?: unknown,
): Promise<string | undefined> {
	return firstCountry(option, (await context.getCredentials(CREDENTIAL)).defaultCountry);
}

/** The default country from the two values, see {@link defaultCountry}. */
export function firstCountry(option: unknown, ofCredential: unknown): string | undefined {
	if (isSet(option)) return toCountry(option, 'Default Country');
	return isSet(ofCredential) ? countryOrError(ofCredential, "The credential's 'Default Country'") : undefined;
}

function isSet(value: unknown): boolean {
	return value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '');
}

/** Countries of campaigns that a run has requested, by the context of the run. */
const asked = new WeakMap<object, Map<string, string | undefined>>();

/**
 * The country that JustCall adds to a campaign's numbers (FACTS.md section 10), requested once in a run.
 *
 * @param context the same object for all items of the run
 * @param campaign id
 * @returns ISO 3166-1 alpha-2; `undefined` when the campaign has none, or one without telephone numbers
 */
export async function campaignCountry(
	context: RequestContext,
	campaign: string,
): Promise<string | undefined> {
	const known = asked.get(context) ?? new Map<string, string | undefined>();
	asked.set(context, known);
	if (known.has(campaign)) return known.get(campaign);
	const path = `/v2.1/sales_dialer/campaigns/${encodeURIComponent(campaign)}`;
	const { country_code } = await ask(context, { method: 'GET', path }, 'The campaign', unwrapOne);
	const country = readCountry(country_code);
	known.set(campaign, country);
	return country;
}
