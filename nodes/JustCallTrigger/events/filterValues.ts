import type { IDataObject } from 'n8n-workflow';

import { locatorValue } from '../../shared/locatorValue';
import { ParameterError, quote } from '../../shared/parameterError';
import { checkId } from '../../shared/path';
import { readDigits } from '../../shared/phoneNumber';
import { CALL_TYPES } from './callTypes';
import { wordsOf, type EventFilters } from './filters';

/**
 * What the panel's filters ask for.
 *
 * An empty filter is refused rather than dropped: one whose expression came out empty would let everything through.
 *
 * @param given the collection of the panel: only filters that a person has added are in it
 * @throws ParameterError naming the parameter
 */
export function filtersOf(given: IDataObject): EventFilters {
	const { agentId, callTypes, campaignId, direction, number } = given;
	return {
		...('agentId' in given && { agentId: checkId(locatorValue(agentId), 'Agent') }),
		...('callTypes' in given && { callTypes: callTypesOf(callTypes) }),
		...('campaignId' in given && { campaignId: checkId(locatorValue(campaignId), 'Campaign') }),
		...('direction' in given && { direction: directionOf(direction) }),
		...('number' in given && { number: numberOf(number) }),
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

/** Also what JustCall itself says, "Abandoned before ringing" for example. */
function isCallType(type: string): boolean {
	return CALL_TYPES.some(({ value }) => wordsOf(type).includes(wordsOf(value)));
}

/** Digits of a short code. */
const SHORTEST = 4;

function numberOf(value: unknown): string {
	const text = textOf(value);
	if (text === '') throw empty('Phone Number');
	const digits = readDigits(text, SHORTEST);
	if (digits !== undefined) return digits;
	throw new ParameterError(
		`'Phone Number' is not a telephone number: ${quote(value)}`,
		'Give the number with its country code, for example +1 415 555 0119, or a short code such as 12345; spaces, dashes and brackets do not matter.',
	);
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
