import type { IDataObject } from 'n8n-workflow';

import type { ItemRow, RefusedRow } from '../../nodes/JustCall/custom/itemRows';
import { NobodyWanted, planSync, TooManyRemovals, type Removal } from '../../nodes/JustCall/custom/syncPlan';

const numberOf = (place: number) => `1415555${String(100 + place).padStart(4, '0')}`;
const member = (place: number, more: IDataObject = {}): IDataObject => ({
	id: String(place),
	phone_number: numberOf(place),
	...more,
});
const members = (count: number) => Array.from({ length: count }, (_, place) => member(place));
const row = (item: number, place: number, more: IDataObject = {}): ItemRow => ({
	item,
	contact: { phone_number: numberOf(place), ...more },
});
const refusal = (item: number, more: Partial<RefusedRow> = {}): RefusedRow => ({
	item,
	contact: {},
	reason: 'Bad',
	isUnclear: false,
	...more,
});
const ALL: Removal = { share: 1, isForced: false };

const acts = (steps: ReturnType<typeof planSync>) => steps.map(({ action }) => action);
const gone = (steps: ReturnType<typeof planSync>) =>
	steps.filter(({ action }) => action === 'removed').map(({ id }) => id);

describe('the steps', () => {
	it('stand in the order of the items; those of members without an item come last', () => {
		const steps = planSync(
			[row(1, 0), row(3, 8), row(4, 0)],
			[refusal(2), refusal(0, { contact: { phone_number: numberOf(9) } })],
			members(2),
			ALL,
		);
		expect(steps.map(({ item, action, reason, id }) => [item, action, reason, id])).toEqual([
			[0, 'failed', 'Bad', undefined],
			[1, 'unchanged', 'Is in the campaign as wanted', 0],
			[2, 'failed', 'Bad', undefined],
			[3, 'added', 'Was not in the campaign', undefined],
			[4, 'skipped', 'The number was in an earlier item already', undefined],
			[undefined, 'removed', 'No input item has this number', 1],
		]);
		expect(steps[0]?.contact).toEqual({ phone_number: numberOf(9) });
		expect(steps[5]?.contact).toEqual(member(1));
	});

	it('have what cannot be sent, whatever they do', () => {
		const leftOut = [{ field: 'Birthday', reason: 'soon' }];
		const wanted = [row(0, 0), row(1, 1, { name: 'New' }), row(2, 8), row(3, 8)].map((one) => ({
			...one,
			leftOut,
		}));
		const steps = planSync(wanted, [], members(2), undefined);
		expect(acts(steps)).toEqual(['unchanged', 'updated', 'added', 'skipped']);
		expect(steps.map((step) => step.leftOut)).toEqual(Array(4).fill(leftOut));
		expect(planSync([row(0, 0)], [], members(1), undefined)[0]).not.toHaveProperty('leftOut');
	});

	it('remove nobody without settings for it', () => {
		expect(planSync([row(0, 5)], [], members(3), undefined)).toHaveLength(1);
		expect(planSync([], [], members(3), undefined)).toEqual([]);
	});

	it('take national numbers of the campaign for those of its country', () => {
		const listed = [{ id: 1, phone_number: '030 23125001' }];
		const wanted = [{ item: 0, contact: { phone_number: '493023125001' } }];
		expect(acts(planSync(wanted, [], listed, ALL, 'DE'))).toEqual(['unchanged']);
		const abroad = [{ item: 0, contact: { phone_number: '443023125001' } }];
		expect(acts(planSync(abroad, [], listed, ALL, 'DE'))).toEqual(['added']);
		expect(acts(planSync(abroad, [], listed, ALL))).toEqual(['unchanged']);
	});
});

describe('who is removed', () => {
	it.each<[string, RefusedRow[], Array<number | undefined>]>([
		['a refused item has the number', [refusal(1, { contact: { phone_number: numberOf(2) } })], [1]],
		['a refused item has the number among other text', [refusal(1, { number: `call ${numberOf(2)}` })], [1]],
		['its e-mail stands in an item without a number', [refusal(1, { contact: { email: 'M2@X.com ' } })], [1]],
		['its name does, in other letters', [refusal(1, { contact: { name: ' member\t  2' } })], [1]],
		['a name without its blank is another one', [refusal(1, { contact: { name: 'Member2' } })], [1, 2]],
		['the name belongs to an item with a number', [named(8, 'Member 2')], [1, 2]],
		['the number belongs to an item with another', [odd(8, numberOf(2))], [1, 2]],
		['an empty name is not that of a member', [refusal(1, { contact: { name: '', email: ' ' } })], [1, 2]],
	])('not those of whom %s', (_why, refusals, expected) => {
		const listed = members(3).map((one, place) => ({
			...one,
			name: `Member ${place}`,
			email: `m${place}@x.com`,
		}));
		expect(gone(planSync([row(0, 0)], refusals, listed, ALL))).toEqual(expected);
	});

	function named(place: number, name: string) {
		return refusal(1, { contact: { phone_number: numberOf(place), name } });
	}
	function odd(place: number, number: string) {
		return refusal(1, { contact: { phone_number: numberOf(place) }, number });
	}

	it('not members without name and e-mail because items lack them too', () => {
		const steps = planSync([row(0, 0)], [refusal(1, { contact: { name: 'Mara' } })], members(2), ALL);
		expect(gone(steps)).toEqual([1]);
	});

	it('nobody while an item cannot be matched to anybody, unless forced', () => {
		const refusals = [refusal(1, { isUnclear: true }), refusal(2, { isUnclear: true }), refusal(3)];
		const steps = planSync([row(0, 0)], refusals, members(3), ALL).filter(({ item }) => item === undefined);
		expect(steps.map(({ action, id }) => [action, id])).toEqual([
			['skipped', 1],
			['skipped', 2],
		]);
		expect(steps[0]?.reason).toBe(
			'No input item has this number, but 2 of them cannot be read: not removed, as it may be one of those',
		);
		expect(gone(planSync([row(0, 0)], refusals, members(3), { ...ALL, isForced: true }))).toEqual([1, 2]);
	});

	it('nobody after a list that may not be whole, unless forced', () => {
		const doubt = 'It changed.';
		const steps = planSync([row(0, 0)], [], members(2), { ...ALL, doubt });
		expect(steps[1]).toMatchObject({
			action: 'skipped',
			reason:
				"No input item has this number, but nobody is removed after a list that may not be whole, unless 'Remove Even If the List Is Not Whole' is on. It changed.",
		});
		expect(gone(planSync([row(0, 0)], [], members(2), { ...ALL, doubt, isForced: true }))).toEqual([1]);
	});

	it('nobody when no item has a number; an empty campaign is left alone', () => {
		expect(() => planSync([], [], members(2), { ...ALL, isForced: true })).toThrow(NobodyWanted);
		expect(() => planSync([], [refusal(0)], members(2), ALL)).toThrow(NobodyWanted);
		expect(planSync([], [], [], ALL)).toEqual([]);
	});

	it.each([
		[4, 1, 0.25, false],
		[4, 2, 0.25, true],
		[4, 1, 0, true],
		[4, 0, 0, false],
		[4, 1, NaN, true],
	])('of %i not %i at a share of %d, unless forced: refused is %s', (count, less, share, isRefused) => {
		const wanted = Array.from({ length: count - less }, (_, place) => row(place, place));
		const plan = (isForced: boolean) => planSync(wanted, [], members(count), { share, isForced });
		if (!isRefused) expect(gone(plan(false))).toHaveLength(less);
		else {
			expect(() => plan(false)).toThrow(new TooManyRemovals(less, count));
			expect(() => plan(false)).toThrow(
				expect.objectContaining({ removals: less, members: count, message: 'too many removals' }),
			);
		}
		expect(gone(plan(true))).toHaveLength(less);
	});
});

describe('what an update sends and tells', () => {
	const update = (wanted: IDataObject, has: IDataObject) =>
		planSync([row(0, 0, wanted)], [], [member(0, has)], undefined)[0]!;

	it.each<[string, IDataObject, IDataObject, IDataObject, unknown[]]>([
		[
			'a new name, beside the rest of the record',
			{ name: 'New' },
			{ name: 'Old', email: 'a@x.com', birthday: '1990-01-25', occupation: ' ', address: 'A 1', status: 'x' },
			{ name: 'New', email: 'a@x.com', birthday: '1990-01-25', address: 'A 1' },
			[{ field: 'name', from: 'Old', to: 'New' }],
		],
		[
			'a name where there was none',
			{ name: ' New ' },
			{ name: null, occupation: 'Buyer' },
			{ name: ' New ', occupation: 'Buyer' },
			[{ field: 'name', from: '', to: 'New' }],
		],
		[
			'a custom field, beside those that it has',
			{ custom_fields: [{ id: 7, value: 'b' }] },
			{
				custom_fields: [
					{ key: 7, label: ' Zip ', value: 'a' },
					{ key: 8, label: 'Score', value: 3 },
					{ key: 9, value: ' ' },
				],
			},
			{
				custom_fields: [
					{ id: 7, value: 'b' },
					{ id: 8, value: '3' },
				],
			},
			[{ field: 7, label: 'Zip', from: 'a', to: 'b' }],
		],
		[
			'a custom field that it does not have',
			{ custom_fields: [{ id: 7, value: 'b' }] },
			{ custom_fields: 'none' },
			{ custom_fields: [{ id: 7, value: 'b' }] },
			[{ field: 7, from: '', to: 'b' }],
		],
		[
			'one without a label',
			{ custom_fields: [{ id: '7', value: ' b ' }] },
			{ custom_fields: [{ key: '7', label: ' ', value: ' a ' }] },
			{ custom_fields: [{ id: '7', value: ' b ' }] },
			[{ field: 7, from: 'a', to: 'b' }],
		],
		[
			'of several fields those that differ, in order',
			{ name: 'Same', occupation: 'Baker', custom_fields: [{ id: 7, value: 'a' }] },
			{ name: ' Same', custom_fields: [{ key: 7, value: 'a' }] },
			{ name: ' Same', occupation: 'Baker', custom_fields: [{ id: 7, value: 'a' }] },
			[{ field: 'occupation', from: '', to: 'Baker' }],
		],
		[
			'nothing of custom fields where there are none',
			{ name: 'New' },
			{},
			{ name: 'New' },
			[{ field: 'name', from: '', to: 'New' }],
		],
	])('%s', (_what, wanted, has, changes, differences) => {
		expect(update(wanted, has)).toMatchObject({ action: 'updated', id: 0, contact: wanted });
		expect(update(wanted, has).changes).toEqual(changes);
		expect(update(wanted, has).differences).toEqual(differences);
	});

	it.each<[string, IDataObject, IDataObject]>([
		['fields that the item does not have', {}, { name: 'Mara', custom_fields: [{ key: 7, value: 'a' }] }],
		['blanks around a value', { name: 'Mara ' }, { name: ' Mara' }],
		['letters of an e-mail', { email: 'M@X.com' }, { email: 'm@x.COM' }],
		['an empty list of custom fields', { custom_fields: [] }, {}],
		[
			'a number as text',
			{ custom_fields: [{ id: 7, value: '3' }] },
			{ custom_fields: [{ key: '7', value: 3 }] },
		],
		['nothing on both sides', { name: '', email: ' ' }, { name: null }],
	])('is nothing for %s', (_what, wanted, has) => {
		expect(update(wanted, has)).toMatchObject({ action: 'unchanged', id: 0 });
	});

	it('names what differs', () => {
		const wanted = { name: 'MARA', email: 'b@x.com', custom_fields: [{ id: 7, value: 'b' }] };
		expect(update(wanted, { name: 'Mara', email: 'a@x.com' }).reason).toBe(
			'Differs in name, email, custom_fields',
		);
	});
});
