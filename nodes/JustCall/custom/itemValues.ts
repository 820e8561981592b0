import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { KnownOperation } from '../../shared/operation';
import { MISSING, valuesOf } from '../../shared/panelValues';
import { encodeValues } from '../../shared/wire';
import { zonesOf } from '../../shared/zones';

/**
 * Collects and encodes what one input item says for an operation that runs outside n8n's routing.
 *
 * @param place which of the fields: those of the request's body, or those of its rows
 * @returns values by JustCall's name; fields that are hidden or not added are left out
 * @throws ParameterError naming the parameter
 */
export async function itemValues(
	context: IExecuteFunctions,
	operation: KnownOperation,
	itemIndex: number,
	place: 'body' | 'row',
): Promise<IDataObject> {
	const read = (path: string, isLocator: boolean) => {
		// To extract a value n8n looks through the whole description: half a millisecond, for each field of each item.
		const how = isLocator ? { extractValue: true } : {};
		return context.getNodeParameter(path, itemIndex, MISSING, how) as IDataObject[string];
	};
	const values = valuesOf(operation, place, read);
	return await encodeValues(values, operation.wire, async () => await zonesOf(context));
}
