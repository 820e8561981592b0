import { animated, chunksOf } from '../../tools/editor/webp';

/** A picture without loss: its size in 14 bits each, and data that nobody reads here. */
function still(width: number, height: number): Buffer {
	const data = Buffer.alloc(6);
	data[0] = 0x2f;
	data.writeUInt32LE((width - 1) | ((height - 1) << 14), 1);
	return file(['VP8L', data]);
}

/** A picture with loss, in the long form that has a header of its own. */
function lossyStill(width: number, height: number): Buffer {
	const data = Buffer.alloc(11);
	data.writeUInt16LE(width, 6);
	data.writeUInt16LE(height, 8);
	return file(['VP8X', Buffer.alloc(10)], ['VP8 ', data]);
}

function file(...chunks: Array<[string, Buffer]>): Buffer {
	const body = chunks.map(([name, data]) => {
		const head = Buffer.alloc(8);
		head.write(name);
		head.writeUInt32LE(data.length, 4);
		return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
	});
	const head = Buffer.from('RIFF0000WEBP');
	head.writeUInt32LE(4 + Buffer.concat(body).length, 4);
	return Buffer.concat([head, ...body]);
}

const film = animated(
	[
		{ webp: still(300, 200), x: 0, y: 0, ms: 500 },
		{ webp: lossyStill(21, 9), x: 42, y: 10, ms: 70_000 },
		{ webp: still(2, 2), x: 0, y: 0, ms: 10 },
	],
	{ width: 300, height: 200 },
);

it('gives the size of the film and every still, in their order', () => {
	expect(film.readUInt32LE(4)).toBe(film.length - 8);
	const [header, repetition, ...frames] = chunksOf(film);
	expect(header).toEqual(['VP8X', Buffer.from([2, 0, 0, 0, 0x2b, 0x01, 0, 0xc7, 0, 0])]);
	expect(repetition?.[0]).toBe('ANIM');
	expect(repetition?.[1].readUInt16LE(4)).toBe(0);
	expect(frames.map(([name]) => name)).toEqual(['ANMF', 'ANMF', 'ANMF']);
	expect(film.length % 2).toBe(0);
});

it('places a still in steps of two pixels, with its own size and time', () => {
	const [, , first, second] = chunksOf(film).map(([, data]) => data);
	const numbers = (frame?: Buffer) => [0, 3, 6, 9, 12].map((at) => frame?.readUIntLE(at, 3));
	expect(numbers(first)).toEqual([0, 0, 299, 199, 500]);
	expect(numbers(second)).toEqual([21, 5, 20, 8, 70_000]);
	// Drawn over the still before as it is.
	expect([first?.[15], second?.[15]]).toEqual([2, 2]);
	// The picture alone: the header of the long form may stand in a file once.
	expect(second?.toString('latin1', 16, 20)).toBe('VP8 ');
	expect(second).toHaveLength(16 + 8 + 12);
});

it('refuses a file that is none', () => {
	expect(() => chunksOf(Buffer.from('GIF89a and more bytes'))).toThrow('not a WebP file');
});
