import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const BLOCK = 512;

/**
 * Reads a .tgz as `npm pack` writes it: path inside the package (without the leading `package/`) to content.
 * This code reads it because Windows and slim images do not always have `tar`.
 */
export function readTarball(file: string): Map<string, Buffer> {
	const archive = gunzipSync(readFileSync(file));
	const files = new Map<string, Buffer>();
	let longPath: string | undefined;
	for (let offset = 0; offset + BLOCK <= archive.length;) {
		const header = archive.subarray(offset, offset + BLOCK);
		if (header[0] === 0) break;
		const size = parseInt(text(header, 124, 12), 8);
		const kind = text(header, 156, 1);
		const content = archive.subarray(offset + BLOCK, offset + BLOCK + size);
		if (kind === 'x') {
			longPath = /\d+ path=(.*)\n/.exec(content.toString('utf8'))?.[1];
		} else {
			const prefix = text(header, 345, 155);
			const path = longPath ?? (prefix === '' ? '' : `${prefix}/`) + text(header, 0, 100);
			longPath = undefined;
			if (kind === '0' || kind === '') files.set(path.replace(/^[^/]+\//, ''), Buffer.from(content));
		}
		offset += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
	}
	return files;
}

/** A field of a header: up to its first NUL. */
function text(header: Buffer, start: number, length: number): string {
	return (
		header
			.subarray(start, start + length)
			.toString('utf8')
			.split('\0')[0] ?? ''
	).trim();
}
