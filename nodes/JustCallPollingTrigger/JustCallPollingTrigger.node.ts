import {
	NodeConnectionTypes,
	type IDataObject,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import * as listSearch from '../JustCall/listSearch';
import { testJustCall } from '../shared/http/credentialTest';
import { credentialNotice } from '../shared/http/credentialType';
import { timestampsOf } from '../shared/values/dates';
import { explainError } from '../shared/http/errors';
import { nodeError } from '../shared/http/nodeError';
import { withoutRouting, wordsIn } from '../shared/description/operation';
import { CREDENTIAL } from '../shared/http/transport';
import { simplifyVersionOf, TRIGGER_SIMPLIFY, TRIGGER_VERSIONS } from '../shared/description/triggerVersion';
import { timeZonesOf } from '../shared/http/timeZones';
import { FEEDS, listOf, simplifiedBy } from './feeds/feeds';
import { optionsOf, POLL_OPTIONS } from './feeds/options';
import { poll } from './feeds/poll';

const NAMES = wordsIn(Object.fromEntries(FEEDS.map(({ value, name }) => [value, name])));

/** The filters of each feed's list, shown for that feed. */
const filters: INodeProperties[] = FEEDS.flatMap((feed) =>
	listOf(feed).fields.map((field) => ({
		...withoutRouting(field),
		displayOptions: { show: { event: [feed.value] } },
	})),
);

/** Starts workflows on new records in JustCall by polling: needs no public address. */
export class JustCallPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'JustCall Polling Trigger',
		name: 'justCallPollingTrigger',
		icon: { light: 'file:../../icons/justcall.svg', dark: 'file:../../icons/justcall.dark.svg' },
		group: ['trigger'],
		...TRIGGER_VERSIONS,
		subtitle: `={{ ${NAMES}[$parameter["event"]] }}`,
		description: 'Looks for new calls, texts and contacts in JustCall, for servers without a public address',
		defaults: { name: 'JustCall Polling Trigger' },
		polling: true,
		triggerPanel: {
			header: 'Fetch the newest record as a test event',
			executionsHelp: {
				inactive:
					'<b>While you build the workflow</b>, press "Fetch Test Event": it takes the newest record there is.<br /><br /><b>Once it works</b>, publish it. What is in JustCall then counts as known; what comes after that starts the workflow.',
				active:
					'<b>While you build the workflow</b>, press "Fetch Test Event": it takes the newest record there is.<br /><br /><b>The published workflow</b> looks by itself, as often as Poll Times says. Its runs are in the list of executions.',
			},
			activationHint:
				'Publish the workflow, and it looks by itself. What is in JustCall then counts as known.',
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'justCallApi', required: true, testedBy: 'testJustCall' }],
		properties: [
			{
				displayName: 'Event',
				name: 'event',
				type: 'options',
				noDataExpression: true,
				options: FEEDS.map(({ name, value, action, description }) => ({ name, value, action, description })),
				default: 'newCall',
				description: 'What to look for',
			},
			...filters,
			TRIGGER_SIMPLIFY,
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				options: POLL_OPTIONS,
			},
		],
	};

	methods = { listSearch, credentialTest: { testJustCall } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const event = this.getNodeParameter('event');
		const feed = FEEDS.find(({ value }) => value === event);
		try {
			if (!feed) return null;
			const { account: zone } = await timeZonesOf(this);
			const simplify = await simplifyVersionOf(this);
			const view = simplify === undefined ? (record: IDataObject) => record : simplifiedBy(feed, simplify);
			const notice = credentialNotice(await this.getCredentials(CREDENTIAL));
			const polled = await poll(this, feed, await optionsOf(this));
			if (!polled) return null;
			const items = polled.records.map((record) => ({
				json: { ...timestampsOf(record, zone), ...view(record), ...notice },
			}));
			// The last step: if something fails before it, the next poll finds the same records again.
			polled.remember();
			return items.length > 0 ? [items] : null;
		} catch (error) {
			throw await nodeError(this, 0, explainError(error, 'The list'));
		}
	}
}
