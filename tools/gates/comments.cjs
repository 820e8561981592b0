// @ts-check
// Doc comments of the nodes name a thing by a noun, or say who does what. "What an answer tells" does neither.

/** A doc comment whose first word is "What". */
const BEGINS_WITH_WHAT = /^\*\s*(?:\*\s*)*What\b/;

/** @type {import('eslint').Rule.RuleModule} */
const rule = {
	meta: {
		type: 'suggestion',
		docs: { description: 'doc comments do not begin with "What"' },
		schema: [],
	},
	create({ sourceCode, report }) {
		return {
			Program() {
				for (const comment of sourceCode.getAllComments()) {
					if (comment.type !== 'Block' || !comment.loc || !BEGINS_WITH_WHAT.test(comment.value)) continue;
					report({
						loc: comment.loc,
						message:
							'A doc comment begins with "What". Name the thing by a noun ("Facts that an answer tells"), or say who does what.',
					});
				}
			},
		};
	},
};

module.exports = { rule };
