import {
	checkAcknowledged,
	MalformedAnswer,
	saysFailure,
	unwrapList,
	unwrapOne,
} from '../../nodes/shared/answers/envelope';

describe('taking one record out of an answer', () => {
	it.each([
		['framed', { status: 'success', data: { id: 1 } }],
		['framed as a list of one', { status: 'success', data: [{ id: 1 }] }],
		['bare', { id: 1 }],
	])('%s', (_shape, body) => {
		expect(unwrapOne(body)).toEqual({ id: 1 });
	});

	it.each([
		[''],
		['<html></html>'],
		[null],
		[undefined],
		[[]],
		[{}],
		[{ data: null }],
		[{ data: [] }],
		[{ data: {} }],
		[{ data: [{ id: 1 }, { id: 2 }] }],
		[{ data: 'x' }],
		[42],
	])('refuses %j instead of making an item of it', (body) => {
		expect(() => unwrapOne(body)).toThrow(MalformedAnswer);
	});
});

describe('taking a page out of an answer', () => {
	it('reads rows, total and whether more follows', () => {
		const page = {
			data: [{ id: 1 }],
			total_count: 214,
			next_page_link: 'https://api.justcall.io/v2.1/calls?page=1',
		};
		expect(unwrapList(page)).toEqual({ rows: [{ id: 1 }], total: 214, perPage: undefined, hasNext: true });
		expect(unwrapList({ ...page, next_page_link: '' }).hasNext).toBe(false);
		expect(unwrapList({ ...page, next_page_link: null }).hasNext).toBe(false);
		expect(unwrapList({ data: [] })).toEqual({
			rows: [],
			total: undefined,
			perPage: undefined,
			hasNext: undefined,
		});
	});

	it('reads the total of texts under its other name', () => {
		expect(unwrapList({ data: [], total_texts: 3 }).total).toBe(3);
	});

	it.each([
		[''],
		[{}],
		[{ status: 'success' }],
		[{ status: 'success', data: {} }],
		[{ data: null }],
		[[{ id: 1 }]],
		[{ data: ['x'] }],
	])('refuses %j: silence must not look like an empty list', (body) => {
		expect(() => unwrapList(body)).toThrow(MalformedAnswer);
	});
});

it('an acknowledgement may say nothing at all, but nothing odd', () => {
	for (const body of [undefined, '', { status: 'success' }])
		expect(() => checkAcknowledged(body)).not.toThrow();
	for (const body of ['<html>', [], {}]) expect(() => checkAcknowledged(body)).toThrow(MalformedAnswer);
});

describe('failure inside HTTP 200', () => {
	it('is seen by its word, not by any other status', () => {
		expect(saysFailure({ status: 'failed', message: 'no' })).toBe(true);
		expect(saysFailure({ status: 'error' })).toBe(true);
		expect(saysFailure({ status: 'success', data: [] })).toBe(false);
		expect(saysFailure({ id: 1, status: 'Active' })).toBe(false);
		expect(saysFailure({ status: false, message: 'Contact not found' })).toBe(true);
		expect(saysFailure({ status: 'invalid', message: 'Campaign not found' })).toBe(true);
		expect(saysFailure({ status: 'Success', message: 'Tag deleted' })).toBe(false);
		expect(saysFailure({ id: 1, status: 'Pending', message: 'Hello' })).toBe(false);
		expect(saysFailure('failed')).toBe(false);
		expect(saysFailure(null)).toBe(false);
	});
});
