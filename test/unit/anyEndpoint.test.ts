import { anyRequest } from '../../nodes/shared/http/anyRequest';
import { ParameterError } from '../../nodes/shared/values/parameterError';

/** Requests of Custom Request: what is sent, and how the list is paged. */
const path = '/v2.1/texts';

describe('without pagination', () => {
	it.each([
		['GET', undefined],
		['POST', '{}'],
		['PUT', '{}'],
		['PATCH', '{}'],
		['DELETE', '{}'],
	] as const)('%s has the body %p', (method, json) => {
		const { request, paging } = anyRequest({ method, path }, false);
		expect(request).toEqual({
			method,
			path,
			query: {},
			effect: method === 'GET' ? 'safe' : 'notIdempotent',
			...(json && { json }),
		});
		expect(paging).toBeUndefined();
	});

	it('sends the values as they are, whatever they are called', () => {
		const values = { page: 3, per_page: 1000, a: 'b' };
		const { request } = anyRequest({ method: 'POST', path, jsonQuery: values, jsonBody: [values] }, false);
		expect(request).toMatchObject({ query: values, json: JSON.stringify([values]) });
		expect(anyRequest({ method: 'GET', path, queryParameters: values }, false).request.query).toEqual(values);
	});
});

it.each(['PUT', 'PATCH', 'DELETE'] as const)('%s has no pages', (method) => {
	const { request, paging } = anyRequest({ method, path, jsonBody: { page: 3 } }, true);
	expect([request.json, paging]).toEqual(['{"page":3}', undefined]);
});

describe('with pagination', () => {
	it('GET has its page in the query', () => {
		const { request, paging } = anyRequest({ method: 'GET', path, queryParameters: { a: '1' } }, true);
		expect(request).toEqual({ method: 'GET', path, query: { a: '1' }, effect: 'safe' });
		expect(paging).toEqual({ maxPageSize: 50, minPageSize: 20, idField: 'id' });
	});

	it('POST has it in the body', () => {
		const given = {
			method: 'POST',
			path,
			jsonQuery: { page: 'x' },
			jsonBody: { a: 1, per_page: 30 },
		} as const;
		const { request, paging } = anyRequest(given, true);
		expect(request).toEqual({
			method: 'POST',
			path,
			query: { page: 'x' },
			body: { a: 1 },
			effect: 'notIdempotent',
		});
		expect(paging).toEqual({ maxPageSize: 30, minPageSize: 30, idField: 'id', inBody: true });
		expect(anyRequest({ method: 'POST', path }, true).request.body).toEqual({});
	});

	it.each([
		['/v1/contacts/list', 1],
		['/v2.1/v1/texts', undefined],
	])('the first page of %s is %p', (v1, firstPage) => {
		expect(anyRequest({ method: 'GET', path: v1 }, true).paging?.firstPage).toBe(firstPage);
	});

	it.each([1, '20', 500, '007'])('a page may have %p records', (size) => {
		const { request, paging } = anyRequest({ method: 'GET', path, jsonQuery: { per_page: size } }, true);
		expect(paging).toMatchObject({ maxPageSize: Number(size), minPageSize: Number(size) });
		expect(request.query).toEqual({});
	});

	it.each([0, 501, -1, 1.5, '1x', 'x1', '', null])('and not %j', (size) => {
		const inQuery = () => anyRequest({ method: 'GET', path, queryParameters: { per_page: size } }, true);
		expect(inQuery).toThrow(/^'Query Parameters > per_page' must be a whole number from 1 to 500, not "/);
		const asJson = () => anyRequest({ method: 'GET', path, jsonQuery: { per_page: size } }, true);
		expect(asJson).toThrow(/^'Query Parameters as JSON > per_page' must be/);
		const inBody = () => anyRequest({ method: 'POST', path, jsonBody: { per_page: size } }, true);
		expect(inBody).toThrow(/^'Body > per_page' must be/);
		expect(inBody).toThrow(
			expect.objectContaining({ hint: "Change it, or remove it: 'Pagination' sets one then." }),
		);
	});

	it.each([0, 3, '', null])("the page is not the caller's: %j", (page) => {
		const refused = () => anyRequest({ method: 'GET', path, queryParameters: { page } }, true);
		expect(refused).toThrow(ParameterError);
		expect(refused).toThrow(/^'Query Parameters' has "page", which 'Pagination' sets: "/);
		expect(refused).toThrow(
			expect.objectContaining({ hint: "Remove it, or turn off 'Pagination' to get one page." }),
		);
	});

	it('a list has no place for the page', () => {
		const refused = () => anyRequest({ method: 'POST', path, jsonBody: [{ a: 1 }] }, true);
		expect(refused).toThrow(`'Body' is a list, which has no place for the page: "[{"a":1}]"`);
		expect(refused).toThrow(expect.objectContaining({ hint: "Give an object, or turn off 'Pagination'." }));
	});
});
