import type { Operation } from '../../test/sandbox/contract';
import type { Answer, LiveApi } from './api';
import { isFramed, recordsOf, shapeOf } from './shapes';
import type { Walk } from './walk';
import { frameOf } from './walk';

/** What became of a doubt. */
export interface Verdict {
	/** A word or two that a program can compare; "open" where the account could not tell. */
	answer: string;
	/** What was seen, in a sentence, without a value of the account. */
	says: string;
}

/** A question that FACTS.md leaves open. */
export interface Doubt {
	name: string;
	/** Section of FACTS.md. */
	section: number;
	question: string;
	settle: (walk: Walk, api: LiveApi, secrets: { apiKey: string }) => Promise<Verdict> | Verdict;
}

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

const open = (says: string): Verdict => ({ answer: 'open', says });

/** Every doubt that reading can settle. */
export const READING_DOUBTS: readonly Doubt[] = [
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
				const size =
					status === 200 && isFramed(body) ? (body as Record<string, unknown>).per_page : undefined;
				said.push(
					`${question.path}: ${size === undefined ? `500 answered with ${status}` : `500 became ${String(size)}`}`,
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
				says: `The link has ${[...searchParams.keys()].join(', ') || 'no parameters'}.`,
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
		settle: listsInTheQuery,
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
			const has = refusal.has('retry-after');
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
				says: `${answer.status}: ${fieldsOf(answer)}.`,
			};
		},
	},
	{
		name: 'answer to an unknown ID',
		section: 7,
		question: 'Is it 404, and what is in it?',
		settle: async (_walk, api) => {
			const answer = await api.ask({ path: '/v2.1/calls/999999999999' });
			return { answer: String(answer.status), says: `${answer.status}: ${fieldsOf(answer)}.` };
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
				says: `Analytics without their dates: ${answer.status}, ${fieldsOf(answer)}.`,
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
	...[
		[
			7,
			'ID in an answer 500',
			'What is the field called that support asks for?',
			'No answer 500 came, and none is provoked.',
		],
		[
			9,
			'failing addresses',
			'When does an address become Warning and Blacklisted?',
			'An address would have to fail for days.',
		],
		[
			9,
			'timeout of deliveries',
			'How long does JustCall wait for a receiver?',
			'A receiver would have to keep it waiting.',
		],
		[
			9,
			'time of a repeated delivery',
			'Does it carry the old time or a new one?',
			'A receiver would have to refuse an event.',
		],
	].map(([section, name, question, why]): Doubt => ({
		name: String(name),
		section: Number(section),
		question: String(question),
		settle: () => open(String(why)),
	})),
];

/** An operation's path and its required query, when the walk could fill them. */
function questionOf(
	walk: Walk,
	id: string,
): { operation: Operation; path: string; query: string } | undefined {
	const visit = walk.visitOf(id);
	if (visit?.answer?.status !== 200) return undefined;
	const question = walk.questionFor(visit.operation);
	if (typeof question === 'string') return undefined;
	return { operation: visit.operation, path: question.path, query: question.query.toString() };
}

function joined(...queries: string[]): string {
	return queries.filter(Boolean).join('&');
}

async function firstPages(walk: Walk, api: LiveApi): Promise<Verdict> {
	const found = new Map<string, string[]>();
	for (const { operation } of walk.visits.filter((visit) => visit.operation.pagination?.style === 'page')) {
		const question = questionOf(walk, operation.id);
		if (!question) continue;
		const page = async (number: number) => {
			const query = joined(question.query, `page=${number}&per_page=1`);
			return JSON.stringify(recordsOf((await api.ask({ path: question.path, query })).body));
		};
		const [zero, one] = [await page(0), await page(1)];
		// Two records are needed to tell the pages apart, and they must differ.
		const origin = zero === '[]' ? 'too few' : one === '[]' ? 'too few' : zero === one ? '1' : '0';
		found.set(origin, [...(found.get(origin) ?? []), operation.path]);
	}
	const told = [...found.keys()].filter((origin) => origin !== 'too few');
	const few = found.get('too few') ?? [];
	if (told.length === 0) return open('No list has two records.');
	const says = told.map((origin) => `${origin} for ${(found.get(origin) ?? []).join(', ')}`).join('; ');
	return {
		answer: told.length === 1 ? (told[0] ?? '') : 'mixed',
		says: `${says}${few.length > 0 ? `; too few records in ${few.join(', ')}` : ''}.`,
	};
}

function frames(walk: Walk, wanted: (operation: Operation) => boolean): Verdict {
	const found = new Map<string, string[]>();
	for (const visit of walk.visits.filter(({ operation }) => wanted(operation))) {
		const frame = frameOf(visit);
		if (frame) found.set(frame, [...(found.get(frame) ?? []), visit.operation.path]);
	}
	if (found.size === 0) return open('None of them was answered.');
	return {
		answer: found.size === 1 ? ([...found.keys()][0] ?? '') : 'mixed',
		says: `${[...found].map(([frame, paths]) => `${frame}: ${paths.join(', ')}`).join('; ')}.`,
	};
}

function collectForms(value: unknown, forms: Map<string, Set<string>>): void {
	if (Array.isArray(value)) for (const one of value.slice(0, 100)) collectForms(one, forms);
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
	for (const [name, inner] of Object.entries(value)) {
		forms.get(name)?.add(shapeOf(inner));
		collectForms(inner, forms);
	}
}

async function zoneOfFilters(walk: Walk, api: LiveApi): Promise<Verdict> {
	const call = walk
		.records('listCalls')
		.find(({ call_time, call_user_time }) => call_time && call_user_time && call_time !== call_user_time);
	if (!call) return open("No call has another time in its user's zone than in UTC.");
	const has = async (date: unknown, time: unknown) => {
		// Ten seconds around it, in case the edge belongs to neither side.
		const moment = Date.parse(`${String(date)}T${String(time).padStart(8, '0')}Z`);
		const at = (offset: number) => new Date(moment + offset).toISOString().slice(0, 19).replace('T', '%20');
		const query = `from_datetime=${at(-10_000)}&to_datetime=${at(10_000)}&per_page=100`;
		const { body } = await api.ask({ path: '/v2.1/calls', query });
		return recordsOf(body).some(({ id }) => id === call.id);
	};
	const user = await has(call.call_user_date, call.call_user_time);
	const utc = await has(call.call_date, call.call_time);
	if (user === utc) return open(`The call is found by ${user ? 'either' : 'neither'} time.`);
	return user
		? { answer: 'user', says: 'A call is found by its time in the zone of the user, not by its time in UTC.' }
		: { answer: 'UTC', says: 'A call is found by its time in UTC.' };
}

/** Number of calls under a filter, -1 where it is refused. */
async function totalOf(api: LiveApi, query: string): Promise<number> {
	const { status, body } = await api.ask({ path: '/v2.1/calls', query: joined(query, 'per_page=20') });
	if (status !== 200 || !isFramed(body)) return -1;
	const { total_count: total } = body as Record<string, unknown>;
	return typeof total === 'number' ? total : -1;
}

async function listsInTheQuery(walk: Walk, api: LiveApi): Promise<Verdict> {
	const parameter = walk
		.visitOf('listCalls')
		?.operation.parameters.find(({ name }) => name === 'call_traits');
	const traits = ((parameter?.schema.items?.enum ?? []) as string[]).filter(Boolean);
	const all = await totalOf(api, '');
	const totals = new Map<string, number>();
	for (const trait of traits) {
		const total = await totalOf(api, `call_traits=${trait}`);
		if (total > 0 && total < all) totals.set(trait, total);
	}
	const pairs = [...totals.keys()].flatMap((a, index) =>
		[...totals.keys()].slice(index + 1).map((b) => [a, b] as const),
	);
	for (const [a, b] of pairs.slice(0, 6)) {
		const forms = {
			repeat: `call_traits=${a}&call_traits=${b}`,
			brackets: `call_traits[]=${a}&call_traits[]=${b}`,
			commas: `call_traits=${a},${b}`,
		};
		const results: Array<{ form: string; total: number }> = [];
		for (const [form, query] of Object.entries(forms))
			results.push({ form, total: await totalOf(api, query) });
		// A list gives neither what one of the two gives, nor everything, nor nothing.
		const alone = [-1, 0, all, totals.get(a), totals.get(b)];
		const understood = results.filter(({ total }) => !alone.includes(total)).map(({ form }) => form);
		if (understood.length === 0) continue;
		const how = (total: number) =>
			total === -1
				? 'refused'
				: total === all
					? 'ignored'
					: total === 0
						? 'nothing found'
						: !alone.includes(total)
							? 'understood'
							: 'one value taken';
		return {
			answer: understood.join(', '),
			says: `${results.map(({ form, total }) => `${form}: ${how(total)}`).join('; ')}.`,
		};
	}
	return open('The calls have no two traits by which the forms could be told apart.');
}

function callWith(walk: Walk, wanted: (recording: unknown) => boolean): string | undefined {
	const call = walk.records('listCalls').find(({ call_info: info }) => {
		return typeof info === 'object' && info !== null && wanted((info as Record<string, unknown>).recording);
	});
	return call === undefined ? undefined : String(call.id);
}

async function recordings(walk: Walk, api: LiveApi): Promise<Verdict> {
	const id = callWith(walk, (recording) => typeof recording === 'string' && recording !== '');
	if (id === undefined) return open('No call of the first page has a recording.');
	const { status, headers, isFile } = await api.ask({ path: `/v2.1/calls/${id}/recording/download` });
	if (status >= 300 && status < 400) {
		const location = headers.get('location') ?? '';
		if (!URL.canParse(location)) return { answer: 'redirect', says: `${status} without an address.` };
		const { host } = new URL(location);
		const file = await api.lookElsewhere(location);
		return {
			answer: host === api.host ? 'redirect, same host' : 'redirect, another host',
			says: `${status} to ${host === api.host ? 'the same host' : host}; without the key it answers ${file.status}, ${file.type ?? 'no type'}.`,
		};
	}
	if (status !== 200) return { answer: String(status), says: `It is answered with ${status}.` };
	const named = headers.get('content-disposition') === null ? 'without' : 'with';
	return {
		answer: isFile ? 'bytes' : 'no file',
		says: `${headers.get('content-type') ?? 'no type'}, ${named} a file name, ${headers.get('content-length') === null ? 'without' : 'with'} its length.`,
	};
}

function fieldsOf({ body }: Answer): string {
	if (typeof body !== 'object' || body === null) return `the body is ${shapeOf(body)}`;
	return Object.entries(body)
		.map(([name, value]) => `${name} (${shapeOf(value)})`)
		.join(', ');
}

function refused(answer: Answer | undefined): string {
	return answer ? `It was answered with ${answer.status}.` : 'It was not asked.';
}
