import type { Faker } from '@faker-js/faker';

import { chance } from './chance';

/** Calls with fewer seconds than this are not analysed. */
const SHORTEST = 20;

const TOPICS = ['the renewal date', 'an open invoice', 'the new plan', 'a login problem', 'a delivery'];

const SENTENCES = [
	'Good morning, how can I help you?',
	'Hi, I have a question about my account.',
	'Of course, let me open it.',
	'When does the plan renew?',
	'At the end of the month, I will send you the details.',
	'Could you send the invoice as well?',
	'It will be in your inbox within the hour.',
	'Great, thank you very much.',
];

/** The optional parts of a report. */
export interface AiParts {
	transcription: boolean;
	summary: boolean;
	insights: boolean;
	actionItems: boolean;
	chapters: boolean;
}

/** The parts that the query requests. */
export function partsOf(query: Record<string, unknown>): AiParts {
	return {
		transcription: query.fetch_transcription === true,
		summary: query.fetch_summary === true,
		insights: query.fetch_ai_insights === true,
		actionItems: query.fetch_action_items === true,
		chapters: query.fetch_smart_chapters === true,
	};
}

/** Whether there is an AI analysis of a conversation of this length in seconds. */
export function isAnalysed(seconds: number): boolean {
	return seconds >= SHORTEST;
}

/** The AI data of a conversation, derived from its id; empty for a short one. */
export function aiOf(id: number, seconds: number): Record<string, unknown> {
	const analysed = isAnalysed(seconds);
	const faker = dice(id);
	const score = () => (analysed ? faker.number.int({ min: 3, max: 10 }) : 0);
	const topic = faker.helpers.arrayElement(TOPICS);
	return {
		call_moments: analysed
			? faker.helpers.arrayElements(['renewal', 'invoice', 'onboarding', 'pricing', 'competitor'], 2)
			: [],
		customer_sentiment: analysed ? faker.helpers.arrayElement(['Positive', 'Neutral', 'Negative']) : '',
		call_score: analysed ? score() + 0.2 : 0,
		call_score_parameters: {
			dead_air_time: score(),
			filler_word: score(),
			de_escalation: score(),
			empathy: score(),
			talk_listen_ratio: score(),
			greetings: score(),
			words_per_minute: score(),
			monologue_duration: score(),
			call_etiquette: score(),
			customer_sentiment_score: score(),
		},
		tags: analysed ? faker.helpers.arrayElements(['demo', 'follow-up', 'complaint'], 1) : [],
		manual_call_score: 0,
		call_summary: analysed ? `The caller asked about ${topic} and will get an answer by e-mail.` : '',
	};
}

/** The sentences of a conversation, spread over its seconds; the two sides take turns. */
export function sentencesOf(
	seconds: number,
): Array<{ side: 0 | 1; sentence: string; start: number; end: number }> {
	const share = seconds / SENTENCES.length;
	const tenth = (value: number) => Math.round(value * 10) / 10;
	return SENTENCES.map((sentence, place) => ({
		side: place % 2 === 0 ? 0 : 1,
		sentence,
		start: tenth(place * share + 0.4),
		end: tenth((place + 1) * share),
	}));
}

/**
 * The transcript of a conversation as reports and events show it.
 *
 * @param speakers names of the agent and of the other side
 */
export function transcriptOf(seconds: number, speakers: readonly [string, string]): object[] {
	return sentencesOf(seconds).map(({ side, sentence, start, end }) => ({
		speaker_id: String(side),
		speaker_name: speakers[side],
		sentence,
		timestamp: { starttime: start, endtime: end },
	}));
}

/** How the time of the conversation was used, in seconds. */
export function statsOf(id: number, seconds: number): Record<string, number> {
	const faker = dice(id + 1);
	const agent = Math.floor(seconds * faker.number.float({ min: 0.3, max: 0.5 }));
	const dead = Math.floor(seconds * 0.05);
	return {
		agent_speak_time: agent,
		customer_speak_time: seconds - agent - dead,
		dead_air_time: dead,
		monologue_duration: Math.floor(agent / 3),
		customer_story_duration: Math.floor((seconds - agent) / 4),
		interactivity_count: SENTENCES.length,
	};
}

/** The chapters of a conversation. */
export function chaptersOf(): object[] {
	return [
		{ section: 'Opening', overview: [{ conversation: 'The caller says what it is about.' }] },
		{
			section: 'Renewal',
			overview: [
				{ conversation: 'The caller asks when the plan renews.' },
				{ conversation: 'The agent promises the details by e-mail.' },
			],
		},
	];
}

const shared = chance(0);

/** A random source that returns the same values for the same id. */
export function dice(id: number): Faker {
	shared.seed(id);
	return shared;
}
