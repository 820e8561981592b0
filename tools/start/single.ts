import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';

/** Longer than any first start takes. */
const MAX_START_MS = 15 * 60_000;

interface Claim {
	pid: number;
	url: string;
}

/**
 * Refuses to start while another start uses the same data, because two n8n would break the database. The claim
 * is a file with process id and address; the file of a dead process does not count.
 */
export async function claim(file: string, url: string): Promise<void> {
	const other = readClaim(file);
	if (
		other &&
		other.pid !== process.pid &&
		isAlive(other.pid) &&
		(isYoung(file) || (await answers(other.url)))
	) {
		throw new Error(
			`Another 'npm start' is running already: ${other.url} (process ${other.pid}). Stop it first, or use it.`,
		);
	}
	writeFileSync(file, JSON.stringify({ pid: process.pid, url } satisfies Claim));
}

/** Releases the data; another start's claim stays. */
export function release(file: string): void {
	if (readClaim(file)?.pid === process.pid) rmSync(file, { force: true });
}

function readClaim(file: string): Claim | undefined {
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as Claim;
	} catch {
		return undefined;
	}
}

/** Still installing or starting, so there is no address yet. */
function isYoung(file: string): boolean {
	return Date.now() - statSync(file).mtimeMs < MAX_START_MS;
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

async function answers(url: string): Promise<boolean> {
	try {
		return (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3_000) })).ok;
	} catch {
		return false;
	}
}
