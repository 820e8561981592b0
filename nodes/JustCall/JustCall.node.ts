import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { ownRuns } from './custom';
import { mappedItems } from './custom/mapping';
import * as listSearch from './listSearch';
import * as loadOptions from './loadOptions';
import * as resourceMapping from './resourceMapping';
import { resources } from './resources';
import { pageWebhooks, takeAnswer, WAITING_TOOLTIP } from './waiting/webhook';
import { testJustCall } from '../shared/http/credentialTest';
import { createExecutor, customOperationsOf } from '../shared/executor';
import { NODE_VERSIONS } from '../shared/description/nodeVersion';
import { propertiesOf, registryOf, subtitleOf } from '../shared/description/operation';
import { requestOptions } from '../shared/description/requestOptions';

const registry = registryOf(resources);

/** The JustCall API as a node. This file holds data and routing only; the executor carries out every operation. */
export class JustCall implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'JustCall',
		name: 'justCall',
		icon: { light: 'file:../../icons/justcall.svg', dark: 'file:../../icons/justcall.dark.svg' },
		group: ['transform'],
		...NODE_VERSIONS,
		subtitle: subtitleOf(resources),
		description: 'Work with calls, SMS, WhatsApp, contacts and the Sales Dialer of JustCall',
		defaults: { name: 'JustCall' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		// Of the page of 'Send and Wait for Response'.
		webhooks: pageWebhooks,
		waitingNodeTooltip: WAITING_TOOLTIP,
		credentials: [{ name: 'justCallApi', required: true, testedBy: 'testJustCall' }],
		requestDefaults: { baseURL: '={{$credentials.baseUrl}}' },
		requestOperations: { pagination: createExecutor(registry, ownRuns, mappedItems) },
		properties: [...propertiesOf(resources, 'call'), requestOptions],
	};

	methods = { listSearch, loadOptions, resourceMapping, credentialTest: { testJustCall } };

	webhook = takeAnswer;

	customOperations = customOperationsOf(registry, ownRuns, mappedItems);
}
