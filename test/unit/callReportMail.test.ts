import { Parser } from 'htmlparser2';
import type { IDataObject } from 'n8n-workflow';

import { FIGURES, isFigure } from '../../nodes/shared/answers/callFigures';
import { ACCENT, mailOf } from '../../nodes/shared/answers/callReport';
import { CallSummary, compared } from '../../nodes/shared/answers/callSummary';

/** Support in Outlook for Windows, Gmail (web and iOS) and Apple Mail (macOS and iOS), the worse of two: yes, in part, no. */
type Support = `${'y' | 'a' | 'n'}${'y' | 'a' | 'n'}${'y' | 'a' | 'n'}`;

/** As of caniemail.com's data of 2026-05-13, in its newest version of each program. */
const PROPERTIES: Readonly<Record<string, Support>> = {
	'background-color': 'yyy',
	border: 'ayy',
	'border-bottom': 'ayy',
	'border-collapse': 'yyy',
	'border-color': 'ayy',
	'border-radius': 'nyy',
	'border-right': 'ayy',
	'box-sizing': 'nyy',
	color: 'yyy',
	'color-scheme': 'nny',
	display: 'aay',
	'font-family': 'yyy',
	'font-size': 'ayy',
	'font-weight': 'ayy',
	height: 'ayy',
	'line-height': 'ayy',
	margin: 'aay',
	'max-height': 'nyy',
	'max-width': 'ayy',
	overflow: 'naa',
	padding: 'ayy',
	'padding-top': 'ayy',
	'text-align': 'ayy',
	'vertical-align': 'yyy',
	'white-space': 'nay',
	width: 'ayy',
	'word-break': 'yaa',
};

/** Properties that a program may not know, and what it shows then. */
const LEFT_OUT: Readonly<Record<string, string>> = {
	'border-radius': 'cards have corners',
	'max-height': 'mso-hide hides the preview in Outlook',
	overflow: 'mso-hide hides the preview in Outlook',
	'white-space': 'a figure may take two lines',
	// In Outlook alone, and unknown to the rest.
	'mso-hide': 'others know display: none',
};

/** Rules of the style element, which a program may not know: then all is as wide and as light as its inline style says. */
const IN_MEDIA = ['box-sizing', 'color-scheme', 'supported-color-schemes'];

const ELEMENTS = ['html', 'head', 'meta', 'title', 'style', 'body', 'div', 'span', 'table', 'tr', 'td'];

function mail(): string {
	const plan = { groupBy: ['agent' as const], figures: Object.keys(FIGURES).filter(isFigure), zone: 'UTC' };
	const call = (agent: number, type: string): IDataObject => ({
		...{ agent_id: agent, agent_name: `Agent ${agent}`, contact_number: '14155550119' },
		...{ call_user_date: '2026-11-26', call_user_time: '9:05:00' },
		call_info: { direction: 'Incoming', type },
		call_duration: { conversation_time: 3725 },
	});
	const summary = new CallSummary(plan);
	for (let agent = 1; agent <= 40; agent++)
		for (const type of ['Answered', 'Missed', 'Voicemail']) summary.add(call(agent, type));
	const both = compared(summary.summary(), summary.summary(), plan);
	return mailOf({ ...both, ...plan, title: 'Calls', subtitle: 'A day', accent: ACCENT });
}

interface Element {
	name: string;
	attributes: Record<string, string>;
	/** Inline style by property. */
	style: Map<string, string>;
}

function elementsIn(html: string): { elements: Element[]; rules: string } {
	const elements: Element[] = [];
	let [rules, isStyle] = ['', false];
	const parser = new Parser({
		onopentag: (name, attributes) => {
			isStyle = name === 'style';
			const style = new Map(
				(attributes.style ?? '')
					.split(';')
					.filter(Boolean)
					.map((rule) => rule.split(/:(.*)/).slice(0, 2) as [string, string]),
			);
			elements.push({ name, attributes, style });
		},
		ontext: (text) => {
			if (isStyle) rules += text;
		},
		onclosetag: () => void (isStyle = false),
	});
	parser.end(html);
	return { elements, rules };
}

const { elements, rules } = elementsIn(mail());

it('uses elements that every mail program knows', () => {
	expect([...new Set(elements.map(({ name }) => name))].sort()).toEqual([...ELEMENTS].sort());
});

it('uses properties inline that Outlook, Gmail and Apple Mail know, or that they may leave out', () => {
	const used = [...new Set(elements.flatMap(({ style }) => [...style.keys()]))].sort();
	expect(used.length).toBeGreaterThan(15);
	expect(
		used.filter((property) => !(property in LEFT_OUT) && !/^[ya]{3}$/.test(PROPERTIES[property] ?? '')),
	).toEqual([]);
	expect(Object.keys(LEFT_OUT).filter((property) => !used.includes(property))).toEqual([]);
});

it('has in its style element only what narrow screens and dark mode add', () => {
	const used = [...new Set([...rules.matchAll(/[{;]\s*([a-z-]+):/g)].map(([, property = '']) => property))];
	expect(used.length).toBeGreaterThan(8);
	expect(
		used.filter((property) => !IN_MEDIA.includes(property) && !/^[ya]{3}$/.test(PROPERTIES[property] ?? '')),
	).toEqual(['white-space']);
	const outside = rules.replace(/@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}/g, '').trim();
	expect(outside).toBe(':root{color-scheme:light dark;supported-color-schemes:light dark}');
	// Gmail drops a style element of 8,192 characters and more.
	expect(rules.length).toBeLessThan(8192);
});

it('needs no layout that Outlook does not draw', () => {
	const values = elements.flatMap(({ style }) => [
		style.get('display') ?? 'none',
		style.get('position') ?? 'static',
	]);
	expect([...new Set(values)].sort()).toEqual(['none', 'static']);
	for (const { style } of elements)
		expect([...style.values()].join()).not.toMatch(/calc\(|var\(|rgba?\(|\b(?:rem|vw|vh)\b|url\(/);
});

it('says in its style too what its attributes say, because the preview of n8n drops attributes', () => {
	const pairs = {
		width: 'width',
		align: 'text-align',
		valign: 'vertical-align',
		bgcolor: 'background-color',
	};
	for (const [attribute, property] of Object.entries(pairs)) {
		const those = elements.filter(({ attributes }) => attribute in attributes);
		expect(those.length).toBeGreaterThan(0);
		for (const { attributes, style, name } of those) {
			if (attribute === 'align' && name === 'table') expect(style.get('margin')).toBe('0 auto');
			else expect(style.get(property)).toBe(attributes[attribute]);
		}
	}
	for (const { style } of elements.filter(({ name }) => name === 'table'))
		expect(style.get('border-collapse')).toBe('collapse');
});
