import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { ExplainedError } from '../../shared/http/errors';
import { collectionIn } from '../../shared/description/nodeParameters';
import { isEmpty } from '../../shared/values/emptyValue';
import { parametersOf, type NodeRun, type RunContext } from '../../shared/run/nodeRun';
import { effectOf, type KnownOperation } from '../../shared/description/operation';
import { ParameterError, quote } from '../../shared/values/parameterError';
import { digitsOf, meaningsOf, nationalForm } from '../../shared/values/phoneNumber';
import { runItems } from '../../shared/run/runItems';
import { ask } from '../../shared/http/transport';
import { unwrapList, unwrapOne, unwrapRecords } from '../../shared/answers/envelope';
import { itemCountry, itemValues } from './itemValues';

const PATH = '/v2.1/contacts';

/** The values of an input item. */
interface Plan {
	/** Encoded values by JustCall's names. */
	values: IDataObject;
	/** The id from the panel, if it is set. */
	id: number | undefined;
	/** Country of numbers that JustCall stores without a country code, ISO 3166-1 alpha-2. */
	country: string | undefined;
}

/**
 * Creates each input item's contact, or updates the contact that has its id or number. Items are sent one after
 * the other, and the next item knows a contact that was just created: two items with the same number make one
 * contact.
 */
export async function upsertContact(run: NodeRun, operation: KnownOperation): Promise<INodeExecutionData[]> {
	const made = new Map<unknown, IDataObject>();
	return await runItems<Plan>(run, {
		subject: operation.subject,
		plan: async (item) => {
			const country = await itemCountry(run, operation, item);
			return {
				values: await itemValues(run, operation, item, 'body', country),
				id: idOf(run, item),
				country,
			};
		},
		// Not idempotent, because it may create a contact.
		effect: () => 'notIdempotent',
		perform: async ({ values, id, country }) => {
			const { created, contact } = await createOrChange(run.context, operation, values, {
				given: id,
				known: made.get(values.contact_number),
				country,
			});
			return [{ json: { created, ...contact } }];
		},
		note: ({ values }, [item]) => {
			if (item?.json.id !== undefined) made.set(values.contact_number, item.json);
		},
	});
}

/** The id from the panel. An empty id counts as none, because not every record of a CRM has one. */
function idOf(run: NodeRun, item: number): number | undefined {
	const { contactId = '' } = collectionIn(parametersOf(run, item)('additionalFields'), 'Additional Fields');
	if (isEmpty(contactId)) return undefined;
	const id = typeof contactId === 'number' || typeof contactId === 'string' ? String(contactId).trim() : '';
	if (/^\d+$/.test(id) && Number.isSafeInteger(Number(id))) return Number(id);
	throw new ParameterError(
		`'Contact ID' is not an ID of JustCall: ${quote(contactId)}`,
		"It has only digits, for example 11942871. An ID of your CRM does not belong here: leave 'Contact ID' out, and the number decides.",
	);
}

/**
 * @param given the id from the panel
 * @param known the contact that an earlier item of the same number created or changed
 * @param country country of numbers that JustCall stores without a country code
 */
async function createOrChange(
	context: RunContext,
	operation: KnownOperation,
	values: IDataObject,
	{
		given,
		known,
		country,
	}: { given?: number | undefined; known?: IDataObject | undefined } & Pick<Plan, 'country'>,
): Promise<{ created: boolean; contact: IDataObject }> {
	if (given !== undefined) {
		// The record is read only to see whether it already has the note.
		const before = values.notes === undefined ? {} : await read(context, operation, given).catch(ifMissing);
		const contact =
			before &&
			(await change(context, operation, given, withoutKnownNote(values, before), ['across_team']).catch(
				ifMissing,
			));
		if (contact) return { created: false, contact };
	}
	const before = known ?? (await findAsItIs(context, operation, values, country));
	if (before?.id === undefined) return { created: true, contact: await create(context, operation, values) };
	return {
		created: false,
		contact: await change(context, operation, before.id, withoutKnownNote(values, before), [
			'across_team',
			'contact_number',
		]),
	};
}

function ifMissing(error: unknown): undefined {
	if (!(error instanceof ExplainedError) || error.explanation.httpCode !== '404') throw error;
	return undefined;
}

/**
 * A note that the contact already has is not added again; otherwise a daily sync would fill the contact with
 * copies.
 */
function withoutKnownNote(values: IDataObject, contact: IDataObject): IDataObject {
	const { notes, ...others } = values;
	return hasNote(contact, notes) ? others : values;
}

function hasNote({ notes }: IDataObject, note: unknown): boolean {
	return Array.isArray(notes) && (notes as IDataObject[]).some(({ description }) => description === note);
}

/**
 * Finds the contact of an item. JustCall may list a contact as it was a moment ago: before a note is added that the
 * listed contact does not have, the contact itself is read.
 */
async function findAsItIs(
	context: RunContext,
	operation: KnownOperation,
	values: IDataObject,
	country: string | undefined,
): Promise<IDataObject | undefined> {
	const found = await find(context, operation, values, country);
	if (found?.id === undefined || values.notes === undefined || hasNote(found, values.notes)) return found;
	return (await read(context, operation, Number(found.id)).catch(ifMissing)) ?? found;
}

async function read(context: RunContext, { subject }: KnownOperation, id: number): Promise<IDataObject> {
	return await ask(context, { method: 'GET', path: `${PATH}/${id}` }, subject, unwrapOne);
}

async function find(
	context: RunContext,
	operation: KnownOperation,
	values: IDataObject,
	country: string | undefined,
): Promise<IDataObject | undefined> {
	const number = String(values.contact_number);
	const national = nationalForm(`+${number}`, country);
	return (
		(await findBy(context, operation, values, number, country)) ??
		// The stored number may have been typed without a country code.
		(national === undefined ? undefined : await findBy(context, operation, values, national, country))
	);
}

async function findBy(
	context: RunContext,
	{ subject }: KnownOperation,
	values: IDataObject,
	form: string,
	country: string | undefined,
): Promise<IDataObject | undefined> {
	const query = {
		contact_number: form,
		...(values.across_team !== undefined && { across_team: values.across_team }),
		page: 0,
		per_page: 50,
	};
	const { rows } = await ask(context, { method: 'GET', path: PATH, query }, subject, unwrapList);
	// JustCall's filter may match a part of a number, and a wrong match would overwrite another person's contact.
	// So each result is compared again.
	const number = String(values.contact_number);
	return (
		rows.find(({ contact_number }) => digitsOf(contact_number) === number) ??
		rows.find(({ contact_number }) => meaningsOf(contact_number, country)[0] === `+${number}`)
	);
}

async function create(
	context: RunContext,
	{ subject }: KnownOperation,
	body: IDataObject,
): Promise<IDataObject> {
	return await ask(context, { method: 'POST', path: PATH, body }, subject, unwrapOne);
}

/**
 * A create request takes notes as text, and who can see the contact; an update request takes notes as a list
 * (FACTS.md section 10).
 */
async function change(
	context: RunContext,
	{ subject, onceWith }: KnownOperation,
	id: unknown,
	values: IDataObject,
	without: readonly string[],
): Promise<IDataObject> {
	const kept = Object.entries(values).filter(([name]) => !without.includes(name));
	const notes = values.notes === undefined ? {} : { notes: [{ note: values.notes }] };
	const body = { id: Number(id), ...Object.fromEntries(kept), ...notes };
	const effect = effectOf({ method: 'PUT', onceWith }, body);
	const contacts = await ask(context, { method: 'PUT', path: PATH, body, effect }, subject, unwrapRecords);
	const own = ({ id: listed }: IDataObject) => String(listed ?? id) === String(id);
	// A record of somebody else is never passed off as this one: the next item of this number would change it.
	return { ...contacts.find(own), id: Number(id) };
}
