import { CONTROL } from './control';
import type { Delivery, Emission, Fault, LoggedRequest, Settings, SettingsChange } from './server';

/** The control interface of a sandbox in another process, by the names of the sandbox object. */
export class SandboxClient {
	/** @param url address of the sandbox, without path */
	constructor(private readonly url: string) {}

	requests = async () => await this.ask<LoggedRequest[]>('GET', '/requests');
	clearRequests = async () => await this.ask('DELETE', '/requests');
	set = async (change: SettingsChange) => await this.ask<Settings>('POST', '/settings', change);
	fault = async (fault: Fault) => await this.ask('POST', '/faults', fault);
	clearFaults = async () => await this.ask('DELETE', '/faults');
	emit = async (emission: Emission) =>
		await this.ask<{ data: Record<string, unknown>; requestIds: string[] }>('POST', '/events', emission);
	deliveries = async () => await this.ask<Delivery[]>('GET', '/deliveries');
	reset = async () => await this.ask('POST', '/reset');

	private async ask<T = unknown>(method: string, path: string, body?: object): Promise<T> {
		const response = await fetch(`${this.url}${CONTROL}${path}`, {
			method,
			...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
		});
		const answer = (await response.json()) as T & { message?: string };
		if (!response.ok)
			throw new Error(`The sandbox refused ${method} ${path}: ${answer.message ?? response.status}`);
		return answer;
	}
}
