import { options, query } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { aiParts, transcriptOptions } from '../aiParts';
import { callLocator } from '../call/fields';
import { CALL_AI_EXTRAS, CALL_TRANSCRIPT, SIMPLE_CALL_AI } from './fields';

/** Get the AI report of one call; /v2.1/calls/{id}/ai does not exist (FACTS.md section 10). */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get call AI report',
	description:
		'Get the AI report of one call: sentiment, score, summary, action items; transcript on request',
	method: 'GET',
	path: '/v2.1/calls_ai/{id}',
	subject: 'The AI report of the call',
	answer: { kind: 'one' },
	simplify: SIMPLE_CALL_AI,
	onRequest: CALL_AI_EXTRAS,
	transcript: CALL_TRANSCRIPT,
	fields: [
		callLocator,
		options([
			{
				displayName: 'Include Action Items',
				name: 'fetchActionItems',
				type: 'boolean',
				default: true,
				description: 'Whether to add the action items. JustCall adds them unless this is switched off.',
				send: query('fetch_action_items', 'boolean'),
			},
			...aiParts,
			{
				displayName: 'Platform',
				name: 'platform',
				type: 'options',
				options: [
					{ name: 'JustCall', value: 'justcall' },
					{ name: 'Sales Dialer', value: 'sales_dialer' },
				],
				default: 'justcall',
				description:
					'Which kind of call it is. For Sales Dialer, choose the call by ID: "call_id" from Campaign Call > Get Many; the list shows JustCall calls only.',
				send: query('platform', 'text'),
			},
			...transcriptOptions,
		]),
	],
};
