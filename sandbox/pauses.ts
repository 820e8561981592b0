/** Waits that end with the sandbox: a timer of a minute must not keep a process alive that has nothing else to do. */
export class Pauses {
	private readonly timers = new Map<NodeJS.Timeout, () => void>();

	/** @param ms milliseconds */
	async pause(ms: number): Promise<void> {
		await new Promise<void>((resolve) => {
			const timer = setTimeout(() => {
				this.timers.delete(timer);
				resolve();
			}, ms);
			this.timers.set(timer, resolve);
		});
	}

	/** Ends all that wait. */
	stop(): void {
		for (const [timer, resolve] of this.timers) {
			clearTimeout(timer);
			resolve();
		}
		this.timers.clear();
	}
}
