import fc from 'fast-check';

import { fileFacts } from '../../nodes/shared/fileName';

const facts = (disposition?: string, type?: string) =>
	fileFacts({ 'content-disposition': disposition, 'content-type': type }, 'call-7', 'audio/mpeg');

describe('name and type of a downloaded file', () => {
	it.each([
		['quoted', 'attachment; filename="recording.mp3"', 'recording.mp3'],
		['unquoted', 'attachment; filename=recording.mp3', 'recording.mp3'],
		['extended wins', `attachment; filename="a.mp3"; filename*=UTF-8''Gespr%C3%A4ch.mp3`, 'Gespräch.mp3'],
		['broken extended falls back', `attachment; filename*=UTF-8''%E0%A4%A; filename="b.mp3"`, 'b.mp3'],
		['path parts go', 'attachment; filename="../../etc/passwd"', 'passwd.mp3'],
		['Windows path parts go', 'attachment; filename="C:\\\\temp\\\\a.mp3"', 'a.mp3'],
		['line breaks go', 'attachment; filename="a\r\nX-Evil: 1.mp3"', 'aX-Evil 1.mp3'],
		['leading dots go', 'attachment; filename=".htaccess"', 'htaccess.mp3'],
		['direction marks go', 'attachment; filename="a\u202e3pm.exe"', 'a3pm.exe.mp3'],
		['nothing left', 'attachment; filename="../"', 'call-7.mp3'],
		['no header', undefined, 'call-7.mp3'],
	])('%s', (_name, disposition, expected) => {
		expect(facts(disposition).fileName).toBe(expected);
	});

	it.each([
		['audio/mpeg', 'audio/mpeg', 'call-7.mp3'],
		['audio/wav; charset=binary', 'audio/wav', 'call-7.wav'],
		['application/octet-stream', 'audio/mpeg', 'call-7.mp3'],
		[undefined, 'audio/mpeg', 'call-7.mp3'],
		['evil\r\nX: 1', 'audio/mpeg', 'call-7.mp3'],
		['audio/unknown', 'audio/unknown', 'call-7.bin'],
	])('type %p', (type, mimeType, fileName) => {
		expect(facts(undefined, type)).toEqual({ fileName, mimeType });
	});

	it('never gives a name that can leave its folder or break a header, whatever comes in', () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 400 }), fc.boolean(), (text, quoted) => {
				const { fileName } = facts(`attachment; filename=${quoted ? `"${text}"` : text}`);
				expect(fileName).not.toMatch(/[\\/\p{Cc}]|^\./u);
				expect(fileName.length).toBeGreaterThan(0);
				expect(fileName.length).toBeLessThanOrEqual(120);
			}),
		);
	});

	it('keeps the extension of a long name', () => {
		expect(facts(`attachment; filename="${'x'.repeat(300)}.mp3"`).fileName).toMatch(/^x{116}\.mp3$/);
	});
});
