import type { IDataObject } from 'n8n-workflow';

import { People, WantedNumbers } from '../../shared/values/people';
import type { SYNC_ACTIONS } from '../resources/campaignContact/sync';
import type { ItemRow, LeftOut, RefusedRow } from './itemRows';

/** The action that a sync takes for a contact. */
export type SyncAction = (typeof SYNC_ACTIONS)[number];

/** One step of a sync. */
export interface SyncStep {
	action: SyncAction;
	reason: string;
	/** The contact as wanted; for `removed`, the contact as it is in the campaign. */
	contact: IDataObject;
	/** Index of the input item; `undefined` for a contact that is not in the input. */
	item?: number;
	/** Id of the Sales Dialer contact, if known. */
	id?: number;
	/** For `updated`: the fields to send. */
	changes?: IDataObject;
	/** For `updated`: what becomes different. */
	differences?: Difference[] | undefined;
	/** Optional fields of the item that cannot be sent. */
	leftOut?: LeftOut[];
}

/** A field of a contact that an update changes. */
export interface Difference {
	/** JustCall's name of the field, or the key of a custom field. */
	field: string | number;
	/** Label of a custom field, where the campaign names it. */
	label?: string;
	/** The value in JustCall; empty for none. */
	from: string;
	to: string;
}

/** Settings for the removal of members that match no input item. */
export interface Removal {
	/** Largest share of the campaign that may be removed, 0 to 1. */
	share: number;
	/** Remove even when a safety check would prevent it. */
	isForced: boolean;
	/** Why the list of members may be incomplete. */
	doubt?: string;
}

/** Thrown when more members would be removed than is allowed. */
export class TooManyRemovals extends Error {
	constructor(
		readonly removals: number,
		readonly members: number,
	) {
		super('too many removals');
	}
}

/**
 * Thrown when no input item has a number: the mapping is then wrong, and it does not mean that everybody should
 * be removed.
 */
export class NobodyWanted extends Error {}

/**
 * Compares who should be in a campaign with who is. Pure: it returns the steps and does none of them.
 *
 * A contact that appears in the input is never removed, even if its item is invalid. Unless forced, no contact
 * is removed while an item cannot be matched to a contact, or when the list of members may be incomplete.
 *
 * @param wanted by JustCall's names, the number as digits with country code
 * @param refused items that cannot be used; their step is `failed`
 * @param members of the campaign, as the API lists them
 * @param removal settings for the removal of members that are not in the input; none are removed by default
 * @param country country of numbers that the campaign lists without a country code
 * @returns the steps of the items in their order, then the steps of members that match no item
 * @throws TooManyRemovals when more than the share would be removed
 * @throws NobodyWanted when all members would be removed because no item has a number
 */
export function planSync(
	wanted: readonly ItemRow[],
	refused: readonly RefusedRow[],
	members: readonly IDataObject[],
	removal: Removal | undefined,
	country?: string,
): SyncStep[] {
	const failed = refused.map(({ item, contact, reason }): SyncStep => {
		return { item, contact, action: 'failed', reason };
	});
	const items = [...stepsFor(wanted, members, country), ...failed].sort(
		(a, b) => (a.item ?? 0) - (b.item ?? 0),
	);
	return removal ? [...items, ...removals(items, refused, members, removal, country)] : items;
}

function stepsFor(
	wanted: readonly ItemRow[],
	members: readonly IDataObject[],
	country: string | undefined,
): SyncStep[] {
	const people = new People<IDataObject>(country);
	for (const member of members) people.add(member.phone_number, member);
	const seen = new Set<string>();
	return wanted.map(({ item, contact, leftOut }): SyncStep => {
		const number = `+${String(contact.phone_number)}`;
		const base = { item, contact, ...(leftOut && { leftOut }) };
		if (seen.has(number))
			return { ...base, action: 'skipped', reason: 'The number was in an earlier item already' };
		seen.add(number);
		const member = people.find(number);
		if (!member) return { ...base, action: 'added', reason: 'Was not in the campaign' };
		const id = Number(member.id);
		const changes = differences(contact, member);
		const names = Object.keys(changes);
		if (names.length === 0)
			return { ...base, id, action: 'unchanged', reason: 'Is in the campaign as wanted' };
		const reason = `Differs in ${names.join(', ')}`;
		return {
			...base,
			id,
			action: 'updated',
			reason,
			changes: changed(changes, member),
			differences: toldOf(changes, member),
		};
	});
}

function removals(
	items: readonly SyncStep[],
	refused: readonly RefusedRow[],
	members: readonly IDataObject[],
	{ share, isForced, doubt }: Removal,
	country: string | undefined,
): SyncStep[] {
	const kept = new WantedNumbers(country);
	for (const { contact } of items)
		if (contact.phone_number !== undefined) kept.add(`+${String(contact.phone_number)}`);
	const numberless = refused.filter(({ contact }) => contact.phone_number === undefined);
	for (const { number } of numberless) kept.addUnclear(number);
	const named = new Set(numberless.flatMap(({ contact }) => namesOf(contact)));
	const unwanted = members.filter((member) => {
		return !kept.mayHave(member.phone_number) && !namesOf(member).some((name) => named.has(name));
	});
	const to = (action: SyncAction, reason: string) =>
		unwanted.map((contact): SyncStep => ({ action, reason, contact, id: Number(contact.id) }));
	const unclear = refused.filter(({ isUnclear }) => isUnclear).length;
	if (unclear > 0 && !isForced) {
		return to(
			'skipped',
			`No input item has this number, but ${unclear} of them cannot be read: not removed, as it may be one of those`,
		);
	}
	if (doubt !== undefined && !isForced) {
		return to(
			'skipped',
			`No input item has this number, but nobody is removed after a list that may not be whole, unless 'Remove Even If the List Is Not Whole' is on. ${doubt}`,
		);
	}
	if (unwanted.length > 0 && kept.size === 0) throw new NobodyWanted();
	if (!isForced && !(unwanted.length <= members.length * share))
		throw new TooManyRemovals(unwanted.length, members.length);
	return to('removed', 'No input item has this number');
}

/** E-mail and name in the form in which they are compared. They identify a contact without a number. */
function namesOf({ email, name }: IDataObject): string[] {
	return [text(email).toLowerCase(), text(name).toLowerCase().replace(/\s+/g, ' ')].filter(Boolean);
}

/**
 * The fields of the wanted contact that differ from the member's; fields that the wanted contact does not have
 * are ignored. Values are compared in the form in which JustCall stores them: e-mails in lower case, texts
 * without surrounding spaces.
 */
function differences(wanted: IDataObject, member: IDataObject): IDataObject {
	const { custom_fields, ...plain } = wanted;
	const changed = Object.entries(plain).filter(
		([name, value]) => name !== 'phone_number' && stored(name, value) !== stored(name, member[name]),
	);
	const has = new Map(listOf(member.custom_fields).map(({ key, value }) => [text(key), text(value)]));
	const fields = listOf(custom_fields).filter(({ id, value }) => has.get(text(id)) !== text(value));
	return { ...Object.fromEntries(changed), ...(fields.length > 0 && { custom_fields: fields }) };
}

/** The old and the new value of each field that differs. */
function toldOf({ custom_fields, ...plain }: IDataObject, member: IDataObject): Difference[] {
	const known = new Map(listOf(member.custom_fields).map((field) => [text(field.key), field]));
	return [
		...Object.entries(plain).map(([field, to]) => ({ field, from: text(member[field]), to: text(to) })),
		...listOf(custom_fields).map(({ id, value }) => {
			const { label, value: from } = known.get(text(id)) ?? {};
			return {
				field: Number(id),
				...(text(label) !== '' && { label: text(label) }),
				from: text(from),
				to: text(value),
			};
		}),
	];
}

/** Fields that an update repeats unchanged, because JustCall may clear fields that an update leaves out. */
const KEPT = ['name', 'email', 'birthday', 'occupation', 'address'];

/**
 * The fields that an update sends: all fields of the member, with the changes applied. An update that names
 * some custom fields may erase the others, so it names all of them.
 */
function changed(changes: IDataObject, member: IDataObject): IDataObject {
	const kept = KEPT.filter((name) => text(member[name]) !== '').map((name) => [name, member[name]] as const);
	const fields = new Map(
		listOf(member.custom_fields)
			.filter(({ value }) => text(value) !== '')
			.map(({ key, value }) => [text(key), { id: Number(key), value: text(value) }] as const),
	);
	for (const field of listOf(changes.custom_fields)) fields.set(text(field.id), field as never);
	return {
		...Object.fromEntries(kept),
		...changes,
		...(fields.size > 0 && { custom_fields: [...fields.values()] }),
	};
}

function listOf(value: unknown): IDataObject[] {
	return Array.isArray(value) ? (value as IDataObject[]) : [];
}

function stored(name: string, value: unknown): string {
	return name === 'email' ? text(value).toLowerCase() : text(value);
}

function text(value: unknown): string {
	return value === undefined || value === null ? '' : String(value).trim();
}
