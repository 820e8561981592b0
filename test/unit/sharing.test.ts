import {
	batch,
	beside,
	POLLER,
	quantile,
	returnAll,
	share,
	simulate,
	texts,
	type Job,
} from '../../tools/bench/simulation';

const SEEDS = Array.from({ length: 10 }, (_, seed) => seed);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('alone on the account', () => {
	it.each([30, 60, 90])('four windows of %i take three waits, and nothing is refused', (limit) => {
		for (const seed of SEEDS) {
			const { refused, time } = share(1, 4 * limit, limit, seed);
			expect(refused).toBe(0);
			expect(time).toBeLessThan(1.01);
		}
	});

	it('two executions are done in the time of one, and the shorter one long before', () => {
		const jobs: Job[] = [...batch(290, 1000, 'write', 'long'), ...batch(10, 2000, 'write', 'short')];
		const { done } = simulate(30, [jobs]);
		const ends = ['long', 'short'].map((turn) =>
			Math.max(...done.filter((job) => job.turn === turn).map(({ doneAt }) => doneAt)),
		);
		expect(ends[0]).toBeLessThan(9 * 60_000 + 10_000);
		expect(ends[1]).toBeLessThan(61_000);
	});

	it('a long list takes no longer than the limit makes it', () => {
		const { done } = simulate(30, [[{ at: 5000, lane: 'list', turn: 'list', more: 199 }]]);
		expect(Math.max(...done.map(({ doneAt }) => doneAt))).toBeLessThan(6 * 60_000 + 5000);
	});
});

describe('several processes on one account', () => {
	it.each([
		[2, 0.01],
		[5, 0.05],
		[10, 0.15],
	])('%i: few are refused, little time is lost, and none starves', (processes, most) => {
		const runs = SEEDS.map((seed) => share(processes, 600, 30, seed));
		expect(mean(runs.map(({ refused }) => refused))).toBeLessThanOrEqual(most);
		for (const { time, mostRefusals, longestGap } of runs) {
			expect(time).toBeLessThanOrEqual(1.15);
			expect(mostRefusals).toBeLessThanOrEqual(3);
			expect(longestGap).toBeLessThanOrEqual(150);
		}
	});

	it('shares come close to each other, whoever came first', () => {
		for (const seed of SEEDS) {
			const jobs = [batch(300, 1000), batch(300, 9000)];
			const { done } = simulate(30, jobs, [], seed);
			const inFive = (process: number) =>
				done.filter((job) => job.process === process && job.doneAt > 5 * 60_000 && job.doneAt < 10 * 60_000)
					.length;
			expect(inFive(1) / inFive(0)).toBeGreaterThan(0.5);
		}
	});
});

describe('another program on the account', () => {
	it.each([
		[10, 30, 0.07],
		[30, 90, 0.07],
		[3, 30, 0.1],
	])('that sends %i of %i a minute evenly is hardly refused', (perMinute, limit, most) => {
		const runs = SEEDS.map((seed) => beside(perMinute, limit, seed));
		expect(mean(runs.map(({ others }) => others))).toBeLessThanOrEqual(most);
		expect(mean(runs.map(({ ours }) => ours))).toBeLessThanOrEqual(0.02);
	});

	it('at random times: at most 15 in 100', () => {
		for (const [perMinute, limit] of [
			[10, 30],
			[3, 30],
		] as const) {
			const runs = SEEDS.map((seed) => beside(perMinute, limit, seed, true));
			expect(mean(runs.map(({ others }) => others))).toBeLessThanOrEqual(0.15);
		}
	});
});

describe('a text beside a list or a poller that takes all it can', () => {
	it.each([30, 60, 90])('goes at once, nine times in ten and more, at %i a minute', (limit) => {
		for (const other of [POLLER, returnAll(limit)]) {
			const waits = SEEDS.slice(0, 3).flatMap((seed) => texts(limit, other, seed).map(({ turn }) => turn));
			expect(waits).toHaveLength(270);
			expect(quantile(waits, 0.9)).toBeLessThan(1);
			expect(quantile(waits, 0.98)).toBeLessThan(4000);
		}
	});

	it('and they get on all the same', () => {
		const text = (place: number): Job => ({ at: place * 2500, lane: 'write', turn: `text ${place}` });
		const jobs = [...Array.from({ length: 240 }, (_, place) => text(place)), ...returnAll(10)];
		const { done } = simulate(30, [jobs]);
		const pages = done.filter(({ lane, doneAt }) => lane === 'list' && doneAt < 10 * 60_000);
		// 24 texts a minute leave six requests.
		expect(pages.length).toBeGreaterThanOrEqual(50);
	});
});
