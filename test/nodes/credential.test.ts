import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject, IExecuteFunctions, INodeType } from 'n8n-workflow';

import { startInProcess, type InProcessN8n } from '../../tools/engine/inProcess';
import { KEY, SECRET } from '../harness/sandboxed';

/**
 * A node that sends a given request with the credential, in both ways of n8n's nodes; HTTP Request uses the
 * second.
 */
const requester = {
	description: { name: 'requester', version: 1, properties: [], credentials: [{ name: 'justCallApi' }] },
	async execute(this: IExecuteFunctions) {
		const { options, legacy } = this.getInputData()[0]?.json as { options: IDataObject; legacy: boolean };
		// Used by its name, because it is deprecated, but n8n's own HTTP Request node still uses it.
		const way = legacy ? 'requestWithAuthentication' : 'httpRequestWithAuthentication';
		const send = this.helpers[way];
		await send.call(this, 'justCallApi', options as never);
		return [[]];
	},
} as unknown as INodeType;

let elsewhere: Server;
let redirecting: Server;
let n8n: InProcessN8n;
const reached: IncomingHttpHeaders[] = [];
const urlOf = (server: Server, host: string) => `http://${host}:${(server.address() as AddressInfo).port}`;
const listening = async (server: Server) =>
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

beforeAll(async () => {
	elsewhere = createServer((request, response) => {
		reached.push(request.headers);
		response.end('{}');
	});
	redirecting = createServer((_, response) => {
		response.writeHead(302, { location: urlOf(elsewhere, 'localhost') }).end();
	});
	await Promise.all([listening(elsewhere), listening(redirecting)]);
	const account = {
		apiKey: KEY,
		apiSecret: SECRET,
		baseUrl: urlOf(redirecting, '127.0.0.1'),
		timezone: 'UTC',
	};
	n8n = await startInProcess(account, { requester });
});
beforeEach(() => (reached.length = 0));
afterAll(() => {
	n8n.stop();
	elsewhere.close();
	redirecting.close();
});

const send = async (legacy: boolean, options: IDataObject) =>
	await n8n.run('requester', {}, { items: [{ json: { legacy, options } }] });

it('is not taken along a redirect by the HTTP Request node, which follows it', async () => {
	const { error } = await send(true, {
		uri: `${urlOf(redirecting, '127.0.0.1')}/x`,
		followRedirect: true,
		followAllRedirects: true,
		sendCredentialsOnCrossOriginRedirect: true,
	});
	expect(error).toBeUndefined();
	expect(reached).toHaveLength(1);
	expect(reached[0]?.authorization).toBeUndefined();
});

it.each([true, false])(
	'where nobody says that n8n can keep it back, no redirect is followed (legacy: %s)',
	async (legacy) => {
		const url = `${urlOf(redirecting, '127.0.0.1')}/x`;
		await send(legacy, { url, uri: url, followRedirect: true, followAllRedirects: true });
		expect(reached).toEqual([]);
	},
);

it('is not sent to an address that only looks like being below the base URL', async () => {
	const { port } = elsewhere.address() as AddressInfo;
	for (const url of [`http:127.0.0.1:${port}/x`, `http:/127.0.0.1:${port}/x`]) {
		const { error } = await send(false, { url });
		expect(error?.message).toMatch(/key and secret were not sent to/);
	}
	expect(reached).toEqual([]);
});
