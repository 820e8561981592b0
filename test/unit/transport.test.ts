import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';

import { forgetPages } from '../../nodes/JustCall/listSearch/remembered';
import { searchPages } from '../../nodes/JustCall/listSearch/searchPages';
import { searchThreads } from '../../nodes/JustCall/listSearch/threads';
import { lookUp } from '../../nodes/JustCallTrigger/events/lookup';
import { MalformedAnswer } from '../../nodes/shared/answers/envelope';
import { UnknownOutcome, type ExplainedError } from '../../nodes/shared/http/errors';
import { nothingToHide, redactorOf } from '../../nodes/shared/http/secrets';
import {
	ask,
	codeOf,
	discard,
	fetchElsewhere,
	requestsPerMinute,
	send,
	wordsOf,
	type ApiRequest,
	type RequestContext,
} from '../../nodes/shared/http/transport';
import { START } from '../../tools/bench/simulation';

beforeEach(() => jest.useFakeTimers({ now: START }));
afterEach(() => jest.useRealTimers());

interface Sent {
	at: number;
	timeout: number;
	url: string;
}
type Respond = (sent: Sent, place: number) => Promise<unknown>;

const never = async () => await new Promise<never>(() => {});
const answered = (body: unknown = { status: 'success', data: [] }, statusCode = 200, headers = {}) => ({
	statusCode,
	headers,
	body,
});
const seconds = () => (Date.now() - START) / 1000;

let accounts = 0;

/** n8n's side of requests. It answers as told, and sends nothing over a network. */
function contextOf(respond: Respond, longestWait = 300, executionId?: string) {
	const sent: Sent[] = [];
	const apiKey = `account ${accounts++}`;
	const context = {
		getCredentials: async () => ({ apiKey, apiSecret: 'secret', baseUrl: 'http://127.0.0.1:9', longestWait }),
		getExecutionId: () => executionId,
		getCurrentNodeParameter: () => undefined,
		getNode: () => ({ name: 'JustCall', type: 'justCall', typeVersion: 1, parameters: {} }),
		helpers: {
			async httpRequestWithAuthentication(_name: string, { timeout, url }: { timeout: number; url: string }) {
				const entry = { at: seconds(), timeout, url };
				sent.push(entry);
				return await respond(entry, sent.length - 1);
			},
		},
	};
	return { context: context as unknown as RequestContext, sent, apiKey };
}

/** Moves time forward until a piece of work is over; returns the seconds that it took, and its message. */
async function timeOf(work: Promise<unknown>, most = 4 * 3600): Promise<{ took: number; said: string }> {
	const from = seconds();
	let result: { took: number; said: string } | undefined;
	const end = (said: string) => (result = { took: seconds() - from, said });
	void work.then(
		() => end('ok'),
		(error: { message: string }) => end(error.message),
	);
	while (!result && seconds() - from < most) await jest.advanceTimersByTimeAsync(50);
	return result ?? { took: Infinity, said: 'never' };
}

const get: ApiRequest = { method: 'GET', path: '/v2.1/calls/1' };
const post: ApiRequest = { method: 'POST', path: '/v2.1/texts/new', body: { body: 'Hello' } };
const connection = (timeout: number) => ({ timeout });

describe('an execution that is cancelled', () => {
	const cancelled = async (request: ApiRequest, code: string) => {
		const cancel = new AbortController();
		const { context } = contextOf(async () => {
			cancel.abort();
			throw Object.assign(new Error('canceled'), { code });
		});
		const getExecutionCancelSignal = () => cancel.signal;
		return await send({ ...context, getExecutionCancelSignal }, request).catch(
			(error: ExplainedError) => `${error.explanation.message}. ${error.explanation.description}`,
		);
	};

	it('says of each request that was under way what became of it', async () => {
		const put: ApiRequest = { ...post, method: 'PUT' };
		expect(await cancelled(post, 'ERR_CANCELED')).toMatch(
			/^The outcome is unknown: .* The execution was cancelled before JustCall answered\. Check in JustCall/,
		);
		expect(await cancelled(put, 'ERR_CANCELED')).toMatch(
			/^The execution was cancelled\. JustCall may or may not have carried out this request/,
		);
		expect(await cancelled(get, 'ERR_CANCELED')).toBe(
			"The execution was cancelled. JustCall's answer was not waited for.",
		);
	});

	it('does not say so of a request that never went', async () => {
		expect(await cancelled(post, 'ECONNREFUSED')).toMatch(/^No answer came from .*Nothing listens/);
	});
});

it('a change whose first answer was lost does not say that nothing was sent', async () => {
	const { context } = contextOf(async (_sent, place) => {
		if (place === 0) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
		return answered({ message: 'Too many requests' }, 429, { 'retry-after': '3000' });
	}, 1);
	const said = send(context, { ...post, method: 'PUT' }).catch(
		(error: ExplainedError) => error.explanation.description,
	);
	const other = send(context, get).catch(() => undefined);
	await timeOf(Promise.all([said, other]));
	expect(await said).toContain('An earlier attempt may have been carried out');
	expect(await said).not.toContain('Nothing was sent');
});

describe('an answer that does not come', () => {
	const show = ({ id }: IDataObject) => ({ name: [`Thing ${String(id)}`], value: id });
	beforeEach(forgetPages);

	it('ends a dropdown within ten seconds, whatever stalls', async () => {
		const { context } = contextOf(never);
		const list = { path: '/v2.1/users', subject: 'The list', plural: 'things', show };
		const search = searchPages(context as unknown as ILoadOptionsFunctions, list);
		const { took, said } = await timeOf(search);
		expect(took).toBeLessThanOrEqual(10.1);
		expect(said).toBe('No answer came from http://127.0.0.1:9');
	});

	it('ends a search after four seconds when its pages are slow: scrolling goes on', async () => {
		const { context, sent } = contextOf(async (_sent, place) => {
			await new Promise((resolve) => setTimeout(resolve, 1500));
			return answered({
				status: 'success',
				data: [{ id: place }],
				next_page_link: 'http://127.0.0.1:9/more',
			});
		});
		const list = { path: '/v2.1/users', subject: 'The list', plural: 'things', show };
		const search = searchPages(context as unknown as ILoadOptionsFunctions, list);
		expect((await timeOf(search)).took).toBeLessThanOrEqual(4.6);
		expect(sent.map(({ timeout }) => timeout)).toEqual([10_000, 8500, 7000]);
		expect(await search).toEqual({
			results: [0, 1, 2].map((id) => ({ name: `Thing ${id}`, value: String(id) })),
			paginationToken: '3',
		});
	});

	it('ends a search within ten seconds when one of its pages stalls, with what it has found', async () => {
		const { context } = contextOf(async (_sent, place) => {
			if (place > 0) return await never();
			return answered({ status: 'success', data: [{ id: 7 }], next_page_link: 'http://127.0.0.1:9/more' });
		});
		const list = { path: '/v2.1/users', subject: 'The list', plural: 'things', show };
		const search = searchPages(context as unknown as ILoadOptionsFunctions, list, 'thing');
		expect((await timeOf(search)).took).toBeLessThanOrEqual(10.1);
		expect((await search).results.map(({ name }) => name)).toEqual([
			'Thing 7',
			'Searched 1 things so far',
			'Type more to search on, or use By ID',
		]);
	});

	it('ends a search after four seconds that reads one list after the other, where each is slow', async () => {
		const { context, sent } = contextOf(async (_sent, place) => {
			await new Promise((resolve) => setTimeout(resolve, 3000));
			return answered({ status: 'success', data: place === 0 ? [{ id: 1 }, { id: 2 }, { id: 3 }] : [] });
		});
		const { took } = await timeOf(searchThreads.call(context as unknown as ILoadOptionsFunctions));
		expect(took).toBeLessThanOrEqual(6.1);
		expect(sent.map(({ timeout }) => timeout)).toEqual([10_000, 7000]);
	});

	it('ends a dropdown behind a hundred requests that stall', async () => {
		const { context } = contextOf(never);
		for (let item = 0; item < 100; item++) void send(context, get).catch(() => undefined);
		await jest.advanceTimersByTimeAsync(1000);
		const { took } = await timeOf(ask(context, { ...get, lane: 'interactive' }, 'It', (body) => body));
		expect(took).toBeLessThanOrEqual(10.1);
	});

	it('a hundred items at once: all end within Longest Wait and the time of an answer', async () => {
		const { context, sent } = contextOf(never, 60);
		const items = Array.from(
			{ length: 100 },
			async () => await send(context, post).catch((e: Error) => e.message),
		);
		const { took } = await timeOf(Promise.all(items));
		expect(took).toBeLessThanOrEqual(60 + 300 + 1);
		const said = await Promise.all(items);
		// The outcome of requests that are sent while JustCall is silent would be unknown.
		expect(sent).toHaveLength(3);
		expect(said.filter((words) => /outcome is unknown/.test(String(words)))).toHaveLength(sent.length);
		expect(said.filter((words) => /answered nothing since/.test(String(words)))).toHaveLength(
			100 - sent.length,
		);
	});

	it('a hundred items one after the other: two are waited for, the others fail at once', async () => {
		const { context, sent } = contextOf(never);
		const run = async () => {
			for (let item = 0; item < 100; item++) await send(context, post).catch(() => undefined);
		};
		const { took } = await timeOf(run());
		expect(took).toBeLessThanOrEqual(601);
		expect(sent).toHaveLength(2);
	});

	it("is waited for as long as the node's Timeout says, five minutes unless it says", async () => {
		const { context, sent } = contextOf(never);
		const short = await timeOf(send({ ...context, connection: connection(2000) }, post));
		expect(short.took).toBeLessThanOrEqual(2.1);
		expect(short.said).toMatch(/outcome is unknown/);
		expect((await timeOf(send(context, post))).took).toBeLessThanOrEqual(300.1);
		expect(sent.map(({ timeout }) => timeout)).toEqual([2000, 300_000]);
	});

	it('a read is tried again, and that ends too', async () => {
		const { context, sent } = contextOf(never);
		const { took, said } = await timeOf(send({ ...context, connection: connection(3000) }, get));
		expect(said).toBe('No answer came from http://127.0.0.1:9');
		expect(sent).toHaveLength(5);
		expect(took).toBeLessThan(25);
	});
});

describe('a refusal', () => {
	/** Refused this many times, then answered. */
	const refusing = (times: number, refusal: object) => async (_sent: Sent, place: number) =>
		place < times ? refusal : answered({ status: 'success', data: {} });
	const failed = (message: string) => ({ status: 'failed', message });

	it.each([
		['429', answered(failed('no'), 429)],
		['400 that says so', answered(failed('Rate limit exceeded'), 400)],
		['403 that says so', answered(failed('API rate-limit reached for this account'), 403)],
		['400 as text', answered('Too many requests', 400)],
	])('by the account: %s, of a write, is tried again', async (_name, refusal) => {
		const { context, sent } = contextOf(refusing(2, refusal));
		expect((await timeOf(send(context, post))).said).toBe('ok');
		expect(sent).toHaveLength(3);
	});

	it('goes on beyond eight refusals, until Longest Wait is over', async () => {
		const { context, sent } = contextOf(refusing(10_000, answered(failed('no'), 429)));
		const { took } = await timeOf(ask(context, post, 'It', (body) => body));
		expect(sent.length).toBeGreaterThan(8);
		expect(took).toBeGreaterThan(180);
		expect(took).toBeLessThanOrEqual(300);
		const patient = contextOf(refusing(14, answered(failed('no'), 429)), 3000);
		expect((await timeOf(send(patient.context, post))).said).toBe('ok');
	});

	it('with Longest Wait 0 is said at once', async () => {
		const { context, sent } = contextOf(refusing(10_000, answered(failed('no'), 429)), 0);
		const { took, said } = await timeOf(ask(context, get, 'It', (body) => body));
		expect([took < 1, said]).toEqual([true, 'JustCall is receiving too many requests from this account']);
		expect(sent).toHaveLength(1);
	});

	it.each([
		[503, 'outcome is unknown'],
		[500, 'outcome is unknown'],
		[408, 'outcome is unknown'],
		[200, 'did not succeed'],
	])('that a %i only speaks of: a write is not sent twice', async (status, said) => {
		const { context, sent } = contextOf(refusing(1, answered(failed('Rate limit exceeded'), status)));
		expect((await timeOf(ask(context, post, 'It', (body) => body))).said).toMatch(said);
		expect(sent).toHaveLength(1);
	});

	it.each([503, 200])(
		'that a %i only speaks of: a read and an update wait and are tried again',
		async (status) => {
			for (const request of [get, { ...post, method: 'PUT' as const }]) {
				const { context, sent } = contextOf(refusing(2, answered(failed('Rate limit exceeded'), status)));
				expect((await timeOf(send(context, request))).said).toBe('ok');
				const [first] = sent;
				expect(sent.map(({ at }) => Math.floor(at - first!.at))).toEqual([0, 1, 3]);
			}
		},
	);

	it.each([
		[400, 'Rate limit for this number reached'],
		[400, 'Carrier rate limit exceeded'],
		[403, 'Rate limit of the campaign: one message a second'],
		[429, 'Too many requests to this recipient'],
		[400, '10DLC rate limit exceeded for sender'],
	])('by a carrier, %i "%s", neither waits nor holds up the account', async (status, message) => {
		const { context, sent } = contextOf(refusing(1, answered(failed(message), status)));
		const { took, said } = await timeOf(ask(context, post, 'It', (body) => body));
		expect(said).toBe('A limit was reached that is not the rate limit of the account');
		expect(took).toBeLessThan(0.2);
		expect((await timeOf(send(context, get))).took).toBeLessThan(0.2);
		expect(sent).toHaveLength(2);
	});

	it("that names a number is the account's all the same when a window is spent, or requests are counted", async () => {
		const spent = { 'x-rate-limit-burst-remaining': '0' };
		for (const refusal of [
			answered(failed('Rate limit: number exceeded'), 429, spent),
			answered(failed('Rate limit: number of requests exceeded'), 400),
		]) {
			const { context, sent } = contextOf(refusing(1, refusal));
			expect((await timeOf(send(context, post))).said).toBe('ok');
			expect(sent).toHaveLength(2);
		}
	});
});

describe('lanes', () => {
	/** The order in which waiting requests are sent. */
	async function order(requests: Array<[string, ApiRequest]>): Promise<string[]> {
		let open: (answer: unknown) => void = () => undefined;
		const first = new Promise((resolve) => (open = resolve));
		const { context, sent } = contextOf(async (_sent, place) => (place === 0 ? await first : await never()));
		void send(context, get).catch(() => undefined);
		await jest.advanceTimersByTimeAsync(10);
		for (const [name, request] of requests)
			void send(context, { ...request, path: `/${name}` }).catch(() => undefined);
		await jest.advanceTimersByTimeAsync(10);
		open(answered());
		await jest.advanceTimersByTimeAsync(10);
		return sent.slice(1).map(({ url }) => url.slice(1));
	}

	it('are told by what a request does, and by its page', async () => {
		const page = (number: number, extra: Partial<ApiRequest> = {}): ApiRequest => ({
			...get,
			query: { page: number },
			...extra,
		});
		const sent = await order([
			['poll', { ...get, lane: 'background' }],
			['second page', page(1)],
			['second page in a body', { ...post, effect: 'safe', body: { page: 1 } }],
			['first page', page(0)],
			['read', get],
			['report', { ...post, effect: 'safe' }],
			['send', post],
			['delete', { ...get, method: 'DELETE' }],
			['dropdown', page(2, { lane: 'interactive' })],
		]);
		// The fifth turn is one of those that lower lanes get in any case.
		expect(sent.slice(0, 3)).toEqual(['dropdown', 'send', 'delete']);
		expect(sent.indexOf('read')).toBeLessThan(sent.indexOf('second page'));
		expect(sent.indexOf('first page')).toBeLessThan(sent.indexOf('second page'));
		expect(sent.indexOf('report')).toBeLessThan(sent.indexOf('second page in a body'));
		expect(sent.at(-1)).toBe('poll');
	});

	it("the fetch of an event's object gives up when JustCall would have gone away, a look waits", async () => {
		const spent = {
			'x-rate-limit-burst-limit': '1',
			'x-rate-limit-burst-remaining': '0',
			'x-rate-limit-burst-reset': String(START / 1000 + 60),
		};
		const { context, sent } = contextOf(async () =>
			answered({ status: 'success', data: { id: 1 } }, 200, spent),
		);
		await send(context, get);
		const { took, said } = await timeOf(lookUp(context, 'call.completed', { id: 1 }));
		expect([took < 1, said]).toEqual([true, expect.stringMatching(/rate limit .* is used up until/)]);
		expect(sent).toHaveLength(1);
		expect((await timeOf(send(context, { ...get, lane: 'background' }))).took).toBeGreaterThan(50);
	});

	it('in a lane the executions of an account take turns', async () => {
		const one = contextOf(async () => answered({}, 200, {}), 300, 'one');
		const two = { ...one.context, getExecutionId: () => 'two' } as RequestContext;
		let limited = 0;
		const spent = () => ({
			'x-rate-limit-burst-limit': '1',
			'x-rate-limit-burst-remaining': '0',
			'x-rate-limit-burst-reset': String(Math.floor(START / 1000) + 60 * ++limited),
		});
		Object.assign(one.context.helpers, {
			async httpRequestWithAuthentication(_name: string, { url }: { url: string }) {
				one.sent.push({ at: seconds(), timeout: 0, url });
				return answered({ status: 'success', data: {} }, 200, spent());
			},
		});
		const path = (name: string) => ({ ...post, path: `/${name}` });
		const all = [
			...[1, 2, 3, 4].map(async (item) => await send(one.context, path(`one ${item}`))),
			send(two, path('two')),
		];
		await timeOf(Promise.all(all));
		expect(one.sent.map(({ url }) => url.slice(1))).toEqual(['one 1', 'one 2', 'two', 'one 3', 'one 4']);
	});
});

describe('a delete', () => {
	const gone = answered({ status: 'failed', message: 'Not found' }, 404);
	const reset = () => {
		throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
	};

	it('of something that is not there is not done, unless an earlier attempt may have done it', async () => {
		const once = contextOf(async () => gone);
		expect((await send(once.context, { ...get, method: 'DELETE' })).status).toBe(404);
		const again = contextOf(async (_sent, place) => (place === 0 ? reset() : gone));
		const sending = send(again.context, { ...get, method: 'DELETE' });
		await timeOf(sending);
		expect(await sending).toMatchObject({ status: 200, body: { status: 'success' } });
	});

	it.each([
		['a change', { method: 'PUT' }],
		['a look', { method: 'GET' }],
	] as const)('is told from %s, which finds nothing after a fault', async (_name, request) => {
		const { context } = contextOf(async (_sent, place) => (place === 0 ? reset() : gone));
		const sending = send(context, { ...get, ...request });
		await timeOf(sending);
		expect((await sending).status).toBe(404);
	});
});

describe('an answer with status 200 that cannot be read', () => {
	const read = () => {
		throw new MalformedAnswer('the answer is not JSON');
	};
	const asking = async (request: ApiRequest, reader: () => never = read) => {
		const { context, sent } = contextOf(async () => answered('<html>'));
		const error = await ask(context, request, 'The text', reader).catch((thrown: unknown) => thrown);
		return { error, sent };
	};

	it('leaves open whether a text was sent', async () => {
		const { error, sent } = await asking(post);
		expect(error).toBeInstanceOf(UnknownOutcome);
		expect((error as ExplainedError).explanation.description).toMatch(
			/^HTTP 200, but the answer is not JSON\. Check in JustCall before sending again/,
		);
		expect(sent).toHaveLength(1);
	});

	it.each([['GET'], ['PUT'], ['DELETE']] as const)('leaves nothing open after %s', async (method) => {
		const { error } = await asking({ ...get, method });
		expect(error).toBeInstanceOf(MalformedAnswer);
		expect((error as MalformedAnswer).status).toBe(200);
	});

	it('is not blamed for a fault of the reader', async () => {
		const broken = () => {
			throw new TypeError('broken');
		};
		expect((await asking(post, broken)).error).toBeInstanceOf(TypeError);
	});
});

it.each([
	['nothing', '', 300],
	['a text that is no number', 'long', 300],
	['less than nothing', -5, 300],
	['a number as text', '10', 10],
	['none', 0, 0],
])('Longest Wait of %s: a request waits at most so long', async (_name, longestWait, most) => {
	const { context, sent } = contextOf(
		async () => answered({ message: 'Too many requests' }, 429, { 'retry-after': String(most + 5) }),
		longestWait as number,
	);
	const late = await timeOf(send(context, get));
	expect([late.took < 1, sent.length]).toEqual([true, 1]);
	if (most === 0) return;
	const other = contextOf(
		async (_sent, place) =>
			place === 0
				? answered({ message: 'Too many requests' }, 429, { 'retry-after': String(most - 5) })
				: answered(),
		longestWait as number,
	);
	await timeOf(send(other.context, get));
	expect(other.sent).toHaveLength(2);
});

describe('what n8n is asked for', () => {
	const optionsOf = async (request: ApiRequest, connected: object = {}) => {
		let asked: IDataObject = {};
		const { context } = contextOf(async () => answered());
		Object.assign(context.helpers, {
			async httpRequestWithAuthentication(credential: string, options: IDataObject) {
				asked = { credential, ...options };
				return answered();
			},
		});
		await send({ ...context, connection: connected }, request);
		return asked;
	};

	it('is the whole answer, whatever its status, from this address alone', async () => {
		const { abortSignal, ...asked } = await optionsOf({ ...get, query: { a: ['b', 'c'] } });
		expect(abortSignal).toBeInstanceOf(AbortSignal);
		expect(asked).toEqual({
			credential: 'justCallApi',
			baseURL: 'http://127.0.0.1:9',
			url: get.path,
			method: 'GET',
			qs: { a: ['b', 'c'] },
			body: undefined,
			arrayFormat: 'repeat',
			json: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout: 300_000,
		});
	});

	it.each<[string, Partial<ApiRequest>, object]>([
		['an object', post, { body: post.body, headers: undefined }],
		[
			'text that is JSON',
			{ method: 'POST', json: '[]' },
			{ body: '[]', headers: { 'Content-Type': 'application/json' } },
		],
		['a DELETE', { method: 'DELETE' }, { body: '{}', headers: { 'Content-Type': 'application/json' } }],
		['a stream', { stream: true }, { encoding: 'stream', headers: { 'Accept-Encoding': 'identity' } }],
	])('the body of %s', async (_name, request, expected) => {
		const { body, headers, encoding } = await optionsOf({ ...get, ...request });
		expect({ body, headers, encoding }).toEqual({ encoding: undefined, ...expected });
	});

	it("has the node's Request Options", async () => {
		const options = { timeout: 5000, skipSslCertificateValidation: true, allowedDomains: 'a' };
		expect(await optionsOf(get, options)).toMatchObject(options);
	});

	it('of another host is without key and secret', async () => {
		let asked: IDataObject = {};
		const { context } = contextOf(never);
		Object.assign(context.helpers, {
			async httpRequest(options: IDataObject) {
				asked = options;
				return answered('sound', 203, { a: 'b' });
			},
		});
		const url = new URL('https://storage.example/a?signature=1');
		const proxy = { host: 'proxy', port: 1 };
		const connected = { ...context, connection: { timeout: 7, proxy, skipSslCertificateValidation: true } };
		expect(await fetchElsewhere(connected, url)).toMatchObject({
			url: url.href,
			status: 203,
			headers: { a: 'b' },
			body: 'sound',
			tries: { attempts: 1, seconds: 0 },
		});
		const { abortSignal, ...options } = asked;
		expect(abortSignal).toBeInstanceOf(AbortSignal);
		expect(options).toEqual({
			timeout: 7,
			proxy,
			skipSslCertificateValidation: true,
			url: url.href,
			method: 'GET',
			encoding: 'stream',
			headers: { 'Accept-Encoding': 'identity' },
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		});
	});

	it('of another host that does not answer ends, and says why', async () => {
		const { context } = contextOf(never);
		const url = new URL('https://storage.example/a?signature=1');
		Object.assign(context.helpers, { httpRequest: never });
		const stalled = await timeOf(fetchElsewhere({ ...context, connection: connection(2000) }, url));
		expect([stalled.took < 3, stalled.said]).toEqual([true, 'No answer came from https://storage.example']);
		expect((await timeOf(fetchElsewhere(context, url))).took).toBeLessThanOrEqual(300.1);
		Object.assign(context.helpers, {
			async httpRequest() {
				throw Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
			},
		});
		const proxy = { host: 'proxy', port: 1 };
		const refused = await timeOf(fetchElsewhere({ ...context, connection: { proxy } }, url));
		expect(refused.said).toBe('The proxy http://proxy:1 cannot be reached');
	});

	it('the requests a minute are known once JustCall has told them', async () => {
		const told = { 'x-rate-limit-burst-limit': '30', 'x-rate-limit-burst-remaining': '29' };
		const headers = { ...told, 'x-rate-limit-burst-reset': String(START / 1000 + 60) };
		const { context } = contextOf(async () => answered({}, 200, headers));
		expect(await requestsPerMinute(context)).toBeUndefined();
		await send(context, get);
		expect(await requestsPerMinute(context)).toBe(30);
	});
});

describe('an error of the layer below', () => {
	const nested = (depth: number, error: object): object =>
		depth === 0 ? error : { message: 'outer', cause: nested(depth - 1, error) };

	it.each<[unknown, string]>([
		[{ code: 'ECONNRESET' }, 'ECONNRESET'],
		[{ httpCode: 'ETIMEDOUT' }, 'ETIMEDOUT'],
		[{ code: 500, httpCode: 'ETIMEDOUT' }, 'ETIMEDOUT'],
		[{ code: '404' }, ''],
		[nested(4, { code: 'ECONNRESET' }), 'ECONNRESET'],
		// Deeper than any layer there is.
		[nested(5, { code: 'ECONNRESET' }), ''],
		[{ message: 'The request was blocked because it resolves to a restricted IP address' }, 'SSRF_BLOCKED'],
		[{ cause: { message: 'The request was blocked because its IP is restricted' } }, 'SSRF_BLOCKED'],
		[{ message: 'The request was refused' }, ''],
		...[undefined, null, 'ECONNRESET', 5].map((error) => [error, ''] as [unknown, string]),
	])('%j has the code %j', (error, code) => {
		expect(codeOf(error)).toBe(code);
	});

	it.each<[unknown, string]>([
		[{ message: ' a\n\n b' }, ' a b'],
		[{ message: 'outer', cause: { message: 'inner' } }, 'inner'],
		[{ message: 'outer', cause: { message: '' } }, 'outer'],
		[{ message: 'outer', cause: 'text' }, 'outer'],
		[{ message: 'x'.repeat(300) }, 'x'.repeat(200)],
		['text', ''],
		[undefined, ''],
	])('%j says %j', (error, words) => {
		expect(wordsOf(error, nothingToHide)).toBe(words);
	});

	it('does not say the secret', () => {
		const redact = redactorOf({ apiKey: 'key-1234', apiSecret: 'secret-1234' });
		expect(wordsOf(new Error(`${'x'.repeat(195)}secret-1234`), redact)).not.toContain('secr');
	});

	it('a body that is not read is ended, if it can be', () => {
		let ended = 0;
		discard({ destroy: () => ended++ });
		for (const body of [null, undefined, 'text', {}, { destroy: 5 }]) discard(body);
		expect(ended).toBe(1);
	});
});

describe('what is told of the tries', () => {
	const reset = () => Object.assign(new Error('reset'), { code: 'ECONNRESET' });
	const refused = answered({ message: 'Too many requests' }, 429, { 'retry-after': '1' });

	it('is their number, of refusals and of faults, and the seconds from the first to the last', async () => {
		const { context } = contextOf(async (_sent, place) => {
			if (place === 0) return refused;
			if (place === 1) throw reset();
			return answered({ data: {} }, place < 3 ? 503 : 200);
		});
		const sending = send(context, get);
		await timeOf(sending);
		const { tries } = await sending;
		expect([tries.attempts, tries.isInteractive]).toEqual([4, false]);
		expect(tries.seconds).toBeGreaterThanOrEqual(1);
		expect(tries.seconds).toBeLessThan(5);
	});

	it('is in the error when no answer came', async () => {
		const { context } = contextOf(async () => {
			throw reset();
		});
		const failing = send(context, get).catch((error: ExplainedError) => error.explanation.description);
		await timeOf(failing);
		expect(await failing).toMatch(/ The node sent it 5 times within [3-6] seconds\.$/);
	});

	it('is that a person waits, when one does', async () => {
		const { context } = contextOf(async () => answered({}, 404));
		expect((await send(context, { ...get, lane: 'interactive' })).tries).toEqual({
			attempts: 1,
			seconds: 0,
			isInteractive: true,
		});
	});

	it("are JustCall's words about a write with an unknown outcome", async () => {
		const body = { status: 'failed', message: 'Oops', uuid: 'a-1' };
		const { context } = contextOf(async () => answered(body, 503));
		const said = await send(context, post).catch((error: ExplainedError) => error.explanation);
		expect(said).toMatchObject({
			httpCode: '503',
			description: `JustCall answered with HTTP 503. For JustCall's support: uuid a-1. JustCall's message: "Oops". Check in JustCall before sending again. It was not repeated, so that nothing happens twice.`,
		});
		const lost = contextOf(async () => {
			throw reset();
		});
		const unknown = await send(lost.context, post).catch((error: ExplainedError) => error.explanation);
		expect(unknown).toMatchObject({
			description: expect.stringMatching(/^No answer came from http:\/\/127\.0\.0\.1:9\. Check in/) as string,
		});
		expect(unknown).not.toHaveProperty('httpCode');
	});

	it.each([
		[403, 403],
		[404, 200],
	])('a delete that was lost once, and then gets a %i, has the status %i', async (second, status) => {
		const { context } = contextOf(async (_sent, place) => {
			if (place === 0) throw reset();
			return answered({ message: 'x' }, second);
		});
		const sending = send(context, { ...get, method: 'DELETE' });
		await timeOf(sending);
		expect((await sending).status).toBe(status);
	});

	it.each([199, 300, 400])('an answer with the status %i is no success', async (status) => {
		const { context } = contextOf(async () => answered({ data: {} }, status));
		await expect(ask(context, get, 'It', (body) => body)).rejects.toThrow(/JustCall|redirect/);
	});
});
