/** Longest time of a silent step before a line says that it is still running. */
const HEARTBEAT_MS = 5_000;

/** Writes lines such as `[  12 s] Installing n8n 2.41.1 ...`, counted from the creation of the object. */
export class Progress {
	private readonly startedAt = Date.now();

	/** Seconds since this progress began, with one decimal. */
	get seconds(): number {
		return Math.round((Date.now() - this.startedAt) / 100) / 10;
	}

	/** Writes one line with the elapsed time in front. */
	say(text: string): void {
		console.log(`[${this.seconds.toFixed(1).padStart(6)} s] ${text}`);
	}

	/** Says that a step begins, repeats it with the elapsed time while the step runs, and says when it is done. */
	async step<Result>(title: string, work: () => Promise<Result>): Promise<Result> {
		const begun = Date.now();
		const spent = () => `${((Date.now() - begun) / 1000).toFixed(1)} s`;
		this.say(`${title} ...`);
		const heartbeat = setInterval(() => this.say(`  still: ${title} (${spent()})`), HEARTBEAT_MS);
		try {
			const result = await work();
			this.say(`  done in ${spent()}`);
			return result;
		} finally {
			clearInterval(heartbeat);
		}
	}
}
