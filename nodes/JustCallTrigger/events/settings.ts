import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { EVENT_TYPES } from '../../shared/description/eventTypes';
import { ParameterError, quote } from '../../shared/values/parameterError';
import { encodeValues, type EncodedField } from '../../shared/values/encode';

/** Settings of the panel's options, checked. */
export interface Settings {
	/** Start the workflow also for events that n8n missed while it was down. */
	catchUp: boolean;
	/** Hours that this reaches back. */
	catchUpHours: number;
	/** Read the object of the event from JustCall, and add the fields that the event leaves out. */
	details: boolean;
	/** Add the recording of a call as a file. */
	recording: boolean;
	/** Seconds that a recording may take to appear. */
	recordingWait: number;
	/** Binary field for the recording. */
	binaryPropertyName: string;
	/** Seconds that a signature's time may be away from now. */
	tolerance: number;
	verifyByFetching: boolean;
	verifySignature: boolean;
}

/** Values of options that nobody has added. */
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

/** How each option is read: as the fields of an operation are. */
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

/** Range that the panel accepts for each number, both ends included. */
export const RANGES = {
	catchUpHours: [1, 720],
	recordingWait: [0, 600],
	tolerance: [1, Infinity],
} as const satisfies Partial<Record<keyof Settings, readonly [number, number]>>;

/**
 * Reads the panel's options. Text from an expression is never taken for off: "true" switches on, and text that
 * is neither is refused.
 *
 * @throws ParameterError naming the parameter
 */
export async function settingsOf(context: Pick<IWebhookFunctions, 'getNodeParameter'>): Promise<Settings> {
	const given = context.getNodeParameter('options', {}) as IDataObject;
	// No option is a date, so that no zone is asked for.
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
 * The events that start the workflow.
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
