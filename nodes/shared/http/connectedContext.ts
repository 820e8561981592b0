import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { checkBaseUrl } from '../values/baseUrl';
import { allowedDomainsOf, connectionOf } from './connection';
import { CREDENTIAL, type RequestContext } from './transport';

/**
 * The same context for all requests of a run: 'Request Options' hold for each, and the credential is decrypted once. n8n
 * would decrypt it for each request, which costs more than the rest of it.
 *
 * @param requestOptions value of the parameter `requestOptions`
 * @throws ParameterError when the proxy or the credential's base URL cannot be used
 */
export async function connectedContext<Context extends RequestContext>(
	context: Context,
	requestOptions: unknown,
): Promise<Context> {
	const credentials = await context.getCredentials(CREDENTIAL);
	const connection = {
		...connectionOf(requestOptions),
		allowedDomains: allowedDomainsOf(credentials, checkBaseUrl(credentials.baseUrl)),
	};
	// n8n asks the context that sends a request for its credential.
	const getCredentials = async (): Promise<ICredentialDataDecryptedObject> => credentials;
	return Object.create(context, {
		getCredentials: { value: getCredentials },
		connection: { value: connection },
	}) as Context;
}
