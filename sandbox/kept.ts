/** Keeps the newest details up to a number of bytes; older ones go first. */
export class Kept<Detail> {
	private readonly details = new Map<number, { detail: Detail; bytes: number }>();
	private bytes = 0;

	/** @param limit bytes that all of them may have together */
	constructor(private readonly limit: number) {}

	/** @param id ascending */
	set(id: number, detail: Detail, bytes: number): void {
		this.bytes += bytes - (this.details.get(id)?.bytes ?? 0);
		this.details.set(id, { detail, bytes });
		for (const [oldest, { bytes: freed }] of this.details) {
			if (this.bytes <= this.limit || oldest === id) break;
			this.details.delete(oldest);
			this.bytes -= freed;
		}
	}

	/** The detail, or `undefined` when there was none or it had to go. */
	get(id: number): Detail | undefined {
		return this.details.get(id)?.detail;
	}

	clear(): void {
		this.details.clear();
		this.bytes = 0;
	}
}

/** A text as it is kept. */
export interface KeptText {
	/** The text, or its beginning. */
	text: string;
	/** Bytes of the whole text. */
	bytes: number;
	isCut: boolean;
}

/** Cuts a text to so many bytes. The copy does not hold the long text in memory. */
export function keptText(text: string, most: number): KeptText {
	const bytes = Buffer.byteLength(text);
	if (bytes <= most) return { text, bytes, isCut: false };
	// The decoder leaves out a sign whose bytes are not all there.
	const begun = new TextDecoder().decode(Buffer.from(text).subarray(0, most), { stream: true });
	return { text: begun, bytes, isCut: true };
}
