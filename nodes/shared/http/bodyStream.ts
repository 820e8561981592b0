import { alarm } from './sleep';

/** The body of an answer that is read as it comes: the part of Node's Readable that is used. */
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
	/** Without a byte. */
	idle: number;
	/** From its first byte to its last. */
	whole: number;
	/** Fires when nobody wants it any more. */
	signal?: AbortSignal | undefined;
}

/** The beginning of a body. */
export interface BodyStart {
	/** Its first bytes. */
	head: Buffer;
	/** All of it, if it ended before enough was read. Otherwise all of it is in the stream. */
	all?: Buffer;
}

/** Whether a body comes as a stream. */
export function isBodyStream(body: unknown): body is BodyStream {
	return typeof body === 'object' && body !== null && 'read' in body && 'unshift' in body;
}

/**
 * Reads the beginning of a body, and leaves it in the stream for whoever reads on.
 *
 * @param headBytes bytes of {@link BodyStart.head}, at most
 * @param wants told how many bytes are there, and how many of them have just come: whether to read on
 * @throws the error that broke the stream off before its end
 */
export async function readStart(
	stream: BodyStream,
	headBytes: number,
	wants: (size: number, added: number) => boolean,
): Promise<BodyStart> {
	const pieces: Buffer[] = [];
	const isWhole = await new Promise<boolean>((resolve, reject) => {
		let size = 0;
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
				// Before anything else happens: Node takes nothing back once it has said that the end is reached.
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
	let size = 0;
	const last = pieces.findIndex((piece) => (size += piece.length) >= headBytes);
	const first = last < 0 ? pieces : pieces.slice(0, last + 1);
	return { head: Buffer.concat(first).subarray(0, headBytes) };
}

/**
 * Works with a body, and breaks it off when it stalls, takes too long, or nobody wants it any more.
 *
 * @throws the error that the work throws then
 */
export async function watched<Result>(
	stream: BodyStream,
	{ idle, whole, signal }: BodyLimits,
	work: () => Promise<Result>,
): Promise<Result> {
	const started = Date.now();
	let last = started;
	// Incoming data is pushed, whoever reads it and however; a listener would change the stream's state.
	const push = stream.push.bind(stream);
	stream.push = (...args) => {
		last = Date.now();
		return push(...args);
	};
	// Somebody must take an error that comes while nobody reads: Node ends the process otherwise.
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
