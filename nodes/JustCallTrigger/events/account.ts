import { IANAZone } from 'luxon';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { keyPairOf } from '../../shared/http/authenticate';
import { credentialNotice } from '../../shared/http/credentialType';
import { readCountry } from '../../shared/values/countries';
import { redactorOf, type Redact } from '../../shared/http/secrets';
import { CREDENTIAL } from '../../shared/http/transport';

/** Facts of the credential that the webhook needs. */
export interface Account {
	apiSecret: string;
	/** IANA zone of the account. Empty when the credential has none or an invalid one: then the workflow's zone holds. */
	timezone: string;
	/** Country of numbers without a country code, ISO 3166-1 alpha-2. */
	country: string | undefined;
	/** Notice about the credential that every item carries; empty when there is no problem. */
	notice: IDataObject;
	/** Hides key and secret in the content of an event. */
	redact: Redact;
}

/** Milliseconds for which the process caches an account. */
const ACCOUNT_TTL_MS = 30_000;
/** The largest number of cached accounts. */
const MAX_ACCOUNTS = 50;

const cache = new Map<string, Account & { until: number }>();

/**
 * Returns the account of the node's credential. n8n reads a credential from its database each time. In a burst of events
 * this takes most of the time, so the account stays in memory for half a minute. It is written nowhere.
 *
 * @param fresh reads the credential again, because somebody may have changed it
 */
export async function accountOf(context: IWebhookFunctions, fresh = false): Promise<Account> {
	const id = context.getNode().credentials?.[CREDENTIAL]?.id ?? '';
	const cached = cache.get(id);
	if (id && cached && !fresh && cached.until > Date.now()) return cached;
	const credentials = await context.getCredentials(CREDENTIAL);
	const { apiSecret } = keyPairOf(credentials);
	const country = readCountry(credentials.defaultCountry);
	const account = {
		apiSecret,
		timezone: zoneIn(credentials),
		country,
		notice: credentialNotice(credentials),
		redact: redactorOf(credentials),
	};
	if (cache.size >= MAX_ACCOUNTS) cache.clear();
	cache.set(id, { ...account, until: Date.now() + ACCOUNT_TTL_MS });
	return account;
}

/** Publishing refuses an invalid zone. An event still starts the workflow, with the workflow's zone. */
function zoneIn({ timezone }: IDataObject): string {
	const name = String(timezone ?? '').trim();
	return IANAZone.isValidZone(name) ? name : '';
}
