import { loadContract } from '../../contract/load';
import type { LiveOptions } from './api';
import { LiveApi } from './api';
import type { Cycle, Tools } from './cycle';
import { CYCLES } from './cycles';
import { READING_QUESTIONS } from './openQuestions';
import type { Findings } from './report';
import type { OpenQuestion, SettledQuestion, Verdict } from './settle';
import { open } from './settle';
import { Walk, wordsOf } from './walk';

/** What a live check may do in addition to reading. */
export interface Permissions {
	/** Create, update and delete one tag and one contact. */
	write?: boolean;
	/** Register this address for one event and remove it again. */
	webhookUrl?: string;
	/** Port on this machine that receives the requests to the address. */
	listen?: number;
}

/**
 * Compares a live account with the contract, and answers questions that FACTS.md leaves open. It only reads,
 * unless it is permitted to do more. The findings also contain steps that failed.
 *
 * @param say receives a line for each step
 * @throws Error with a sentence when the account refuses the credential
 */
export async function liveCheck(
	options: LiveOptions,
	permissions: Permissions = {},
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
	const failures: string[] = [];
	const noted = (what: string, error: unknown) => {
		failures.push(`${what} broke off: ${wordsOf(error)}`);
		say(`${what} broke off`);
	};
	await walk.all().catch((error: unknown) => noted('Reading', error));
	const outcomes: SettledQuestion[] = [];
	for (const doubt of READING_QUESTIONS) {
		const outcome = await settled(doubt, walk, api, options);
		say(`${outcome.name}: ${outcome.answer}`);
		outcomes.push(outcome);
	}
	for (const cycle of CYCLES) {
		const verdicts = options.stop?.aborted
			? 'It was stopped before.'
			: await verdictsOf(cycle, permissions, { api, ...permissions }).catch((error: unknown) => {
					noted(sentence(cycle.name), error);
					return `It broke off: ${wordsOf(error)}.`;
				});
		for (const { name, section, question } of cycle.doubts) {
			const verdict = typeof verdicts === 'string' ? open(verdicts) : verdicts[name];
			outcomes.push({ name, section, question, ...(verdict ?? open('It was not asked.')) });
		}
	}
	if (options.stop?.aborted) failures.push(`Not all was asked: ${wordsOf(options.stop.reason)}`);
	return {
		host: api.host,
		date,
		requests: api.count,
		seconds: Math.round((Date.now() - date.getTime()) / 1000),
		readOnly: !api.hasWritten,
		outcomes,
		failures,
		visits: walk.visits,
	};
}

async function settled(
	doubt: OpenQuestion,
	walk: Walk,
	api: LiveApi,
	options: LiveOptions,
): Promise<SettledQuestion> {
	const { name, section, question, settle } = doubt;
	let verdict: Verdict;
	try {
		verdict = await settle(walk, api, options);
	} catch (error) {
		verdict = open(`It broke off: ${wordsOf(error)}.`);
	}
	return { name, section, question, ...verdict };
}

/** Runs a cycle, or names the permission it needs. */
async function verdictsOf(
	{ needs, doubts, run }: Cycle,
	{ write = false, webhookUrl }: Permissions,
	tools: Tools,
): Promise<Record<string, Verdict>> {
	if (needs === 'write' ? write : webhookUrl !== undefined) return await run(tools);
	return Object.fromEntries(doubts.map(({ name }) => [name, open(`Needs --${needs}.`)]));
}

function sentence(words: string): string {
	return words.charAt(0).toUpperCase() + words.slice(1);
}
