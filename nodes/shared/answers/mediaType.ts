/*
 * Type of a file, by its first bytes. This package has its own table: packages for this (file-type is the best
 * maintained) know some two hundred types, are ES modules that would have to be bundled, and do not recognize
 * text, which is what often comes instead of a recording.
 */

/** A type of sound or video, under the name that this package uses. */
interface MediaType {
	type: string;
	/** In lower case; the first is the usual one. */
	extensions: readonly string[];
	/** Other names that servers use for it. */
	aliases?: readonly string[];
}

/** When several types fit, the first one is taken: a recording of a call is sound. */
const MEDIA: readonly MediaType[] = [
	{
		type: 'audio/mpeg',
		extensions: ['mp3', 'mp2', 'mpga'],
		aliases: [
			'audio/mp3',
			'audio/mpeg3',
			'audio/mpg',
			'audio/mpa',
			'audio/x-mp3',
			'audio/x-mpeg',
			'audio/x-mpeg-3',
			'audio/x-mpeg3',
			'audio/x-mpegaudio',
			'audio/x-mpg',
		],
	},
	{
		type: 'audio/wav',
		extensions: ['wav', 'wave'],
		aliases: ['audio/wave', 'audio/x-wav', 'audio/x-wave', 'audio/x-pn-wav', 'audio/vnd.wave'],
	},
	{
		type: 'audio/mp4',
		extensions: ['m4a', 'mp4', 'm4b'],
		aliases: ['audio/m4a', 'audio/x-m4a', 'audio/x-mp4', 'audio/mpeg4', 'audio/mp4a-latm', 'application/mp4'],
	},
	{ type: 'video/mp4', extensions: ['mp4', 'm4v'], aliases: ['video/x-m4v', 'video/mpeg4'] },
	{ type: 'video/quicktime', extensions: ['mov', 'qt'] },
	{
		type: 'audio/aac',
		extensions: ['aac'],
		aliases: ['audio/aacp', 'audio/x-aac', 'audio/x-hx-aac-adts', 'audio/vnd.dlna.adts'],
	},
	{ type: 'audio/flac', extensions: ['flac'], aliases: ['audio/x-flac', 'application/x-flac'] },
	{
		type: 'audio/ogg',
		extensions: ['ogg', 'oga', 'opus', 'spx'],
		aliases: ['application/ogg', 'audio/x-ogg', 'audio/opus', 'audio/vorbis', 'audio/speex'],
	},
	{ type: 'video/ogg', extensions: ['ogv'] },
	{ type: 'audio/webm', extensions: ['webm', 'weba'] },
	{ type: 'video/webm', extensions: ['webm'] },
	{ type: 'audio/matroska', extensions: ['mka'], aliases: ['audio/x-matroska'] },
	{ type: 'video/matroska', extensions: ['mkv'], aliases: ['video/x-matroska'] },
	{ type: 'audio/amr', extensions: ['amr'], aliases: ['audio/amr-nb', 'audio/x-amr'] },
	{ type: 'audio/amr-wb', extensions: ['awb'], aliases: ['audio/x-amr-wb'] },
	{ type: 'audio/3gpp', extensions: ['3gp'] },
	{ type: 'video/3gpp', extensions: ['3gp'] },
	{ type: 'audio/3gpp2', extensions: ['3g2'] },
	{ type: 'video/3gpp2', extensions: ['3g2'] },
	{ type: 'audio/aiff', extensions: ['aiff', 'aif', 'aifc'], aliases: ['audio/x-aiff', 'sound/aiff'] },
	{ type: 'audio/x-caf', extensions: ['caf'], aliases: ['audio/caf'] },
	{ type: 'audio/basic', extensions: ['au', 'snd'], aliases: ['audio/x-au', 'audio/au'] },
	{ type: 'audio/x-ms-wma', extensions: ['wma'], aliases: ['audio/wma', 'audio/x-wma'] },
	{ type: 'video/x-ms-wmv', extensions: ['wmv', 'asf'], aliases: ['video/x-ms-asf'] },
	{ type: 'video/mp2t', extensions: ['ts'] },
	{ type: 'video/x-msvideo', extensions: ['avi'], aliases: ['video/avi', 'video/vnd.avi'] },
	{ type: 'audio/gsm', extensions: ['gsm'], aliases: ['audio/x-gsm'] },
];

/** Content of a file according to its first bytes. */
export type Content =
	/** Sound or video: the possible types, the likeliest first. */
	| { kind: 'media'; types: readonly string[] }
	/** Text: an error, a page, a message. `what` fits "came instead of sound". */
	| { kind: 'text'; what: string }
	/** A file of another kind; `what` fits "came instead of sound". */
	| { kind: 'other'; what: string }
	/** Bytes that do not identify a type. */
	| { kind: 'unknown' };

type Test = (head: Buffer) => boolean;

const starts =
	(text: string, at = 0): Test =>
	(head) =>
		head.toString('latin1', at, at + text.length) === text;

/** First bytes of WebM and Matroska; the name of the format follows them. */
const EBML = '\x1a\x45\xdf\xa3';

/** Sound and video by their first bytes. No text and no file of another kind begins with these. */
const SIGNATURES: ReadonlyArray<{ is: Test; types: readonly string[] }> = [
	{ is: (head) => /^(?:RIFF|RIFX|RF64|BW64)[^]{4}WAVE/.test(latin(head)), types: ['audio/wav'] },
	{
		is: (head) => /^[^]{4}ftyp3g2/.test(latin(head)),
		types: ['audio/3gpp2', 'video/3gpp2'],
	},
	{ is: (head) => /^[^]{4}ftyp3g/.test(latin(head)), types: ['audio/3gpp', 'video/3gpp'] },
	{ is: (head) => /^[^]{4}ftypqt/.test(latin(head)), types: ['video/quicktime'] },
	{ is: starts('ftyp', 4), types: ['audio/mp4', 'video/mp4'] },
	{ is: starts('OggS\0'), types: ['audio/ogg', 'video/ogg'] },
	{ is: (head) => /^fLaC[\0\x80]/.test(latin(head)), types: ['audio/flac'] },
	{ is: starts('#!AMR-WB'), types: ['audio/amr-wb'] },
	{ is: (head) => /^#!AMR(?:_MC1\.0)?\n/.test(latin(head)), types: ['audio/amr'] },
	{
		is: (head) => starts(EBML)(head) && head.subarray(0, 64).includes('webm'),
		types: ['audio/webm', 'video/webm'],
	},
	{ is: starts(EBML), types: ['audio/matroska', 'video/matroska'] },
	{ is: (head) => /^FORM[^]{4}AIF[FC]/.test(latin(head)), types: ['audio/aiff'] },
	{ is: starts('caff\0'), types: ['audio/x-caf'] },
	{ is: starts('.snd\0'), types: ['audio/basic'] },
	{ is: starts('\x30\x26\xb2\x75\x8e\x66\xcf\x11'), types: ['audio/x-ms-wma', 'video/x-ms-wmv'] },
	{ is: (head) => /^RIFF[^]{4}AVI /.test(latin(head)), types: ['video/x-msvideo'] },
	// Packets have 188 bytes. The first sign alone could also begin a text.
	{ is: (head) => /^G[^]{187}G[^]{187}G/.test(head.toString('latin1', 0, 400)), types: ['video/mp2t'] },
	{ is: isMpegFrame, types: ['audio/mpeg'] },
	{ is: (head) => /^\xff[\xf0\xf1\xf8\xf9]/.test(latin(head)), types: ['audio/aac'] },
	// An MPEG-4 stream in the frames that some telephone systems write.
	{ is: starts('ADIF'), types: ['audio/aac'] },
];

const OTHERS: ReadonlyArray<{ is: Test; what: string }> = [
	{ is: starts('%PDF-'), what: 'a PDF' },
	{ is: starts('\x89PNG\r\n'), what: 'a PNG picture' },
	{ is: starts('\xff\xd8\xff'), what: 'a JPEG picture' },
	{ is: (head) => /^GIF8[79]a/.test(latin(head)), what: 'a GIF picture' },
	{ is: (head) => /^RIFF[^]{4}WEBP/.test(latin(head)), what: 'a WebP picture' },
	{ is: (head) => starts('PK\x03\x04')(head) || starts('PK\x05\x06')(head), what: 'a ZIP archive' },
	{ is: starts('\x1f\x8b\x08'), what: 'a gzip archive' },
];

/** Most bytes at a file's beginning that {@link contentOf} looks at. */
export const HEAD_BYTES = 4096;

/** Bytes by which text is recognized, as in the WHATWG's MIME Sniffing standard. */
const TEXT_BYTES = 1445;

/**
 * Recognizes the content of a file by its first bytes.
 *
 * @param head the first bytes: {@link HEAD_BYTES}, or all of a shorter file
 */
export function contentOf(head: Buffer): Content {
	const sound = SIGNATURES.find(({ is }) => is(head)) ?? behindTag(head);
	if (sound) return { kind: 'media', types: sound.types };
	const other = OTHERS.find(({ is }) => is(head));
	if (other) return { kind: 'other', what: other.what };
	const text = textIn(head);
	return text === undefined ? { kind: 'unknown' } : { kind: 'text', what: kindOfText(text) };
}

/** Media type that a server stated, without parameters and in lower case; empty when it is not a type. */
export function statedType(header: unknown): string {
	const stated = String(header ?? '')
		.split(/[;,]/)[0]
		?.trim()
		.toLowerCase();
	return stated !== undefined && /^[a-z]+\/[a-z0-9.+-]+$/.test(stated) ? stated : '';
}

/** Media types of files that are not sound. */
const NO_SOUND = /^(?:text|image|font|message|multipart)\/|json|xml|html|pdf|javascript/;

/** Whether a type in the form of {@link statedType} says that a file is not sound. */
export function saysNoSound(stated: string): boolean {
	return NO_SOUND.test(stated);
}

/** Type and extension of a file. */
export interface KnownType {
	mimeType: string;
	/** Without a dot; the first is the usual one. */
	extensions: readonly string[];
}

/**
 * The type of a file by all evidence: first its bytes, then its name, then the server's type. Later evidence
 * decides only what earlier evidence leaves open: the bytes say MP4, and the name says whether it has a
 * picture.
 *
 * @param extensions of the names that it has, the better name first
 * @param stated in the form of {@link statedType}
 * @returns the type; `undefined` when no evidence gives one
 */
export function typeOf(
	content: Content,
	extensions: readonly string[],
	stated: string,
): KnownType | undefined {
	const named = extensions.map((extension) => MEDIA.filter((media) => media.extensions.includes(extension)));
	const [name, ...others] = named;
	const said = [
		content.kind === 'media' ? MEDIA.filter(({ type }) => content.types.includes(type)) : [],
		name ?? [],
		MEDIA.filter(({ type, aliases = [] }) => type === stated || aliases.includes(stated)),
		...others,
	];
	let left = MEDIA;
	for (const these of said) {
		const both = left.filter((media) => these.includes(media));
		if (both.length > 0) left = both;
	}
	const [first] = left;
	if (first && left !== MEDIA) return { mimeType: first.type, extensions: first.extensions };
	return /^(?:audio|video)\//.test(stated) ? { mimeType: stated, extensions: ['bin'] } : undefined;
}

/** Whether an extension, without a dot, is one of sound or video. */
export function isMediaExtension(extension: string): boolean {
	return MEDIA.some(({ extensions }) => extensions.includes(extension.toLowerCase()));
}

/** The type of a name in this table; `undefined` when it is not there. */
export function mediaType(type: string): KnownType | undefined {
	const found = MEDIA.find((media) => media.type === type);
	return found && { mimeType: found.type, extensions: found.extensions };
}

/** One character for each of the first bytes. */
function latin(head: Buffer): string {
	return head.toString('latin1', 0, 100);
}

/**
 * The header of an MPEG frame of layer II or III: sync bits, and no reserved value. Layer I is no longer used,
 * and its header looks like UTF-16.
 */
function isMpegFrame(head: Buffer): boolean {
	const [sync = 0, version = 0, rates = 0xff] = head;
	const isSync = sync === 0xff && (version & 0xe0) === 0xe0;
	const layer = (version >> 1) & 3;
	return (
		isSync &&
		((version >> 3) & 3) !== 1 &&
		(layer === 1 || layer === 2) &&
		rates >> 4 !== 15 &&
		((rates >> 2) & 3) !== 3
	);
}

/** Content after an ID3 tag: usually MP3, but also AAC and FLAC. */
function behindTag(head: Buffer): { types: readonly string[] } | undefined {
	const [, , , version = 0] = head;
	// "ID3 tag missing" is a text: a version is never a letter.
	if (!starts('ID3')(head) || version === 0 || version > 4) return undefined;
	const [a = 0, b = 0, c = 0, d = 0] = head.subarray(6, 10);
	const rest = head.subarray(10 + ((a << 21) | (b << 14) | (c << 7) | d));
	return SIGNATURES.find(({ is }) => rest.length > 0 && is(rest)) ?? { types: ['audio/mpeg'] };
}

/**
 * The text that a file begins with; `undefined` when it is not text, because it has bytes that text does not
 * have.
 */
export function textIn(head: Buffer): string | undefined {
	if (/^\xff\xfe/.test(latin(head))) return head.toString('utf16le', 2);
	if (/^\xfe\xff/.test(latin(head)))
		return Buffer.from(head.subarray(2, head.length - (head.length % 2)))
			.swap16()
			.toString('utf16le');
	if (head.subarray(0, TEXT_BYTES).some(isInNoText)) return undefined;
	const text = head.toString('utf8').replace(/^\ufeff/, '');
	// The last character may be cut. Old text with one byte for each character has a few bytes above ASCII; sound
	// has many.
	const strange = [...text.slice(0, TEXT_BYTES)].filter((sign) => sign === '\ufffd').length;
	return strange * 5 <= Math.min(text.length, TEXT_BYTES) + 4 ? text : undefined;
}

/** Control bytes other than white space and the escape character of terminals. */
function isInNoText(byte: number): boolean {
	return byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d && byte !== 0x0b) && byte !== 0x1b;
}

function kindOfText(text: string): string {
	const start = text.trimStart().slice(0, 2000);
	if (/^<(?:!doctype html|html|head|body)\b/i.test(start) || /<html\b/i.test(start)) return 'an HTML page';
	if (/^<[?!a-z]/i.test(start)) return 'XML';
	if (/^(?:[{[]|"|null\b|true\b|false\b|\d+\s*$)/.test(start)) return 'JSON';
	return start === '' ? 'nothing but space' : 'text';
}
