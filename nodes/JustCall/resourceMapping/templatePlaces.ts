import type { ILoadOptionsFunctions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';

import { connectedContext } from '../../shared/http/connectedContext';
import { explainError } from '../../shared/http/errors';
import { nodeError } from '../../shared/http/nodeError';
import { INTERACTIVE_LIMIT_MS } from '../../shared/http/transport';
import { ParameterError } from '../../shared/values/parameterError';
import { placeInBrief, placesOf } from '../../shared/values/templatePlaces';
import { HEADER_MEDIA, isMediaHeader } from '../custom/templateValues';
import { templatesOf, templateWith } from '../custom/templates';
import { isUnknown, numberOf } from '../listSearch/templates';

/** Gives n8n's editor one field for each place of the chosen WhatsApp template, and one for the file of its header. */
export async function getTemplatePlaces(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const [number, id] = ['justcallNumber', 'templateId'].map((name) =>
		this.getCurrentNodeParameter(name, { extractValue: true }),
	);
	if (isUnknown(number) || isUnknown(id)) return noFields("Choose 'From' and 'Template' first.");
	try {
		return await fieldsOf(this, numberOf(number), String(id).trim());
	} catch (error) {
		throw await nodeError(this, 0, explainError(error, 'The template'));
	}
}

async function fieldsOf(
	context: ILoadOptionsFunctions,
	number: string,
	id: string,
): Promise<ResourceMapperFields> {
	const connected = await connectedContext(context, context.getCurrentNodeParameter('requestOptions'));
	const hurry = { lane: 'interactive', until: Date.now() + INTERACTIVE_LIMIT_MS } as const;
	const template = templateWith(id, await templatesOf(connected, number, hurry));
	if (!template) {
		throw new ParameterError(
			`${number} has no template with the ID ${id}`,
			'Choose the template from the list again: each WhatsApp number has templates of its own.',
		);
	}
	const places = placesOf(template);
	const fields = (places?.names ?? []).map((name) =>
		fieldOf(name, placeInBrief(name, places?.body ?? ''), true),
	);
	if (isMediaHeader(template.header_type))
		fields.push(fieldOf(HEADER_MEDIA, `Header ${template.header_type} URL`, false));
	return fields.length > 0 ? { fields } : noFields('This template has no places to fill.');
}

function fieldOf(id: string, displayName: string, required: boolean): ResourceMapperField {
	return {
		id,
		displayName,
		required,
		defaultMatch: false,
		canBeUsedToMatch: false,
		display: true,
		type: 'string',
	};
}

function noFields(emptyFieldsNotice: string): ResourceMapperFields {
	return { fields: [], emptyFieldsNotice };
}
