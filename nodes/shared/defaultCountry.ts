import type { IExecuteFunctions } from 'n8n-workflow';

import { readCountry, toCountry } from './countries';
import { ask, CREDENTIAL, type RequestContext } from './transport';
import { unwrapOne } from './unwrap';

/**
 * The country whose numbers come without a country code: the node's option where it is set, else that of the credential.
 *
 * @param option what the option holds; an expression may name the country of each item
 * @returns ISO 3166-1 alpha-2; `undefined` when neither is set
 * @throws ParameterError when one of them is no country
 */
export async function defaultCountryOf(
	context: Pick<IExecuteFunctions, 'getCredentials'>,
	option?: unknown,
): Promise<string | undefined> {
	return firstCountry(option, (await context.getCredentials(CREDENTIAL)).defaultCountry);
}

/** The same, of what both hold. */
export function firstCountry(option: unknown, ofCredential: unknown): string | undefined {
	if (isSet(option)) return toCountry(option, 'Default Country');
	return isSet(ofCredential) ? toCountry(ofCredential, "The credential's Default Country") : undefined;
}

function isSet(value: unknown): boolean {
	return value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '');
}

/** Countries of campaigns, by account and campaign, for as long as the execution lasts that has asked. */
const asked = new WeakMap<AbortSignal, Map<string, string | undefined>>();

/**
 * The country that JustCall completes a campaign's numbers with (FACTS.md section 10), asked once in an execution.
 *
 * @param campaign id
 * @returns ISO 3166-1 alpha-2; `undefined` when the campaign names none that has telephone numbers
 */
export async function campaignCountry(
	context: RequestContext,
	campaign: string | number,
): Promise<string | undefined> {
	const { apiKey, baseUrl } = await context.getCredentials(CREDENTIAL);
	const key = [apiKey, baseUrl, campaign].join(' ');
	const signal = context.getExecutionCancelSignal?.();
	const known = (signal && asked.get(signal)) ?? new Map<string, string | undefined>();
	if (signal) asked.set(signal, known);
	if (known.has(key)) return known.get(key);
	const path = `/v2.1/sales_dialer/campaigns/${encodeURIComponent(campaign)}`;
	const { country_code } = await ask(context, { method: 'GET', path }, 'The campaign', unwrapOne);
	const country = readCountry(country_code);
	known.set(key, country);
	return country;
}
