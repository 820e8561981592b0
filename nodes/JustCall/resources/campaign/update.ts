import { body, path, UPDATE_FIELDS, updateFields } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { campaignLocator } from '../locators';
import { countryCode, settings } from './fields';

/** Update a campaign. Its type cannot be changed (FACTS.md section 10). */
export const update: Operation = {
	name: 'Update',
	value: 'update',
	action: 'Update campaign',
	description:
		'Change a Sales Dialer campaign. Its type cannot be changed. To undo it, write the old values again.',
	method: 'PUT',
	path: '/v2.1/sales_dialer/campaigns/{id}',
	subject: 'The campaign',
	answer: { kind: 'one' },
	needsOneOf: UPDATE_FIELDS,
	fields: [
		campaignLocator({ description: 'The campaign to change', send: path('id'), required: true }),
		updateFields([
			...settings('Names'),
			countryCode,
			{
				displayName: 'Name',
				name: 'name',
				type: 'string',
				default: '',
				description: 'Name of the campaign',
				send: body('name', 'text'),
			},
		]),
	],
};
