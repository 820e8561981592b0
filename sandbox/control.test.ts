import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { useRawApi } from './testing/rawApi';
import { SandboxClient } from './client';
import { CONTROL } from './control';

const api = useRawApi({ calls: 60 });

describe('the control interface', () => {
	it('does over HTTP what the object does', async () => {
		const client = new SandboxClient(api.sandbox.url);
		await api.get('/v2.1/users');
		expect(await client.requests()).toMatchObject([{ operationId: 'listUsers', status: 200 }]);
		await client.clearRequests();
		expect(api.sandbox.requests()).toEqual([]);
		expect(await client.set({ frames: 'bare', recordings: { bytes: 10 } })).toMatchObject({
			frames: 'bare',
			recordings: { bytes: 10, redirect: false },
		});
		await client.fault({ kind: 'status', status: 418 });
		expect((await api.get('/v2.1/users')).status).toBe(418);
		await client.fault({ kind: 'html' });
		await client.clearFaults();
		expect((await api.get('/v2.1/users')).status).toBe(200);
		expect((await client.emit({ type: 'call.missed' })).data).toMatchObject({
			call_info: { type: 'Missed' },
		});
		expect(api.sandbox.state.calls).toHaveLength(61);
		expect(await client.deliveries()).toEqual([]);
		await client.reset();
		expect(api.sandbox.state.calls).toHaveLength(60);
		expect(api.sandbox.settings().frames).toBe('framed');
	});

	it('gives the newest entries of a log, and a page for people', async () => {
		await api.get('/v2.1/users');
		await api.get('/v2.1/user_groups');
		const newest = await fetch(`${api.sandbox.url}${CONTROL}/requests?last=1`);
		expect(await newest.json()).toMatchObject([{ operationId: 'listUserGroups' }]);
		const page = await fetch(api.sandbox.url);
		expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
		expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
		expect(await page.text()).toContain('/_sandbox/page.js');
		const script = await fetch(`${api.sandbox.url}${CONTROL}/page.js`);
		expect(await script.text()).not.toMatch(/innerHTML|insertAdjacent|document\.write/);
	});

	it('tells what is there, never the secret', async () => {
		const response = await fetch(`${api.sandbox.url}${CONTROL}`);
		const text = await response.text();
		expect(JSON.parse(text)).toMatchObject({ counts: { calls: 60, agents: 30, numbers: 12 }, breaches: [] });
		expect(text).not.toContain(api.sandbox.apiSecret);
	});

	it.each([
		['/settings', { frames: 'boxed' }, /frames/],
		['/settings', { rateLimits: { burst: { limit: -1, seconds: 1 } } }, /limit/],
		['/faults', { kind: 'earthquake' }, /kind/],
		['/faults', {}, /kind/],
		['/events', { type: 'voicemail.received' }, /no event 'voicemail.received'/],
		['/events', { type: 'call.completed', callId: 1 }, /no call 1/],
	])('%s refuses %j with a sentence', async (path, body, message) => {
		const answer = await api.send('POST', `${CONTROL}${path}`, body);
		expect(answer.status).toBe(400);
		expect(answer.body.message).toMatch(message);
	});
});

describe('npm run sandbox', () => {
	const start = (...args: string[]): ChildProcess & { output: () => string } => {
		const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'cli.ts'), ...args], {
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let output = '';
		for (const stream of [child.stdout, child.stderr])
			stream?.on('data', (chunk) => (output += String(chunk)));
		return Object.assign(child, { output: () => output });
	};

	it('prints address and key, answers, and stops on SIGTERM', async () => {
		const child = start('--port', '0', '--calls', '50', '--per-minute', '30', '--unkind');
		while (!child.output().includes('Ctrl-C')) await once(child.stdout!, 'data');
		const url = /Base URL +(\S+)/.exec(child.output())?.[1] ?? '';
		expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
		const key = /API Key +(\S+)/.exec(child.output())?.[1];
		const secret = /API Secret +(\S+)/.exec(child.output())?.[1];
		const response = await fetch(`${url}/v2.1/calls`, { headers: { Authorization: `${key}:${secret}` } });
		expect(await response.json()).toMatchObject({ total_count: 50 });
		expect(response.headers.get('x-rate-limit-burst-limit')).toBe('30');
		expect(response.headers.get('x-rate-limit-limit')).toBeNull();
		child.kill('SIGTERM');
		expect((await once(child, 'exit'))[0]).toBe(0);
	});

	it('says in one sentence that a port is taken, or an option is wrong', async () => {
		const busy = createServer().listen(0, '127.0.0.1');
		await once(busy, 'listening');
		const { port } = busy.address() as { port: number };
		const taken = start('--port', String(port), '--calls', '50');
		const wrong = start('--calls', 'many');
		const codes = await Promise.all(
			[taken, wrong].map(async (child) => (await once(child, 'exit'))[0] as number),
		);
		busy.close();
		expect(codes).toEqual([1, 1]);
		expect(taken.output()).toContain(`Port ${port} is taken. Choose another one with --port.`);
		expect(wrong.output()).toContain('--calls takes a whole number');
		expect(taken.output() + wrong.output()).not.toMatch(/^\s+at /m);
	});
});
