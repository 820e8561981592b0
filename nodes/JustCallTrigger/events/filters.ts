import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../shared/values/isObject';
import { isSameNumber } from '../../shared/values/phoneNumber';

/** Filters of the events. A filter that is missing lets every event pass. */
export interface EventFilters {
	/** "incoming" or "outgoing". */
	direction?: string;
	agentId?: string;
	/** Number of either side: E.164, or a short code as digits. */
	number?: string;
	/** Country of an event's numbers without a country code, ISO 3166-1 alpha-2. */
	country?: string | undefined;
	/** Outcomes of a call: words in `call_info.type`, in lower case. */
	callTypes?: readonly string[];
	campaignId?: string;
}

/**
 * Whether an event fits all filters. A filter applies to events that carry its field; other events pass.
 *
 * @param data the event's object
 */
export function isWanted(data: IDataObject, filters: EventFilters): boolean {
	const info = objectOf(data.call_info);
	const { direction, agentId, number, callTypes, campaignId, country } = filters;
	return (
		// Compares whole words, because "Outgoing" contains "in" (FACTS.md section 9).
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
	normalize: (value: unknown) => string,
): boolean {
	if (wanted === undefined || wanted === '') return true;
	const carried = values.filter((value) => !isMissing(value));
	return carried.length === 0 || carried.some((value) => normalize(value) === wanted);
}

function isMissing(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/** The direction as the panel writes it. JustCall's samples have both "Outbound" and "Outgoing". */
function directionIn(value: unknown): string {
	const word = String(value).trim().toLowerCase();
	return { inbound: 'incoming', outbound: 'outgoing' }[word] ?? word;
}

/**
 * The words of an outcome, with a blank before and after each, so that outcomes can be compared by words: "Abandoned" is
 * "Abandoned before ringing" or "Outgoing abandoned call" at JustCall, and "Unanswered" is not "Answered" (FACTS.md
 * section 10).
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
