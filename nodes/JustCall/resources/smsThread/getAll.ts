import {
	filters,
	ignoreEmptyFilters,
	fromMoment,
	options,
	order,
	period,
	query,
	returnAllAndLimit,
	THREE_MONTHS,
	toMoment,
} from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { phoneNumberIdLocator, tagLocator } from '../locators';

/** List the threads of a number. */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many SMS threads',
	description: 'List the conversations of a number of the account',
	method: 'GET',
	path: '/v2.1/texts/threads',
	subject: 'The list of threads',
	answer: { kind: 'list', paging: { maxPageSize: 100, idField: 'id' } },
	keepsThreeMonths: true,
	fields: [
		phoneNumberIdLocator({
			description: 'The number whose conversations to list',
			send: query('phone_id', 'integer'),
			required: true,
		}),
		...returnAllAndLimit(),
		filters([
			{
				displayName: 'Contact Number',
				name: 'contactNumber',
				type: 'string',
				default: '',
				placeholder: 'e.g. +1 415 555 0119',
				description:
					'Only conversations with this outside number, with country code or of the default country',
				send: query('contact_number', 'e164'),
			},
			fromMoment('conversations', THREE_MONTHS),
			{
				displayName: 'Keyword',
				name: 'keyword',
				type: 'string',
				default: '',
				description: 'Only conversations with this word, 3 to 15 characters',
				send: query('keyword', 'text', { minLength: 3, maxLength: 15 }),
			},
			period('conversations'),
			tagLocator({ description: 'Only conversations with this tag', send: query('tag_id', 'integer') }),
			toMoment('conversations'),
		]),
		options([ignoreEmptyFilters, order('age', 'conversations')]),
	],
};
