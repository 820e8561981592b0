import fc from 'fast-check';

import { fileFacts } from '../../nodes/shared/answers/fileName';
import { contentOf } from '../../nodes/shared/answers/mediaType';
import { HEADS, PICTURES, RAW } from '../harness/mediaHeads';

const bytes = (base64: string) => Buffer.from(base64, 'base64');
const facts = (head: Buffer | undefined, type?: string, disposition?: string, url?: string) =>
	fileFacts({ 'content-type': type, 'content-disposition': disposition }, 'call-7', 'audio/mpeg', {
		...(head && { content: contentOf(head) }),
		...(url !== undefined && { url }),
	});

describe('the first bytes decide', () => {
	it.each(HEADS)('%s', (_name, head, mimeType, extension) => {
		for (const type of [undefined, 'binary/octet-stream', 'text/html', 'audio/x-ms-wax', 'image/png'])
			expect(facts(bytes(head), type)).toEqual({ mimeType, fileName: `call-7.${extension}` });
		// Neither the name nor the header contradicts them.
		expect(facts(bytes(head), 'audio/gsm', 'attachment; filename="x.gsm"')).toEqual({
			mimeType,
			fileName: `x.${extension}`,
		});
	});

	it.each([
		...HEADS.map(([name, head]) => [name, head] as const),
		...PICTURES.map(([head, what]) => [what, head] as const),
	])('%s: and only the first', (_name, head) => {
		// As inside of something else.
		const inside = Buffer.concat([Buffer.from([0x01, 0x02]), bytes(head), Buffer.alloc(400, 1)]);
		expect(contentOf(inside)).toEqual({ kind: 'unknown' });
	});

	it('behind an ID3 tag too', () => {
		const tag = Buffer.from('ID3\x03\0\0\0\0\x01\0', 'latin1');
		const behind = (found: string) =>
			Buffer.concat([tag, Buffer.alloc(128), bytes(HEADS.find(([name]) => name === found)?.[1] ?? '')]);
		expect(contentOf(behind('FLAC'))).toMatchObject({ types: ['audio/flac'] });
		expect(contentOf(behind('AAC in ADTS'))).toMatchObject({ types: ['audio/aac'] });
		expect(contentOf(tag)).toMatchObject({ types: ['audio/mpeg'] });
	});

	it('of a stream of packets', () => {
		const packet = Buffer.alloc(188);
		packet.write('G');
		expect(contentOf(Buffer.concat([packet, packet, packet]))).toMatchObject({ types: ['video/mp2t'] });
	});

	it.each(RAW)('and those of bare samples say nothing', (head) => {
		expect(contentOf(bytes(head))).toEqual({ kind: 'unknown' });
		expect(facts(bytes(head), 'audio/basic')).toEqual({ mimeType: 'audio/basic', fileName: 'call-7.au' });
	});
});

describe('where they leave it open', () => {
	const mp4 = bytes(HEADS.find(([name]) => name === 'M4A')?.[1] ?? '');
	it.each([
		['audio/mp4', undefined, 'audio/mp4', 'call-7.m4a'],
		['video/mp4', undefined, 'video/mp4', 'call-7.mp4'],
		['video/mp4', 'a.m4a', 'audio/mp4', 'a.m4a'],
		['audio/mp4', 'a.mp4', 'audio/mp4', 'a.mp4'],
		['video/mp4', 'a.mp4', 'video/mp4', 'a.mp4'],
		['audio/wav', 'a.wav', 'audio/mp4', 'a.m4a'],
	])('an MP4 served as %s, named %s, is %s', (type, name, mimeType, fileName) => {
		const disposition = name === undefined ? undefined : `attachment; filename=${name}`;
		expect(facts(mp4, type, disposition)).toEqual({ mimeType, fileName });
	});
});

describe('without bytes that say something', () => {
	it('the name goes before the header', () => {
		expect(facts(undefined, 'audio/mpeg', 'attachment; filename=a.wav')).toEqual({
			mimeType: 'audio/wav',
			fileName: 'a.wav',
		});
	});

	it('the header goes before the address, and that before nothing', () => {
		const url = 'https://storage.example.com/r/4711.wav?signature=x.ogg';
		expect(facts(undefined, 'audio/flac', undefined, url).fileName).toBe('call-7.flac');
		expect(facts(undefined, 'binary/octet-stream', undefined, url).fileName).toBe('call-7.wav');
	});

	it.each([
		['audio/wave', 'audio/wav', 'wav'],
		['audio/vnd.wave', 'audio/wav', 'wav'],
		['audio/vnd.wave; codec=1', 'audio/wav', 'wav'],
		['audio/x-wav', 'audio/wav', 'wav'],
		['audio/x-pn-wav', 'audio/wav', 'wav'],
		['AUDIO/WAV', 'audio/wav', 'wav'],
		['audio/x-mpeg', 'audio/mpeg', 'mp3'],
		['audio/mpeg3', 'audio/mpeg', 'mp3'],
		['audio/x-mpeg-3', 'audio/mpeg', 'mp3'],
		['audio/x-mp3', 'audio/mpeg', 'mp3'],
		['audio/mpg;charset=binary', 'audio/mpeg', 'mp3'],
		['Audio/MPEG', 'audio/mpeg', 'mp3'],
		[' audio/wav ; codec=1', 'audio/wav', 'wav'],
		['audio/mpeg, audio/mpeg', 'audio/mpeg', 'mp3'],
		['audio/x-m4a', 'audio/mp4', 'm4a'],
		['audio/mp4a-latm', 'audio/mp4', 'm4a'],
		['audio/aac', 'audio/aac', 'aac'],
		['audio/aacp', 'audio/aac', 'aac'],
		['audio/flac', 'audio/flac', 'flac'],
		['audio/x-flac', 'audio/flac', 'flac'],
		['audio/ogg', 'audio/ogg', 'ogg'],
		['audio/ogg; codecs=opus', 'audio/ogg', 'ogg'],
		['application/ogg', 'audio/ogg', 'ogg'],
		['audio/opus', 'audio/ogg', 'ogg'],
		['audio/webm', 'audio/webm', 'webm'],
		['audio/amr', 'audio/amr', 'amr'],
		['audio/AMR-WB', 'audio/amr-wb', 'awb'],
		['audio/3gpp', 'audio/3gpp', '3gp'],
		['audio/x-aiff', 'audio/aiff', 'aiff'],
		['audio/x-caf', 'audio/x-caf', 'caf'],
		['audio/gsm', 'audio/gsm', 'gsm'],
		['audio/unknown', 'audio/unknown', 'bin'],
		['binary/octet-stream', 'audio/mpeg', 'mp3'],
		['application/octet-stream', 'audio/mpeg', 'mp3'],
		['application/force-download', 'audio/mpeg', 'mp3'],
		['application/download', 'audio/mpeg', 'mp3'],
		['application/x-download', 'audio/mpeg', 'mp3'],
		['evil\r\nX: 1', 'audio/mpeg', 'mp3'],
		['', 'audio/mpeg', 'mp3'],
	])('%j is %s', (type, mimeType, extension) => {
		expect(facts(undefined, type)).toEqual({ mimeType, fileName: `call-7.${extension}` });
	});
});

describe('what is no sound', () => {
	it.each([
		['Recording not available', 'text'],
		['ok', 'text'],
		['Aufnahme nicht verf\u00fcgbar', 'text'],
		['\ufeff{"status":"failed"}', 'JSON'],
		['{"status":"failed","message":"Recording not found"}', 'JSON'],
		['[]', 'JSON'],
		['null', 'JSON'],
		['"no recording"', 'JSON'],
		['<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>', 'XML'],
		['<Error><Code>NoSuchKey</Code></Error>', 'XML'],
		['<!DOCTYPE html><title>Sign in</title>', 'an HTML page'],
		['\n<html><body>Gone</body></html>', 'an HTML page'],
		['<?xml version="1.0"?><!DOCTYPE html><html/>', 'an HTML page'],
		['\r\n \t', 'nothing but space'],
		['ID3 tag missing', 'text'],
		['RIFF is not WAVE', 'text'],
		['#EXTM3U\n#EXT-X-VERSION:3\nhttps://example.com/a.ts', 'text'],
		['--boundary\r\nContent-Type: audio/mpeg', 'text'],
	])('%j is %s', (text, what) => {
		expect(contentOf(Buffer.from(text))).toMatchObject({ kind: 'text', what });
	});

	it('text of one byte a sign, and of two', () => {
		const said = 'Aufnahme nicht verf\u00fcgbar';
		const utf16 = Buffer.from(`\ufeff${said}`, 'utf16le');
		for (const text of [Buffer.from(said, 'latin1'), utf16, Buffer.from(utf16).swap16()])
			expect(contentOf(text)).toEqual({ kind: 'text', what: 'text' });
	});

	it('bytes that no text has make it none', () => {
		for (const byte of ['\0', '\x01', '\x0b', '\x1a'])
			expect(contentOf(Buffer.from(`some words${byte}and others`))).toEqual({ kind: 'unknown' });
	});

	it.each(PICTURES)('%s is %s', (head, what) => {
		expect(contentOf(bytes(head))).toEqual({ kind: 'other', what });
	});

	it.each([
		['%PDF-1.7\n%\xe2\xe3', 'a PDF'],
		['PK\x03\x04\x14\0', 'a ZIP archive'],
		['\x1f\x8b\x08\0\0', 'a gzip archive'],
	])('%j is %s', (head, what) => {
		expect(contentOf(Buffer.from(head, 'latin1'))).toEqual({ kind: 'other', what });
	});

	it('never: a text of words, whatever they are', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }), (text) => {
				const clean = text.replace(/[\p{Cc}\p{Cs}]/gu, ' ');
				expect(contentOf(Buffer.from(clean)).kind).toBe('text');
			}),
		);
	});
});
