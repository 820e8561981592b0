import { Linter } from 'eslint';

import { rule } from '../../tools/gates/comments.cjs';

/** Messages of the rule on a source. */
function lint(source: string): string[] {
	const linter = new Linter();
	const messages = linter.verify(source, [
		{ plugins: { comments: { rules: { 'no-what': rule } } }, rules: { 'comments/no-what': 'error' } },
	]);
	return messages.map(({ message }) => message);
}

it.each([
	['in one line', '/** What an answer tells about the budget. */\nlet a;'],
	['in several', '/**\n * What an answer tells about the budget.\n *\n * @param a one\n */\nlet a;'],
	['further in', 'function f() {\n\t/**\n\t * What is kept.\n\t */\n\tlet a;\n}'],
	['without a space', '/**What is kept. */\nlet a;'],
])('refuses a doc comment that begins with "What", %s', (_, source) => {
	expect(lint(source)).toEqual([expect.stringMatching(/begins with "What".*who does what/)]);
});

it.each([
	['a noun', '/** Facts that an answer tells about the budget. */\nlet a;'],
	['"what" further on', '/** Tells what is kept. What is not kept is left out. */\nlet a;'],
	['another word', '/** Whatever is kept. WhatsApp messages. */\nlet a;\n/** WhatsApp messages. */\nlet b;'],
	['a line comment', '//* What is kept.\nlet a;'],
	['a text', 'const a = "/** What an answer tells. */";'],
])('takes %s', (_, source) => {
	expect(lint(source)).toEqual([]);
});
