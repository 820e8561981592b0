import type {
	FieldType,
	ILoadOptionsFunctions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';

import { unwrapList } from '../../shared/answers/envelope';
import type { Field } from '../../shared/description/operation';
import { connectedContext } from '../../shared/http/connectedContext';
import { explainError } from '../../shared/http/errors';
import { nodeError } from '../../shared/http/nodeError';
import { ask, INTERACTIVE_LIMIT_MS } from '../../shared/http/transport';
import type { CustomField } from '../custom/autoMap';
import { columnName, customFieldsIn, kindOf, labelsOf } from '../custom/customFields';
import { getAllCustomFields } from '../resources/salesDialerContact/getAllCustomFields';
import { contactColumns, CONTACT_NUMBER } from '../resources/salesDialerContact/fields';

/** The columns of a contact that is found, or made, by its number. */
export const getContactColumns = columnsOf(contactColumns.numbered);

/** The columns of a new contact, which needs a name too. */
export const getContactColumnsToCreate = columnsOf(contactColumns.named);

/** The columns of a contact that exists. Its number cannot be changed. */
export const getContactColumnsToUpdate = columnsOf(contactColumns.known);

/** Makes the method that gives n8n's editor a mapper's columns: these, and the custom fields of the account. */
function columnsOf(columns: readonly Field[]) {
	return async function (this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
		const { method, path, subject } = getAllCustomFields;
		try {
			const options = this.getCurrentNodeParameter('requestOptions');
			const request = {
				method,
				path,
				lane: 'interactive',
				until: Date.now() + INTERACTIVE_LIMIT_MS,
			} as const;
			const { rows } = await ask(await connectedContext(this, options), request, subject, unwrapList);
			const customFields = customFieldsIn(rows);
			const labels = labelsOf(
				customFields,
				columns.map(({ displayName }) => displayName),
			);
			return {
				fields: [
					...columns.map(plainColumn),
					...customFields.map((field) => customColumn(field, labels.get(field.key) ?? field.label)),
				],
			};
		} catch (error) {
			// Without its custom fields the editor would take them out of the node, with what is mapped to them.
			throw await nodeError(this, 0, explainError(error, subject));
		}
	};
}

function plainColumn({ name, displayName, type, required = false }: Field): ResourceMapperField {
	const isKey = name === CONTACT_NUMBER;
	return {
		id: name,
		displayName,
		required,
		display: true,
		defaultMatch: isKey,
		canBeUsedToMatch: isKey,
		type: type === 'dateTime' ? 'dateTime' : 'string',
	};
}

/**
 * A field that is true or false is a choice: n8n fills the switch of a new row with false, and each contact would
 * get it.
 */
const SWITCH = ['true', 'false'].map((value) => ({ name: value === 'true' ? 'True' : 'False', value }));
const TYPES = {
	text: 'string',
	number: 'number',
	date: 'dateTime',
	boolean: 'options',
} as const satisfies Record<ReturnType<typeof kindOf>, FieldType>;

function customColumn(field: CustomField, label: string): ResourceMapperField {
	const kind = kindOf(field);
	return {
		id: columnName(field.key),
		// n8n would evaluate a text that begins with "=" as an expression.
		displayName: label.replace(/^=/, ' ='),
		required: false,
		display: true,
		defaultMatch: false,
		canBeUsedToMatch: false,
		type: TYPES[kind],
		...(kind === 'boolean' && { options: SWITCH }),
	};
}
