import type { INodeProperties } from 'n8n-workflow';

import { agentLocator, campaignLocator } from '../JustCall/resources/locators';
import { EVENT_TYPES } from '../shared/description/eventTypes';
import { query, sorted } from '../shared/description/fields';
import { withoutRouting } from '../shared/description/operation';
import { TRIGGER_SIMPLIFY } from '../shared/description/triggerVersion';
import { CALL_TYPES } from './events/callTypes';
import { DEFAULT_SETTINGS, RANGES } from './events/settings';

const { binaryPropertyName, catchUpHours, recordingWait, tolerance } = DEFAULT_SETTINGS;

/** The range of a number in the panel. */
function rangeOf(name: keyof typeof RANGES): INodeProperties['typeOptions'] {
	const [minValue, maxValue] = RANGES[name];
	return { minValue, ...(maxValue < Infinity && { maxValue }) };
}

/** The panel of the trigger. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: EVENT_TYPES,
		required: true,
		default: [],
		description:
			'The events in JustCall that start the workflow. Each event starts it once: "SMS Sent or Received" beside "SMS Sent" or "SMS Received" starts it twice for the same text.',
		hint: 'JustCall must reach this n8n from the internet. If it cannot, use the JustCall Polling Trigger.',
	},
	{
		displayName:
			'JustCall signs the event type and the address, but not the content. For workflows that act on the content, switch on "Verify by Fetching" under Options.',
		name: 'signatureNotice',
		type: 'notice',
		default: '',
		displayOptions: { hide: { '/options.verifyByFetching': [true] } },
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		description:
			'A filter is applied to events that have that field. Events without it start the workflow regardless.',
		options: sorted<INodeProperties>([
			withoutRouting(
				agentLocator({ description: 'Only events of this agent', send: query('agent_id', 'integer') }),
			),
			{
				displayName: 'Call Type',
				name: 'callTypes',
				type: 'multiOptions',
				options: CALL_TYPES,
				default: [],
				description:
					'Only calls that ended like one of these. Events while a call rings have no type yet, and pass.',
			},
			withoutRouting(
				campaignLocator({
					description: 'Only Sales Dialer events of this campaign',
					send: query('campaign_id', 'integer'),
				}),
			),
			{
				displayName: 'Direction',
				name: 'direction',
				type: 'options',
				options: [
					{ name: 'Incoming', value: 'incoming' },
					{ name: 'Outgoing', value: 'outgoing' },
				],
				default: 'incoming',
				description: 'Only calls and messages in this direction',
			},
			{
				displayName: 'Phone Number',
				name: 'number',
				type: 'string',
				default: '',
				placeholder: 'e.g. +1 415 555 0119',
				description:
					'Only events with this number on either side, with country code or of the default country',
			},
		]),
	},
	TRIGGER_SIMPLIFY,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: sorted<INodeProperties>([
			{
				displayName: 'Add Details',
				name: 'details',
				type: 'boolean',
				default: true,
				description:
					'Whether to read the object of the event from JustCall and add what the event leaves out, for example queue and AI data of a call',
			},
			{
				displayName: 'Catch Up',
				name: 'catchUp',
				type: 'boolean',
				default: true,
				description:
					'Whether to start the workflow, once for each, also for what happened while n8n was not there: JustCall gives an event up after some minutes. When the workflow is published or n8n starts, the node looks into the lists of calls, texts, WhatsApp messages and Sales Dialer calls; "caught_up" is true then. Lists do not tell of calls that rang, were answered, queued or updated, of deliveries, AI reports, contacts and appointments.',
			},
			{
				displayName: 'Catch Up at Most (Hours)',
				name: 'catchUpHours',
				type: 'number',
				typeOptions: rangeOf('catchUpHours'),
				default: catchUpHours,
				description: 'How far back Catch Up looks. What is older starts nothing.',
			},
			{
				displayName: 'Download Recording',
				name: 'recording',
				type: 'boolean',
				default: true,
				description: 'Whether to add the recording of a call as a file, when the event has one',
			},
			{
				displayName: 'Put Output File in Field',
				name: 'binaryPropertyName',
				type: 'string',
				default: binaryPropertyName,
				hint: 'The name of the output binary field to put the file in',
				description: 'Binary field for the recording',
			},
			{
				displayName: 'Recording Wait (Seconds)',
				name: 'recordingWait',
				type: 'number',
				typeOptions: rangeOf('recordingWait'),
				default: recordingWait,
				description:
					'How long to wait for a recording that is not ready yet. The workflow starts in any case.',
			},
			{
				displayName: 'Timestamp Tolerance (Seconds)',
				name: 'tolerance',
				type: 'number',
				typeOptions: rangeOf('tolerance'),
				default: tolerance,
				description:
					'How far the time of a signature may be away from now. JustCall tries again for up to 8 minutes; a retry may carry the first time.',
			},
			{
				displayName: 'Verify by Fetching',
				name: 'verifyByFetching',
				type: 'boolean',
				default: true,
				description:
					'Whether to read the object of each event back from JustCall and use only that. Makes forged content useless, and costs one request an event. JustCall is asked to come again while there is nothing to read, as with calls that still run; what cannot be read in the end starts the workflow with type and IDs only, and with "verified" false.',
			},
			{
				displayName: 'Verify Signature',
				name: 'verifySignature',
				type: 'boolean',
				default: true,
				description:
					'Whether to refuse requests that JustCall has not signed. Switched off, everybody who knows the address can start the workflow.',
			},
		]),
	},
];
