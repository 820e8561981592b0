import type { IDataObject } from 'n8n-workflow';

import { runRequests } from '../../nodes/shared/executor';
import { START } from '../../tools/bench/simulation';
import { data, facts, scripted } from '../harness/scriptedRun';

beforeEach(() => jest.useFakeTimers({ now: START }));
afterEach(() => jest.useRealTimers());

const LIST = '/v2.1/contacts/blacklist';
const NUMBER = '+12125550143';

/** Sends a text to each number, while JustCall lists these contacts as blocked. */
const send = (blocked: IDataObject[], numbers = [NUMBER, '+12125550144']) =>
	scripted('sms.send', async (run, operation) => await runRequests(run, operation), {
		version: 2,
		parameters: {
			justcallNumber: '+16175550110',
			contactNumber: (json: IDataObject) => json.phone,
			body: 'Hello',
			additionalFields: { skipBlocked: true },
		},
		items: numbers.map((phone) => ({ phone })),
		answer: ({ path, body }) =>
			data(path === LIST ? blocked : { id: 1, contact_number: body.contact_number as string }),
	});

it.each<[string, IDataObject]>([
	['a list', { other_numbers: [{ label: 'Work', number: '12125550143' }] }],
	['a list of texts', { other_numbers: ['12125550143'] }],
	['a list with a number', { other_numbers: [12_125_550_143] }],
	['a list by labels', { other_numbers: [{ Work: '12125550143' }] }],
	['an object by labels', { other_numbers: { Home: '13105550000', Work: '12125550143' } }],
	['a text', { other_numbers: '12125550143' }],
	['a text with several', { other_numbers: '13105550000, 12125550143' }],
])('skips whoever has the number among the others: %s', async (_form, more) => {
	const { run, writes } = send([{ ref_id: 'a', contact_number: '13105550143', ...more }]);
	expect(facts(await run(), 'sent')).toEqual([false, true]);
	expect(writes()).toHaveLength(1);
});

it('takes no contact without a number for anybody', async () => {
	const others: unknown[] = [
		[{ label: 'Work', number: '' }],
		[{ label: 'Floor 12' }],
		{ Home: null },
		'none',
		null,
	];
	const blocked = others.map((other_numbers, at) => ({
		ref_id: `a${at}`,
		contact_number: '',
		other_numbers,
	}));
	const { run } = send(blocked as IDataObject[]);
	expect(facts(await run(), 'sent')).toEqual([true, true]);
});
