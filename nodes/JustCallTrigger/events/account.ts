import { IANAZone } from 'luxon';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { keyPairOf } from '../../shared/http/authenticate';
import { credentialNotice } from '../../shared/http/credentialType';
import { readCountry } from '../../shared/values/countries';
import { redactorOf, type Redact } from '../../shared/http/secrets';
import { CREDENTIAL } from '../../shared/http/transport';

/** Facts of the credential that a received event needs. */
export interface Account {
	apiSecret: string;
	/** Zone of the account as the credential has it; empty, or one that there is not, means the workflow's. */
	timezone: string;
	/** Of numbers that come without a country code, ISO 3166-1 alpha-2. */
	country: string | undefined;
	/** Notice about the credential in every item: empty when there is no problem. */
	notice: IDataObject;
	/** Hides key and secret in what an event brings. */
	redact: Redact;
}

/** Milliseconds that it is kept. */
const ACCOUNT_TTL_MS = 30_000;
/** Credentials kept at most. */
const MAX_ACCOUNTS = 50;

const kept = new Map<string, Account & { until: number }>();

/**
 * The account of the node's credential. n8n reads it from its database each time, which takes longer in a burst than all
 * else; so it is kept in memory, never anywhere else, for half a minute.
 *
 * @param fresh read it again: the secret may have been changed
 */
export async function accountOf(context: IWebhookFunctions, fresh = false): Promise<Account> {
	const id = context.getNode().credentials?.[CREDENTIAL]?.id ?? '';
	const known = kept.get(id);
	if (id && known && !fresh && known.until > Date.now()) return known;
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
	if (kept.size >= MAX_ACCOUNTS) kept.clear();
	kept.set(id, { ...account, until: Date.now() + ACCOUNT_TTL_MS });
	return account;
}

/** A zone that there is not is refused when the workflow is published; no event is lost over it. */
function zoneIn({ timezone }: IDataObject): string {
	const name = String(timezone ?? '').trim();
	return IANAZone.isValidZone(name) ? name : '';
}
