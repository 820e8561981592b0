import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { isEmpty } from '../../shared/values/emptyValue';
import { ParameterError } from '../../shared/values/parameterError';
import { toOwnNumber } from '../../shared/values/phoneNumber';
import { textOf } from './entries';
import { searchPages } from './searchPages';

/** Name of the parameter with the number. */
const OWN_NUMBER = 'From';

/**
 * Approved templates of the WhatsApp number chosen in the node, by name, language and ID; the value is the
 * template's id. WhatsApp sends only approved templates.
 */
export async function searchTemplates(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	const number = this.getCurrentNodeParameter('justcallNumber', { extractValue: true });
	return await searchPages(
		this,
		{
			path: '/v2.1/whatsapp/messages/templates',
			subject: 'The list of templates',
			plural: 'templates',
			pageSize: 250,
			query: () => ({ justcall_number: numberOf(number) }),
			byName: true,
			find: ({ typed }) => [{ query: { template_name: typed } }],
			show: ({ id, name, language, status }) => {
				const [title, tongue] = [textOf(name).trim(), textOf(language)];
				return isOffered(status) ? { value: id, name: [title, title && tongue && `(${tongue})`] } : undefined;
			},
		},
		filter,
		paginationToken,
	);
}

/**
 * The WhatsApp number that the panel has, with "+".
 *
 * @throws ParameterError when there is none, or it is not a number
 */
export function numberOf(number: unknown): string {
	if (!isUnknown(number)) return toOwnNumber(number, OWN_NUMBER);
	throw new ParameterError(
		`Choose the number in '${OWN_NUMBER}' first`,
		"Each WhatsApp number has templates of its own. Where an expression gives the number in a run, give the template 'By ID'.",
	);
}

/** Whether n8n's editor gives nothing, or the expression itself, as it does when an expression has no value before a run. */
export function isUnknown(value: unknown): boolean {
	return isEmpty(value) || (typeof value === 'string' && value.startsWith('='));
}

/** A template counts as approved unless JustCall says otherwise. */
function isOffered(status: unknown): boolean {
	const said = textOf(status).trim();
	return said === '' || said.toLowerCase() === 'approved';
}
