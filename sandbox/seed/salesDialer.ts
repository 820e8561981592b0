import type { Faker } from '@faker-js/faker';

import { DIALER_AREAS, fictional } from './numbers';
import type { PhoneNumber, User } from './people';

/** Custom fields that exist in the account. */
export const CUSTOM_FIELDS = [
	{ label: 'membership_status', type: 'string', key: 1_090_960 },
	{ label: 'zip_code', type: 'string', key: 1_091_095 },
	{ label: 'lead_score', type: 'number', key: 1_091_122 },
];

/** A value of a custom field. */
export interface CustomFieldValue {
	key: number;
	label: string;
	type: string;
	value: string;
}

/** A contact of the Sales Dialer. */
export interface DialerContact {
	id: number;
	name: string;
	/** Digits with country code. */
	phone_number: string;
	email: string;
	birthday: string;
	occupation: string;
	address: string;
	status: 'Active' | 'DNCA';
	/** ISO with milliseconds and Z. */
	status_updated_at: string;
	created_at: string;
	custom_fields: CustomFieldValue[];
}

/** A contact as a member of a campaign. */
export interface Membership {
	contactId: number;
	progress: 'Dialed' | 'Skipped' | 'Undialed';
	/** UTC epoch seconds. */
	addedAt: number;
}

/** A campaign; its members are in the order in which they were added. */
export interface CampaignRow {
	id: number;
	name: string;
	type: 'Autodial' | 'Predictive' | 'Dynamic';
	default_number: string;
	/** UTC epoch seconds. */
	createdAt: number;
	agents: number[];
	maximum_calls_per_agent: number | null;
	contact_dialing_order: string;
	voicemail_message_id: number | null;
	abandoning_message_id: number | null;
	call_forwarding_number: string;
	country_code: string;
	disposition_groups: string[];
	call_scripts: string[];
	members: Membership[];
}

/** A call of the Sales Dialer in compact form. */
export interface DialerCallRow {
	callId: number;
	campaignId: number;
	contactId: number;
	agent: number;
	/** UTC epoch seconds. */
	at: number;
	outcome: string;
	/** Seconds. */
	duration: number;
	disposition: string;
	rating: number;
}

/** Everything in the Sales Dialer. */
export interface SalesDialer {
	contacts: DialerContact[];
	campaigns: CampaignRow[];
	calls: DialerCallRow[];
}

const CONTACTS = 640;
const CAMPAIGNS = 130;
const CALLS = 650;
const NAMES = [
	'Website Leads',
	'Spring Renewals',
	'Trade Fair',
	'Win Back',
	'Newsletter Sign-ups',
	'Partner Referrals',
];
const OUTCOMES = [
	{ weight: 40, value: 'OUTGOING_HUMAN_ANSWERED' },
	{ weight: 18, value: 'OUTGOING_MACHINE_ANSWERED' },
	{ weight: 26, value: 'OUTGOING_UNANSWERED_CALL' },
	{ weight: 6, value: 'OUTGOING_CANCELLED_CALL' },
	{ weight: 4, value: 'OUTGOING_ABANDONED_CALL' },
	{ weight: 3, value: 'OUTGOING_FAILED_CALL' },
	{ weight: 2, value: 'OUTGOING_RESTRICTED_CALL' },
	{ weight: 1, value: 'OUTGOING_BLOCKED_CALL' },
];

/** Makes up contacts, campaigns with members, and their calls. */
export function inventSalesDialer(
	faker: Faker,
	users: readonly User[],
	numbers: readonly PhoneNumber[],
	now: Date,
): SalesDialer {
	const end = Math.floor(now.getTime() / 1000);
	const contacts = Array.from({ length: CONTACTS }, (_, index) => inventDialerContact(faker, index, now));
	const campaigns = Array.from({ length: CAMPAIGNS }, (_, index): CampaignRow => {
		const size = index === 0 ? 340 : faker.number.int({ min: 3, max: 40 });
		const members = faker.helpers.arrayElements(contacts, size).map(({ id }) => ({
			contactId: id,
			progress: faker.helpers.arrayElement(['Dialed', 'Skipped', 'Undialed'] as const),
			addedAt: end - faker.number.int({ min: 1000, max: 80 * 86_400 }),
		}));
		return {
			...emptyCampaign(2_170_000 + index * 7, end - (CAMPAIGNS - index) * 57_000),
			name: `${NAMES[index % NAMES.length] ?? 'Campaign'} ${Math.floor(index / NAMES.length) + 1}`,
			type: faker.helpers.arrayElement(['Autodial', 'Predictive', 'Dynamic'] as const),
			default_number: numbers[index % numbers.length]?.justcall_number ?? '',
			agents: [users[index % users.length]?.id ?? 0],
			members,
		};
	});
	const calls = Array.from({ length: CALLS }, (_, index): DialerCallRow => {
		const campaign = faker.helpers.arrayElement(campaigns);
		const outcome = faker.helpers.weightedArrayElement(OUTCOMES);
		const answered = outcome.includes('_ANSWERED');
		return {
			callId: 95_676_000 + index * 9,
			campaignId: campaign.id,
			contactId: faker.helpers.arrayElement(campaign.members).contactId,
			agent: faker.number.int({ max: users.length - 1 }),
			at: end - (CALLS - index) * 11_000,
			outcome,
			duration: answered ? faker.number.int({ min: 6, max: 400 }) : 0,
			disposition: answered ? faker.helpers.arrayElement(['Sales: Lead', 'Sales: Not Interested', '']) : '',
			rating: answered ? faker.number.int({ max: 5 }) : 0,
		};
	});
	return { contacts, campaigns, calls };
}

/** A campaign with only an id. */
export function emptyCampaign(id: number, createdAt: number): CampaignRow {
	return {
		id,
		name: '',
		type: 'Autodial',
		default_number: '',
		createdAt,
		agents: [],
		maximum_calls_per_agent: 1,
		contact_dialing_order: 'First in first out',
		voicemail_message_id: null,
		abandoning_message_id: null,
		call_forwarding_number: '',
		country_code: 'US',
		disposition_groups: [],
		call_scripts: [],
		members: [],
	};
}

function inventDialerContact(faker: Faker, index: number, now: Date): DialerContact {
	const first = faker.person.firstName();
	const last = faker.person.lastName();
	const created = new Date(
		now.getTime() - faker.number.int({ min: 10, max: 300 }) * 86_400_000,
	).toISOString();
	return {
		id: 26_341_000 + index * 5,
		name: `${first} ${last}`,
		phone_number: fictional(index, DIALER_AREAS),
		email: faker.internet.email({ firstName: first, lastName: last, provider: 'example.com' }).toLowerCase(),
		birthday: faker.date.birthdate().toISOString().slice(0, 10),
		occupation: faker.helpers.arrayElement(['Buyer', 'Owner', 'Office Manager', '']),
		address: '',
		status: index % 17 === 0 ? 'DNCA' : 'Active',
		status_updated_at: created,
		created_at: created,
		custom_fields:
			index % 4 === 0 ? [{ ...(CUSTOM_FIELDS[0] as (typeof CUSTOM_FIELDS)[number]), value: 'member' }] : [],
	};
}
