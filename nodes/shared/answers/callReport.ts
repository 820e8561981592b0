import type { IDataObject } from 'n8n-workflow';

import { dayInWords } from '../values/period';
import { FIGURES, type FigureField, type Unit } from './callFigures';
import { COMPARED, GROUPINGS, type Grouping, type Summary, type SummaryRow } from './callSummary';
import { escaped } from './escaped';

/** A summary to be drawn. All texts of it may come from strangers: names, dispositions, the title of an expression. */
export interface Report extends Summary {
	title: string;
	/** The period in words. */
	subtitle: string;
	groupBy: readonly Grouping[];
	figures: readonly FigureField[];
	/** "#rrggbb". */
	accent: string;
}

/** Colours of the ways that calls end, which colour-blind people tell apart (Okabe and Ito), in the order of the bars. */
const PARTS: ReadonlyArray<readonly [FigureField, string]> = [
	['answered', '#0072b2'],
	['machine_answered', '#009e73'],
	['missed', '#d55e00'],
	['voicemail', '#e69f00'],
	['abandoned', '#cc79a7'],
	['not_reached', '#8a8f98'],
	['other', '#56b4e9'],
];

/** Most bytes of an e-mail without its head and its total: Gmail cuts off an e-mail of more than 102 kB. */
const MOST_BYTES = 92_000;
/** Most groups that a chart shows: the days of a month. */
const MOST_BARS = 31;
/** The same in an e-mail, whose table has them too, unless they are days or hours, which only together show a course. */
const MOST_IN_MAIL = 12;
/** The accent unless the user chooses another. */
export const ACCENT = '#0b5cad';

/** A figure as people read it: 1,234 · 81.5% · 1:02:05 · 2026-11-26 09:12. */
export function written(value: unknown, unit: Unit): string {
	if (value === undefined || value === null) return '–';
	if (unit === 'moment') return String(value).slice(0, 16);
	const number = Number(value);
	if (unit === 'percent') return `${number}%`;
	if (unit === 'minutes') return `${number.toLocaleString('en')} min`;
	if (unit === 'count') return number.toLocaleString('en');
	const seconds = Math.round(number);
	const two = (part: number) => String(part).padStart(2, '0');
	const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
	return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Name of a group in words. */
export function labelOf({ key, group }: SummaryRow, groupBy: readonly Grouping[]): string {
	const parts = groupBy.map((grouping, place) => {
		const value = key[place] ?? '';
		const [field = '', nameField] = GROUPINGS[grouping].fields as [string, string?];
		const name = nameField ? String(group[nameField] ?? '') : '';
		if (value === '') return `No ${GROUPINGS[grouping].name.toLowerCase()}`;
		if (grouping === 'day') return dayInWords(value);
		if (grouping === 'hour') return `${value.padStart(2, '0')}:00`;
		if (name !== '') return grouping === 'contact' ? `${name} (+${value})` : name;
		return ['contact', 'justcall_number', 'sales_dialer_number'].includes(grouping)
			? `+${value}`
			: String(group[field] ?? value);
	});
	return parts.join(' · ');
}

/**
 * The change against the period before in words, such as "+12.5%"; `undefined` where nothing is compared.
 *
 * @param isOfRow counts of a single row are small, and a percentage of them says less than the difference
 */
function changeOf({ figures }: SummaryRow, figure: FigureField, isOfRow = false): string | undefined {
	const facts: IDataObject = figures;
	const change = facts[`${figure}${COMPARED.change}`];
	if (typeof change !== 'number') return undefined;
	const percent = facts[`${figure}${COMPARED.percent}`];
	const { unit } = FIGURES[figure];
	const sign = change > 0 ? '+' : change < 0 ? '−' : '±';
	const size = Math.abs(change);
	// The change of a percentage is one of points.
	if (unit === 'percent') return `${sign}${size} pt`;
	const isShare = typeof percent === 'number' && !(isOfRow && unit === 'count');
	return isShare ? `${sign}${Math.abs(percent)}%` : `${sign}${written(size, unit)}`;
}

/** Colour and name of the calls that the figures above do not say how they ended. */
const REST = { color: '#c3c9d2', name: 'The rest' };

/**
 * Parts of the bars: how the calls ended, where the report has figures about it, and the rest where it has their number; else its
 * first number.
 */
function barsOf({ rows, figures, accent, groupBy }: Report, most: number) {
	const ends = PARTS.filter(([figure]) => figures.includes(figure));
	const first = figures.find((figure) => FIGURES[figure].unit !== 'moment');
	const shown = ends.length > 0 ? ends : first ? [[first, accent] as const] : [];
	const hasRest = ends.length > 0 && figures.includes('calls');
	const bars = (shown.length > 0 ? rows.slice(0, most) : []).map((row) => {
		const numberOf = (figure: FigureField) => Math.max(0, Number(row.figures[figure] ?? 0));
		const values = shown.map(([figure, color]) => ({ color, value: numberOf(figure) }));
		const rest = hasRest ? numberOf('calls') - values.reduce((sum, { value }) => sum + value, 0) : 0;
		if (rest > 0) values.push({ color: REST.color, value: rest });
		return { label: labelOf(row, groupBy), values, sum: values.reduce((sum, { value }) => sum + value, 0) };
	});
	const isRest = bars.some(({ values }) => values.length > shown.length);
	const parts = shown.map(([figure, color]) => ({ name: FIGURES[figure].short, color }));
	const unit: Unit = ends.length > 0 || !first ? 'count' : FIGURES[first].unit;
	return {
		...{ bars, unit, highest: Math.max(1, ...bars.map(({ sum }) => sum)) },
		note: bars.length > 0 && bars.length < rows.length ? `The first ${bars.length} of ${rows.length}` : '',
		parts: isRest ? [...parts, REST] : parts,
	};
}

/** White or black, whichever is easier to read on a colour: relative luminance of WCAG 2. */
function inkOn(color: string): string {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((place) => {
		const share = parseInt(color.slice(place, place + 2), 16) / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000000' : '#ffffff';
}

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const TABLE = 'role="presentation" cellpadding="0" cellspacing="0" border="0"';
/** The same as the attributes above, for programs that drop attributes, such as the preview of n8n's HTML node. */
const FLAT = 'border-collapse:collapse';
const INK = 'color:#1b212b';
const SOFT = 'color:#5a6372';
const LINE = 'border-bottom:1px solid #dfe3e9';

/** Rules for programs that know them: narrow screens and dark mode. The rest is inline. */
const STYLE = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:480px){
.page{padding:0!important}.top{padding:18px 20px!important}.box{padding:12px 16px 20px!important}
.cards{display:inline!important}.card{display:inline-block!important;width:50%!important;box-sizing:border-box!important}
.gap,.head{display:none!important}
.mark,.bars{display:block!important}
.label{display:block!important;width:auto!important;padding:6px 0 0!important}
.bar{display:inline-block!important;width:80%!important;vertical-align:middle!important}
.sum{display:inline-block!important;width:20%!important;box-sizing:border-box!important;padding:0!important;vertical-align:middle!important}
.row{display:block!important;text-align:left!important;padding:10px 0 6px!important;border-bottom:1px solid #dfe3e9!important}
.name{display:block!important;width:auto!important;border:0!important;padding:0 0 4px!important;font-size:14px!important}
.cell{display:inline-block!important;width:25%!important;box-sizing:border-box!important;text-align:left!important;border:0!important;padding:0 4px 6px 0!important;white-space:normal!important}
.wide{width:50%!important}
.tag{display:block!important;font-size:11px;font-weight:400;${SOFT}}
}
@media (prefers-color-scheme:dark){
.body{background-color:#14171c!important}.box{background-color:#1e232b!important}.tile{background-color:#2a313b!important}
.ink{color:#eef1f5!important}.soft{color:#a8b0bc!important}
.line,.row{border-color:#3a424e!important}.seg{border-color:#1e232b!important}
}`;

/**
 * An HTML e-mail: cards, chart and table, at most 600 px wide. It needs nothing from elsewhere and has no script. Its layout is made
 * of tables, because Outlook draws with Word's engine.
 */
export function mailOf(report: Report): string {
	const { title, subtitle, total, accent } = report;
	const preheader = report.figures
		.slice(0, 4)
		.map((figure) => `${FIGURES[figure].short}: ${written(total.figures[figure], FIGURES[figure].unit)}`)
		.join(' · ');
	const above = [cardsOf(report), chartInMail(report)].join('\n');
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escaped(title)}</title><style>${STYLE}</style></head>
<body class="body" style="margin:0;padding:0;background-color:#f3f5f8">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escaped(preheader)}</div>
<table ${TABLE} width="100%" class="body" style="width:100%;${FLAT};background-color:#f3f5f8"><tr><td align="center" class="page" style="text-align:center;padding:16px 0">
<!--[if mso]><table ${TABLE} width="600"><tr><td><![endif]-->
<table ${TABLE} width="100%" align="center" style="width:100%;max-width:600px;margin:0 auto;${FLAT};${FONT};font-size:14px;line-height:1.4;text-align:left">
<tr><td class="top" bgcolor="${accent}" style="background-color:${accent};padding:20px 24px;color:${inkOn(accent)};text-align:left"><div style="font-size:21px;line-height:1.25;font-weight:600">${escaped(title)}</div><div style="font-size:13px;padding-top:4px">${escaped(subtitle)}</div></td></tr>
<tr><td class="box ink" bgcolor="#ffffff" style="background-color:#ffffff;padding:16px 20px 24px;${INK};text-align:left">
${above}
${tableOf(report, MOST_BYTES - Buffer.byteLength(above))}
</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table></body></html>`;
}

function cardsOf({ figures, total }: Report): string {
	// Rows of four, unless the last would have one or two.
	const columns =
		figures.length <= 4 ? figures.length : figures.length % 4 === 0 || figures.length % 4 === 3 ? 4 : 3;
	const width = Math.floor(100 / columns);
	const cards = figures.map((figure) => {
		const { short, unit } = FIGURES[figure];
		const change = changeOf(total, figure);
		return `<td class="card" width="${width}%" valign="top" style="width:${width}%;vertical-align:top;padding:4px"><table ${TABLE} width="100%" style="width:100%;${FLAT}"><tr><td class="tile" bgcolor="#f0f3f7" style="background-color:#f0f3f7;padding:10px 12px;border-radius:6px"><div class="soft" style="font-size:12px;${SOFT}">${escaped(short)}</div><div class="ink" style="font-size:${unit === 'moment' ? 15 : 22}px;line-height:31px;font-weight:600;white-space:nowrap;${INK}">${escaped(written(total.figures[figure], unit))}</div>${change === undefined ? '' : `<div class="soft" style="font-size:12px;${SOFT}">${escaped(change)}</div>`}</td></tr></table></td>`;
	});
	const lines: string[] = [];
	for (let place = 0; place < cards.length; place += columns) {
		const line = cards.slice(place, place + columns);
		const rest = columns - line.length;
		lines.push(
			`<tr class="cards">${line.join('')}${rest > 0 ? `<td class="gap" colspan="${rest}"></td>` : ''}</tr>`,
		);
	}
	return `<table ${TABLE} width="100%" style="width:100%;${FLAT}">${lines.join('')}</table>`;
}

function chartInMail(report: Report): string {
	const isCourse = report.groupBy.some((grouping) => grouping === 'day' || grouping === 'hour');
	const { parts, bars, unit, highest, note } = barsOf(report, isCourse ? MOST_BARS : MOST_IN_MAIL);
	// A single bar says nothing, nor do bars of one call each, unless they show on which days or hours these were.
	const fewest = unit === 'count' && !isCourse ? 1 : 0;
	if (bars.length < 2 || bars.every(({ sum }) => sum <= fewest)) return '';
	const legend = parts
		.map(
			({ name, color }) =>
				`<span style="white-space:nowrap"><span style="color:${color}">&#9632;</span> ${escaped(name)}</span>`,
		)
		.join(' &nbsp; ');
	const lines = bars.map(({ label, values, sum }) => {
		const shown = values.filter(({ value }) => value > 0);
		const width = Math.max(1, Math.round((100 * sum) / highest));
		const cells = shown.map(({ color, value }, place) => {
			const share = Math.max(1, Math.round((100 * value) / sum));
			const edge = place < shown.length - 1 ? ';border-right:1px solid #ffffff' : '';
			return `<td class="seg" bgcolor="${color}" width="${share}%" height="14" style="width:${share}%;height:14px;padding:0;background-color:${color};font-size:1px;line-height:14px${edge}">&nbsp;</td>`;
		});
		const bar =
			cells.length > 0
				? `<table ${TABLE} width="${width}%" style="width:${width}%;${FLAT}"><tr>${cells.join('')}</tr></table>`
				: '&nbsp;';
		return `<tr class="mark"><td class="label ink" width="32%" style="width:32%;padding:3px 10px 3px 0;font-size:13px;${INK};word-break:break-word">${escaped(label)}</td><td class="bar" width="58%" style="width:58%;padding:3px 0">${bar}</td><td class="sum ink" align="right" width="10%" style="width:10%;padding:3px 0 3px 8px;font-size:13px;${INK};text-align:right;white-space:nowrap">${written(sum, unit)}</td></tr>`;
	});
	return `<div class="soft" style="font-size:12px;${SOFT};padding:16px 4px 6px">${legend}</div>
<div class="bars" style="padding:0 4px"><table ${TABLE} width="100%" style="width:100%;${FLAT}">${lines.join('\n')}</table></div>${noteBelow(note)}`;
}

/** A sentence below a chart or a table, if there is one. */
function noteBelow(text: string): string {
	return text === ''
		? ''
		: `<div class="soft" style="font-size:12px;${SOFT};padding:8px 4px 0">${text}</div>`;
}

/** @param room bytes for the rows */
function tableOf({ rows, total, groupBy, figures }: Report, room: number): string {
	if (groupBy.length === 0) return '';
	// The cards have the total.
	if (rows.length === 0) return noteBelow('Nothing to list.');
	const names = groupBy.map((grouping) => GROUPINGS[grouping].name).join(' · ');
	const head = figures.map(
		(figure) =>
			`<td class="soft line" align="right" valign="bottom" style="padding:6px 0 6px 8px;font-size:11px;line-height:1.2;${SOFT};text-align:right;vertical-align:bottom;${LINE}">${escaped(FIGURES[figure].short)}</td>`,
	);
	const rowOf = (row: SummaryRow, label: string) => {
		const isTotal = row === total;
		const cells = figures.map((figure) => {
			const { short, unit } = FIGURES[figure];
			const change = changeOf(row, figure, !isTotal);
			const below =
				change === undefined
					? ''
					: `<div class="change soft" style="font-size:11px;${isTotal ? 'font-weight:400;' : ''}${SOFT}">${escaped(change)}</div>`;
			return `<td class="cell${unit === 'moment' ? ' wide' : ''} ink line" style="padding:6px 0 6px 8px;font-size:13px;${isTotal ? 'font-weight:600;' : ''}${INK};white-space:nowrap;${LINE}"><span class="tag soft" style="display:none;mso-hide:all">${escaped(short)}</span>${escaped(written(row.figures[figure], unit))}${below}</td>`;
		});
		return `<tr class="row" align="right" valign="top" style="text-align:right;vertical-align:top"><td class="name ink line" align="left" style="padding:6px 0;font-size:13px;font-weight:600;${INK};text-align:left;word-break:break-word;${LINE}">${escaped(label)}</td>${cells.join('')}</tr>`;
	};
	const shown: string[] = [];
	let size = 0;
	for (const row of rows) {
		const text = rowOf(row, labelOf(row, groupBy));
		size += Buffer.byteLength(text);
		if (size > room) break;
		shown.push(text);
	}
	const left = rows.length - shown.length;
	const note =
		left > 0
			? `${left} more ${left === 1 ? 'row is' : 'rows are'} not shown, and the total counts ${left === 1 ? 'it' : 'them'}.`
			: '';
	return `<div style="padding:20px 4px 0"><table ${TABLE} width="100%" style="width:100%;${FLAT}"><tr class="head"><td class="soft line" valign="bottom" style="padding:6px 0;font-size:11px;line-height:1.2;${SOFT};vertical-align:bottom;${LINE}">${escaped(names)}</td>${head.join('')}</tr>
${[...shown, rowOf(total, 'Total')].join('\n')}</table></div>${noteBelow(note)}`;
}

/** A bar chart as an SVG file, numbers beside the bars. */
export function chartOf(report: Report): string {
	const { parts, bars, unit, highest, note } = barsOf(report, MOST_BARS);
	const [width, label, room, line, top] = [720, 200, 410, 24, 84];
	const end = top + bars.length * line;
	const height = end + (note === '' ? 16 : 32);
	const short = (text: string) => ([...text].length > 28 ? `${[...text].slice(0, 27).join('')}…` : text);
	let place = 16;
	const legend = parts.map(({ name, color }) => {
		const entry = `<rect x="${place}" y="58" width="11" height="11" fill="${color}"/><text x="${place + 16}" y="68">${escaped(name)}</text>`;
		place += 40 + name.length * 7;
		return entry;
	});
	const lines = bars.map(({ label: name, values, sum }, index) => {
		const y = top + index * line;
		let x = label;
		const boxes = values.map(({ color, value }) => {
			const size = (value / highest) * room;
			const box =
				size > 0
					? `<rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(0.5, size - 1).toFixed(1)}" height="16" fill="${color}"/>`
					: '';
			x += size;
			return box;
		});
		return `<text x="${label - 8}" y="${y + 13}" text-anchor="end">${escaped(short(name))}</text>${boxes.join('')}<text x="${(x + 6).toFixed(1)}" y="${y + 13}">${written(sum, unit)}</text>`;
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="Segoe UI,Roboto,Helvetica,Arial,sans-serif" font-size="13" fill="#1b212b">
<title>${escaped(report.title)}</title><rect width="${width}" height="${height}" fill="#ffffff"/><rect width="6" height="44" fill="${report.accent}"/>
<text x="16" y="22" font-size="18" font-weight="600">${escaped(report.title)}</text><text x="16" y="42" fill="#5a6372">${escaped(report.subtitle)}</text>
${legend.join('')}
${lines.join('\n')}${note === '' ? '' : `\n<text x="${label}" y="${end + 14}" fill="#5a6372">${note}</text>`}
</svg>
`;
}

/**
 * The rows and the total as a CSV file (RFC 4180), with the mark by which spreadsheets know UTF-8. A text that a spreadsheet would take
 * for a formula begins with an apostrophe.
 */
export function csvOf({ rows, total, groupBy, figures }: Report): string {
	const groupFields = groupBy.flatMap((grouping): string[] => GROUPINGS[grouping].fields);
	const all = [...rows, total];
	const figureFields = figures.flatMap((figure) => {
		const ends = Object.values(COMPARED).map((end) => `${figure}${end}`);
		return [figure, ...ends.filter((field) => all.some((row) => field in row.figures))];
	});
	const fields = [...groupFields, ...figureFields];
	const words = fields.map((field) => (field.charAt(0).toUpperCase() + field.slice(1)).replaceAll('_', ' '));
	const lines = all.map((row) => {
		const facts: IDataObject = { ...row.group, ...row.figures };
		const cells = fields.map((field) => facts[field]);
		return row === total ? ['Total', ...cells.slice(groupFields.length > 0 ? 1 : 0)] : cells;
	});
	const header = groupFields.length > 0 ? words : ['', ...words];
	return `\ufeff${[header, ...lines].map((line) => line.map(cellOf).join(',')).join('\r\n')}\r\n`;
}

function cellOf(value: unknown): string {
	if (typeof value === 'number') return String(value);
	const text = typeof value === 'string' ? value : '';
	const harmless = /^\s*[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
	return /[",\r\n;]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
