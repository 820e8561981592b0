import type { LiveApi } from './api';
import type { Verdict } from './settle';
import { joined, open } from './settle';
import { isFramed, recordsOf } from './shapes';
import type { Walk } from './walk';

type Row = Record<string, unknown>;

/** A list parameter, and the values to request. */
export interface ListParameter {
	operation: string;
	name: string;
	/** Query that is sent along, to get enough records. */
	along: string;
	/** Values to try, from the unfiltered records or from earlier answers. */
	values: (rows: Row[], walk: Walk) => unknown[];
}

/** The records that a filter returns, in a comparable form. A refusal and an empty list have their own forms. */
const REFUSED = 'refused';
const NOTHING = 'nothing';
const MOST_VALUES = 7;
const MOST_PAIRS = 6;

/** Values of an enumeration in the contract. */
const allowed =
	(operation: string, name: string) =>
	(_rows: Row[], walk: Walk): unknown[] => {
		const { parameters = [] } = walk.visitOf(operation)?.operation ?? {};
		return parameters.find((parameter) => parameter.name === name)?.schema.items?.enum ?? [];
	};
const agents = (_rows: Row[], walk: Walk): unknown[] => walk.records('listVoiceAgents').map(({ id }) => id);
const owners = (rows: Row[]): unknown[] => rows.map(({ agent_id: id }) => id);
const disposition = ({ call_info: info }: Row): unknown =>
	(Object(info) as { disposition?: unknown }).disposition;

/** The list whose form JustCall's own file describes. */
export const CALL_TRAITS: ListParameter = {
	operation: 'listCalls',
	name: 'call_traits',
	along: 'per_page=20',
	values: allowed('listCalls', 'call_traits'),
};

/** All other lists (FACTS.md section 5). */
export const OTHER_LISTS: readonly ListParameter[] = [
	{
		operation: 'listCalls',
		name: 'disposition_codes',
		along: 'per_page=100',
		values: (rows) => rows.map(disposition),
	},
	{ operation: 'listCalls', name: 'ai_agent_ids', along: 'per_page=20', values: agents },
	{ operation: 'listCallsAi', name: 'ai_agent_ids', along: 'per_page=20', values: agents },
	...['listContacts', 'listBlacklistedContacts'].flatMap((operation): ListParameter[] => [
		{ operation, name: 'agent_ids', along: 'across_team=true&per_page=500', values: owners },
		{
			operation,
			name: 'status',
			along: 'across_team=true&per_page=500',
			values: allowed(operation, 'status'),
		},
	]),
];

/** Finds the list styles that JustCall understands, from the records that a filter with two values returns. */
export async function listsInTheQuery(
	walk: Walk,
	api: LiveApi,
	parameters: readonly ListParameter[],
): Promise<Verdict> {
	const told = new Map<string, Verdict>();
	const untold: string[] = [];
	for (const parameter of parameters) {
		const path = walk.visitOf(parameter.operation)?.operation.path ?? '';
		const verdict = path === '' ? undefined : await formsOf(parameter, path, walk, api);
		if (verdict) told.set(`${parameter.name} of ${path}`, verdict);
		else untold.push(`${parameter.name} of ${path}`);
	}
	if (told.size === 0) return open('The records have no two values by which the forms could be told apart.');
	const answers = new Set([...told.values()].map(({ answer }) => answer));
	const says = [...told].map(([name, verdict]) => `${name}: ${verdict.says}`);
	return {
		answer: answers.size === 1 ? ([...answers][0] ?? '') : 'mixed',
		says: `${says.join('; ')}${untold.length > 0 ? `; not told by the records: ${untold.join(', ')}` : ''}.`,
	};
}

async function formsOf(
	{ name, along, values }: ListParameter,
	path: string,
	walk: Walk,
	api: LiveApi,
): Promise<Verdict | undefined> {
	const { left: all, rows } = await leftOver(api, path, along);
	const left = async (query: string) => (await leftOver(api, path, joined(along, query))).left;
	// Two values that each return some records, but not the same and not all.
	const singles = new Map<string, string>();
	for (const value of distinct(values(rows, walk))) {
		const single = await left(`${name}=${value}`);
		if (![REFUSED, NOTHING, all, ...singles.values()].includes(single)) singles.set(value, single);
		// One more disposition or user shows nothing new.
		if (name !== 'call_traits' && singles.size === 2) break;
	}
	const found = [...singles.keys()];
	const pairs = found.flatMap((a, index) => found.slice(index + 1).map((b) => [a, b] as const));
	for (const [a, b] of pairs.slice(0, MOST_PAIRS)) {
		const forms = {
			repeat: `${name}=${a}&${name}=${b}`,
			brackets: `${name}[]=${a}&${name}[]=${b}`,
			commas: `${name}=${a},${b}`,
		};
		const results: Array<{ form: string; how: string }> = [];
		for (const [form, query] of Object.entries(forms)) {
			const result = await left(query);
			const isOne = result === singles.get(a) || result === singles.get(b);
			const how =
				{ [REFUSED]: 'refused', [NOTHING]: 'nothing found', [all]: 'ignored' }[result] ??
				(isOne ? 'one value taken' : 'understood');
			results.push({ form, how });
		}
		const understood = results.filter(({ how }) => how === 'understood').map(({ form }) => form);
		if (understood.length === 0) continue;
		return {
			answer: understood.join(', '),
			says: results.map(({ form, how }) => `${form} ${how}`).join(', '),
		};
	}
	return undefined;
}

/** Values in the form of a URL, each once. */
function distinct(values: readonly unknown[]): string[] {
	const texts = values
		.filter((value) => typeof value === 'number' || (typeof value === 'string' && value !== ''))
		.map((value) => encodeURIComponent(String(value)));
	return [...new Set(texts)].slice(0, MOST_VALUES);
}

/** The total of a list, or its number of records if it has no total (FACTS.md section 3). */
async function leftOver(api: LiveApi, path: string, query: string): Promise<{ left: string; rows: Row[] }> {
	const { status, body } = await api.ask({ path, query });
	if (status !== 200 || !isFramed(body) || !Array.isArray(body.data)) return { left: REFUSED, rows: [] };
	const rows = recordsOf(body, Infinity);
	const { total_count: total } = body as { total_count?: unknown };
	const ids = rows.map(({ id, ref_id: reference }) => String(id ?? reference));
	return { left: rows.length === 0 ? NOTHING : String(total ?? ids.join()), rows };
}
