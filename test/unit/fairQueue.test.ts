import fc from 'fast-check';

import { FairQueue, LANES, type Lane, type Waiter } from '../../nodes/shared/http/fairQueue';

interface Named extends Waiter {
	name: string;
}

const entry = (name: string, lane: Lane = 'write', turn = name[0]!): Named => ({ name, lane, turn });

function queueOf(...entries: Named[]): FairQueue<Named> {
	const queue = new FairQueue<Named>();
	for (const each of entries) queue.add(each);
	return queue;
}

/** Gives this many turns and returns the names in order. */
function turns(queue: FairQueue<Named>, count = Infinity): string[] {
	const names: string[] = [];
	for (let [next] = queue.next(); next && names.length < count; [next] = queue.next()) {
		queue.take(next);
		names.push(next.name);
	}
	return names;
}

it('executions take turns, each in its own order', () => {
	const queue = queueOf(...['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1'].map((name) => entry(name)));
	expect(turns(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
});

it('one that comes with a single item does not wait for the thousand of another', () => {
	const queue = queueOf(...Array.from({ length: 1000 }, (_, item) => entry(`a${item}`)));
	turns(queue, 100);
	queue.add(entry('b'));
	expect(turns(queue, 2)).toEqual(['a100', 'b']);
});

it('one item at a time is a turn like many at once', () => {
	const queue = queueOf(...['a1', 'a2', 'a3'].map((name) => entry(name)));
	const order: string[] = [];
	queue.add(entry('b1'));
	for (let item = 2; item < 5; item++) {
		order.push(...turns(queue, 2));
		queue.add(entry(`b${item}`));
	}
	expect(order).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
});

it('higher lanes go first', () => {
	const queue = queueOf(...[...LANES].reverse().map((lane) => entry(lane, lane)));
	expect(turns(queue)).toEqual([...LANES]);
});

it('none starves: with all lanes full each has a share, the higher the larger', () => {
	const queue = queueOf(...LANES.flatMap((lane) => Array.from({ length: 1000 }, () => entry(lane, lane))));
	const order = turns(queue, 1000);
	const shares = LANES.map((lane) => order.filter((name) => name === lane).length / 1000);
	expect(shares[0]).toBeGreaterThan(0.4);
	const least = [0.4, 0.15, 0.15, 0.1, 0.05];
	for (const [place, share] of shares.entries()) expect(share).toBeGreaterThanOrEqual(least[place]!);
	expect(order[0]).toBe('interactive');
});

it('who had its turn in vain goes before the others of its execution', () => {
	const queue = queueOf(entry('a2'), entry('a3'));
	queue.add(entry('a1'), true);
	expect(turns(queue)).toEqual(['a1', 'a2', 'a3']);
});

it('who goes away leaves no gap, also when it goes twice', () => {
	const [a1, a2] = [entry('a1'), entry('a2')];
	const queue = queueOf(a1, a2, entry('b1'));
	queue.remove(a1);
	queue.remove(a1);
	expect([...queue].map(({ name }) => name)).toEqual(['a2', 'b1']);
	expect(queue.size).toBe(2);
	queue.remove(a2);
	expect(turns(queue)).toEqual(['b1']);
	expect(queue.size).toBe(0);
});

it('counts who waits in a lane and above it', () => {
	const queue = queueOf(entry('a'), entry('b', 'list'), entry('c', 'list'), entry('d', 'background'));
	expect(LANES.map((lane) => queue.ahead(lane))).toEqual([0, 1, 1, 3, 4]);
});

it('gives everybody one turn, in the order of its execution, whoever comes and goes', () => {
	const step = fc.record({
		act: fc.constantFrom('add', 'take', 'remove'),
		lane: fc.constantFrom(...LANES),
		turn: fc.constantFrom('a', 'b', 'c'),
	});
	fc.assert(
		fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
			const queue = new FairQueue<Named & { number: number }>();
			const waiting = new Set<Named & { number: number }>();
			const last = new Map<string, number>();
			const take = () => {
				const [next] = queue.next();
				if (!next) return;
				queue.take(next);
				expect(waiting.delete(next)).toBe(true);
				const place = `${next.lane} ${next.turn}`;
				expect(next.number).toBeGreaterThan(last.get(place) ?? -1);
				last.set(place, next.number);
			};
			for (const [number, { act, lane, turn }] of steps.entries()) {
				if (act === 'add') {
					const added = { name: '', lane, turn, number };
					queue.add(added);
					waiting.add(added);
				} else if (act === 'remove') {
					const [some] = waiting;
					if (!some) continue;
					queue.remove(some);
					waiting.delete(some);
				} else take();
				expect(queue.size).toBe(waiting.size);
			}
			while (queue.size > 0) take();
			expect(waiting.size).toBe(0);
		}),
	);
});
