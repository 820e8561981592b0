import { DateTime } from 'luxon';

import type { LoggedRequest, Sandbox } from '../../sandbox/server';

/** A call, reduced to the fields that checks compare. */
export interface SandboxCall {
	id: number;
	/** When it began. */
	at: Date;
	direction: string;
	agentId: number;
	hasRecording: boolean;
	hasVoiceAgent: boolean;
}

/** Every call in the sandbox, newest first as JustCall lists them, read from its state and not over HTTP. */
export function callsOf({ state }: Sandbox): SandboxCall[] {
	return state.calls
		.map((row) => ({
			id: row.id,
			at: new Date(row.at * 1000),
			direction: row.direction,
			agentId: state.users[row.agent]?.id ?? 0,
			hasRecording: row.recorded && !row.running,
			hasVoiceAgent: row.voiceAgent >= 0 && !row.running,
		}))
		.reverse();
}

/** The agents of the account. */
export function agentsOf({ state }: Sandbox): Array<{ id: number; name: string }> {
	return state.users.map(({ id, name }) => ({ id, name }));
}

/** Requests to exactly this path since the log was cleared. */
export function requestsFor(sandbox: Sandbox, path: string): LoggedRequest[] {
	return sandbox.requests().filter((request) => request.path === path);
}

/** A time in JustCall's form, in the account's zone. */
export function accountTime({ state }: Sandbox, moment: Date): string {
	return DateTime.fromJSDate(moment, { zone: state.timeZone }).toFormat('yyyy-MM-dd HH:mm:ss');
}

/** The API's answer to a plain GET, without its envelope, requested directly and not through the node. */
export async function answerOf(sandbox: Sandbox, path: string): Promise<Record<string, unknown>> {
	const response = await ask(sandbox, path);
	const { data } = (await response.json()) as { data: Record<string, unknown> };
	return data;
}

/** The bytes of a recording, requested directly and not through the node. */
export async function recordingBytes(sandbox: Sandbox, callId: number): Promise<Buffer> {
	const response = await ask(sandbox, `/v2.1/calls/${callId}/recording/download`);
	return Buffer.from(await response.arrayBuffer());
}

async function ask({ url, apiKey, apiSecret }: Sandbox, path: string): Promise<Response> {
	const response = await fetch(url + path, { headers: { authorization: `${apiKey}:${apiSecret}` } });
	if (!response.ok) throw new Error(`The sandbox answered ${response.status} to ${path}`);
	return response;
}
