import type { Faker } from '@faker-js/faker';

import type { PhoneNumber, User } from './people';

/** A file attached to a message. */
export interface Media {
	media_url: string;
	content_type: string;
}

/** The fields that SMS and WhatsApp messages share; `contact`, `number` and `agent` are indexes in the lists. */
interface Message {
	id: number;
	/** UTC epoch seconds. */
	at: number;
	direction: 'Incoming' | 'Outgoing';
	contact: number;
	number: number;
	agent: number;
	body: string;
	media: Media[];
}

/** One SMS in compact form. */
export interface TextRow extends Message {
	status: 'Received' | 'Delivered' | 'Undelivered' | 'Scheduled';
	medium: string;
}

/** One WhatsApp message in compact form. */
export interface WhatsAppRow extends Message {
	status: 'read' | 'delivered' | 'sent' | 'received' | 'failed';
	/** Template that it was made from. */
	template: number | undefined;
}

/** A tag for threads. */
export interface Tag {
	id: number;
	name: string;
	color_code: string;
	created_at: string;
	created_by: { agent_id: number; agent_name: string; agent_email: string };
}

/** A WhatsApp template of a number. */
export interface Template {
	id: number;
	name: string;
	language: string;
	category: 'Marketing' | 'Utility';
	header_type: 'Normal Text' | 'Image' | 'Video' | 'PDF';
	header_value: string;
	footer: string;
	actions_count: number;
	actions: Array<{ action_type: string; action_text: string; action_value: string }>;
	body: string;
	status: 'Approved' | 'Rejected' | 'Pending';
}

/** Everything about SMS and WhatsApp, with ids that ascend with time. */
export interface Messages {
	texts: TextRow[];
	tags: Tag[];
	/** Ids of tags by the id of the thread. */
	threadTags: Map<string, number[]>;
	whatsApp: WhatsAppRow[];
	templates: Template[];
}

const TEXTS = 800;
const THREADS = 120;
const WHATSAPP = 240;
const SECONDS_BACK = 90 * 86_400;

const ASKED = [
	'Hi {name}, your demo is set for 3 pm tomorrow.',
	'Thanks for the call. Here is the link to the invoice.',
	'We missed your call. When may we call back?',
	'Your order is on its way and arrives on Thursday.',
	'Reminder: your plan renews at the end of the month.',
];
const SAID = [
	'Works for me, thank you!',
	'Can we make it an hour later?',
	'Please send the invoice again.',
	'Yes',
	'Who is this?',
	'Great, see you then',
];

/** Makes up the texts, the WhatsApp messages and everything that belongs to them. */
export function inventMessages(
	faker: Faker,
	sizes: { contacts: number; numbers: PhoneNumber[]; users: User[] },
	now: Date,
): Messages {
	const { users, numbers } = sizes;
	const owner = users[0];
	const end = Math.floor(now.getTime() / 1000);
	const smsNumbers = numbers.flatMap(({ capabilities }, place) =>
		capabilities.sms === 'Yes' ? [place] : [],
	);
	const pairs = Array.from({ length: THREADS }, (_, place) => ({
		contact: (place * 7) % sizes.contacts,
		number: smsNumbers[place % smsNumbers.length] ?? 0,
		agent: faker.number.int({ max: users.length - 1 }),
	}));
	const moments = (count: number) =>
		Array.from({ length: count }, () => end - faker.number.int({ min: 60, max: SECONDS_BACK })).sort(
			(a, b) => a - b,
		);
	const message = (place: number, at: number, firstId: number): Message => {
		const incoming = faker.number.float() < 0.45;
		// Each pair has at least one message; the others are distributed at random.
		const pair = pairs[place < pairs.length ? place : faker.number.int({ max: pairs.length - 1 })];
		const media = faker.number.float() < 0.06;
		return {
			id: firstId + place * 13 + faker.number.int(12),
			at,
			direction: incoming ? 'Incoming' : 'Outgoing',
			...(pair ?? { contact: 0, number: 0, agent: 0 }),
			body: faker.helpers.arrayElement(incoming ? SAID : ASKED).replace('{name}', faker.person.firstName()),
			media: media
				? [
						{
							media_url: `https://files.example.com/${faker.string.hexadecimal({ length: 6, casing: 'lower', prefix: '' })}.png`,
							content_type: 'image/png',
						},
					]
				: [],
		};
	};
	const texts = moments(TEXTS).map((at, place): TextRow => {
		const row = message(place, at, 262_000_000);
		const incoming = row.direction === 'Incoming';
		const arrived = faker.number.float() < 0.97;
		return {
			...row,
			status: incoming ? 'Received' : arrived ? 'Delivered' : 'Undelivered',
			medium: incoming ? '' : 'One-To-One via Web',
		};
	});
	const templates = inventTemplates();
	const whatsApp = moments(WHATSAPP).map((at, place): WhatsAppRow => {
		const row = message(place, at, 551_000);
		const outgoing = row.direction === 'Outgoing';
		return {
			...row,
			status: outgoing
				? faker.helpers.weightedArrayElement<WhatsAppRow['status']>([
						{ weight: 60, value: 'read' },
						{ weight: 25, value: 'delivered' },
						{ weight: 10, value: 'sent' },
						{ weight: 5, value: 'failed' },
					])
				: 'received',
			template: outgoing && faker.number.float() < 0.4 ? faker.helpers.arrayElement(templates).id : undefined,
		};
	});
	const tags = ['Hot lead', 'Customer', 'Follow up', 'Do not disturb', 'Invoice'].map((name, place): Tag => ({
		id: 40_100 + place * 17,
		name,
		color_code: ['#2a7fdb', '#1f9d55', '#e3a008', '#c81e1e', '#7e3af2'][place] ?? '#2a7fdb',
		created_at: '2025-03-12 19:28:45',
		created_by: {
			agent_id: owner?.id ?? 0,
			agent_name: owner?.name ?? '',
			agent_email: owner?.email ?? '',
		},
	}));
	const threadTags = new Map<string, number[]>(
		pairs
			.filter((_, place) => place % 3 === 0)
			.map((pair) => [threadIdOf(pair), [faker.helpers.arrayElement(tags).id]] as const),
	);
	return { texts, tags, threadTags, whatsApp, templates };
}

/** The id of a text's thread: opaque text, as in JustCall. */
export function threadIdOf({ number, contact }: Pick<Message, 'number' | 'contact'>): string {
	return Buffer.from(
		`thread-${String(number).padStart(3, '0')}-${String(contact).padStart(7, '0')}`,
	).toString('base64url');
}

function inventTemplates(): Template[] {
	const plain = { header_type: 'Normal Text', status: 'Approved' } as const;
	return [
		{
			...plain,
			id: 1234,
			name: 'demo_reminder',
			language: 'English',
			category: 'Utility',
			header_value: 'Your demo',
			footer: 'Reply STOP to opt out',
			actions_count: 1,
			actions: [
				{
					action_type: 'Visit Website',
					action_text: 'Open calendar',
					action_value: 'https://example.com/calendar',
				},
			],
			body: 'Hello {{1}}, your demo starts at {{2}}.',
		},
		{
			...plain,
			id: 1241,
			name: 'autumn_offer',
			language: 'English (US)',
			category: 'Marketing',
			header_value: 'Our autumn offer',
			footer: '',
			actions_count: 0,
			actions: [],
			body: 'Hello {{1}}, the annual plan is {{2}} percent off until Friday.',
		},
		{
			...plain,
			id: 1255,
			name: 'recordatorio_demo',
			language: 'Spanish',
			category: 'Utility',
			header_value: 'Tu demo',
			footer: '',
			actions_count: 0,
			actions: [],
			body: 'Hola {{1}}, tu demo empieza a las {{2}}.',
			status: 'Pending',
		},
	];
}
