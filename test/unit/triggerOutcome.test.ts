import type { IWebhookFunctions } from 'n8n-workflow';

import {
	ignored,
	passed,
	rejected,
	respond,
	started,
	startedAfterAnswer,
} from '../../nodes/JustCallTrigger/events/steps/outcome';

const item = { json: { id: 1 } };

/** Gives an outcome to n8n; returns what n8n gets, and the calls on the response. */
function given(outcome: Parameters<typeof respond>[1]) {
	const calls: unknown[][] = [];
	const response = {
		status: (status: number) => (calls.push(['status', status]), response),
		type: (type: string) => (calls.push(['type', type]), response),
		send: (text: string) => calls.push(['send', text]),
	};
	const context = { getResponseObject: () => response } as unknown as IWebhookFunctions;
	return { toN8n: respond(context, outcome), calls };
}

it('a rejected delivery is answered as plain text, and n8n answers nothing more', () => {
	expect(given(rejected(401, '<b>no</b>'))).toEqual({
		toN8n: { noWebhookResponse: true },
		calls: [
			['status', 401],
			['type', 'text/plain'],
			['send', '<b>no</b>'],
		],
	});
});

it('n8n answers an ignored delivery and one that starts the workflow', () => {
	expect(given(ignored())).toEqual({ toN8n: { webhookResponse: 'OK' }, calls: [] });
	expect(given(started(item))).toEqual({
		toN8n: { webhookResponse: 'OK', workflowData: [[item]] },
		calls: [],
	});
});

it('nobody answers a second time when the node has answered already', () => {
	expect(given(startedAfterAnswer(item))).toEqual({
		toN8n: { noWebhookResponse: true, workflowData: [[item]] },
		calls: [],
	});
});

it('a step passes a value on, and nothing else', () => {
	expect(passed(7)).toEqual({ kind: 'passed', value: 7 });
});
