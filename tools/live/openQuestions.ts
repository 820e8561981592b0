import { EDGES } from './edges';
import { shownName } from './names';
import { CALL_TRAITS, listsInTheQuery, OTHER_LISTS } from './queryLists';
import type { OpenQuestion } from './settle';
import {
	callWith,
	collectForms,
	firstPages,
	frames,
	joined,
	open,
	pageSizeOf,
	questionOf,
	recordings,
	refused,
	totalOf,
	zoneOfFilters,
} from './settle';
import { fieldsOf, isFramed, recordsOf, shapeOf } from './shapes';
import { UNSETTLED } from './unsettled';

/** Fields whose JSON type the sources disagree about (FACTS.md section 3). */
const FIELDS_OF_MANY_FORMS = [
	'contact_number',
	'rating',
	'call_traits',
	'is_mms',
	'is_deleted',
	'groups',
	'extension',
	'speaker_id',
];

/** Every question that reading can answer. */
export const READING_QUESTIONS: readonly OpenQuestion[] = [
	{
		name: 'bot filter',
		section: 1,
		question: 'Is a client without the name of a browser let in?',
		settle: (walk) => {
			const { answer } = walk.visitOf('listUsers') ?? {};
			if (!answer) return open('The list of users was not asked.');
			return answer.status === 200
				? { answer: 'none', says: 'Requests of a plain client are answered.' }
				: { answer: `status ${answer.status}`, says: `The list of users is answered with ${answer.status}.` };
		},
	},
	{
		name: 'first page',
		section: 2,
		question: 'Is the first page of every list number 0?',
		settle: firstPages,
	},
	{
		name: 'page too large',
		section: 2,
		question: 'Is a page beyond the maximum clipped or refused?',
		settle: async (_walk, api) => {
			const { status, body } = await api.ask({ path: '/v2.1/users', query: 'per_page=1000' });
			if (status !== 200) return { answer: 'refused', says: `1,000 users are refused with ${status}.` };
			const size = isFramed(body) ? Number((body as Record<string, unknown>).per_page) : Number.NaN;
			return Number.isNaN(size)
				? open('The answer does not say its page size.')
				: size < 1000
					? { answer: 'clipped', says: `1,000 users asked, the answer says ${size} to a page.` }
					: { answer: 'taken', says: 'The page size of 1,000 was taken.' };
		},
	},
	{
		name: 'page sizes not stated',
		section: 2,
		question: 'How large may pages of campaign contacts and dialer contacts be?',
		settle: async (walk, api) => {
			const said: string[] = [];
			const sizes: string[] = [];
			for (const id of ['listCampaignContacts', 'listSalesDialerContacts']) {
				const question = questionOf(walk, id);
				if (!question) continue;
				const { status, body } = await api.ask({
					path: question.path,
					query: joined(question.query, 'per_page=500'),
				});
				const size = status === 200 ? pageSizeOf(body) : undefined;
				said.push(
					`${question.path}: ${size === undefined ? `500 answered with ${status}` : `500 became ${size}`}`,
				);
				sizes.push(String(size ?? status));
			}
			return sizes.length === 0
				? open('There is no campaign.')
				: { answer: sizes.join(', '), says: `${said.join('; ')}.` };
		},
	},
	{
		name: 'link to the next page',
		section: 2,
		question: 'Does next_page_link keep the filters, and the host?',
		settle: async (_walk, api) => {
			const { body } = await api.ask({
				path: '/v2.1/calls',
				query: 'order=asc&per_page=20&call_direction=Incoming',
			});
			const link = isFramed(body) ? (body as Record<string, unknown>).next_page_link : undefined;
			if (typeof link !== 'string' || !URL.canParse(link))
				return open('There are too few incoming calls for a second page.');
			const { searchParams, host } = new URL(link);
			const kept = searchParams.has('call_direction') && searchParams.has('order');
			return {
				answer: `${kept ? 'keeps' : 'loses'} filters, ${host === api.host ? 'same host' : 'another host'}`,
				says: `The link has ${[...searchParams.keys()].map(shownName).join(', ') || 'no parameters'}.`,
			};
		},
	},
	{
		name: 'frame of single objects',
		section: 3,
		question: 'Are single objects framed as {status, data}, or bare?',
		settle: (walk) => frames(walk, ({ path, answer }) => path.includes('{') && answer?.anyOf !== undefined),
	},
	{
		name: 'frame of lists',
		section: 3,
		question: 'Are lists framed where the vendor prints one bare record?',
		settle: (walk) => frames(walk, ({ path, pagination }) => !path.includes('{') && pagination !== undefined),
	},
	{
		name: 'dialer analytics',
		section: 3,
		question: 'Is there a list or one object under data?',
		settle: (walk) => {
			const { answer } = walk.visitOf('getSalesDialerAnalytics') ?? {};
			if (answer?.status !== 200 || !isFramed(answer.body)) return open(refused(answer));
			return {
				answer: Array.isArray(answer.body.data) ? 'list' : 'object',
				says: `data is ${shapeOf(answer.body.data)}.`,
			};
		},
	},
	{
		name: 'fields of many forms',
		section: 3,
		question: 'In which JSON types do the fields come that the sources disagree about?',
		settle: (walk) => {
			const forms = new Map(FIELDS_OF_MANY_FORMS.map((name) => [name, new Set<string>()]));
			for (const { answer } of walk.visits) if (answer?.status === 200) collectForms(answer.body, forms);
			const seen = [...forms].filter(([, shapes]) => shapes.size > 0);
			return seen.length === 0
				? open('None of them was in an answer.')
				: {
						answer: 'seen',
						says: `${seen.map(([name, shapes]) => `${name}: ${[...shapes].sort().join(' or ')}`).join('; ')}.`,
					};
		},
	},
	{
		name: 'ISO dates',
		section: 4,
		question: 'What does a filter with an ISO date do?',
		settle: async (_walk, api) => {
			const iso = new Date(Date.now() - 86_400_000).toISOString();
			const { status, body } = await api.ask({ path: '/v2.1/calls', query: `from_datetime=${iso}` });
			if (status !== 200) return { answer: 'refused', says: `It is refused with ${status}.` };
			return isFramed(body) && Array.isArray(body.data)
				? { answer: 'taken', says: 'It is answered with a list.' }
				: { answer: 'malformed answer', says: 'It is answered with 200 and a body that is no list.' };
		},
	},
	{
		name: 'zone of filters',
		section: 4,
		question: "Are dates in filters read in the user's zone or in UTC?",
		settle: zoneOfFilters,
	},
	{
		name: 'zone of schedule_at',
		section: 4,
		question: 'In which zone is the time of a scheduled text?',
		settle: () => open('Only a scheduled text would tell; none is sent.'),
	},
	{
		name: 'space in the query',
		section: 4,
		question: 'Are + and %20 the same?',
		settle: async (_walk, api) => {
			const day = new Date(Date.now() - 7 * 86_400_000).toISOString().slice(0, 10);
			const count = async (space: string) =>
				await totalOf(api, `from_datetime=${day}${space}00:00:00&to_datetime=${day}${space}23:59:59`);
			const [plus, percent] = [await count('+'), await count('%20')];
			return {
				answer: plus === percent ? 'same' : 'differ',
				says: plus === percent ? 'Both give the same calls.' : 'They give other numbers of calls.',
			};
		},
	},
	{
		name: 'lists in the query',
		section: 5,
		question: 'Which of a=1&a=2, a[]=1&a[]=2 and a=1,2 is understood?',
		settle: async (walk, api) => await listsInTheQuery(walk, api, [CALL_TRAITS]),
	},
	{
		name: 'other lists in the query',
		section: 5,
		question: 'Are the lists of dispositions, users, agents and states read the same way?',
		settle: async (walk, api) => await listsInTheQuery(walk, api, OTHER_LISTS),
	},
	{
		name: 'booleans in the query',
		section: 5,
		question: 'Is 1 the same as true?',
		settle: async (_walk, api) => {
			const keys = async (value: string) => {
				const { body } = await api.ask({ path: '/v2.1/calls', query: `per_page=20&fetch_ai_data=${value}` });
				return [...new Set(recordsOf(body).flatMap(Object.keys))].sort().join();
			};
			const [yes, one, no] = [await keys('true'), await keys('1'), await keys('false')];
			if (yes === no) return open('There is no AI data that would tell.');
			return one === yes
				? { answer: 'both', says: 'fetch_ai_data=1 adds what fetch_ai_data=true adds.' }
				: { answer: 'true only', says: 'fetch_ai_data=1 does not add what fetch_ai_data=true adds.' };
		},
	},
	{
		name: 'rate headers',
		section: 6,
		question: 'Which headers come, and are the resets epoch seconds?',
		settle: (walk) => {
			const headers = walk.visitOf('listUsers')?.answer?.headers;
			const names = [...(headers?.keys() ?? [])].filter((name) => name.startsWith('x-rate-limit'));
			if (!headers || names.length === 0) return { answer: 'none', says: 'No answer carries rate headers.' };
			const reset = Number(headers.get('x-rate-limit-reset') ?? headers.get('x-rate-limit-burst-reset'));
			const form = reset > 1e9 && reset < 1e10 ? 'epoch seconds' : reset < 1e6 ? 'a delay' : 'another form';
			const limits = ['x-rate-limit-limit', 'x-rate-limit-burst-limit'].map(
				(name) => headers.get(name) ?? 'none',
			);
			return {
				answer: `${names.length}, ${form}`,
				says: `${names.join(', ')}; limits ${limits.join(' and ')}; resets are ${form}.`,
			};
		},
	},
	{
		name: 'Retry-After',
		section: 6,
		question: 'Does a 429 carry Retry-After?',
		settle: (_walk, { refusal }) => {
			if (!refusal) return open('The limit was not reached, and is not provoked.');
			const has = refusal.headers.has('retry-after');
			return { answer: has ? 'yes' : 'no', says: `An answer 429 came ${has ? 'with' : 'without'} it.` };
		},
	},
	{
		name: 'answer to a wrong secret',
		section: 7,
		question: 'What does the answer 401 look like?',
		settle: async (_walk, api, { apiKey }) => {
			const answer = await api.ask({
				path: '/v2.1/users',
				query: 'per_page=1',
				authorization: `${apiKey}:wrong`,
			});
			const rate = [...answer.headers.keys()].some((name) => name.startsWith('x-rate-limit'));
			return {
				answer: `${answer.status}, ${rate ? 'with' : 'without'} rate headers`,
				says: `${answer.status}: ${fieldsOf(answer.body)}.`,
			};
		},
	},
	{
		name: 'answer to an unknown ID',
		section: 7,
		question: 'Is it 404, and what is in it?',
		settle: async (_walk, api) => {
			const answer = await api.ask({ path: '/v2.1/calls/999999999999' });
			return { answer: String(answer.status), says: `${answer.status}: ${fieldsOf(answer.body)}.` };
		},
	},
	{
		name: 'answer to a bad parameter',
		section: 7,
		question: 'Is it 400, 403 or 422, and what is in it?',
		settle: async (_walk, api) => {
			const answer = await api.ask({ path: '/v2.1/calls/analytics/account' });
			return {
				answer: String(answer.status),
				says: `Analytics without their dates: ${answer.status}, ${fieldsOf(answer.body)}.`,
			};
		},
	},
	{
		name: 'recordings',
		section: 8,
		question: 'Do they come as bytes or as a redirect, and of which type?',
		settle: recordings,
	},
	{
		name: 'call without a recording',
		section: 8,
		question: 'Is it answered with 404?',
		settle: async (walk, api) => {
			const id = callWith(walk, (recording) => recording === '' || recording === null);
			if (id === undefined) return open('Every call of the first page has a recording.');
			const { status } = await api.ask({ path: `/v2.1/calls/${id}/recording/download` });
			return { answer: String(status), says: `It is answered with ${status}.` };
		},
	},
	{
		name: 'recordings of dialer calls',
		section: 8,
		question: 'Does the download take the ID of a dialer call?',
		settle: async (walk, api) => {
			const id = walk.first(['listSalesDialerCalls', 'call_id', 'id']);
			if (id === undefined) return open('There is no dialer call.');
			const { status } = await api.ask({ path: `/v2.1/calls/${id}/recording/download` });
			return { answer: String(status), says: `It is answered with ${status}.` };
		},
	},
	...EDGES,
	...UNSETTLED,
];
