import type { IDataObject } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { WEEKDAYS } from '../values/callingHours';
import { isObject } from '../values/isObject';
import {
	ANSWERED_WITHIN,
	emptyTally,
	FIGURES,
	RETURN_FIGURES,
	rounded,
	type FigureField,
	type Tally,
} from './callFigures';

/** Facts of a call to group by, in the order of the panel, with the fields that they have in the output. */
export const GROUPINGS = {
	agent: { name: 'Agent', fields: ['agent_id', 'agent_name'] },
	campaign: { name: 'Campaign', fields: ['campaign_id', 'campaign_name'] },
	contact: { name: 'Contact', fields: ['contact_number', 'contact_name'] },
	day: { name: 'Day', fields: ['day'] },
	direction: { name: 'Direction', fields: ['direction'] },
	disposition: { name: 'Disposition', fields: ['disposition'] },
	hour: { name: 'Hour', fields: ['hour'] },
	justcall_number: { name: 'JustCall Number', fields: ['justcall_number', 'justcall_line_name'] },
	sales_dialer_number: { name: 'Sales Dialer Number', fields: ['sales_dialer_number'] },
	type: { name: 'Type', fields: ['type'] },
	user_group: { name: 'User Group', fields: ['user_group_id', 'user_group_name'] },
	weekday: { name: 'Weekday', fields: ['weekday'] },
} satisfies Record<string, { name: string; fields: string[] }>;

/** A fact of a call to group by. */
export type Grouping = keyof typeof GROUPINGS;

const DIALER_ONLY: readonly Grouping[] = ['campaign', 'sales_dialer_number'];
const PHONE_ONLY: readonly Grouping[] = ['direction', 'justcall_number', 'user_group'];
const GROUPING_NAMES = Object.keys(GROUPINGS) as Grouping[];

/** Facts of a phone call to group by. */
export const PHONE_GROUPINGS = GROUPING_NAMES.filter((name) => !DIALER_ONLY.includes(name));

/** Facts of a call of the Sales Dialer to group by. */
export const DIALER_GROUPINGS = GROUPING_NAMES.filter((name) => !PHONE_ONLY.includes(name));

/** Whether a text is a fact to group by. */
export function isGrouping(name: string): name is Grouping {
	return Object.hasOwn(GROUPINGS, name);
}

/** An agent, a number of the account, or a user group. */
export interface Known {
	/** Id, or number in digits. */
	id: string;
	name: string;
}

/** How calls are summarized. */
export interface SummaryPlan {
	groupBy: readonly Grouping[];
	figures: readonly FigureField[];
	/** Zone of the account, IANA, for records without JustCall's own local time and for the hours of a day. */
	zone: string;
	/** Seconds within which a call should be answered. */
	answeredWithin?: number;
	/** Groups that are listed even without calls. `undefined` lists the groups with calls only. */
	known?: { agents: readonly Known[]; numbers: readonly Known[]; days: readonly string[] | undefined };
	/** User groups of each agent, by the agent's id, and all user groups. */
	userGroups?: { of: ReadonlyMap<string, readonly Known[]>; all: readonly Known[] };
	/** The day under which the calls of a day count, to compare periods; a day that is not in it has no row. */
	dayAs?: ReadonlyMap<string, string>;
	/** How a record is read: that of a phone call, unless it says otherwise. */
	reader?: CallReader;
}

/** One group, or the total. */
export interface SummaryRow {
	/** Values of the groupings, in their order; none in the total. */
	key: readonly string[];
	/** Fields of the group, as in {@link GROUPINGS}. */
	group: IDataObject;
	/** By field, without those that have nothing to say. */
	figures: Partial<Record<FigureField, number | string>>;
}

/** Groups, sorted, and the total of all calls. */
export interface Summary {
	rows: SummaryRow[];
	total: SummaryRow;
}

/** Outcomes of a call that exclude each other. */
export type Outcome = 'answered' | 'missed' | 'voicemail' | 'abandoned' | 'machine' | 'notReached' | 'other';

/** Facts that the records of phone calls and those of the Sales Dialer have in different places. */
export interface CallReader {
	isIncoming: (call: IDataObject) => boolean;
	outcomeOf: (call: IDataObject) => Outcome;
	/** Seconds of conversation. */
	talkOf: (call: IDataObject) => number;
}

/** A moment of the account's clock. */
interface Clock {
	day: string;
	hour: number;
	text: string;
	/** Epoch seconds. */
	at: number;
}

/** Most groups that are listed without calls: a week by agent and hour has about that many. */
const MOST_KNOWN = 5000;

/**
 * Summarizes calls one by one. It keeps the groups and not the calls: with the figures about call-backs also the moment of each call
 * that was missed and of each that may have returned it, and with Unique Contacts each number once in each group. The order of the
 * calls does not matter.
 */
export class CallSummary {
	private readonly tallies = new Map<string, Tally>();
	private readonly total = emptyTally();
	private readonly names = new Map<string, { name: string; at: number }>();
	private readonly missed: Array<{ contact: string; at: number; tallies: Tally[] }> = [];
	private readonly replies = new Map<string, number[]>();
	private readonly countsContacts: boolean;
	private readonly countsReturns: boolean;
	private readonly reader: CallReader;

	constructor(private readonly plan: SummaryPlan) {
		this.reader = plan.reader ?? PHONE_CALL;
		this.countsContacts = plan.figures.includes('unique_contacts');
		this.countsReturns = plan.figures.some((figure) => RETURN_FIGURES.has(figure));
		for (const { id, name } of plan.known?.agents ?? []) this.name('agent', id, name, Infinity);
		for (const { id, name } of plan.known?.numbers ?? []) this.name('justcall_number', id, name, Infinity);
		for (const { id, name } of plan.userGroups?.all ?? []) this.name('user_group', id, name, Infinity);
	}

	/** Counts a call, as JustCall's API gives it. */
	add(call: IDataObject): void {
		const clock = clockOf(call, this.plan.zone);
		const tallies = [this.total, ...this.keysOf(call, clock).map((key) => this.tallyOf(key))];
		const outcome = this.reader.outcomeOf(call);
		const contact = digitsIn(call.contact_number);
		for (const tally of tallies) {
			this.count(tally, call, outcome, clock);
			if (this.countsContacts && contact !== '') tally.contacts.add(contact);
		}
		if (!this.countsReturns) return;
		this.addReply(call);
		if (clock && isUntaken(outcome)) this.missed.push({ contact, at: clock.at, tallies });
	}

	/** Takes note of a call that may have returned a missed one, and does not count it. */
	addReply(call: IDataObject): void {
		const contact = digitsIn(call.contact_number);
		const clock = clockOf(call, this.plan.zone);
		if (!clock || contact === '' || !isReply(call)) return;
		const moments = this.replies.get(contact);
		if (moments) moments.push(clock.at);
		else this.replies.set(contact, [clock.at]);
	}

	/** The groups and the total of the calls up to now. More calls may be added afterwards. */
	summary(): Summary {
		this.settleReturns();
		const known = this.knownKeys();
		for (const key of known) this.tallyOf(key);
		const rows = [...this.tallies].map(([key, tally]) => this.row(keyIn(key), tally));
		return { rows: sortedRows(rows, this.plan), total: this.row([], this.total) };
	}

	private count(tally: Tally, call: IDataObject, outcome: Outcome, clock: Clock | undefined): void {
		tally.calls++;
		tally[outcome]++;
		if (outcome === 'answered') {
			const talk = this.reader.talkOf(call);
			tally.talk += talk;
			tally.longest = Math.max(tally.longest, talk);
		}
		if (this.reader.isIncoming(call) && outcome !== 'other') {
			const durations = durationsOf(call);
			const wait = secondsIn(durations.ring_time) + secondsIn(durations.queue_wait_time);
			tally.offered++;
			tally.wait += wait;
			if (outcome === 'answered') {
				tally.taken++;
				if (wait <= (this.plan.answeredWithin ?? ANSWERED_WITHIN)) tally.inTime++;
			}
		} else if (outcome !== 'other') {
			tally.dialed++;
			if (outcome === 'answered') tally.connected++;
		}
		if (!clock) return;
		if (!tally.first || clock.at < tally.first.at) tally.first = clock;
		if (!tally.last || clock.at > tally.last.at) tally.last = clock;
	}

	private keysOf(call: IDataObject, clock: Clock | undefined): string[][] {
		let keys: string[][] = [[]];
		for (const grouping of this.plan.groupBy) {
			const values = this.valuesOf(grouping, call, clock);
			keys = keys.flatMap((key) => values.map((value) => [...key, value]));
		}
		return this.plan.groupBy.length === 0 ? [] : keys;
	}

	/** Values of a call: several for the groups of an agent, none for a day that has no row. */
	private valuesOf(grouping: Grouping, call: IDataObject, clock: Clock | undefined): string[] {
		const info = isObject(call.call_info) ? call.call_info : {};
		const named = (id: string, name: unknown) => {
			this.name(grouping, id, textIn(name), clock?.at ?? -Infinity);
			return [id];
		};
		switch (grouping) {
			case 'agent':
				return named(idOf(call.agent_id), call.agent_name);
			case 'campaign': {
				const campaign = isObject(call.campaign) ? call.campaign : {};
				return named(idOf(campaign.id), campaign.name);
			}
			case 'contact':
				return named(digitsIn(call.contact_number), call.contact_name);
			case 'justcall_number':
				return named(digitsIn(call.justcall_number), call.justcall_line_name);
			case 'sales_dialer_number':
				return [digitsIn(call.sales_dialer_number)];
			case 'user_group': {
				const groups = this.plan.userGroups?.of.get(idOf(call.agent_id)) ?? [];
				return groups.length === 0 ? [''] : groups.map(({ id }) => id);
			}
			case 'day': {
				const { dayAs } = this.plan;
				if (!clock || !dayAs) return [clock?.day ?? ''];
				return [dayAs.get(clock.day) ?? []].flat();
			}
			case 'weekday':
				return [clock ? String(weekdayOf(clock.day)) : ''];
			case 'hour':
				return [clock ? String(clock.hour) : ''];
			default:
				return [textIn(info[grouping])];
		}
	}

	/** The newest name counts, whichever call comes first. */
	private name(grouping: Grouping, id: string, name: string, at: number): void {
		const key = `${grouping} ${id}`;
		const known = this.names.get(key);
		if (name === '' || id === '') return;
		if (!known || at > known.at || (at === known.at && name > known.name)) this.names.set(key, { name, at });
	}

	private tallyOf(key: readonly string[]): Tally {
		const written = JSON.stringify(key);
		const known = this.tallies.get(written);
		if (known) return known;
		const tally = emptyTally();
		this.tallies.set(written, tally);
		return tally;
	}

	private settleReturns(): void {
		for (const moments of this.replies.values()) moments.sort((one, other) => one - other);
		const tallies = [this.total, ...this.tallies.values()];
		for (const tally of tallies) tally.returned = tally.notReturned = tally.untilReturned = 0;
		for (const { contact, at, tallies: own } of this.missed) {
			const reply = firstAfter(this.replies.get(contact) ?? [], at);
			for (const tally of own) {
				if (reply === undefined) tally.notReturned++;
				else {
					tally.returned++;
					tally.untilReturned += reply - at;
				}
			}
		}
	}

	/** Groups to list without calls: where every grouping has known values, all their combinations. */
	private knownKeys(): string[][] {
		const { groupBy, known } = this.plan;
		if (!known || groupBy.length === 0) return [];
		const values = groupBy.map((grouping) => this.knownValues(grouping));
		const count = values.reduce((product, list) => product * (list?.length ?? 0), 1);
		if (count > MOST_KNOWN) return [];
		const all = values.reduce<string[][]>(
			(keys, list) => keys.flatMap((key) => (list ?? []).map((value) => [...key, value])),
			[[]],
		);
		const [day, hour, weekday] = (['day', 'hour', 'weekday'] as const).map((one) => groupBy.indexOf(one));
		const hours = hoursByDay(known.days, this.plan.zone);
		return all.filter((key) => {
			const [ofDay, ofHour, ofWeekday] = [day, hour, weekday].map((place = -1) => key[place]);
			return [...hours].some(
				([date, its]) =>
					(ofDay === undefined || ofDay === date) &&
					(ofHour === undefined || its.has(Number(ofHour))) &&
					(ofWeekday === undefined || ofWeekday === String(weekdayOf(date))),
			);
		});
	}

	private knownValues(grouping: Grouping): string[] | undefined {
		const { known, userGroups } = this.plan;
		switch (grouping) {
			case 'agent':
				return known?.agents.map(({ id }) => id);
			case 'justcall_number':
				return known?.numbers.map(({ id }) => id);
			case 'user_group':
				return userGroups?.all.map(({ id }) => id);
			case 'day':
				return known?.days && [...known.days];
			case 'weekday':
				return Array.from({ length: 7 }, (_, day) => String(day + 1));
			case 'hour':
				return Array.from({ length: 24 }, (_, hour) => String(hour));
			default:
				return undefined;
		}
	}

	private row(key: readonly string[], tally: Tally): SummaryRow {
		const group: IDataObject = {};
		key.forEach((value, place) => {
			const grouping = this.plan.groupBy[place];
			if (grouping) Object.assign(group, this.fieldsOf(grouping, value));
		});
		const figures: SummaryRow['figures'] = {};
		for (const figure of this.plan.figures) {
			const value = FIGURES[figure].of(tally);
			if (value !== undefined) figures[figure] = value;
		}
		return { key, group, figures };
	}

	private fieldsOf(grouping: Grouping, value: string): IDataObject {
		const [field = '', nameField] = GROUPINGS[grouping].fields as [string, string?];
		const isNumber = ['agent', 'campaign', 'hour', 'user_group'].includes(grouping);
		const shown = grouping === 'weekday' ? (WEEKDAYS[Number(value) - 1] ?? '') : value;
		const isNumeric = isNumber && /^(?:0|[1-9]\d{0,14})$/.test(shown);
		return {
			// A field of numbers has no text, not even an empty one.
			...(!(isNumber && shown === '') && { [field]: isNumeric ? Number(shown) : shown }),
			...(nameField && { [nameField]: this.names.get(`${grouping} ${value}`)?.name ?? '' }),
		};
	}
}

/** Fields that a comparison adds to a row, by the figure's field. */
export const COMPARED = { before: '_before', change: '_change', percent: '_change_percent' };

/**
 * Compares the groups of a period with those of the period before. A group of either is in the result.
 *
 * @param before of the same plan; its days count under those of this period
 * @returns the rows of `now`, with the figures of before, the difference, and the difference as a percentage of before
 */
export function compared(
	{ rows, total }: Summary,
	before: Summary,
	{ groupBy, figures }: Pick<SummaryPlan, 'groupBy' | 'figures'>,
): Summary {
	const earlier = new Map(before.rows.map((row) => [JSON.stringify(row.key), row]));
	const here = new Set(rows.map(({ key }) => JSON.stringify(key)));
	const gone = before.rows.filter(({ key }) => !here.has(JSON.stringify(key)));
	const none = emptyTally();
	const empty = Object.fromEntries(
		figures.flatMap((figure) => {
			const value = FIGURES[figure].of(none);
			return value === undefined ? [] : [[figure, value]];
		}),
	);
	const emptied = gone.map((row) => ({ ...row, figures: { ...empty } }));
	const all = sortedRows([...rows, ...emptied], { groupBy, figures });
	const changed = (row: SummaryRow, past: SummaryRow['figures']): SummaryRow => ({
		...row,
		figures: Object.assign({}, row.figures, ...figures.map((figure) => changeOf(figure, row.figures, past))),
	});
	return {
		rows: all.map((row) => changed(row, earlier.get(JSON.stringify(row.key))?.figures ?? empty)),
		total: changed(total, before.total.figures),
	};
}

function changeOf(
	figure: FigureField,
	{ [figure]: now }: SummaryRow['figures'],
	{ [figure]: past }: SummaryRow['figures'],
): IDataObject {
	if (typeof past !== 'number') return {};
	if (typeof now !== 'number') return { [`${figure}${COMPARED.before}`]: past };
	return {
		[`${figure}${COMPARED.before}`]: past,
		[`${figure}${COMPARED.change}`]: rounded(now - past),
		...(past !== 0 && { [`${figure}${COMPARED.percent}`]: rounded(((now - past) / past) * 100) }),
	};
}

/** Days and hours in their order; everything else by its number of calls, or else by the first number chosen; then by name. */
function sortedRows(
	rows: SummaryRow[],
	{ groupBy, figures: chosen }: Pick<SummaryPlan, 'groupBy' | 'figures'>,
): SummaryRow[] {
	const weight = chosen.includes('calls') ? 'calls' : chosen.find((one) => FIGURES[one].unit !== 'moment');
	// Rates and averages have no sum: of these, the highest row counts.
	const isSum = weight !== undefined && (FIGURES[weight].unit === 'count' || weight === 'talk_seconds');
	const weights = groupBy.map((_, place) => {
		const sums = new Map<string, number>();
		for (const { key, figures } of rows) {
			const value = key[place] ?? '';
			const [known, own] = [sums.get(value) ?? 0, Number((weight && figures[weight]) ?? 0)];
			sums.set(value, isSum ? known + own : Math.max(known, own));
		}
		return sums;
	});
	const nameOf = ({ group }: SummaryRow, grouping: Grouping) =>
		GROUPINGS[grouping].fields.map((field) => String(group[field] ?? '')).reverse();
	return [...rows].sort((one, other) => {
		for (const [place, grouping] of groupBy.entries()) {
			const [a = '', b = ''] = [one.key[place], other.key[place]];
			if (a === b) continue;
			if (grouping === 'day') return a < b ? -1 : 1;
			if (grouping === 'weekday' || grouping === 'hour') return Number(a) - Number(b);
			const more = (weights[place]?.get(b) ?? 0) - (weights[place]?.get(a) ?? 0);
			return more || compareTexts(nameOf(one, grouping), nameOf(other, grouping)) || (a < b ? -1 : 1);
		}
		return 0;
	});
}

function compareTexts(one: readonly string[], other: readonly string[]): number {
	for (const [place, text] of one.entries()) {
		const order = text.localeCompare(other[place] ?? '', 'en');
		if (order !== 0) return order;
	}
	return 0;
}

/** How a call ended, by the words that the contract has for it (`CallInfo.type`), whatever their case. */
function outcomeOf(call: IDataObject): Outcome {
	const info = isObject(call.call_info) ? call.call_info : {};
	const type = textIn(info.type).toLowerCase();
	if (type === 'answered') return 'answered';
	// A call without a type is still ringing.
	if (type === '' || type === 'in progress') return 'other';
	if (!isIncoming(call)) return 'notReached';
	if (type === 'blocked' || type === 'restricted') return 'other';
	if (type === 'voicemail') return 'voicemail';
	return type.startsWith('abandoned') ? 'abandoned' : 'missed';
}

const PHONE_CALL: CallReader = {
	isIncoming,
	outcomeOf,
	talkOf: (call) => secondsIn(durationsOf(call).conversation_time),
};

function durationsOf({ call_duration: durations }: IDataObject): Record<string, unknown> {
	return isObject(durations) ? durations : {};
}

function isUntaken(outcome: Outcome): boolean {
	return outcome === 'missed' || outcome === 'voicemail' || outcome === 'abandoned';
}

/** Whether a call may have returned a missed one: somebody called the contact, or answered it. */
function isReply(call: IDataObject): boolean {
	const info = isObject(call.call_info) ? call.call_info : {};
	const type = textIn(info.type).toLowerCase();
	return isIncoming(call) ? type === 'answered' : !/^(?:failed|blocked|restricted|cancelled)$/.test(type);
}

function isIncoming({ call_info: info }: IDataObject): boolean {
	return textIn(isObject(info) ? info.direction : '').toLowerCase() !== 'outgoing';
}

/** Day and hour by the account's clock, as JustCall gives them (FACTS.md section 4); without them, by the zone. */
function clockOf(call: IDataObject, zone: string): Clock | undefined {
	const user = momentIn(call.call_user_date, call.call_user_time);
	const utc = momentIn(call.call_date, call.call_time);
	const local =
		user ?? (utc === undefined ? undefined : utc + DateTime.fromSeconds(utc, { zone }).offset * 60);
	if (local === undefined) return undefined;
	const text = new Date(local * 1000).toISOString().slice(0, 19).replace('T', ' ');
	return {
		day: text.slice(0, 10),
		hour: Number(text.slice(11, 13)),
		text,
		at: utc ?? DateTime.fromSQL(text, { zone }).toSeconds(),
	};
}

/** Seconds of a date and a time of day, read as UTC. */
function momentIn(date: unknown, time: unknown): number | undefined {
	const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(textIn(date));
	const clock = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(textIn(time));
	if (!day || !clock) return undefined;
	const [year, month, date_] = day.slice(1).map(Number) as [number, number, number];
	const [hour, minute, second = 0] = clock.slice(1).map((part = '0') => Number(part)) as [
		number,
		number,
		number,
	];
	if (hour > 23 || minute > 59 || second > 59) return undefined;
	const at = new Date(Date.UTC(year, month - 1, date_, hour, minute, second));
	return at.getUTCMonth() === month - 1 && at.getUTCDate() === date_ ? at.getTime() / 1000 : undefined;
}

function weekdayOf(day: string): number {
	return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

/** Hours that the clock shows on each of the days: a day on which clocks go forward lacks one. */
function hoursByDay(days: readonly string[] | undefined, zone: string): Map<string, Set<number>> {
	// Without days, any week will do.
	const all = days ?? Array.from({ length: 7 }, (_, day) => `2024-01-0${day + 1}`);
	return new Map(
		all.map((day) => {
			const hours = new Set<number>();
			const start = DateTime.fromISO(day, { zone });
			// Clocks change by half an hour somewhere.
			for (let at = start; at.toISODate() === day; at = at.plus({ minutes: 30 })) hours.add(at.hour);
			return [day, hours];
		}),
	);
}

function firstAfter(moments: readonly number[], at: number): number | undefined {
	let [low, high] = [0, moments.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((moments[middle] ?? Infinity) > at) high = middle;
		else low = middle + 1;
	}
	return moments[low];
}

function keyIn(written: string): string[] {
	return JSON.parse(written) as string[];
}

/** A text or a number of a record as text. */
export function textIn(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** An id as text; JustCall writes 0 for none. */
function idOf(value: unknown): string {
	const text = textIn(value);
	return text === '0' ? '' : text;
}

function digitsIn(value: unknown): string {
	return textIn(value).replace(/\D/g, '');
}

/** A duration of a record; 0 where it says none. */
export function secondsIn(value: unknown): number {
	const seconds = Number(textIn(value));
	return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}
