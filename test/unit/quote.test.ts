import { toDate, toDay } from '../../nodes/shared/values/dates';
import { quote } from '../../nodes/shared/values/parameterError';

describe('a message shows what was given', () => {
	const circle: Record<string, unknown> = {};
	circle.circle = circle;

	it.each<[unknown, string]>([
		['Mara', '"Mara"'],
		[31232, '"31232"'],
		[14155550119, '"14155550119"'],
		[14155550119n, '"14155550119"'],
		['\u202a+14155550119\u202c', '"[U+202A]+14155550119[U+202C]"'],
		['\u200b1\ufe0f\u00ad', '"[U+200B]1[U+FE0F][U+00AD]"'],
		['\u{e0101}', '"[U+E0101]"'],
		['a\nb\u0000c', '"a b c"'],
		[{ a: 1 }, '"{"a":1}"'],
		[['x'], '"["x"]"'],
		[null, '"null"'],
		[undefined, '"undefined"'],
		[circle, '"[object Object]"'],
	])('%p', (value, shown) => {
		expect(quote(value)).toBe(shown);
	});

	it('whole, and says so when it is too much', () => {
		const long = `${'+1 415 555 0119, '.repeat(15)}+1 415 555 0120`;
		expect(quote(long)).toBe(`"${long}"`);
		expect(quote('x'.repeat(1000))).toBe(`"${'x'.repeat(300)}... (1000 characters)"`);
		expect(quote('\u{1f4de}'.repeat(301))).toBe(`"${'\u{1f4de}'.repeat(300)}... (301 characters)"`);
	});

	it('also of a date, whatever part of it is read', () => {
		const zones = { account: 'UTC', workflow: 'UTC' };
		expect(() => toDate(31232, 'Birthday')).toThrow(`'Birthday' is not a date that can be used: "31232"`);
		expect(() => toDay('2026-13-01T09:00', 'Date', zones)).toThrow('"2026-13-01T09:00"');
		expect(() => toDate(new Date(Number.NaN), 'Birthday')).toThrow('"null"');
	});
});
