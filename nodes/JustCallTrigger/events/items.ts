import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';

import { timestampsOf } from '../../shared/values/dates';
import { explainError } from '../../shared/http/errors';
import { nodeError } from '../../shared/http/nodeError';
import { checkId, isId } from '../../shared/values/path';
import { sleep } from '../../shared/http/sleep';
import { downloadFile, type FileContext } from '../../shared/http/recording';
import type { JustCallEvent } from './delivery';
import { idsOf, lookUp } from './lookup';
import { simplified } from './simple';

/** Data that the panel adds to an event. */
export interface Extras {
	details: boolean;
	recording: boolean;
	/** Seconds that a recording may take to appear. */
	recordingWait: number;
	/** Binary field for the recording. */
	field: string;
}

/** The part of n8n's contexts that an item needs. */
export type ItemContext = FileContext & { getNode: () => INode };

/** How the object of an event is shown. */
export interface View {
	/** IANA zone of the account. */
	zone: string;
	/** Shows the useful fields only: those of this version of the node JustCall. */
	simplify: number | undefined;
}

/** Milliseconds between two attempts to download a recording. */
const RECORDING_CHECK_MS = 5000;

/** Fields of an item that only the node sets. An event's content cannot set them. */
export const OWN_FIELDS: ReadonlySet<string> = new Set([
	'event_type',
	'request_id',
	'verified',
	'verify_error',
	'details_error',
	'recording_error',
	'address_notice',
	'credential_notice',
	'caught_up',
	'timestamp_utc',
	'timestamp_account',
]);

/**
 * Makes the item of an event: its object, and beside it the event's type, request ID and time.
 *
 * @param own further fields that the node sets, of {@link OWN_FIELDS}
 */
export function itemOf(
	{ type, requestId, data }: JustCallEvent,
	{ zone, simplify }: View,
	own: IDataObject = {},
): INodeExecutionData {
	const shown = simplify === undefined ? data : simplified(type, data, simplify);
	const content = Object.entries(shown).filter(([name]) => !OWN_FIELDS.has(name));
	return {
		json: {
			event_type: type,
			request_id: requestId,
			...own,
			...timestampsOf(data, zone),
			...(Object.fromEntries(content) as IDataObject),
		},
	};
}

/**
 * Makes the item of an event with further data. When data is missing, the item says so, and the workflow still starts.
 *
 * @returns the item, with `details_error` or `recording_error` where something is missing
 */
export async function itemWithExtras(
	context: ItemContext,
	event: JustCallEvent,
	view: View,
	{ details, recording, recordingWait, field }: Extras,
	own: IDataObject,
): Promise<INodeExecutionData> {
	const notes: IDataObject = {};
	const note = (name: string) => async (error: unknown) => {
		notes[name] = await reasonFor(context, error);
		return undefined;
	};
	const wantsRecording = recording && isOfCall(event);
	const fetched = details
		? await lookUp(context, event.type, event.data).catch(note('details_error'))
		: undefined;
	const data = { ...event.data, ...fetched };
	const item = itemOf({ ...event, data }, view, own);
	if (wantsRecording && hasRecording(data)) {
		const binary = await recordingOf(context, event.type, data, recordingWait).catch(note('recording_error'));
		if (binary) item.binary = { [field]: binary };
	}
	return { ...item, json: { ...item.json, ...notes } };
}

/** Makes the item of an event whose object JustCall does not show: type, IDs and the reason, and none of the content. */
export async function itemWithoutContent(
	context: ItemContext,
	{ type, requestId, data }: JustCallEvent,
	error: unknown,
	own: IDataObject,
): Promise<INodeExecutionData> {
	return {
		json: {
			event_type: type,
			request_id: requestId,
			...own,
			...idsOf(data),
			verified: false,
			verify_error: await reasonFor(context, error),
		},
	};
}

/** Returns cause and advice in one text, without a secret. */
async function reasonFor(context: ItemContext, error: unknown): Promise<string> {
	const { message, description } = await nodeError(
		context,
		0,
		explainError(error, 'The object of the event'),
	);
	return `${message}. ${description ?? ''}`;
}

/** Whether it is a call of the phone system. Recordings of the Sales Dialer have no known address (FACTS.md section 8). */
function isOfCall({ type }: JustCallEvent): boolean {
	return type.startsWith('call.') || type === 'jc.call_ai_generated';
}

function hasRecording({ call_info }: IDataObject): boolean {
	return typeof call_info === 'object' && call_info !== null && Boolean((call_info as IDataObject).recording);
}

async function recordingOf(context: ItemContext, type: string, call: IDataObject, wait: number) {
	const { id } = isId(call.id) ? call : await lookUp(context, type, call);
	const path = `/v2.1/calls/${checkId(id, 'id')}/recording/download`;
	const file = { fallbackName: `call-${String(id)}`, fallbackType: 'audio/mpeg', subject: 'The recording' };
	const until = Date.now() + wait * 1000;
	const load = async (): Promise<Awaited<ReturnType<typeof downloadFile>>> =>
		await downloadFile(context, { method: 'GET', path }, file).catch(async (error: unknown) => {
			if (Date.now() + RECORDING_CHECK_MS > until) throw error;
			await sleep(RECORDING_CHECK_MS);
			return await load();
		});
	return (await load()).binary;
}
