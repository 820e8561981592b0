import type { IDataObject, INodeProperties, INodeTypeDescription } from 'n8n-workflow';

import { FEEDS, listOf, simplifiedBy } from '../../nodes/JustCallPollingTrigger/feeds/feeds';
import { optionsOf, POLL_OPTIONS, SHARE_OF_LIMIT } from '../../nodes/JustCallPollingTrigger/feeds/options';
import { JustCallPollingTrigger } from '../../nodes/JustCallPollingTrigger/JustCallPollingTrigger.node';

const HOUR = 3600;
const feedOf = (name: string) => FEEDS.find(({ value }) => value === name)!;

/** The options of a panel, as a poll reads them. */
async function read(options: IDataObject, typeVersion = 3) {
	const context = {
		getNodeParameter: () => options,
		getTimezone: () => 'UTC',
		getCredentials: async () => ({}),
		getNode: () => ({ typeVersion }),
	};
	return await optionsOf(context as unknown as Parameters<typeof optionsOf>[0]);
}

describe('the options', () => {
	it('have the values that the panel shows, and the share from version 3 on', async () => {
		const shown = { lookBack: 24 * HOUR, includesRunning: false };
		expect(await read({})).toEqual({ ...shown, share: SHARE_OF_LIMIT });
		expect(await read({}, 2)).toEqual({ ...shown, share: undefined });
		expect(SHARE_OF_LIMIT).toBe(0.1);
	});

	it('are what is set, in every version', async () => {
		const set = { lookBack: 6, includeRunning: true, rateLimitShare: 50 };
		const known = { lookBack: 6 * HOUR, includesRunning: true, share: 0.5 };
		expect(await read(set)).toEqual(known);
		expect(await read(set, 1)).toEqual(known);
		expect(await read({ ...set, includeRunning: false })).toMatchObject({ includesRunning: false });
	});

	it.each([
		['lookBack', 'Look Back (Hours)', 1, 720],
		['rateLimitShare', 'Share of Rate Limit (%)', 1, 100],
	])('%s is refused outside its limits, by its name', async (name, label, least, most) => {
		for (const fits of [least, most]) await expect(read({ [name]: fits })).resolves.toBeDefined();
		for (const number of [least - 1, most + 1])
			await expect(read({ [name]: number })).rejects.toMatchObject({
				message: `'${label}' cannot be ${number}`,
				hint: `Give a number from ${least} to ${most}.`,
			});
		await expect(read({ [name]: 'soon' })).rejects.toThrow(`'${label}'`);
		// n8n's editor keeps to the same limits.
		const option = POLL_OPTIONS.find((one) => one.name === name);
		expect(option).toMatchObject({ type: 'number', typeOptions: { minValue: least, maxValue: most } });
	});

	it('refuses a switch that is neither on nor off', async () => {
		await expect(read({ includeRunning: 'perhaps' })).rejects.toThrow("'Include Running Calls'");
	});

	it('stand in the panel by their names', () => {
		const names = POLL_OPTIONS.map(({ displayName }) => displayName);
		expect(names).toEqual([...names].sort());
		expect(POLL_OPTIONS.map(({ name, type, default: given }) => [name, type, given])).toEqual([
			['includeRunning', 'boolean', true],
			['lookBack', 'number', 24],
			['rateLimitShare', 'number', 10],
		]);
	});
});

describe('the filters of a feed', () => {
	const namesOf = (feed: string) => {
		const [filters, ...more] = listOf(feedOf(feed)).fields as INodeProperties[];
		expect([filters?.name, more]).toEqual(['filters', []]);
		return (filters?.options as INodeProperties[]).map(({ name }) => name);
	};

	it('are those of its list, without the window, the period and the team, which the trigger sets itself', () => {
		expect(namesOf('newCall')).toEqual([
			'agentId',
			'contactNumber',
			'callDirection',
			'dispositionCodes',
			'ivrDigit',
			'justcallNumber',
			'callTraits',
			'callType',
			'aiAgentIds',
		]);
		expect(namesOf('newContact')).toEqual(['agentIds', 'contactNumber', 'firstName', 'lastName', 'status']);
		for (const { value } of FEEDS)
			for (const name of ['period', 'fromDatetime', 'toDatetime', 'acrossTeam'])
				expect(namesOf(value)).not.toContain(name);
	});

	it('are all sent: a filter that does nothing would only look as if it did', () => {
		const sent = FEEDS.flatMap((feed) => listOf(feed).fields.flatMap(({ options = [] }) => options));
		expect(sent.length).toBeGreaterThan(FEEDS.length);
		for (const option of sent) expect(option).toMatchObject({ send: { in: 'query' } });
	});

	it('do not depend on the version of the node JustCall', () => {
		const options = FEEDS.flatMap((feed) => listOf(feed).fields.flatMap((field) => field.options ?? []));
		expect(JSON.stringify(options)).not.toContain('@version');
	});

	it('are of the list that the feed reads', () => {
		expect(FEEDS.map((feed) => [feed.value, listOf(feed).path, feed.by])).toEqual([
			['callUpdated', '/v2.1/calls', 'changes'],
			['newCall', '/v2.1/calls', 'window'],
			['newContact', '/v2.1/contacts', 'id'],
			['newSalesDialerCall', '/v2.1/sales_dialer/calls', 'window'],
			['newSms', '/v2.1/texts', 'window'],
			['newWhatsAppMessage', '/v2.1/whatsapp/messages', 'window'],
		]);
	});
});

describe('a simplified record', () => {
	const call = {
		id: 7,
		changed: ['notes'],
		call_info: { disposition: 'Won', notes: 'Back on Monday', rating: '4', type: 'Answered' },
		call_traits: ['IVR'],
		cost_incurred: 1,
	};

	it('of Call Updated has what has changed, and what it is now', () => {
		expect(simplifiedBy(feedOf('callUpdated'), 2)(call)).toMatchObject({
			id: 7,
			changed: ['notes'],
			disposition: 'Won',
			notes: 'Back on Monday',
			rating: '4',
		});
	});

	it('of another feed has no more than that of the list', () => {
		const simple = simplifiedBy(feedOf('newCall'), 2)(call);
		expect(simple).toMatchObject({ id: 7, disposition: 'Won' });
		for (const name of ['changed', 'notes', 'rating', 'cost_incurred'])
			expect(simple).not.toHaveProperty(name);
	});
});

describe('the node', () => {
	const node = new JustCallPollingTrigger();
	const { description, methods } = node as {
		description: INodeTypeDescription;
		methods: typeof node.methods;
	};
	const property = (name: string) => description.properties.filter((one) => one.name === name);

	it('is a trigger that n8n polls, with a credential that it tests and no input', () => {
		expect(description).toMatchObject({
			displayName: 'JustCall Polling Trigger',
			name: 'justCallPollingTrigger',
			group: ['trigger'],
			version: [1, 2, 3],
			defaultVersion: 3,
			polling: true,
			inputs: [],
			outputs: ['main'],
			defaults: { name: 'JustCall Polling Trigger' },
			credentials: [{ name: 'justCallApi', required: true, testedBy: 'testJustCall' }],
		});
		expect(description.icon).toEqual({
			light: 'file:../../icons/justcall.svg',
			dark: 'file:../../icons/justcall.dark.svg',
		});
		expect(methods.credentialTest).toHaveProperty('testJustCall');
		for (const search of ['searchAgents', 'searchPhoneNumbers', 'searchCampaigns'])
			expect(methods.listSearch).toHaveProperty(search);
	});

	it('shows the chosen event under its name', () => {
		expect(description.subtitle).toMatch(/^=\{\{ .*"newCall":"New Call".*\[\$parameter\["event"\]\] \}\}$/);
	});

	it('says how to test it and when it looks', () => {
		const { triggerPanel } = description;
		expect(triggerPanel).toMatchObject({
			header: 'Fetch the newest record as a test event',
			activationHint: expect.stringMatching(/^Publish the workflow/) as string,
			executionsHelp: {
				inactive: expect.stringContaining('publish it') as string,
				active: expect.stringContaining('Poll Times') as string,
			},
		});
		expect(description.description).toContain('without a public address');
	});

	it('offers each feed, and the filters of the chosen one alone', () => {
		const [event] = property('event');
		expect(event).toMatchObject({ type: 'options', noDataExpression: true, default: 'newCall' });
		expect(event?.displayName).toBe('Event');
		expect(event?.description).toBe('What to look for');
		expect(event?.options).toEqual(
			FEEDS.map(({ name, value, action, description: words }) => ({
				name,
				value,
				action,
				description: words,
			})),
		);
		expect(property('filters').map(({ displayOptions }) => displayOptions)).toEqual(
			FEEDS.map(({ value }) => ({ show: { event: [value] } })),
		);
		expect(JSON.stringify(property('filters'))).not.toContain('"send"');
		expect(property('options')).toMatchObject([
			{
				displayName: 'Options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				options: POLL_OPTIONS,
			},
		]);
		expect(property('simplify')).toHaveLength(1);
	});

	it('has an action for each feed among the triggers of the node panel', () => {
		expect(FEEDS.map(({ action }) => action)).toEqual([
			'On updated call',
			'On new call',
			'On new contact',
			'On new Sales Dialer call',
			'On new SMS',
			'On new WhatsApp message',
		]);
	});
});
