import { DateTime } from 'luxon';

import { callTypeOf, showCall } from './callView';
import { loadContract } from '../contract/load';
import { copiedWith, copyState, findCall, seedState, type SeedOptions } from './state';

const options: SeedOptions = {
	seed: 1,
	calls: 3000,
	agents: 30,
	numbers: 12,
	timeZone: 'America/New_York',
	now: new Date('2026-03-20T15:00:00Z'),
};
const state = seedState(options);
const shown = state.calls.map((row) => showCall(state, row, { ai: true, queue: true }));

describe('the seeded account', () => {
	it('is the same for the same seed, another for another', () => {
		const pick = ({ users, numbers, contacts, calls }: typeof state) =>
			JSON.stringify({ users, numbers, contacts, calls });
		expect(pick(seedState(options))).toBe(pick(state));
		expect(pick(seedState({ ...options, seed: 2 }))).not.toBe(pick(state));
		expect(JSON.stringify(showCall(state, state.calls[5]!, { ai: true }))).toBe(
			JSON.stringify(showCall(state, state.calls[5]!, { ai: true })),
		);
	});

	it('is copied whole, and what happens in a copy happens nowhere else', () => {
		const [one, two] = [copyState(state, options), copyState(state, options)];
		expect({ ...one, faker: undefined }).toEqual({ ...state, faker: undefined });
		one.calls[0]!.notes = 'Changed';
		one.contactRecords = [];
		one.users[0]!.name = 'Changed';
		expect([two.calls[0], two.contactRecords, two.users[0]]).toEqual([
			state.calls[0],
			state.contactRecords,
			state.users[0],
		]);
		expect([one.calls[0]!.notes, one.contactRecords.length, one.users[0]!.name]).toEqual([
			'Changed',
			0,
			'Changed',
		]);
		expect(state.users[0]!.name).not.toBe('Changed');
		expect(one.faker.number.int()).toBe(two.faker.number.int());
	});

	it('has no record that two of its lists share, but those that are copied together', () => {
		const data = { ...state, faker: undefined };
		const owners = new Map<object, string>();
		const shared: string[] = [];
		const walk = (value: unknown, list: string) => {
			if (typeof value !== 'object' || value === null) return;
			const owner = owners.get(value);
			if (owner !== undefined && !copiedWith(owner).includes(list)) shared.push(`${owner}, ${list}`);
			if (owner !== undefined) return;
			owners.set(value, list);
			const parts = value instanceof Map ? [...value.entries()] : Object.values(value);
			for (const part of parts) walk(part, list);
		};
		for (const [list, value] of Object.entries(data)) walk(value, list);
		expect(shared).toEqual([]);
	});

	it('has the sizes that were asked for', () => {
		expect([state.calls.length, state.users.length, state.numbers.length]).toEqual([3000, 30, 12]);
		expect(new Set(state.users.map(({ name }) => name)).size).toBe(30);
		expect(new Set(state.numbers.map((number) => number.justcall_number)).size).toBe(12);
	});

	it('has ids that ascend with time, within 90 days before now', () => {
		for (let at = 1; at < state.calls.length; at++) {
			expect(state.calls[at]!.id).toBeGreaterThan(state.calls[at - 1]!.id);
			expect(state.calls[at]!.at).toBeGreaterThanOrEqual(state.calls[at - 1]!.at);
		}
		const days = (options.now.getTime() / 1000 - state.calls[0]!.at) / 86_400;
		expect(days).toBeGreaterThan(80);
		expect(days).toBeLessThan(91);
		expect(state.calls.at(-1)!.at).toBeLessThan(options.now.getTime() / 1000);
	});

	it('knows every call type of the contract', () => {
		const declared = loadContract()
			.operations.find(({ id }) => id === 'listCalls')
			?.parameters.find(({ name }) => name === 'call_type');
		expect([...new Set(state.calls.map(callTypeOf))].sort()).toEqual(
			[...(declared?.schema.enum ?? [])].map(String).sort(),
		);
	});

	it('uses numbers of fiction only', () => {
		const fiction = /^(1\d{3}55501|4420794600|49302312500|331990000|6125550100)\d\d$/;
		for (const { contact_number, justcall_number } of shown) {
			expect(contact_number).toMatch(fiction);
			expect(justcall_number).toMatch(/^1\d{3}55501\d\d$/);
		}
		const dialer = state.salesDialer.contacts.map(({ phone_number }) => phone_number);
		const callers = state.contacts.map(({ number }) => number);
		expect([new Set(dialer).size, new Set(callers).size]).toEqual([dialer.length, callers.length]);
		const people = [...dialer, ...callers];
		for (const number of people) expect(number).toMatch(fiction);
		const abroad = new Set(
			people.filter((number) => !number.startsWith('1')).map((number) => number.slice(0, 2)),
		);
		expect([...abroad].sort()).toEqual(['33', '44', '49', '61']);
	});

	it('has contacts as people type them, some without a country code', () => {
		const typed = state.contactRecords.map(({ contact_number }) => contact_number);
		for (const form of [/^\(\d{3}\) 555-01\d\d$/, /^[2-9]\d{2}55501\d\d$/, /^\+1 \d{3} 555 01\d\d$/])
			expect(typed.filter((number) => form.test(number)).length).toBeGreaterThan(1);
		expect(typed.filter((number) => /^\d{11,}$/.test(number)).length).toBeGreaterThan(600);
	});

	it('shows each moment in UTC and in the zone of the user, also over the change of clocks', () => {
		// New York went to summer time on 8 March 2026.
		const offsets = new Set<number>();
		state.calls.forEach((row, index) => {
			const call = shown[index]!;
			const utc = DateTime.fromFormat(
				`${String(call.call_date)} ${String(call.call_time)}`,
				'yyyy-MM-dd HH:mm:ss',
				{ zone: 'utc' },
			);
			const user = utc.setZone('America/New_York');
			expect(utc.toSeconds()).toBe(row.at);
			expect([call.call_user_date, call.call_user_time]).toEqual([
				user.toFormat('yyyy-MM-dd'),
				user.toFormat('HH:mm:ss'),
			]);
			offsets.add(user.offset);
		});
		expect([...offsets].sort()).toEqual([-240, -300]);
	});

	it('has calls mostly in business hours', () => {
		const business = shown.filter(
			({ call_user_time }) =>
				Number(String(call_user_time).slice(0, 2)) >= 8 && Number(String(call_user_time).slice(0, 2)) < 18,
		);
		expect(business.length / shown.length).toBeGreaterThan(0.8);
	});

	it('finds a call by its id', () => {
		for (const row of [state.calls[0]!, state.calls[1234]!, state.calls.at(-1)!])
			expect(findCall(state, String(row.id))).toBe(row);
		expect(findCall(state, 1)).toBeUndefined();
		expect(findCall(state, 'x')).toBeUndefined();
	});
});
