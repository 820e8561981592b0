import {
	checkAcknowledged,
	listed,
	MalformedAnswer,
	saysFailure,
	unwrapInside,
	unwrapList,
	unwrapOne,
	unwrapRecords,
} from '../../nodes/shared/answers/envelope';
import { placeOf, simplifier } from '../../nodes/shared/answers/simplify';

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

describe('each shape of an answer', () => {
	it.each<[unknown, string]>([
		['<html>', 'the answer is not JSON'],
		['', 'the answer is empty or has no record'],
		[42, 'the answer is empty or has no record'],
		[{}, 'the answer is empty or has no record'],
		[{ data: [{ id: 1 }, { id: 2 }] }, 'one record was expected, 2 came'],
		[{ data: [] }, 'one record was expected, 0 came'],
	])('%j: %s', (body, message) => {
		expect(() => unwrapOne(body)).toThrow(new MalformedAnswer(message));
	});

	it('has no list where it is something else', () => {
		expect(() => unwrapList({ data: 'x' })).toThrow(new MalformedAnswer('the answer holds no list'));
	});

	it.each<[unknown, unknown[]]>([
		[{ data: [{ id: 1 }, { id: 2 }] }, [{ id: 1 }, { id: 2 }]],
		[{ data: [{ id: 1 }] }, [{ id: 1 }]],
		[{ data: { id: 1, length: 2 } }, [{ id: 1, length: 2 }]],
		[{ id: 1 }, [{ id: 1 }]],
	])('the records of %j', (body, records) => {
		expect(unwrapRecords(body)).toEqual(records);
	});

	it.each([{ data: [] }, { data: 'xy' }, { data: [{ id: 1 }, 5] }, ''])('no records are in %j', (body) => {
		expect(() => unwrapRecords(body)).toThrow(MalformedAnswer);
	});

	it.each<[unknown, unknown]>([
		[{ metadata: { a: 1, b: 1 }, rows: [{ b: 2 }] }, [{ a: 1, b: 2 }]],
		[{ metadata: ['x'], rows: [{ b: 2 }] }, [{ b: 2 }]],
		[{ metadata: 'xy', rows: [{ b: 2 }] }, [{ b: 2 }]],
		[{ metadata: null, rows: [] }, []],
		[{ rows: [{ b: 2 }] }, [{ b: 2 }]],
	])('the rows inside %j', (record, rows) => {
		expect(unwrapInside({ data: record }, 'rows')).toEqual({
			rows,
			total: undefined,
			perPage: undefined,
			hasNext: undefined,
		});
	});

	it.each<[unknown, unknown]>([
		['x', 'x'],
		[null, null],
		[undefined, undefined],
		[{ id: 1 }, { data: [{ id: 1 }] }],
		[
			{ data: { id: 1 }, total: 1 },
			{ data: [{ id: 1 }], total: 1 },
		],
		[{ data: [{ id: 1 }] }, { data: [{ id: 1 }] }],
	])('%j as a list', (body, list) => {
		expect(listed(body)).toEqual(list);
	});

	it.each<[unknown, number | undefined]>([
		[0, 0],
		['7', 7],
		[-1, undefined],
		[1.5, undefined],
		['x', undefined],
		[true, undefined],
		[[3], undefined],
		[null, undefined],
	])('the total %j counts as %p', (total, expected) => {
		expect(unwrapList({ data: [], total, per_page: total })).toMatchObject({
			total: expected,
			perPage: expected,
		});
	});

	it('an acknowledgement may be null', () => {
		expect(() => checkAcknowledged(null)).not.toThrow();
	});

	it.each<[unknown, boolean]>([
		['FAILURE', true],
		['fail', true],
		['failed over', false],
		['not failed', false],
		[['failed'], false],
		[null, false],
	])('the status %j alone is a failure: %p', (status, isFailure) => {
		expect(saysFailure({ status })).toBe(isFailure);
	});

	it.each<[unknown, boolean]>([
		['ok', false],
		[200, false],
		['201', false],
		[true, false],
		['2', true],
		['2xx', true],
		['20x', true],
		['2000', true],
		['1200', true],
		['unsuccess', true],
		['successless', true],
		['pending', true],
	])('the status %j beside nothing but a message is a failure: %p', (status, isFailure) => {
		expect(saysFailure({ status, message: 'x', code: 1 })).toBe(isFailure);
		expect(saysFailure({ status, message: 'x', id: 1 })).toBe(false);
	});
});

describe('the useful fields of a record', () => {
	it('are named by the last part of their path, or as they are told', () => {
		expect([placeOf('call_info.type'), placeOf('id'), placeOf(['kind', 'call_info.type'])]).toEqual([
			{ name: 'type', path: 'call_info.type' },
			{ name: 'id', path: 'id' },
			{ name: 'kind', path: 'call_info.type' },
		]);
	});

	it('are taken as they are, without those that there are not', () => {
		const simple = simplifier(['id', 'a.b', ['other', 'a.c.d'], 'list.x', 'none']);
		expect(simple({ id: 0, a: { b: null, c: { d: '' } }, list: [{ x: 1 }], more: 5 })).toEqual({
			id: 0,
			b: null,
			other: '',
		});
		expect(simple({ a: 'text' })).toEqual({});
	});
});
