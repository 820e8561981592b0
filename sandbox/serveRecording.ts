import type { FastifyReply } from 'fastify';
import type { OutgoingHttpHeaders } from 'node:http';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';

import { makeRecording } from './recordings';
import type { Settings } from './settings';

/** A recording, and how it is served. */
export interface ServedRecording extends Omit<Settings['recordings'], 'redirect'> {
	title: string;
	seconds: number;
	/** File name, unless the settings set one. */
	ownName: string;
}

/** How the answer breaks in the middle: the connection ends, or nothing more comes. */
export type Broken = 'truncate' | 'stallBody';

const PACKERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
	gzip: gzipSync,
	'x-gzip': gzipSync,
	deflate: deflateSync,
	// The default takes a hundred times as long, for a tenth less.
	br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
};

/**
 * Serves a recording as the settings say: correctly, or in the way of storage hosts and proxies.
 *
 * @param accepted the Accept-Encoding header of the request
 * @returns the status that was sent; 0 when the answer was cut
 */
export async function serveRecording(
	reply: FastifyReply,
	recording: ServedRecording,
	accepted: unknown,
	broken?: Broken,
): Promise<number> {
	const { status = 200, contentType = 'audio/mpeg', fileName = recording.ownName } = recording;
	const disposition =
		recording.disposition ?? `attachment; filename="${fileName.replace(/[^\x20-\x7e]/g, '')}"`;
	const made = makeRecording(recording.title, recording.seconds, recording.bytes);
	const { packing } = recording;
	const isPacked = packing !== undefined && !(recording.negotiates && !takes(accepted, packing));
	const isMade = recording.content === undefined && !isPacked;
	const content = isMade ? undefined : await bytesOf(recording, isPacked ? packing : undefined);
	const length = content?.length ?? made.length;
	const headers: OutgoingHttpHeaders = {
		...(reply.getHeaders() as OutgoingHttpHeaders),
		...(!recording.isChunked && { 'content-length': length }),
		// Header bytes are written unchanged, one byte for each character.
		...(disposition && { 'content-disposition': Buffer.from(disposition).toString('latin1') }),
		...(contentType && { 'content-type': contentType }),
		...(isPacked && { 'content-encoding': packing }),
	};
	reply.hijack();
	reply.raw.writeHead(status, headers);
	if (broken) {
		const half = Math.floor(length / 2);
		const begun = content?.subarray(0, half);
		const wasSent = () => broken === 'truncate' && setTimeout(() => reply.raw.destroy(), 20);
		if (begun) reply.raw.write(begun, wasSent);
		else {
			const stream = makeRecording(recording.title, recording.seconds, half).stream();
			stream.pipe(reply.raw, { end: false });
			stream.once('end', wasSent);
		}
		return 0;
	}
	if (content) reply.raw.end(content);
	else made.stream().pipe(reply.raw);
	return status;
}

async function bytesOf(
	{ title, seconds, bytes, content }: ServedRecording,
	packing: string | undefined,
): Promise<Buffer> {
	const pieces: Buffer[] = [];
	if (content !== undefined) pieces.push(Buffer.from(content, 'base64'));
	else for await (const piece of makeRecording(title, seconds, bytes).stream()) pieces.push(piece as Buffer);
	const whole = Buffer.concat(pieces);
	return packing === undefined ? whole : (PACKERS[packing]?.(whole) ?? whole);
}

function takes(accepted: unknown, packing: string): boolean {
	return String(accepted ?? '*')
		.split(',')
		.map((coding) => coding.split(';')[0]?.trim())
		.some((coding) => coding === packing || coding === '*');
}
