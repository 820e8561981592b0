import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { explainError } from '../../shared/errors';
import { failedJson, nodeError } from '../../shared/nodeError';
import { effectOf, type KnownOperation } from '../../shared/operation';
import { digitsOf } from '../../shared/phoneNumber';
import { ask } from '../../shared/transport';
import { unwrapList, unwrapOne } from '../../shared/unwrap';
import { itemValues } from './itemValues';

const PATH = '/v2.1/contacts';

/**
 * Creates each input item's contact, or changes the one that has its number. Items go one after the other, and a
 * contact made for one item is known to the next: two items with one number make one contact.
 */
export async function upsertContact(
	context: IExecuteFunctions,
	operation: KnownOperation,
): Promise<INodeExecutionData[]> {
	const output: INodeExecutionData[] = [];
	const made = new Map<unknown, unknown>();
	for (let item = 0; item < context.getInputData().length; item++) {
		const pairedItem = { item };
		try {
			const values = await itemValues(context, operation, item, 'body');
			const number = values.contact_number;
			const id = made.get(number) ?? (await find(context, operation, values));
			const contact =
				id === undefined
					? await create(context, operation, values)
					: await change(context, operation, id, values);
			if (contact.id !== undefined) made.set(number, contact.id);
			output.push({ json: { created: id === undefined, ...contact }, pairedItem });
		} catch (error) {
			const failure = await nodeError(context, item, explainError(error, operation.subject));
			if (!context.continueOnFail()) throw failure;
			output.push({ json: failedJson(failure), pairedItem });
		}
	}
	return output;
}

async function find(
	context: IExecuteFunctions,
	{ subject }: KnownOperation,
	values: IDataObject,
): Promise<unknown> {
	const query = {
		contact_number: values.contact_number,
		...(values.across_team !== undefined && { across_team: values.across_team }),
		page: 0,
		per_page: 50,
	};
	const { rows } = await ask(context, { method: 'GET', path: PATH, query }, subject, unwrapList);
	// The filter is not trusted to compare whole numbers: a wrong match would overwrite somebody else.
	return rows.find(({ contact_number }) => digitsOf(contact_number) === values.contact_number)?.id;
}

async function create(
	context: IExecuteFunctions,
	{ subject }: KnownOperation,
	body: IDataObject,
): Promise<IDataObject> {
	return await ask(context, { method: 'POST', path: PATH, body }, subject, unwrapOne);
}

/** Creating takes notes as text and who sees the contact, changing takes notes as a list (FACTS.md section 10). */
async function change(
	context: IExecuteFunctions,
	{ subject, onceWith }: KnownOperation,
	id: unknown,
	values: IDataObject,
): Promise<IDataObject> {
	const kept = Object.entries(values).filter(
		([name]) => !['across_team', 'contact_number', 'notes'].includes(name),
	);
	const notes = values.notes === undefined ? {} : { notes: [{ note: values.notes }] };
	const body = { id: Number(id), ...Object.fromEntries(kept), ...notes };
	const effect = effectOf({ method: 'PUT', onceWith }, body);
	return await ask(context, { method: 'PUT', path: PATH, body, effect }, subject, unwrapOne);
}
