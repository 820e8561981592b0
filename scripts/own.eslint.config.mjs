import { config } from '@n8n/node-cli/eslint';

export default [
	...config,
	{ ignores: ['.runtime/**', 'dist/**', 'coverage/**'] },
	{
		// Tests, sandbox and scripts run outside n8n, and what is published has none of them: they may use what Node offers and talk to the console.
		files: ['test/**/*.ts', 'scripts/**/*.ts'],
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
