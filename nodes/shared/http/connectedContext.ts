import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { checkBaseUrl } from '../values/baseUrl';
import { allowedDomainsOf, connectionOf } from './connection';
import { CREDENTIAL, type RequestContext } from './transport';

/**
 * Makes the context for all requests of a run. 'Request Options' apply to each request, and the credential is
 * decrypted once. n8n would decrypt it for each request, which costs more than the rest of the request.
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
	// n8n takes the credential from the context that sends the request.
	const getCredentials = async (): Promise<ICredentialDataDecryptedObject> => credentials;
	return Object.create(context, {
		getCredentials: { value: getCredentials },
		connection: { value: connection },
	}) as Context;
}
