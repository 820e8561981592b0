import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { useRawApi } from './testing/rawApi';
import { SandboxClient } from './client';
import { loadContract } from '../contract/load';
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
		expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
		expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
		expect(await page.text()).toContain('/_sandbox/page.js');
		const style = await fetch(`${api.sandbox.url}${CONTROL}/page.css`);
		expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
		const script = await fetch(`${api.sandbox.url}${CONTROL}/page.js`);
		expect(await script.text()).not.toMatch(/innerHTML|insertAdjacent|document\.write/);
	});

	it('gives key and secret at one address', async () => {
		const { url: baseUrl, apiKey, apiSecret } = api.sandbox;
		const response = await fetch(`${baseUrl}${CONTROL}/credential`);
		expect(await response.json()).toEqual({ baseUrl, apiKey, apiSecret });
	});

	it('names every event, and the option for its record', async () => {
		const { body } = await api.get(`${CONTROL}/events`);
		expect(body).toHaveLength(loadContract().events.size);
		expect(body).toEqual(
			expect.arrayContaining([
				{ type: 'call.missed', name: 'Call Missed', idName: 'callId' },
				{ type: 'appointment.scheduled', name: 'Appointment Scheduled', idName: 'appointmentId' },
			]),
		);
	});

	it('lists requests without bodies, and finds some of them', async () => {
		await api.get('/v2.1/calls?call_direction=Incoming');
		await api.get('/v2.1/calls/1');
		await api.send('POST', '/v2.1/texts/tags', { name: 'New', color_code: '#ffffff' });
		await api.get('/v2.1/users?colour=red');
		const found = async (search: string) => {
			const { body } = await api.get(`${CONTROL}/requests/summaries?${search}`);
			expect(body.total).toBe(4);
			return (body.requests as Array<Record<string, unknown>>).map(({ path }) => path);
		};
		const all = ['/v2.1/calls', '/v2.1/calls/1', '/v2.1/texts/tags', '/v2.1/users'];
		expect(await found('')).toEqual(all);
		expect(await found('last=2')).toEqual(all.slice(2));
		expect(await found('only=writes')).toEqual(['/v2.1/texts/tags']);
		expect(await found('only=failed')).toEqual(['/v2.1/calls/1', '/v2.1/users']);
		expect(await found('find=INCOMING')).toEqual(['/v2.1/calls']);
		expect(await found('find=Create%20a%20tag')).toEqual(['/v2.1/texts/tags']);
		expect(await found('find=nothing')).toEqual([]);
		const { text } = await api.get(`${CONTROL}/requests/summaries`);
		expect(text).not.toContain('#ffffff');
	});

	it('gives one request with its body and its answer, and says when it is gone', async () => {
		await api.send('POST', '/v2.1/texts/tags', { name: 'New', color_code: '#ffffff' });
		await api.get('/v2.1/users');
		const [first, second] = api.sandbox.requests();
		const one = await api.get(`${CONTROL}/requests/${first?.id}`);
		expect(one.body).toMatchObject({
			name: 'Create a tag',
			body: { name: 'New' },
			isBodyCut: false,
			answer: { isCut: false, headers: { 'content-type': expect.stringContaining('json') } },
		});
		const { answer } = one.body as unknown as { answer: { text: string } };
		expect(JSON.parse(answer.text)).toMatchObject({ data: { name: 'New' } });
		expect((await api.get(`${CONTROL}/requests/${second?.id}`)).text).not.toContain(api.sandbox.apiSecret);
		api.sandbox.clearRequests();
		const gone = await api.get(`${CONTROL}/requests/${first?.id}`);
		expect([gone.status, gone.body.message]).toEqual([404, 'It is not in the log any more.']);
	});

	it('gives the answers that faults spoil as they went out, and none for a file or a cut connection', async () => {
		api.sandbox.fault({ kind: 'html', times: 1 });
		await api.get('/v2.1/users');
		api.sandbox.fault({ kind: 'reset', times: 1 });
		await api.get('/v2.1/users').catch(() => undefined);
		const recorded = api.sandbox.state.calls.find(({ recorded, running }) => recorded && !running);
		await api.get(`/v2.1/calls/${recorded?.id}/recording/download`);
		const answers = await Promise.all(
			api.sandbox
				.requests()
				.map(
					async ({ id }) =>
						(await api.get(`${CONTROL}/requests/${id}`)).body.answer as { text: string } | null,
				),
		);
		expect(answers.map((answer) => answer?.text.slice(0, 15))).toEqual([
			'<!doctype html>',
			undefined,
			undefined,
		]);
	});

	it('tells of messages, calls and bookings since the start with receiver and words, newest first', async () => {
		const happened = async () =>
			(await api.get(`${CONTROL}/happenings`)).body as unknown as Array<Record<string, unknown>>;
		expect(await happened()).toEqual([]);
		const number = api.sandbox.state.numbers[2]!;
		const hostile = '<img src=x onerror="document.title=1">';
		await api.send('POST', '/v2.1/texts/new', {
			justcall_number: number.justcall_number,
			contact_number: '12025550143',
			body: hostile,
			media_url: 'https://files.example.com/a.png',
			restrict_once: 'No',
		});
		expect(await happened()).toMatchObject([
			{
				kind: 'sms',
				direction: 'out',
				number: '12025550143',
				line: number.justcall_line_name,
				lineNumber: number.justcall_number,
				text: hostile,
				media: ['https://files.example.com/a.png'],
				status: 'Delivered',
			},
		]);
		const { data: call } = api.sandbox.emit({ type: 'call.voicemail' });
		for (const type of ['whatsapp.message_received', 'sd.call_completed', 'appointment.scheduled'])
			api.sandbox.emit({ type });
		const all = await happened();
		expect(all.map(({ kind }) => kind).sort()).toEqual([
			'appointment',
			'call',
			'dialerCall',
			'sms',
			'whatsapp',
		]);
		expect(all.find(({ kind }) => kind === 'call')).toMatchObject({
			direction: 'in',
			id: call.id,
			name: call.contact_name,
			number: call.contact_number,
			text: 'Hello, please call me back when you have a moment.',
			status: expect.stringMatching(/^Voicemail, \d\d:\d\d:\d\d$/),
		});
		for (const { name, number: digits } of all) expect(`${String(name)}${String(digits)}`).not.toBe('');
		api.sandbox.reset();
		expect(await happened()).toEqual([]);
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
		['/events', { type: 'sms.sent', callId: 1 }, /takes messageId, not callId/],
		['/events', { type: 'sms.sent', messageId: 'x' }, /messageId/],
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
