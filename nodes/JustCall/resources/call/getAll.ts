import { filters, options, query, returnAllAndLimit } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { agentLocator, justCallNumberLocator } from '../locators';
import { CALL_EXTRAS, fetchOptions, SIMPLE_CALL } from './fields';

/** List calls, newest first unless told otherwise; JustCall keeps three months (FACTS.md section 2). */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many calls',
	description: 'List calls of the last three months, filtered by date, agent, number, outcome and more',
	method: 'GET',
	path: '/v2.1/calls',
	subject: 'The list of calls',
	// PyJCall names 20 as the smallest page of this endpoint: smaller limits are cut off here instead.
	answer: { kind: 'list', paging: { maxPageSize: 100, minPageSize: 20, idField: 'id' } },
	simplify: SIMPLE_CALL,
	onRequest: CALL_EXTRAS,
	fields: [
		...returnAllAndLimit(),
		filters([
			agentLocator({ description: 'Only calls of this agent', send: query('agent_id', 'integer') }),
			{
				displayName: 'Contact Number',
				name: 'contactNumber',
				type: 'string',
				default: '',
				placeholder: 'e.g. +1 415 555 0119',
				description:
					'Only calls with this outside number, with country code; spaces and dashes do not matter',
				send: query('contact_number', 'digits'),
			},
			{
				displayName: 'Direction',
				name: 'callDirection',
				type: 'options',
				options: [
					{ name: 'Incoming', value: 'Incoming' },
					{ name: 'Outgoing', value: 'Outgoing' },
				],
				default: 'Incoming',
				description: 'Only calls in this direction. JustCall ignores it when IVR Digit is set.',
				send: query('call_direction', 'text'),
			},
			{
				displayName: 'Disposition Codes',
				name: 'dispositionCodes',
				type: 'string',
				default: '',
				placeholder: 'e.g. Sales: Follow Up, Sales: Won',
				description:
					'Only calls with one of these dispositions, separated by commas. Write each as JustCall shows it: "List title: Code".',
				send: query('disposition_codes', 'list'),
			},
			{
				displayName: 'From',
				name: 'fromDatetime',
				type: 'dateTime',
				default: '',
				description:
					"Only calls from this moment on. Converted to the account's time zone; a bare day means its first second.",
				send: query('from_datetime', 'from'),
			},
			{
				displayName: 'IVR Digit',
				name: 'ivrDigit',
				type: 'number',
				default: 1,
				description: 'Only calls that chose this menu digit. JustCall then ignores Direction and Type.',
				send: query('ivr_digit', 'integer'),
			},
			justCallNumberLocator({
				description: 'Only calls over this number of the account',
				send: query('justcall_number', 'digits'),
			}),
			{
				displayName: 'To',
				name: 'toDatetime',
				type: 'dateTime',
				default: '',
				description:
					"Only calls up to this moment. Converted to the account's time zone; a bare day means its last second.",
				send: query('to_datetime', 'to'),
			},
			{
				displayName: 'Traits',
				name: 'callTraits',
				type: 'multiOptions',
				options: [
					{ name: 'Callback', value: 'CALLBACK' },
					{ name: 'Forward', value: 'FORWARD' },
					{ name: 'IVR', value: 'IVR' },
					{ name: 'Merge', value: 'MERGE' },
					{ name: 'Queue', value: 'QUEUE' },
					{ name: 'Transfer', value: 'TRANSFER' },
					{ name: 'Voice Agent', value: 'VOICE_AGENT' },
				],
				default: [],
				description: 'Only calls with these traits',
				send: query('call_traits', 'list'),
			},
			{
				displayName: 'Type',
				name: 'callType',
				type: 'options',
				options: [
					{ name: 'Incoming Abandoned', value: 'INCOMING_ABANDONED' },
					{ name: 'Incoming Answered', value: 'INCOMING_ANSWERED' },
					{ name: 'Incoming Busy', value: 'INCOMING_BUSY' },
					{ name: 'Incoming Failed', value: 'INCOMING_FAILED' },
					{ name: 'Incoming Missed', value: 'INCOMING_MISSED' },
					{ name: 'Incoming Voicemail', value: 'INCOMING_VOICEMAIL' },
					{ name: 'Outgoing Answered', value: 'OUTGOING_ANSWERED' },
					{ name: 'Outgoing Blocked', value: 'OUTGOING_BLOCKED' },
					{ name: 'Outgoing Busy', value: 'OUTGOING_BUSY' },
					{ name: 'Outgoing Cancelled', value: 'OUTGOING_CANCELLED' },
					{ name: 'Outgoing Failed', value: 'OUTGOING_FAILED' },
					{ name: 'Outgoing Restricted', value: 'OUTGOING_RESTRICTED' },
					{ name: 'Outgoing Unanswered', value: 'OUTGOING_UNANSWERED' },
				],
				default: 'INCOMING_MISSED',
				description: 'Only calls with this outcome. JustCall ignores it when IVR Digit is set.',
				send: query('call_type', 'text'),
			},
			{
				displayName: 'Voice Agent IDs',
				name: 'aiAgentIds',
				type: 'string',
				default: '',
				placeholder: 'e.g. agent_0c1d2e3f4a5b6c7d8e9f',
				description: 'Only calls handled by one of these AI voice agents, separated by commas',
				send: query('ai_agent_ids', 'list'),
			},
		]),
		options([
			...fetchOptions,
			{
				displayName: 'Only Calls Older Than Call ID',
				name: 'lastCallIdFetched',
				type: 'string',
				default: '',
				placeholder: 'e.g. 328951212',
				description: 'ID of the last call fetched before; JustCall goes on from there',
				send: query('last_call_id_fetched', 'integer'),
			},
			{
				displayName: 'Order',
				name: 'order',
				type: 'options',
				options: [
					{ name: 'Newest First', value: 'desc' },
					{ name: 'Oldest First', value: 'asc' },
				],
				default: 'desc',
				description: 'Which calls come first',
				send: query('order', 'text'),
			},
			{
				displayName: 'Sort By',
				name: 'sort',
				type: 'options',
				options: [
					{ name: 'Date and Time', value: 'datetime' },
					{ name: 'ID', value: 'id' },
				],
				default: 'id',
				description: 'Field that the order applies to',
				send: query('sort', 'text'),
			},
		]),
	],
};
