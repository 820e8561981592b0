import { connect, createServer } from 'node:net';

const HOST = '127.0.0.1';

/** A port that is free right now, chosen by the operating system. */
export async function freePort(): Promise<number> {
	return await new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(0, HOST, () => {
			const address = server.address();
			const port = typeof address === 'object' && address !== null ? address.port : 0;
			server.close(() => resolve(port));
		});
	});
}

/** The wanted port if it is free, otherwise the next free one above it. */
export async function nextFreePort(wanted: number, notThese: readonly number[] = []): Promise<number> {
	for (let port = wanted; port < Math.min(wanted + 200, 65_536); port++) {
		if (!notThese.includes(port) && (await isFree(port))) return port;
	}
	throw new Error(`No free port from ${wanted} upwards`);
}

/**
 * A port is free when nothing answers there and the address can be bound. Either check alone misses some busy
 * ports.
 */
async function isFree(port: number): Promise<boolean> {
	return !(await answers(port)) && (await canBind(port));
}

/** Whether something listens on a port. */
export async function answers(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect({ port, host: HOST });
		const finish = (result: boolean) => {
			socket.destroy();
			resolve(result);
		};
		socket.once('connect', () => finish(true));
		socket.once('error', () => finish(false));
		socket.setTimeout(500, () => finish(false));
	});
}

async function canBind(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen(port, HOST, () => server.close(() => resolve(true)));
	});
}
