import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import * as listSearch from '../JustCall/listSearch';
import { testJustCall } from '../shared/http/credentialTest';
import { checkZone } from '../shared/values/dates';
import { defaultCountryOf } from '../shared/http/defaultCountry';
import { explainError } from '../shared/http/errors';
import { EVENT_TYPES } from '../shared/description/eventTypes';
import { failedJson, nodeError } from '../shared/http/nodeError';
import { wordsIn } from '../shared/description/operation';
import { CREDENTIAL } from '../shared/http/transport';
import { simplifyVersionOf, TRIGGER_VERSIONS } from '../shared/description/triggerVersion';
import { properties } from './description';
import { beginCatchUp } from './events/catchUp';
import { filtersOf } from './events/filterValues';
import { isRegistered, register, unregister } from './events/lifecycle';
import { checkReachable } from './events/reach';
import { receive } from './events/receive';
import { eventsOf, settingsOf } from './events/settings';

const SUBJECT = 'The webhook';
const NAMES = wordsIn(Object.fromEntries(EVENT_TYPES.map(({ value, name }) => [value, name])));

/** Starts workflows on JustCall's events. */
export class JustCallTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'JustCall Trigger',
		name: 'justCallTrigger',
		icon: { light: 'file:../../icons/justcall.svg', dark: 'file:../../icons/justcall.dark.svg' },
		group: ['trigger'],
		...TRIGGER_VERSIONS,
		subtitle: `={{ $parameter["events"].map((type) => ${NAMES}[type] ?? type).join(", ") }}`,
		description: 'Start workflows on calls, SMS, WhatsApp and more, and work with everything in JustCall',
		defaults: { name: 'JustCall Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'justCallApi', required: true, testedBy: 'testJustCall' }],
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
			// JustCall and people check whether the address answers. No workflow starts.
			{ name: 'setup', httpMethod: 'GET', responseMode: 'onReceived', path: 'webhook' },
			{ name: 'setup', httpMethod: 'HEAD', responseMode: 'onReceived', path: 'webhook' },
		],
		triggerPanel: {
			header: 'Listen for an event of JustCall',
			executionsHelp: {
				inactive:
					'<b>While you build the workflow</b>, press "Listen for test event", then do in JustCall what you have chosen under Events: call the number, or send it a text.<br /><br /><b>Once it works</b>, publish it: the node registers its address with JustCall, and takes it away again when you unpublish.',
				active:
					'<b>While you build the workflow</b>, press "Listen for test event", then do in JustCall what you have chosen under Events: call the number, or send it a text.<br /><br /><b>The published workflow</b> runs with each event. Its runs are in the list of executions.',
			},
			activationHint:
				'Publish the workflow, and the node registers its address with JustCall. n8n must be reachable from the internet.',
		},
		properties,
	};

	methods = { listSearch, credentialTest: { testJustCall } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				try {
					await checkParameters(this);
					return await isRegistered(this, eventsOf(this));
				} catch (error) {
					throw await nodeError(this, 0, explainError(error, SUBJECT));
				}
			},

			async create(this: IHookFunctions): Promise<boolean> {
				try {
					await checkParameters(this);
					await register(this, eventsOf(this));
					return true;
				} catch (error) {
					throw await nodeError(this, 0, explainError(error, SUBJECT));
				}
			},

			async delete(this: IHookFunctions): Promise<boolean> {
				try {
					await unregister(this);
					return true;
				} catch (error) {
					throw await nodeError(this, 0, explainError(error, SUBJECT));
				}
			},
		},
	};

	/** n8n calls this when somebody publishes the workflow and when n8n starts. Events come to the webhook. */
	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		const stopped = new AbortController();
		try {
			if (this.getMode() !== 'manual') await beginCatchUp(this, stopped.signal);
		} catch (error) {
			throw await nodeError(this, 0, explainError(error, SUBJECT));
		}
		return { closeFunction: async () => stopped.abort() };
	}

	/** Passes on the items that started the workflow. Without it n8n would call the trigger again in a test, and wait. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			return [this.getInputData()];
		} catch (error) {
			const failure = await nodeError(this, 0, explainError(error, 'The event'));
			if (this.continueOnFail()) return [[{ json: failedJson(failure), pairedItem: 0 }]];
			throw failure;
		}
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		try {
			return await receive(this);
		} catch (error) {
			throw await nodeError(this, 0, explainError(error, 'The event'));
		}
	}
}

/** Refuses parameters that would reject every event later, while the person who publishes the workflow sees the message. */
async function checkParameters(context: IHookFunctions): Promise<void> {
	eventsOf(context);
	const country = await defaultCountryOf(context);
	filtersOf(context.getNodeParameter('filters', {}) as IDataObject, country);
	await settingsOf(context);
	await simplifyVersionOf(context);
	const { timezone, baseUrl } = await context.getCredentials(CREDENTIAL);
	checkZone(timezone, context.getTimezone());
	checkReachable(context.getNodeWebhookUrl('default') ?? '', baseUrl);
}
