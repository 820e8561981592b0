import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { ONLY_BETWEEN, OUTSIDE, SKIP_BLOCKED } from '../description/courtesyFields';
import { valuesOf, type ReadParameter } from '../description/nodeParameters';
import type { KnownOperation } from '../description/operation';
import { statedAccountZone } from '../http/timeZones';
import { TooLate } from '../http/transport';
import {
	isOpen,
	isOpenIn,
	nextOpening,
	toClock,
	toWeekdays,
	type CallingHours,
} from '../values/callingHours';
import { JUSTCALL_FORMAT, toZone } from '../values/dates';
import { isEmpty } from '../values/emptyValue';
import { isObject } from '../values/isObject';
import { zonesOfNumber } from '../values/numberZones';
import { ParameterError, quote } from '../values/parameterError';
import { blockedContacts, type BlockedContacts } from './blockedContacts';
import type { NodeRun } from './nodeRun';
import type { PlannedRequest, Surroundings } from './planRequest';

/** A request to contact somebody, with what courtesy asks for. */
type Considered = PlannedRequest & {
	/** Why the receiver is not contacted. */
	skipped?: string;
	/** The hours that hold for the receiver. */
	wish?: Wish;
};

/** The hours of an item, for the zones of its receiver. */
interface Wish {
	hours: CallingHours;
	zones: readonly string[];
	outside: (typeof OUTSIDE)[keyof typeof OUTSIDE];
	/** Zone in which JustCall reads 'Send At'; `undefined` when the operation cannot be put off. */
	account: string | undefined;
	/** When JustCall sends it, in epoch milliseconds; `undefined` for at once. */
	scheduled?: number;
}

/** Finds the next moment within hours, see {@link nextOpening}. */
type Opening = typeof nextOpening;

const LABEL = 'Only Between';
const ZONE = `${LABEL} > Receiver's Time Zone`;
const OUTSIDE_LABEL = `${LABEL} > Outside These Hours`;
/** Step by which a time that JustCall could read as two moments is put off. */
const QUARTER_MS = 15 * 60_000;
/** The field of a text that JustCall sends later. */
const SCHEDULE = 'schedule_at';

/** The courtesy options of an operation, applied to the items of one run. */
export interface Courtesy {
	/**
	 * Decides, before anything of the run is sent, whether a receiver is contacted now, later or not at all.
	 *
	 * @throws ParameterError when nobody can tell, or the item is to fail
	 */
	consider: (planned: PlannedRequest, read: ReadParameter) => Promise<PlannedRequest>;
	/** Contacts the receiver as decided. When the turn of the request comes too late, it is decided once more. */
	perform: (
		planned: PlannedRequest,
		send: (planned: PlannedRequest) => Promise<INodeExecutionData[]>,
	) => Promise<INodeExecutionData[]>;
}

/**
 * The courtesy options of a run. They change nothing for operations and items without them.
 *
 * @param now epoch milliseconds at which the run begins
 */
export function courtesyOf(
	run: NodeRun,
	operation: KnownOperation,
	{ now, countryOf }: Pick<Surroundings, 'now' | 'countryOf'>,
): Courtesy {
	const { context } = run;
	let blocked: Promise<BlockedContacts> | undefined;
	const openings = new Map<string, number | undefined>();
	// Many items of a run have the same hours and zones, and 40 zones without a common hour take long to see.
	const openingAfter: Opening = (hours, zones, after) => {
		const key = [hours.from, hours.to, ...hours.days, ...zones, after].join(' ');
		if (!openings.has(key)) openings.set(key, nextOpening(hours, zones, after));
		return openings.get(key);
	};
	const canSchedule = operation.encodedFields.has(SCHEDULE);
	return {
		async consider(planned, read) {
			const { [ONLY_BETWEEN]: between, [SKIP_BLOCKED]: skipsBlocked } = planned.settings ?? {};
			if (between === undefined && skipsBlocked !== true) return planned;
			const number = String(planned.request.body?.contact_number);
			// Read even for an item that is skipped anyway, so that wrong hours never hide behind a list.
			const wish = between === undefined ? undefined : await wishOf(context, between, number, canSchedule);
			if (skipsBlocked === true) {
				const country = await countryOf(valuesOf(operation, ['country'], read).defaultCountry);
				blocked ??= blockedContacts(context, await countryOf(undefined));
				const reason = (await blocked).reasonFor(number, country);
				if (reason !== undefined) return { ...planned, skipped: reason } as Considered;
			}
			const told = telling(planned, {});
			return wish ? decided(told, wish, now, openingAfter) : told;
		},
		async perform(planned, send) {
			for (let plan = planned as Considered; ;) {
				if (plan.skipped !== undefined) return [{ json: skippedJson(plan, plan.skipped) }];
				// Who is outside the hours by now waits for no turn, and takes none from others.
				if (plan.wish && plan.request.mayGo?.(Date.now()) === false) {
					plan = decided(plan, plan.wish, Date.now(), openingAfter);
					continue;
				}
				const items = await send(plan).catch((error: unknown) => {
					if (!(error instanceof TooLate)) throw error;
				});
				if (items || !plan.wish) return items ?? [];
				plan = decided(plan, plan.wish, Date.now(), openingAfter);
			}
		},
	};
}

/** Reads the hours of an item. */
async function wishOf(
	context: NodeRun['context'],
	value: unknown,
	number: string,
	canSchedule: boolean,
): Promise<Wish> {
	const { from, to, days, outside = OUTSIDE.skip, timezone } = hoursIn(value);
	const hours = {
		from: toClock(from, `${LABEL} > Hours From`) % (24 * 3600),
		to: toClock(to, `${LABEL} > Hours To`),
		days: days === undefined ? EVERY_DAY : toWeekdays(days, `${LABEL} > On Days`),
	};
	if (hours.from === hours.to) {
		throw new ParameterError(
			`'${LABEL}' has the same time in Hours From and Hours To: ${quote(from)}`,
			`Set Hours To to the end of the hours, or remove '${LABEL}' to contact people at any hour.`,
		);
	}
	const choices = Object.values(OUTSIDE).filter((one) => canSchedule || one !== OUTSIDE.schedule);
	const choice = choices.find((one) => one === String(outside).trim().toLowerCase());
	if (choice === undefined) {
		throw new ParameterError(
			`'${OUTSIDE_LABEL}' cannot be ${quote(outside)}`,
			`Choose from the list, or let the expression give one of: ${choices.join(', ')}.`,
		);
	}
	const zones = isEmpty(timezone) ? zonesOfNumber(number) : [toZone(timezone, ZONE)];
	const account = canSchedule ? await statedAccountZone(context) : undefined;
	if (zones.length === 0) {
		throw new ParameterError(
			`'${LABEL}' cannot tell the hour there: ${number} belongs to no country`,
			`Give '${ZONE}' for this receiver, for example America/New_York.`,
		);
	}
	if (choice === OUTSIDE.schedule && account === undefined) {
		throw new ParameterError(
			`'${OUTSIDE_LABEL}' is Schedule, and the credential does not say the account's time zone`,
			"Set 'Account Time Zone' in the JustCall credential, as JustCall reads the time in it, or choose Skip or Fail.",
		);
	}
	return { hours, zones, outside: choice, account };
}

const EVERY_DAY: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7]);

/** The values of the panel, which an expression may also give without the name of their group. */
function hoursIn(value: unknown): Record<string, unknown> {
	const group = isObject(value) && 'hours' in value ? value.hours : value;
	if (isObject(group)) return group;
	throw new ParameterError(
		`'${LABEL}' is not a set of fields: ${quote(value)}`,
		`Add the hours in the panel, or let the expression give an object such as {"from": "09:00", "to": "20:00"}.`,
	);
}

/**
 * Decides about an item at a moment.
 *
 * @throws ParameterError when the item is to fail, or the hours never begin
 */
function decided(planned: Considered, wish: Wish, now: number, openingAfter: Opening): Considered {
	const { hours, zones, outside, account } = wish;
	const moments = momentsOf(planned, account, now);
	const isIn = moments.every((at) => isOpen(hours, zones, at));
	const first = Math.min(...moments);
	if (isIn) return first > now ? later(planned, wish, first) : atOnce(planned, wish);
	const opening = openingAfter(hours, zones, first);
	if (opening === undefined) throw neverOpen(planned, wish);
	if (outside === OUTSIDE.skip) return { ...planned, skipped: `${why(planned, wish, moments)}.` };
	const at =
		outside === OUTSIDE.schedule && account !== undefined ? certain(wish, opening, account) : undefined;
	if (at !== undefined && account !== undefined) {
		const { request } = planned;
		const body = { ...request.body, [SCHEDULE]: accountTime(at, account) };
		return later({ ...planned, request: { ...request, body } }, wish, at);
	}
	throw new ParameterError(
		why(planned, wish, moments),
		`Run the workflow within these hours, or set '${OUTSIDE_LABEL}' to Skip${account === undefined ? '' : ' or Schedule'}.`,
	);
}

/** The moments at which JustCall would send the item: now, or those that 'Send At' may mean. */
function momentsOf({ request }: PlannedRequest, account: string | undefined, now: number): number[] {
	const text = request.body?.[SCHEDULE];
	if (text === undefined) return [now];
	if (account === undefined) {
		throw new ParameterError(
			`'${LABEL}' cannot tell when 'Send At' is, as the credential does not say the account's time zone`,
			"Set 'Account Time Zone' in the JustCall credential, as JustCall reads the time in it.",
		);
	}
	const moments = readAs(String(text), account);
	// A time in the past is now.
	return [...new Set(moments.map((at) => Math.max(at, now)))];
}

/** The moments that a text in account time may mean: two, while the clocks there go back. */
function readAs(text: string, account: string): number[] {
	const moment = DateTime.fromFormat(text, JUSTCALL_FORMAT, { zone: account });
	return moment.getPossibleOffsets().map((one) => one.toMillis());
}

function accountTime(at: number, account: string): string {
	return DateTime.fromMillis(at, { zone: account }).toFormat(JUSTCALL_FORMAT);
}

/** The first moment from an opening on that is within the hours however JustCall reads it; `undefined` if there is none. */
function certain({ hours, zones }: Wish, opening: number, account: string): number | undefined {
	for (let at: number | undefined = opening, tries = 0; at !== undefined && tries < 100; tries++) {
		if (readAs(accountTime(at, account), account).every((moment) => isOpen(hours, zones, moment))) return at;
		at = nextOpening(hours, zones, at + QUARTER_MS);
	}
	return undefined;
}

/** The item goes out at once, unless its turn comes after the hours. */
function atOnce(planned: Considered, wish: Wish): Considered {
	const { hours, zones } = wish;
	return going(planned, wish, (at) => isOpen(hours, zones, at));
}

/** The item goes to JustCall for later. When its turn comes after that moment, JustCall would send it at once. */
function later(planned: Considered, wish: Wish, scheduled: number): Considered {
	const { hours, zones } = wish;
	const when = DateTime.fromMillis(scheduled, { zone: zones[0] }).toISO({ suppressMilliseconds: true });
	const plan = going(planned, wish, (at) => at < scheduled || isOpen(hours, zones, at));
	return telling(plan, { scheduled_at: when });
}

function going(planned: Considered, wish: Wish, mayGo: (at: number) => boolean): Considered {
	return { ...planned, wish, request: { ...planned.request, mayGo } };
}

/** Says in the output that the item was sent, and what else is known about it. */
function telling(planned: Considered, more: IDataObject): Considered {
	const { view } = planned;
	return { ...planned, view: (record) => ({ ...view(record), sent: true, ...more }) };
}

function skippedJson({ request }: PlannedRequest, reason: string): IDataObject {
	return { sent: false, reason, contact_number: String(request.body?.contact_number) };
}

/** Says which hour it is where the receiver is, without a full stop. */
function why({ request }: PlannedRequest, { hours, zones }: Wish, moments: readonly number[]): string {
	const places = moments.flatMap((at) => zones.map((zone) => ({ at, zone })));
	const { at, zone } = places.find((one) => !isOpenIn(hours, one.zone, one.at)) ?? { at: 0, zone: 'UTC' };
	const clock = DateTime.fromMillis(at, { zone, locale: 'en' }).toFormat('cccc HH:mm');
	const place =
		zones.length === 1 ? `in ${zone}` : `in ${zone}, one of ${zones.length} zones that it may be in`;
	const verb = request.body?.[SCHEDULE] === undefined ? 'it is' : "'Send At' is";
	return `Where ${String(request.body?.contact_number)} is from, ${verb} ${clock} (${place}), outside '${LABEL}' ${spanOf(hours)}`;
}

function spanOf({ from, to, days }: CallingHours): string {
	const clock = (seconds: number) =>
		[Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)]
			.map((part) => String(part).padStart(2, '0'))
			.join(':');
	return `${clock(from)} to ${clock(to)}${days.size === 7 ? '' : ' on the chosen days'}`;
}

function neverOpen({ request }: PlannedRequest, { zones }: Wish): ParameterError {
	const number = String(request.body?.contact_number);
	const [zone] = zones;
	return new ParameterError(
		zones.length === 1
			? `'${LABEL}' never begins in ${zone}, the zone of ${number}`
			: `'${LABEL}' cannot tell the hour there: ${number} may be in ${zones.length} time zones, and it is never within the hours in all of them`,
		`Give '${ZONE}' for this receiver, for example America/New_York, or choose longer hours.`,
	);
}
