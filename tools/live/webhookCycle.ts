import Fastify from 'fastify';

import type { LiveAnswer, LiveApi } from './api';
import type { Cycle } from './cycle';
import type { Verdict } from './settle';
import { frameVerdict, open } from './settle';
import { fieldsOf, recordsOf } from './shapes';
import type { Trace } from './traces';
import { isDone, leavingNothing } from './traces';

const EVENT = 'sms.status_updated';
/** Milliseconds in which JustCall may call a new address. */
const PROBE_WAIT = 5000;

interface Address {
	id: string;
	url: string;
}

/** Registers a public address for one event, checks the requests that JustCall sends to it, and removes it. */
export const WEBHOOK_CYCLE: Cycle = {
	name: 'the cycle of the webhook address',
	needs: 'webhook-url',
	doubts: [
		{ name: 'new webhook address', section: 9, question: 'Is it taken, and framed how?' },
		{
			name: 'validation call',
			section: 9,
			question: 'Does JustCall call a new address, and is the call signed?',
		},
		{ name: 'same address twice', section: 9, question: 'Is it there once or twice, or refused?' },
		{ name: 'deleted webhook address', section: 9, question: 'Is it gone, and are all others left?' },
	],
	async run({ api, webhookUrl = '', listen }) {
		const before = await addresses(api);
		if (before.some(({ url }) => url === webhookUrl))
			throw new Error('that webhook address is registered already; it was not touched');
		const ours = async () => (await addresses(api)).filter(({ url }) => url === webhookUrl);
		const trace: Trace = {
			what: 'The webhook address that was given',
			where: `among the webhooks, at the event ${EVENT},`,
			find: async () => (await ours()).map(({ id }) => id),
			remove: async (id) =>
				await api.ask({
					method: 'DELETE',
					path: `/v2.1/webhooks/url/${encodeURIComponent(id)}`,
					body: {},
					always: true,
				}),
		};
		const receiver = listen === undefined ? undefined : await receive(listen);
		try {
			const { result, deleted } = await leavingNothing(trace, async () => {
				const created = await register(api, webhookUrl);
				if (receiver) await api.wait(PROBE_WAIT);
				const once = await ours();
				const again = await register(api, webhookUrl);
				return { created, once, again, twice: await ours() };
			});
			const seen = [...result.once, ...result.twice].length > 0;
			return {
				'new webhook address': isDone(result.created)
					? frameVerdict(result.created)
					: { answer: 'refused', says: `It was answered with ${result.created.status}.` },
				'validation call': receiver?.verdict() ?? open('Nothing listened: needs --listen.'),
				'same address twice': twiceVerdict(result),
				'deleted webhook address': seen
					? removalVerdict(before, await addresses(api), deleted)
					: open('The address was never in the list.'),
			};
		} finally {
			await receiver?.close();
		}
	},
};

function twiceVerdict({
	created,
	once,
	again,
	twice,
}: {
	created: LiveAnswer;
	once: Address[];
	again: LiveAnswer;
	twice: Address[];
}): Verdict {
	if (!isDone(created) || once.length === 0)
		return open(`The first registration was answered with ${created.status}.`);
	return {
		answer: !isDone(again) ? 'refused' : twice.length > once.length ? 'twice' : 'once',
		says: `The second registration was answered with ${again.status}.`,
	};
}

/**
 * Whether the addresses are the same as before. They are compared by ID, because one more and one fewer is the
 * same count.
 */
function removalVerdict(before: Address[], after: Address[], deleted: LiveAnswer | undefined): Verdict {
	const missing = before.filter(({ id }) => !after.some((other) => other.id === id)).length;
	const more = after.filter(({ id }) => !before.some((other) => other.id === id)).length;
	return {
		answer: missing + more === 0 ? 'yes' : 'no',
		says: `The deletion was answered with ${deleted?.status ?? 'nothing'}; of those before ${missing} are missing, and ${more} are new.`,
	};
}

async function register(api: LiveApi, url: string): Promise<LiveAnswer> {
	return await api.ask({
		method: 'POST',
		path: '/v2.1/webhooks',
		body: { webhook_url: url, type: EVENT },
	});
}

/** @throws Error when the list cannot be read */
async function addresses(api: LiveApi): Promise<Address[]> {
	const answer = await api.ask({ path: '/v2.1/webhooks', always: true });
	if (!isDone(answer) || typeof answer.body !== 'object')
		throw new Error(`the list of webhooks was answered with ${answer.status} and no list`);
	return recordsOf(answer.body, Infinity).flatMap(({ webhook_urls: urls }) =>
		(Array.isArray(urls) ? (urls as unknown[]) : []).map((one) => {
			const { url_id: id, webhook_url: url } = Object(one) as Record<string, unknown>;
			return { id: String(id), url: String(url) };
		}),
	);
}

async function receive(port: number): Promise<{ verdict: () => Verdict; close: () => Promise<void> }> {
	const seen: Array<{ method: string; signed: boolean; fields: string }> = [];
	const app = Fastify();
	app.all('/*', (request, reply) => {
		seen.push({
			method: request.method,
			signed: 'x-justcall-signature' in request.headers,
			fields: request.body == null ? 'no body' : fieldsOf(request.body),
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
