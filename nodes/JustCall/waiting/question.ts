import type { IDataObject } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { collectionIn, MISSING, type ReadParameter } from '../../shared/description/nodeParameters';
import { toAccountTime } from '../../shared/values/dates';
import { isEmpty } from '../../shared/values/emptyValue';
import { ParameterError, quote, UNREADABLE } from '../../shared/values/parameterError';

/** Kinds of a form's fields, with the names that the panel has for them. */
export const FIELD_TYPES = {
	date: 'Date',
	dropdown: 'Dropdown List',
	email: 'Email',
	number: 'Number',
	text: 'Text',
	textarea: 'Textarea',
} as const;

/** A field of a form on the page. */
export interface FormField extends IDataObject {
	label: string;
	type: keyof typeof FIELD_TYPES;
	required: boolean;
	/** Choices of a dropdown list. */
	choices: string[];
}

/**
 * A question to a person, as the page shows it. It is made when the message is sent and stored with the waiting
 * execution, so that the page does not depend on values that change until it is opened.
 */
export interface Question extends IDataObject {
	/** Differs between the questions of an execution, and is in the link: an old link does not answer a new question. */
	id: string;
	kind: 'approval' | 'freeText' | 'customForm';
	/** Heading of the page; empty for none. */
	title: string;
	text: string;
	/** Labels of the buttons; without `decline` there is one. */
	approve: string;
	decline: string;
	submit: string;
	fields: FormField[];
}

/** Most characters of an answer to a field of the page. */
export const MOST_IN_FIELD = 5_000;
/** Most fields of a form: a page on a telephone. */
const MOST_FIELDS = 20;
/** Name of the output field that says when the person answered. */
export const RESPONDED_AT = 'respondedAt';

/** Names of the parameters in the panel. */
const [APPROVAL, FIELDS, OPTIONS, LIMIT] = ['Approval Options', 'Form Fields', 'Options', 'Limit Wait Time'];

/**
 * Reads the question from the panel.
 *
 * @param id see {@link Question.id}
 * @throws ParameterError naming the parameter
 */
export function questionOf(read: ReadParameter, id: string): Question {
	const kind = kindOf(read('responseType'));
	const { values } = collectionIn(read('approvalOptions'), APPROVAL);
	const approval = collectionIn(values, APPROVAL);
	const options = collectionIn(read('options'), OPTIONS);
	const isDouble = choiceIn(approval.approvalType, 'Type of Approval', ['double', 'single']) === 'double';
	const message = textIn(read('message'), 'Message', '');
	return {
		id,
		kind,
		title: textIn(options.responseFormTitle, 'Page Title', ''),
		text: textIn(options.responseFormDescription, 'Page Text', message),
		approve: textIn(approval.approveLabel, 'Approve Button Label', 'Approve'),
		decline: isDouble ? textIn(approval.disapproveLabel, 'Decline Button Label', 'Decline') : '',
		submit: textIn(options.responseFormButtonLabel, 'Submit Button Label', 'Submit'),
		fields: kind === 'customForm' ? formFieldsOf(read('formFields')) : [],
	};
}

function kindOf(given: unknown): Question['kind'] {
	return choiceIn(given, 'Response Type', ['approval', 'customForm', 'freeText']);
}

function formFieldsOf(given: unknown): FormField[] {
	const { values } = collectionIn(given, FIELDS);
	const rows = [values ?? []].flat();
	if (rows.length === 0 || rows.length > MOST_FIELDS) {
		throw new ParameterError(
			`'${FIELDS}' has ${rows.length === 0 ? 'no fields' : `${rows.length} fields`}`,
			`Add 1 to ${MOST_FIELDS} fields, or choose another 'Response Type'.`,
		);
	}
	const fields = rows.map((row) => {
		const { fieldLabel, fieldType, fieldOptions, requiredField } = collectionIn(row, FIELDS);
		const label = textIn(fieldLabel, 'Label', '');
		if (label === '')
			throw new ParameterError("'Label' is empty", `Give each field under '${FIELDS}' a label.`);
		const type = choiceIn(fieldType ?? 'text', 'Type', Object.keys(FIELD_TYPES) as Array<FormField['type']>);
		const choices = type === 'dropdown' ? choicesOf(fieldOptions, label) : [];
		return { label, type, required: requiredField === true || requiredField === 'true', choices };
	});
	const labels = fields.map(({ label }) => label);
	const twice = labels.find((label, place) => labels.indexOf(label) !== place || label === RESPONDED_AT);
	if (twice === undefined) return fields;
	throw new ParameterError(
		`'Label' cannot be ${quote(twice)}: the output has a field of this name already`,
		'Give each field a label of its own. The label is the name of the answer in the output.',
	);
}

function choicesOf(given: unknown, label: string): string[] {
	const list = Array.isArray(given) ? given : textIn(given, 'Choices', '').split(/[\n,]/);
	const choices = [...new Set(list.map((choice) => textIn(choice, 'Choices', '')).filter(Boolean))];
	if (choices.length > 0) return choices;
	throw new ParameterError(
		`'Choices' of the field ${quote(label)} is empty`,
		'Give the choices of a dropdown list, separated by commas.',
	);
}

/** @throws ParameterError when the value has no text that a person could read */
function textIn(given: unknown, label: string, fallback: string): string {
	if (given === MISSING || isEmpty(given)) return fallback;
	const text = typeof given === 'object' ? '' : String(given).trim();
	if (text !== '' && !text.includes(UNREADABLE)) return text;
	throw new ParameterError(
		`'${label}' is not a text: ${quote(given)}`,
		'Let the expression give a text, for example {{ $json.name }}.',
	);
}

/** A choice of the panel, which an expression may give; the first one when nothing was chosen. */
function choiceIn<Choice extends string>(given: unknown, label: string, choices: readonly Choice[]): Choice {
	const found = given === undefined || given === MISSING ? choices[0] : choices.find((one) => one === given);
	if (found !== undefined) return found;
	throw new ParameterError(
		`'${label}' is none of its choices: ${quote(given)}`,
		`Choose one from the list: ${choices.join(', ')}.`,
	);
}

const UNITS = ['minutes', 'hours', 'days'] as const;

/**
 * The moment until which the execution waits.
 *
 * @param now epoch milliseconds
 * @param zone of the workflow, IANA; a date without a zone is in it
 * @returns `undefined` to wait without a limit
 * @throws ParameterError when the limit is no time to come
 */
export function waitUntil(read: ReadParameter, now: number, zone: string): Date | undefined {
	const { limitWaitTime } = collectionIn(read('options'), OPTIONS);
	const { values } = collectionIn(limitWaitTime, LIMIT);
	if (values === undefined) return undefined;
	const { limitType, resumeAmount, resumeUnit, maxDateAndTime } = collectionIn(values, LIMIT);
	const type = choiceIn(limitType, 'Limit Type', ['afterTimeInterval', 'atSpecifiedTime']);
	if (type === 'atSpecifiedTime') {
		if (isEmpty(maxDateAndTime))
			throw new ParameterError("'Max Date and Time' is empty", "Choose a date, or remove 'Limit Wait Time'.");
		const clock = toAccountTime(maxDateAndTime, 'to', 'Max Date and Time', { account: zone, workflow: zone });
		return toCome(DateTime.fromSQL(clock, { zone }), now, 'Max Date and Time', maxDateAndTime);
	}
	const unit = choiceIn(resumeUnit ?? 'hours', 'Unit', UNITS);
	const isNumber =
		typeof resumeAmount === 'number' || (typeof resumeAmount === 'string' && resumeAmount !== '');
	const amount = resumeAmount === undefined ? 1 : isNumber ? Number(resumeAmount) : NaN;
	const until = Number.isFinite(amount)
		? DateTime.fromMillis(now).plus({ [unit]: amount })
		: DateTime.invalid('no number');
	return toCome(until, now, 'Amount', resumeAmount);
}

/** The last year that n8n waits for: it keeps executions without a limit until the year 3000. */
const LAST_YEAR = 2999;

function toCome(until: DateTime, now: number, label: string, given: unknown): Date {
	if (until.isValid && until.toMillis() > now && until.year <= LAST_YEAR) return until.toJSDate();
	throw new ParameterError(
		`'${label}' of '${LIMIT}' gives no time to come: ${quote(given)}`,
		`Give a number above 0 or a later date, or remove '${LIMIT}' to wait without a limit.`,
	);
}

/** Output when nobody answered in time. An approval is then not given, so that a check of `approved` is right. */
export function timedOut({ kind }: Question): IDataObject {
	return { data: { ...(kind === 'approval' && { approved: false }), timedOut: true } };
}
