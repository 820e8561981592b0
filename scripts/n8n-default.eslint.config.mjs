import { config } from '@n8n/node-cli/eslint';

// n8n's own rules and nothing else: what the node code has to hold under.
export default config;
