import { startInProcess } from '../engine/inProcess';
import { SandboxClient } from '../../sandbox/client';
import { startSandboxProcess, type SandboxProcess } from './sandboxProcess';

const LIMIT = 30;
/** Length of a window in seconds; the real one is 60. */
const WINDOW = 5;
const ITEMS = 120;
/**
 * Windows with requests before the batch: two show the length of a window, and the following ones show other
 * clients.
 */
const WINDOWS_BEFORE = 4;

/** One way of spending the budget. */
export interface Paced {
	/** Time relative to the least that the windows allow. */
	ratio: number;
	/** Input items that failed. */
	failed: number;
	/** Requests of ours that JustCall refused. */
	refused: number;
	/** Share of the other clients' requests that JustCall refused while ours were sent. */
	othersRefused: number;
}

/**
 * 120 items with a limit of 30 a window: from one execution, from two at once, and with other clients on the
 * account, which an n8n that sent requests in earlier windows has noticed.
 */
export async function paced(): Promise<{ one: Paced; two: Paced; foreign: Paced }> {
	return {
		one: await spend([ITEMS], 0),
		two: await spend([ITEMS / 2, ITEMS / 2], 0),
		foreign: await spend([ITEMS], 1 / 3),
	};
}

async function spend(executions: readonly number[], foreignShare: number): Promise<Paced> {
	const sandbox = await startSandboxProcess(200);
	const client = new SandboxClient(sandbox.url);
	const hour = { limit: 100_000, seconds: 3600 };
	await client.set({ rateLimits: { burst: { limit: LIMIT, seconds: WINDOW }, hour } });
	const [apiKey = '', apiSecret = ''] = sandbox.authorization.split(':');
	const n8n = await startInProcess({ apiKey, apiSecret, baseUrl: sandbox.url });
	const others = foreignShare > 0 ? consumer(sandbox, (WINDOW * 1000) / (LIMIT * foreignShare)) : undefined;
	const send = async (count: number) =>
		await n8n.run(
			'justCall',
			{ resource: 'phoneNumber', operation: 'getAll', limit: 1 },
			{ items: Array.from({ length: count }, () => ({ json: {} })), onError: 'continueRegularOutput' },
		);
	try {
		for (let window = 0; others && window < WINDOWS_BEFORE; window++) {
			await send(1);
			await new Promise((resolve) => setTimeout(resolve, WINDOW * 1000));
		}
		if (others) await client.clearRequests();
		const runs = await Promise.all(executions.map(send));
		const failed = runs.flatMap(({ items }) => items).filter(({ json }) => json.error !== undefined).length;
		const all = await client.requests();
		const [log, theirs] = ['/v2.1/phone-numbers', '/v2.1/users'].map((path) =>
			all.filter((request) => request.path === path),
		) as [typeof all, typeof all];
		const times = log.map(({ at }) => Date.parse(at));
		const start = Math.min(...times);
		const took = Math.max(...times) - start;
		// A window opens with its first request and ends on a whole second, at least WINDOW later.
		const second = (ms: number) => Math.ceil(ms / 1000) * 1000;
		let edge = second(start + WINDOW * 1000);
		for (let sent = 2 * LIMIT; sent < ITEMS; sent += LIMIT) edge += (WINDOW + 1) * 1000;
		const refusedOf = (requests: typeof all) => requests.filter(({ status }) => status === 429).length;
		const during = theirs.filter(({ at }) => Date.parse(at) >= start && Date.parse(at) <= start + took);
		const othersRefused = during.length === 0 ? 0 : refusedOf(during) / during.length;
		return { ratio: took / (edge - start), failed, refused: refusedOf(log), othersRefused };
	} finally {
		others?.stop();
		n8n.stop();
		await sandbox.stop();
	}
}

/** Another client of the account that sends at a steady pace and ignores the limit. */
function consumer(sandbox: SandboxProcess, everyMs: number): { stop: () => void } {
	const timer = setInterval(() => {
		void fetch(`${sandbox.url}/v2.1/users?per_page=1`, {
			headers: { Authorization: sandbox.authorization },
		}).catch(() => undefined);
	}, everyMs);
	return { stop: () => clearInterval(timer) };
}
