import { entryOf, itemsOf } from '../../nodes/JustCall/listSearch/entries';
import { folded, isWanted, wantedOf } from '../../nodes/JustCall/listSearch/matching';
import { pagesAllowed } from '../../nodes/JustCall/listSearch/readOn';
import {
	forgetPages,
	KnownPages,
	knownPagesOf,
	type KnownPage,
} from '../../nodes/JustCall/listSearch/remembered';

describe('what is looked for', () => {
	const finds = (filter: string, name: string, more: { value?: unknown; numbers?: unknown[] } = {}) => {
		const entry = entryOf({ value: 77, name: [name], ...more });
		const wanted = wantedOf(filter);
		if (!entry || !wanted) throw new Error('nothing to compare');
		return isWanted(entry, wanted);
	};

	it.each([
		['JOSE', 'José García'],
		['josé', 'JOSE GARCIA'],
		['garcia jose', 'José García'],
		['jos\u00e9', 'Jose\u0301'],
		['  jose   garcia ', 'José  García'],
		['strasse', 'Hauptstraße'],
		['Straße', 'STRASSE 5'],
		['soren', 'Søren'],
		['lodz', 'Łódź'],
		['istanbul', 'İSTANBUL'],
		["o'brien", 'O’Brien'],
		['ａｃｍｅ', 'Acme'],
		['a-b', 'A–B'],
		['x', 'Xavier'],
		['2024', 'Spring 2024'],
		['<b>', '<b>Bold</b> campaign'],
	])('%j is in %j', (filter, name) => {
		expect(finds(filter, name)).toBe(true);
	});

	it.each([
		['+1 (202) 555-0143', '12025550143'],
		['202-555-0143', '12025550143'],
		['5550143', '12025550143'],
		['(202) 555', '12025550143'],
		['001 202 555 0143', '+1 202 555 0143'],
		['0049 (0)30 901820', '4930901820'],
		['+49 (0) 30 901820', '+49 30 901820'],
		['030 901820', '4930901820'],
		['１２０２５５５０１４３', '12025550143'],
		['tel:+12025550143', '12025550143'],
	])('the number %j is %j', (filter, number) => {
		expect(finds(filter, 'Mara', { numbers: [number] })).toBe(true);
	});

	it.each([
		['outreach 0', 'Outreach 0', true],
		['outreach 0', 'Outreach 1800', false],
		['outreach 18', 'Outreach 1800', true],
		['of week', 'Offers of the week', true],
		['東京 支店', '新東京第一支店', true],
	])('%j beside another word: %j is %s', (filter, name, isFound) => {
		expect(finds(filter, name)).toBe(isFound);
	});

	it('a name with a number beside it', () => {
		expect(finds('mara (202) 555-0143', 'Mara Ellison', { numbers: ['12025550143'] })).toBe(true);
		expect(finds('theo (202) 555-0143', 'Mara Ellison', { numbers: ['12025550143'] })).toBe(false);
	});

	it('an ID by its beginning, and no chance hits in the middle of long ones', () => {
		expect(finds('2170173', 'Website Leads', { value: 2170173 })).toBe(true);
		expect(finds('2170', 'Website Leads', { value: 2170173 })).toBe(true);
		expect(finds('0173', 'Website Leads', { value: 2170173 })).toBe(false);
		expect(finds('agent_0c1d', 'Front Desk', { value: 'agent_0c1d2e3f' })).toBe(true);
		expect(finds('age', 'Front Desk', { value: 'agent_0c1d2e3f' })).toBe(false);
	});

	it.each(['', '   ', '\u00a0\u2003', '\u200b', '\t\n'])('%j is nothing to look for', (filter) => {
		expect(wantedOf(filter)).toBeUndefined();
	});

	it('what n8n should not give is nothing to look for either', () => {
		for (const filter of [undefined, null, {}, ['a'], false]) expect(wantedOf(filter)).toBeUndefined();
	});

	it('a number without country code is read in the country of the credential', () => {
		expect(wantedOf('(202) 555-0143', 'US')).toMatchObject({ e164: '+12025550143' });
		expect(wantedOf('(202) 555-0143')?.e164).toBeUndefined();
	});

	it('folding changes nothing that was folded', () => {
		for (const text of ['José', 'Straße', 'Łódź', 'İSTANBUL', '  a  b ', 'O’Brien'])
			expect(folded(folded(text))).toBe(folded(text));
	});
});

describe('entries', () => {
	it.each([undefined, null, '', '  ', {}, [], Number.NaN, true])('no entry with the value %j', (value) => {
		expect(entryOf({ value, name: ['Mara'] })).toBeUndefined();
	});

	it.each([
		[[''], 'No name · ID 7'],
		[[undefined], 'No name · ID 7'],
		[['\u200b\u202e'], 'No name · ID 7'],
		[['two\r\nlines\tand a tab'], 'two lines and a tab'],
		[['<img src=x onerror=alert(1)>'], '<img src=x onerror=alert(1)>'],
		[['evil\u202egnp.exe'], 'evilgnp.exe'],
		[['half \ud83d pair'], 'half \ufffd pair'],
		[['👨‍👩‍👧 family'], '👨‍👩‍👧 family'],
	])('the name %j is shown as %j', (name, shown) => {
		expect(entryOf({ value: 7, name })?.name).toBe(shown);
	});

	it('a long name is cut, and found by its end', () => {
		const entry = entryOf({ value: 7, name: [`${'😀'.repeat(500)} omega`] });
		expect([...(entry?.name ?? '')]).toHaveLength(120);
		expect(entry?.name.endsWith('😀…')).toBe(true);
		const wanted = wantedOf('omega');
		expect(entry && wanted && isWanted(entry, wanted)).toBe(true);
	});

	it('that have one name are told apart', () => {
		const entries = [2, 12, 3].map((value) => entryOf({ value, name: [value === 3 ? 'Other' : 'Leads 2'] })!);
		expect(itemsOf(entries)).toEqual([
			{ name: 'Leads 2 · ID 2', value: '2' },
			{ name: 'Leads 2 · ID 12', value: '12' },
			{ name: 'Other', value: '3' },
		]);
	});
});

describe('how far a search reads', () => {
	const limits =
		(minute: number, hour = minute * 60) =>
		(sent: number) => ({
			'x-rate-limit-limit': String(hour),
			'x-rate-limit-remaining': String(hour - sent),
			'x-rate-limit-burst-limit': String(minute),
			'x-rate-limit-burst-remaining': String(minute - sent),
		});
	/** Requests of a search in an endless list. */
	const cost = (headers: (sent: number) => Record<string, string>, hasAnswer = false) => {
		let requests = 1;
		for (;;) {
			const more = pagesAllowed({ requests, elapsed: 0, hasAnswer, headers: headers(requests) });
			if (more === 0) return requests;
			requests += more;
		}
	};

	it.each([
		[30, 15],
		[60, 30],
		[90, 40],
		[100_000, 40],
		[1, 1],
		[2, 1],
	])('of %d requests a minute one search uses %d', (minute, most) => {
		expect(cost(limits(minute))).toBe(most);
	});

	it('leaves what others have left', () => {
		expect(pagesAllowed({ requests: 1, elapsed: 0, hasAnswer: false, headers: limits(30)(15) })).toBe(0);
		expect(pagesAllowed({ requests: 1, elapsed: 0, hasAnswer: false, headers: limits(30)(14) })).toBe(1);
	});

	it('leaves a tenth of the hour', () => {
		expect(
			pagesAllowed({ requests: 1, elapsed: 0, hasAnswer: false, headers: limits(10_000, 100)(90) }),
		).toBe(0);
		expect(
			pagesAllowed({ requests: 1, elapsed: 0, hasAnswer: false, headers: limits(10_000, 100)(88) }),
		).toBe(2);
	});

	it('is careful where JustCall does not say what remains', () => {
		expect(cost(() => ({}))).toBe(10);
		expect(cost(() => ({ 'x-rate-limit-limit': '', 'x-rate-limit-remaining': 'many' }))).toBe(10);
	});

	it('asks once where everything so far was remembered, and hears what remains', () => {
		expect(pagesAllowed({ requests: 0, elapsed: 0, hasAnswer: false, headers: {} })).toBe(1);
	});

	it('only takes a look where JustCall has found something itself', () => {
		expect(cost(limits(90), true)).toBe(4);
	});

	it('ends in time', () => {
		const spent = { requests: 1, headers: limits(90)(1) };
		expect(pagesAllowed({ ...spent, elapsed: 3999, hasAnswer: false })).toBe(4);
		expect(pagesAllowed({ ...spent, elapsed: 4000, hasAnswer: false })).toBe(0);
		expect(pagesAllowed({ ...spent, elapsed: 1000, hasAnswer: true })).toBe(0);
	});
});

describe('pages that are known', () => {
	const page = (at: number, ids: number[], total = 9): KnownPage => ({
		at,
		entries: ids.map((value) => entryOf({ value, name: ['x'] })!),
		count: ids.length,
		total,
		isLast: false,
	});

	it('are used for five minutes, the first one for half a minute', () => {
		const pages = new KnownPages(0);
		pages.set(0, page(1000, [1, 2]));
		pages.set(1, page(1000, [3, 4]));
		expect(pages.get(0, 30_999)).toBeDefined();
		expect(pages.get(0, 31_000)).toBeUndefined();
		expect(pages.get(1, 300_999)).toBeDefined();
		expect(pages.get(1, 301_000)).toBeUndefined();
		// A clock that was set back.
		expect(pages.get(1, 999)).toBeUndefined();
	});

	it.each([
		['another entry in front', page(2000, [0, 1], 10)],
		['another total', page(2000, [1, 2], 8)],
		['a shorter page', page(2000, [1])],
	])('say nothing once the first one has changed: %s', (_, changed) => {
		const pages = new KnownPages(0);
		pages.set(0, page(1000, [1, 2]));
		pages.set(1, page(1000, [3, 4]));
		pages.set(0, changed);
		expect(pages.get(1, 2000)).toBeUndefined();
		expect(pages.get(0, 2000)).toBe(changed);
	});

	it('go on to hold when it has not', () => {
		const pages = new KnownPages(0);
		pages.set(0, page(1000, [1, 2]));
		pages.set(1, page(1000, [3, 4]));
		pages.set(0, page(2000, [1, 2]));
		expect(pages.get(1, 2000)).toBeDefined();
		expect(pages.countBefore(2)).toBe(4);
	});

	it('betray an endpoint that does not know pages', () => {
		const pages = new KnownPages(0);
		pages.set(0, page(1000, [1, 2]));
		expect(pages.repeats(1, page(1000, [1, 2]).entries)).toBe(true);
		expect(pages.repeats(1, page(1000, [2, 3]).entries)).toBe(false);
		expect(pages.repeats(1, [])).toBe(false);
	});

	it('of lists that are on their way are kept, old ones go, and there are never too many', () => {
		forgetPages();
		const first = knownPagesOf('first', 0);
		knownPagesOf('second', 1).set(0, page(1, [1]));
		expect(knownPagesOf('first', 2)).toBe(first);
		expect(knownPagesOf('first', 3)).toBe(first);
		knownPagesOf('third', 300_001);
		expect(knownPagesOf('first', 300_001)).not.toBe(first);
		const last = knownPagesOf('first', 300_002);
		for (let count = 0; count < 250; count++) knownPagesOf(`list ${count}`, 300_003);
		expect(knownPagesOf('first', 300_004)).toBe(last);
		for (let count = 250; count < 500; count++) knownPagesOf(`list ${count}`, 300_005);
		expect(knownPagesOf('first', 300_006)).toBe(last);
		for (let count = 0; count < 300; count++) knownPagesOf(`more ${count}`, 300_007);
		expect(knownPagesOf('first', 300_008)).not.toBe(last);
	});
});
