import type { Page } from 'playwright-core';

/** A still of a film, as it comes from the browser. */
export interface Still {
	/** A WebP file of the part that differs from the still before. */
	webp: Buffer;
	/** Where the part lies: even pixels from the top left corner. */
	x: number;
	y: number;
	/** Milliseconds for which it is shown. */
	ms: number;
}

/** A chunk of a RIFF file: four letters, and bytes. */
type Chunk = readonly [name: string, data: Buffer];

/** Flags of the header of a WebP file, and of a still: https://developers.google.com/speed/webp/docs/riff_container */
const HAS_ANIMATION = 0b10;
const DO_NOT_BLEND = 0b10;
/** The chunks of a WebP file that hold its picture. */
const PICTURE = ['ALPH', 'VP8 ', 'VP8L'];

/**
 * An animated WebP, which repeats for ever.
 *
 * @param size pixels of the whole picture; the first still fills it
 */
export function animated(
	stills: readonly Still[],
	{ width, height }: { width: number; height: number },
): Buffer {
	return riff([
		['VP8X', Buffer.concat([Buffer.from([HAS_ANIMATION, 0, 0, 0]), uint24(width - 1), uint24(height - 1)])],
		// A white ground, and no end of the repetitions.
		['ANIM', Buffer.from([255, 255, 255, 255, 0, 0])],
		...stills.map(frame),
	]);
}

function frame({ webp, x, y, ms }: Still): Chunk {
	const parts = chunksOf(webp).filter(([name]) => PICTURE.includes(name));
	const { width, height } = sizeOf(parts);
	return [
		'ANMF',
		Buffer.concat([
			...[x / 2, y / 2, width - 1, height - 1, ms].map(uint24),
			Buffer.from([DO_NOT_BLEND]),
			...parts.map(written),
		]),
	];
}

/** The chunks of a WebP file. */
export function chunksOf(webp: Buffer): Chunk[] {
	if (webp.toString('latin1', 0, 4) !== 'RIFF' || webp.toString('latin1', 8, 12) !== 'WEBP')
		throw new Error('this is not a WebP file');
	const chunks: Chunk[] = [];
	for (let at = 12; at + 8 <= webp.length;) {
		const length = webp.readUInt32LE(at + 4);
		chunks.push([webp.toString('latin1', at, at + 4), webp.subarray(at + 8, at + 8 + length)]);
		at += 8 + length + (length % 2);
	}
	return chunks;
}

/** Pixels of a still picture, from the header of its data. */
function sizeOf(parts: readonly Chunk[]): { width: number; height: number } {
	for (const [name, data] of parts) {
		if (name === 'VP8 ')
			return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
		if (name === 'VP8L') {
			const bits = data.readUInt32LE(1);
			return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
		}
	}
	throw new Error('the WebP file has no picture');
}

function riff(chunks: readonly Chunk[]): Buffer {
	return written(['RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks.map(written)])]);
}

function written([name, data]: Chunk): Buffer {
	const head = Buffer.alloc(8);
	head.write(name, 'latin1');
	head.writeUInt32LE(data.length, 4);
	return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

function uint24(value: number): Buffer {
	const bytes = Buffer.alloc(3);
	bytes.writeUIntLE(value, 0, 3);
	return bytes;
}

/** Functions of the page that draws. Chromium writes WebP itself: without loss at quality 1. */
const DRAWING = `
const toBase64 = async (blob) => {
	const bytes = new Uint8Array(await blob.arrayBuffer());
	let text = '';
	for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
	return btoa(text);
};
const decode = async (base64) =>
	await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))], { type: 'image/png' }));
const surface = (width, height) => new OffscreenCanvas(width, height).getContext('2d', { alpha: false, willReadFrequently: true });
/** The smaller one of both forms; without loss unless that is larger. */
const encode = async ({ canvas }, quality) => {
	const forms = await Promise.all([1, quality].map((q) => canvas.convertToBlob({ type: 'image/webp', quality: q })));
	return await toBase64(forms.sort((a, b) => a.size - b.size)[0]);
};
let shown, before;
globalThis.still = async (png, quality) => {
	const image = await decode(png);
	const drawing = surface(image.width, image.height);
	drawing.drawImage(image, 0, 0);
	return await encode(drawing, quality);
};
/** Draws a picture with the pointer, and gives the part that is new. */
globalThis.part = async (png, pointer, quality) => {
	if (png !== null) shown = await decode(png);
	const { width, height } = shown;
	const drawing = surface(width, height);
	drawing.drawImage(shown, 0, 0);
	drawPointer(drawing, pointer);
	const now = new Uint32Array(drawing.getImageData(0, 0, width, height).data.buffer);
	let [left, top, right, bottom] = before ? [width, height, -1, -1] : [0, 0, width - 1, height - 1];
	if (before)
		for (let place = 0; place < now.length; place++) {
			if (now[place] === before[place]) continue;
			const x = place % width, y = (place - x) / width;
			left = Math.min(left, x); right = Math.max(right, x); top = Math.min(top, y); bottom = Math.max(bottom, y);
		}
	before = now;
	if (right < 0) return null;
	left -= left % 2; top -= top % 2;
	const cut = surface(right - left + 1, bottom - top + 1);
	cut.drawImage(drawing.canvas, -left, -top);
	return { webp: await encode(cut, quality), x: left, y: top };
};
const drawPointer = (drawing, { x, y, isPressed }) => {
	if (isPressed) {
		drawing.beginPath();
		drawing.arc(x, y, 16, 0, 2 * Math.PI);
		drawing.fillStyle = 'rgba(255, 109, 90, 0.45)';
		drawing.fill();
	}
	drawing.save();
	drawing.translate(x, y);
	const arrow = new Path2D('M0 0 L0 19 L4.5 15 L7.5 22 L11 20.5 L8 13.8 L14 13.8 Z');
	drawing.lineWidth = 2.5; drawing.strokeStyle = 'white'; drawing.lineJoin = 'round';
	drawing.stroke(arrow);
	drawing.fillStyle = '#111'; drawing.fill(arrow);
	drawing.restore();
};`;

/** Where the pointer is in a still. */
export interface Pointer {
	x: number;
	y: number;
	isPressed: boolean;
}

/** A page of the browser that turns screenshots into WebP. It needs no library. */
export class WebpWriter {
	private constructor(
		private readonly page: Page,
		/** Of the form with loss, from 0 to 1; the form without loss is used where it is smaller. */
		private readonly quality: number,
	) {}

	/** Opens a page for it beside another one. */
	static async beside(page: Page, quality: number): Promise<WebpWriter> {
		const own = await page.context().newPage();
		await own.evaluate(DRAWING);
		return new WebpWriter(own, quality);
	}

	/** A PNG as WebP. */
	async picture(png: Buffer): Promise<Buffer> {
		const written = await this.page.evaluate<string>(`still('${png.toString('base64')}', ${this.quality})`);
		return Buffer.from(written, 'base64');
	}

	/**
	 * The part of a film's next still that differs from the one before.
	 *
	 * @param png the page; `undefined` when only the pointer has moved
	 * @returns `undefined` when nothing differs
	 */
	async part(png: Buffer | undefined, pointer: Pointer): Promise<Omit<Still, 'ms'> | undefined> {
		const part = await this.page.evaluate<{ webp: string; x: number; y: number } | null>(
			`part(${png ? `'${png.toString('base64')}'` : 'null'}, ${JSON.stringify(pointer)}, ${this.quality})`,
		);
		return part ? { ...part, webp: Buffer.from(part.webp, 'base64') } : undefined;
	}
}
