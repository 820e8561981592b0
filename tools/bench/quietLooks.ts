import { startInProcess } from '../engine/inProcess';
import { FEEDS, type Feed } from '../../nodes/JustCallPollingTrigger/feeds/feeds';
import { TRIGGER_VERSIONS } from '../../nodes/shared/description/triggerVersion';
import { addText, addWhatsApp } from '../../sandbox/handlers/messageState';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { addCall } from '../../sandbox/state';

const RECORDS = 5000;
const DAY_SECONDS = 86_400;
/** Ages of the newest record: of two hours that are as busy as the others, and of hours in which nothing happened. */
const QUIET_SECONDS = [60, 3 * 3600];
const MINUTES = 130;

/** Most requests that a poll of a feed sends while nothing happens. */
export interface QuietLooks {
	feed: string;
	most: number;
	/** In all polls of the busiest hour. */
	inAnHour: number;
}

/**
 * Polls each feed once a minute for two hours, at 5,000 records a day. The clock is set forward between the polls, so nobody
 * waits.
 */
export async function quietLooks(): Promise<QuietLooks[]> {
	const looks: QuietLooks[] = [];
	for (const feed of FEEDS) {
		const both: QuietLooks[] = [];
		for (const quiet of QUIET_SECONDS) both.push(await quietLooksOf(feed, quiet));
		const worst = (name: 'most' | 'inAnHour') => Math.max(...both.map((one) => one[name]));
		looks.push({ feed: feed.name, most: worst('most'), inAnHour: worst('inAnHour') });
	}
	return looks;
}

/** Each feed has a sandbox of its own: the clock is set back between two feeds, and no account has seen that. */
async function quietLooksOf({ name, value }: Feed, quiet: number): Promise<QuietLooks> {
	const key = { apiKey: 'bench-key', apiSecret: 'bench-secret' };
	const sandbox = await startSandbox({ calls: 0, ...key });
	const n8n = await startInProcess({ ...key, baseUrl: sandbox.url });
	const { now } = Date;
	// The row counts requests, not their time.
	const plenty = { limit: 1_000_000, seconds: 3600 };
	sandbox.set({ rateLimits: { burst: { limit: 1_000_000, seconds: 60 }, hour: plenty } });
	try {
		fill(sandbox, quiet);
		const typeVersion = TRIGGER_VERSIONS.defaultVersion;
		const poller = n8n.poller('justCallPollingTrigger', { event: value }, { typeVersion });
		await poller.look();
		const counts: number[] = [];
		for (let minute = 1; minute <= MINUTES; minute++) {
			Date.now = () => now() + minute * 60_000;
			sandbox.clearRequests();
			const items = await poller.look();
			if (items.length > 0) throw new Error(`${name} told ${items.length} records when nothing had happened`);
			counts.push(sandbox.requests().length);
		}
		const hours = counts.slice(59).map((_, end) => counts.slice(end, end + 60));
		const inAnHour = Math.max(...hours.map((hour) => hour.reduce((sum, count) => sum + count, 0)));
		return { feed: name, most: Math.max(...counts), inAnHour };
	} finally {
		Date.now = now;
		n8n.stop();
		await sandbox.stop();
	}
}

function fill({ state }: Sandbox, quiet: number): void {
	const seconds = Math.floor(Date.now() / 1000) - quiet;
	const { calls } = state.salesDialer;
	for (let place = RECORDS; place > 0; place--) {
		const at = seconds - Math.floor((place * (DAY_SECONDS - quiet)) / RECORDS);
		addCall(state, { at, notes: '', rating: '', disposition: '' });
		addText(state, { at });
		addWhatsApp(state, { at });
		const last = calls.at(-1);
		if (last) calls.push({ ...last, callId: last.callId + 3, at });
	}
}
