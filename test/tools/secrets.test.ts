import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { filesUnder, formsOf, leaksIn } from '../../tools/gates/outputs';

const KEY = 'key-4711';
const SECRET = 'a "strange"/secret+of our own';
const folder = mkdtempSync(join(tmpdir(), 'justcall-secrets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([
	['as it is', Buffer.from(`{"x": 1}\0${SECRET}\0`)],
	['in an address', Buffer.from(`GET /?s=${encodeURIComponent(SECRET)}`)],
	['in JSON', Buffer.from(JSON.stringify({ SECRET }))],
	['in a Basic header', Buffer.from(Buffer.from(`${KEY}:${SECRET}`).toString('base64'))],
	...[0, 1, 2].map((offset): [string, Buffer] => [
		`in Base64 of something longer, offset ${offset}`,
		Buffer.from(Buffer.from(`${'x'.repeat(offset)}${SECRET} and more`).toString('base64')),
	]),
])('finds a secret %s', (_how, content) => {
	const file = join(folder, 'output.bin');
	writeFileSync(file, content);
	expect(leaksIn(filesUnder([folder]), formsOf(KEY, SECRET)).map((leak) => leak.file)).toEqual([file]);
	writeFileSync(
		file,
		content.map((byte) => byte ^ 1),
	);
	expect(leaksIn(filesUnder([folder]), formsOf(KEY, SECRET))).toEqual([]);
});

it('has nothing to look at where nothing is', () => {
	expect(filesUnder([join(folder, 'none')])).toEqual([]);
});
