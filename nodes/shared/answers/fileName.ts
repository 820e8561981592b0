import { isMediaExtension, mediaType, statedType, typeOf, type Content, type KnownType } from './mediaType';

/** Name and type of a downloaded file. */
export interface FileFacts {
	fileName: string;
	mimeType: string;
}

/** Further evidence about a file, in addition to its headers. */
export interface FileEvidence {
	/** Content according to its first bytes; see `contentOf`. */
	content?: Content;
	/** Address of the file; its path may end with an extension. */
	url?: string;
	/** Name that the user chose, sanitised; see {@link ownFileName}. */
	wanted?: string;
}

/**
 * Most characters and bytes of a name. File systems take 255 bytes, and users may want to put a date before the
 * name.
 */
const MOST_CHARACTERS = 120;
const MOST_BYTES = 200;

/** Names that Windows reserves for devices, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])(?=[ .]|$)/i;

/**
 * Names a downloaded file from its answer's headers and its first bytes. The headers are hostile text: a name
 * loses every path part, control character and leading dot, and is cut at 120 characters.
 *
 * The type comes first from the bytes, then from the name, then from the header (servers often label recordings
 * wrongly). The name gets an extension of that type if it has none.
 *
 * @param headers lower-case names, as Node gives them
 * @param fallbackName name without extension, used when the answer names no file, for example "call-328951212"
 * @param fallbackType type used when nothing else gives it, for example "audio/mpeg" (FACTS.md section 8)
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
 * Cleans a name from a user or an expression: path separators become "-", and characters that a file system
 * refuses are removed.
 *
 * @returns the name; empty when nothing of it is left
 */
export function ownFileName(text: string): string {
	const name = sanitised(text.trim().replace(/[\\/]+/g, '-'));
	return /[\p{L}\p{N}\p{S}]/u.test(name) ? name : '';
}

/**
 * The name with the extension of the file's type. The extension of another sound or video type is replaced,
 * because it would be wrong.
 */
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

/** The beginning of a name with at most this many characters. No character is cut in two. */
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

/** The file name in a Content-Disposition header, in any form (RFC 6266, and the forms that servers use instead). */
function nameIn(disposition: string): string {
	const parameters = new Map<string, string>();
	// Read from the left, because quoted text may look like a parameter.
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

/** A name in pieces: filename*0, filename*1 ..., each plain or percent-encoded (RFC 2231). */
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
 * An extended value (RFC 8187): charset, language, percent-encoded text. The charset may be missing, and so may
 * the encoding.
 *
 * @returns the text; `undefined` when it is empty or its bytes do not fit its charset
 */
function extendedValue(value: string): string | undefined {
	const [, charset = 'utf-8', text = value] = /^([\w-]*)'[\w-]*'([^]*)$/.exec(value) ?? [];
	const bytes = percentDecoded(text.trim());
	const decoded = /^(?:iso-8859-|latin|windows-125|us-ascii)/i.test(charset)
		? bytes.toString('latin1')
		: utf8(bytes);
	return decoded === '' ? undefined : decoded;
}

/**
 * A plain value. Servers write it as it is, as UTF-8 bytes (which Node reads as Latin-1), as encoded words (RFC
 * 2047) or percent-encoded.
 */
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

/** The bytes of a text, with percent-encoded bytes decoded. A "%" that begins no such byte stays a "%". */
function percentDecoded(text: string): Buffer {
	const pieces = text.split(/((?:%[0-9a-f]{2})+)/i);
	return Buffer.concat(
		pieces.map((piece, place) =>
			place % 2 === 1 ? Buffer.from(piece.replaceAll('%', ''), 'hex') : Buffer.from(piece, 'utf8'),
		),
	);
}

/** @returns the text; `undefined` when the bytes are not UTF-8 */
function utf8(bytes: Buffer): string | undefined {
	const text = bytes.toString('utf8');
	return text.includes('\ufffd') ? undefined : text;
}

/** The last part of a text that may be a path on any system. */
function lastPiece(name: string): string {
	return name.split(/[\\/]/).pop() ?? '';
}

/** A name without invisible characters and characters that file systems refuse. */
function sanitised(name: string): string {
	const clean = name
		.normalize('NFC')
		.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}<>:"|?*\ufffd]/gu, '')
		.replace(/\s+/g, ' ')
		// A leading dot hides the file, and programs read a name with a leading hyphen as an option.
		.replace(/^[. -]+/, '')
		.replace(/[. ]+$/, '');
	return DEVICE.test(clean) ? `_${clean}` : clean;
}
