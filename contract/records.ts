import type { Contract, Schema } from './load';

/**
 * The forms of the record that an answer holds, freed of its frame.
 *
 * @param inside field of a single object whose entries are the records
 * @returns schemas, references resolved at the top
 */
export function recordForms(
	{ resolve }: Pick<Contract, 'resolve'>,
	answer: Schema | undefined,
	inside?: string,
): Schema[] {
	const forms = (answer?.anyOf ?? [answer ?? {}]).map(resolve).map((form) => {
		const data = resolve(form.properties?.data ?? form);
		const record = data.items ? resolve(data.items) : data;
		return inside === undefined ? record : resolve(record.properties?.[inside]?.items ?? {});
	});
	return forms.flatMap((form) => (form.anyOf ? form.anyOf.map(resolve) : [form]));
}
