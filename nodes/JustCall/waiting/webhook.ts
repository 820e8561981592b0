import type { IDataObject, IWebhookDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { isObject } from '../../shared/values/isObject';
import { overPage, PAGE_HEADERS, questionPage, thanksPage } from './page';
import { replyIn } from './reply';
import type { Question } from './question';

/** Name of the parameter in the link that holds the question's ID. n8n signs it with the rest of the address. */
export const LINK_ID = 'q';

/** Name of the waiting question among the node's data in the execution. */
export const WAITING_QUESTION = 'question';

/** The addresses of the page, which exist only while an execution waits: one that shows it, and one that takes the answer. */
export const pageWebhooks: IWebhookDescription[] = (['GET', 'POST'] as const).map((httpMethod) => ({
	name: 'default',
	httpMethod,
	responseMode: 'onReceived',
	responseData: '',
	path: '={{ $nodeId }}',
	restartWebhook: true,
	isFullPath: true,
}));

/** Words of n8n's editor while the node waits. */
export const WAITING_TOOLTIP =
	'={{ $parameter["operation"] === "sendAndWait" ? "Execution will continue after the person has answered" : "" }}';

/**
 * Shows the page of a question, and takes the answer. Only a POST with the value of a button or of the fields is an
 * answer. A GET decides nothing: messengers and mail scanners open links for a preview.
 */
export async function takeAnswer(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const response = this.getResponseObject();
	for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
	const show = (status: number, html: string): IWebhookResponseData => {
		response.status(status).send(html);
		return { noWebhookResponse: true };
	};
	const question = questionIn(this);
	const asked = this.getQueryData() as IDataObject;
	// A link of an earlier question of the same execution, as in a loop.
	if (!question || asked[LINK_ID] !== question.id) return show(410, overPage());
	if (this.getRequestObject().method !== 'POST') return show(200, questionPage(question));
	const reply = replyIn(question, this.getBodyData(), new Date());
	if ('problems' in reply) return show(422, questionPage(question, reply));
	// n8n answers once it has claimed the execution, so nobody is thanked for an answer that came too late.
	return {
		webhookResponse: thanksPage(),
		workflowData: [[{ json: { data: reply.data }, pairedItem: { item: 0 } }]],
	};
}

/** The question that the execution waits for, from the node's data in it; webhooks reach them in an expression only. */
function questionIn(context: IWebhookFunctions): Question | undefined {
	const name = context
		.getNode()
		.name.split('')
		.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
		.join('');
	const found: unknown = context.evaluateExpression(`{{ $node["${name}"].context.${WAITING_QUESTION} }}`);
	return isObject(found) && typeof found.id === 'string' ? (found as Question) : undefined;
}
