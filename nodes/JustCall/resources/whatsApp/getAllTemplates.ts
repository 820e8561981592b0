import { filters, options, order, query, returnAllAndLimit } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { justCallNumberLocator } from '../locators';

/** List the approved templates of a WhatsApp number. */
export const getAllTemplates: Operation = {
	name: 'Get Many Templates',
	value: 'getAllTemplates',
	action: 'Get many WhatsApp templates',
	description: 'List the templates of a WhatsApp number',
	method: 'GET',
	path: '/v2.1/whatsapp/messages/templates',
	subject: 'The list of templates',
	answer: { kind: 'list', paging: { maxPageSize: 250, idField: 'id' } },
	simplify: [
		'id',
		'name',
		'language',
		'category',
		'status',
		'body',
		'header_type',
		'header_value',
		'footer',
		'actions',
	],
	fields: [
		justCallNumberLocator({
			description: 'Number of the account to use',
			send: query('justcall_number', 'e164', { isOwn: true }),
			required: true,
		}),
		...returnAllAndLimit(),
		filters([
			{
				displayName: 'Category',
				name: 'category',
				type: 'options',
				options: [
					{ name: 'Marketing', value: 'Marketing' },
					{ name: 'Utility', value: 'Utility' },
				],
				default: 'Utility',
				description: 'Only templates of this category',
				send: query('category', 'text'),
			},
			{
				displayName: 'Language',
				name: 'language',
				type: 'options',
				options: [
					{ name: 'Danish', value: 'Danish' },
					{ name: 'Dutch', value: 'Dutch' },
					{ name: 'English', value: 'English' },
					{ name: 'English (UK)', value: 'English (UK)' },
					{ name: 'English (US)', value: 'English (US)' },
					{ name: 'Finnish', value: 'Finnish' },
					{ name: 'French', value: 'French' },
					{ name: 'German', value: 'German' },
					{ name: 'Italian', value: 'Italian' },
					{ name: 'Polish', value: 'Polish' },
					{ name: 'Portuguese (BR)', value: 'Portuguese (BR)' },
					{ name: 'Portuguese (POR)', value: 'Portuguese (POR)' },
					{ name: 'Spanish', value: 'Spanish' },
					{ name: 'Swedish', value: 'Swedish' },
					{ name: 'Turkish', value: 'Turkish' },
				],
				default: 'English',
				description: 'Only templates in this language',
				send: query('language', 'text'),
			},
			{
				displayName: 'Template Name',
				name: 'templateName',
				type: 'string',
				default: '',
				placeholder: 'e.g. demo_reminder',
				description: 'Only the template with this name',
				send: query('template_name', 'text'),
			},
		]),
		options([order('age', 'templates')]),
	],
};
