import fc from 'fast-check';

import { fileFacts, ownFileName } from '../../nodes/shared/answers/fileName';

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

	// Node reads the bytes of a header as Latin-1.
	const utf8 = (text: string) => Buffer.from(text).toString('latin1');

	it.each([
		['UTF-8', utf8('attachment; filename="Gespräch mit 田中.mp3"'), 'Gespräch mit 田中.mp3'],
		['UTF-8 without quotes', utf8('attachment; filename=Gespräch.mp3'), 'Gespräch.mp3'],
		['Latin-1', 'attachment; filename="Gespr\u00e4ch.mp3"', 'Gespräch.mp3'],
		['read already', 'attachment; filename="Gespräch 田中.mp3"', 'Gespräch 田中.mp3'],
		['percent-encoded where it should not be', 'attachment; filename="Gespr%C3%A4ch.mp3"', 'Gespräch.mp3'],
		['a percent sign', 'attachment; filename="100% sure.mp3"', '100% sure.mp3'],
		['quoted extended', `attachment; filename*="UTF-8''Gespr%C3%A4ch.mp3"`, 'Gespräch.mp3'],
		['extended in lower case', `attachment; filename*=utf-8'de'Gespr%c3%a4ch.mp3`, 'Gespräch.mp3'],
		['extended in Latin-1', `attachment; filename*=ISO-8859-1''Gespr%E4ch.mp3`, 'Gespräch.mp3'],
		['extended without a charset', 'attachment; filename*=Gespr%C3%A4ch.mp3', 'Gespräch.mp3'],
		['extended with a lone percent sign', `attachment; filename*=UTF-8''100%25%20or%.mp3`, '100% or%.mp3'],
		['extended of another charset', `attachment; filename*=UTF-8''%E4.mp3; filename=b.mp3`, 'b.mp3'],
		['extended and empty', `attachment; filename*=UTF-8''; filename=b.mp3`, 'b.mp3'],
		['in pieces', `attachment; filename*0="long "; filename*1="name.mp3"`, 'long name.mp3'],
		['in encoded pieces', `attachment; filename*0*=UTF-8''Gespr%C3; filename*1*=%A4ch.mp3`, 'Gespräch.mp3'],
		['an encoded word', 'attachment; filename="=?UTF-8?B?R2VzcHLDpGNo?=.mp3"', 'Gespräch.mp3'],
		[
			'an encoded word of the other kind',
			'attachment; filename="=?utf-8?Q?Gespr=C3=A4ch_1?=.mp3"',
			'Gespräch 1.mp3',
		],
		['a quote in it', 'attachment; filename="a \\"b\\" c.mp3"', 'a b c.mp3'],
		['no closing quote', 'attachment; filename="a.mp3', 'a.mp3'],
		['single quotes', "attachment; filename='a.mp3'", 'a.mp3'],
		['a semicolon in it', 'attachment; filename="a; b.mp3"', 'a; b.mp3'],
		[
			'another parameter in it',
			`attachment; filename="a; filename*=UTF-8''b.mp3"`,
			`a; filename=UTF-8''b.mp3`,
		],
		['in capitals, with blanks', 'ATTACHMENT; FileName = "a.mp3"', 'a.mp3'],
		['twice', 'attachment; filename=a.mp3; filename=b.mp3', 'a.mp3'],
		['no disposition before it', 'filename=a.mp3', 'a.mp3'],
		['unescaped Windows path', 'attachment; filename="C:\\temp\\a.mp3"', 'a.mp3'],
		['an encoded path', `attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd`, 'passwd.mp3'],
		['an encoded path where it should not be', 'attachment; filename="..%5C..%5Cboot.ini"', 'boot.ini.mp3'],
		['encoded line breaks', `attachment; filename*=UTF-8''a%0D%0Ab%00.mp3`, 'ab.mp3'],
		['Unicode line breaks', 'attachment; filename="a\u2028b\u2029.mp3"', 'ab.mp3'],
		['half a sign', 'attachment; filename="a\ud83d.mp3"', 'a.mp3'],
		['a device', 'attachment; filename="CON"', '_CON.mp3'],
		['a device with an extension', 'attachment; filename="lpt1.mp3"', '_lpt1.mp3'],
		['a device with several', 'attachment; filename="nul.tar.mp3"', '_nul.tar.mp3'],
		['no device', 'attachment; filename="console.mp3"', 'console.mp3'],
		['an option of a program', 'attachment; filename="-rf.mp3"', 'rf.mp3'],
		['dots and blanks at the end', 'attachment; filename="a.mp3. . "', 'a.mp3'],
		['nothing but dots', 'attachment; filename=".."', 'call-7.mp3'],
		['no extension', 'attachment; filename="4711"', '4711.mp3'],
		['no extension of sound', 'attachment; filename="2025.11.03"', '2025.11.03.mp3'],
		['an extension in capitals', 'attachment; filename="A.MP3"', 'A.MP3'],
		['empty', 'attachment; filename=""', 'call-7.mp3'],
		['no name', 'attachment', 'call-7.mp3'],
		['nonsense', ';;;=;"', 'call-7.mp3'],
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

	it.each(['x', 'ä', '田', '\u{1f600}'])('a long name of %j fits, and no sign is cut', (sign) => {
		const { fileName } = facts(`attachment; filename="${sign.repeat(300)}.mp3"`);
		expect(Buffer.byteLength(fileName)).toBeLessThanOrEqual(200);
		expect(fileName).toMatch(new RegExp(`^(?:${sign}){20,}\\.mp3$`, 'u'));
	});

	it('keeps the extension of a long name', () => {
		expect(facts(`attachment; filename="${'x'.repeat(300)}.mp3"`).fileName).toMatch(/^x{116}\.mp3$/);
	});
});

describe('a name that somebody gives', () => {
	const named = (text: string, type = 'audio/mpeg') => {
		const wanted = ownFileName(text);
		return fileFacts({ 'content-type': type }, 'call-7', 'audio/mpeg', { wanted }).fileName;
	};

	it.each([
		['recording-328951212', 'recording-328951212.mp3'],
		['recording.mp3', 'recording.mp3'],
		['recording.wav', 'recording.mp3'],
		['2025-11-03 Smith & Sons', '2025-11-03 Smith & Sons.mp3'],
		['Smith/Jones', 'Smith-Jones.mp3'],
		['../../etc/passwd', 'etc-passwd.mp3'],
		['C:\\Users\\a', 'C-Users-a.mp3'],
		['a\nb', 'ab.mp3'],
		['Gespräch 田中 \u{1f600}', 'Gespräch 田中 \u{1f600}.mp3'],
		['prn', '_prn.mp3'],
		['Dr. Smith', 'Dr. Smith.mp3'],
		['v1.2', 'v1.2.mp3'],
	])('%j becomes %j', (text, expected) => {
		expect(named(text)).toBe(expected);
	});

	it('gets the extension of what the file is', () => {
		expect(named('a.mp3', 'audio/x-wav')).toBe('a.wav');
		expect(named('a', 'audio/ogg')).toBe('a.ogg');
	});

	it.each(['..', '/', '   ', '\u202e', '.-.', '"*"'])('%j is none', (text) => {
		expect(ownFileName(text)).toBe('');
	});
});

describe('a name without a known type', () => {
	const named = (disposition: string | undefined, type: string) =>
		fileFacts({ 'content-disposition': disposition }, 'call-7', type);

	it.each([
		[undefined, 'application/x-odd', 'call-7.bin'],
		['attachment; filename=a.odd', 'application/x-odd', 'a.odd'],
		['attachment; filename=a', 'application/x-odd', 'a.bin'],
		['attachment; filename=a.mp3', 'application/x-odd', 'a.mp3'],
	])('%s, as %s, is %s', (disposition, type, fileName) => {
		expect(named(disposition, type).fileName).toBe(fileName);
	});

	it.each([
		[' a ', 'a'],
		['a//b\\\\c', 'a-b-c'],
		['...', ''],
		['--', ''],
		['€', '€'],
		['7', '7'],
	])('of its own: %j is %j', (text, name) => {
		expect(ownFileName(text)).toBe(name);
	});
});
