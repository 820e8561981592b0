import type { OpenQuestion } from './settle';
import { open } from './settle';

/** Questions that neither reading nor a cycle answers, each with the reason, so that they are not forgotten. */
const REASONS: ReadonlyArray<readonly [section: number, name: string, question: string, why: string]> = [
	[
		6,
		'whose the limit is',
		'Is it of the account, or of each key?',
		'A second key of the same account would tell.',
	],
	[
		7,
		'ID in an answer 500',
		'What is the field called that support asks for?',
		'No answer 500 came, and none is provoked.',
	],
	[
		9,
		'failing addresses',
		'When does an address become Warning and Blacklisted?',
		'An address would have to fail for days.',
	],
	[
		9,
		'reviving a blacklisted address',
		'Does deleting and adding it again revive it?',
		'An address would have to fail for days, until it is Blacklisted.',
	],
	[
		9,
		'webhooks of v1',
		'Which topics has /v1/webhooks/add, and is the body flat?',
		'v2.1 may not be able to take out again what v1 added.',
	],
	[
		9,
		'bodies of WhatsApp and voice agent events',
		'Are they the object of the REST API?',
		'A real message or a call of a voice agent would have to come.',
	],
	[
		9,
		'place of AI fields in events',
		'Are they in justcall_ai or directly in data?',
		'A real call with an AI report would have to come.',
	],
	[
		9,
		'dialer calls as events of calls',
		'Does a dialer call come as sd.* alone?',
		'A real call of the dialer would have to come, to addresses of both kinds.',
	],
	[
		9,
		'timeout of deliveries',
		'How long does JustCall wait for a receiver?',
		'A receiver would have to keep it waiting.',
	],
	[
		9,
		'time of a repeated delivery',
		'Does it carry the old time or a new one?',
		'A receiver would have to refuse an event.',
	],
];

export const UNSETTLED: readonly OpenQuestion[] = REASONS.map(([section, name, question, why]) => ({
	name,
	section,
	question,
	settle: () => open(why),
}));
