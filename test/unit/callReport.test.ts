import { XMLParser, XMLValidator } from 'fast-xml-parser';
import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import type { IDataObject } from 'n8n-workflow';

import { FIGURES, isFigure, PHONE_FIGURES, STANDARD_FIGURES } from '../../nodes/shared/answers/callFigures';
import { ACCENT, chartOf, csvOf, mailOf, written, type Report } from '../../nodes/shared/answers/callReport';
import { CallSummary, compared, type Grouping } from '../../nodes/shared/answers/callSummary';

const call = (agent: number, name: string, type: string, day = '2026-11-26'): IDataObject => ({
	...{ agent_id: agent, agent_name: name, call_user_date: day, call_user_time: '9:05:00' },
	call_info: { direction: 'Incoming', type, disposition: name },
	call_duration: { conversation_time: 3725 },
});

function reportOf(calls: IDataObject[], more: Partial<Report> = {}): Report {
	const { groupBy = ['agent'] as Grouping[], figures = STANDARD_FIGURES } = more;
	const plan = { groupBy, figures, zone: 'UTC' };
	const summary = new CallSummary(plan);
	for (const one of calls) summary.add(one);
	return { ...summary.summary(), title: 'Calls', subtitle: 'A day', accent: ACCENT, ...plan, ...more };
}

/** Elements and texts of a page, as a browser's tokenizer finds them. */
function pageIn(html: string) {
	const elements: Array<{ name: string; attributes: Record<string, string> }> = [];
	let text = '';
	const parser = new Parser({
		onopentag: (name, attributes) => void elements.push({ name, attributes }),
		ontext: (part) => void (text += part),
	});
	parser.end(html);
	return { elements, text };
}

const HOSTILE = '<script>alert(1)</script>"\'&{{ $env }}<img src=x onerror=alert(1)>\u202e\u0000]]>';

describe('layout', () => {
	const contact = (number: string, name: string, hour: string): IDataObject => ({
		...call(number === '' ? 0 : 3, '', 'Missed'),
		...{ contact_number: number, contact_name: name, call_user_time: `${hour}:05:00` },
		...{ justcall_number: '14155550100', justcall_line_name: '' },
	});
	const all = { figures: PHONE_FIGURES, groupBy: ['agent'] as Grouping[] };
	const [now, before] = [
		reportOf([call(1, 'Ann', 'Answered'), call(1, 'Ann', 'Missed'), call(2, 'Bo', 'Voicemail')], all),
		reportOf([call(1, 'Ann', 'Answered'), call(2, 'Bo', 'Voicemail'), call(2, 'Bo', 'Voicemail')], all),
	];
	const reports: Record<string, Report> = {
		'all figures beside those of the period before': {
			...now,
			...compared(now, before, all),
		},
		'two groupings, one figure, and an accent of the user': reportOf(
			[contact('13035550127', 'Mara', '9'), contact('13035550128', '', '14'), contact('', '', '9')],
			{ groupBy: ['hour', 'contact'], figures: ['talk_seconds'], accent: '#ffe08a', title: 'A & B' },
		),
		'by number, without a name': reportOf([contact('13035550127', 'Mara', '9')], {
			groupBy: ['justcall_number'],
			figures: ['calls', 'missed', 'answer_rate', 'talk_minutes', 'last_call'].filter(isFigure),
		}),
		'no figure that a bar can show': reportOf([call(1, 'Ann', 'Answered')], {
			figures: Object.keys(FIGURES)
				.filter(isFigure)
				.filter((figure) => FIGURES[figure].unit === 'moment'),
		}),
		'more groups than a chart shows, with long names': reportOf(
			Array.from({ length: 33 }, (_, agent) =>
				call(agent + 1, `${agent % 2 === 0 ? 'x'.repeat(28) : 'y'.repeat(29)}${agent}`, 'Answered'),
			),
			{ figures: ['calls'] },
		),
		'no calls': reportOf([]),
		'no groups': reportOf([call(1, 'Ann', 'Answered')], { groupBy: [] }),
	};

	// Sign by sign: whoever changes the layout looks at it (npm run pictures -- --reports), and then updates the snapshot.
	it('of e-mail, chart and CSV file is the one that was looked at', () => {
		for (const [name, report] of Object.entries(reports))
			expect([mailOf(report), chartOf(report), csvOf(report)].join('\n')).toMatchSnapshot(name);
	});

	it.each([
		['#ffe08a', '#000000'],
		['#0b5cad', '#ffffff'],
		['#767676', '#000000'],
		['#757575', '#ffffff'],
		['#0a0a0a', '#ffffff'],
		['#ff0000', '#000000'],
		['#00ff00', '#000000'],
		['#0000ff', '#ffffff'],
		['#ffffff', '#000000'],
		['#000000', '#ffffff'],
	])('text on %s is %s', (accent, ink) => {
		expect(mailOf(reportOf([], { accent }))).toContain(
			`background-color:${accent};padding:20px 24px;color:${ink};`,
		);
	});
});

describe('the e-mail', () => {
	const report = reportOf([call(1, 'Ann', 'Answered'), call(1, 'Ann', 'Missed'), call(2, 'Bo', 'Voicemail')]);

	it('needs nothing from elsewhere, has no script, and is at most 600 px wide', () => {
		const html = mailOf(report);
		const { elements } = pageIn(html);
		const names = new Set(elements.map(({ name }) => name));
		for (const name of ['script', 'img', 'link', 'iframe', 'form', 'svg', 'object'])
			expect(names).not.toContain(name);
		expect(html).not.toMatch(/url\(|@import|https?:|\bsrc=|\bhref=|\son\w+=/);
		expect(html).toContain('max-width:600px');
		expect(html).toMatch(/@media \(max-width:480px\)/);
		expect(html).toMatch(/@media \(prefers-color-scheme:dark\)/);
	});

	it('names its figures, groups and totals, and begins with a preview', () => {
		const { text } = pageIn(mailOf(report));
		expect(text).toMatch(/Calls: 3 · Answered: 1 · Missed: 1 · Voicemail: 1/);
		expect(text).toMatch(/Ann.*Bo.*Total/s);
		expect(text).toContain('33.3%');
		expect(text).toContain('1:02:05');
	});

	it('shows foreign text as text, wherever it is', () => {
		const calls = [call(1, HOSTILE, 'Answered')];
		const plain = pageIn(mailOf(reportOf([call(1, 'Ann', 'Answered')]))).elements;
		for (const groupBy of [['agent'], ['disposition']] as Grouping[][]) {
			const html = mailOf(reportOf(calls, { groupBy, title: HOSTILE, subtitle: HOSTILE }));
			const { elements, text } = pageIn(html);
			expect(elements).toEqual(plain);
			expect(text.match(/<script>alert\(1\)<\/script>/g)?.length).toBeGreaterThanOrEqual(4);
			expect(html).not.toMatch(/[\u202e]|(?!\n)\p{Cc}/u);
			// n8n's HTML node evaluates what it finds in them.
			expect(html).not.toContain('{{');
		}
	});

	it('stays below the size at which Gmail cuts, and says how many rows it leaves out', () => {
		const calls = Array.from({ length: 80 }, (_, agent) =>
			call(agent + 1, `Agent ${agent} of the team`, 'Answered'),
		);
		const html = mailOf(reportOf(calls));
		expect(Buffer.byteLength(html)).toBeLessThan(102_000);
		const { text } = pageIn(html);
		// Besides the chart, which shows some of them.
		const shown = [...new Set(text.match(/Agent \d+ of the team/g))].length;
		expect(shown).toBeGreaterThan(20);
		const [, left] = />(\d+) more rows are not shown/.exec(html) ?? [];
		expect(Number(left)).toBeGreaterThan(0);
		const rows = html.match(/class="name/g)?.length;
		expect(Number(rows) - 1 + Number(left)).toBe(80);
	});

	it('shows the changes', () => {
		const plan = { groupBy: ['agent' as const], figures: STANDARD_FIGURES };
		const [now, before] = [
			reportOf([call(1, 'Ann', 'Answered'), call(1, 'Ann', 'Answered'), call(1, 'Ann', 'Missed')]),
			reportOf([call(1, 'Ann', 'Answered'), call(1, 'Ann', 'Missed')]),
		];
		const { text } = pageIn(mailOf({ ...now, ...compared(now, before, plan) }));
		expect(text).toContain('+50%');
		expect(text).toContain('+16.7 pt');
		expect(text).toContain('±0%');
	});

	it('writes the difference in a row, where a percentage of few calls would say little', () => {
		const plan = { groupBy: ['agent' as const], figures: ['calls' as const] };
		const [now, before] = [9, 2].map((count) =>
			reportOf(
				Array.from({ length: count }, () => call(1, 'Ann', 'Answered')),
				plan,
			),
		) as [Report, Report];
		const html = mailOf({ ...now, ...compared(now, before, plan) });
		const changes = [...html.matchAll(/<div class="change[^>]*>([^<]*)</g)].map(([, text]) => text);
		expect(changes).toEqual(['+7', '+350%']);
	});

	it('shows as many bars as a table beside them needs, and every day of a month', () => {
		const days = Array.from({ length: 31 }, (_, day) => `2026-10-${String(day + 1).padStart(2, '0')}`);
		const calls = days.map((day, agent) => call(agent + 1, `Agent ${agent}`, 'Answered', day));
		const bars = (html: string) => html.match(/<tr class="mark">/g)?.length ?? 0;
		expect(bars(mailOf(reportOf([...calls, ...calls])))).toBe(12);
		const byDay = mailOf(reportOf(calls, { groupBy: ['day'] }));
		expect(bars(byDay)).toBe(31);
		expect(pageIn(byDay).text).toMatch(/Thu 1 Oct.*Sat 31 Oct/s);
		expect(bars(mailOf(reportOf(calls.slice(0, 1))))).toBe(0);
		const [ann, bo] = [call(1, 'Ann', 'Missed'), call(2, 'Bo', 'Missed')];
		expect(bars(mailOf(reportOf([ann, ann, bo])))).toBe(2);
		// Bars of one call each say nothing, but those of one second of talk do.
		expect(bars(mailOf(reportOf([ann, bo])))).toBe(0);
		const talks = [ann, bo].map((one) => ({
			...one,
			...{ call_info: { type: 'Answered' }, call_duration: { conversation_time: 1 } },
		}));
		expect(bars(mailOf(reportOf(talks, { figures: ['talk_seconds'] })))).toBe(2);
		expect(
			bars(mailOf(reportOf([call(1, 'Ann', 'Missed'), call(2, 'Bo', 'Missed')], { figures: ['answered'] }))),
		).toBe(0);
	});

	it('and the chart say how many of the rows the bars are', () => {
		const team = (size: number) =>
			reportOf(
				Array.from({ length: size }, (_, agent) => [
					call(agent + 1, `Agent ${agent}`, 'Answered'),
					call(agent + 1, `Agent ${agent}`, 'Missed'),
				]).flat(),
			);
		const said = (text: string) => /The first \d+ of \d+/.exec(text)?.[0];
		expect([12, 13].map((size) => said(mailOf(team(size))))).toEqual([undefined, 'The first 12 of 13']);
		expect([31, 32].map((size) => said(chartOf(team(size))))).toEqual([undefined, 'The first 31 of 32']);
	});

	it('names a figure in the legend as in the cards', () => {
		const calls = [call(1, 'Ann', 'Answered'), call(1, 'Ann', 'Answered'), call(2, 'Bo', 'Missed')];
		const names = pageIn(mailOf(reportOf(calls))).text.match(/not reached/gi);
		expect(new Set(names)).toEqual(new Set(['Not reached']));
		expect(names?.length).toBeGreaterThan(2);
	});

	it('gives a date and a time of day more room on a telephone than a number', () => {
		const html = mailOf(reportOf([call(1, 'Ann', 'Answered')], { figures: ['calls', 'last_call'] }));
		const isWide = [...html.matchAll(/<td class="(cell[^"]*)"/g)].map(([, names]) =>
			names?.includes(' wide '),
		);
		expect(isWide).toEqual([false, true, false, true]);
	});

	it('draws the calls that no other part of a bar counts, where it has the number of all', () => {
		const calls = ['Answered', 'Missed', 'Voicemail'].flatMap((type) => [
			call(1, 'Ann', type),
			call(2, 'Bo', type),
		]);
		const [some, all, few] = (
			[
				['calls', 'answered'],
				['calls', 'answered', 'missed', 'voicemail'],
				['answered', 'missed'],
			] as const
		).map((figures) => mailOf(reportOf(calls, { figures }))) as [string, string, string];
		const sums = (html: string) => [...html.matchAll(/<td class="sum[^>]*>([^<]*)</g)].map(([, sum]) => sum);
		expect([some, all, few].map(sums)).toEqual([
			['3', '3'],
			['3', '3'],
			['2', '2'],
		]);
		expect([some, all, few].map((html) => html.includes('The rest'))).toEqual([true, false, false]);
	});

	it('has the number beside the name of a contact, to call back', () => {
		const calls = ['14155550119', '14155550120'].map((contact_number, place) => ({
			...call(1, 'Ann', 'Missed'),
			...{ contact_number, contact_name: place === 0 ? 'Mara' : '' },
		}));
		const { text } = pageIn(mailOf(reportOf(calls, { groupBy: ['contact'] })));
		expect(text).toContain('Mara (+14155550119)');
		expect(text).toContain('+14155550120');
	});

	it('is whole without calls and without groups', () => {
		const { text } = pageIn(mailOf(reportOf([])));
		expect(text).toContain('Nothing to list.');
		// The cards have it.
		expect(text).not.toContain('Total');
		expect(pageIn(mailOf(reportOf([], { groupBy: [] }))).text).toContain('Answer rate');
	});
});

describe('the chart', () => {
	it('is well-formed, with each number beside its bar', () => {
		const svg = chartOf(
			reportOf([call(1, 'Ann', 'Answered'), call(1, 'Ann', 'Missed'), call(2, 'Bo', 'Voicemail')]),
		);
		expect(XMLValidator.validate(svg)).toBe(true);
		expect(svg).toMatch(/>Ann<.*>2<.*>Bo<.*>1</s);
		expect(svg.match(/fill="#0072b2"/g)).toHaveLength(2);
	});

	it('has no script and no foreign element, whatever the names', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constant(HOSTILE)), (name) => {
				const svg = chartOf(reportOf([call(1, name, 'Answered')], { title: name }));
				expect(XMLValidator.validate(svg)).toBe(true);
				const names = new Set([...svg.matchAll(/<(\w+)/g)].map(([, tag]) => tag));
				expect([...names].sort()).toEqual(['rect', 'svg', 'text', 'title']);
				expect(() => new XMLParser().parse(svg)).not.toThrow();
			}),
		);
	});

	it('shows a figure in the accent where none says how calls ended', () => {
		const svg = chartOf(
			reportOf([call(1, 'Ann', 'Answered')], { figures: ['talk_seconds'], accent: '#123456' }),
		);
		expect(svg).toMatch(/fill="#123456".*>1:02:05</s);
	});
});

describe('the CSV file', () => {
	/** Cells of a file by RFC 4180. */
	function cellsIn(csv: string): string[][] {
		const lines: string[][] = [[]];
		for (const [, quoted, plain, end] of csv
			.slice(1)
			.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
			lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
			if (end === '\r\n') lines.push([]);
		}
		return lines.slice(0, -1);
	}

	it('has the rows and the total, with the mark of UTF-8', () => {
		const csv = csvOf(
			reportOf([call(1, 'Ann, "A"', 'Answered'), call(2, 'Bo', 'Missed')], {
				figures: ['calls', 'answer_rate'],
			}),
		);
		expect(csv.startsWith('\ufeff')).toBe(true);
		expect(cellsIn(csv)).toEqual([
			['Agent id', 'Agent name', 'Calls', 'Answer rate'],
			['1', 'Ann, "A"', '1', '100'],
			['2', 'Bo', '1', '0'],
			['Total', '', '2', '50'],
		]);
	});

	it('has no formula, whatever the names', () => {
		const starts = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ' =', '＝', '＠', '');
		fc.assert(
			fc.property(starts, fc.string(), (start, rest) => {
				const name = `${start}${rest}`;
				const csv = csvOf(
					reportOf(
						[call(1, 'x', 'Answered')].map((one) => ({
							...one,
							call_info: { type: 'Answered', disposition: name },
						})),
						{ groupBy: ['disposition'], figures: ['calls'] },
					),
				);
				const [, row] = cellsIn(csv);
				expect(row?.[0]).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
				expect(row?.[0]?.replace(/^'/, '')).toBe(name.trim().replace(/^'/, ''));
			}),
		);
	});

	it('has columns for a comparison', () => {
		const now = reportOf([call(1, 'Ann', 'Answered')], { figures: ['calls'] });
		const csv = csvOf({ ...now, ...compared(now, now, now) });
		expect(cellsIn(csv)[0]).toEqual([
			'Agent id',
			'Agent name',
			'Calls',
			'Calls before',
			'Calls change',
			'Calls change percent',
		]);
	});
});

describe('figures in words', () => {
	it.each([
		[1234, 'count', '1,234'],
		[81.5, 'percent', '81.5%'],
		[59.6, 'seconds', '1:00'],
		[0, 'seconds', '0:00'],
		[61, 'seconds', '1:01'],
		[3599, 'seconds', '59:59'],
		[3600, 'seconds', '1:00:00'],
		[7384, 'seconds', '2:03:04'],
		[null, 'moment', '–'],
		[0, 'count', '0'],
		[3725, 'seconds', '1:02:05'],
		[1234.5, 'minutes', '1,234.5 min'],
		['2026-11-26 09:05:00', 'moment', '2026-11-26 09:05'],
		[undefined, 'count', '–'],
	] as const)('%s as %s is %s', (value, unit, text) => expect(written(value, unit)).toBe(text));

	it('are there for every figure', () => {
		const { text } = pageIn(
			mailOf(reportOf([call(1, 'Ann', 'Answered')], { figures: Object.keys(FIGURES).filter(isFigure) })),
		);
		for (const { short } of Object.values(FIGURES)) expect(text).toContain(short);
	});
});
