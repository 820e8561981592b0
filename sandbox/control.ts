import type { FastifyInstance } from 'fastify';

import type { Emission } from './events';
import type { Fault } from './faults';
import type { Sandbox } from './sandbox';
import type { SettingsChange } from './settings';
import { ID_NAMES } from './eventPlays';
import { FAULT_SCHEMA } from './faults';
import { happeningsSince, sizesOf } from './happenings';
import { registerPage } from './page';
import type { LoggedRequest } from './requestLog';
import { SETTINGS_SCHEMA } from './settings';

/** Path of the control interface, outside the API. */
export const CONTROL = '/_sandbox';

const EMISSION_SCHEMA = {
	type: 'object',
	additionalProperties: false,
	required: ['type'],
	properties: {
		type: { type: 'string' },
		...Object.fromEntries([...ID_NAMES, 'replyTo'].map((name) => [name, { type: 'integer' }])),
		data: { type: 'object' },
		repeat: { type: 'integer', minimum: 1, maximum: 1000 },
		delaySeconds: { type: 'number', minimum: 0, maximum: 3600 },
	},
};

/**
 * Provides the sandbox object's functions over HTTP, for other processes. It needs no key, because it listens
 * only on loopback.
 */
export function registerControl(app: FastifyInstance, sandbox: Sandbox): void {
	const seeded = sizesOf(sandbox.state);
	const startedAt = new Date().toISOString();
	app.get(CONTROL, async () => ({
		url: sandbox.url,
		apiKey: sandbox.apiKey,
		startedAt,
		timeZone: sandbox.state.timeZone,
		counts: {
			calls: sandbox.state.calls.length,
			agents: sandbox.state.users.length,
			numbers: sandbox.state.numbers.length,
			webhooks: addressesOf(sandbox).length,
			requests: sandbox.requests().length,
		},
		settings: sandbox.settings(),
		others: sandbox.others(),
		faults: sandbox.faults(),
		webhooks: addressesOf(sandbox),
		breaches: sandbox.breaches(),
	}));
	app.get<{ Querystring: Last }>(`${CONTROL}/requests`, LAST, async ({ query }) =>
		lastOf(sandbox.requests(), query),
	);
	// For lists: without bodies, of which one request can have many kilobytes.
	app.get<{ Querystring: Last & Search }>(`${CONTROL}/requests/summaries`, SEARCH, async ({ query }) =>
		summariesOf(sandbox.requests(), query),
	);
	app.get<{ Params: { id: number } }>(`${CONTROL}/requests/:id`, BY_ID, async ({ params }, reply) => {
		const request = sandbox.requests().find(({ id }) => id === params.id);
		return request
			? { ...request, answer: sandbox.answerTo(request) ?? null }
			: await reply.code(404).send(GONE);
	});
	app.delete(`${CONTROL}/requests`, async () => {
		sandbox.clearRequests();
		return DONE;
	});
	app.post<{ Body: SettingsChange }>(
		`${CONTROL}/settings`,
		{ schema: { body: SETTINGS_SCHEMA } },
		async ({ body }) => sandbox.set(body),
	);
	app.post<{ Body: Fault }>(`${CONTROL}/faults`, { schema: { body: FAULT_SCHEMA } }, async ({ body }) => {
		sandbox.fault(body);
		return sandbox.faults();
	});
	app.delete(`${CONTROL}/faults`, async () => {
		sandbox.clearFaults();
		return DONE;
	});
	app.get(`${CONTROL}/events`, async () => sandbox.eventTypes());
	app.post<{ Body: Emission }>(
		`${CONTROL}/events`,
		{ schema: { body: EMISSION_SCHEMA } },
		async ({ body }, reply) => {
			try {
				return sandbox.emit(body);
			} catch (error) {
				return await reply
					.code(400)
					.send({ status: 'failed', message: error instanceof Error ? error.message : String(error) });
			}
		},
	);
	app.get<{ Querystring: Last }>(`${CONTROL}/deliveries`, LAST, async ({ query }) =>
		lastOf(sandbox.deliveries(), query),
	);
	app.get<{ Params: { id: number } }>(`${CONTROL}/deliveries/:id`, BY_ID, async ({ params }, reply) => {
		const delivery = sandbox.deliveries().find(({ id }) => id === params.id);
		return delivery
			? { ...delivery, detail: sandbox.deliveryDetail(params.id) ?? null }
			: await reply.code(404).send(GONE);
	});
	app.get<{ Querystring: Last }>(`${CONTROL}/happenings`, LAST, async ({ query }) =>
		happeningsSince(sandbox.state, seeded, query.last ?? 50),
	);
	// Apart from the rest, so that the secret is in no answer that somebody logs or shows around.
	app.get(`${CONTROL}/credential`, async () => ({
		baseUrl: sandbox.url,
		apiKey: sandbox.apiKey,
		apiSecret: sandbox.apiSecret,
	}));
	app.get(`${CONTROL}/storage`, async () => sandbox.storage.requests);
	app.post(`${CONTROL}/reset`, async () => {
		sandbox.reset();
		return DONE;
	});
	registerPage(app, CONTROL);
}

/** Number of newest entries to return; all by default. */
interface Last {
	last?: number;
}

const LAST = {
	schema: { querystring: { type: 'object', properties: { last: { type: 'integer', minimum: 1 } } } },
};

/** Which requests are wanted. */
interface Search {
	/** Part of the name, the path or the query, in any case. */
	find?: string;
	only?: 'writes' | 'failed';
}

const SEARCH = {
	schema: {
		querystring: {
			type: 'object',
			properties: {
				...LAST.schema.querystring.properties,
				find: { type: 'string' },
				only: { type: 'string', enum: ['writes', 'failed'] },
			},
		},
	},
};

const BY_ID = { schema: { params: { type: 'object', properties: { id: { type: 'integer' } } } } };

const GONE = { status: 'failed', message: 'It is not in the log any more.' };

/** The newest requests that match, oldest first, and how many the log has. */
function summariesOf(
	entries: readonly LoggedRequest[],
	{ last = 50, find = '', only }: Last & Search,
): { total: number; requests: object[] } {
	const wanted = find.trim().toLowerCase();
	const matches = (entry: LoggedRequest) =>
		(only === undefined || (only === 'writes' ? entry.method !== 'GET' : hasFailed(entry))) &&
		(wanted === '' ||
			`${entry.name} ${entry.path} ${entry.operationId} ${JSON.stringify(entry.query)}`
				.toLowerCase()
				.includes(wanted));
	const newest: object[] = [];
	for (let place = entries.length - 1; place >= 0 && newest.length < last; place--) {
		const entry = entries[place];
		if (!entry || !matches(entry)) continue;
		const { id, at, method, path, query, name, status, ms, violations } = entry;
		newest.push({ id, at, method, path, query, name, status, ms, violations: violations.length });
	}
	return { total: entries.length, requests: newest.reverse() };
}

function hasFailed({ status, violations }: LoggedRequest): boolean {
	return status === 0 || (status ?? 200) >= 400 || violations.length > 0;
}

function lastOf<Entry>(entries: readonly Entry[], { last }: Last): Entry[] {
	return entries.slice(last === undefined ? 0 : -last);
}

function addressesOf({ state }: Sandbox): Array<{ type: string; webhook_url: string; status: string }> {
	return [...state.webhooks.values()].flatMap(({ type, webhook_urls }) =>
		webhook_urls.map(({ webhook_url, status }) => ({ type, webhook_url, status })),
	);
}

const DONE = { status: 'success' };
