import { config } from '@n8n/node-cli/eslint';

import comments from './comments.cjs';
import layers from './layers.cjs';

export default [
	...config,
	{ ignores: ['.runtime/**', 'dist/**', 'coverage/**'] },
	{
		// Forbids upward imports. `npm run graph` has the same folders and floors.
		files: ['**/*.{ts,mjs,cjs}'],
		plugins: { layers: { rules: { imports: layers.rule } } },
		rules: { 'layers/imports': 'error' },
	},
	{
		// Comments are in plain English.
		files: ['{nodes,credentials}/**/*.ts'],
		plugins: { comments: { rules: { 'no-what': comments.rule } } },
		rules: { 'comments/no-what': 'error' },
	},
	{
		// Contract, sandbox, tests and tools run outside n8n and are not published: they may use Node's APIs and write to the console.
		files: ['{contract,sandbox,test,tools}/**/*.ts'],
		rules: {
			'@n8n/community-nodes/no-restricted-imports': 'off',
			'@n8n/community-nodes/no-restricted-globals': 'off',
			'@n8n/community-nodes/no-dangerous-functions': 'off',
			'@n8n/community-nodes/no-hardcoded-secrets': 'off',
			'@n8n/community-nodes/require-node-api-error': 'off',
			'no-console': 'off',
		},
	},
];
