import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { EVENT_TYPES } from '../../shared/description/eventTypes';
import { ParameterError, quote } from '../../shared/values/parameterError';
import { encodeValues, type EncodedField } from '../../shared/values/encode';

/** The panel's options, checked. */
export interface Settings {
	/** Start the workflow for events that n8n missed while it was down. */
	catchUp: boolean;
	/** Hours that Catch Up looks back. */
	catchUpHours: number;
	/** Read the object of the event from JustCall, and add the fields that the event leaves out. */
	details: boolean;
	/** Add the recording of a call as a file. */
	recording: boolean;
	/** Seconds to wait for a recording. */
	recordingWait: number;
	/** Binary field for the recording. */
	binaryPropertyName: string;
	/** The largest difference between the signature's timestamp and now, in seconds. */
	tolerance: number;
	/** Use the object that JustCall has instead of the body. */
	verifyByFetching: boolean;
	/** Refuse a request that JustCall has not signed. */
	verifySignature: boolean;
}

/** Values of the options that a person has not added. */
export const DEFAULT_SETTINGS: Settings = {
	catchUp: false,
	catchUpHours: 24,
	details: false,
	recording: false,
	recordingWait: 60,
	binaryPropertyName: 'data',
	tolerance: 300,
	verifyByFetching: false,
	verifySignature: true,
};

/** Label and kind of each option. The trigger reads options as the JustCall node reads fields. */
export const OPTIONS: ReadonlyMap<string, EncodedField> = new Map<keyof Settings, EncodedField>([
	['catchUp', { label: 'Catch Up', kind: 'boolean' }],
	['catchUpHours', { label: 'Catch Up at Most (Hours)', kind: 'number' }],
	['details', { label: 'Add Details', kind: 'boolean' }],
	['recording', { label: 'Download Recording', kind: 'boolean' }],
	['recordingWait', { label: 'Recording Wait (Seconds)', kind: 'number' }],
	['binaryPropertyName', { label: 'Put Output File in Field', kind: 'text', isOptional: true }],
	['tolerance', { label: 'Timestamp Tolerance (Seconds)', kind: 'number' }],
	['verifyByFetching', { label: 'Verify by Fetching', kind: 'boolean' }],
	['verifySignature', { label: 'Verify Signature', kind: 'boolean' }],
]);

/** The range of each number, with both ends. */
export const RANGES = {
	catchUpHours: [1, 720],
	recordingWait: [0, 600],
	tolerance: [1, Infinity],
} as const satisfies Partial<Record<keyof Settings, readonly [number, number]>>;

/**
 * Reads the panel's options. The text "true" of an expression switches an option on, "false" switches it off, and any other
 * text is refused.
 *
 * @throws ParameterError naming the parameter
 */
export async function settingsOf(context: Pick<IWebhookFunctions, 'getNodeParameter'>): Promise<Settings> {
	const given = context.getNodeParameter('options', {}) as IDataObject;
	// No option is a date, so no time zone is needed.
	const read = await encodeValues(given, OPTIONS, {
		zones: async () => await Promise.reject(new Error('no dates')),
	});
	const settings = { ...DEFAULT_SETTINGS, ...(read as Partial<Settings>) };
	for (const [name, [least, most]] of Object.entries(RANGES)) {
		const value = settings[name as keyof typeof RANGES];
		if (value >= least && value <= most) continue;
		throw new ParameterError(
			`'${OPTIONS.get(name)?.label}' cannot be ${value}`,
			most === Infinity ? `Give ${least} or more.` : `Give a number from ${least} to ${most}.`,
		);
	}
	return settings;
}

/**
 * Reads the event types that start the workflow.
 *
 * @throws ParameterError when there is none, or one that JustCall does not have
 */
export function eventsOf(context: Pick<IWebhookFunctions, 'getNodeParameter'>): string[] {
	const given = context.getNodeParameter('events', []) as unknown;
	const events = (Array.isArray(given) ? given : typeof given === 'string' ? given.split(',') : [given])
		.map((event) => (typeof event === 'string' ? event.trim() : event))
		.filter((event) => event !== '' && event !== undefined && event !== null);
	if (events.length === 0) {
		throw new ParameterError(
			"'Events' is empty",
			'Choose at least one event. If it holds an expression, check that the expression finds something.',
		);
	}
	const unknown = events.find((event) => !EVENT_TYPES.some(({ value }) => value === event));
	if (unknown === undefined) return [...new Set(events.map(String))];
	throw new ParameterError(
		`'Events' does not know ${quote(unknown)}`,
		'Choose from the list, or let the expression give types as JustCall writes them, for example call.completed.',
	);
}
