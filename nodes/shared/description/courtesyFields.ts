import { WEEKDAYS } from '../values/callingHours';
import { setting } from './fields';
import { since } from './nodeVersion';
import type { Field } from './operation';

/** Names under which the operation reads its courtesy options. */
export const ONLY_BETWEEN = 'only_between';
export const SKIP_BLOCKED = 'skip_blocked';

/** Ways to treat a receiver whom nobody should contact at this hour. */
export const OUTSIDE = { schedule: 'schedule', skip: 'skip', fail: 'fail' } as const;

const OUTSIDE_CHOICES = [
	{
		name: 'Fail',
		value: OUTSIDE.fail,
		description: 'The item is an error, and nothing of the run is sent',
	},
	{
		name: 'Schedule',
		value: OUTSIDE.schedule,
		description: 'JustCall sends it when the hours begin. Needs the Account Time Zone in the credential.',
	},
	{
		name: 'Skip',
		value: OUTSIDE.skip,
		description: 'The item comes out with sent: false and the reason, and nobody is contacted',
	},
];

/**
 * Options for whoever contacts people: the hours of the receiver's day, and JustCall's lists of people who want
 * no calls or texts.
 *
 * @param does what the operation does to the receiver, for descriptions
 * @param canSchedule whether JustCall can do it later by itself
 */
export function courtesy(does: 'send' | 'call', { canSchedule = false } = {}): Field[] {
	return [
		{
			displayName: 'Only Between',
			name: 'onlyBetween',
			type: 'fixedCollection',
			default: {},
			placeholder: 'Add Hours',
			description: `Hours of the receiver's day in which to ${does}, by the clock of the country or area code of the number`,
			displayOptions: since(2),
			options: [
				{
					displayName: 'Hours',
					name: 'hours',
					values: [
						{
							displayName: 'Hours From',
							name: 'from',
							type: 'string',
							default: '09:00',
							placeholder: 'e.g. 09:00',
							description: "When the hours begin, by the receiver's clock",
						},
						{
							displayName: 'Hours To',
							name: 'to',
							type: 'string',
							default: '20:00',
							placeholder: 'e.g. 20:00',
							description:
								"When the hours end, by the receiver's clock. Earlier than Hours From: on the next day.",
						},
						{
							displayName: 'On Days',
							name: 'days',
							type: 'multiOptions',
							options: WEEKDAYS.map((name) => ({ name, value: name.toLowerCase() })),
							default: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
							description: 'Days on which the hours begin',
						},
						{
							displayName: 'Outside These Hours',
							name: 'outside',
							type: 'options',
							options: OUTSIDE_CHOICES.filter(({ value }) => canSchedule || value !== OUTSIDE.schedule),
							default: 'skip',
							description: 'What to do when it is another hour there',
						},
						{
							displayName: "Receiver's Time Zone",
							name: 'timezone',
							type: 'string',
							default: '',
							placeholder: 'e.g. America/New_York',
							description:
								'Zone of the receiver, if you know it. Empty: the zone of the number. If that may be one of several, it must be within the hours in all of them.',
						},
					],
				},
			],
			send: setting(ONLY_BETWEEN, 'json'),
		},
		{
			displayName: 'Skip Blocked Contacts',
			name: 'skipBlocked',
			type: 'boolean',
			default: true,
			description: `Whether to skip a receiver who is on JustCall's Blacklist, Do Not Disturb or Do Not Message list. The item then comes out with sent: false and the reason. When the lists cannot be read, the node does not ${does}.`,
			displayOptions: since(2),
			send: setting(SKIP_BLOCKED, 'boolean'),
		},
	];
}
