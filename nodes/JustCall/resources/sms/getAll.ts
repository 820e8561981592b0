import {
	filters,
	ignoreEmptyFilters,
	fromMoment,
	lastFetched,
	options,
	order,
	period,
	query,
	returnAllAndLimit,
	sortBy,
	THREE_MONTHS,
	toMoment,
} from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { justCallNumberLocator } from '../locators';
import { SIMPLE_SMS, SIMPLE_SMS_IN_VERSION_1 } from './fields';

/** List texts. Numbers are E.164 here, unlike in calls (FACTS.md section 5). */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many SMS',
	description: 'List text messages',
	method: 'GET',
	path: '/v2.1/texts',
	subject: 'The list of texts',
	answer: { kind: 'list', paging: { maxPageSize: 100, minPageSize: 20, idField: 'id' } },
	keepsThreeMonths: true,
	simplify: SIMPLE_SMS,
	simplifyInVersion1: SIMPLE_SMS_IN_VERSION_1,
	fields: [
		...returnAllAndLimit(),
		filters([
			{
				displayName: 'Contact Number',
				name: 'contactNumber',
				type: 'string',
				default: '',
				placeholder: 'e.g. +1 415 555 0119',
				description: 'Only texts with this outside number, with country code or of the default country',
				send: query('contact_number', 'e164'),
			},
			{
				displayName: 'Content',
				name: 'smsContent',
				type: 'string',
				default: '',
				description: 'Only texts with these words',
				send: query('sms_content', 'text'),
			},
			{
				displayName: 'Direction',
				name: 'smsDirection',
				type: 'options',
				options: [
					{ name: 'Incoming', value: 'incoming' },
					{ name: 'Outgoing', value: 'outgoing' },
				],
				default: 'incoming',
				description: 'Only texts in this direction',
				send: query('sms_direction', 'text'),
			},
			fromMoment('texts', THREE_MONTHS),
			justCallNumberLocator({
				description: 'Only texts over this number of the account',
				send: query('justcall_number', 'e164', { isOwn: true }),
			}),
			period('texts'),
			toMoment('texts'),
		]),
		options([
			ignoreEmptyFilters,
			{
				displayName: 'Only Texts Older Than SMS ID',
				name: 'lastSmsIdFetched',
				type: 'string',
				default: '',
				placeholder: 'e.g. 262994410',
				description: lastFetched('text'),
				send: query('last_sms_id_fetched', 'integer'),
			},
			order('age', 'texts'),
			sortBy(),
		]),
	],
};
