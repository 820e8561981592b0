import type { Faker } from '@faker-js/faker';
import { types } from 'node:util';

import { chance } from './chance';
import { inventLater, type LaterRecord } from './seed/later';
import { inventCall, inventCalls, type CallRow } from './seed/calls';
import { inventCalendars, type Appointment, type Calendar } from './seed/calendars';
import { inventContactRecords, type ContactRecord } from './seed/contacts';
import { inventMeetings, type MeetingRow } from './seed/meetings';
import { inventMessages, type Messages } from './seed/messages';
import {
	GROUPS,
	inventContacts,
	inventNumbers,
	inventUsers,
	type Contact,
	type PhoneNumber,
	type User,
} from './seed/people';
import { inventSalesDialer, type SalesDialer } from './seed/salesDialer';
import { inventVoiceAgents, type VoiceAgent } from './seed/voiceAgents';
import type { DEFAULT_OPTIONS } from './settings';
import type { Subscription } from './webhooks/subscription';

/** A bulk import of Sales Dialer contacts. */
export interface ImportBatch {
	isDone: boolean;
	/** Whether it ends without importing anything. */
	fails: boolean;
	/** Status requests that still get "Pending". */
	checks: number;
	received: number;
	added: number;
	/** The entries to import, by number. */
	taken: Map<string, Record<string, unknown>>;
	campaignId: number | undefined;
	/** Places in the request. */
	rejected: Array<{ index: number; reason: string }>;
	duplicates: number[];
}

/** Options for the seeded account. */
export type SeedOptions = Pick<
	{ [Key in keyof typeof DEFAULT_OPTIONS]: (typeof DEFAULT_OPTIONS)[Key] extends string ? string : number },
	'seed' | 'calls' | 'agents' | 'numbers' | 'timeZone'
> & { now: Date };

/** Everything in the account. People and numbers in lists are referred to by index. */
export interface State {
	/** Zone of the account's user, IANA. */
	timeZone: string;
	users: User[];
	groups: typeof GROUPS;
	numbers: PhoneNumber[];
	contacts: Contact[];
	/** Oldest first, ids ascending. */
	calls: CallRow[];
	/** The address book, ids ascending. */
	contactRecords: ContactRecord[];
	salesDialer: SalesDialer;
	messages: Messages;
	/** Oldest first. */
	meetings: MeetingRow[];
	voiceAgents: VoiceAgent[];
	calendars: Calendar[];
	appointments: Appointment[];
	/** Bulk imports by their batch id. */
	imports: Map<string, ImportBatch>;
	/** Subscriptions by event type. */
	webhooks: Map<string, Subscription>;
	/** Records of an endpoint that the contract does not have. */
	later: LaterRecord[];
	/** Random source for later events, also seeded. */
	faker: Faker;
}

/** Makes up an account. The same options give the same account, byte for byte. */
export function seedState({ seed, calls, agents, numbers, timeZone, now }: SeedOptions): State {
	const faker = chanceOf(seed, now);
	const users = inventUsers(faker, agents, now, timeZone);
	const ownNumbers = inventNumbers(faker, numbers, users);
	const contacts = inventContacts(faker, Math.max(20, Math.floor(calls / 6)));
	const contactRecords = inventContactRecords(faker, users, now.toISOString().slice(0, 10));
	const salesDialer = inventSalesDialer(faker, users, ownNumbers, now);
	const plan = { count: calls, contacts: contacts.length, numbers, agents, now, timeZone };
	const ownCalls = inventCalls(faker, plan);
	const messages = inventMessages(faker, { contacts: contacts.length, numbers: ownNumbers, users }, now);
	return {
		timeZone,
		users,
		groups: GROUPS,
		numbers: ownNumbers,
		contacts,
		calls: ownCalls,
		contactRecords,
		salesDialer,
		messages,
		meetings: inventMeetings(faker, agents, now),
		voiceAgents: inventVoiceAgents(now, numbers),
		calendars: inventCalendars(timeZone),
		appointments: [],
		imports: new Map(),
		webhooks: new Map(),
		later: inventLater(),
		faker: chanceOf(seed + 1, now),
	};
}

/** Lists that hold records of each other are copied together; seed.test.ts says which they are. */
const TOGETHER: ReadonlyArray<ReadonlyArray<keyof State>> = [['users', 'groups']];

/**
 * A copy of an account as it was seeded, much faster than seeding it again: a list is copied when it is first used, as a
 * request uses one or two of them.
 */
export function copyState(state: State, { seed, now }: SeedOptions): State {
	const copy: Partial<State> = {};
	const waiting = new Set(Object.keys(state) as Array<keyof State>);
	const settle = (name: keyof State, value: unknown) => {
		if (!waiting.delete(name)) return;
		Object.defineProperty(copy, name, { value, writable: true, enumerable: true, configurable: true });
	};
	for (const name of waiting) {
		const names = copiedWith(name) as ReadonlyArray<keyof State>;
		Object.defineProperty(copy, name, {
			get() {
				if (name === 'faker') settle(name, chanceOf(seed + 1, now));
				else {
					const lists = structuredClone(Object.fromEntries(names.map((list) => [list, state[list]])));
					for (const list of names) settle(list, lists[list]);
				}
				return copy[name];
			},
			set: (value: unknown) => settle(name, value),
			enumerable: true,
			configurable: true,
		});
	}
	return copy as State;
}

/** The lists that are copied together with a list, itself among them. */
export function copiedWith(name: string): readonly string[] {
	return TOGETHER.find((lists) => lists.some((list) => list === name)) ?? [name];
}

/** A copy of the account as it is now; imports under way and the source of chance are not copied. */
export function earlierState(state: State): State {
	const { faker, imports, ...data } = state;
	return { ...(copyOf(data) as typeof data), imports, faker };
}

/** Plain data, copied whole, in a fifth of the time that structuredClone takes: every write waits for it. */
function copyOf(value: unknown): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(copyOf);
	// Not instanceof: a Map of structuredClone can be of another realm.
	if (types.isMap(value)) return new Map([...value].map(([key, entry]) => [key, copyOf(entry)]));
	const copy: Record<string, unknown> = {};
	for (const name of Object.keys(value)) copy[name] = copyOf((value as Record<string, unknown>)[name]);
	return copy;
}

function chanceOf(seed: number, now: Date): Faker {
	const faker = chance(seed);
	faker.setDefaultRefDate(now);
	return faker;
}

/** A record by its id, which may be text. */
export function findById<Row extends { id: number }>(rows: readonly Row[], id: unknown): Row | undefined {
	return rows.find((row) => row.id === Number(id));
}

/** A call by its id, which may be text. The ids ascend, so this is a binary search. */
export function findCall(state: State, id: unknown): CallRow | undefined {
	const wanted = Number(id);
	let low = 0;
	let high = state.calls.length - 1;
	while (low <= high) {
		const middle = (low + high) >> 1;
		const row = state.calls[middle];
		if (!row || row.id === wanted) return row;
		if (row.id < wanted) low = middle + 1;
		else high = middle - 1;
	}
	return undefined;
}

/** Adds a call that happens now. Missing facts are made up. */
export function addCall(state: State, facts: Partial<CallRow>): CallRow {
	const last = state.calls.at(-1);
	const sizes = {
		contacts: state.contacts.length,
		numbers: state.numbers.length,
		agents: state.users.length,
	};
	const row = {
		...inventCall(state.faker, sizes, (last?.id ?? 328_000_000) + 13, Math.floor(Date.now() / 1000)),
		...facts,
	};
	state.calls.push(row);
	return row;
}
