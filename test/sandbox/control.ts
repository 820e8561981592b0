import type { FastifyInstance } from 'fastify';

import type { Emission, Fault, Sandbox, SettingsChange } from './index';
import { FAULT_SCHEMA } from './faults';
import { SETTINGS_SCHEMA } from './settings';

/** Path of the control interface, off the API. */
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

/** The same functions as the sandbox object has, over HTTP, for other processes. No key: loopback is the fence. */
export function registerControl(app: FastifyInstance, sandbox: Sandbox): void {
	app.get(CONTROL, async () => ({
		url: sandbox.url,
		apiKey: sandbox.apiKey,
		timeZone: sandbox.state.timeZone,
		counts: {
			calls: sandbox.state.calls.length,
			agents: sandbox.state.users.length,
			numbers: sandbox.state.numbers.length,
			webhooks: [...sandbox.state.webhooks.values()].reduce(
				(sum, { webhook_urls }) => sum + webhook_urls.length,
				0,
			),
			requests: sandbox.requests().length,
		},
		settings: sandbox.settings(),
		faults: sandbox.faults(),
		breaches: sandbox.breaches(),
	}));
	app.get(`${CONTROL}/requests`, async () => sandbox.requests());
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
	app.get(`${CONTROL}/deliveries`, async () => sandbox.deliveries());
	app.get(`${CONTROL}/storage`, async () => sandbox.storage.requests);
	app.post(`${CONTROL}/reset`, async () => {
		sandbox.reset();
		return DONE;
	});
}

const DONE = { status: 'success' };
