import { alarm } from './sleep';

/** The body of an answer as a stream: the part of Node's Readable that is used. */
export interface BodyStream extends AsyncIterable<Uint8Array | string> {
	readonly destroyed: boolean;
	read(): Buffer | string | null;
	unshift(piece: Buffer): void;
	push(...args: unknown[]): boolean;
	destroy(error?: Error): void;
	on(event: string, listener: (...args: never[]) => void): unknown;
	off(event: string, listener: (...args: never[]) => void): unknown;
}

/** Milliseconds that a body may take, and the signal that also ends it. */
export interface BodyLimits {
	/** Longest time without a byte. */
	idle: number;
	/** Longest time from its first byte to its last. */
	whole: number;
	/** Fires when the body is no longer wanted. */
	signal?: AbortSignal | undefined;
}

/** The beginning of a body. */
export interface BodyStart {
	/** Its first bytes. */
	head: Buffer;
	/** All of it, if it ended before enough was read. Otherwise the stream still has all of it. */
	all?: Buffer;
}

/** Whether a body is a stream. */
export function isBodyStream(body: unknown): body is BodyStream {
	return typeof body === 'object' && body !== null && 'read' in body && 'unshift' in body;
}

/**
 * Reads the beginning of a body, and leaves it in the stream for the next reader.
 *
 * @param headBytes most bytes of {@link BodyStart.head}
 * @param wants called with the number of bytes so far and the number that has just come; returns whether to
 *   read on
 * @throws the error that ended the stream early
 */
export async function readStart(
	stream: BodyStream,
	headBytes: number,
	wants: (size: number, added: number) => boolean,
): Promise<BodyStart> {
	const pieces: Buffer[] = [];
	let size = 0;
	const isWhole = await new Promise<boolean>((resolve, reject) => {
		const settle = () => {
			for (const [event, listener] of listeners) stream.off(event, listener);
		};
		const fail = (error?: Error) => {
			settle();
			reject(error ?? new Error('the connection was closed'));
		};
		const end = () => {
			settle();
			resolve(true);
		};
		const take = () => {
			for (let piece = stream.read(); piece !== null; piece = stream.read()) {
				const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
				pieces.push(bytes);
				size += bytes.length;
				if (wants(size, bytes.length)) continue;
				settle();
				// The bytes go back at once: Node takes nothing back after it has reported the end of the stream.
				for (const read of [...pieces].reverse()) stream.unshift(read);
				resolve(false);
				return;
			}
		};
		const listeners: ReadonlyArray<[string, (...args: never[]) => void]> = [
			['readable', take],
			['end', end],
			['error', fail],
			['close', fail],
		];
		if (stream.destroyed) return fail();
		for (const [event, listener] of listeners) stream.on(event, listener);
	});
	if (isWhole) {
		const all = Buffer.concat(pieces);
		return { head: all.subarray(0, headBytes), all };
	}
	return { head: Buffer.concat(pieces, Math.min(size, headBytes)) };
}

/**
 * Runs work on a body, and stops it when the body stalls, takes too long, or is no longer wanted.
 *
 * @throws the error that the work throws as a result
 */
export async function watched<Result>(
	stream: BodyStream,
	{ idle, whole, signal }: BodyLimits,
	work: () => Promise<Result>,
): Promise<Result> {
	const started = Date.now();
	let last = started;
	// Node calls push() for all incoming data, however it is read. A listener would change the stream's state.
	const push = stream.push.bind(stream);
	stream.push = (...args) => {
		last = Date.now();
		return push(...args);
	};
	// An error that comes while nobody reads needs a listener, because otherwise Node ends the process.
	const hear = () => undefined;
	stream.on('error', hear);
	const done = new AbortController();
	const watch = async () => {
		for (;;) {
			const wait = Math.min(last + idle, started + whole) - Date.now();
			if (wait <= 0 || signal?.aborted) break;
			await alarm(wait, done.signal, signal);
			if (done.signal.aborted) return;
		}
		const silence = Math.round((Date.now() - last) / 1000);
		const isLate = Date.now() >= last + idle;
		stream.destroy(
			new Error(
				signal?.aborted
					? 'the execution was cancelled'
					: isLate
						? `nothing came for ${silence} seconds`
						: `it took more than ${Math.round(whole / 1000)} seconds`,
			),
		);
	};
	watch().catch(() => undefined);
	try {
		return await work();
	} finally {
		done.abort();
	}
}
