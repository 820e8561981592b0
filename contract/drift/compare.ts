import type { Document } from './document';
import type { Read, Shape } from './read';
import { eventsOf, hostsOf, operationsOf, RECORDS, securityOf } from './read';

export type { Document } from './document';

/** One difference, in words. */
export interface Change {
	/** Where it is, for example "GET /v2.1/calls", "EVENT call.completed" or "The whole file". */
	operation: string;
	says: string;
}

const WHOLE = 'The whole file';

/**
 * Compares two OpenAPI documents: host and authentication; operations and events; parameters, body fields and
 * answer fields, with type, required state, allowed values, limits, format and form of lists. Names of path
 * parameters, envelopes and descriptions do not count. Neither do types, limits and whole events that only ours
 * has.
 *
 * @returns additions, removals and changes in `theirs`: the whole file first, then operations, then events
 */
export function compareContracts(ours: Document, theirs: Document): Change[] {
	const [oursEvents, theirsEvents] = [eventsOf(ours), eventsOf(theirs)];
	return [
		...changesOfAll(ours, theirs).map((says) => ({ operation: WHOLE, says })),
		...changesAmong(operationsOf(ours), operationsOf(theirs)),
		...(oursEvents && theirsEvents ? changesAmong(oursEvents, theirsEvents) : []),
	];
}

function changesOfAll(ours: Document, theirs: Document): string[] {
	const [before, after] = [hostsOf(ours), hostsOf(theirs)];
	const moved = after.length > 0 && before.length > 0 && !after.some((host) => before.includes(host));
	const [was, is] = [securityOf(ours, ours.security), securityOf(theirs, theirs.security)];
	return [
		...(moved ? [`was served by ${before.join(', ')} and is served by ${after.join(', ')}`] : []),
		...(was === undefined || is === undefined || was === is
			? []
			: [`was protected by ${was} and is by ${is}`]),
	];
}

function changesAmong(before: Map<string, Read>, after: Map<string, Read>): Change[] {
	return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((operation): Change[] => {
		const [was, is] = [before.get(operation), after.get(operation)];
		const [method = '', path = ''] = operation.split(' ');
		// A path that cannot be resolved counts as neither added nor removed.
		if (method === 'ALL') return lostIn(is).map((says) => ({ operation: path, says }));
		if (!is && after.has(`ALL ${path}`)) return [];
		if (!was) return [{ operation, says: `is new${is?.summary ? `: ${is.summary}` : ''}` }];
		if (!is) return [{ operation, says: 'is gone' }];
		return changesIn(was, is).map((says) => ({ operation, says }));
	});
}

function lostIn(read: Read | undefined): string[] {
	const references = new Set((read?.lost ?? []).map(({ reference }) => reference));
	return [...references].map(
		(reference) => `cannot follow $ref ${reference}; what is behind it is not compared`,
	);
}

function changesIn(was: Read, is: Read): string[] {
	const names = [...new Set([...was.parts.keys(), ...is.parts.keys()])];
	const isProtectedItself = was.ownProtection !== undefined || is.ownProtection !== undefined;
	return [
		...lostIn(is),
		...flagged('', was.deprecated, is.deprecated),
		...(isProtectedItself ? otherwise('protected by', was.protection, is.protection) : []),
		...otherwise('answered with', was.status, is.status),
		// Authors describe answers other than JSON in different ways.
		...(was.answerAs === 'JSON' ? otherwise('answered as', was.answerAs, is.answerAs) : []),
		...otherwise('sent as', was.bodyAs, is.bodyAs),
		...names.flatMap((name) => changesOf(name, was, is)),
	];
}

/** Compares only the parts that both documents describe. */
function otherwise(what: string, before: string | undefined, after: string | undefined): string[] {
	const isSame = before === undefined || after === undefined || before === after;
	return isSame ? [] : [`was ${what} ${before} and is ${what} ${after}`];
}

function changesOf(name: string, was: Read, is: Read): string[] {
	const [before, after] = [was.parts.get(name), is.parts.get(name)];
	// Our contract leaves the envelope open, and authors name path parameters differently.
	if ((!before || !after) && (name === RECORDS || name.startsWith('path parameter'))) return [];
	if (!before) {
		if (!after || isPartOfOther(name, is, was)) return [];
		return [
			`${name} is new (${[words(after), after.required ? 'required' : ''].filter(Boolean).join(', ')})`,
		];
	}
	if (!after) return isBehindLost(name, is) || isPartOfOther(name, was, is) ? [] : [`${name} is gone`];
	return [
		...typeChanges(name, before, after),
		...(before.required === undefined || after.required === undefined || before.required === after.required
			? []
			: [`${name} is ${after.required ? 'now' : 'no longer'} required`]),
		...valueChanges(name, before.values, after.values),
		...Object.entries(after.limits)
			// Our contract has limits that other documents leave out. Only a contradiction is a change.
			.filter(([limit, value]) => limit in before.limits && before.limits[limit] !== value)
			.map(
				([limit, value]) =>
					`${name} had ${limit} ${JSON.stringify(before.limits[limit])} and has ${JSON.stringify(value)}`,
			),
		...formatChanges(name, before.format, after.format),
		...(before.style === undefined || after.style === undefined || before.style === after.style
			? []
			: [`${name} was ${before.style} and is ${after.style}`]),
		...flagged(`${name} `, before.deprecated, after.deprecated),
	];
}

/** Whether only one document has the parent of a part. The parent is then reported once, instead of all its parts. */
function isPartOfOther(name: string, having: Read, lacking: Read): boolean {
	const [, kind = '', path = ''] = /^(body|event|answer) field (.*)$/.exec(name) ?? [];
	const holders = path
		.split('.')
		.map((_one, index, parts) => `${kind} field ${parts.slice(0, index).join('.')}`);
	return [kind, ...holders.slice(1)].some((holder) => having.parts.has(holder) && !lacking.parts.has(holder));
}

/** Only contradictions count, because our contract has forms that other documents leave out. */
function typeChanges(name: string, before: Shape, after: Shape): string[] {
	const isOther = (was: string[], is: string[]) => was.length > 0 && is.some((type) => !was.includes(type));
	if (isOther(before.types, after.types)) return [`${name} was ${words(before)} and is ${words(after)}`];
	return isOther(before.items, after.items)
		? [`${name} was a list of ${before.items.join(' or ')} and is one of ${after.items.join(' or ')}`]
		: [];
}

function valueChanges(name: string, before: string[], after: string[]): string[] {
	if (before.length > 0 && after.length === 0) return [`${name} is no longer one of ${before.join(', ')}`];
	if (before.length === 0 && after.length > 0) return [`${name} is now one of ${after.join(', ')}`];
	const added = after.filter((value) => !before.includes(value));
	const removed = before.filter((value) => !after.includes(value));
	return [
		...(added.length === 0 ? [] : [`${name} also takes ${added.join(', ')}`]),
		...(removed.length === 0 ? [] : [`${name} no longer takes ${removed.join(', ')}`]),
	];
}

/**
 * A new format of a sent value counts even if our contract has none. A format of an answer counts only if it
 * contradicts ours.
 */
function formatChanges(name: string, before: string | undefined, after: string | undefined): string[] {
	if (after === undefined || before === after) return [];
	if (before === undefined)
		return /^(?:answer|event)/.test(name) ? [] : [`${name} now has the format ${after}`];
	return [`${name} had the format ${before} and has ${after}`];
}

/** A document that does not mention deprecation is not a change. */
function flagged(name: string, before: boolean | undefined, after: boolean | undefined): string[] {
	if (after === undefined || after === (before ?? false)) return [];
	return [`${name}is ${after ? 'now' : 'no longer'} deprecated`];
}

function isBehindLost(name: string, { lost }: Read): boolean {
	return lost.some(
		({ place }) => name === place || name.startsWith(`${place} `) || name.startsWith(`${place}.`),
	);
}

function words({ types }: Shape): string {
	return types.join(' or ') || 'any';
}
