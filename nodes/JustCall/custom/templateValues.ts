import { MISSING } from '../../shared/description/nodeParameters';
import { isEmpty } from '../../shared/values/emptyValue';
import { isObject } from '../../shared/values/isObject';
import { ParameterError, quote } from '../../shared/values/parameterError';
import { placeInWords } from '../../shared/values/templatePlaces';

/** Name of the parameter in the panel. */
export const TEMPLATE_VALUES = 'Template Values';

/** Field for the file of a template's header. Names of places have no capital letters. */
export const HEADER_MEDIA = 'headerMedia';

/** Whether a template's header is a file. */
export function isMediaHeader(type: unknown): type is string {
	return typeof type === 'string' && /^(image|video|pdf)$/i.test(type.trim());
}

/** The values of the panel's fields, one for each place of a template. */
export interface PanelPlaces {
	/** Values by the names of the places; places without a value are missing. */
	values: ReadonlyMap<string, unknown>;
	/** Names of the fields that the panel showed, in order; `undefined` when that is not known. */
	shown: readonly string[] | undefined;
	/** Address of the header's file. */
	media: unknown;
}

/**
 * Reads the fields of {@link TEMPLATE_VALUES}.
 *
 * @param given n8n's value of a resource mapper, or an object with the values by name
 * @returns `undefined` when the panel has no such fields, or none has a value
 * @throws ParameterError when it is neither
 */
export function panelPlaces(given: unknown): PanelPlaces | undefined {
	if (given === MISSING || isEmpty(given)) return undefined;
	const held = isObject(given) && 'mappingMode' in given ? (given.value ?? {}) : given;
	if (!isObject(held)) {
		throw new ParameterError(
			`'${TEMPLATE_VALUES}' are not values by the names of the places: ${quote(given)}`,
			'Fill the fields in the panel, or give an object such as { "1": "Mara", "2": "3 pm" }.',
		);
	}
	const shown = isObject(given) ? shownIn(given.schema) : undefined;
	const filled = Object.entries(held).filter(([name, value]) => {
		// n8n keeps values of places that an earlier choice had; the panel does not show them.
		return !isEmpty(value) && (!shown || shown.includes(name));
	});
	if (filled.length === 0) return undefined;
	const { [HEADER_MEDIA]: media, ...values } = Object.fromEntries(filled);
	return {
		values: new Map(Object.entries(values)),
		shown: shown?.filter((name) => name !== HEADER_MEDIA),
		media,
	};
}

/** Names of the fields that the panel showed when the node was saved. A workflow that a program made may have none. */
function shownIn(schema: unknown): string[] | undefined {
	if (!Array.isArray(schema) || schema.length === 0) return undefined;
	return (schema as unknown[])
		.filter(isObject)
		.filter(({ removed }) => removed !== true)
		.map(({ id }) => String(id));
}

/**
 * The values in the order of a template's places.
 *
 * @param names of the places, in order; those of the panel's fields when the template is not known
 * @param body text of the template, for messages; empty when it is not known
 * @throws ParameterError when a place has no value, or a value no place
 */
export function inOrder({ values }: PanelPlaces, names: readonly string[], body: string): unknown[] {
	const stray = [...values.keys()].find((name) => !names.includes(name));
	if (stray !== undefined) {
		throw new ParameterError(
			`'${TEMPLATE_VALUES}' has a value for {{${stray}}}, and the template has no such place`,
			`Its text is ${quote(body)}. It may have changed: open the node and refresh the fields of '${TEMPLATE_VALUES}'.`,
		);
	}
	return names.map((name) => {
		if (values.has(name)) return values.get(name);
		throw new ParameterError(
			`'${TEMPLATE_VALUES}' has nothing for ${placeInWords(name, body)}`,
			'Give the field a text or a number. If it holds an expression, check that it finds something.',
		);
	});
}
