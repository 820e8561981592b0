import type { IDataObject } from 'n8n-workflow';

import {
	isOver,
	isSettled,
	LATE_PARTS_MINUTES,
	missingParts,
	outcomeOf,
	type FollowedCall,
} from '../../nodes/JustCall/custom/callOutcome';

const NOW = 1_700_000_000_000;
const SID = 'CA7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d';

const call = (type: unknown): IDataObject => ({
	id: 328951399,
	call_sid: SID,
	call_info: { type } as IDataObject,
});
const AGENT_DATA: IDataObject = {
	call_answered_by: 'Human',
	dynamic_variables: {
		before_call: [{ name: 'CallerName', value: 'Mara', type: 'string' }],
		during_call: [{ name: 'PreferredDay', value: 'Tuesday', type: 'string' }],
	},
};
const REPORT: IDataObject = {
	id: 328951399,
	customer_sentiment: 'Positive',
	call_summary: 'Mara prefers Tuesday.',
	call_transcription: [
		{ speaker_name: 'Front Desk', sentence: 'When may we come?', timestamp: { starttime: 0.4 } },
		{ speaker_name: 'Mara', sentence: 'On Tuesday.', timestamp: { starttime: 2.6 } },
	],
};

const followed = (more: Partial<FollowedCall> = {}): FollowedCall => ({
	started: { call_sid: SID, call_info: { direction: 'Outgoing', status: 'Queued' } },
	wantsReport: true,
	minutes: 15,
	deadline: NOW + 900_000,
	asked: new Set(),
	troubles: {},
	...more,
});
const noteOn = (more: Partial<FollowedCall>) => outcomeOf(followed(more)).outcome_note;

describe('over', () => {
	it.each([
		'',
		' ',
		'In Progress',
		'in progress',
		'in-progress',
		'Queued',
		'Ringing',
		null,
		undefined,
		7,
		{},
	])('is not a call of type %j', (type) => expect(isOver(followed({ call: call(type) }))).toBe(false));

	it.each([undefined, {}, { call_info: null }, { call_info: 'Answered' }, { call_info: [] }])(
		'is not a record like %j',
		(record) => expect(isOver(followed(record && { call: record }))).toBe(false),
	);

	it.each(['Answered', 'answered', 'Unanswered', 'Abandoned before ringing', 'Busy', 'Failed', 'Blocked'])(
		'is a call of type %s',
		(type) => expect(isOver(followed({ call: call(type) }))).toBe(true),
	);
});

describe('missing', () => {
	const answered = (more: Partial<FollowedCall> = {}) =>
		missingParts(followed({ call: call('Answered'), overSince: NOW, ...more }), NOW);

	it('is nothing while the call goes on', () => {
		expect(missingParts(followed(), NOW)).toEqual([]);
		expect(missingParts(followed({ call: call('In Progress') }), NOW)).toEqual([]);
	});

	it('are both parts of a call that was answered, until they are there', () => {
		expect(answered()).toEqual(['agentData', 'report']);
		expect(answered({ asked: new Set(['agentData', 'report']) })).toEqual(['agentData', 'report']);
		expect(answered({ agentData: AGENT_DATA })).toEqual(['report']);
		expect(answered({ agentData: AGENT_DATA, report: REPORT })).toEqual([]);
		expect(answered({ agentData: AGENT_DATA, wantsReport: false })).toEqual([]);
	});

	it.each([
		{},
		{ call_summary: '' },
		{ ...REPORT, call_summary: ' ' },
		{ ...REPORT, call_summary: null },
		{ ...REPORT, call_transcription: [] },
		{ ...REPORT, call_transcription: null },
		{ ...REPORT, call_transcription: [{ sentence: '' }] },
	])('is a report that is not whole: %j', (report) =>
		expect(answered({ agentData: AGENT_DATA, report: report as IDataObject })).toEqual(['report']),
	);

	it('is nothing any more some minutes after the end', () => {
		const end = NOW - LATE_PARTS_MINUTES * 60_000;
		expect(answered({ overSince: end })).toHaveLength(2);
		expect(answered({ overSince: end - 1 })).toEqual([]);
	});

	it.each(['Unanswered', 'Busy', 'Failed'])(
		'of a call of type %s, only the data of the agent, once',
		(type) => {
			const parts = (more: Partial<FollowedCall>) =>
				missingParts(followed({ call: call(type), ...more }), NOW);
			expect(parts({})).toEqual(['agentData']);
			expect(parts({ asked: new Set(['agentData']) })).toEqual([]);
			expect(parts({ agentData: AGENT_DATA })).toEqual([]);
		},
	);
});

describe('settled', () => {
	it.each<[boolean, Partial<FollowedCall>]>([
		[false, {}],
		[false, { call: call('In Progress') }],
		[false, { call: call('Answered'), overSince: NOW }],
		[false, { call: call('Answered'), overSince: NOW, agentData: AGENT_DATA }],
		[true, { call: call('Answered'), overSince: NOW, agentData: AGENT_DATA, report: REPORT }],
		[true, { call: call('Answered'), overSince: NOW - 3_600_000 }],
		[true, { call: call('Unanswered'), asked: new Set(['agentData']) }],
		[true, { isGivenUp: true }],
	])('%s: %j', (expected, more) => expect(isSettled(followed(more), NOW)).toBe(expected));
});

describe('the output', () => {
	it('has record, summary, transcript and what was collected, and says that this is all', () => {
		expect(outcomeOf(followed({ call: call('Answered'), agentData: AGENT_DATA, report: REPORT }))).toEqual({
			outcome_complete: true,
			outcome_note: '',
			summary: 'Mara prefers Tuesday.',
			transcript: 'Front Desk: When may we come?\nMara: On Tuesday.',
			collected: { PreferredDay: 'Tuesday' },
			call_sid: SID,
			id: 328951399,
			call_info: { type: 'Answered' },
			voice_agent_data: AGENT_DATA,
			ai_report: { id: 328951399, customer_sentiment: 'Positive' },
		});
	});

	it('is complete without a conversation when nobody answered', () => {
		expect(outcomeOf(followed({ call: call('Unanswered'), asked: new Set(['agentData']) }))).toEqual({
			outcome_complete: true,
			outcome_note: '',
			summary: '',
			transcript: '',
			collected: {},
			call_sid: SID,
			id: 328951399,
			call_info: { type: 'Unanswered' },
		});
	});

	it.each<[string, Partial<FollowedCall>]>([
		['JustCall did not list the call within 15 minutes.', {}],
		['JustCall did not list the call within one minute.', { minutes: 1 }],
		['The call was not over after 15 minutes.', { call: call('In Progress') }],
		[
			'The call was not over after 15 minutes. The last look failed: JustCall is down. Try later.',
			{ call: call(''), troubles: { call: 'JustCall is down. Try later.' } },
		],
		[
			'The call was started, but could not be followed to its end. The last look failed: The key is wrong.',
			{ isGivenUp: true, troubles: { call: 'The key is wrong.' } },
		],
		['JustCall gave no call_sid, so the call cannot be followed.', { started: {}, isGivenUp: true }],
		[
			"The call is over, but JustCall has not given the data of the voice agent and the AI report with summary and transcript yet. An account without JustCall AI gets no report: switch off 'Wait for AI Report' then.",
			{ call: call('Answered') },
		],
		[
			'The call is over, but JustCall has not given the data of the voice agent yet.',
			{ call: call('Answered'), wantsReport: false },
		],
	])('says why it is not complete: %s', (note, more) => {
		expect(outcomeOf(followed(more))).toMatchObject({ outcome_complete: false, outcome_note: note });
	});

	it('names a reason once, whatever it hit', () => {
		const troubles = { agentData: 'The key is wrong.', report: 'The key is wrong.' };
		expect(noteOn({ call: call('Answered'), troubles })).toContain(
			'The last look failed: The key is wrong. An',
		);
	});

	it.each([
		undefined,
		null,
		'text',
		[],
		{ during_call: null },
		{ during_call: 'x' },
		{ during_call: [1, null, {}] },
	])('collects nothing from variables like %j', (dynamic_variables) =>
		expect(
			outcomeOf(followed({ call: call('Answered'), agentData: { dynamic_variables } as IDataObject })),
		).toMatchObject({ collected: {} }),
	);

	it('takes a variable for a name and nothing else', () => {
		const during_call = [{ name: '__proto__', value: 'x' }];
		const { collected } = outcomeOf(
			followed({ call: call('Answered'), agentData: { dynamic_variables: { during_call } } }),
		);
		expect(JSON.stringify(collected)).toBe('{"__proto__":"x"}');
		expect(Object.getPrototypeOf(collected)).toBe(Object.prototype);
	});
});
