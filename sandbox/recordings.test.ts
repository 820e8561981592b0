import { useRawApi } from './testing/rawApi';
import { makeRecording } from './recordings';

const api = useRawApi({ calls: 120 });

/** Frames of an MP3 after its ID3 tag: their number, their sizes, the remaining bytes. */
function frames(file: Buffer): { count: number; left: number } {
	const tag = 10 + ((file[6]! << 21) | (file[7]! << 14) | (file[8]! << 7) | file[9]!);
	let at = tag;
	let count = 0;
	// MPEG-2 layer III: sync bits, then 24 kbit/s at 16 kHz, 108 bytes a frame.
	while (at + 4 <= file.length && file[at] === 0xff && (file[at + 1]! & 0xf6) === 0xf2) {
		at += 108;
		count++;
	}
	return { count, left: file.length - at };
}

async function collect(title: string, seconds: number, bytes?: number): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of makeRecording(title, seconds, bytes).stream()) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

describe('a recording', () => {
	it('is an MP3 of whole frames, as long as the call', async () => {
		const row = api.sandbox.state.calls.find(({ recorded, talk }) => recorded && talk > 20)!;
		const response = await fetch(`${api.sandbox.url}/v2.1/calls/${row.id}/recording/download`, {
			headers: { Authorization: 'sandbox-key:sandbox-secret' },
		});
		const file = Buffer.from(await response.arrayBuffer());
		expect(response.headers.get('content-type')).toBe('audio/mpeg');
		expect(response.headers.get('content-length')).toBe(String(file.length));
		expect(response.headers.get('content-disposition')).toBe(
			`attachment; filename="recording-${row.id}.mp3"`,
		);
		expect(file.subarray(0, 3).toString()).toBe('ID3');
		const { count, left } = frames(file);
		expect(left).toBe(0);
		expect(count * 0.036).toBeCloseTo(row.talk, 0);
	});

	it('differs from call to call', async () => {
		expect((await collect('Call 1', 10)).equals(await collect('Call 2', 10))).toBe(false);
	});

	it('has exactly the bytes that are asked for', async () => {
		for (const bytes of [0, 5, 1000, 200_000]) expect((await collect('x', 10, bytes)).length).toBe(bytes);
	});

	it('is not there without one, or while the call runs', async () => {
		const silent = api.sandbox.state.calls.find(({ recorded }) => !recorded)!;
		const running = api.sandbox.emit({ type: 'call.answered' }).data.id;
		for (const id of [silent.id, running, 1])
			expect((await api.get(`/v2.1/calls/${String(id)}/recording/download`)).status).toBe(404);
		api.sandbox.emit({ type: 'call.completed', callId: Number(running) });
		expect((await api.get(`/v2.1/calls/${String(running)}/recording/download`)).status).toBe(200);
	});
});

describe('redirected to storage', () => {
	it('comes from another host that refuses a second authentication', async () => {
		api.sandbox.set({ recordings: { redirect: true } });
		const row = api.sandbox.state.calls.find(({ recorded }) => recorded)!;
		const { status, headers } = await api.get(`/v2.1/calls/${row.id}/recording/download`);
		const location = headers.get('location') ?? '';
		expect(status).toBe(302);
		expect(new URL(location).origin).toBe(api.sandbox.storage.url);
		expect((await fetch(location, { headers: { Authorization: 'x:y' } })).status).toBe(400);
		expect((await fetch(location.replace(/signature=.*/, 'signature=forged'))).status).toBe(403);
		const file = Buffer.from(await (await fetch(location)).arrayBuffer());
		expect(frames(file).left).toBe(0);
	});
});
