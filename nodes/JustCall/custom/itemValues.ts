import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { defaultCountryOf } from '../../shared/defaultCountry';
import { locatorValue } from '../../shared/locatorValue';
import type { KnownOperation } from '../../shared/operation';
import { MISSING, valuesOf } from '../../shared/panelValues';
import { ParameterError, quote } from '../../shared/parameterError';
import { encodeValues } from '../../shared/wire';
import { zonesOf } from '../../shared/zones';

/** Which of an operation's fields: those of the request's body, those of its rows, what only the operation reads, the country. */
type Place = 'body' | 'row' | 'setting' | 'country';

/** What one input item says, as the panel has it, by JustCall's name; fields that are hidden or not added are left out. */
export function panelValues(
	context: IExecuteFunctions,
	operation: KnownOperation,
	itemIndex: number,
	place: Place,
): IDataObject {
	return valuesOf(operation, place, (path, isLocator) => {
		// To extract a value n8n looks through the whole description: half a millisecond, for each field of each item.
		const how = isLocator ? { extractValue: true } : {};
		return context.getNodeParameter(path, itemIndex, MISSING, how) as IDataObject[string];
	});
}

/**
 * Brings values into JustCall's forms.
 *
 * @param defaultCountry of numbers that come without a country code
 * @throws ParameterError naming the parameter
 */
export async function encoded(
	context: IExecuteFunctions,
	{ wire }: KnownOperation,
	values: IDataObject,
	defaultCountry?: string,
): Promise<IDataObject> {
	return await encodeValues(values, wire, { zones: async () => await zonesOf(context), defaultCountry });
}

/**
 * Collects and encodes what one input item says for an operation that runs outside n8n's routing.
 *
 * @returns values by JustCall's name
 * @throws ParameterError naming the parameter
 */
export async function itemValues(
	context: IExecuteFunctions,
	operation: KnownOperation,
	itemIndex: number,
	place: Place,
	defaultCountry?: string,
): Promise<IDataObject> {
	return await encoded(context, operation, panelValues(context, operation, itemIndex, place), defaultCountry);
}

/**
 * The country whose numbers come without a country code, as one input item says it; else the credential.
 *
 * @throws ParameterError when it is no country
 */
export async function itemCountry(
	context: IExecuteFunctions,
	operation: KnownOperation,
	itemIndex: number,
): Promise<string | undefined> {
	const { defaultCountry } = panelValues(context, operation, itemIndex, 'country');
	return await defaultCountryOf(context, defaultCountry);
}

/**
 * Checks that a parameter which holds for all input items says the same for each of them.
 *
 * @throws ParameterError when an expression gives different values
 */
export function checkSameForAll(context: IExecuteFunctions, path: string, label: string): void {
	const textOf = (itemIndex: number) => {
		return String(locatorValue(context.getNodeParameter(path, itemIndex, '')) ?? '').trim();
	};
	const first = textOf(0);
	for (let item = 1; item < context.getInputData().length; item++) {
		const other = textOf(item);
		if (other === first) continue;
		throw new ParameterError(
			`'${label}' is not the same for all input items: ${quote(first)} and ${quote(other)}`,
			`All items of a run go to one '${label}'. Divide them before this node, for example with Loop Over Items or Filter.`,
		);
	}
}
