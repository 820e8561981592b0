import {
	filters,
	ignoreEmptyFilters,
	options,
	query,
	returnAllAndLimit,
} from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { agentLocator, groupLocator } from '../locators';
import { SIMPLE_PHONE_NUMBER } from './fields';

/** List the numbers of the account. The endpoint takes the sort order in upper case (FACTS.md section 2). */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many phone numbers',
	description: 'List the phone numbers of the account',
	method: 'GET',
	path: '/v2.1/phone-numbers',
	subject: 'The list of phone numbers',
	answer: { kind: 'list', paging: { maxPageSize: 100, idField: 'id' } },
	simplify: SIMPLE_PHONE_NUMBER,
	fields: [
		...returnAllAndLimit(),
		filters([
			{
				displayName: 'Availability Setting',
				name: 'availabilitySetting',
				type: 'options',
				options: [
					{ name: 'Always Closed', value: 'Always Closed' },
					{ name: 'Always Open', value: 'Always Open' },
					{ name: 'Custom Hours', value: 'Custom Hours' },
				],
				default: 'Always Open',
				description: 'Only numbers with these business hours',
				send: query('availability_setting', 'text'),
			},
			{
				displayName: 'Capability',
				name: 'capabilities',
				type: 'options',
				options: [
					{ name: 'Call', value: 'call' },
					{ name: 'MMS', value: 'mms' },
					{ name: 'SMS', value: 'sms' },
				],
				default: 'call',
				description: 'Only numbers that can do this',
				send: query('capabilities', 'text'),
			},
			{
				displayName: 'Line Name',
				name: 'justcallLineName',
				type: 'string',
				default: '',
				placeholder: 'e.g. Sales Line',
				description: 'Only numbers with this line name',
				send: query('justcall_line_name', 'text'),
			},
			agentLocator({
				displayName: 'Owner',
				name: 'numberOwnerId',
				description: 'Only numbers of this owner',
				send: query('number_owner_id', 'integer'),
			}),
			agentLocator({
				displayName: 'Shared With Agent',
				name: 'sharedAgentId',
				description: 'Only numbers shared with this agent',
				send: query('shared_agent_id', 'integer'),
			}),
			groupLocator({
				displayName: 'Shared With Group',
				name: 'sharedGroupId',
				description: 'Only numbers shared with this group',
				send: query('shared_group_id', 'integer'),
			}),
			{
				displayName: 'Type',
				name: 'numberType',
				type: 'options',
				options: [
					{ name: 'Local', value: 'local' },
					{ name: 'Mobile', value: 'mobile' },
					{ name: 'Toll Free', value: 'toll_free' },
				],
				default: 'local',
				description: 'Only numbers of this type',
				send: query('number_type', 'text'),
			},
		]),
		options([
			ignoreEmptyFilters,
			{
				displayName: 'Order',
				name: 'order',
				type: 'options',
				options: [
					{ name: 'Ascending', value: 'ASC' },
					{ name: 'Descending', value: 'DESC' },
				],
				default: 'DESC',
				description: 'Which numbers come first',
				send: query('order', 'text'),
			},
		]),
	],
};
