/**
 * A field of the output that comes from the node and not from JustCall, in words of JSON schema. The output schemas and the examples
 * of the reference are made of it.
 */
export interface OwnField {
	type: 'array' | 'boolean' | 'integer' | 'number' | 'object' | 'string';
	enum?: readonly string[];
	/** Entries of a list. */
	items?: { type: 'object'; properties: Readonly<Record<string, OwnField>> };
	/** Fields of an object. */
	properties?: Readonly<Record<string, OwnField>>;
	/** Value in the example; without it the example does not have the field. */
	example?: boolean | number | string;
}

/** Fields by name, in the order of the output. */
export type OwnFields = Readonly<Record<string, OwnField>>;

/** Facts about a downloaded file, beside the ID that it was asked for by. */
export const FILE_FIELDS: OwnFields = {
	fileName: { type: 'string', example: 'call-328951212.mp3' },
	mimeType: { type: 'string', example: 'audio/mpeg' },
	fileSize: { type: 'integer', example: 483840 },
};

/** Instead of them where a missing file is no error. */
export const SKIPPED_FIELDS: OwnFields = { skipped: { type: 'boolean' }, reason: { type: 'string' } };

/** Whether somebody was contacted, from operations with courtesy options, when one of them is set. */
export const COURTESY_FIELDS: OwnFields = {
	sent: { type: 'boolean' },
	reason: { type: 'string' },
	contact_number: { type: 'string' },
	scheduled_at: { type: 'string' },
};

/** Entries of a list of telephone numbers that were not sent. */
export const REFUSED_FIELDS: OwnFields = { refused: listOf({ number: { type: 'string' } }) };

/** Optional fields that a contact went without. */
export const LEFT_OUT_FIELDS: OwnFields = { left_out: listOf({ field: { type: 'string' } }) };

/** Entries of which each has its reason. */
function listOf(fields: OwnFields): OwnField {
	return { type: 'array', items: { type: 'object', properties: { ...fields, reason: { type: 'string' } } } };
}
