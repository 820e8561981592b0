import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { JustCall } from '../../nodes/JustCall/JustCall.node';
import { KEY, SECRET, useSandbox } from '../harness/sandboxed';
import type { RunOptions } from '../../tools/engine/inProcess';

const env = useSandbox({ calls: 150 });

// The requests have parameters that the contract does not have, on purpose.
beforeEach(() => env.sandbox.set({ strict: false }));

const PATH = '/v2.1/later/records';
const later = () => env.sandbox.state.later;
const send = async (parameters: INodeParameters, options?: RunOptions) =>
	await env.run('customRequest', 'send', { endpoint: PATH, ...parameters }, options);
const jsonOf = ({ items }: { items: Array<{ json: IDataObject }> }) => items.map(({ json }) => json);
const post = (name: string): INodeParameters => ({
	method: 'POST',
	sendBody: true,
	jsonBody: JSON.stringify({ name }),
});
const EACH: INodeParameters = { method: 'POST', sendBody: true, jsonBody: '={{ { name: $json.name } }}' };
const names = (...all: string[]) => all.map((name) => ({ json: { name } }));
const made = () =>
	later()
		.slice(240)
		.map(({ name }) => name);

describe('the path', () => {
	const version1 = { place: { typeVersion: 1 } };

	it('keeps its first name in version 1, and in workflows in which version 2 had it', async () => {
		const first = { resource: 'customRequest', operation: 'send', path: `${PATH}/7003` };
		for (const options of [version1, {}]) {
			const { items } = await env.n8n.run('justCall', first, options);
			expect(jsonOf({ items })).toEqual([later()[2]]);
		}
	});

	it('is not what n8n writes under the first name into a duplicated workflow', async () => {
		const id = '6f0c1e5a-0000-4000-8000-000000000000';
		expect(jsonOf(await send({ endpoint: `${PATH}/7003`, path: id }))).toEqual([later()[2]]);
		const { error } = await send({ endpoint: '', path: id });
		expect(error?.message).toBe("'Path' is empty");
		expect(error?.message).not.toContain(id);
	});

	it('has no name in new nodes that n8n replaces when a workflow is duplicated', () => {
		const { properties } = new JustCall().description;
		const shown = properties.filter(({ type, displayOptions }) => {
			return (
				type !== 'hidden' && JSON.stringify(displayOptions?.show?.['@version']) !== '[{"_cnd":{"lt":2}}]'
			);
		});
		const names = shown.map(({ name }) => name);
		expect(names).toContain('endpoint');
		expect(names).not.toContain('path');
		expect(names).not.toContain('httpMethod');
	});
});

describe('a request to an endpoint that the node does not know', () => {
	it('reads one record, out of its frame', async () => {
		expect(jsonOf(await send({ endpoint: `${PATH}/7003` }))).toEqual([later()[2]]);
	});

	it.each<[string, INodeParameters, () => unknown]>([
		['POST', { method: 'POST' }, () => later().at(-1)],
		['PUT', { method: 'PUT', endpoint: `${PATH}/7001` }, () => later()[0]],
		['PATCH', { method: 'PATCH', endpoint: `${PATH}/7002` }, () => later()[1]],
	])('%s changes it and gives what it is then', async (_method, parameters, after) => {
		const body = {
			sendBody: true,
			jsonBody: { name: 'Mara', at: '2026-03-01T09:00:00Z', list: [1, [true]] },
		};
		const [json] = jsonOf(await send({ ...parameters, ...body } as INodeParameters));
		expect(json).toEqual(after());
		// Dates stay as given.
		expect(json).toMatchObject(body.jsonBody);
	});

	it('says success where the answer has no body', async () => {
		expect(jsonOf(await send({ method: 'DELETE', endpoint: `${PATH}/7001` }))).toEqual([{ success: true }]);
		expect(later()[0]?.id).toBe(7002);
		expect(env.sandbox.requests()).toMatchObject([{ method: 'DELETE' }]);
		expect(env.sandbox.requests()[0]?.body).toEqual({});
	});

	it.each<[unknown, unknown]>([
		['{"name": "Mara", "amount": 1.5}', { name: 'Mara', amount: 1.5 }],
		['={{ { name: "Mara", none: null } }}', { name: 'Mara', none: null }],
		['={{ [{ id: 1 }, "two"] }}', [{ id: 1 }, 'two']],
		['[]', []],
		['{}', {}],
		['={ "name": {{ JSON.stringify("say \\"hello\\"") }} }', { name: 'say "hello"' }],
	])('sends the body %j as it is', async (jsonBody, body) => {
		for (const method of ['POST', 'DELETE']) {
			env.sandbox.clearRequests();
			await send({
				method,
				endpoint: `${PATH}${method === 'DELETE' ? '/7001' : ''}`,
				sendBody: true,
				jsonBody,
			} as INodeParameters);
			expect(env.sandbox.requests().map((request) => request.body)).toEqual([body]);
		}
	});

	it.each<[string, INodeParameters, unknown]>([
		[
			'pairs',
			{
				queryParameters: {
					parameters: [
						{ name: 'name', value: 'Record 24' },
						{ name: 'tag', value: 'a b' },
						{ name: 'tag', value: 'c&d=e' },
						{ name: 'from_datetime', value: '2026-03-01T09:00:00Z' },
						{ name: 'deep', value: '={{ false }}' },
					],
				},
			},
			{ name: 'Record 24', tag: ['a b', 'c&d=e'], from_datetime: '2026-03-01T09:00:00Z', deep: 'false' },
		],
		[
			'JSON text',
			{ specifyQuery: 'json', jsonQuery: '{"name": "Record 24", "tag": ["a", 2], "on": true}' },
			{ name: 'Record 24', tag: ['a', '2'], on: 'true' },
		],
		[
			'an object of an expression',
			{ specifyQuery: 'json', jsonQuery: '={{ { name: "Record 24", parameters: "x" } }}' },
			{ name: 'Record 24', parameters: 'x' },
		],
	])('takes its query as %s', async (_form, parameters, query) => {
		const result = await send({ sendQuery: true, ...parameters });
		expect(jsonOf(result).map(({ name }) => name)).toEqual(['Record 24', 'Record 240']);
		expect(env.sandbox.requests()[0]?.query).toEqual(query);
	});

	it('gives each record of a list as an item, of the one page that one request answers', async () => {
		expect(jsonOf(await send({}))).toEqual(later().slice(0, 20));
		expect(jsonOf(await send({ endpoint: '/v2/later/names' }))).toEqual(
			later().map(({ name }) => ({ value: name })),
		);
	});

	it('leaves out what was filled in for another method', async () => {
		await send({ ...post('Mara'), method: 'GET', paginate: false });
		expect(env.sandbox.requests().map(({ method, query }) => [method, query])).toEqual([['GET', {}]]);
		expect(env.sandbox.requests()[0]?.body).toBeUndefined();
	});

	it('reaches the endpoints that the node knows too; a 200 of v1 that says failure is one', async () => {
		const [user] = jsonOf(await send({ endpoint: `/v2.1/users/${env.sandbox.state.users[0]?.id}` }));
		expect(user).toEqual(env.sandbox.state.users[0]);
		env.sandbox.fault({
			kind: 'status',
			status: 200,
			body: { status: 'failed', message: 'No such group' },
			match: { path: '/v1/later' },
		});
		const { error } = await send({ ...post('x'), endpoint: '/v1/later/query' });
		expect(error?.message).toBe('JustCall reported that the request did not succeed');
		expect(error?.description).toContain('No such group');
	});

	it('takes switches that are expressions', async () => {
		const off = { method: 'POST', sendBody: '={{ false }}', sendQuery: '={{ "no" }}' };
		const filled = {
			jsonBody: '{"name": "x"}',
			queryParameters: { parameters: [{ name: 'a', value: 'b' }] },
		};
		await send({ ...off, ...filled });
		expect(env.sandbox.requests().map(({ query, body }) => [query, body])).toEqual([[{}, {}]]);
		await send({ ...off, ...filled, sendBody: '={{ "true" }}', sendQuery: '={{ 1 }}' });
		expect(env.sandbox.requests()[1]).toMatchObject({ query: { a: 'b' }, body: { name: 'x' } });
	});

	it.each<[string, unknown, RegExp]>([
		['nothing', '={{ {} }}', /^'Query Parameters as JSON' is empty/],
		['an empty text', '={{ { a: "" } }}', /^'Query Parameters as JSON > a' is empty/],
		['null', '{"a": null}', /^'Query Parameters as JSON > a' is empty/],
		['an empty list', '{"a": []}', /^'Query Parameters as JSON > a' is empty/],
		['a list with a hole', '{"a": ["x", ""]}', /^'Query Parameters as JSON > a' is empty/],
		['an object', '{"a": {"b": 1}}', /^'Query Parameters as JSON > a' is not text/],
		['an object within a text', '{"a": "x [object Object]"}', /^'Query Parameters as JSON > a' holds/],
		['what is not JSON', 'a=1', /^'Query Parameters as JSON' is not JSON: "a=1"/],
	])('refuses a query with %s, which would ask for everybody', async (_what, jsonQuery, message) => {
		const { error } = await send({ sendQuery: true, specifyQuery: 'json', jsonQuery } as INodeParameters);
		expect(error?.message).toMatch(message);
		expect(env.sandbox.requests()).toEqual([]);
	});

	it('refuses pairs without one, and a body that came out empty', async () => {
		const none = await send({ sendQuery: true, queryParameters: { parameters: [] } });
		expect(none.error?.message).toBe("'Query Parameters' is empty");
		const body = await send({
			method: 'PUT',
			endpoint: `${PATH}/7001`,
			sendBody: true,
			jsonBody: '={{ $json.none }}',
		});
		expect(body.error?.message).toBe("'Body' is empty");
		expect(env.sandbox.requests()).toEqual([]);
	});

	it('leaves n8n with the method of the panel only, in any case', async () => {
		await send({ method: '={{ "patch" }}', endpoint: `${PATH}/7001` });
		expect(env.sandbox.requests()).toMatchObject([{ method: 'PATCH' }]);
		const { error } = await send({ method: '={{ "HEAD" }}' });
		expect(error?.message).toBe(`'Method' cannot be "HEAD"`);
		expect(env.sandbox.requests()).toHaveLength(1);
	});
});

describe('Pagination', () => {
	const paged = (parameters: INodeParameters = {}) =>
		send({ paginate: true, returnAll: true, ...parameters });

	it('reads a list to its end, pages from 0, the query kept on each', async () => {
		// As many pages as a list has that does not grow.
		env.sandbox.set({ arrivals: 0 });
		expect(jsonOf(await paged())).toEqual(later());
		// 50 requested, 40 served.
		expect(env.sandbox.requests().map(({ query }) => query)).toEqual(
			[0, 1, 2, 3, 4, 5].map((page) => ({ page: String(page), per_page: '50' })),
		);
		env.sandbox.clearRequests();
		const filtered = await paged({
			sendQuery: true,
			queryParameters: {
				parameters: [
					{ name: 'name', value: 'Record 1' },
					{ name: 'per_page', value: '25' },
				],
			},
		});
		expect(filtered.items).toHaveLength(111);
		expect(env.sandbox.requests().map(({ query }) => query)).toEqual(
			[0, 1, 2, 3, 4].map((page) => ({ page: String(page), per_page: '25', name: 'Record 1' })),
		);
	});

	it('stops at the limit', async () => {
		expect(jsonOf(await paged({ returnAll: false, limit: 45 }))).toEqual(later().slice(0, 45));
		expect(env.sandbox.requests()).toHaveLength(2);
		expect((await paged({ returnAll: false })).items).toHaveLength(50);
	});

	it('does not take a page that is shorter than asked for as the end, where the answer says nothing of pages', async () => {
		env.sandbox.set({ arrivals: 0 });
		expect(jsonOf(await paged({ endpoint: '/v2.1/later/silent' }))).toEqual(later());
		expect(env.sandbox.requests()).toHaveLength(7);
	});

	it('gives a list without pages once, whole', async () => {
		const result = await paged({ endpoint: '/v2/later/names' });
		expect(jsonOf(result)).toEqual(later().map(({ name }) => ({ value: name })));
		// More records than requested can only be the whole list.
		expect(env.sandbox.requests()).toHaveLength(1);
		later().splice(30);
		expect(jsonOf(await paged({ endpoint: '/v2/later/names' }))).toHaveLength(30);
		expect(env.sandbox.requests()).toHaveLength(3);
	});

	it('reads by POST in v1: pages from 1, in the body', async () => {
		const result = await paged({
			method: 'POST',
			endpoint: '/v1/later/query',
			sendBody: true,
			jsonBody: '{"name": "Record"}',
		});
		expect(jsonOf(result)).toEqual(later());
		expect(env.sandbox.requests().map(({ body }) => body)).toEqual(
			[1, 2, 3, 4, 5, 6].map((page) => ({ name: 'Record', page, per_page: 50 })),
		);
	});

	it('drops what moves onto the next page while it reads', async () => {
		env.sandbox.fault({ kind: 'delay', delayMs: 1, match: { operationId: 'listLaterRecords' }, after: 1 });
		const known = [...later()];
		const reading = paged();
		while (env.sandbox.requests().length < 2) await new Promise((resolve) => setImmediate(resolve));
		later().unshift({ id: 1, name: 'New' });
		const ids = jsonOf(await reading).map(({ id }) => id);
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids).toEqual(expect.arrayContaining(known.map(({ id }) => id)));
	});

	it('says so beside the output when an endpoint counts more than it lists', async () => {
		const body = { status: 'success', total_count: 5, data: [{ id: 1 }, { id: 2 }] };
		env.sandbox.fault({ kind: 'malformed', body, match: { operationId: 'listLaterRecords' }, times: 9 });
		const { items, hints } = await paged();
		expect(jsonOf({ items })).toEqual([{ id: 1 }, { id: 2 }]);
		expect(hints).toEqual([expect.stringContaining('JustCall counts 5 records and lists 2')]);
	});

	it('never ends without a word in the middle of a list', async () => {
		env.sandbox.fault({ kind: 'status', status: 404, match: { operationId: 'listLaterRecords' }, after: 2 });
		const { error, items } = await paged();
		expect([error?.message, items]).toEqual(['The record or endpoint was not found', []]);
		const body = { status: 'success', next_page_link: 'https://x', data: [{ id: 1 }] };
		env.sandbox.fault({ kind: 'malformed', body, match: { operationId: 'listLaterRecords' }, times: 4 });
		expect((await paged()).error?.message).toBe('JustCall sent the same page of the list again');
	});

	it('names what to turn off where the answer is no list', async () => {
		const { error } = await paged({ endpoint: `${PATH}/7001` });
		expect([error?.name, error?.message]).toEqual([
			'NodeOperationError',
			"'Pagination' is on, and the answer holds no list",
		]);
		// The POST has still been carried out.
		const posted = await paged({ ...post('Mara') });
		expect(posted.error?.description).toContain('but the answer holds no list');
		expect(made()).toEqual(['Mara']);
	});

	it('says so when there are more records than n8n can take, as soon as it has seen one behind them', async () => {
		const body = { total_count: 100_001, next_page_link: 'https://x', data: [{ id: 1 }] };
		env.sandbox.fault({ kind: 'malformed', body, match: { operationId: 'listLaterRecords' }, times: 2 });
		expect((await paged()).error?.message).toContain('100001');
		expect(env.sandbox.requests()).toHaveLength(2);
	});

	it.each<[string, INodeParameters, RegExp]>([
		[
			'its own page',
			{ sendQuery: true, specifyQuery: 'json', jsonQuery: '{"page": 3}' },
			/^'Query Parameters as JSON' has "page", which 'Pagination' sets: "3"/,
		],
		[
			'a page size that is none',
			{ sendQuery: true, queryParameters: { parameters: [{ name: 'per_page', value: 'all' }] } },
			/^'Query Parameters > per_page' must be a whole number from 1 to 500, not "all"/,
		],
		[
			'a list as body',
			{ method: 'POST', sendBody: true, jsonBody: '[1]' },
			/^'Body' is a list, which has no place for the page/,
		],
	])('refuses %s before it sends anything', async (_what, parameters, message) => {
		expect((await paged(parameters)).error?.message).toMatch(message);
		expect(env.sandbox.requests()).toEqual([]);
	});
});

describe('limits, faults and secrets', () => {
	it('waits for the rate limit, and every record comes once', async () => {
		env.sandbox.set({
			rateLimits: { burst: { limit: 2, seconds: 1 }, hour: { limit: 1000, seconds: 3600 } },
		});
		expect(jsonOf(await send({ paginate: true, returnAll: true }))).toEqual(later());
		const { items } = await send(EACH, { items: names('a', 'b', 'c', 'd') });
		expect(items).toHaveLength(4);
		expect(made()).toEqual(['a', 'b', 'c', 'd']);
	});

	it('reads again after a fault', async () => {
		env.sandbox.fault({ kind: 'status', status: 503, match: { operationId: 'getLaterRecord' }, times: 2 });
		expect(jsonOf(await send({ endpoint: `${PATH}/7003` }))).toEqual([later()[2]]);
		expect(env.sandbox.requests()).toHaveLength(3);
	});

	it.each([
		['POST', 'createLaterRecord', PATH],
		['PUT', 'replaceLaterRecord', `${PATH}/7001`],
		['PATCH', 'updateLaterRecord', `${PATH}/7001`],
		['DELETE', 'deleteLaterRecord', `${PATH}/7001`],
	])('never sends a %s again that may have been processed', async (method, operationId, path) => {
		for (const fault of [
			{ kind: 'status', status: 500, processed: true },
			{ kind: 'reset', processed: true },
		] as const) {
			env.sandbox.reset();
			env.sandbox.fault({ ...fault, match: { operationId } });
			const { error } = await send(
				{ method, endpoint: path, sendBody: true, jsonBody: '{"name": "Mara"}' },
				{ settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } },
			);
			expect(error?.message).toMatch(/may or may not|unknown|not known/i);
			expect(env.sandbox.requests()).toHaveLength(1);
		}
	});

	it('is not told that it is gone where it never was', async () => {
		const { error } = await send({ method: 'DELETE', endpoint: `${PATH}/1` });
		expect(error?.message).toBe('The record or endpoint was not found');
	});

	it('checks all items first, sends in order and stops; Retry On Fail sends nothing twice', async () => {
		const bad = [...names('a', 'b'), { json: { name: '[object Object]' } }, ...names('d')];
		const { error } = await send(EACH, { items: bad });
		expect(error?.message).toMatch(/^Item 3 of 4: 'Body' holds "\[object Object\]"/);
		expect(env.sandbox.requests()).toEqual([]);
		env.sandbox.fault({ kind: 'status', status: 400, match: { operationId: 'createLaterRecord' }, after: 2 });
		const stopped = await send(EACH, { items: names('a', 'b', 'c', 'd') });
		expect(stopped.error?.description).toMatch(/Done: items 1 to 2\. Not sent: item 4\.$/);
		expect(made()).toEqual(['a', 'b']);
		env.sandbox.reset();
		env.sandbox.fault({ kind: 'status', status: 400, match: { operationId: 'createLaterRecord' }, after: 2 });
		const retried = await send(EACH, {
			items: names('a', 'b', 'c', 'd'),
			settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		});
		expect([retried.status, made()]).toEqual(['success', ['a', 'b', 'c', 'd']]);
		expect(retried.items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2, 3].map((item) => ({ item })));
	});

	it('hides key and secret that an answer repeats, and keeps to Request Options', async () => {
		env.sandbox.fault({
			kind: 'status',
			status: 400,
			body: { status: 'failed', message: `Bad token ${KEY}:${SECRET}` },
			match: { path: PATH },
		});
		const { error } = await send({});
		expect(JSON.stringify(error)).not.toMatch(new RegExp(`${KEY}|${SECRET}`));
		expect(error?.description).toContain('Bad token [hidden]');
		const proxied = await send({ requestOptions: { proxy: 'http://127.0.0.1:9' } });
		expect(proxied.error?.message).toBe('The proxy http://127.0.0.1:9 cannot be reached');
	});

	it('takes what is not JSON for no answer, and of a write for an open end', async () => {
		env.sandbox.fault({ kind: 'html', match: { path: PATH }, times: 2 });
		expect((await send({})).error?.message).toBe("JustCall's answer cannot be used");
		expect((await send(post('Mara'))).error?.description).toContain('the answer is not JSON');
		expect(made()).toEqual(['Mara']);
	});
});

describe('as the tool of an agent', () => {
	it('takes path, query and body from the model, and not the method', async () => {
		const call = env.n8n.agent()('justCall', {
			resource: 'customRequest',
			operation: 'send',
			method: 'GET',
			endpoint: "={{ $fromAI('Path', 'path of the endpoint', 'string') }}",
		});
		const [answer] = await call({ Path: `${PATH}/7005`, method: 'DELETE' });
		expect(answer).toEqual(later()[4]);
		await expect(call({ Path: 'https://elsewhere.example/v2.1/users' })).rejects.toThrow(
			"'Path' is the address of another host",
		);
		expect(env.sandbox.requests().map(({ method }) => method)).toEqual(['GET']);
	});
});
