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
	THREE_MONTHS,
	toMoment,
} from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { justCallNumberLocator } from '../locators';
import { includeTemplate, SIMPLE_WHATSAPP, SIMPLE_WHATSAPP_IN_VERSION_1, TEMPLATE } from './fields';

/** List WhatsApp messages. Direction, content and status only work with a number (FACTS.md section 10). */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many WhatsApp messages',
	description: 'List WhatsApp messages',
	method: 'GET',
	path: '/v2.1/whatsapp/messages',
	subject: 'The list of messages',
	answer: { kind: 'list', paging: { maxPageSize: 50, idField: 'id' } },
	keepsThreeMonths: true,
	simplify: [...SIMPLE_WHATSAPP, TEMPLATE],
	simplifyInVersion1: SIMPLE_WHATSAPP_IN_VERSION_1,
	fields: [
		...returnAllAndLimit(),
		filters([
			{
				displayName: 'Contact Number',
				name: 'contactNumber',
				type: 'string',
				default: '',
				placeholder: 'e.g. +1 415 555 0119',
				description: 'Only messages with this outside number, with country code or of the default country',
				send: query('contact_number', 'e164'),
			},
			{
				displayName: 'Content',
				name: 'messageContent',
				type: 'string',
				default: '',
				description: 'Only messages with these words, 3 to 15 characters. Works only with a number.',
				send: query('message_content', 'text', { minLength: 3, maxLength: 15 }),
			},
			{
				displayName: 'Delivery Status',
				name: 'deliveryStatus',
				type: 'options',
				options: [
					{ name: 'Delivered', value: 'delivered' },
					{ name: 'Failed', value: 'failed' },
					{ name: 'Read', value: 'read' },
					{ name: 'Received', value: 'received' },
					{ name: 'Sent', value: 'sent' },
				],
				default: 'delivered',
				description: 'Only messages in this state. Works only with a number.',
				send: query('delivery_status', 'text'),
			},
			{
				displayName: 'Direction',
				name: 'messageDirection',
				type: 'options',
				options: [
					{ name: 'Incoming', value: 'incoming' },
					{ name: 'Outgoing', value: 'outgoing' },
				],
				default: 'incoming',
				description: 'Only messages in this direction. Works only with a number.',
				send: query('message_direction', 'text'),
			},
			fromMoment('messages', THREE_MONTHS),
			justCallNumberLocator({
				description: 'Only messages over this WhatsApp number',
				send: query('justcall_number', 'e164', { isOwn: true }),
			}),
			period('messages'),
			toMoment('messages'),
		]),
		options([
			ignoreEmptyFilters,
			includeTemplate,
			{
				displayName: 'Only Messages Older Than Message ID',
				name: 'lastMessageIdFetched',
				type: 'string',
				default: '',
				placeholder: 'e.g. 262994410',
				description: lastFetched('message'),
				send: query('last_message_id_fetched', 'integer'),
			},
			order('age', 'messages'),
		]),
	],
};
