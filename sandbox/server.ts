import Fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';

import { registerApi } from './api';
import { loadContract } from '../contract/load';
import { registerControl } from './control';
import { eventTypesOf, playEvent, type Emission } from './events';
import { Faults, type Fault } from './faults';
import { Pauses } from './pauses';
import { RateLimit } from './rateLimit';
import { RequestLog, type LoggedRequest } from './requestLog';
import {
	changed,
	DEFAULT_OPTIONS,
	DEFAULT_SETTINGS,
	UNKIND,
	type SandboxOptions,
	type Settings,
	type SettingsChange,
} from './settings';
import type { Sandbox } from './sandbox';
import { copyState, seedState, type State } from './state';
import { startStorage, type Storage } from './storage';
import { createValidator } from './validation';
import { Visibility } from './visibility';
import { Webhooks, type Delivery } from './webhooks/subscriptions';

export type {
	Delivery,
	Emission,
	Fault,
	LoggedRequest,
	Sandbox,
	SandboxOptions,
	Settings,
	SettingsChange,
	State,
};

/**
 * Starts a sandbox. When that fails, nothing of it goes on listening, and the process can end.
 *
 * @throws Error with code EADDRINUSE when the port is taken
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const app = createServer();
	const storage = await startStorage(options.host ?? DEFAULT_OPTIONS.host);
	try {
		return await startBeside(app, storage, options);
	} catch (error) {
		await Promise.all([app.close(), storage.stop()]);
		throw error;
	}
}

/** Starts the sandbox on its server and beside its storage; the caller closes both when this throws. */
async function startBeside(
	app: FastifyInstance,
	storage: Storage,
	options: SandboxOptions,
): Promise<Sandbox> {
	const { host, port, apiKey, apiSecret, seed, calls, agents, numbers, timeZone } = {
		...DEFAULT_OPTIONS,
		...withoutUndefined(options),
	};
	const now = options.now ?? new Date();
	const initial = changed(
		options.unkind ? changed(DEFAULT_SETTINGS, UNKIND) : DEFAULT_SETTINGS,
		pickSettings(options),
	);
	const plan = { seed, calls, agents, numbers, timeZone, now };
	const seeded = seedState(plan);

	let settings = initial;
	let state = copyState(seeded, plan);
	const contract = loadContract();
	const log = new RequestLog();
	const faults = new Faults();
	const pauses = new Pauses();
	const rateLimit = new RateLimit(() => settings);
	const visibility = new Visibility(() => settings.writesVisibleAfter);
	const webhooks = new Webhooks(
		() => state,
		() => settings,
		apiSecret,
		pauses,
	);
	let url = '';

	registerApi(app, {
		contract,
		validator: createValidator(contract, () => settings.arrays),
		account: {
			get state() {
				return state;
			},
			settings: () => settings,
			webhooks,
		},
		authorization: `${apiKey}:${apiSecret}`,
		rateLimit,
		faults,
		pauses,
		log,
		visibility,
		storage,
		address: () => url,
	});

	const sandbox: Sandbox = {
		get url() {
			return url;
		},
		apiKey,
		apiSecret,
		get state() {
			return state;
		},
		requests: () => log.entries,
		answerTo: (request) => log.answerTo(request),
		clearRequests: () => log.clear(),
		settings: () => settings,
		set: (change) => (settings = changed(settings, change)),
		others: () => rateLimit.others(),
		catchUp: () => visibility.reset(),
		fault: (fault) => faults.add(fault),
		faults: () => faults.list(),
		clearFaults: () => faults.clear(),
		emit: (emission) => playEvent(contract, state, webhooks, emission),
		eventTypes: () => eventTypesOf(contract),
		deliveries: () => webhooks.deliveries,
		deliveryDetail: (id) => webhooks.details.get(id),
		settled: async () => await webhooks.settled(),
		breaches: () => log.breaches,
		reset() {
			settings = initial;
			state = copyState(seeded, plan);
			faults.clear();
			log.clear();
			rateLimit.reset();
			visibility.reset();
			webhooks.deliveries.length = 0;
			webhooks.details.clear();
		},
		storage,
		async stop() {
			webhooks.stop();
			pauses.stop();
			await Promise.all([app.close(), storage.stop()]);
		},
	};
	registerControl(app, sandbox);
	await app.listen({ host, port });
	url = `http://${host.includes(':') ? `[${host}]` : host}:${(app.server.address() as AddressInfo).port}`;
	return sandbox;
}

function createServer(): FastifyInstance {
	const app = Fastify({
		forceCloseConnections: true,
		bodyLimit: 20 * 2 ** 20,
		routerOptions: { maxParamLength: 2000 },
	});
	app.removeContentTypeParser('application/json');
	app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
		// An empty JSON body is accepted, because DELETE is sent like that.
		if (text === '') return done(null, undefined);
		try {
			done(null, JSON.parse(String(text)));
		} catch {
			done(Object.assign(new Error('The body is not JSON'), { statusCode: 400 }));
		}
	});
	app.setErrorHandler(async (error: Error & { statusCode?: number }, request, reply) => {
		const status = error.statusCode ?? 500;
		return await reply
			.code(status)
			.send({ status: 'failed', message: error.message, ...(status >= 500 && { uuid: request.id }) });
	});
	app.setNotFoundHandler(
		async (_request, reply) =>
			await reply.code(404).send({ status: 'failed', message: 'Resource not found' }),
	);
	return app;
}

function pickSettings(options: SandboxOptions): SettingsChange {
	return Object.fromEntries(
		Object.entries(options).filter(([name, value]) => name in DEFAULT_SETTINGS && value !== undefined),
	);
}

function withoutUndefined<T extends object>(object: T): T {
	return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
