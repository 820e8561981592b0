import type { Faker } from '@faker-js/faker';

import { AREAS, fictional } from './numbers';

/** An agent. JustCall calls it a user. */
export interface User {
	id: number;
	role: string;
	name: string;
	email: string;
	extension: number;
	groups: Array<{ group_id: number; group_name: string }>;
	owned_numbers: string[];
	shared_numbers: string[];
	created_at: string;
	last_login_timestamp: string;
	timezone: string;
	working_hours_type: string;
	available: 'Yes' | 'No';
	unavailability_reason: string;
	on_call: 'Yes' | 'No';
}

/** A number of the account. */
export interface PhoneNumber {
	id: number;
	justcall_number: string;
	friendly_number: string;
	justcall_line_name: string;
	availability_setting: string;
	current_status: string;
	number_type: string;
	business_registration: string;
	sms_compliance: string;
	number_owner: { id: number; email: string; name: string };
	shared_with: {
		team_members: Array<{ id: number; name: string; email: string }>;
		user_groups: Array<{ id: number; name: string; extension: string }>;
	};
	capabilities: { call: string; sms: string; mms: string };
}

/** A person outside the account who calls or is called. */
export interface Contact {
	/** Digits with country code. */
	number: string;
	name: string;
	email: string;
}

/** Names of the teams that agents belong to. */
export const GROUPS = [
	{ group_id: 2210, group_name: 'Sales Team' },
	{ group_id: 2211, group_name: 'Support Team' },
	{ group_id: 2212, group_name: 'Renewals' },
	{ group_id: 2213, group_name: 'Front Desk' },
];

const LINES = [
	'Sales Line',
	'Support Line',
	'Renewals',
	'Front Desk',
	'East Coast',
	'West Coast',
	'Partners',
	'Billing',
];
const REASONS = ['Lunch Break', 'Meeting', 'End of Shift'];

/** Makes up the agents. */
export function inventUsers(faker: Faker, count: number, now: Date, timeZone: string): User[] {
	const names = new Set<string>();
	return Array.from({ length: count }, (_, index) => {
		let name = faker.person.fullName();
		while (names.has(name)) name = faker.person.fullName();
		names.add(name);
		const available = faker.number.float() < 0.8;
		return {
			id: 143_800 + index * 7,
			role: index === 0 ? 'Owner' : index < 4 ? 'Admin' : 'Member',
			name,
			email: faker.internet
				.email({ firstName: name.split(' ')[0], lastName: name.split(' ').pop(), provider: 'example.org' })
				.toLowerCase(),
			extension: 101 + index,
			groups: [GROUPS[index % GROUPS.length] as (typeof GROUPS)[number]],
			owned_numbers: [],
			shared_numbers: [],
			created_at: spaced(faker.date.between({ from: years(now, -2), to: years(now, -0.3) })),
			last_login_timestamp: spaced(
				new Date(now.getTime() - faker.number.int({ min: 60, max: 200_000 }) * 1000),
			),
			timezone: timeZone,
			working_hours_type: faker.helpers.arrayElement(['Always Open', 'Custom Hours']),
			available: available ? 'Yes' : 'No',
			unavailability_reason: available ? '' : faker.helpers.arrayElement(REASONS),
			on_call: 'No',
		};
	});
}

/** Makes up the numbers and assigns them to agents. */
export function inventNumbers(faker: Faker, count: number, users: User[]): PhoneNumber[] {
	return Array.from({ length: count }, (_, index) => {
		const owner = users[index % users.length] as User;
		const number = `1${faker.helpers.arrayElement(['415', '212', '303', '617'])}55501${String(10 + index).padStart(2, '0')}`;
		const members = faker.helpers
			.arrayElements(users, Math.min(users.length, 3))
			.filter(({ id }) => id !== owner.id);
		owner.owned_numbers.push(number);
		for (const member of members) member.shared_numbers.push(number);
		const group = owner.groups[0];
		return {
			id: 88_400 + index * 3,
			justcall_number: number,
			friendly_number: `(${number.slice(1, 4)}) ${number.slice(4, 7)}-${number.slice(7)}`,
			justcall_line_name: `${LINES[index % LINES.length] ?? 'Line'}${index < LINES.length ? '' : ` ${Math.floor(index / LINES.length) + 1}`}`,
			availability_setting: faker.helpers.arrayElement(['Always Open', 'Custom Hours', 'Always Closed']),
			current_status: 'Available',
			number_type: index % 5 === 4 ? 'Toll Free' : 'Local',
			business_registration: 'Approved',
			sms_compliance: 'Verified',
			number_owner: { id: owner.id, email: owner.email, name: owner.name },
			shared_with: {
				team_members: members.map(({ id, name, email }) => ({ id, name, email })),
				user_groups: group
					? [{ id: group.group_id, name: group.group_name, extension: String(1000 + (group.group_id % 100)) }]
					: [],
			},
			capabilities: { call: 'Yes', sms: index % 5 === 4 ? 'No' : 'Yes', mms: index % 2 === 0 ? 'Yes' : 'No' },
		};
	});
}

/** Makes up the people outside the account; fewer than calls, so that many call again. */
export function inventContacts(faker: Faker, count: number): Contact[] {
	return Array.from({ length: count }, (_, index) => {
		const known = faker.number.float() < 0.75;
		const first = faker.person.firstName();
		const last = faker.person.lastName();
		return {
			number: fictional(index, AREAS),
			name: known ? `${first} ${last}` : '',
			email:
				known && faker.number.float() < 0.6
					? faker.internet.email({ firstName: first, lastName: last, provider: 'example.com' }).toLowerCase()
					: '',
		};
	});
}

function spaced(date: Date): string {
	return date.toISOString().slice(0, 19).replace('T', ' ');
}

function years(now: Date, count: number): Date {
	return new Date(now.getTime() + count * 365 * 86_400_000);
}
