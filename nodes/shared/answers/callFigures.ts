/** Seconds within which a call should be answered, unless the user says otherwise: the usual "80/20". */
export const ANSWERED_WITHIN = 20;

/** Sums over the calls of a group. Durations are in seconds. */
export interface Tally {
	calls: number;
	answered: number;
	missed: number;
	voicemail: number;
	abandoned: number;
	/** Answered by a voicemail or another machine of the contact, as far as JustCall tells it apart. */
	machine: number;
	notReached: number;
	other: number;
	/** Incoming calls that somebody could have answered, and those that somebody did. */
	offered: number;
	taken: number;
	/** Those that were answered in time. */
	inTime: number;
	/** Outgoing calls, and those that somebody answered. */
	dialed: number;
	connected: number;
	talk: number;
	longest: number;
	wait: number;
	/** By the account's clock, "YYYY-MM-DD HH:MM:SS", with the moment in epoch seconds. */
	first: { at: number; text: string } | undefined;
	last: { at: number; text: string } | undefined;
	contacts: Set<string>;
	/** Calls that nobody took and that nobody returned; those that somebody returned, and the seconds until then. */
	notReturned: number;
	returned: number;
	untilReturned: number;
}

/** Sums before the first call. */
export function emptyTally(): Tally {
	return {
		...{ calls: 0, answered: 0, missed: 0, voicemail: 0, abandoned: 0, machine: 0, notReached: 0, other: 0 },
		...{ offered: 0, taken: 0, inTime: 0, dialed: 0, connected: 0, talk: 0, longest: 0, wait: 0 },
		...{ first: undefined, last: undefined, contacts: new Set() },
		...{ notReturned: 0, returned: 0, untilReturned: 0 },
	};
}

/** How a figure is written: a number of calls, a percentage, seconds, minutes, or a moment of the account's clock. */
export type Unit = 'count' | 'percent' | 'seconds' | 'minutes' | 'moment';

/** One figure about a group of calls. */
export interface Figure {
	/** In the panel and in reports. */
	name: string;
	/** In the heading of a narrow column. */
	short: string;
	description: string;
	unit: Unit;
	/** @returns `undefined` where there is nothing to say, such as the average of no calls */
	of: (tally: Tally) => number | string | undefined;
}

/**
 * All figures, by the name of their field in the output. Each call is in exactly one of answered, missed, voicemail,
 * abandoned, machine_answered, not_reached and other.
 */
export const FIGURES = {
	calls: {
		name: 'Calls',
		short: 'Calls',
		description: 'All calls',
		unit: 'count',
		of: ({ calls }) => calls,
	},
	answered: {
		name: 'Answered',
		short: 'Answered',
		description: 'Calls in both directions that were answered',
		unit: 'count',
		of: ({ answered }) => answered,
	},
	missed: {
		name: 'Missed',
		short: 'Missed',
		description: 'Incoming calls that nobody answered, without voicemails and abandoned calls',
		unit: 'count',
		of: ({ missed }) => missed,
	},
	voicemail: {
		name: 'Voicemail',
		short: 'Voicemail',
		description: 'Incoming calls that left a voicemail',
		unit: 'count',
		of: ({ voicemail }) => voicemail,
	},
	abandoned: {
		name: 'Abandoned',
		short: 'Abandoned',
		description: 'Incoming calls that hung up before an agent could answer',
		unit: 'count',
		of: ({ abandoned }) => abandoned,
	},
	machine_answered: {
		name: 'Answered by Machine',
		short: 'Machine',
		description: 'Calls that a voicemail or another machine of the contact answered',
		unit: 'count',
		of: ({ machine }) => machine,
	},
	not_reached: {
		name: 'Not Reached',
		short: 'Not reached',
		description: 'Outgoing calls that were not answered',
		unit: 'count',
		of: ({ notReached }) => notReached,
	},
	other: {
		name: 'Other',
		short: 'Other',
		description: 'Calls that are still in progress, and incoming calls that were blocked or restricted',
		unit: 'count',
		of: ({ other }) => other,
	},
	answer_rate: {
		name: 'Answer Rate',
		short: 'Answer rate',
		description: 'Percentage of the incoming calls that were answered',
		unit: 'percent',
		of: ({ taken, offered }) => share(taken, offered),
	},
	connect_rate: {
		name: 'Connect Rate',
		short: 'Connect rate',
		description: 'Percentage of the outgoing calls that were answered',
		unit: 'percent',
		of: ({ connected, dialed }) => share(connected, dialed),
	},
	service_level: {
		name: 'Service Level',
		short: 'Service level',
		description: 'Percentage of the incoming calls that were answered in time: see Answered Within',
		unit: 'percent',
		of: ({ inTime, offered }) => share(inTime, offered),
	},
	talk_seconds: {
		name: 'Talk Time',
		short: 'Talk time',
		description: 'Seconds of conversation, without time on hold',
		unit: 'seconds',
		of: ({ talk }) => talk,
	},
	average_talk_seconds: {
		name: 'Talk Time, Average',
		short: 'Avg. talk',
		description: 'Average seconds of conversation of an answered call',
		unit: 'seconds',
		of: ({ talk, answered }) => average(talk, answered),
	},
	longest_talk_seconds: {
		name: 'Talk Time, Longest',
		short: 'Longest',
		description: 'Seconds of the longest conversation',
		unit: 'seconds',
		of: ({ longest, answered }) => (answered > 0 ? longest : undefined),
	},
	average_wait_seconds: {
		name: 'Wait Time, Average',
		short: 'Avg. wait',
		description: 'Average seconds that an incoming call waited, in the queue and while it rang',
		unit: 'seconds',
		of: ({ wait, offered }) => average(wait, offered),
	},
	first_call: {
		name: 'First Call',
		short: 'First call',
		description: "Date and time of the first call, by the account's clock",
		unit: 'moment',
		of: ({ first }) => first?.text,
	},
	last_call: {
		name: 'Last Call',
		short: 'Last call',
		description: "Date and time of the last call, by the account's clock",
		unit: 'moment',
		of: ({ last }) => last?.text,
	},
	unique_contacts: {
		name: 'Unique Contacts',
		short: 'Contacts',
		description: 'Different outside numbers; withheld numbers do not count',
		unit: 'count',
		of: ({ contacts }) => contacts.size,
	},
	missed_not_returned: {
		name: 'Missed, Never Called Back',
		short: 'Not returned',
		description:
			'Missed and abandoned calls and voicemails after which nobody has called the contact until now, and no later call of the contact was answered',
		unit: 'count',
		of: ({ notReturned }) => notReturned,
	},
	average_callback_minutes: {
		name: 'Minutes Until Call-Back',
		short: 'Until call-back',
		description:
			'Average minutes until somebody called back, or answered the contact, of the calls that were returned',
		unit: 'minutes',
		of: ({ untilReturned, returned }) => average(untilReturned / 60, returned),
	},
} satisfies Record<string, Figure>;

/** Name of a figure's field in the output. */
export type FigureField = keyof typeof FIGURES;

/** Figures of phone calls: JustCall does not say whether a machine answered them. */
export const PHONE_FIGURES = Object.keys(FIGURES).filter(
	(field): field is FigureField => field !== 'machine_answered',
);

/** Figures of calls of the Sales Dialer: all of them are outgoing, and JustCall does not say how long they rang. */
export const DIALER_FIGURES: FigureField[] = [
	...([
		'calls',
		'answered',
		'machine_answered',
		'abandoned',
		'not_reached',
		'other',
		'connect_rate',
	] as const),
	...(['talk_seconds', 'average_talk_seconds', 'longest_talk_seconds'] as const),
	...(['first_call', 'last_call', 'unique_contacts'] as const),
];

/** Figures of phone calls that are there unless the user chooses others. */
export const STANDARD_FIGURES: FigureField[] = [
	'calls',
	'answered',
	'missed',
	'voicemail',
	'abandoned',
	'not_reached',
	'answer_rate',
	'talk_seconds',
];

/** Figures that need to know whether a missed call was returned. */
export const RETURN_FIGURES: ReadonlySet<FigureField> = new Set([
	'missed_not_returned',
	'average_callback_minutes',
]);

/** Whether a text is the name of a figure's field. */
export function isFigure(name: string): name is FigureField {
	return Object.hasOwn(FIGURES, name);
}

function share(part: number, whole: number): number | undefined {
	return whole === 0 ? undefined : rounded((part / whole) * 100);
}

function average(sum: number, count: number): number | undefined {
	return count === 0 ? undefined : rounded(sum / count);
}

/** With one decimal. */
export function rounded(value: number): number {
	return Math.round(value * 10) / 10;
}
