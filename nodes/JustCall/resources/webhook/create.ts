import { EVENT_TYPES } from '../../../shared/description/eventTypes';
import { body } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';

/** Subscribe an address to an event. JustCall calls the address while it adds it (FACTS.md section 9). */
export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create webhook',
	description:
		'Have JustCall call an address whenever an event happens. The address must answer while it is added. To undo it, use Delete.',
	method: 'POST',
	path: '/v2.1/webhooks',
	subject: 'The webhook',
	answer: { kind: 'one' },
	fields: [
		{
			displayName: 'Event',
			name: 'type',
			type: 'options',
			options: EVENT_TYPES,
			default: 'call.completed',
			required: true,
			description: 'What JustCall tells of',
			send: body('type', 'text'),
		},
		{
			displayName: 'Webhook URL',
			name: 'webhookUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://n8n.example.com/webhook/justcall',
			description: 'Address that JustCall calls; it must be reachable from the internet',
			send: body('webhook_url', 'text'),
		},
	],
};
