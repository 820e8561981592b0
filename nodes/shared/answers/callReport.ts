import type { IDataObject } from 'n8n-workflow';

import { FIGURES, type FigureField, type Unit } from './callFigures';
import { COMPARED, GROUPINGS, type Grouping, type Summary, type SummaryRow } from './callSummary';

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
	['missed', '#d55e00'],
	['voicemail', '#e69f00'],
	['abandoned', '#cc79a7'],
	['not_reached', '#8a8f98'],
	['other', '#56b4e9'],
];

/** Most characters of the rows of an e-mail's table: Gmail cuts off an e-mail of more than 102 kB. */
const MOST_IN_TABLE = 55_000;
/** Most groups that a chart shows: the days of a month. */
const MOST_BARS = 31;
/** The accent unless the user chooses another. */
export const ACCENT = '#0b5cad';

/** Signs that no document may have, and those that turn around the direction of the text after them. */
const UNSAFE = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** Text for HTML and SVG, also within an attribute. */
export function escaped(text: string): string {
	return text.replace(UNSAFE, ' ').replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

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

/** Name of a group, or of its part by one of the groupings. */
function labelOf({ key, group }: SummaryRow, groupBy: readonly Grouping[]): string {
	const parts = groupBy.map((grouping, place) => {
		const value = key[place] ?? '';
		const [field = '', nameField] = GROUPINGS[grouping].fields as [string, string?];
		const name = nameField ? String(group[nameField] ?? '') : '';
		if (value === '') return `No ${GROUPINGS[grouping].name.toLowerCase()}`;
		if (grouping === 'hour') return `${value.padStart(2, '0')}:00`;
		if (name !== '') return name;
		return grouping === 'contact' || grouping === 'justcall_number'
			? `+${value}`
			: String(group[field] ?? value);
	});
	return parts.join(' · ');
}

/** The change against the period before in words, such as "+12.5%"; `undefined` where nothing is compared. */
function changeOf({ figures }: SummaryRow, figure: FigureField): string | undefined {
	const facts: IDataObject = figures;
	const change = facts[`${figure}${COMPARED.change}`];
	if (typeof change !== 'number') return undefined;
	const percent = facts[`${figure}${COMPARED.percent}`];
	const { unit } = FIGURES[figure];
	const sign = change > 0 ? '+' : change < 0 ? '−' : '±';
	// The change of a percentage is one of points.
	const size = Math.abs(change);
	if (unit === 'percent') return `${sign}${size} pt`;
	return typeof percent === 'number' ? `${sign}${Math.abs(percent)}%` : `${sign}${written(size, unit)}`;
}

/** Parts of the bars: how the calls ended, where the report has figures about it, or its first number. */
function barsOf({ rows, figures, accent, groupBy }: Report) {
	const ends = PARTS.filter(([figure]) => figures.includes(figure));
	const first = figures.find((figure) => FIGURES[figure].unit !== 'moment');
	const parts = ends.length > 0 ? ends : first ? [[first, accent] as const] : [];
	const bars = (parts.length > 0 ? rows.slice(0, MOST_BARS) : []).map((row) => {
		const values = parts.map(([figure, color]) => ({
			color,
			value: Math.max(0, Number(row.figures[figure] ?? 0)),
		}));
		return { label: labelOf(row, groupBy), values, sum: values.reduce((sum, { value }) => sum + value, 0) };
	});
	const unit: Unit = ends.length > 0 || !first ? 'count' : FIGURES[first].unit;
	return { parts, bars, unit, highest: Math.max(1, ...bars.map(({ sum }) => sum)) };
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

/** Rules for programs that know them: narrow screens and dark mode. The rest is inline. */
const STYLE = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:480px){
.page{padding:0!important}.box{padding:16px!important}
.card{display:inline-block!important;width:50%!important;box-sizing:border-box!important}
.gap,.head{display:none!important}
.name{display:block!important;width:auto!important;border:0!important;padding:10px 0 2px!important}
.cell{display:inline-block!important;width:25%!important;box-sizing:border-box!important;text-align:left!important;border:0!important;padding:2px 4px 6px 0!important}
.tag{display:block!important;font-size:11px;font-weight:400;color:#5a6372}
.row{display:block!important;border-bottom:1px solid #d8dce2!important}
.bar{width:52%!important}
}
@media (prefers-color-scheme:dark){
.body{background:#14171c!important}.box{background:#1e232b!important}
.ink{color:#eef1f5!important}.soft{color:#a8b0bc!important}
.line{border-color:#3a424e!important}.row{border-color:#3a424e!important}
.tile{background:#2a313b!important}
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
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escaped(title)}</title><style>${STYLE}</style></head>
<body class="body" style="margin:0;padding:0;background:#f3f5f8">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escaped(preheader)}</div>
<table ${TABLE} width="100%" class="body" style="background:#f3f5f8"><tr><td align="center" class="page" style="padding:16px 0">
<!--[if mso]><table ${TABLE} width="600"><tr><td><![endif]-->
<table ${TABLE} width="100%" style="max-width:600px;${FONT};font-size:14px;line-height:1.4">
<tr><td bgcolor="${accent}" style="background:${accent};padding:18px 20px;color:${inkOn(accent)}"><div style="font-size:20px;font-weight:600">${escaped(title)}</div><div style="font-size:13px">${escaped(subtitle)}</div></td></tr>
<tr><td class="box ink" bgcolor="#ffffff" style="background:#ffffff;padding:20px;color:#1b212b;text-align:left">
${cardsOf(report)}
${chartInMail(report)}
${tableOf(report)}
</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table></body></html>`;
}

function cardsOf({ figures, total }: Report): string {
	const cards = figures.map((figure) => {
		const { short, unit } = FIGURES[figure];
		const change = changeOf(total, figure);
		return `<td class="card" width="25%" valign="top" style="width:25%;padding:0 4px 8px"><table ${TABLE} width="100%"><tr><td class="tile" bgcolor="#f0f3f7" style="background:#f0f3f7;padding:10px 12px"><div class="soft" style="font-size:12px;color:#5a6372">${escaped(short)}</div><div class="ink" style="font-size:${unit === 'moment' ? 14 : 20}px;font-weight:600;color:#1b212b">${escaped(written(total.figures[figure], unit))}</div>${change === undefined ? '' : `<div class="soft" style="font-size:12px;color:#5a6372">${escaped(change)}</div>`}</td></tr></table></td>`;
	});
	const lines: string[] = [];
	for (let place = 0; place < cards.length; place += 4) {
		const line = cards.slice(place, place + 4);
		const rest = 4 - line.length;
		const gap = rest > 0 && place > 0 ? `<td class="gap" colspan="${rest}"></td>` : '';
		lines.push(`<tr>${line.join('')}${gap}</tr>`);
	}
	return `<table ${TABLE} width="100%">${lines.join('\n')}</table>`;
}

function chartInMail(report: Report): string {
	const { parts, bars, unit, highest } = barsOf(report);
	if (bars.length === 0) return '';
	const legend = parts
		.map(
			([figure, color]) =>
				`<span style="white-space:nowrap"><span style="color:${color}">&#9632;</span> ${escaped(FIGURES[figure].name)}</span>`,
		)
		.join(' &nbsp; ');
	const lines = bars.map(({ label, values, sum }) => {
		const shown = values.filter(({ value }) => value > 0);
		const width = Math.max(1, Math.round((100 * sum) / highest));
		const cells = shown.map(
			({ color, value }) =>
				`<td bgcolor="${color}" width="${Math.max(1, Math.round((100 * value) / sum))}%" height="14" style="background:${color};height:14px;font-size:1px;line-height:14px;border-right:1px solid #ffffff">&nbsp;</td>`,
		);
		const bar =
			cells.length > 0 ? `<table ${TABLE} width="${width}%"><tr>${cells.join('')}</tr></table>` : '&nbsp;';
		return `<tr><td class="ink" style="padding:3px 8px 3px 0;font-size:13px;color:#1b212b;width:30%;word-break:break-word">${escaped(label)}</td><td class="bar" style="padding:3px 0;width:58%">${bar}</td><td align="right" class="ink" style="padding:3px 0 3px 8px;font-size:13px;color:#1b212b;white-space:nowrap">${written(sum, unit)}</td></tr>`;
	});
	return `<div class="soft" style="font-size:12px;color:#5a6372;padding:12px 0 6px">${legend}</div>
<table ${TABLE} width="100%">${lines.join('\n')}</table>`;
}

function tableOf({ rows, total, groupBy, figures }: Report): string {
	if (groupBy.length === 0) return '';
	const line = 'border-bottom:1px solid #d8dce2';
	const names = groupBy.map((grouping) => GROUPINGS[grouping].name).join(' · ');
	const head = figures.map(
		(figure) =>
			`<td class="soft line" align="right" valign="bottom" style="padding:6px 0 6px 8px;font-size:11px;color:#5a6372;${line}">${escaped(FIGURES[figure].short)}</td>`,
	);
	const rowOf = (row: SummaryRow, label: string, weight: number) => {
		const cells = figures.map((figure) => {
			const { short, unit } = FIGURES[figure];
			const change = changeOf(row, figure);
			return `<td class="cell ink line" align="right" valign="top" style="padding:6px 0 6px 8px;font-size:13px;font-weight:${weight};color:#1b212b;${line}"><span class="tag soft" style="display:none;mso-hide:all">${escaped(short)}</span>${escaped(written(row.figures[figure], unit))}${change === undefined ? '' : `<div class="soft" style="font-size:11px;font-weight:400;color:#5a6372;white-space:nowrap">${escaped(change)}</div>`}</td>`;
		});
		return `<tr class="row"><td class="name ink line" valign="top" style="padding:6px 0;font-size:13px;font-weight:600;color:#1b212b;overflow-wrap:anywhere;min-width:76px;${line}">${escaped(label)}</td>${cells.join('')}</tr>`;
	};
	const shown: string[] = [];
	let size = 0;
	for (const row of rows) {
		const text = rowOf(row, labelOf(row, groupBy), 400);
		size += text.length;
		if (size > MOST_IN_TABLE) break;
		shown.push(text);
	}
	const left = rows.length - shown.length;
	const more =
		left > 0
			? `<div class="soft" style="font-size:12px;color:#5a6372;padding-top:8px">${left} more rows are not shown, and the total counts them.</div>`
			: '';
	return `<table ${TABLE} width="100%" style="margin-top:16px"><tr class="head"><td class="soft line" valign="bottom" style="padding:6px 0;font-size:11px;color:#5a6372;${line}">${escaped(names)}</td>${head.join('')}</tr>
${shown.join('\n')}
${rowOf(total, 'Total', 600)}</table>${more}`;
}

/** A bar chart as an SVG file, numbers beside the bars. */
export function chartOf(report: Report): string {
	const { parts, bars, unit, highest } = barsOf(report);
	const [width, label, room, line, top] = [720, 200, 410, 24, 84];
	const height = top + bars.length * line + 16;
	const short = (text: string) => ([...text].length > 28 ? `${[...text].slice(0, 27).join('')}…` : text);
	let place = 16;
	const legend = parts.map(([figure, color]) => {
		const { name } = FIGURES[figure];
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
${lines.join('\n')}
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
