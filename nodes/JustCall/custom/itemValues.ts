import type { IDataObject } from 'n8n-workflow';

import { yieldingLoop } from '../../shared/run/eventLoop';
import { defaultCountryOf } from '../../shared/http/defaultCountry';
import { locatorValue } from '../../shared/values/locatorValue';
import { parametersOf, type NodeRun } from '../../shared/run/nodeRun';
import type { KnownOperation } from '../../shared/description/operation';
import { isSentTo, readOnce, valuesOf } from '../../shared/description/nodeParameters';
import { ParameterError, quote } from '../../shared/values/parameterError';
import { encodeValues } from '../../shared/values/encode';
import { certainZonesOf } from '../../shared/http/timeZones';

/**
 * The fields to collect: those of the request's body, those of its rows, settings that only the operation
 * reads, or the default country.
 */
type Place = 'body' | 'row' | 'setting' | 'country';

/**
 * Values of one input item from the panel, by JustCall's name. Hidden fields and fields that were not added are
 * left out.
 */
export function nodeParametersOf(
	run: NodeRun,
	operation: KnownOperation,
	itemIndex: number,
	place: Place,
): IDataObject {
	return valuesOf(operation, [place], readOnce(parametersOf(run, itemIndex)));
}

/**
 * Brings values into JustCall's forms.
 *
 * @param defaultCountry of numbers that come without a country code
 * @throws ParameterError naming the parameter
 */
export async function encoded(
	{ context }: NodeRun,
	{ encodedFields }: KnownOperation,
	values: IDataObject,
	defaultCountry?: string,
): Promise<IDataObject> {
	return await encodeValues(values, encodedFields, {
		zones: async () => await certainZonesOf(context),
		defaultCountry,
	});
}

/**
 * Collects and encodes the values of one input item.
 *
 * @returns values by JustCall's name
 * @throws ParameterError naming the parameter
 */
export async function itemValues(
	run: NodeRun,
	operation: KnownOperation,
	itemIndex: number,
	place: Place,
	defaultCountry?: string,
): Promise<IDataObject> {
	return await encoded(run, operation, nodeParametersOf(run, operation, itemIndex, place), defaultCountry);
}

/**
 * The country of numbers without a country code: from the input item, or else from the credential.
 *
 * @throws ParameterError when the value is not a country
 */
export async function itemCountry(
	run: NodeRun,
	operation: KnownOperation,
	itemIndex: number,
): Promise<string | undefined> {
	const { defaultCountry } = nodeParametersOf(run, operation, itemIndex, 'country');
	return await defaultCountryOf(run.context, defaultCountry);
}

/**
 * Collects and encodes the values of the whole run, and checks that all input items agree on them.
 *
 * @returns values of the given fields by JustCall's name
 * @throws ParameterError when a value cannot be used, or when an expression gives different values for
 *   different items
 */
export async function runValues(
	run: NodeRun,
	operation: KnownOperation,
	place: 'body' | 'setting',
): Promise<IDataObject> {
	const first = nodeParametersOf(run, operation, 0, place);
	const values = await encoded(run, operation, first);
	if (!hasExpression(run, operation, place)) return values;
	const giveWay = yieldingLoop();
	for (let item = 1; item < run.items.length; item++) {
		checkSame(operation, first, nodeParametersOf(run, operation, item, place));
		await giveWay();
	}
	return values;
}

/** Whether a parameter that must be the same for the whole run could differ between items. */
function hasExpression({ context }: NodeRun, { fields }: KnownOperation, place: Place): boolean {
	const { parameters } = context.getNode();
	return fields
		.filter((field) => isSentTo(field, place))
		.some(({ name }) => /"=/.test(JSON.stringify(parameters[name] ?? null)));
}

function checkSame({ encodedFields }: KnownOperation, first: IDataObject, others: IDataObject): void {
	for (const name of new Set([...Object.keys(first), ...Object.keys(others)])) {
		const [one, other] = [first[name], others[name]].map((value) => {
			return String(locatorValue(value) ?? '').trim();
		});
		if (one === other) continue;
		const label = encodedFields.get(name)?.label ?? name;
		throw new ParameterError(
			`'${label}' is not the same for all input items: ${quote(one)} and ${quote(other)}`,
			`All items of a run share one '${label}'. Divide them before this node, for example with Loop Over Items or Filter.`,
		);
	}
}
