import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { properties } from '../../nodes/JustCallTrigger/description';
import { CALL_TYPES } from '../../nodes/JustCallTrigger/events/callTypes';
import { JustCallTrigger } from '../../nodes/JustCallTrigger/JustCallTrigger.node';
import * as listSearch from '../../nodes/JustCall/listSearch';
import { EVENT_TYPES } from '../../nodes/shared/description/eventTypes';
import { testJustCall } from '../../nodes/shared/http/credentialTest';
import { scriptedTrigger, STREAMS_RUN } from '../harness/scriptedTrigger';

beforeEach(() => jest.useFakeTimers(STREAMS_RUN));
afterEach(() => jest.useRealTimers());

const ROOT = join(__dirname, '..', '..');
const fieldsOf = (name: string) =>
	(properties.find((property) => property.name === name)?.options ?? []) as INodeProperties[];
const field = (name: string) => properties.find((property) => property.name === name)!;

/** Form of the fields that saved workflows have: name, type and default, and more where there is more. */
const formOf = ({ name, type, default: value }: INodeProperties) => [name, type, value];

it('the panel has these fields, under the names that saved workflows have', () => {
	expect(properties.map(formOf)).toEqual([
		['events', 'multiOptions', []],
		['signatureNotice', 'notice', ''],
		['filters', 'collection', {}],
		['simplify', 'boolean', true],
		['options', 'collection', {}],
	]);
	expect(field('events')).toMatchObject({ displayName: 'Events', required: true });
	expect(field('events').options).toBe(EVENT_TYPES);
});

it('the filters have these', () => {
	expect(fieldsOf('filters').map(formOf)).toEqual([
		['agentId', 'resourceLocator', expect.objectContaining({ mode: 'list' }) as unknown],
		['callTypes', 'multiOptions', []],
		['campaignId', 'resourceLocator', expect.objectContaining({ mode: 'list' }) as unknown],
		['direction', 'options', 'incoming'],
		['number', 'string', ''],
	]);
	const [, callTypes, , direction, number] = fieldsOf('filters');
	expect(callTypes?.options).toBe(CALL_TYPES);
	expect(direction?.options).toEqual([
		{ name: 'Incoming', value: 'incoming' },
		{ name: 'Outgoing', value: 'outgoing' },
	]);
	expect(number?.placeholder).toBe('e.g. +1 415 555 0119');
	expect(field('filters').placeholder).toBe('Add Filter');
});

it('the options have these, and those that have a range say it', () => {
	expect(fieldsOf('options').map(formOf)).toEqual([
		['details', 'boolean', true],
		['catchUp', 'boolean', true],
		['catchUpHours', 'number', 24],
		['recording', 'boolean', true],
		['binaryPropertyName', 'string', 'data'],
		['recordingWait', 'number', 60],
		['tolerance', 'number', 300],
		['verifyByFetching', 'boolean', true],
		['verifySignature', 'boolean', true],
	]);
	const ranges = fieldsOf('options').flatMap(({ name, typeOptions }) =>
		typeOptions ? [[name, typeOptions]] : [],
	);
	expect(ranges).toEqual([
		['catchUpHours', { minValue: 1, maxValue: 720 }],
		['recordingWait', { minValue: 0, maxValue: 600 }],
		['tolerance', { minValue: 1 }],
	]);
	expect(field('options').placeholder).toBe('Add Option');
});

it('the words of the panel are those of the reference', () => {
	const reference = readFileSync(join(ROOT, 'docs', 'reference.md'), 'utf8');
	const [, section = ''] = reference.split('\n## Events of the JustCall Trigger\n');
	const rows = section.split('\n## ')[0]!.split('\n');
	for (const [group, label] of [
		['filters', 'Filters'],
		['options', 'Options'],
	] as const)
		for (const { displayName, description = '', hint = '' } of fieldsOf(group)) {
			const start = `| ${label} > ${displayName} |`;
			const found = rows.filter((each) => each.startsWith(start));
			expect([start, found.length]).toEqual([start, 1]);
			const words = found[0]!.split('|').at(-2)!.trim();
			expect(description.length).toBeGreaterThan(20);
			expect([start, words.slice(0, description.length)]).toEqual([start, description]);
			const others = words.slice(description.length).replace(/ One of: .*/, '');
			expect(others.replace(/^\.? ?/, '').replace(/\.$/, '')).toBe(hint);
		}
	expect(['filters', 'options'].map((name) => field(name).displayName)).toEqual(['Filters', 'Options']);
});

it('a choice is named as its value is, or says what it is', () => {
	for (const { name, value } of CALL_TYPES) expect(name.toLowerCase()).toBe(value);
	const described = CALL_TYPES.flatMap(({ name, description }) =>
		description === undefined ? [] : [[name, description]],
	);
	expect(described).toEqual([
		['Answered', expect.stringMatching(/a person or a machine$/)],
		['Human Answered', expect.stringMatching(/^A person answered .* Sales Dialer$/)],
		['In Progress', expect.stringMatching(/goes on$/)],
		['Machine Answered', expect.stringMatching(/^A machine answered .* Sales Dialer$/)],
	]);
});

it('the notice about unsigned content is shown while content is not read back', () => {
	const { displayName, displayOptions } = field('signatureNotice');
	expect(displayOptions).toEqual({ hide: { '/options.verifyByFetching': [true] } });
	expect(displayName).toMatch(/not the content\. .*switch on "Verify by Fetching" under Options\.$/);
});

it('the fields say what a person must know', () => {
	const { description, hint } = field('events');
	expect(description).toMatch(/start the workflow.*starts it twice for the same text\.$/);
	expect(hint).toMatch(/from the internet.*use the JustCall Polling Trigger\.$/);
	expect(field('filters').description).toMatch(/have that field\. .*start the workflow regardless\.$/);
});

it('lists of the filters need nothing of the JustCall node', () => {
	for (const name of ['agentId', 'campaignId']) {
		const locator = fieldsOf('filters').find((one) => one.name === name)!;
		expect(locator).not.toHaveProperty('routing');
		const [list] = locator.modes ?? [];
		expect(listSearch).toHaveProperty(String(list?.typeOptions?.searchListMethod));
	}
});

describe('the node', () => {
	const node = new JustCallTrigger();
	const { description } = node;

	it('is known to n8n by this', () => {
		expect(description).toMatchObject({
			displayName: 'JustCall Trigger',
			name: 'justCallTrigger',
			group: ['trigger'],
			defaults: { name: 'JustCall Trigger' },
			inputs: [],
			outputs: ['main'],
			credentials: [{ name: 'justCallApi', required: true, testedBy: 'testJustCall' }],
		});
		expect(description.properties).toBe(properties);
		expect(description.description).toMatch(/^Start workflows on calls, .* JustCall$/);
		expect(node.methods).toEqual({ listSearch, credentialTest: { testJustCall } });
		const { light, dark } = description.icon as { light: `file:${string}`; dark: `file:${string}` };
		for (const icon of [light, dark]) {
			const file = join(ROOT, 'nodes', 'JustCallTrigger', icon.replace(/^file:/, ''));
			expect(readFileSync(file, 'utf8')).toContain('<svg');
		}
		expect(dark).not.toBe(light);
	});

	it('has one address for posts and for those who look whether it is there', () => {
		const form = { responseMode: 'onReceived', path: 'webhook' };
		expect(description.webhooks).toEqual([
			{ name: 'default', httpMethod: 'POST', ...form },
			{ name: 'setup', httpMethod: 'GET', ...form },
			{ name: 'setup', httpMethod: 'HEAD', ...form },
		]);
	});

	it('shows its events by their names', () => {
		const { subtitle = '' } = description;
		expect(subtitle).toMatch(
			/^=\{\{ \$parameter\["events"\]\.map\(\(type\) => .*\[type\] \?\? type\)\.join\(", "\) \}\}$/,
		);
		for (const { name, value } of EVENT_TYPES as INodePropertyOptions[]) {
			expect(subtitle).toContain(String(value));
			expect(subtitle).toContain(name);
		}
	});

	it('tells how to try it, and what publishing does', () => {
		const { header, executionsHelp, activationHint } = description.triggerPanel as {
			header: string;
			executionsHelp: { inactive: string; active: string };
			activationHint: string;
		};
		expect(header).toBe('Listen for an event of JustCall');
		expect(executionsHelp.inactive).toMatch(
			/"Listen for test event".*publish it: the node registers its address/,
		);
		expect(executionsHelp.active).toMatch(/"Listen for test event".*in the list of executions\.$/);
		expect(activationHint).toMatch(/registers its address.*reachable from the internet\.$/);
	});

	const executing = (work: () => unknown, goesOn = false) =>
		node.execute.call({
			getInputData: work,
			continueOnFail: () => goesOn,
			getNode: () => ({ name: 'Trigger', type: 'justCallTrigger', typeVersion: 1, parameters: {} }),
			getCredentials: async () => ({ apiKey: 'k', apiSecret: 's' }),
		} as unknown as IExecuteFunctions);
	const failing = () => {
		throw new Error('no data');
	};

	it('passes on what started the workflow', async () => {
		const items = [{ json: { id: 1 } }];
		expect(await executing(() => items)).toEqual([items]);
	});

	it('says its own faults by name, in an item where the panel wants to go on', async () => {
		await expect(executing(failing)).rejects.toMatchObject({
			message: 'The event could not be handled',
			description: 'no data',
		});
		expect(await executing(failing, true)).toEqual([
			[{ json: { error: 'The event could not be handled', message: 'no data' }, pairedItem: 0 }],
		]);
	});

	it('says faults of n8n by the name of what it did', async () => {
		const trigger = scriptedTrigger({ events: ['call.completed'] });
		const fail = (object: object, name: string) =>
			Object.defineProperty(object, name, {
				get: () => {
					throw new Error('n8n is ill');
				},
			});
		fail(trigger.parameters, 'filters');
		await expect(trigger.receive({})).rejects.toThrow('The event could not be handled');
		for (const step of [trigger.isRegistered, trigger.register])
			await expect(step()).rejects.toThrow('The webhook could not be handled');
		fail(trigger.address, 'url');
		await expect(trigger.unregister()).rejects.toThrow('The webhook could not be handled');
		const catchingUp = scriptedTrigger({ events: ['call.completed'] });
		fail(catchingUp, 'stored');
		await expect(catchingUp.start()).rejects.toThrow('The webhook could not be handled');
	});
});
