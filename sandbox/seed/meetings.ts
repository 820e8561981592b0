import type { Faker } from '@faker-js/faker';

/** A meeting that the AI has analysed; `agent` is an index in the list of users. */
export interface MeetingRow {
	sid: string;
	meetingId: string;
	title: string;
	platform: 'Zoom' | 'Google Meet';
	/** UTC epoch seconds. */
	at: number;
	/** Seconds. */
	duration: number;
	agent: number;
	invitee: string;
}

const MEETINGS = 60;
const TITLES = ['Quarterly review', 'Product demo', 'Onboarding', 'Contract questions', 'Roadmap'];

/** Makes up the meetings of 90 days, oldest first. */
export function inventMeetings(faker: Faker, agents: number, now: Date): MeetingRow[] {
	const end = Math.floor(now.getTime() / 1000);
	return Array.from({ length: MEETINGS }, (_, place) => ({
		sid: `MT${faker.string.hexadecimal({ length: 32, casing: 'lower', prefix: '' })}`,
		meetingId: `meet-${faker.string.alphanumeric({ length: 4, casing: 'lower' })}-${place}`,
		title: faker.helpers.arrayElement(TITLES),
		platform: faker.helpers.arrayElement(['Zoom', 'Google Meet'] as const),
		at: end - (MEETINGS - place) * 36 * 3600 + faker.number.int({ max: 3600 }),
		duration: faker.number.int({ min: 600, max: 3600 }),
		agent: faker.number.int({ max: agents - 1 }),
		invitee: faker.internet.email({ provider: 'example.com' }).toLowerCase(),
	}));
}
