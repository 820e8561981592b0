import { courtesy } from '../../../shared/description/courtesyFields';
import { additionalFields, body, defaultCountry, setting } from '../../../shared/description/fields';
import { since } from '../../../shared/description/nodeVersion';
import type { Operation } from '../../../shared/description/operation';
import { get as getCall } from '../call/get';
import { voiceAgentLocator } from '../locators';

/** Minutes that the outcome of a call is waited for, if the panel names none. */
export const WAIT_AT_MOST = 15;

/** The endpoint of the operation. */
const START = { method: 'POST', path: '/v2.1/voice-agents/calls' } as const;

/**
 * Have a voice agent call a number. JustCall has no idempotency key, so the node never repeats the request
 * (FACTS.md section 7). The outcome takes more requests; see custom/.
 */
export const startCall: Operation = {
	name: 'Start Call',
	value: 'startCall',
	action: 'Start voice agent call',
	description:
		'Have an AI voice agent call a number. The person must have agreed to it in writing. Running it again calls again. This cannot be undone.',
	...START,
	subject: 'The voice agent',
	answer: { kind: 'one' },
	output: {
		fields: {
			outcome_complete: { type: 'boolean' },
			outcome_note: { type: 'string' },
			summary: { type: 'string' },
			transcript: { type: 'string' },
			collected: { type: 'object' },
			voice_agent_data: { type: 'object' },
			ai_report: { type: 'object' },
		},
		records: [START, { method: getCall.method, path: getCall.path }],
	},
	outputInVersion1: { fields: {}, records: [START] },
	fields: [
		voiceAgentLocator({
			description: 'The voice agent that calls',
			send: body('ai_agent_id', 'id'),
			required: true,
		}),
		{
			displayName: 'To',
			name: 'contactNumber',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +1 415 555 0119',
			description:
				'Number to call, with country code or of the default country; spaces and dashes do not matter',
			send: body('contact_number', 'e164'),
		},
		{
			displayName: 'Consent Obtained',
			name: 'hasConsent',
			type: 'boolean',
			default: false,
			description: 'Whether the person has agreed in writing to be called by an AI voice agent',
			send: body('has_consent', 'boolean', {
				mustBeTrue:
					"JustCall calls only people who agreed to it in writing. Switch on 'Consent Obtained' if they did.",
			}),
		},
		{
			displayName: 'Wait for the Outcome',
			name: 'waitForOutcome',
			type: 'boolean',
			default: false,
			displayOptions: since(2),
			description:
				'Whether to go on only when the call is over, with its record, summary, transcript and what the voice agent collected. All calls of the run are started first.',
			send: setting('waitForOutcome', 'boolean'),
		},
		{
			displayName: 'Wait at Most (Minutes)',
			name: 'waitAtMost',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 120 },
			default: WAIT_AT_MOST,
			displayOptions: { show: { ...since(2).show, waitForOutcome: [true] } },
			description:
				'After this time the output has what is known so far: "outcome_complete" is false, and "outcome_note" says why. n8n keeps the execution running meanwhile.',
			send: setting('waitAtMost', 'integer', { range: { min: 1, max: 120, step: 1 } }),
		},
		additionalFields([
			defaultCountry,
			...courtesy('call'),
			{
				displayName: 'Dynamic Variables',
				name: 'dynamicVariables',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add Variable',
				default: {},
				description: 'Variables that the voice agent knows',
				options: [
					{
						displayName: 'Variable',
						name: 'variable',
						values: [
							{
								displayName: 'Name',
								name: 'name',
								type: 'string',
								default: '',
								placeholder: 'e.g. CallerName',
								description: 'Name of the variable',
							},
							{
								displayName: 'Type',
								name: 'type',
								type: 'hidden',
								default: 'string',
							},
							{
								displayName: 'Value',
								name: 'value',
								type: 'string',
								default: '',
								description: 'Value of the variable',
							},
						],
					},
				],
				send: body('dynamic_variables', 'records', {
					each: {
						name: { label: 'Name', kind: 'text' },
						type: { label: 'Type', kind: 'text', choices: ['string'] },
						value: { label: 'Value', kind: 'text', mayBeEmpty: true, takesBooleans: true },
					},
				}),
			},
			{
				displayName: 'Wait for AI Report',
				name: 'waitForReport',
				type: 'boolean',
				default: true,
				displayOptions: since(2),
				description:
					'Whether the outcome includes the summary and the transcript, which JustCall AI makes some time after the call. Switch it off for an account without JustCall AI.',
				send: setting('waitForReport', 'boolean'),
			},
		]),
	],
};
