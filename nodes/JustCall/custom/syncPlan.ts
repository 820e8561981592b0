import type { IDataObject } from 'n8n-workflow';

import { digitsOf } from '../../shared/phoneNumber';
import type { ItemRow } from './itemRows';

/** What is done about a contact. */
export type SyncAction = 'added' | 'updated' | 'unchanged' | 'removed' | 'skipped' | 'failed';

/** One step of a sync. */
export interface SyncStep {
	action: SyncAction;
	reason: string;
	/** As wanted; for `removed` as it is in the campaign. */
	contact: IDataObject;
	/** Place of the input item; `undefined` for what no item stands for. */
	item?: number;
	/** Id of the Sales Dialer contact, where it is known. */
	id?: number;
	/** For `updated`: the fields that differ. */
	changes?: IDataObject;
}

/** More would be removed than is allowed. */
export class TooManyRemovals extends Error {
	constructor(
		readonly removals: number,
		readonly members: number,
	) {
		super('too many removals');
	}
}

/**
 * Compares who should be in a campaign with who is. Pure: what it returns is what would be done.
 *
 * @param wanted by JustCall's names, the number as digits
 * @param members of the campaign, as the API lists them
 * @param remove what to do with members that nobody wants: nothing, or take them out up to a share (0 to 1)
 * @throws TooManyRemovals when more than the share would go
 */
export function planSync(
	wanted: readonly ItemRow[],
	members: readonly IDataObject[],
	remove: { share: number } | undefined,
): SyncStep[] {
	const byNumber = new Map(members.map((member) => [digitsOf(member.phone_number), member]));
	const seen = new Set<string>();
	const steps = wanted.map(({ item, contact }): SyncStep => {
		const number = digitsOf(contact.phone_number);
		const base = { item, contact };
		if (seen.has(number))
			return { ...base, action: 'skipped', reason: 'The number was in an earlier item already' };
		seen.add(number);
		const member = byNumber.get(number);
		if (!member) return { ...base, action: 'added', reason: 'Was not in the campaign' };
		const id = Number(member.id);
		const changes = differences(contact, member);
		const names = Object.keys(changes);
		if (names.length === 0)
			return { ...base, id, action: 'unchanged', reason: 'Is in the campaign as wanted' };
		return { ...base, id, action: 'updated', reason: `Differs in ${names.join(', ')}`, changes };
	});
	if (!remove) return steps;
	const unwanted = members.filter((member) => !seen.has(digitsOf(member.phone_number)));
	if (unwanted.length > members.length * remove.share)
		throw new TooManyRemovals(unwanted.length, members.length);
	return [
		...steps,
		...unwanted.map((contact): SyncStep => ({
			action: 'removed',
			reason: 'No input item has this number',
			contact,
			id: Number(contact.id),
		})),
	];
}

/** The fields of the wanted contact that the member has otherwise; what is not wanted anyhow does not count. */
function differences(wanted: IDataObject, member: IDataObject): IDataObject {
	const { custom_fields, ...plain } = wanted;
	const changed = Object.entries(plain).filter(
		([name, value]) => name !== 'phone_number' && text(value) !== text(member[name]),
	);
	const has = new Map(listOf(member.custom_fields).map(({ key, value }) => [text(key), text(value)]));
	const fields = listOf(custom_fields).filter(({ id, value }) => has.get(text(id)) !== text(value));
	return { ...Object.fromEntries(changed), ...(fields.length > 0 && { custom_fields: fields }) };
}

function listOf(value: unknown): IDataObject[] {
	return Array.isArray(value) ? (value as IDataObject[]) : [];
}

function text(value: unknown): string {
	return value === undefined || value === null ? '' : String(value).trim();
}
