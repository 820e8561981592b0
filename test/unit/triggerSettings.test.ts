import type { IDataObject } from 'n8n-workflow';

import { filtersOf } from '../../nodes/JustCallTrigger/events/filterValues';
import { asError } from '../../nodes/JustCallTrigger/events/asError';
import { CALL_TYPES } from '../../nodes/JustCallTrigger/events/callTypes';
import { DEFAULT_SETTINGS, eventsOf, settingsOf } from '../../nodes/JustCallTrigger/events/settings';
import type { ParameterError } from '../../nodes/shared/values/parameterError';

/** A context whose panel has this value of one parameter, or not even that. */
const panel = (wanted: string, value?: unknown) =>
	({
		getNodeParameter: (name: string, fallback: unknown) => (name === wanted ? (value ?? fallback) : 'wrong'),
	}) as unknown as Parameters<typeof eventsOf>[0];
const thrown = async (work: () => unknown) => {
	try {
		await work();
	} catch (error) {
		return [(error as ParameterError).message, (error as ParameterError).hint];
	}
	throw new Error('It threw nothing.');
};

describe('options', () => {
	const settings = async (options?: IDataObject) => await settingsOf(panel('options', options));

	it('that nobody has added have their default', async () => {
		const defaults = {
			catchUp: false,
			catchUpHours: 24,
			details: false,
			recording: false,
			recordingWait: 60,
			binaryPropertyName: 'data',
			tolerance: 300,
			verifyByFetching: false,
			verifySignature: true,
		};
		expect(await settings()).toEqual(defaults);
		expect(await settings({})).toEqual(defaults);
		expect(DEFAULT_SETTINGS).toEqual(defaults);
	});

	it('are read one by one', async () => {
		for (const [name, given, value] of [
			['catchUp', 'true', true],
			['catchUpHours', '48', 48],
			['details', true, true],
			['recording', 'TRUE', true],
			['recordingWait', 5, 5],
			['binaryPropertyName', 'sound', 'sound'],
			['tolerance', 600, 600],
			['verifyByFetching', true, true],
			['verifySignature', 'false', false],
		] as const)
			expect([name, await settings({ [name]: given })]).toEqual([
				name,
				{ ...DEFAULT_SETTINGS, [name]: value },
			]);
	});

	it('an empty name of the field is the default one', async () => {
		expect((await settings({ binaryPropertyName: '' })).binaryPropertyName).toBe('data');
	});

	it.each<[string, number, number, string]>([
		['catchUpHours', 1, 720, 'Give a number from 1 to 720.'],
		['recordingWait', 0, 600, 'Give a number from 0 to 600.'],
		['tolerance', 1, Number.MAX_SAFE_INTEGER, 'Give 1 or more.'],
	])('%s goes from %d to %d', async (name, least, most, hint) => {
		for (const value of [least, most]) expect((await settings({ [name]: value }))[name as never]).toBe(value);
		const outside = [least - 1, ...(most < 1000 ? [most + 1] : [])];
		for (const value of outside) {
			const [message, told] = await thrown(async () => await settings({ [name]: value }));
			expect([message, told]).toEqual([
				expect.stringMatching(
					new RegExp(`^'(Catch Up at|Recording Wait|Timestamp Tol).*' cannot be ${value}$`),
				),
				hint,
			]);
		}
	});

	it.each<[string, string]>([
		['catchUp', 'Catch Up'],
		['catchUpHours', 'Catch Up at Most (Hours)'],
		['details', 'Add Details'],
		['recording', 'Download Recording'],
		['recordingWait', 'Recording Wait (Seconds)'],
		['tolerance', 'Timestamp Tolerance (Seconds)'],
		['verifyByFetching', 'Verify by Fetching'],
		['verifySignature', 'Verify Signature'],
	])('%s is named %s when it cannot be read', async (name, label) => {
		for (const value of ['maybe', '', { a: 1 }])
			expect((await thrown(async () => await settings({ [name]: value } as never)))[0]).toMatch(`'${label}'`);
	});

	it('the name of the field is named too', async () => {
		const [message] = await thrown(async () => await settings({ binaryPropertyName: { a: 1 } } as never));
		expect(message).toMatch("'Put Output File in Field'");
	});
});

describe('events', () => {
	it.each<[unknown, string[]]>([
		[
			['call.completed', 'sms.sent'],
			['call.completed', 'sms.sent'],
		],
		['call.completed, sms.sent ,', ['call.completed', 'sms.sent']],
		[[' call.completed ', '', null, undefined], ['call.completed']],
		[['sms.sent', 'sms.sent'], ['sms.sent']],
	])('%j are %j', (given, events) => {
		expect(eventsOf(panel('events', given))).toEqual(events);
	});

	it.each([undefined, [], '', ' , ', [null]])('%j are none', async (given) => {
		expect(await thrown(() => eventsOf(panel('events', given)))).toEqual([
			"'Events' is empty",
			'Choose at least one event. If it holds an expression, check that the expression finds something.',
		]);
	});

	it.each<[unknown, string]>([
		[['call.completed', 'call.complete'], '"call.complete"'],
		[7, '"7"'],
		[{ a: 1 }, '{'],
		['Call.Completed', '"Call.Completed"'],
	])('%j are refused by name', async (given, shown) => {
		const [message, hint] = await thrown(() => eventsOf(panel('events', given)));
		expect(message).toMatch("'Events' does not know ");
		expect(message).toContain(shown);
		expect(hint).toBe(
			'Choose from the list, or let the expression give types as JustCall writes them, for example call.completed.',
		);
	});
});

describe('filters', () => {
	const EMPTY = (label: string) => [
		`'${label}' is empty`,
		`Give '${label}' a value, or remove the filter from the node. If it holds an expression, check that the expression finds something.`,
	];

	it('are those that a person has added', () => {
		expect(filtersOf({})).toEqual({});
		expect(filtersOf({ direction: 'incoming' })).toEqual({ direction: 'incoming' });
	});

	it.each<[IDataObject, IDataObject]>([
		[{ agentId: 7 }, { agentId: '7' }],
		[{ agentId: { __rl: true, mode: 'list', value: '8' } }, { agentId: '8' }],
		[{ campaignId: ' 9 ' }, { campaignId: '9' }],
		[{ direction: ' OUTGOING ' }, { direction: 'outgoing' }],
		[{ callTypes: 'Missed, voicemail,' }, { callTypes: ['missed', 'voicemail'] }],
		[{ callTypes: ['Abandoned before ringing', ''] }, { callTypes: ['abandoned before ringing'] }],
		[{ callTypes: ['In_Progress'] }, { callTypes: ['in_progress'] }],
		[{ number: '020 7946 0958' }, { number: '+442079460958', country: 'GB' }],
		[{ number: '+1 202 555 0143' }, { number: '+12025550143', country: 'GB' }],
	])('%j are %j', (given, filters) => {
		expect(filtersOf(given, 'GB')).toEqual(filters);
	});

	it('take a number that is no text', () => {
		expect(filtersOf({ number: 12_025_550_143, agentId: 7 }, 'US')).toEqual({
			agentId: '7',
			number: '+12025550143',
			country: 'US',
		});
	});

	it.each<[IDataObject, string]>([
		[{ direction: '' }, 'Direction'],
		[{ direction: undefined }, 'Direction'],
		[{ direction: ['incoming'] }, 'Direction'],
		[{ callTypes: [] }, 'Call Type'],
		[{ callTypes: ' , ' }, 'Call Type'],
		[{ callTypes: [null] }, 'Call Type'],
		[{ callTypes: undefined }, 'Call Type'],
		[{ number: ' ' }, 'Phone Number'],
		[{ number: null }, 'Phone Number'],
		[{ number: { a: 1 } }, 'Phone Number'],
	])('%j are empty: they would let every event pass', async (given, label) => {
		expect(await thrown(() => filtersOf(given))).toEqual(EMPTY(label));
	});

	it.each<[IDataObject, RegExp, string | RegExp]>([
		[
			{ direction: 'up' },
			/^'Direction' is neither "incoming" nor "outgoing": "up"$/,
			'Choose one from the list, or let the expression give one of the two words.',
		],
		[
			{ callTypes: ['missed', 'Lost'] },
			/^'Call Type' does not know "lost"$/,
			`Choose from the list, or let the expression give some of these words: ${CALL_TYPES.map(({ value }) => String(value)).join(', ')}.`,
		],
		[{ agentId: '' }, /^'Agent' is empty/, /Choose an entry/],
		[{ campaignId: 'a/b' }, /^'Campaign' is not an ID/, /id/],
		[{ number: 'call me' }, /^'Phone Number' /, /./],
		[{ number: '020 7946 0958' }, /^'Phone Number' /, /./],
	])('%j are refused by name', async (given, message, hint) => {
		const [said, told] = await thrown(() => filtersOf(given));
		expect(said).toMatch(message);
		expect(told).toMatch(hint);
	});
});

it('whatever is thrown is an error', () => {
	const error = new TypeError('x');
	expect(asError(error)).toBe(error);
	expect(asError('text')).toEqual(new Error('text'));
});
