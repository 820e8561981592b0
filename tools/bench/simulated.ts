import { SHARE_OF_LIMIT } from '../../nodes/JustCallPollingTrigger/feeds/options';
import { beside, callUpdated, POLLER, quantile, returnAll, share, texts } from './simulation';

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);

/** A row of the bench. */
export interface Simulated {
	what: string;
	figure: string;
	goal: string;
	met: boolean;
}

/** Simulates hours on a busy account. The result is the same on every machine. */
export function simulated(): Simulated[] {
	return [
		...[30, 90].flatMap((limit) => [
			besideOther(limit, 'a poller of 50 pages a minute', POLLER),
			besideOther(
				limit,
				`Call Updated with its share of ${percent(SHARE_OF_LIMIT)}`,
				callUpdated(limit, SHARE_OF_LIMIT),
			),
			besideOther(limit, 'Return All', returnAll(limit)),
		]),
		...[
			[10, 30, false],
			[10, 30, true],
		].map(([perMinute, limit, isRandom]) => otherApp(Number(perMinute), Number(limit), Boolean(isRandom))),
		...[2, 5, 10].map(processes),
	];
}

function besideOther(limit: number, name: string, other: Parameters<typeof texts>[1]): Simulated {
	const [alone, both] = [[], other].map((jobs) =>
		SEEDS.flatMap((seed) => texts(limit, jobs, seed).map(({ answer }) => answer)),
	) as [number[], number[]];
	const [half, most] = [0.5, 0.9].map((part) => quantile(both, part) / quantile(alone, part)) as [
		number,
		number,
	];
	return {
		what: `simulated, ${limit} requests a minute: a text beside ${name}, time to its answer over the same alone, median and p90`,
		figure: `${half.toFixed(2)}, ${most.toFixed(2)}`,
		goal: 'at most 1.1 each',
		met: half <= 1.1 && most <= 1.1,
	};
}

function otherApp(perMinute: number, limit: number, isRandom: boolean): Simulated {
	const runs = SEEDS.map((seed) => beside(perMinute, limit, seed, isRandom));
	const others = mean(runs.map((run) => run.others));
	const most = isRandom ? 0.15 : 0.07;
	return {
		what: `simulated: another program sends ${perMinute} of ${limit} a minute ${isRandom ? 'at random times' : 'evenly'} beside a batch of ours, refused of its requests (${percent(mean(runs.map((run) => run.ours)))} of ours)`,
		figure: percent(others),
		goal: `at most ${percent(most)}`,
		met: others <= most,
	};
}

function processes(count: number): Simulated {
	const runs = SEEDS.map((seed) => share(count, 600, 30, seed));
	const refused = mean(runs.map((run) => run.refused));
	const time = Math.max(...runs.map((run) => run.time));
	const most = count > 5 ? 0.31 : 0.05;
	return {
		what: `simulated: ${count} processes with 600 items under 30 a minute, refused requests, and the longest time over the least`,
		figure: `${percent(refused)}, ${time.toFixed(2)}`,
		goal: `at most ${percent(most)}, 1.15, none failed`,
		met: refused <= most && time <= 1.15 && runs.every(({ mostRefusals }) => mostRefusals < 10),
	};
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
	return `${(100 * share).toFixed(1)} %`;
}
