import { loadContract } from '../../test/sandbox/contract';
import type { LiveOptions } from './api';
import { LiveApi } from './api';
import type { Outcome } from './cycles';
import { webhookCycle, writeCycle } from './cycles';
import { READING_DOUBTS } from './doubts';
import type { Findings } from './report';
import { Walk, wordsOf } from './walk';

/** What a live check may do beside reading. */
export interface Permissions {
	/** Create, change and delete one tag and one contact. */
	write?: boolean;
	/** Register this address for one event and take it out again. */
	webhookUrl?: string;
	/** Port on this machine that the address leads to. */
	listen?: number;
}

/**
 * Holds a live account against the contract, and settles what FACTS.md leaves open. Reads only, unless permitted to do more.
 *
 * @param say is told of each step
 * @throws Error with a sentence when the account does not let anybody in
 */
export async function liveCheck(
	options: LiveOptions,
	{ write = false, webhookUrl, listen }: Permissions = {},
	say: (line: string) => void = () => undefined,
): Promise<Findings> {
	const date = new Date();
	const api = new LiveApi(options);
	const first = await api.ask({ path: '/v2.1/users', query: 'per_page=1' });
	if (first.status !== 200) {
		throw new Error(
			`${api.host} answered ${first.status} to the first request. Check JUSTCALL_API_KEY and JUSTCALL_API_SECRET, and that the plan has the API.`,
		);
	}
	const walk = new Walk(api, loadContract(), date, say);
	await walk.all();
	const outcomes: Outcome[] = [];
	for (const { name, section, question, settle } of READING_DOUBTS) {
		const verdict = await Promise.resolve(settle(walk, api, options)).catch((error: unknown) => ({
			answer: 'open',
			says: `It broke off: ${wordsOf(error)}.`,
		}));
		say(`${name}: ${verdict.answer}`);
		outcomes.push({ name, section, question, ...verdict });
	}
	if (write) outcomes.push(...(await writeCycle(api)));
	if (webhookUrl) outcomes.push(...(await webhookCycle(api, webhookUrl, listen)));
	return {
		host: api.host,
		date,
		requests: api.count,
		seconds: Math.round((Date.now() - date.getTime()) / 1000),
		readOnly: !api.hasWritten,
		outcomes,
		visits: walk.visits,
	};
}
