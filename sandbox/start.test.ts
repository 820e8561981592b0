import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { HANDLERS } from './handlers';
import { startSandbox } from './server';

/** How many servers listen in this process. */
async function listening(): Promise<number> {
	// Node lets go of a closed server a few turns of the event loop later.
	for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
	return process.getActiveResourcesInfo().filter((kind) => kind === 'TCPServerWrap').length;
}

it('listens twice, for the API and for the storage of recordings, and stops both', async () => {
	const before = await listening();
	const sandbox = await startSandbox({ calls: 10 });
	try {
		expect(await listening()).toBe(before + 2);
	} finally {
		await sandbox.stop();
	}
	expect(await listening()).toBe(before);
});

it('leaves no wait behind: an hour until a delivery ends with it', async () => {
	const sandbox = await startSandbox({ calls: 10, probe: 'off' });
	await fetch(`${sandbox.url}/v2.1/webhooks`, {
		method: 'POST',
		headers: {
			authorization: `${sandbox.apiKey}:${sandbox.apiSecret}`,
			'content-type': 'application/json',
		},
		body: JSON.stringify({ webhook_url: 'http://127.0.0.1:9/hook', type: 'call.missed' }),
	});
	expect(sandbox.emit({ type: 'call.missed', delaySeconds: 3600 }).requestIds).toHaveLength(1);
	await sandbox.stop();
	await sandbox.settled();
	expect(sandbox.deliveries()).toEqual([]);
});

describe('a start that fails', () => {
	it('leaves nothing when the port is taken', async () => {
		const other = createServer().listen(0, '127.0.0.1');
		await once(other, 'listening');
		const before = await listening();
		const { port } = other.address() as AddressInfo;
		const error: unknown = await startSandbox({ calls: 10, port }).catch((reason: unknown) => reason);
		const after = await listening();
		other.close();
		expect(error).toMatchObject({ code: 'EADDRINUSE' });
		expect(after).toBe(before);
	});

	it('leaves nothing when an operation of the contract has no handler', async () => {
		const { listUsers } = HANDLERS;
		const handlers = HANDLERS as Record<string, typeof listUsers>;
		const before = await listening();
		delete handlers.listUsers;
		const error: unknown = await startSandbox({ calls: 10 }).catch((reason: unknown) => reason);
		handlers.listUsers = listUsers;
		expect(String(error)).toBe('Error: The sandbox has no handler for listUsers');
		expect(await listening()).toBe(before);
	});

	it('leaves nothing when the interface does not exist', async () => {
		const before = await listening();
		const error: unknown = await startSandbox({ calls: 10, host: '192.0.2.1' }).catch(
			(reason: unknown) => reason,
		);
		expect(error).toMatchObject({ code: 'EADDRNOTAVAIL' });
		expect(await listening()).toBe(before);
	});
});
