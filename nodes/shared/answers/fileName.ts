import { isMediaExtension, mediaType, statedType, typeOf, type Content, type KnownType } from './mediaType';

/** What a downloaded file is called and what it is. */
export interface FileFacts {
	fileName: string;
	mimeType: string;
}

/** What else speaks of a file, beside its headers. */
export interface FileEvidence {
	/** What its first bytes say, see `contentOf`. */
	content?: Content;
	/** Address that it came from: its path may end with an extension. */
	url?: string;
	/** Name that somebody wants it to have, sanitised, see {@link ownFileName}. */
	wanted?: string;
}

/** Most characters and bytes of a name: file systems take 255 bytes, and somebody may want to put a date before it. */
const MOST_CHARACTERS = 120;
const MOST_BYTES = 200;

/** Names that Windows keeps for devices, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])(?=[ .]|$)/i;

/**
 * Names a downloaded file from its answer's headers and its first bytes. The headers are hostile text: a name loses every path
 * part, control character and leading dot, and is cut at 120 characters.
 *
 * What the file is say first its bytes, then its name, then the header (servers label recordings as they like); the name gets
 * the extension of that type, where it has none of it.
 *
 * @param headers lower-case names, as Node gives them
 * @param fallbackName used without extension when the answer names no file, for example "call-328951212"
 * @param fallbackType used when nothing says what it is, for example "audio/mpeg" (FACTS.md section 8)
 */
export function fileFacts(
	headers: Record<string, unknown>,
	fallbackName: string,
	fallbackType: string,
	{ content = { kind: 'unknown' }, url = '', wanted }: FileEvidence = {},
): FileFacts {
	const given = sanitised(lastPiece(nameIn(String(headers['content-disposition'] ?? ''))));
	const pathOfUrl = URL.canParse(url) ? new URL(url).pathname : '';
	const known: KnownType = typeOf(
		content,
		[extensionOf(given), extensionOf(pathOfUrl)],
		statedType(headers['content-type']),
	) ??
		mediaType(fallbackType) ?? { mimeType: fallbackType, extensions: ['bin'] };
	const name = wanted || given || fallbackName;
	return { fileName: withExtension(name, known.extensions), mimeType: known.mimeType };
}

/**
 * A name that a person or an expression gave: what would make it a path becomes "-", and what a file system does not take goes.
 *
 * @returns empty when nothing is left of it
 */
export function ownFileName(text: string): string {
	const name = sanitised(text.trim().replace(/[\\/]+/g, '-'));
	return /[\p{L}\p{N}\p{S}]/u.test(name) ? name : '';
}

/** The name with the extension of what the file is; another extension of sound or video in its place would be a lie. */
function withExtension(name: string, extensions: readonly string[]): string {
	const [usual = 'bin'] = extensions;
	const own = extensionOf(name);
	const isRight = extensions.includes(own) || (usual === 'bin' && own !== '');
	const stem = isRight || isMediaExtension(own) ? name.slice(0, -own.length - 1) : name;
	const extension = isRight ? name.slice(-own.length) : usual;
	return `${cut(stem, extension.length + 1)}.${extension}`;
}

/** The extension of a name or a path, in lower case; empty when it has none. */
function extensionOf(name: string): string {
	return /[^./\\]\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** The beginning of a name that leaves room for so many characters. No sign is cut in two. */
function cut(name: string, room: number): string {
	let [characters, bytes, kept] = [room, room, ''];
	for (const sign of name) {
		characters += sign.length;
		bytes += Buffer.byteLength(sign);
		if (characters > MOST_CHARACTERS || bytes > MOST_BYTES) break;
		kept += sign;
	}
	return kept.replace(/[. ]+$/, '');
}

/** The file name in a Content-Disposition header, in whatever way it is written (RFC 6266, and what servers do instead). */
function nameIn(disposition: string): string {
	const parameters = new Map<string, string>();
	// Read from the left: what looks like a parameter within quotes is none.
	for (const [, name = '', quoted, bare] of disposition.matchAll(
		/([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\[^])*)(?:"|$)|([^;]*))/g,
	)) {
		const value = quoted?.replace(/\\(["\\])/g, '$1') ?? bare?.trim().replace(/^'(.*)'$/, '$1') ?? '';
		if (!parameters.has(name.toLowerCase())) parameters.set(name.toLowerCase(), value);
	}
	const extended = parameters.get('filename*');
	const fromExtended = extended === undefined ? undefined : extendedValue(extended);
	const plain = parameters.get('filename');
	return fromExtended ?? (plain === undefined ? continued(parameters) : plainValue(plain));
}

/** A name in pieces: filename*0, filename*1 ..., each as it is or percent-encoded (RFC 2231). */
function continued(parameters: ReadonlyMap<string, string>): string {
	let whole = '';
	for (let piece = 0; ; piece++) {
		const encoded = parameters.get(`filename*${piece}*`);
		const next = encoded === undefined ? parameters.get(`filename*${piece}`) : encoded;
		if (next === undefined) break;
		whole += encoded === undefined ? next.replaceAll('%', '%25') : next;
	}
	return extendedValue(whole) ?? '';
}

/**
 * An extended value (RFC 8187): charset, language, percent-encoded text. The charset may be missing, and so may the encoding.
 *
 * @returns `undefined` when the bytes are of another charset than it says, or nothing
 */
function extendedValue(value: string): string | undefined {
	const [, charset = 'utf-8', text = value] = /^([\w-]*)'[\w-]*'([^]*)$/.exec(value) ?? [];
	const bytes = percentDecoded(text.trim());
	const decoded = /^(?:iso-8859-|latin|windows-125|us-ascii)/i.test(charset)
		? bytes.toString('latin1')
		: utf8(bytes);
	return decoded === '' ? undefined : decoded;
}

/** A plain value: as it is, or UTF-8 that Node read as Latin-1, or encoded as if it were something else. */
function plainValue(value: string): string {
	const words = value.replace(
		/=\?([\w-]+)\?([bq])\?([^?]*)\?=(?:\s+(?==\?))?/gi,
		(_, charset: string, way: string, text: string) => {
			const bytes =
				way.toLowerCase() === 'b'
					? Buffer.from(text, 'base64')
					: percentDecoded(text.replace(/_/g, ' ').replace(/=([0-9a-f]{2})/gi, '%$1'));
			return (/^utf-?8$/i.test(charset) ? utf8(bytes) : undefined) ?? bytes.toString('latin1');
		},
	);
	const text = /[^\0-\xff]/.test(words) ? words : (utf8(Buffer.from(words, 'latin1')) ?? words);
	return utf8(percentDecoded(text)) ?? text;
}

/** The bytes of a text, those that are percent-encoded decoded; a "%" before something else is a "%". */
function percentDecoded(text: string): Buffer {
	const pieces = text.split(/((?:%[0-9a-f]{2})+)/i);
	return Buffer.concat(
		pieces.map((piece, place) =>
			place % 2 === 1 ? Buffer.from(piece.replaceAll('%', ''), 'hex') : Buffer.from(piece, 'utf8'),
		),
	);
}

/** @returns `undefined` when the bytes are no UTF-8 */
function utf8(bytes: Buffer): string | undefined {
	const text = bytes.toString('utf8');
	return text.includes('\ufffd') ? undefined : text;
}

/** The last piece of what may be a path of any system. */
function lastPiece(name: string): string {
	return name.split(/[\\/]/).pop() ?? '';
}

/** A name without what no file system takes, or what hides in it. */
function sanitised(name: string): string {
	const clean = name
		.normalize('NFC')
		.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}<>:"|?*\ufffd]/gu, '')
		.replace(/\s+/g, ' ')
		// A dot hides it, and a program takes what begins with a hyphen for one of its options.
		.replace(/^[. -]+/, '')
		.replace(/[. ]+$/, '');
	return DEVICE.test(clean) ? `_${clean}` : clean;
}
