import type { IDataObject } from 'n8n-workflow';

import { unwrapList } from '../../shared/answers/envelope';
import { collectPages } from '../../shared/answers/paginator';
import { ask, type RequestContext } from '../../shared/http/transport';
import { getAllTemplates } from '../resources/whatsApp/getAllTemplates';

/**
 * Reads all templates of a WhatsApp number. JustCall has no endpoint for a single one.
 *
 * @param number the WhatsApp number with "+"
 * @param more of each request, for example its lane
 * @throws the errors of {@link ask} and of {@link collectPages}
 */
export async function templatesOf(
	context: RequestContext,
	number: string,
	more: { lane?: 'interactive'; until?: number } = {},
): Promise<IDataObject[]> {
	const { answer, method, path, subject } = getAllTemplates;
	if (answer.kind !== 'list' || !answer.paging) throw new Error('the templates are a paged list');
	return await collectPages(
		async (page) => {
			const query = { justcall_number: number, ...page };
			return await ask(context, { method, path, query, ...more }, subject, unwrapList);
		},
		answer.paging,
		{ limit: undefined, ceiling: Infinity },
	);
}

/** The template with an ID; `undefined` when the list does not have it. */
export function templateWith(id: unknown, templates: readonly IDataObject[]): IDataObject | undefined {
	return templates.find((template) => String(template.id) === String(id));
}
