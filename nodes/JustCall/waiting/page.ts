import { createHash } from 'crypto';

import { escaped } from '../../shared/answers/escaped';
import { BUTTONS, INPUTS, type RefusedReply } from './reply';
import { MOST_IN_FIELD, type FormField, type Question } from './question';

const STYLE = `
:root{color-scheme:light dark;--ink:#1c2430;--soft:#586271;--paper:#fff;--back:#eef1f5;--line:#8b95a3;--accent:#0b5cad;--on:#fff;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#edf0f4;--soft:#a9b3c1;--paper:#1b212a;--back:#10141a;--line:#6d7887;--accent:#6cb2f7;--on:#08213b;--bad:#ff9d94}}
*{box-sizing:border-box}
body{margin:0;padding:16px;background:var(--back);color:var(--ink);font:17px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:34rem;margin:4vh auto;padding:24px 20px;background:var(--paper);border-radius:14px}
h1{margin:0 0 12px;font-size:1.3rem;line-height:1.3}
p{margin:0 0 20px}
h1,p,label,option{overflow-wrap:anywhere}
.text{white-space:pre-wrap}
label{display:block;margin:0 0 6px;font-weight:600}
.optional{color:var(--soft);font-weight:400}
input,select,textarea{width:100%;min-height:48px;margin:0 0 18px;padding:11px 12px;border:1px solid var(--line);border-radius:10px;background:var(--paper);color:inherit;font:inherit}
textarea{min-height:120px;resize:vertical}
.bad{margin:0 0 6px;color:var(--bad)}
button{display:block;width:100%;min-height:52px;margin:0 0 12px;padding:12px;border:1px solid var(--accent);border-radius:10px;background:var(--accent);color:var(--on);font:inherit;font-weight:600;overflow-wrap:anywhere;cursor:pointer}
button.second{background:transparent;color:var(--accent)}
button:last-child{margin-bottom:0}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
`;

/**
 * Nothing is loaded and no script runs. There is no form-action: in a sandboxed page, 'self' matches nothing in some
 * versions of Safari, and the buttons would do nothing.
 */
const POLICY = [
	"default-src 'none'",
	`style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
	"base-uri 'none'",
].join('; ');

/** Headers of the pages. The sandbox keeps them apart from n8n, whose address they have. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
	'Content-Security-Policy': `${POLICY}; frame-ancestors 'none'; sandbox allow-forms`,
	'Content-Type': 'text/html; charset=utf-8',
	'Cache-Control': 'no-store',
	'Referrer-Policy': 'no-referrer',
	'X-Content-Type-Options': 'nosniff',
	'X-Robots-Tag': 'noindex, nofollow',
};

/** Page that asks a question. Opening it decides nothing; its buttons send a POST to the same address. */
export function questionPage(
	question: Question,
	{ problems, given }: RefusedReply = { problems: {}, given: {} },
): string {
	const { kind, title, text, submit } = question;
	const type = kind === 'customForm' ? ' enctype="multipart/form-data"' : '';
	const inside =
		kind === 'approval'
			? `${complaint(problems[INPUTS.answer])}${buttons(question)}`
			: `${inputsOf(question)
					.map(([name, field]) => input(name, field, given[name] ?? '', problems[name]))
					.join('')}<button>${escaped(submit)}</button>`;
	return page(
		title === '' ? 'Your answer is needed' : title,
		`${title === '' ? '' : `<h1>${escaped(title)}</h1>`}<p class="text">${multiline(text)}</p><form method="post"${type}>${inside}</form>`,
	);
}

/** Page after an answer. */
export function thanksPage(): string {
	return page('Thank you', '<h1>Thank you</h1><p>Your answer was received. You can close this page.</p>');
}

/** Page for a link whose question is over. */
export function overPage(): string {
	return page(
		'Nothing to answer',
		'<h1>Nothing to answer</h1><p>This question was answered already, or it is over. You can close this page.</p>',
	);
}

/** Page for a moment in which the question cannot be read. */
export function failedPage(): string {
	return page(
		'Please try again',
		'<h1>Please try again</h1><p>Something went wrong. Open the link again in a minute.</p>',
	);
}

function inputsOf({ kind, fields }: Question): Array<[name: string, field: FormField]> {
	if (kind === 'customForm') return fields.map((field, place) => [INPUTS.field(place), field]);
	return [[INPUTS.text, { label: 'Your answer', type: 'textarea', required: true, choices: [] }]];
}

function buttons({ approve, decline }: Question): string {
	const one = (value: string, label: string, look = '') =>
		`<button name="${INPUTS.answer}" value="${value}"${look}>${escaped(label)}</button>`;
	return (
		one(BUTTONS.approve, approve) + (decline === '' ? '' : one(BUTTONS.decline, decline, ' class="second"'))
	);
}

function input(
	name: string,
	{ label, type, required, choices }: FormField,
	value: string,
	problem?: string,
): string {
	const facts = `id="${name}" name="${name}"${required ? ' required' : ''}${problem === undefined ? '' : ` aria-invalid="true" aria-describedby="${name}-problem"`}`;
	const optional = required ? '' : ' <span class="optional">(optional)</span>';
	return `<label for="${name}">${escaped(label)}${optional}</label>${complaint(problem, `${name}-problem`)}${control()}`;

	function control(): string {
		if (type === 'textarea')
			// A line break at the beginning of a textarea is not part of its text.
			return `<textarea ${facts} maxlength="${MOST_IN_FIELD}">\n${multiline(value)}</textarea>`;
		if (type === 'dropdown') {
			const all = ['', ...choices].map((choice) => {
				const chosen = choice === value ? ' selected' : '';
				return `<option value="${escaped(choice)}"${chosen}>${escaped(choice)}</option>`;
			});
			return `<select ${facts}>${all.join('')}</select>`;
		}
		const mode = type === 'number' ? ' inputmode="decimal"' : '';
		// A browser empties a number that it cannot read, and a person could not correct it.
		const kind = type === 'number' ? 'text' : type;
		return `<input ${facts} type="${kind}"${mode} maxlength="${MOST_IN_FIELD}" value="${escaped(value)}">`;
	}
}

function complaint(problem: string | undefined, id?: string): string {
	if (problem === undefined) return '';
	return `<p class="bad" role="alert"${id === undefined ? '' : ` id="${id}"`}>${escaped(problem)}</p>`;
}

/** Text whose line breaks are kept. */
function multiline(text: string): string {
	return text
		.split(/\r\n?|\n/)
		.map(escaped)
		.join('\n');
}

function page(title: string, content: string): string {
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex, nofollow"><title>${escaped(title)}</title><style>${STYLE}</style></head><body><main>${content}</main></body></html>`;
}
