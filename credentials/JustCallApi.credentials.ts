import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { authenticate } from '../nodes/shared/http/authenticate';
import { DEFAULT_BASE_URL } from '../nodes/shared/values/baseUrl';
import { COUNTRIES } from '../nodes/shared/values/countries';
import { TIME_ZONES } from '../nodes/shared/values/timeZoneNames';
import { DEFAULT_LONGEST_WAIT_SECONDS } from '../nodes/shared/http/longestWait';

/** Key and secret of a JustCall account. Tested by the nodes' testJustCall: a test here would take precedence. */
export class JustCallApi implements ICredentialType {
	name = 'justCallApi';

	displayName = 'JustCall API';

	icon = { light: 'file:../icons/justcall.svg', dark: 'file:../icons/justcall.dark.svg' } as const;

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-justcall-complete#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'In JustCall under Settings > APIs and Webhooks. Needs the Team plan or above.',
		},
		{
			displayName: 'API Secret',
			name: 'apiSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'Shown by JustCall next to the key',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: DEFAULT_BASE_URL,
			description: `Change it only to use a sandbox or a proxy. Empty means ${DEFAULT_BASE_URL}. Must start with https:// unless it is this machine.`,
		},
		{
			displayName: 'Account Time Zone',
			name: 'timezone',
			type: 'options',
			options: [{ name: 'None, as the Workflow Says', value: '' }, ...TIME_ZONES],
			default: '',
			description:
				'Time zone of your JustCall user: JustCall reads dates in it. An expression gives an IANA name, such as America/New_York.',
		},
		{
			displayName: 'Default Country',
			name: 'defaultCountry',
			type: 'options',
			options: [{ name: 'None', value: '' }, ...COUNTRIES],
			default: '',
			description:
				'Country of telephone numbers that come without a country code, such as (415) 555-0119. With None, numbers that are not clear without it are refused.',
		},
		{
			displayName: 'Longest Wait (Seconds)',
			name: 'longestWait',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: DEFAULT_LONGEST_WAIT_SECONDS,
			description:
				"How long a request may wait while nothing gets on: until JustCall's rate limit opens again, or until JustCall answers the requests before it. A queue that gets on is waited for, however long it is. How long an answer itself may take is the 'Timeout' in the node's Request Options.",
		},
	];

	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => authenticate(credentials, requestOptions);
}
