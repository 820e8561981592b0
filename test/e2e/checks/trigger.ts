import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { EVENT_TYPES } from '../../../nodes/shared/description/eventTypes';
import { installPackage } from '../../../tools/n8n/package';
import { RUNTIME_DIR } from '../../../tools/n8n/paths';
import { freePort } from '../../../tools/n8n/ports';
import { N8nServer } from '../../../tools/n8n/server';
import type { StoredWorkflow, Workflow } from '../../../tools/n8n/workflow';
import type { Sandbox } from '../../../sandbox/server';
import type { E2eContext } from '../context';
import { sandboxCredential } from '../context';
import { addText } from '../../../sandbox/handlers/messageState';
import { addCall } from '../../../sandbox/state';
import { succeeded } from '../executions';
import type { Suite } from '../suite';

const TYPES = EVENT_TYPES.map(({ value }) => String(value));
const BURST = 500;
/** Number of events sent at once. */
const AT_ONCE = 50;

/** The trigger in a real n8n: its registrations, the events that it accepts, and what it leaves. */
export function triggerChecks(suite: Suite<E2eContext>): void {
	suite.check(
		'trigger: published, it receives each event; unpublished, it leaves nothing',
		async (context) => {
			const { server, sandbox } = context;
			const before = await withForeign(sandbox);
			beOnASlowMachine(sandbox);
			const workflow = await server.createWorkflow(triggerWorkflow(context, { events: TYPES }));
			await server.publish(workflow);
			assert.equal(addresses(sandbox).length, before.length + TYPES.length);
			for (const type of TYPES)
				assert.equal(sandbox.emit({ type }).requestIds.length, 1, `nobody was told of ${type}`);
			await sandbox.settled();
			assert.deepEqual([...new Set(sandbox.deliveries().map(({ status }) => status))], [200]);
			const items = await itemsOf(context, workflow, TYPES.length);
			assert.deepEqual(items.map(({ event_type }) => String(event_type)).sort(), [...TYPES].sort());
			assert.ok(items.every(({ request_id }) => typeof request_id === 'string'));
			await server.unpublish(workflow);
			assert.deepEqual(addresses(sandbox), before);
		},
	);

	suite.check(
		'trigger: forged 401, malformed 400, probes and others 200; nothing of it starts anything',
		async (context) => {
			const { server, sandbox } = context;
			const workflow = await server.createWorkflow(triggerWorkflow(context, { events: ['call.completed'] }));
			await server.publish(workflow);
			const url = addresses(sandbox)
				.map(({ webhook_url }) => webhook_url)
				.find((address) => address.startsWith(server.url));
			assert.ok(url);
			const post = async (body: unknown, headers: Record<string, string> = {}) =>
				(
					await fetch(url, {
						method: 'POST',
						headers: { 'content-type': 'application/json', ...headers },
						body: typeof body === 'string' ? body : JSON.stringify(body),
					})
				).status;
			const forged = { type: 'call.completed', request_id: 'x', webhook_url: url, data: { id: 1 } };
			assert.equal(await post(forged), 401);
			assert.equal(
				await post(forged, { 'x-justcall-signature': '0'.repeat(64), 'x-justcall-request-timestamp': now() }),
				401,
			);
			assert.equal(await post({ type: 'call.completed', request_id: 'x', webhook_url: url }), 200);
			assert.equal(await post(''), 200);
			assert.equal(await post([1, 2]), 400);
			assert.equal(await post({ type: 7, data: { id: 1 } }), 400);
			assert.ok((await post('{"type": "call.comp')) >= 400);
			assert.equal((await fetch(url)).status, 200);
			assert.equal((await fetch(url, { method: 'HEAD' })).status, 200);
			await delay(1000);
			assert.deepEqual(await server.executionsOf(workflow), []);
			await server.unpublish(workflow);
		},
	);

	suite.check(
		'trigger: "Listen for test event" accepts what is signed for the test address',
		async (context) => {
			const { server, sandbox } = context;
			const before = addresses(sandbox);
			const workflow = await server.createWorkflow(triggerWorkflow(context, { events: ['sms.received'] }));
			await server.listenForTestEvent(workflow, 'JustCall Trigger');
			assert.ok(addresses(sandbox).some(({ webhook_url }) => webhook_url.includes('/webhook-test/')));
			sandbox.emit({ type: 'sms.received' });
			await sandbox.settled();
			assert.equal(sandbox.deliveries().at(-1)?.status, 200);
			const [item] = await itemsOf(context, workflow, 1);
			assert.equal(item?.event_type, 'sms.received');
			for (let tries = 0; tries < 50 && addresses(sandbox).length > before.length; tries++) await delay(100);
			assert.deepEqual(addresses(sandbox), before);
		},
	);
}

/** Endurance of a trigger: very many events, and an unplanned end of n8n. */
export function triggerEnduranceChecks(suite: Suite<E2eContext>): void {
	suite.check(
		`trigger: a burst of ${BURST} events, some repeated, is as many executions`,
		async (context) => {
			const { server, sandbox, progress } = context;
			const workflow = await server.createWorkflow(triggerWorkflow(context, { events: ['call.missed'] }));
			await server.publish(workflow);
			beOnASlowMachine(sandbox);
			const started = performance.now();
			for (let event = 0; event < BURST; event++) {
				sandbox.emit({ type: 'call.missed', repeat: event % 10 === 0 ? 2 : 1 });
				if (event % AT_ONCE === AT_ONCE - 1) await sandbox.settled();
			}
			await sandbox.settled();
			const items = await itemsOf(context, workflow, BURST);
			const seconds = (performance.now() - started) / 1000;
			assert.equal(new Set(items.map(({ request_id }) => request_id)).size, BURST);
			await delay(1000);
			assert.equal((await server.executionsOf(workflow)).length, BURST);
			progress.say(`${BURST} events in ${seconds.toFixed(1)} s`);
			await server.unpublish(workflow);
		},
	);

	suite.check('trigger: n8n killed and started again has no duplicates, and tidies up', async (context) => {
		const { installation, sandbox, packed, owner } = context;
		const before = addresses(sandbox);
		const userFolder = join(RUNTIME_DIR, 'e2e', 'n8n-killed');
		rmSync(userFolder, { recursive: true, force: true });
		installPackage(packed, userFolder);
		const options = {
			installation,
			userFolder,
			port: await freePort(),
			env: { TZ: 'UTC' },
		};
		const first = await N8nServer.start(options);
		await first.signIn(owner);
		const credential = await first.createCredential({
			name: 'Sandbox',
			type: 'justCallApi',
			data: sandboxCredential(context),
		});
		const workflow = await first.createWorkflow(
			triggerWorkflow({ ...context, credential }, { events: ['call.missed', 'sms.received'] }),
		);
		await first.publish(workflow);
		const published = addresses(sandbox);
		assert.equal(published.length, before.length + 2);
		await first.kill();
		const second = await N8nServer.start(options);
		try {
			await second.signIn(owner);
			await second.waitUntilPublished(workflow);
			await delay(1000);
			assert.deepEqual(addresses(sandbox), published);
			// An old n8n registers again when it is already published. This may give other IDs, but no second
			// address.
			await second.publish(workflow).catch(() => undefined);
			const places = (list: Address[]) => list.map(({ type, webhook_url }) => `${type} ${webhook_url}`);
			assert.deepEqual(places(addresses(sandbox)), places(published));
			await second.unpublish(workflow);
			assert.deepEqual(addresses(sandbox), before);
		} finally {
			await second.stop();
		}
	});
}

/** Changes around a trigger: other addresses, and times when n8n is down. */
export function triggerMoveChecks(suite: Suite<E2eContext>): void {
	suite.check(
		'trigger: the address changes three times; nothing that reaches n8n is lost, nothing is left at JustCall',
		async (context) => {
			const { sandbox, progress } = context;
			await withOwnN8n(context, 'moves', async (start) => {
				const before = addresses(sandbox);
				// All of them lead to the same n8n, so events that JustCall still sends to an old address arrive.
				const urls = (port: number) =>
					['127.0.0.1', 'localhost', 'LOCALHOST', '127.0.0.1'].map((host) => `http://${host}:${port}/`);
				let workflow: StoredWorkflow | undefined;
				let sent = 0;
				for (let place = 0; place < 4; place++) {
					const { server, credential } = await start((port) => ({ WEBHOOK_URL: urls(port)[place] ?? '' }));
					if (!workflow) {
						workflow = await server.createWorkflow(
							triggerWorkflow({ credential }, { events: ['call.missed', 'sms.received'] }),
						);
						await server.publish(workflow);
					} else await server.waitUntilPublished(workflow);
					for (const type of ['call.missed', 'sms.received']) {
						// While registrations move, both addresses may get the same event. It starts the workflow once.
						assert.ok(sandbox.emit({ type }).requestIds.length >= 1, `nobody was told of ${type}`);
						sent++;
					}
					await sandbox.settled();
					assert.equal(sandbox.deliveries().at(-1)?.status, 200);
					const executions = await succeeded({ ...context, server }, workflow, sent);
					const items = executions.map((execution) => execution.items('JustCall Trigger')[0]?.json ?? {});
					const notices = items.filter(({ address_notice }) => address_notice !== undefined);
					assert.equal(notices.length, place, 'each change is told in one item');
					const own = addresses(sandbox).filter((address) => !before.includes(address));
					progress.say(`registered: ${[...new Set(own.map(({ webhook_url }) => webhook_url))].join(', ')}`);
					if (place < 3) await server.stop();
					else {
						await server.unpublish(workflow);
						assert.deepEqual(addresses(sandbox), before);
					}
				}
			});
		},
	);

	for (const [name, hours] of [
		['twenty minutes', 1 / 3],
		['a day', 23.5],
	] as const) {
		suite.check(
			`trigger: n8n was off for ${name}, ${MISSED} events meanwhile: each once with Catch Up, none without`,
			async (context) => {
				const { sandbox, progress } = context;
				await withOwnN8n(context, `away-${hours > 1 ? 'long' : 'short'}`, async (start) => {
					// The earlier n8n has the earlier clock.
					const before = await start(() => ({
						NODE_OPTIONS: `--require ${CLOCK}`,
						CLOCK_HOURS: String(-hours),
					}));
					const [caught, plain] = await Promise.all(
						[true, false].map(async (catchUp) => {
							const options = { catchUp, catchUpHours: 24 };
							const parameters = { events: ['call.completed', 'sms.received'], options };
							return await before.server.createWorkflow(triggerWorkflow(before, parameters));
						}),
					);
					assert.ok(caught && plain);
					await before.server.publish(caught);
					await before.server.publish(plain);
					await before.server.stop();
					const from = Date.now() / 1000 - hours * 3600 + 90;
					const step = (hours * 3600 - 400) / MISSED;
					const happened = Array.from({ length: MISSED }, (_, place) => {
						const at = Math.floor(from + place * step);
						if (place % 2 === 0) return addText(sandbox.state, { at }).id;
						const call = { at, outcome: 'ANSWERED' as const, ring: 0, talk: 0, queueWait: 0 };
						return addCall(sandbox.state, call).id;
					});
					for (const round of ['first', 'second']) {
						const { server } = await start(() => ({}));
						await server.waitUntilPublished(caught);
						const begun = performance.now();
						const executions = await succeeded({ ...context, server }, caught, MISSED);
						progress.say(
							`${round} start: ${executions.length} in ${((performance.now() - begun) / 1000).toFixed(1)} s`,
						);
						const items = executions.map((execution) => execution.items('JustCall Trigger')[0]?.json ?? {});
						assert.deepEqual(items.map(({ id }) => Number(id)).sort(), [...happened].sort());
						assert.ok(items.every(({ caught_up }) => caught_up === true));
						await delay(2000);
						assert.equal((await server.executionsOf(caught)).length, MISSED);
						assert.deepEqual(await server.executionsOf(plain), []);
						await server.stop();
					}
				});
			},
		);
	}
}

/** Events while n8n is down. */
const MISSED = 200;
const CLOCK = join(__dirname, '..', '..', '..', 'tools', 'n8n', 'shiftedClock.cjs');

/** Starts this check's own n8n, again and again from the same folder; the sandbox starts with only its seed. */
async function withOwnN8n(
	context: E2eContext,
	name: string,
	work: (
		start: (env: (port: number) => Record<string, string>) => Promise<{
			server: N8nServer;
			credential: E2eContext['credential'];
		}>,
	) => Promise<void>,
): Promise<void> {
	const { installation, packed, owner, sandbox } = context;
	const userFolder = join(RUNTIME_DIR, 'e2e', `n8n-${name}`);
	rmSync(userFolder, { recursive: true, force: true });
	installPackage(packed, userFolder);
	const port = await freePort();
	let credential: E2eContext['credential'] | undefined;
	let server: N8nServer | undefined;
	// The seeded calls have other times.
	const week = 7 * 24 * 3600;
	const rows = [...sandbox.state.calls, ...sandbox.state.messages.texts];
	for (const row of rows) row.at -= week;
	try {
		await work(async (env) => {
			const options = { installation, userFolder, port, env: { TZ: 'UTC', ...env(port) } };
			server = await N8nServer.start(options);
			await server.signIn(owner);
			credential ??= await server.createCredential({
				name: 'Sandbox',
				type: 'justCallApi',
				data: sandboxCredential(context),
			});
			return { server, credential };
		});
	} finally {
		await server?.stop();
		for (const row of rows) row.at += week;
	}
}

/** Adds another program's address to the account. */
async function withForeign(sandbox: Sandbox): Promise<Address[]> {
	sandbox.set({ probe: 'off' });
	await fetch(`${sandbox.url}/v2.1/webhooks`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', authorization: `${sandbox.apiKey}:${sandbox.apiSecret}` },
		body: JSON.stringify({ type: 'appointment.scheduled', webhook_url: 'http://127.0.0.1:9/foreign' }),
	});
	sandbox.set({ probe: 'unsigned' });
	const before = addresses(sandbox);
	// Nothing listens there; events sent to it would only fail.
	for (const { webhook_urls } of sandbox.state.webhooks.values())
		for (const url of webhook_urls) if (url.webhook_url.endsWith('/foreign')) url.status = 'Blacklisted';
	return before;
}

interface Address {
	type: string;
	webhook_url: string;
	url_id: string;
}

function addresses({ state }: Sandbox): Address[] {
	return [...state.webhooks.values()].flatMap(({ type, webhook_urls }) =>
		webhook_urls.map(({ webhook_url, url_id }) => ({ type, webhook_url, url_id })),
	);
}

let made = 0;

function triggerWorkflow(
	{ credential }: Pick<E2eContext, 'credential'>,
	parameters: Record<string, unknown>,
): Workflow {
	made++;
	return {
		name: `Trigger ${made}`,
		nodes: [
			{
				id: 'trigger',
				name: 'JustCall Trigger',
				type: 'n8n-nodes-justcall-complete.justCallTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters,
				webhookId: `11111111-1111-4111-8111-${String(made).padStart(12, '0')}`,
				credentials: { justCallApi: credential },
			},
			{
				id: 'noop',
				name: 'End',
				type: 'n8n-nodes-base.noOp',
				typeVersion: 1,
				position: [220, 0],
				parameters: {},
			},
		],
		connections: { 'JustCall Trigger': { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
}

/**
 * Makes the sandbox wait for n8n's answers as long as they take, and try again sooner than JustCall when n8n
 * itself refuses. A busy machine can take longer than JustCall waits, and JustCall would then block the
 * address, whatever the node does.
 */
function beOnASlowMachine(sandbox: Sandbox): void {
	sandbox.set({ webhooks: { retrySeconds: 5, timeoutSeconds: 600 } });
}

/** The first item of each execution of a workflow, once there are this many. */
async function itemsOf(
	context: E2eContext,
	workflow: StoredWorkflow,
	count: number,
): Promise<Array<Record<string, unknown>>> {
	const executions = await succeeded(context, workflow, count);
	return executions.map((execution) => execution.items('JustCall Trigger')[0]?.json ?? {});
}

function now(): string {
	return new Date().toISOString().slice(0, 19).replace('T', ' ');
}
