import type { LiveAnswer } from './api';
import type { OpenQuestion, Verdict } from './settle';
import { open, pageSizeOf, questionOf, statusVerdict } from './settle';
import { fieldsOf, isFramed, recordsOf, shapeOf } from './shapes';
import type { Walk } from './walk';

const DAY = 86_400_000;

/** Questions about limits: last pages, largest sizes, oldest days, refusals. */
export const EDGES: readonly OpenQuestion[] = [
	{
		name: 'end of a list',
		section: 2,
		question: 'What is beyond the last page?',
		settle: async (_walk, api) => {
			const answer = await api.ask({ path: '/v2.1/users', query: 'page=100000&per_page=100' });
			if (answer.status !== 200) return statusVerdict(answer);
			const { next_page_link: link } = Object(answer.body) as { next_page_link?: unknown };
			const rows = recordsOf(answer.body);
			return {
				answer: rows.length === 0 ? '200, empty' : '200, with records',
				says: `Page 100,000 has ${rows.length === 0 ? 'no record' : 'records'}; next_page_link is ${link === undefined ? 'not there' : shapeOf(link)}.`,
			};
		},
	},
	{
		name: 'default page of dialer contacts',
		section: 2,
		question: 'How large is a page when no size is asked for?',
		settle: async (_walk, api) => {
			const answer = await api.ask({ path: '/v2.1/sales_dialer/contacts' });
			const size = answer.status === 200 ? pageSizeOf(answer.body) : undefined;
			return size === undefined
				? open(`It was answered with ${answer.status} and no page size.`)
				: { answer: String(size), says: `The answer says ${size} to a page.` };
		},
	},
	{
		name: 'limit of a thread',
		section: 2,
		question: 'How many texts of a thread come at once at most?',
		settle: async (walk, api) => {
			const question = questionOf(walk, 'getThread');
			if (!question) return open('There is no thread.');
			const answer = await api.ask({ path: question.path, query: 'limit=1000' });
			if (answer.status !== 200)
				return { answer: 'refused', says: `1,000 are refused with ${answer.status}.` };
			const thread = isFramed(answer.body) ? answer.body.data : answer.body;
			const { texts } = Object(thread) as { texts?: { total_count?: unknown; data?: unknown } };
			const came = Array.isArray(texts?.data) ? texts.data.length : Number.NaN;
			const total = Number(texts?.total_count);
			if (Number.isNaN(came) || Number.isNaN(total))
				return open('The answer does not say how many there are.');
			if (came < total)
				return { answer: `clipped to ${came}`, says: `1,000 asked for, ${came} came of more.` };
			return came > 100
				? { answer: 'taken', says: `1,000 asked for, all ${came} came.` }
				: open('The first thread has no more than 100 texts, and all of them came.');
		},
	},
	{
		name: 'range of call analytics',
		section: 2,
		question: 'Are two months at once, and days of half a year ago, answered?',
		settle: async (_walk, api) => {
			const ask = async (from: number, to: number) => {
				const day = (ago: number) => new Date(Date.now() - ago * DAY).toISOString().slice(0, 10);
				const query = `from_date=${day(from)}&to_date=${day(to)}`;
				return outcomeOf(await api.ask({ path: '/v2.1/calls/analytics/account', query }));
			};
			const [months, old] = [await ask(61, 1), await ask(190, 183)];
			return {
				answer: `${months}; ${old}`,
				says: `60 days: ${months}. A week half a year ago: ${old}.`,
			};
		},
	},
	{
		name: 'body of an answer 429',
		section: 6,
		question: 'What is in it?',
		settle: (_walk, { refusal }) =>
			refusal
				? { answer: 'seen', says: `429: ${fieldsOf(refusal.body)}.` }
				: open('The limit was not reached, and is not provoked.'),
	},
	{
		name: 'rate limit by its words',
		section: 6,
		question: 'Does an answer with another status than 429 speak of the rate limit?',
		settle: (walk) => {
			const spoke = answersOf(walk).find(({ status, body }) => {
				const { message } = Object(body) as { message?: unknown };
				return status !== 429 && /rate.?limit/i.test(String(message));
			});
			return spoke
				? { answer: String(spoke.status), says: `An answer ${spoke.status} did.` }
				: open('No answer did; the limit is not provoked.');
		},
	},
	{
		name: 'account without Sales Dialer',
		section: 7,
		question: 'How are the dialer endpoints answered?',
		settle: (walk) => {
			const visits = walk.visits.filter(({ operation }) => operation.path.startsWith('/v2.1/sales_dialer/'));
			const lists = visits.filter(({ operation }) => !operation.path.includes('{'));
			const refused = lists.flatMap(({ answer }) => (answer && answer.status !== 200 ? [answer] : []));
			// When some operations work, the account has the feature, so the refusals have another reason.
			return refused.length === 0 || refused.length < lists.filter(({ answer }) => answer).length
				? open('The account has the Sales Dialer.')
				: refusalVerdict(refused);
		},
	},
	{
		name: 'answer without access',
		section: 7,
		question: 'What is in an answer 403?',
		settle: (walk) => {
			const refused = answersOf(walk).filter(({ status }) => status === 403);
			return refused.length === 0 ? open('No answer 403 came.') : refusalVerdict(refused);
		},
	},
];

function answersOf(walk: Walk): LiveAnswer[] {
	return walk.visits.flatMap(({ answer }) => answer ?? []);
}

function refusalVerdict(answers: readonly LiveAnswer[]): Verdict {
	const statuses = [...new Set(answers.map(({ status }) => status))].join(', ');
	const fields = [...new Set(answers.map(({ body }) => fieldsOf(body)))];
	return { answer: statuses, says: `${statuses}: ${fields.join('; or ')}.` };
}

/** Whether the figures were present, all 0, or refused. */
function outcomeOf({ status, body }: LiveAnswer): string {
	if (status !== 200) return `refused with ${status}`;
	return hasFigure(isFramed(body) ? body.data : body) ? 'answered' : 'answered with nothing';
}

function hasFigure(value: unknown): boolean {
	if (typeof value === 'number') return value !== 0;
	return typeof value === 'object' && value !== null && Object.values(value).some(hasFigure);
}
