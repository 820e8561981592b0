import type { Faker } from '@faker-js/faker';

import { CONTACT_AREAS, fictional } from './numbers';
import type { User } from './people';

/** Lists that a contact can be on. */
export type StatusList = 'blacklist' | 'dnd' | 'dnm';

/** A contact of JustCall: the entry of one agent. */
export interface ContactRecord {
	id: number;
	parent_contact_id: null;
	name: string;
	first_name: string;
	last_name: string;
	/** Usually digits with country code; some numbers are as a person typed them. */
	contact_number: string;
	other_numbers: Array<{ contact_relation_id: number; label: string; number: string }>;
	email: string;
	extension: number | null;
	company: string;
	address: string;
	notes: Array<{ id: number; description: string; added_at: string; last_updated_at: string }>;
	status: Record<StatusList, boolean>;
	status_updated_at: string;
	created_at: string;
	last_updated_at: string;
	agent_id: number;
}

const COUNT = 700;
const COMPANIES = [
	'Northwind Bakery',
	'Harbor Dental',
	'Blue Ridge Roofing',
	'Lakeside Motors',
	'Fern & Fig',
	'',
];

/** Makes up the address book. The first user, whose key is used, owns two thirds of it. */
export function inventContactRecords(faker: Faker, users: readonly User[], today: string): ContactRecord[] {
	return Array.from({ length: COUNT }, (_, index) => {
		const first = faker.person.firstName();
		const last = faker.person.lastName();
		const owner = index % 3 === 2 ? users[1 + (index % Math.max(1, users.length - 1))] : users[0];
		return {
			...emptyContact(18_400_000 + index * 11, owner?.id ?? 0, today),
			name: `${first} ${last}`,
			first_name: first,
			last_name: last,
			contact_number: asTyped(fictional(index, CONTACT_AREAS), index),
			email: faker.internet
				.email({ firstName: first, lastName: last, provider: 'example.com' })
				.toLowerCase(),
			company: COMPANIES[index % COMPANIES.length] ?? '',
			address: `${faker.location.streetAddress()}, ${faker.location.city()}`,
			status: { blacklist: index % 19 === 0, dnd: index % 23 === 0, dnm: index % 29 === 0 },
		};
	});
}

/** Forms in which some agents type a number instead of digits with country code. */
const SPELLINGS: ReadonlyArray<(area: string, last: string) => string> = [
	(area, last) => `(${area}) 555-${last}`,
	(area, last) => `${area}555${last}`,
	(area, last) => `+1 ${area} 555 ${last}`,
	(area, last) => `1-${area}-555-${last}`,
];

/** Some contacts were typed by people, and JustCall stores them in that form. */
function asTyped(number: string, index: number): string {
	const [, area = '', last = ''] = /^1(\d{3})555(\d{4})$/.exec(number) ?? [];
	const spell =
		index % 37 === 36 && area !== '' ? SPELLINGS[Math.floor(index / 37) % SPELLINGS.length] : undefined;
	return spell?.(area, last) ?? number;
}

/** A contact with only an id and an owner. */
export function emptyContact(id: number, agentId: number, today: string): ContactRecord {
	return {
		id,
		parent_contact_id: null,
		name: '',
		first_name: '',
		last_name: '',
		contact_number: '',
		other_numbers: [],
		email: '',
		extension: null,
		company: '',
		address: '',
		notes: [],
		status: { blacklist: false, dnd: false, dnm: false },
		status_updated_at: today,
		created_at: today,
		last_updated_at: today,
		agent_id: agentId,
	};
}
