import { performance } from 'node:perf_hooks';

/** Median of some numbers. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Milliseconds that a piece of work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
	const started = performance.now();
	await work();
	return performance.now() - started;
}

/**
 * Highest resident memory in MB above the value at the start, while a piece of work runs. Garbage is collected
 * first if Node was started with --expose-gc.
 */
export async function memoryRise(work: () => Promise<unknown>): Promise<number> {
	global.gc?.();
	const start = process.memoryUsage.rss();
	let peak = start;
	const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
	try {
		await work();
	} finally {
		clearInterval(sampler);
	}
	return (Math.max(peak, process.memoryUsage.rss()) - start) / 2 ** 20;
}
