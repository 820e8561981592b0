import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { byId } from '../../tools/engine/byId';
import type { Sandbox } from '../../sandbox/server';

/** An expression for a field of the node. */
export interface Recipe {
	/** The user's goal. */
	want: string;
	/** The field that it goes into, as the panel names it. */
	field: string;
	expression: string;
	/** The input items. The expression is resolved for the first one. */
	items: IDataObject[];
	resource: string;
	operation: string;
	/** Where the node gets it; `value` is the expression as n8n stores it. */
	parameters: (value: string, sandbox: Sandbox) => INodeParameters;
	/** Where JustCall receives it, for example "query from_datetime". */
	arrives: string;
	/** Settings of the node other than its parameters. */
	settings?: { executeOnce?: boolean };
}

const calls = (name: string) => ({
	resource: 'call',
	operation: 'getAll',
	parameters: (value: string) => ({ limit: 20, filters: { [name]: value } }),
});
const text = (parameters: (value: string) => INodeParameters) => ({
	resource: 'sms',
	operation: 'send',
	parameters: (value: string, { state }: Sandbox) => ({
		justcallNumber: byId(state.numbers[0]?.justcall_number),
		contactNumber: '+1 303 555 0199',
		body: 'Hello',
		...parameters(value),
	}),
});
const contact = (parameters: (value: string) => INodeParameters) => ({
	resource: 'contact',
	operation: 'create',
	parameters: (value: string) => ({
		firstName: 'Mara',
		contactNumber: '+1 303 555 0199',
		...parameters(value),
	}),
});
const update = (name: string) => ({
	resource: 'call',
	operation: 'update',
	parameters: (value: string, { state }: Sandbox) => ({
		callId: byId(String(state.calls[0]?.id)),
		updateFields: { [name]: value },
	}),
});

/** The time at which every recipe runs: a Wednesday. */
export const NOW = '2026-03-11T15:30:00Z';
/** Zone of the workflow. The sandbox's account is in New York. */
export const WORKFLOW_ZONE = 'Europe/Paris';

export const RECIPES: ReadonlyArray<{ title: string; recipes: readonly Recipe[] }> = [
	{
		title: 'Dates',
		recipes: [
			{
				want: 'The last 24 hours',
				field: 'Call > Get Many > From',
				expression: '{{ $now.minus({ hours: 24 }) }}',
				items: [{}],
				...calls('fromDatetime'),
				arrives: 'query from_datetime',
			},
			{
				want: 'Yesterday, from its first second on the clock of the account',
				field: 'Call > Get Many > From',
				expression: "{{ $now.minus({ days: 1 }).toFormat('yyyy-MM-dd') }}",
				items: [{}],
				...calls('fromDatetime'),
				arrives: 'query from_datetime',
			},
			{
				want: 'Yesterday, to its last second',
				field: 'Call > Get Many > To',
				expression: "{{ $now.minus({ days: 1 }).toFormat('yyyy-MM-dd') }}",
				items: [{}],
				...calls('toDatetime'),
				arrives: 'query to_datetime',
			},
			{
				want: 'Since Monday',
				field: 'Call > Get Many > From',
				expression: "{{ $now.startOf('week').toFormat('yyyy-MM-dd') }}",
				items: [{}],
				...calls('fromDatetime'),
				arrives: 'query from_datetime',
			},
			{
				want: 'The first day of last month',
				field: 'Call > Get Many > From',
				expression: "{{ $now.minus({ months: 1 }).startOf('month').toFormat('yyyy-MM-dd') }}",
				items: [{}],
				...calls('fromDatetime'),
				arrives: 'query from_datetime',
			},
			{
				want: 'The last day of last month',
				field: 'Call > Get Many > To',
				expression: "{{ $now.minus({ months: 1 }).endOf('month').toFormat('yyyy-MM-dd') }}",
				items: [{}],
				...calls('toDatetime'),
				arrives: 'query to_datetime',
			},
			{
				want: 'Since a moment that another system gives',
				field: 'Call > Get Many > From',
				expression: '{{ $json.last_run }}',
				items: [{ last_run: '2026-03-10T18:00:00+01:00' }],
				...calls('fromDatetime'),
				arrives: 'query from_datetime',
			},
			{
				want: 'Since Unix seconds',
				field: 'Call > Get Many > From',
				expression: '{{ DateTime.fromSeconds($json.since) }}',
				items: [{ since: 1773162000 }],
				...calls('fromDatetime'),
				arrives: 'query from_datetime',
			},
			{
				want: 'Since a call that JustCall listed: both fields are account time',
				field: 'Call > Get Many > From',
				expression: '{{ $json.call_user_date }} {{ $json.call_user_time }}',
				items: [{ call_user_date: '2026-03-10', call_user_time: '13:58:02' }],
				...calls('fromDatetime'),
				arrives: 'query from_datetime',
			},
			{
				want: 'Tomorrow at nine on the clock of the account',
				field: 'SMS > Send > Send At',
				expression: "{{ $now.plus({ days: 1 }).toFormat('yyyy-MM-dd') }} 09:00:00",
				items: [{}],
				...text((scheduleAt) => ({ additionalFields: { scheduleAt } })),
				arrives: 'body schedule_at',
			},
		],
	},
	{
		title: 'Telephone numbers',
		recipes: [
			{
				want: 'Text a caller back: numbers from JustCall come without "+"',
				field: 'SMS > Send > To',
				expression: '+{{ $json.contact_number }}',
				items: [{ contact_number: '14155550119' }],
				...text((contactNumber) => ({ contactNumber })),
				arrives: 'body contact_number',
			},
			{
				want: 'Take the first number that is there',
				field: 'SMS > Send > To',
				expression: '{{ $json.mobile || $json.phone }}',
				items: [{ mobile: '', phone: '+1 (415) 555-0119' }],
				...text((contactNumber) => ({ contactNumber })),
				arrives: 'body contact_number',
			},
			{
				want: 'Say the country of each number',
				field: 'SMS > Send > Default Country',
				expression: '{{ $json.country }}',
				items: [{ phone: '020 7946 0958', country: 'GB' }],
				...text((defaultCountry) => ({
					contactNumber: '={{ $json.phone }}',
					additionalFields: { defaultCountry },
				})),
				arrives: 'body contact_number',
			},
			{
				want: 'Block the numbers of all items in one request; switch on *Execute Once* in the settings of the node',
				field: 'Contact > Bulk Add to Lists > Contact Numbers',
				expression: '{{ $input.all().map((item) => item.json.phone) }}',
				items: [{ phone: '+1 415 555 0119' }, { phone: '+1 303 555 0127' }],
				resource: 'contact',
				operation: 'bulkUpdateStatus',
				parameters: (contactNumbers) => ({ contactNumbers, addTo: ['blacklist'] }),
				arrives: 'body contact_numbers',
				settings: { executeOnce: true },
			},
		],
	},
	{
		title: 'Texts and names',
		recipes: [
			{
				want: 'Greet by first name, if there is one',
				field: 'SMS > Send > Message',
				expression: "Hi {{ $json.name ? $json.name.split(' ')[0] : 'there' }}, your order is ready.",
				items: [{ name: 'Mara Lindqvist' }],
				...text((body) => ({ body })),
				arrives: 'body body',
			},
			{
				want: 'Cut a long text to the length that a message may have',
				field: 'SMS > Send > Message',
				expression: '{{ $json.note.trim().slice(0, 1600) }}',
				items: [{ note: '  We are on our way.  ' }],
				...text((body) => ({ body })),
				arrives: 'body body',
			},
			{
				want: 'Send several pictures',
				field: 'SMS > Send > Media URLs',
				expression: '{{ $json.files.map((file) => file.url) }}',
				items: [{ files: [{ url: 'https://example.com/a.png' }, { url: 'https://example.com/b.png' }] }],
				...text((mediaUrl) => ({ additionalFields: { mediaUrl } })),
				arrives: 'body media_url',
			},
			{
				want: 'All but the first name',
				field: 'Contact > Create > Last Name',
				expression: "{{ $json.name.split(' ').slice(1).join(' ') }}",
				items: [{ name: 'Mara Elin Lindqvist' }],
				...contact((lastName) => ({ additionalFields: { lastName } })),
				arrives: 'body last_name',
			},
			{
				want: 'An e-mail address without the capitals and spaces that people type',
				field: 'Contact > Create > Email',
				expression: '{{ $json.email.trim().toLowerCase() }}',
				items: [{ email: ' Mara@Example.com ' }],
				...contact((email) => ({ additionalFields: { email } })),
				arrives: 'body email',
			},
			{
				want: 'Write how long a call took into its notes',
				field: 'Call > Update > Notes',
				expression: 'Talked for {{ Math.round($json.total_duration / 60) }} minutes',
				items: [{ total_duration: 189 }],
				...update('notes'),
				arrives: 'body notes',
			},
		],
	},
	{
		title: 'Choices, numbers and switches',
		recipes: [
			{
				want: 'Direction by a word of another system',
				field: 'Call > Get Many > Direction',
				expression: "{{ $json.kind === 'in' ? 'Incoming' : 'Outgoing' }}",
				items: [{ kind: 'in' }],
				...calls('callDirection'),
				arrives: 'query call_direction',
			},
			{
				want: 'An agent by ID',
				field: 'Call > Get Many > Agent, by ID',
				expression: '{{ $json.agent_id }}',
				items: [{ agent_id: 143800 }],
				resource: 'call',
				operation: 'getAll',
				parameters: (value) => ({ limit: 20, filters: { agentId: byId(value) } }),
				arrives: 'query agent_id',
			},
			{
				want: 'Stars out of a score from 0 to 100',
				field: 'Call > Update > Rating',
				expression: '{{ Math.max(1, Math.round($json.score / 20)) }}',
				items: [{ score: 78 }],
				...update('rating'),
				arrives: 'body rating',
			},
			{
				want: 'Choose the list by reason: do not message, or blacklist',
				field: 'Contact > Bulk Add to Lists > Add To',
				expression: "{{ $json.reason === 'stop' ? ['dnm'] : ['blacklist'] }}",
				items: [{ reason: 'stop' }],
				resource: 'contact',
				operation: 'bulkUpdateStatus',
				parameters: (addTo) => ({ contactNumbers: '+1 415 555 0119', addTo }),
				arrives: 'body add_to',
			},
			{
				want: 'An agent is available in office hours of the workflow',
				field: 'User > Update Availability > Available',
				expression: '{{ $now.weekday <= 5 && $now.hour >= 9 && $now.hour < 18 }}',
				items: [{}],
				resource: 'user',
				operation: 'updateAvailability',
				parameters: (isAvailable, { state }) => ({
					userId: byId(String(state.users[0]?.id)),
					isAvailable,
				}),
				arrives: 'body is_available',
			},
		],
	},
];
