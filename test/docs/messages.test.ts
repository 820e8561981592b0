import { startSandbox, type Sandbox } from '../../sandbox/server';
import { startInProcess, type InProcessN8n } from '../../tools/engine/inProcess';
import { useSkippingClock } from '../harness/clock';
import { ONE_REQUEST_AN_HOUR, SITUATIONS, steady, type Situation } from '../../tools/docs/situations';
import { expectDocument } from '../../tools/docs/document';

const API_KEY = 'K3y-that-must-never-show-77aa';
const API_SECRET = 'S3cret-that-must-never-show-9f2c';

const clock = useSkippingClock();
const credential: Record<string, string | number> = {};
let sandbox: Sandbox;
let n8n: InProcessN8n;

beforeAll(async () => {
	sandbox = await startSandbox({ calls: 150, apiKey: API_KEY, apiSecret: API_SECRET });
	n8n = await startInProcess(credential);
});
afterAll(async () => {
	n8n?.stop();
	await sandbox?.stop();
});

/** The message the user reads, and how many requests reached JustCall. */
async function meet(situation: Situation) {
	sandbox.reset();
	clock.forget();
	Object.assign(credential, {
		apiKey: API_KEY,
		apiSecret: API_SECRET,
		baseUrl: sandbox.url,
		timezone: sandbox.state.timeZone,
		longestWait: 300,
		...situation.credential?.(sandbox),
	});
	if (situation.items) {
		sandbox.set(ONE_REQUEST_AN_HOUR);
	}
	if (situation.fault) sandbox.fault(situation.fault);
	sandbox.clearRequests();
	const { resource, operation, items = 1 } = situation;
	const { error } = await n8n.run(
		'justCall',
		{ resource, operation, ...situation.parameters(sandbox) },
		{ items: Array.from({ length: items }, () => ({ json: {} })) },
	);
	return { error, sent: sandbox.requests().length };
}

describe('what a user reads when something goes wrong', () => {
	const rows: string[] = [];

	it.each(SITUATIONS.map((situation) => [situation.when, situation] as const))(
		'%s',
		async (when, situation) => {
			const { error, sent } = await meet(situation);
			expect(error).toBeDefined();
			const { message, description } = { description: '', ...error };
			expect(sent).toBe(situation.sent);
			// First what happened, then what to do: one sentence each, and never the same one.
			expect(message).toMatch(/^[A-Z'"].{10,}[^.]$/);
			expect(description).toMatch(/^.{20,}$/);
			expect(description).not.toContain(message);
			expect(`${message} ${description}`).not.toMatch(/undefined|\[object|NaN|\n/);
			expect(`${message} ${description}`).not.toContain(API_KEY);
			expect(`${message} ${description}`).not.toContain(API_SECRET);
			rows.push(
				`| ${when} | **${steady(String(message), sandbox)}** | ${steady(String(description), sandbox)} |`,
			);
		},
	);

	it('is the table in the docs', () => {
		expectDocument('messages.md', [
			'# Messages',
			'',
			'What the node says when something goes wrong: first what happened, then what to do. Bad input is refused before',
			'anything is sent. Made by `npm run docs` from real runs against the sandbox; a test fails when it is stale.',
			'',
			'| when | what happened | what to do |',
			'| --- | --- | --- |',
			...rows,
			'',
		]);
	});
});
