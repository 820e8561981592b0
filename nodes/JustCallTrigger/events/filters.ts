import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../shared/values/isObject';
import { isSameNumber } from '../../shared/values/phoneNumber';

/** Filters of the events; one that is not given matches all. */
export interface EventFilters {
	/** "incoming" or "outgoing". */
	direction?: string;
	agentId?: string;
	/** The other side, or the account's number: E.164, or a short code as digits. */
	number?: string;
	/** Of numbers that an event has without a country code, ISO 3166-1 alpha-2. */
	country?: string | undefined;
	/** How a call ended: words that `call_info.type` has in it, in lower case. */
	callTypes?: readonly string[];
	campaignId?: string;
}

/**
 * Whether an event is wanted. A filter applies to the events that carry its field; others pass.
 *
 * @param data the event's object
 */
export function isWanted(data: IDataObject, filters: EventFilters): boolean {
	const info = objectOf(data.call_info);
	const { direction, agentId, number, callTypes, campaignId, country } = filters;
	return (
		// As a whole word: "Outgoing" holds an "in" (FACTS.md section 9).
		matches([data.direction, info.direction, data.call_direction], direction, directionIn) &&
		matches([data.agent_id], agentId, String) &&
		matches(
			[data.contact_number, data.justcall_number, data.sales_dialer_number, data.customer_number],
			number,
			(value) => (number !== undefined && isSameNumber(value, number, country) ? number : ''),
		) &&
		matches([objectOf(data.campaign).id, data.campaign_id], campaignId, String) &&
		(callTypes === undefined ||
			callTypes.length === 0 ||
			isMissing(info.type) ||
			callTypes.some((type) => wordsOf(info.type).includes(wordsOf(type))))
	);
}

function matches(
	values: readonly unknown[],
	wanted: string | undefined,
	form: (value: unknown) => string,
): boolean {
	if (wanted === undefined || wanted === '') return true;
	const carried = values.filter((value) => !isMissing(value));
	return carried.length === 0 || carried.some((value) => form(value) === wanted);
}

function isMissing(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/** JustCall's samples have "Outbound" beside "Outgoing". */
function directionIn(value: unknown): string {
	const word = String(value).trim().toLowerCase();
	return { inbound: 'incoming', outbound: 'outgoing' }[word] ?? word;
}

/**
 * The words of an outcome between single blanks. It is compared by words: "Abandoned" is "Abandoned before ringing" or
 * "Outgoing abandoned call" at JustCall, and "Unanswered" is not "Answered" (FACTS.md section 10).
 */
export function wordsOf(value: unknown): string {
	const words = String(value)
		.toLowerCase()
		.split(/[^a-z]+/)
		.filter((word) => word !== '');
	return ` ${words.join(' ').replaceAll('canceled', 'cancelled')} `;
}

function objectOf(value: unknown): IDataObject {
	return isObject(value) ? (value as IDataObject) : {};
}
