import type { IDataObject } from 'n8n-workflow';

import { locatorValue } from '../../shared/values/locatorValue';
import { ParameterError, quote } from '../../shared/values/parameterError';
import { checkId } from '../../shared/values/path';
import { toOwnNumber } from '../../shared/values/phoneNumber';
import { CALL_TYPES } from './callTypes';
import { wordsOf, type EventFilters } from './filters';

/**
 * Reads the panel's filters.
 *
 * Refuses an empty filter: an expression that gives nothing would otherwise let every event pass.
 *
 * @param given the panel's collection, which has only the filters that a person has added
 * @param country country of a number without a country code, ISO 3166-1 alpha-2
 * @throws ParameterError naming the parameter
 */
export function filtersOf(given: IDataObject, country?: string): EventFilters {
	const { agentId, callTypes, campaignId, direction, number } = given;
	return {
		...('agentId' in given && { agentId: checkId(locatorValue(agentId), 'Agent') }),
		...('callTypes' in given && { callTypes: callTypesOf(callTypes) }),
		...('campaignId' in given && { campaignId: checkId(locatorValue(campaignId), 'Campaign') }),
		...('direction' in given && { direction: directionOf(direction) }),
		...('number' in given && { number: numberOf(number, country), country }),
	};
}

function directionOf(value: unknown): string {
	const direction = textOf(value).toLowerCase();
	if (direction === '') throw empty('Direction');
	if (['incoming', 'outgoing'].includes(direction)) return direction;
	throw new ParameterError(
		`'Direction' is neither "incoming" nor "outgoing": ${quote(value)}`,
		'Choose one from the list, or let the expression give one of the two words.',
	);
}

function callTypesOf(value: unknown): string[] {
	const types = (Array.isArray(value) ? value : textOf(value).split(','))
		.map((type) => textOf(type).toLowerCase())
		.filter((type) => type !== '');
	if (types.length === 0) throw empty('Call Type');
	const unknown = types.find((type) => !isCallType(type));
	if (unknown === undefined) return types;
	throw new ParameterError(
		`'Call Type' does not know ${quote(unknown)}`,
		`Choose from the list, or let the expression give some of these words: ${CALL_TYPES.map(({ value }) => String(value)).join(', ')}.`,
	);
}

/** Also accepts JustCall's own names, "Abandoned before ringing" for example. */
function isCallType(type: string): boolean {
	return CALL_TYPES.some(({ value }) => wordsOf(type).includes(wordsOf(value)));
}

/** The number may be one of the account's, so a short code is allowed. */
function numberOf(value: unknown, country: string | undefined): string {
	if (textOf(value) === '') throw empty('Phone Number');
	return toOwnNumber(value, 'Phone Number', country);
}

function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function empty(label: string): ParameterError {
	return new ParameterError(
		`'${label}' is empty`,
		`Give '${label}' a value, or remove the filter from the node. If it holds an expression, check that the expression finds something.`,
	);
}
