import type { FastifyInstance } from 'fastify';

import type { Emission } from './events';
import type { Fault } from './faults';
import type { Sandbox } from './sandbox';
import type { SettingsChange } from './settings';
import { FAULT_SCHEMA } from './faults';
import { registerPage } from './page';
import { SETTINGS_SCHEMA } from './settings';

/** Path of the control interface, outside the API. */
export const CONTROL = '/_sandbox';

const EMISSION_SCHEMA = {
	type: 'object',
	additionalProperties: false,
	required: ['type'],
	properties: {
		type: { type: 'string' },
		callId: { type: 'integer' },
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
	app.get(CONTROL, async () => ({
		url: sandbox.url,
		apiKey: sandbox.apiKey,
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
	app.get(`${CONTROL}/storage`, async () => sandbox.storage.requests);
	app.post(`${CONTROL}/reset`, async () => {
		sandbox.reset();
		return DONE;
	});
	registerPage(app, `${CONTROL}/page.js`);
}

/** Number of newest entries to return; all by default. */
interface Last {
	last?: number;
}

const LAST = {
	schema: { querystring: { type: 'object', properties: { last: { type: 'integer', minimum: 1 } } } },
};

function lastOf<Entry>(entries: readonly Entry[], { last }: Last): Entry[] {
	return entries.slice(last === undefined ? 0 : -last);
}

function addressesOf({ state }: Sandbox): Array<{ type: string; webhook_url: string; status: string }> {
	return [...state.webhooks.values()].flatMap(({ type, webhook_urls }) =>
		webhook_urls.map(({ webhook_url, status }) => ({ type, webhook_url, status })),
	);
}

const DONE = { status: 'success' };
