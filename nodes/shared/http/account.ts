import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import { keyPairOf } from './authenticate';
import { checkBaseUrl } from '../values/baseUrl';

/**
 * Key of an account that may be stored, so that stored data of one account is not used for another. It does not
 * contain the API key.
 *
 * @param credentials data of the credential
 */
export function accountKeyOf(credentials: IDataObject): string {
	const { apiKey } = keyPairOf(credentials);
	const text = `${checkBaseUrl(credentials.baseUrl)}\n${apiKey}`;
	return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
