import type { INodeParameters } from 'n8n-workflow';

import { byId } from '../engine/byId';
import type { Fault, Sandbox } from '../../sandbox/server';

/** Something that can go wrong for a user. */
export interface Situation {
	/** The user's action or the event, for the table. */
	when: string;
	resource: string;
	operation: string;
	parameters: (sandbox: Sandbox) => INodeParameters;
	/** Number of times that the node runs; the last run counts. */
	items?: number;
	/** Changes to a working credential. */
	credential?: (sandbox: Sandbox) => Record<string, unknown>;
	/** The sandbox's fault. */
	fault?: Fault;
	/** Requests that may leave n8n. Invalid input must leave none. */
	sent: number;
}

/** n8n itself stops at an empty required field. An empty result of an expression reaches the node. */
const nothing = "={{ '' }}";
const always = { times: 100 };
const listCalls = {
	resource: 'call',
	operation: 'getAll',
	parameters: () => ({ returnAll: true }),
} as const;
const send = (parameters: INodeParameters) => ({
	resource: 'sms',
	operation: 'send',
	parameters: ({ state }: Sandbox) => ({
		justcallNumber: byId(state.numbers[0]?.justcall_number),
		contactNumber: '+1 303 555 0199',
		body: 'Hello',
		...parameters,
	}),
});
const callsWith = (filters: INodeParameters) => ({
	resource: 'call',
	operation: 'getAll',
	parameters: () => ({ filters }),
});

/** Every kind of error that a user can get from the node. */
export const SITUATIONS: Situation[] = [
	{
		when: 'key or secret is wrong',
		...listCalls,
		credential: () => ({ apiSecret: 'not-the-secret' }),
		sent: 1,
	},
	{
		when: 'the plan has no API',
		...listCalls,
		fault: {
			kind: 'status',
			status: 403,
			body: { status: 'failed', message: 'Your plan does not include API access' },
		},
		sent: 1,
	},
	{
		when: 'the account has no Sales Dialer',
		resource: 'campaign',
		operation: 'getAll',
		parameters: () => ({}),
		fault: {
			kind: 'status',
			status: 400,
			body: { status: 'failed', message: 'Sales Dialer is not enabled' },
		},
		sent: 1,
	},
	{
		when: 'there is no such call',
		resource: 'call',
		operation: 'get',
		parameters: () => ({ callId: byId('999999999') }),
		sent: 1,
	},
	{
		when: 'the call has no recording',
		resource: 'call',
		operation: 'downloadRecording',
		parameters: ({ state }) => ({ callId: byId(state.calls.find(({ recorded }) => !recorded)?.id) }),
		sent: 1,
	},
	{
		when: 'the rate limit would take longer than *Longest Wait*',
		resource: 'user',
		operation: 'get',
		parameters: ({ state }) => ({ userId: byId(state.users[0]?.id) }),
		items: 2,
		credential: ({ url }) => ({ baseUrl: url, longestWait: 60 }),
		sent: 1,
	},
	{
		when: 'something else uses up the rate limit all the time',
		...listCalls,
		fault: { kind: 'status', status: 429, ...always },
		// The pauses grow and have a random part: the ninth try is always before the end, the tenth never.
		credential: ({ url }) => ({ baseUrl: url, longestWait: 240 }),
		sent: 9,
	},
	{
		when: 'a carrier slows down a number',
		...send({}),
		fault: {
			kind: 'status',
			status: 400,
			body: { status: 'failed', message: 'Rate limit for this number reached' },
		},
		sent: 1,
	},
	{
		when: 'JustCall takes a text and does not answer in the time of *Timeout*',
		...send({ requestOptions: { timeout: 300 } }),
		fault: { kind: 'stallBody', ...always },
		sent: 1,
	},
	{
		when: 'JustCall is down, while reading',
		...listCalls,
		fault: { kind: 'status', status: 503, ...always },
		sent: 5,
	},
	{
		when: 'JustCall is down, while a text is sent',
		...send({}),
		fault: { kind: 'status', status: 503 },
		sent: 1,
	},
	{
		when: 'the connection breaks while a text is sent',
		...send({}),
		fault: { kind: 'reset', processed: true },
		sent: 1,
	},
	{
		when: 'a web page comes instead of data',
		...listCalls,
		fault: { kind: 'html', ...always },
		sent: 1,
	},
	{
		when: 'the answer breaks off',
		...listCalls,
		fault: { kind: 'malformed', ...always },
		sent: 1,
	},
	{
		when: '"200 OK" around a failure',
		...listCalls,
		fault: { kind: 'status', status: 200, body: { status: 'failed', message: 'Something went wrong' } },
		sent: 1,
	},
	{
		when: 'the address of JustCall redirects',
		...listCalls,
		fault: { kind: 'status', status: 302, headers: { location: 'https://127.0.0.1:9/' } },
		sent: 1,
	},
	{
		when: 'nothing listens at the base URL',
		...listCalls,
		credential: () => ({ baseUrl: 'http://127.0.0.1:9' }),
		sent: 0,
	},
	{
		when: 'the base URL is not https',
		...listCalls,
		credential: () => ({ baseUrl: 'http://justcall.example' }),
		sent: 0,
	},
	{ when: 'a number that cannot be one', ...send({ contactNumber: 'Mara' }), sent: 0 },
	{ when: 'a text whose expression found nothing', ...send({ body: nothing }), sent: 0 },
	{ when: 'a date that cannot be one', ...callsWith({ fromDatetime: 'yesterdayish' }), sent: 0 },
	{
		when: 'From later than To',
		...callsWith({ fromDatetime: '2026-03-02', toDatetime: '2026-03-01' }),
		sent: 0,
	},
	{ when: 'a filter whose expression found nothing', ...callsWith({ agentId: byId(nothing) }), sent: 0 },
	{
		when: 'a call whose expression found nothing',
		resource: 'call',
		operation: 'get',
		parameters: () => ({ callId: byId(nothing) }),
		sent: 0,
	},
	{
		when: 'something else than an ID',
		resource: 'call',
		operation: 'get',
		parameters: () => ({ callId: byId("={{ 'calls/328951212' }}") }),
		sent: 0,
	},
	{
		when: 'a limit of 0',
		resource: 'call',
		operation: 'getAll',
		parameters: () => ({ limit: 0 }),
		sent: 0,
	},
	{
		when: 'an update without a field',
		resource: 'call',
		operation: 'update',
		parameters: ({ state }) => ({ callId: byId(state.calls[0]?.id), updateFields: {} }),
		sent: 0,
	},
	{
		when: 'a number without a country code, and no default country',
		resource: 'voiceAgent',
		operation: 'startCall',
		parameters: ({ state }) => ({
			voiceAgentId: byId(state.voiceAgents[0]?.id),
			contactNumber: '(415) 555-0119',
			hasConsent: true,
		}),
		sent: 0,
	},
	{
		when: 'a caller who hides the number',
		resource: 'voiceAgent',
		operation: 'startCall',
		parameters: ({ state }) => ({
			voiceAgentId: byId(state.voiceAgents[0]?.id),
			contactNumber: '+266696687',
			hasConsent: true,
		}),
		sent: 0,
	},
	{
		when: 'a campaign is emptied without its switch',
		resource: 'campaignContact',
		operation: 'remove',
		parameters: ({ state }) => ({
			campaignId: byId(state.salesDialer.campaigns[0]?.id),
			removeBy: 'all',
		}),
		sent: 0,
	},
	{
		when: 'a voice agent calls without consent',
		resource: 'voiceAgent',
		operation: 'startCall',
		parameters: ({ state }) => ({
			voiceAgentId: byId(state.voiceAgents[0]?.id),
			contactNumber: '+1 303 555 0199',
			hasConsent: false,
		}),
		sent: 0,
	},
];

/** Removes from a message the parts that differ from run to run: the sandbox's address and times. */
export function steady(text: string, { url }: Sandbox): string {
	return text
		.replaceAll(url, 'http://127.0.0.1:4010')
		.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-03-01T10:00:00Z')
		// The length of the pauses, which has a random part.
		.replace(/within \d+ seconds/g, 'within N seconds');
}

/** The limit of a plan that allows one request an hour. */
export const ONE_REQUEST_AN_HOUR = {
	rateLimits: { burst: { limit: 1, seconds: 3_600 }, hour: { limit: 1, seconds: 3_600 } },
};
