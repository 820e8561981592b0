import type { Sandbox } from '../../sandbox/server';

/** Type name of our node in n8n. */
export const JUSTCALL_NODE = 'n8n-nodes-justcall-complete.justCall';

/** Data of a credential for the sandbox. */
export function sandboxCredential({ sandbox }: { sandbox: Sandbox }): Record<string, string> {
	const { apiKey, apiSecret, url: baseUrl, state } = sandbox;
	return { apiKey, apiSecret, baseUrl, timezone: state.timeZone };
}
