import { additionalFields, body, defaultCountry } from '../../../shared/description/fields';
import { courtesy } from '../../../shared/description/courtesyFields';
import type { Operation } from '../../../shared/description/operation';
import { voiceAgentLocator } from '../locators';

/**
 * Have a voice agent call a number. JustCall has no idempotency key, so the node never repeats the request
 * (FACTS.md section 7).
 */
export const startCall: Operation = {
	name: 'Start Call',
	value: 'startCall',
	action: 'Start voice agent call',
	description:
		'Have an AI voice agent call a number. The person must have agreed to it in writing. Running it again calls again. This cannot be undone.',
	method: 'POST',
	path: '/v2.1/voice-agents/calls',
	subject: 'The voice agent',
	answer: { kind: 'one' },
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
		]),
	],
};
