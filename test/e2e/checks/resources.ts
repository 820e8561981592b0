import assert from 'node:assert/strict';

import { resources } from '../../../nodes/JustCall/resources';
import { fan } from '../../../tools/n8n/workflow';
import { threadIdOf } from '../../../sandbox/seed/messages';
import type { Sandbox } from '../../../sandbox/server';
import type { E2eContext } from '../context';
import { byId, justCall } from '../context';
import type { Suite } from '../suite';

/** One workflow that reads and writes every resource, compared with the sandbox's data. */
export function resourceChecks(suite: Suite<E2eContext>): void {
	suite.check('resources: one workflow reads and writes in each of them', async (context) => {
		const { server, sandbox } = context;
		const steps = stepsOf(context);
		const touched = new Set(steps.map(({ parameters }) => parameters.resource));
		assert.deepEqual(
			resources.map(({ value }) => value).filter((value) => !touched.has(value)),
			[],
			'a resource is not touched',
		);
		const before = countsOf(sandbox);
		const execution = (
			await server.execute(
				fan(
					'Every resource',
					steps.map(({ parameters }) => justCall(context, parameters, operationName(parameters))),
				),
			)
		).assertSuccess();
		for (const { parameters, items } of steps) {
			const found = execution.items(operationName(parameters)).map(({ json }) => json);
			assert.equal(
				found.length,
				items,
				`${operationName(parameters)} put out ${JSON.stringify(found).slice(0, 300)}`,
			);
		}
		assert.deepEqual(
			countsOf(sandbox),
			{
				contacts: before.contacts + 2,
				dialer: before.dialer + 1,
				campaigns: before.campaigns + 1,
				texts: before.texts + 1,
				tags: before.tags + 1,
				whatsApp: before.whatsApp + 1,
				appointments: before.appointments + 1,
				calls: before.calls + 1,
			},
			'a write did not arrive, or arrived twice',
		);
	});
}

/** Number of each kind of record that the workflow creates. */
function countsOf({ state }: Sandbox) {
	return {
		contacts: state.contactRecords.length,
		dialer: state.salesDialer.contacts.length,
		campaigns: state.salesDialer.campaigns.length,
		texts: state.messages.texts.length,
		tags: state.messages.tags.length,
		whatsApp: state.messages.whatsApp.length,
		appointments: state.appointments.length,
		calls: state.calls.length,
	};
}

function operationName({ resource, operation }: Record<string, unknown>): string {
	return `${String(resource)}.${String(operation)}`;
}

/** Parameters of each node, and the number of items that it must output. */
function stepsOf({ sandbox: { state } }: E2eContext) {
	const number = state.numbers[0]?.justcall_number ?? '';
	const [campaign] = state.salesDialer.campaigns;
	const [tag] = state.messages.tags;
	const [text] = state.messages.texts;
	const days = { fromDate: '2026-01-01T00:00:00', toDate: '2026-01-31T00:00:00' };
	const customer = '+1 303 555 0191';
	const step = (resource: string, operation: string, parameters: Record<string, unknown>, items = 1) => ({
		parameters: { resource, operation, ...parameters },
		items,
	});
	return [
		step('analytics', 'getAccount', days),
		step('analytics', 'getAgent', days, state.users.length),
		step('appointment', 'create', {
			calendarLink: state.calendars[0]?.link,
			firstName: 'Mara',
			lastName: 'Ellison',
			email: 'mara@example.com',
			customerNumber: customer,
			customerTimezone: state.timeZone,
			date: '2027-03-02T00:00:00',
			time: '10:00',
		}),
		step('call', 'get', { callId: byId(String(state.calls[0]?.id)) }),
		step('callAiReport', 'getAll', { limit: 21 }, 21),
		step('campaign', 'create', { name: 'From n8n', type: 'Autodial', countryCode: 'US' }),
		step('campaignCall', 'getAll', { limit: 3 }, 3),
		step('campaignContact', 'getAll', { campaignId: byId(String(campaign?.id)), limit: 2 }, 2),
		step('contact', 'create', { firstName: 'Made', contactNumber: '+1 303 555 0192' }),
		step('contact', 'upsert', { firstName: 'Upserted', contactNumber: '+1 303 555 0193' }),
		step('customRequest', 'send', { path: `/v2.1/users/${state.users[0]?.id}` }),
		step('meetingAiReport', 'getAll', { limit: 2 }, 2),
		step('phoneNumber', 'getAll', { returnAll: true }, state.numbers.length),
		step('salesDialerContact', 'create', { name: 'Made', phoneNumber: '+1 303 555 0194' }),
		step('sms', 'send', { justcallNumber: byId(number), contactNumber: customer, body: 'Hello' }),
		step('smsTag', 'create', { name: 'From n8n', colorCode: '#2a7fdb' }),
		step('smsThread', 'addTag', {
			tagId: byId(String(tag?.id)),
			findBy: 'thread',
			threadId: byId(text ? threadIdOf(text) : ''),
		}),
		step('user', 'getAll', { returnAll: true }, state.users.length),
		step('userGroup', 'getAll', { returnAll: true }, state.groups.length),
		step('voiceAgent', 'startCall', {
			voiceAgentId: byId(state.voiceAgents[0]?.id ?? ''),
			contactNumber: customer,
			hasConsent: true,
		}),
		step('webhook', 'getAll', { returnAll: true }, 0),
		step('whatsApp', 'send', {
			justcallNumber: byId(number),
			contactNumber: customer,
			body: 'Hello',
		}),
	];
}
