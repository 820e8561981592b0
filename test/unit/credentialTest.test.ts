import type { ICredentialDataDecryptedObject, ICredentialTestFunctions, IDataObject } from 'n8n-workflow';

import { checkCredential, testJustCall } from '../../nodes/shared/http/credentialTest';
import { ParameterError } from '../../nodes/shared/values/parameterError';

/** The Test button's requests and sentences, word by word, with answers that are made up. */
const ADDRESS = 'https://api.justcall.io';
const GOOD = {
	apiKey: 'key-12345678901234',
	apiSecret: 'secret-12345678901234',
	baseUrl: ADDRESS,
	timezone: '',
	defaultCountry: '',
	longestWait: 300,
};

interface Given {
	status?: number;
	body?: unknown;
	headers?: IDataObject;
	fault?: Error;
}

async function pressed(data: ICredentialDataDecryptedObject, given: Given = {}) {
	const sent: IDataObject[] = [];
	const helpers = {
		request: async (options: IDataObject) => {
			sent.push(options);
			if (given.fault) throw given.fault;
			const { status: statusCode = 200, body = { status: 'success', data: [] }, headers = {} } = given;
			return { statusCode, headers, body };
		},
	};
	const context = { helpers } as unknown as ICredentialTestFunctions;
	const credential = { id: '1', name: 'n', type: 'justCallApi', data: { ...GOOD, ...data } };
	return { ...(await testJustCall.call(context, credential)), sent };
}
const said = async (given: Given, data: ICredentialDataDecryptedObject = {}) => {
	const { status, message } = await pressed(data, given);
	return `${status}: ${message}`;
};
const agentsIn = (zones: unknown[], more: object = {}): Given => ({
	body: { status: 'success', data: zones.map((timezone, id) => ({ id, timezone })), ...more },
});
const ACCEPTED = 'JustCall accepted the API key and secret.';

it('asks once for the agents, follows no redirect, and waits twenty seconds', async () => {
	const { sent, status } = await pressed({ apiKey: ` ${GOOD.apiKey}\n`, baseUrl: `${ADDRESS}/` });
	expect(status).toBe('OK');
	expect(sent).toEqual([
		{
			method: 'GET',
			uri: `${ADDRESS}/v2.1/users`,
			qs: { per_page: 100 },
			headers: {
				Accept: 'application/json',
				Authorization: `${GOOD.apiKey}:${GOOD.apiSecret}`,
				'x-justcall-client': 'n8n',
			},
			json: true,
			simple: false,
			resolveWithFullResponse: true,
			followRedirect: false,
			followAllRedirects: false,
			timeout: 20_000,
		},
	]);
});

describe('a field', () => {
	it.each<[ICredentialDataDecryptedObject, string, string]>([
		[
			{ apiKey: ' ' },
			"The credential's 'API Key' is empty",
			'Copy it from JustCall under Settings > APIs and Webhooks.',
		],
		[
			{ apiSecret: '' },
			"The credential's 'API Secret' is empty",
			'Copy it from JustCall under Settings > APIs and Webhooks.',
		],
		...([-1, 'a while', true, [5, 6]] as Array<number | string | boolean | object>).map(
			(longestWait) =>
				[
					{ longestWait },
					`The credential's 'Longest Wait (Seconds)' is not a number of seconds: "${typeof longestWait === 'object' ? '[5,6]' : String(longestWait)}"`,
					'Give 0 or more, for example 300.',
				] as [ICredentialDataDecryptedObject, string, string],
		),
	])('%j is named, and nobody is asked', async (data, message, hint) => {
		const result = await pressed(data);
		expect([result.status, result.message, result.sent]).toEqual(['Error', `${message}. ${hint}`, []]);
	});

	it.each<ICredentialDataDecryptedObject>([
		{ longestWait: 0 },
		{ longestWait: '60' },
		{ longestWait: '' },
		{ longestWait: null as never },
		{ defaultCountry: 'US' },
		{ timezone: 'Asia/Tokyo' },
	])('%j can be used', (data) => {
		expect(() => checkCredential({ ...GOOD, ...data })).not.toThrow();
	});

	it.each<[ICredentialDataDecryptedObject, RegExp]>([
		[{ baseUrl: 'http://api.justcall.io' }, /'Base URL'/],
		[{ defaultCountry: 'Atlantis' }, /'Default Country'/],
		[{ timezone: 'Nowhere' }, /'Account Time Zone'/],
	])('%j cannot', (data, message) => {
		expect(() => checkCredential({ ...GOOD, ...data })).toThrow(ParameterError);
		expect(() => checkCredential({ ...GOOD, ...data })).toThrow(message);
	});
});

describe('the zones of the agents', () => {
	it.each<[unknown[], string]>([
		[[], ''],
		[['nowhere', null], ''],
		[['UTC', ' UTC '], ' Agents of this account are in UTC.'],
		[['UTC', 'Asia/Tokyo', 'Asia/Kolkata'], ' Agents of this account are in UTC, Asia/Tokyo, Asia/Kolkata.'],
		[
			['UTC', 'Asia/Tokyo', 'Asia/Kolkata', 'Europe/Paris', 'Europe/Rome'],
			' Agents of this account are in UTC, Asia/Tokyo, Asia/Kolkata and 2 more.',
		],
	])('%j are told', async (zones, words) => {
		expect(await said(agentsIn(zones))).toBe(`OK: ${ACCEPTED}${words}`);
	});

	it.each<[string, unknown[], object, string]>([
		['is none of them', ['UTC'], {}, 'Error'],
		['is one of them', ['UTC', 'Europe/Berlin'], {}, 'OK'],
		['is one of them by another name, all year', ['Europe/Rome'], {}, 'OK'],
		['is the same in winter only', ['Africa/Tunis'], {}, 'Error'],
		['may be that of somebody on another page', ['UTC'], { next_page_link: 'https://x' }, 'OK'],
		['may be that of somebody who is not listed', ['UTC'], { total_count: 2 }, 'OK'],
		['may be that of somebody behind a full page', Array.from({ length: 100 }, () => 'UTC'), {}, 'OK'],
		['is compared with a page that is nearly full', Array.from({ length: 99 }, () => 'UTC'), {}, 'Error'],
		['may be that of somebody without one', ['UTC', null], {}, 'OK'],
		['is compared with nobody', [], {}, 'OK'],
	])("the account's %s", async (_why, zones, more, status) => {
		const result = await said(agentsIn(zones, more), { timezone: 'Europe/Berlin' });
		expect(result.split(':')[0]).toBe(status);
		if (status === 'OK') return;
		const told = [...new Set(zones)].join(', ');
		expect(result).toBe(
			`Error: 'Account Time Zone' is Europe/Berlin, and no agent of this account is in it. ${ACCEPTED} Agents of this account are in ${told}. Choose the zone of the agent whose key this is: JustCall reads dates in it.`,
		);
	});

	it('are told when the zone does not exist', async () => {
		expect(await said(agentsIn(['UTC']), { timezone: 'Nowhere' })).toBe(
			`Error: 'Account Time Zone' is not a time zone: "Nowhere". Use an IANA name such as America/New_York or Europe/Berlin. Agents of this account are in UTC.`,
		);
		expect(await said({ status: 401, body: { status: 'failed' } }, { timezone: 'Nowhere' })).not.toContain(
			'Agents',
		);
	});
});

describe('an answer', () => {
	const notOurs = (status: number) =>
		`Error: What answers at this 'Base URL' is not JustCall's API. Set 'Base URL' to ${ADDRESS}, without /v2.1 behind it. If that is what it says, a proxy in between answers instead. (HTTP ${status})`;
	const failed = (message: string) => ({ status: 'failed', message });

	it.each<[number, unknown]>([
		[200, '<html>'],
		[200, {}],
		[201, { accepted: true }],
		[299, { accepted: true }],
		[401, ''],
		[403, '<html>'],
		[404, failed('no')],
		[407, []],
		[499, {}],
	])('%i %j is not of JustCall', async (status, body) => {
		expect(await said({ status, body })).toBe(notOurs(status));
	});

	it.each<[number, unknown, string]>([
		[200, failed('No API'), 'JustCall reported that the request did not succeed. '],
		[401, failed('x'), 'JustCall did not accept the API key and secret. '],
		[422, failed('x'), 'JustCall did not accept the request. '],
		[500, '<html>', 'JustCall could not process the request. '],
		[300, '', 'The server answered with a redirect, which was not followed. '],
		[399, '', 'The server answered with a redirect, which was not followed. '],
		[
			403,
			failed('Plan?'),
			`JustCall knows the key but denies access. The API needs the Team plan or above, and a key that may see agents. JustCall's message: "Plan?". (HTTP 403)`,
		],
		[
			403,
			{ status: 'failed' },
			'JustCall knows the key but denies access. The API needs the Team plan or above, and a key that may see agents. (HTTP 403)',
		],
		[
			429,
			'',
			'JustCall has received too many requests from this account, so key and secret could not be checked. Try again in a minute. (HTTP 429)',
		],
	])('%i %j', async (status, body, words) => {
		expect((await said({ status, body })).slice(0, words.length + 7)).toBe(`Error: ${words}`);
	});

	it('that does not come is explained, without the secret', async () => {
		const fault = Object.assign(new Error(`no way with ${GOOD.apiSecret}`), { code: 'ECONNRESET' });
		expect(await said({ fault })).toBe(
			`Error: No answer came from ${ADDRESS}. The connection broke (ECONNRESET: no way with [hidden]). Check the network and try again.`,
		);
	});

	it('that echoes the secret does not show it', async () => {
		const body = failed(`not ${GOOD.apiKey}:${GOOD.apiSecret}`);
		expect(await said({ status: 422, body })).toContain('"not [hidden]"');
		expect(await said(agentsIn(['UTC', GOOD.apiSecret]))).toBe(
			`OK: ${ACCEPTED} Agents of this account are in UTC.`,
		);
	});
});
