import { setTimeout as delay } from 'node:timers/promises';

import Fastify from 'fastify';

import type { Answer, LiveApi } from './api';
import type { Verdict } from './settle';
import { isFramed, recordsOf, shapeOf } from './shapes';

/** A doubt that only a cycle of writing settles. */
export interface Outcome extends Verdict {
	name: string;
	section: number;
	question: string;
}

/** A number that belongs to nobody: it is of the range that is set aside for fiction. */
const FICTIONAL = '12025550199';
const MARK = 'n8n live check';
const TAG = 'n8n-live-check';
const EVENT = 'sms.status_updated';
/** Milliseconds in which JustCall may call a new address. */
const PROBE_WAIT = 5000;

/**
 * Creates, changes and deletes one tag and one contact that nobody has. What was made is deleted in any case.
 *
 * @throws Error when something of it is there already, or could not be deleted; the message says what
 */
export async function writeCycle(api: LiveApi): Promise<Outcome[]> {
	return [
		...(await tagCycle(api)),
		...(await contactCycle(api)),
		await replyCheck(api),
		await firstPageOfV1(api),
	];
}

/** A POST that changes nothing, which is why it is not among what is read without asking. */
async function replyCheck(api: LiveApi): Promise<Outcome> {
	const answer = await api.ask({
		method: 'POST',
		path: '/v2.1/texts/checkreply',
		body: { contact_number: `+${FICTIONAL}` },
	});
	const question = 'Is the reply to a text one object or a list?';
	return { name: 'reply check of texts', section: 3, question, ...frameVerdict(answer) };
}

/** The lists of v1 are POSTs too. */
async function firstPageOfV1(api: LiveApi): Promise<Outcome> {
	const page = async (number: number) =>
		JSON.stringify(
			recordsOf(
				(await api.ask({ method: 'POST', path: '/v1/contacts/list', body: { page: number, per_page: 1 } }))
					.body,
			),
		);
	const [zero, one, two] = [await page(0), await page(1), await page(2)];
	const question = "Is the first page of v1's lists number 1?";
	const outcome = { name: 'pages of v1', section: 11, question };
	if (one === two)
		return { ...outcome, answer: 'open', says: 'There are no two contacts of the key itself.' };
	return zero === one || zero === '[]'
		? { ...outcome, answer: '1', says: 'Page 0 is page 1, or holds nothing.' }
		: { ...outcome, answer: '0', says: 'Page 0 is another than page 1.' };
}

async function tagCycle(api: LiveApi): Promise<Outcome[]> {
	const { body } = await api.ask({ path: '/v2.1/texts/tags', query: 'per_page=100' });
	if (recordsOf(body).some(({ name }) => name === TAG))
		throw new Error(`There is a tag '${TAG}' already; nothing was written.`);
	const created = await api.ask({
		method: 'POST',
		path: '/v2.1/texts/tags',
		body: { name: TAG, color_code: '#2a7fdb' },
	});
	const id = idOf(created);
	const { result: read, deleted } = await deletedAfter(
		async () => await api.ask({ path: `/v2.1/texts/tags/${id}` }),
		async () => await api.ask({ method: 'DELETE', path: `/v2.1/texts/tags/${id}`, body: {} }),
		`The tag '${TAG}' (${id})`,
	);
	return [
		{ name: 'created tag', section: 3, question: 'Is it framed?', ...frameVerdict(created) },
		{ name: 'read tag', section: 3, question: 'Is it framed?', ...frameVerdict(read) },
		{
			name: 'deleted tag',
			section: 1,
			question: 'Does DELETE take an empty object as body?',
			...statusVerdict(deleted),
		},
	];
}

async function contactCycle(api: LiveApi): Promise<Outcome[]> {
	const there = await api.ask({
		path: '/v2.1/contacts',
		query: `contact_number=${FICTIONAL}&across_team=true`,
	});
	if (recordsOf(there.body).some(({ contact_number }) => String(contact_number).endsWith(FICTIONAL)))
		throw new Error(`There is a contact with the fictional number ${FICTIONAL} already; it was not touched.`);
	const created = await api.ask({
		method: 'POST',
		path: '/v2.1/contacts',
		body: { first_name: MARK, contact_number: FICTIONAL },
	});
	const id = idOf(created);
	const {
		result: [updated, read],
		deleted,
	} = await deletedAfter(
		async () => [
			await api.ask({ method: 'PUT', path: '/v2.1/contacts', body: { id: Number(id), company: MARK } }),
			await api.ask({ path: `/v2.1/contacts/${id}` }),
		],
		async () => await api.ask({ method: 'DELETE', path: '/v2.1/contacts', query: `id=${id}`, body: {} }),
		`The contact '${MARK}' (${id})`,
	);
	const gone = await api.ask({ path: `/v2.1/contacts/${id}` });
	const [contact] = recordsOf(read?.body);
	return [
		{ name: 'created contact', section: 3, question: 'Is it a list of one?', ...frameVerdict(created) },
		{
			name: 'updated contact',
			section: 10,
			question: 'Does an update leave what it does not name?',
			answer: contact?.company === MARK && contact.first_name === MARK ? 'yes' : 'no',
			says: `The update was answered with ${updated?.status ?? 'nothing'}.`,
		},
		{
			name: 'deleted contact',
			section: 1,
			question: 'Does DELETE take an empty object as body?',
			...statusVerdict(deleted),
		},
		{ name: 'contact after its end', section: 7, question: 'Is it 404?', ...statusVerdict(gone) },
	];
}

/**
 * Adds a public address for one event, looks at what JustCall makes of it, and takes it out again.
 *
 * @param listen port on this machine that the address leads to, to see whether JustCall calls it; none unless given
 */
export async function webhookCycle(api: LiveApi, url: string, listen?: number): Promise<Outcome[]> {
	const before = (await addresses(api)).length;
	if ((await addresses(api, url)).length > 0)
		throw new Error('That address is registered already; it was not touched.');
	const receiver = listen === undefined ? undefined : await receive(listen);
	try {
		const {
			result: { created, once, again, twice },
			deleted,
		} = await deletedAfter(
			async () => {
				const first = await register(api, url);
				if (receiver) await delay(PROBE_WAIT);
				const found = (await addresses(api, url)).length;
				const second = await register(api, url);
				return { created: first, once: found, again: second, twice: (await addresses(api, url)).length };
			},
			async () => await unregister(api, url),
			'The webhook address',
		);
		const after = await addresses(api);
		return [
			{
				name: 'new webhook address',
				section: 9,
				question: 'Is it taken, and framed how?',
				...frameVerdict(created),
			},
			{
				name: 'validation call',
				section: 9,
				question: 'Does JustCall call a new address, and is the call signed?',
				...(receiver?.verdict() ?? { answer: 'open', says: 'Nothing listened; give --listen.' }),
			},
			{
				name: 'same address twice',
				section: 9,
				question: 'Is it there once or twice, or refused?',
				answer: again.status !== 200 ? 'refused' : twice > once ? 'twice' : 'once',
				says: `The second registration was answered with ${again.status}.`,
			},
			{
				name: 'deleted webhook address',
				section: 9,
				question: 'Is it gone, and are all others left?',
				answer: after.length === before ? 'yes' : 'no',
				says: `The deletion was answered with ${deleted.status}.`,
			},
		];
	} finally {
		await receiver?.close();
	}
}

async function register(api: LiveApi, url: string): Promise<Answer> {
	return await api.ask({
		method: 'POST',
		path: '/v2.1/webhooks',
		body: { webhook_url: url, type: EVENT },
	});
}

/** Takes an address out, however often it is there; gives the last answer. */
async function unregister(api: LiveApi, url: string): Promise<Answer> {
	const ids = await addresses(api, url);
	let answer = await api.ask({ path: '/v2.1/webhooks' });
	for (const id of ids)
		answer = await api.ask({ method: 'DELETE', path: `/v2.1/webhooks/url/${id}`, body: {} });
	return answer;
}

/** Deletes what was made, whatever becomes of the work with it. */
async function deletedAfter<Result>(
	work: () => Promise<Result>,
	remove: () => Promise<Answer>,
	what: string,
): Promise<{ result: Result; deleted: Answer }> {
	const tried = await Promise.allSettled([work()]);
	const deleted = await remove();
	if (deleted.status !== 200)
		throw new Error(`${what} could not be deleted: ${deleted.status}. Delete it in JustCall.`);
	const [outcome] = tried;
	if (outcome.status === 'rejected') throw outcome.reason;
	return { result: outcome.value, deleted };
}

/** IDs of the registered addresses: all, or those with a URL. */
async function addresses(api: LiveApi, url?: string): Promise<string[]> {
	const { body } = await api.ask({ path: '/v2.1/webhooks' });
	return recordsOf(body).flatMap(({ webhook_urls: urls }) =>
		((urls ?? []) as Array<{ webhook_url: string; url_id: string }>)
			.filter(({ webhook_url }) => url === undefined || webhook_url === url)
			.map(({ url_id }) => url_id),
	);
}

async function receive(port: number): Promise<{ verdict: () => Verdict; close: () => Promise<void> }> {
	const seen: Array<{ method: string; signed: boolean; fields: string }> = [];
	const app = Fastify();
	app.all('/*', (request, reply) => {
		const body = typeof request.body === 'object' && request.body !== null ? request.body : {};
		const fields = Object.entries(body).map(([name, value]) => `${name} (${shapeOf(value)})`);
		seen.push({
			method: request.method,
			signed: 'x-justcall-signature' in request.headers,
			fields: fields.join(', ') || 'no body',
		});
		return reply.send({});
	});
	await app.listen({ port, host: '127.0.0.1' });
	return {
		verdict: () => {
			const [first] = seen;
			if (!first) return { answer: 'none', says: 'No call came within five seconds.' };
			const kind = first.signed ? 'signed' : 'unsigned';
			return { answer: `${first.method}, ${kind}`, says: `${first.method}, ${kind}, with ${first.fields}.` };
		},
		close: async () => await app.close(),
	};
}

function idOf({ status, body }: Answer): string {
	const id = recordsOf(body)[0]?.id;
	if (status !== 200 || (typeof id !== 'number' && typeof id !== 'string'))
		throw new Error(
			`The creation was answered with ${status} and without an ID; look in JustCall for '${MARK}'.`,
		);
	return String(id);
}

function frameVerdict({ status, body }: Answer): Verdict {
	if (status !== 200) return { answer: String(status), says: `It was answered with ${status}.` };
	const answer = !isFramed(body) ? 'bare' : Array.isArray(body.data) ? 'framed, list of one' : 'framed';
	return { answer, says: `The answer is ${answer}.` };
}

function statusVerdict({ status }: Answer): Verdict {
	return { answer: String(status), says: `It was answered with ${status}.` };
}
