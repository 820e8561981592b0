const EXTENSION_OF: Readonly<Record<string, string>> = {
	'audio/mpeg': 'mp3',
	'audio/mp3': 'mp3',
	'audio/wav': 'wav',
	'audio/x-wav': 'wav',
	'audio/ogg': 'ogg',
	'audio/mp4': 'm4a',
	'audio/webm': 'webm',
};

/** What a downloaded file is called and what it is. */
export interface FileFacts {
	fileName: string;
	mimeType: string;
}

/**
 * Names a downloaded file from its answer's headers. The headers are hostile text: a name loses every path part,
 * control character and leading dot, and is cut at 120 characters.
 *
 * @param headers lower-case names, as Node gives them
 * @param fallbackName used without extension when the answer names no file, for example "call-328951212"
 * @param fallbackType used when the answer does not say, for example "audio/mpeg" (FACTS.md section 8)
 */
export function fileFacts(
	headers: Record<string, unknown>,
	fallbackName: string,
	fallbackType: string,
): FileFacts {
	const stated =
		String(headers['content-type'] ?? '')
			.split(';')[0]
			?.trim()
			.toLowerCase() ?? '';
	const typed = /^[a-z]+\/[a-z0-9.+-]+$/.test(stated) && stated !== 'application/octet-stream';
	const mimeType = typed ? stated : fallbackType;
	const name = sanitise(nameIn(String(headers['content-disposition'] ?? '')));
	return { fileName: name || `${fallbackName}.${EXTENSION_OF[mimeType] ?? 'bin'}`, mimeType };
}

function nameIn(disposition: string): string {
	const extended = /filename\*\s*=\s*[\w-]*'[\w-]*'([^;]+)/i.exec(disposition)?.[1];
	if (extended) {
		try {
			return decodeURIComponent(extended.trim());
		} catch {
			// Not percent-encoded text: the plain form below is the better guess.
		}
	}
	const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))/i.exec(disposition);
	return (plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2] ?? '').trim();
}

function sanitise(name: string): string {
	const last = name.split(/[\\/]/).pop() ?? '';
	const clean = last
		.replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '')
		.trim()
		.replace(/^\.+/, '');
	if (clean.length <= 120) return clean;
	const extension = /\.[A-Za-z0-9]{1,8}$/.exec(clean)?.[0] ?? '';
	return clean.slice(0, 120 - extension.length) + extension;
}
