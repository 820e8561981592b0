import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import { keyPairOf } from './authenticate';
import { checkBaseUrl } from '../values/baseUrl';

/**
 * What tells one account from another, to be stored: what is remembered of one says nothing of another. The key is not in
 * it.
 *
 * @param credentials data of the credential
 */
export function accountKeyOf(credentials: IDataObject): string {
	const { apiKey } = keyPairOf(credentials);
	const text = `${checkBaseUrl(credentials.baseUrl)}\n${apiKey}`;
	return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
