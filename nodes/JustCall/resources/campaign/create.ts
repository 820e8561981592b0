import { additionalFields, body } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { countryCode, settings } from './fields';

/** Create a Sales Dialer campaign. */
export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create campaign',
	description: 'Create a Sales Dialer campaign. To undo it, delete it in JustCall.',
	method: 'POST',
	path: '/v2.1/sales_dialer/campaigns',
	subject: 'The campaign',
	answer: { kind: 'one' },
	fields: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Spring renewals',
			description: 'Name of the campaign',
			send: body('name', 'text'),
		},
		{ ...countryCode, required: true },
		additionalFields([
			...settings('IDs'),
			{
				displayName: 'Type',
				name: 'type',
				type: 'options',
				options: [
					{ name: 'Autodial', value: 'Autodial' },
					{ name: 'Dynamic', value: 'Dynamic' },
					{ name: 'Predictive', value: 'Predictive' },
				],
				default: 'Autodial',
				description: 'Kind of campaign. Dynamic and Predictive need a plan that has them.',
				send: body('type', 'text'),
			},
		]),
	],
};
