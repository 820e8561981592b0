import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { isEmpty } from '../../shared/values/emptyValue';
import { ParameterError } from '../../shared/values/parameterError';
import { toOwnNumber } from '../../shared/values/phoneNumber';
import { textOf } from './entries';
import { searchPages } from './searchPages';

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

function numberOf(number: unknown): string {
	// n8n's editor gives nothing, or the expression itself, when an expression has no value before a run.
	const isUnknown = isEmpty(number) || (typeof number === 'string' && number.startsWith('='));
	if (!isUnknown) return toOwnNumber(number, 'JustCall Number');
	throw new ParameterError(
		"Choose the number in 'JustCall Number' first",
		"Each WhatsApp number has templates of its own. Where an expression gives the number in a run, give the template 'By ID'.",
	);
}

/** A template counts as approved unless JustCall says otherwise. */
function isOffered(status: unknown): boolean {
	const said = textOf(status).trim();
	return said === '' || said.toLowerCase() === 'approved';
}
