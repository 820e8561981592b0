import {
	forEachChild,
	createSourceFile,
	isStringLiteralLike,
	isTemplateExpression,
	ScriptTarget,
} from 'typescript';
import type { Node } from 'typescript';

/** Number of characters from which on a text is a sentence that should have one source. */
const SENTENCE_LENGTH = 60;

/**
 * Finds sentences that several places of the code contain, so that a change in one place could miss the others.
 *
 * Comments do not count. In a template, the parts between the expressions count, whatever the expressions are.
 *
 * @param sources TypeScript, by the name of its file
 * @returns each sentence with its places (`file:line`)
 */
export function repeatedTexts(
	sources: ReadonlyMap<string, string>,
): Array<{ text: string; places: string[] }> {
	const found = new Map<string, string[]>();
	for (const [file, source] of sources) {
		const parsed = createSourceFile(file, source, ScriptTarget.ESNext);
		const visit = (node: Node): void => {
			const text = textOf(node);
			if (text !== undefined && text.length >= SENTENCE_LENGTH && text.includes(' ')) {
				const { line } = parsed.getLineAndCharacterOfPosition(node.getStart(parsed));
				found.set(text, [...(found.get(text) ?? []), `${file}:${line + 1}`]);
			}
			forEachChild(node, visit);
		};
		visit(parsed);
	}
	return [...found].filter(([, places]) => places.length > 1).map(([text, places]) => ({ text, places }));
}

function textOf(node: Node): string | undefined {
	if (isStringLiteralLike(node)) return node.text;
	if (!isTemplateExpression(node)) return undefined;
	return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…');
}
