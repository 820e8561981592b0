import type { IDataObject, IWebhookDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { isObject } from '../../shared/values/isObject';
import { failedPage, overPage, PAGE_HEADERS, questionPage, thanksPage } from './page';
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
	try {
		return answerOf(this);
	} catch (error) {
		// After an error of this method, n8n goes on with the execution, and the question would be over.
		this.logger.error('The page of a question cannot be shown', { error: String(error) });
		this.getResponseObject().status(500).send(failedPage());
		return { noWebhookResponse: true };
	}
}

function answerOf(context: IWebhookFunctions): IWebhookResponseData {
	const response = context.getResponseObject();
	for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
	const show = (status: number, html: string): IWebhookResponseData => {
		response.status(status).send(html);
		return { noWebhookResponse: true };
	};
	const question = questionIn(context);
	const asked = context.getQueryData() as IDataObject;
	// A link of an earlier question of the same execution, as in a loop.
	if (!question || asked[LINK_ID] !== question.id) return show(410, overPage());
	if (context.getRequestObject().method !== 'POST') return show(200, questionPage(question));
	const now = new Date();
	const reply = replyIn(question, context.getBodyData(), now);
	if ('problems' in reply) return show(422, questionPage(question, reply));
	if (!isFirst(question.id, now.getTime())) return show(410, overPage());
	// n8n 2 answers once it has claimed the execution, so nobody is thanked for an answer that came too late.
	return {
		webhookResponse: thanksPage(),
		workflowData: [[{ json: { data: reply.data }, pairedItem: { item: 0 } }]],
	};
}

/** Milliseconds in which a question takes no second answer. If n8n could not go on by then, it may be answered again. */
const CLAIM_MS = 30_000;

/** When questions were answered, by their ID, epoch milliseconds. */
const answered = new Map<string, number>();

/** n8n 1.123 goes on twice after two presses in the same moment. */
function isFirst(id: string, now: number): boolean {
	for (const [known, at] of answered) if (now - at > CLAIM_MS) answered.delete(known);
	if (answered.has(id)) return false;
	answered.set(id, now);
	return true;
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
