import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';

/*
 * assets/voice.mp3: a ring tone (sox, 440 + 480 Hz) and a spoken sentence (espeak-ng), encoded with `lame
 * --nores --cbr -b 24 -m m -t --noreplaygain`: independent frames of one size, without a bit reservoir or
 * header frame. Any number of whole frames, repeated in any order, is a playable file.
 */
const VOICE = join(__dirname, 'assets', 'voice.mp3');
const FRAME_BYTES = 108;
const FRAME_SECONDS = 0.036;
const FRAMES_PER_CHUNK = 600;

let voice: Buffer | undefined;

/** A recording that is generated while it is read. */
export interface Recording {
	/** Size in bytes. */
	length: number;
	stream: () => Readable;
}

/**
 * A real MP3 for a call: its own title tag (so no two calls have the same bytes), then speech for the length of
 * the call. It is never in memory as a whole.
 *
 * @param bytes exact length wanted instead of `seconds`; the last frame may then be cut
 */
export function makeRecording(title: string, seconds: number, bytes?: number): Recording {
	voice ??= readFileSync(VOICE);
	const frames = voice;
	const tag = titleTag(title);
	const audio = Math.max(1, Math.round(seconds / FRAME_SECONDS)) * FRAME_BYTES;
	const length = bytes ?? tag.length + audio;
	return { length, stream: () => Readable.from(pieces(tag, frames, length), { objectMode: false }) };
}

function* pieces(tag: Buffer, frames: Buffer, length: number): Generator<Buffer> {
	const loop = Buffer.concat(
		Array.from({ length: Math.ceil((FRAMES_PER_CHUNK * FRAME_BYTES) / frames.length) }, () => frames),
	);
	let left = length;
	for (let piece = tag; left > 0; piece = loop) {
		yield piece.length <= left ? piece : piece.subarray(0, left);
		left -= Math.min(piece.length, left);
	}
}

/** An ID3v2.3 tag with a title. */
function titleTag(title: string): Buffer {
	const text = Buffer.from(`\u0000${title}`, 'latin1');
	const frame = Buffer.alloc(10);
	frame.write('TIT2', 'latin1');
	frame.writeUInt32BE(text.length, 4);
	const size = frame.length + text.length;
	const header = Buffer.from([
		0x49,
		0x44,
		0x33,
		3,
		0,
		0,
		(size >> 21) & 127,
		(size >> 14) & 127,
		(size >> 7) & 127,
		size & 127,
	]);
	return Buffer.concat([header, frame, text]);
}
