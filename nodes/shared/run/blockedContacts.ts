import type { IDataObject } from 'n8n-workflow';

import { ExplainedError, explainError } from '../http/errors';
import type { ListDoubt } from '../answers/paginator';
import { isObject } from '../values/isObject';
import { People, WantedNumbers } from '../values/people';
import { digitsOf, meaningsOf, MIN_SHARED_DIGITS } from '../values/phoneNumber';
import { sentenceOf } from './listDoubts';
import type { RunContext } from './nodeRun';
import { readRecords } from './performRequest';

/** JustCall's lists of people who want no calls or texts, as they were when the run began. */
export interface BlockedContacts {
	/**
	 * Why a number is not contacted; `undefined` when no list has it, in any spelling.
	 *
	 * @param e164 of the receiver
	 * @param country of national numbers, ISO 3166-1 alpha-2
	 */
	reasonFor: (e164: string, country?: string) => string | undefined;
}

const SUBJECT = 'The list of blocked contacts';

/** Names of the lists in a contact's status (FACTS.md section 11). */
const LISTS: ReadonlyArray<readonly [name: string, label: string]> = [
	['blacklist', 'Blacklist'],
	['dnd', 'Do Not Disturb'],
	['dnm', 'Do Not Message'],
];

/** The part of a contact on the lists that is kept. */
interface Blocked {
	numbers: unknown[];
	lists: string;
}

/**
 * Reads the lists of all agents whole, as whoever is on the list of one of them wants no calls or texts.
 *
 * @param country of national numbers there
 * @throws ExplainedError when they cannot be read to their end: in doubt nobody is contacted
 */
export async function blockedContacts(
	context: RunContext,
	country: string | undefined,
): Promise<BlockedContacts> {
	const blocked = await readBlocked(context).catch((error: unknown) => {
		const { message, description, ...rest } = explainError(error, SUBJECT);
		throw new ExplainedError({
			...rest,
			message: `'Skip Blocked Contacts' could not read JustCall's lists, so nobody was contacted`,
			description: `${message}. ${description}`,
		});
	});
	const unclear = blocked.flatMap(({ numbers, lists }) =>
		numbers.filter((number) => meaningsOf(number, country).length === 0).map((number) => ({ number, lists })),
	);
	const known = new Map<string | undefined, People<string>>();
	const peopleIn = (ofItem: string | undefined) => {
		const people = known.get(ofItem) ?? peopleOf(blocked, ofItem);
		known.set(ofItem, people);
		return people;
	};
	return {
		reasonFor(e164, ofItem) {
			const people = peopleIn(country).find(e164) ?? peopleIn(ofItem).find(e164);
			const found = people ?? unclear.find(({ number }) => mayBe(number, e164))?.lists;
			return found === undefined ? undefined : `${e164} is on JustCall's list ${found}.`;
		},
	};
}

function peopleOf(blocked: readonly Blocked[], country: string | undefined): People<string> {
	const people = new People<string>(country);
	for (const { numbers, lists } of blocked) for (const number of numbers) people.add(number, lists);
	return people;
}

/** Whether a text that is no number may hold this one, for example with an extension behind it. */
function mayBe(stored: unknown, e164: string): boolean {
	const wanted = new WantedNumbers();
	wanted.add(e164);
	return wanted.mayHave(stored);
}

async function readBlocked(context: RunContext): Promise<Blocked[]> {
	let doubt: ListDoubt | undefined;
	const records = await readRecords(
		context,
		{
			request: { method: 'GET', path: '/v2.1/contacts/blacklist', query: { across_team: true } },
			answer: { kind: 'list', paging: { maxPageSize: 500, idField: 'ref_id' } },
			subject: SUBJECT,
			ceiling: Infinity,
			doubt: (told) => void (doubt = told),
		},
		(record) => ({ numbers: numbersIn(record), lists: listsOf(record) }),
	);
	if (doubt) throw new ExplainedError({ message: 'The list is not whole', description: sentenceOf(doubt) });
	return records;
}

/** All numbers of a contact, in any form: also what is no list, and entries that name their number in another way. */
function numbersIn({ contact_number, other_numbers }: IDataObject): unknown[] {
	const entries = isObject(other_numbers) ? Object.values(other_numbers) : [other_numbers].flat();
	const others = entries.flatMap((entry) => {
		if (!isObject(entry)) return [entry];
		return 'number' in entry ? [entry.number] : Object.values(entry);
	});
	return [contact_number, ...others].filter((number) => digitsOf(number).length >= MIN_SHARED_DIGITS);
}

function listsOf({ status }: IDataObject): string {
	const named = LISTS.flatMap(([name, label]) => (isObject(status) && status[name] === true ? [label] : []));
	return named.length > 0 ? named.join(' and ') : 'of blocked contacts';
}
