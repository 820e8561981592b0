import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { cleanEnv, lastLines } from './commands';
import type { BinaryEntry } from './execution';
import { Execution } from './execution';
import type { N8nInstallation } from './install';
import { freePort } from './ports';
import type { StoredWorkflow, Workflow } from './workflow';
import { MANUAL_TRIGGER } from './workflow';

/** Address that the server listens on; nothing outside this machine can reach it. */
const HOST = '127.0.0.1';
const READY_TIMEOUT_MS = 180_000;
/** A stopping n8n is killed after this time. */
const STOP_TIMEOUT_MS = 8_000;
/** The first line of the log of each start of n8n. */
const START_LINE = '--- ';
/**
 * Protects only temporary data of the sandbox. It is fixed so that a second start can read the first one's
 * credentials.
 */
const ENCRYPTION_KEY = 'justcall-sandbox-key-not-a-secret';
/** Folder of the user folder that workflows may write files to, as n8n names it by default. */
export const FILES_FOLDER = '.n8n-files';
/** n8n binds a session to the browser; ours always has the same ID. */
const BROWSER_ID = 'justcall-scripts';

/** The user who signs in. */
export interface Owner {
	email: string;
	password: string;
	firstName: string;
	lastName: string;
}

/** How to start n8n. */
export interface ServerOptions {
	installation: N8nInstallation;
	/** Folder that contains `.n8n`, with the database and the packages, and the log. */
	userFolder: string;
	port: number;
	env?: Record<string, string>;
}

/** A credential to store or to test. */
export interface CredentialInput {
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/** An answer of n8n other than success. */
export class RestError extends Error {
	constructor(
		readonly request: string,
		readonly status: number,
		body: string,
	) {
		super(`${request} answered ${status}: ${body.slice(0, 800)}`);
		this.name = 'RestError';
	}
}

/** Every running server, to be stopped with the script. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
	for (const child of running) child.kill('SIGKILL');
});

/** A real n8n process, driven through the REST interface that its own editor uses. */
export class N8nServer {
	readonly url: string;
	/** Settles when the process is gone, for any reason; the value is its exit code or signal. */
	readonly exited: Promise<string>;
	private cookie = '';
	private gone = false;

	private constructor(
		private readonly child: ChildProcess,
		port: number,
		readonly logFile: string,
		/** Version of n8n; its own interface has changed over time. */
		readonly version: string,
	) {
		this.url = `http://${HOST}:${port}`;
		running.add(child);
		this.exited = new Promise((resolve) => {
			const finish = (how: string) => {
				this.gone = true;
				running.delete(child);
				resolve(how);
			};
			child.once('exit', (code, signal) => finish(signal ?? `code ${code}`));
			child.once('error', (error) => finish(error.message));
		});
	}

	/** Starts n8n and waits until its interface answers. */
	static async start(options: ServerOptions): Promise<N8nServer> {
		const logFile = join(options.userFolder, 'n8n.log');
		const child = await launch('start', options, logFile);
		const server = new N8nServer(child, options.port, logFile, options.installation.version);
		return await server.waitUntilReady().then(
			() => server,
			async (error: unknown) => {
				await server.stop();
				throw error;
			},
		);
	}

	/**
	 * Starts a worker for a server that queues its executions, with the same options, and waits until the worker
	 * is ready. It writes to `worker-<number>.log` in the user folder, and ends with `stopAll`.
	 */
	static async startWorker(options: ServerOptions, number: number): Promise<void> {
		const logFile = join(options.userFolder, `worker-${number}.log`);
		running.add(await launch('worker', options, logFile));
		const deadline = Date.now() + READY_TIMEOUT_MS;
		while (!readFileSync(logFile, 'utf8').includes('n8n worker is now ready')) {
			if (Date.now() > deadline) {
				throw new Error(`The worker did not become ready:\n${lastLines(readFileSync(logFile, 'utf8'), 20)}`);
			}
			await delay(100);
		}
	}

	/** Process ID of this n8n. */
	get pid(): number {
		return this.child.pid ?? 0;
	}

	/** Ends this n8n. Returns when the process is gone. */
	async stop(): Promise<void> {
		if (!this.gone) await end(this.child);
	}

	/** Kills this n8n, as a power cut does. */
	async kill(): Promise<void> {
		this.child.kill('SIGKILL');
		await this.exited;
	}

	/** Ends every n8n that this script has started, including those that are not ready yet. */
	static async stopAll(): Promise<void> {
		await Promise.all([...running].map(end));
	}

	/** The last lines n8n wrote. */
	logTail(lines = 20): string {
		return lastLines(readFileSync(this.logFile, 'utf8'), lines);
	}

	/** Calls n8n's internal REST interface once; returns the value under `data`. */
	async rest<Answer = unknown>(method: string, path: string, body?: unknown): Promise<Answer> {
		const response = await this.fetch(method, `/rest${path}`, body);
		const text = await response.text();
		if (!response.ok) throw new RestError(`${method} ${path}`, response.status, text);
		const parsed = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
		return ('data' in parsed && Object.keys(parsed).length === 1 ? parsed.data : parsed) as Answer;
	}

	/** Any request to n8n with the session of the signed-in owner. */
	async fetch(method: string, path: string, body?: unknown): Promise<Response> {
		const response = await fetch(this.url + path, {
			method,
			headers: { 'content-type': 'application/json', 'browser-id': BROWSER_ID, cookie: this.cookie },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		for (const cookie of response.headers.getSetCookie()) {
			if (cookie.startsWith('n8n-auth=')) this.cookie = cookie.split(';')[0] ?? '';
		}
		return response;
	}

	/** Signs the owner in, and creates the account first if there is none. */
	async signIn(owner: Owner): Promise<void> {
		const settings = await this.rest<{ userManagement: { showSetupOnFirstLoad?: boolean } }>(
			'GET',
			'/settings',
		);
		if (settings.userManagement.showSetupOnFirstLoad) {
			await this.rest('POST', '/owner/setup', owner);
		}
		await this.rest('POST', '/login', { emailOrLdapLoginId: owner.email, password: owner.password });
	}

	/** The node types in the form that the editor gets. */
	async nodeTypes(): Promise<Array<Record<string, unknown>>> {
		return (await (await this.fetch('GET', '/types/nodes.json')).json()) as Array<Record<string, unknown>>;
	}

	/** The credential types in the form that the editor gets. */
	async credentialTypes(): Promise<Array<Record<string, unknown>>> {
		return (await (await this.fetch('GET', '/types/credentials.json')).json()) as Array<
			Record<string, unknown>
		>;
	}

	/** Stores a credential. */
	async createCredential(credential: CredentialInput): Promise<{ id: string; name: string }> {
		const { id, name } = await this.rest<{ id: string; name: string }>('POST', '/credentials', credential);
		return { id, name };
	}

	/** Tests a credential as its Test button does; `message` is the text the user reads. */
	async testCredential(
		credential: CredentialInput & { id: string },
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		return await this.rest('POST', '/credentials/test', { credentials: credential });
	}

	/** Stores a workflow. */
	async createWorkflow(workflow: Workflow): Promise<StoredWorkflow> {
		return await this.rest('POST', '/workflows', {
			settings: {},
			...(this.isFirst && { active: false }),
			...workflow,
		});
	}

	/** Runs a stored workflow from its trigger and waits for the end. */
	async runWorkflow(workflow: StoredWorkflow, timeoutMs = 120_000): Promise<Execution> {
		return await this.waitForExecution(await this.startWorkflow(workflow), timeoutMs);
	}

	/**
	 * Starts a stored workflow from its Manual or Schedule Trigger, as the editor's button does; returns the id
	 * of the execution.
	 */
	async startWorkflow(workflow: StoredWorkflow): Promise<string> {
		const trigger = workflow.nodes.find(({ type }) => /\.(manual|schedule)Trigger$/.test(type));
		const { executionId } = await this.rest<{ executionId: string }>(
			'POST',
			`/workflows/${workflow.id}/run`,
			this.runOf(workflow, trigger?.name ?? MANUAL_TRIGGER),
		);
		return executionId;
	}

	/** Runs one node again with the output of the nodes before it, as the editor's button "Execute step" does. */
	async executeStep(workflow: StoredWorkflow, node: string, before: Execution): Promise<Execution> {
		const { executionId } = await this.rest<{ executionId: string }>(
			'POST',
			`/workflows/${workflow.id}/run`,
			{
				...(this.isOld && { workflowData: workflow }),
				runData: before.runData,
				destinationNode: { nodeName: node, mode: 'inclusive' },
				dirtyNodeNames: [node],
			},
		);
		return await this.waitForExecution(executionId, 60_000);
	}

	/** Publishes a workflow and waits until its triggers are active. */
	async publish(workflow: StoredWorkflow): Promise<void> {
		const { id, versionId } = workflow;
		if (this.isFirst) {
			await this.rest('PATCH', `/workflows/${id}`, { active: true, versionId });
			return;
		}
		await this.rest('POST', `/workflows/${id}/activate`, { versionId });
		if (this.isOld) return;
		const { status, triggers = [] } = await this.publication(id, (now) => now !== 'in_progress');
		if (status === 'published') return;
		const reasons = triggers.map(({ errorMessage }) => errorMessage).filter(Boolean);
		throw new Error(`The workflow is '${status}': ${reasons.join('; ')}`);
	}

	/** Unpublishes a workflow and waits until its triggers are gone. */
	async unpublish({ id, versionId }: StoredWorkflow): Promise<void> {
		if (this.isFirst) {
			await this.rest('PATCH', `/workflows/${id}`, { active: false, versionId });
			return;
		}
		await this.rest('POST', `/workflows/${id}/deactivate`, {});
		if (this.isOld) return;
		await this.publication(id, (now) => now === 'not_published');
	}

	/** Waits until a workflow's publication has this state. */
	private async publication(id: string, isReached: (status: string) => boolean): Promise<Publication> {
		for (;;) {
			this.assertRunning();
			const publication = await this.rest<Publication>('GET', `/workflows/${id}/publication-status`);
			if (isReached(publication.status)) return publication;
			await delay(100);
		}
	}

	/** Waits until a workflow that was published when n8n ended is active again. */
	async waitUntilPublished({ id }: StoredWorkflow): Promise<void> {
		if (!this.isOld) {
			await this.publication(id, (status) => status === 'published');
			return;
		}
		const log = () => readFileSync(this.logFile, 'utf8').split(START_LINE).at(-1) ?? '';
		while (!/Activated workflow/.test(log())) {
			this.assertRunning();
			await delay(100);
		}
	}

	/** Starts to listen for a test event, as the editor does. */
	async listenForTestEvent(workflow: StoredWorkflow, trigger: string): Promise<void> {
		const { waitingForWebhook } = await this.rest<{ waitingForWebhook?: boolean }>(
			'POST',
			`/workflows/${workflow.id}/run`,
			this.runOf(workflow, trigger),
		);
		if (!waitingForWebhook) throw new Error('n8n does not wait for an event');
	}

	/** Ids of all of a workflow's executions, newest first. */
	async executionsOf({ id }: Pick<StoredWorkflow, 'id'>): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
		const ids: string[] = [];
		// Within a range of IDs an old n8n sorts by ID. Without a range it sorts by start time, and a running
		// execution may come twice.
		let next = this.isOld ? `&firstId=0&lastId=${Number.MAX_SAFE_INTEGER}` : '';
		for (;;) {
			const { results, nextCursor } = await this.rest<{
				results: Array<{ id: string }>;
				nextCursor?: string | null;
			}>('GET', `/executions?filter=${filter}&limit=100${next}`);
			ids.push(...results.map((execution) => execution.id));
			if (this.isOld && results.length > 0) next = `&firstId=0&lastId=${ids.at(-1)}`;
			else if (typeof nextCursor === 'string') next = `&cursor=${encodeURIComponent(nextCursor)}`;
			// n8n reads running and ended executions in two queries. One that ends between them is in both.
			else return [...new Set(ids)];
		}
	}

	/** Stops an execution, as the editor's button does. */
	async stopExecution(id: string): Promise<void> {
		await this.rest('POST', `/executions/${id}/stop`);
	}

	/** Stores a workflow and runs it. */
	async execute(workflow: Workflow, timeoutMs?: number): Promise<Execution> {
		return await this.runWorkflow(await this.createWorkflow(workflow), timeoutMs);
	}

	/** Waits until an execution has ended, successfully or not, and reads its data. */
	async waitForExecution(id: string, timeoutMs: number): Promise<Execution> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			this.assertRunning();
			const { status, data } = await this.rest<{ status: string; data: string }>('GET', `/executions/${id}`);
			// An old n8n stores the status of an execution before its data.
			if (['success', 'error', 'crashed', 'canceled'].includes(status) && data !== '[]')
				return new Execution(id, status, data);
			if (Date.now() > deadline)
				throw new Error(`Execution ${id} is still '${status}' after ${timeoutMs} ms`);
			await delay(50);
		}
	}

	/** The bytes of a binary attachment. */
	async readBinary(entry: BinaryEntry): Promise<Buffer> {
		if (!entry.id) return Buffer.from(entry.data ?? '', 'base64');
		const response = await this.fetch(
			'GET',
			`/rest/binary-data?id=${encodeURIComponent(entry.id)}&action=download`,
		);
		if (!response.ok) throw new RestError('GET /binary-data', response.status, await response.text());
		return Buffer.from(await response.arrayBuffer());
	}

	/** n8n reports readiness before its interface is available, so both are checked. */
	private async waitUntilReady(): Promise<void> {
		const deadline = Date.now() + READY_TIMEOUT_MS;
		for (;;) {
			this.assertRunning();
			if ((await this.answers('/healthz/readiness')) && (await this.answers('/rest/settings', 'json')))
				return;
			if (Date.now() > deadline) {
				throw new Error(`n8n did not become ready in ${READY_TIMEOUT_MS / 1000} s; ${this.logHint()}`);
			}
			await delay(100);
		}
	}

	private async answers(path: string, contentType = ''): Promise<boolean> {
		try {
			const response = await fetch(this.url + path, { signal: AbortSignal.timeout(5_000) });
			await response.arrayBuffer();
			return response.ok && (response.headers.get('content-type') ?? '').includes(contentType);
		} catch {
			return false;
		}
	}

	/** Whether this is n8n 1.x or 2.8, which differ from later versions in some details. */
	get isOld(): boolean {
		return this.isFirst || this.version.startsWith('2.8.');
	}

	/** Whether this is n8n 1.x. */
	get isFirst(): boolean {
		return this.version.startsWith('1.');
	}

	/** The body that the editor sends to start a workflow at a trigger. An old editor also sends the workflow. */
	private runOf(workflow: StoredWorkflow, trigger: string): Record<string, unknown> {
		return { ...(this.isOld && { workflowData: workflow }), triggerToStartFrom: { name: trigger } };
	}

	private assertRunning(): void {
		if (this.gone) throw new Error(`n8n ended unexpectedly; ${this.logHint()}`);
	}

	private logHint(): string {
		return `the last lines of ${this.logFile}:\n${this.logTail()}`;
	}
}

/** State of a workflow's publication. */
interface Publication {
	status: string;
	triggers?: Array<{ errorMessage?: string }>;
}

/** Starts a command of n8n as a process whose output is appended to a file. */
async function launch(
	command: 'start' | 'worker',
	options: ServerOptions,
	logFile: string,
): Promise<ChildProcess> {
	const { installation, userFolder } = options;
	// The only folder that n8n lets workflows write files to; n8n does not create it.
	mkdirSync(join(userFolder, FILES_FOLDER), { recursive: true });
	const log = openSync(logFile, 'a');
	writeSync(
		log,
		`\n${START_LINE}${command} of n8n ${installation.version}, ${new Date().toISOString()} ---\n`,
	);
	const child = spawn(
		installation.node,
		['--require', join(__dirname, 'dieWithParent.cjs'), installation.bin, command],
		{ cwd: userFolder, env: await serverEnv(options), stdio: ['ignore', log, log] },
	);
	closeSync(log);
	return child;
}

/** Asks a process to end, kills it if it does not, and returns when it is gone. */
async function end(child: ChildProcess): Promise<void> {
	const gone = new Promise((resolve) => child.once('exit', resolve));
	child.kill('SIGTERM');
	const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
	await gone;
	clearTimeout(timer);
}

/** Settings that n8n needs to start, to stay on this machine and to show no offers. */
async function serverEnv({ installation, userFolder, port, env }: ServerOptions): Promise<NodeJS.ProcessEnv> {
	const inherited = cleanEnv(dirname(installation.node));
	// Settings of the user's own n8n must not reach this one.
	for (const name of Object.keys(inherited)) {
		if (/^(N8N|DB|EXECUTIONS|QUEUE|NODE_FUNCTION|WEBHOOK)_/.test(name) || name === 'NODE_OPTIONS') {
			delete inherited[name];
		}
	}
	return {
		...inherited,
		N8N_USER_FOLDER: userFolder,
		N8N_RESTRICT_FILE_ACCESS_TO: join(userFolder, FILES_FOLDER),
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		N8N_LISTEN_ADDRESS: HOST,
		N8N_SECURE_COOKIE: 'false',
		N8N_ENCRYPTION_KEY: ENCRYPTION_KEY,
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_PYTHON_ENABLED: 'false',
		WEBHOOK_URL: `http://${HOST}:${port}/`,
		...installation.env,
		...env,
	};
}
