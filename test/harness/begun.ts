import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/**
 * The requests that Node begins while work runs, as "METHOD path", in order. A request that is given up at once on a busy
 * machine may never arrive, so the sandbox cannot say how often something was tried.
 *
 * @param url address of the sandbox; requests to others are not counted
 */
export async function begun(url: string, work: () => Promise<unknown>): Promise<string[]> {
	const { host } = new URL(url);
	const seen: string[] = [];
	const note = (message: unknown) => {
		const { request } = message as { request: ClientRequest };
		if (request.getHeader('host') === host) seen.push(`${request.method} ${request.path}`);
	};
	subscribe('http.client.request.start', note);
	try {
		await work();
		return seen;
	} finally {
		unsubscribe('http.client.request.start', note);
	}
}
