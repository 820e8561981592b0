/**
 * Requests of several processes of n8n and of other programs on one account, in simulated time: the nodes' own
 * code (RateLimit, FairQueue) against an account that counts in fixed windows. Hours take milliseconds, and no
 * real clock is used.
 */
import { allowedPages } from '../../nodes/JustCallPollingTrigger/feeds/rotation';
import { RateLimit, type AnswerFacts } from '../../nodes/shared/http/rateLimit';
import { FairQueue, type Lane } from '../../nodes/shared/http/fairQueue';

/** When simulations begin: at the beginning of a minute and of an hour. */
export const START = 1_800_000_000_000;
const MINUTE = 60_000;

/** One of our requests. */
export interface Job {
	/** Milliseconds from the start. */
	at: number;
	lane: Lane;
	/** Its execution. */
	turn: string;
	/** Number of requests that follow it, each sent when the one before is answered, like the pages of a list. */
	more?: number;
}

/** The result of a {@link Job}, times in milliseconds from the start. */
export interface Done extends Job {
	process: number;
	sentAt: number;
	doneAt: number;
	refusals: number;
}

/** The result of all jobs. */
export interface SimulationResult {
	done: Done[];
	/** Requests that were sent and refused, ours and those of other clients. */
	ours: { sent: number; refused: number };
	others: { sent: number; refused: number };
}

/** Returns the same numbers from 0 to 1 for the same seed (mulberry32). */
export function dice(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** An account of JustCall with its own clock, whose windows begin with its minutes and hours. */
export class Account {
	refused = 0;
	private readonly used = new Map<string, number>();

	/**
	 * @param ahead milliseconds that its clock is ahead of ours
	 * @param limit requests a minute; 60 times that an hour
	 */
	constructor(
		private readonly ahead: number,
		private readonly limit: number,
	) {}

	answer(now: number): AnswerFacts {
		const clock = now + this.ahead;
		const windows = [
			{ prefix: 'x-rate-limit', length: 60 * MINUTE, limit: this.limit * 60 },
			{ prefix: 'x-rate-limit-burst', length: MINUTE, limit: this.limit },
		].map((window) => ({ ...window, ends: (Math.floor(clock / window.length) + 1) * window.length }));
		const usedOf = ({ prefix, ends }: (typeof windows)[0]) => this.used.get(`${prefix} ${ends}`) ?? 0;
		const limited = windows.some((window) => usedOf(window) >= window.limit);
		if (limited) this.refused++;
		else for (const window of windows) this.used.set(`${window.prefix} ${window.ends}`, usedOf(window) + 1);
		const told = windows.flatMap((window) => [
			[`${window.prefix}-limit`, window.limit],
			[`${window.prefix}-remaining`, window.limit - usedOf(window)],
			[`${window.prefix}-reset`, window.ends / 1000],
		]);
		const date = new Date(Math.floor(clock / 1000) * 1000).toUTCString();
		return { status: limited ? 429 : 200, headers: { ...Object.fromEntries(told), date }, limited };
	}
}

/** The coming events in order of time. */
class Agenda {
	now = START;
	private readonly entries: Array<{ at: number; happen: () => void }> = [];

	at(time: number, happen: () => void): void {
		let place = this.entries.length;
		while (place > 0 && this.entries[place - 1]!.at > time) place--;
		this.entries.splice(place, 0, { at: time, happen });
	}

	/** Processes the next event; `false` when there is none. */
	step(): boolean {
		const next = this.entries.shift();
		if (!next) return false;
		this.now = next.at;
		next.happen();
		return true;
	}
}

/**
 * Processes work off their jobs while other clients send requests and ignore the limit. The run ends when all
 * jobs are done. An answer takes 150 to 300 milliseconds, and the account counts the request halfway.
 *
 * @param limit requests a minute
 * @param processes the jobs of each
 * @param others when the other clients send, in milliseconds from the start
 */
export function simulate(
	limit: number,
	processes: ReadonlyArray<readonly Job[]>,
	others: readonly number[] = [],
	seed = 1,
): SimulationResult {
	const chance = dice(seed);
	const account = new Account(0, limit);
	const agenda = new Agenda();
	const outcome: SimulationResult = {
		done: [],
		ours: { sent: 0, refused: 0 },
		others: { sent: 0, refused: 0 },
	};
	let open = 0;
	for (const time of others) {
		agenda.at(START + time, () => {
			outcome.others.sent++;
			if (account.answer(agenda.now).limited) outcome.others.refused++;
		});
	}
	for (const [process, jobs] of processes.entries()) {
		const budget = new RateLimit(chance);
		const queue = new FairQueue<Job & { refusals: number }>();
		let awake = 0;
		const look = () => {
			for (;;) {
				let at = Infinity;
				const next = queue.next().find(({ lane }) => {
					const wait = budget.wait(agenda.now, lane, queue.ahead(lane));
					if (wait.kind !== 'go') at = Math.min(at, wait.at);
					return wait.kind === 'go';
				});
				if (!next) {
					const mine = ++awake;
					if (at < Infinity) agenda.at(Math.max(at, agenda.now + 1), () => mine === awake && look());
					return;
				}
				queue.take(next);
				send(next);
			}
		};
		const send = (job: Job & { refusals: number }) => {
			const sentAt = agenda.now;
			const latency = 150 + chance() * 150;
			let facts: AnswerFacts;
			budget.start(sentAt, job.lane);
			outcome.ours.sent++;
			agenda.at(sentAt + latency / 2, () => (facts = account.answer(agenda.now)));
			agenda.at(sentAt + latency, () => {
				budget.finish(facts, agenda.now, sentAt);
				if (facts.limited) {
					outcome.ours.refused++;
					job.refusals++;
					queue.add(job, true);
				} else {
					open--;
					const [sent, doneAt] = [sentAt - START, agenda.now - START];
					outcome.done.push({ ...job, process, sentAt: sent, doneAt });
					if (job.more) wait({ ...job, at: doneAt, more: job.more - 1 });
				}
				look();
			});
		};
		const wait = (job: Job) => {
			open++;
			queue.add({ ...job, refusals: 0 });
		};
		for (const job of jobs) {
			open++;
			agenda.at(START + job.at, () => {
				open--;
				wait(job);
				look();
			});
		}
	}
	while (open > 0 && agenda.step());
	return outcome;
}

/** This many jobs that start at once. */
export function batch(count: number, at: number, lane: Lane = 'write', turn = 'batch'): Job[] {
	return Array.from({ length: count }, () => ({ at, lane, turn }));
}

/** How several processes share an account. */
export interface Sharing {
	/** Share of our requests that was refused. */
	refused: number;
	/** Time until all jobs were done, relative to the least that the windows allow. */
	time: number;
	/** Most refusals of a single request. */
	mostRefusals: number;
	/** Longest time in seconds in which a process with waiting jobs finished none. */
	longestGap: number;
}

/** This many items under a limit, divided among processes that start within three seconds. */
export function share(processes: number, items: number, limit: number, seed: number): Sharing {
	const chance = dice(seed + 1000);
	const from = chance() * 50_000;
	const each = Math.floor(items / processes);
	const jobs = Array.from({ length: processes }, () => batch(each, from + chance() * 3000));
	const { done, ours } = simulate(limit, jobs, [], seed);
	const start = Math.min(...jobs.map(([first]) => first!.at));
	const windows = Math.ceil((each * processes) / limit);
	const least = MINUTE - (start % MINUTE) + (windows - 2) * MINUTE;
	const gaps = jobs.map(([first], process) => {
		const times = done.filter((job) => job.process === process).map(({ doneAt }) => doneAt);
		return Math.max(...times.map((time, place) => time - (times[place - 1] ?? first!.at)));
	});
	return {
		refused: ours.refused / ours.sent,
		time: (Math.max(...done.map(({ doneAt }) => doneAt)) - start) / least,
		mostRefusals: Math.max(...done.map(({ refusals }) => refusals)),
		longestGap: Math.max(...gaps) / 1000,
	};
}

/**
 * Another program that sends this many requests a minute, evenly or at random, before and during a batch of ours.
 *
 * @returns the share of its requests that was refused from the batch's start on, and of ours
 */
export function beside(
	perMinute: number,
	limit: number,
	seed: number,
	isRandom = false,
): { others: number; ours: number } {
	const chance = dice(seed + 2000);
	const from = 3 * MINUTE + chance() * MINUTE;
	const every = () => (MINUTE / perMinute) * (isRandom ? -Math.log(1 - chance()) : 1);
	const times: number[] = [];
	for (let time = chance() * every(); time < 60 * MINUTE; time += every()) times.push(time);
	const { done, ours, others } = simulate(limit, [batch(4 * limit, from)], times, seed);
	const end = Math.max(...done.map(({ doneAt }) => doneAt));
	const during = times.filter((time) => time >= from && time <= end).length;
	return { others: others.refused / during, ours: ours.refused / ours.sent };
}

/**
 * Texts at random times, one in twenty seconds, while other jobs run.
 *
 * @returns how long each waited for its turn, and for its answer, milliseconds
 */
export function texts(
	limit: number,
	other: readonly Job[],
	seed: number,
): Array<{ turn: number; answer: number }> {
	const chance = dice(seed + 3000);
	const jobs: Job[] = Array.from({ length: 90 }, (_, place) => ({
		at: (place + chance()) * 20_000,
		lane: 'write',
		turn: `text ${place}`,
	}));
	const { done } = simulate(limit, [[...jobs, ...other]], [], seed);
	return done
		.filter(({ lane }) => lane === 'write')
		.map(({ at, sentAt, doneAt }) => ({ turn: sentAt - at, answer: doneAt - at }));
}

/** A poller that reads fifty pages each minute, for half an hour. */
export const POLLER: readonly Job[] = Array.from({ length: 30 }, (_, look) => ({
	at: look * MINUTE,
	lane: 'background',
	turn: 'poller',
	more: 49,
}));

/** Call Updated on an account with more calls than its share lets it read: it sends all that it may, one look a minute. */
export function callUpdated(limit: number, share: number): readonly Job[] {
	const { pages } = allowedPages(share, MINUTE / 1000, limit);
	return POLLER.map((look) => ({ ...look, more: pages }));
}

/** A list that is read as fast as it can for half an hour. */
export const returnAll = (limit: number): readonly Job[] => [
	{ at: 0, lane: 'list', turn: 'list', more: 30 * limit },
];

/** The smallest number that this share of the numbers does not exceed. */
export function quantile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
