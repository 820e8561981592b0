/** Panel names of an operation's fields, for sentences about JustCall's answers. */
export interface PanelNames {
	/** Panel names by JustCall's names. */
	labels: ReadonlyMap<string, string>;
	/** Path of the operation in the contract, for example "/v2.1/calls/{id}". */
	template: string;
	/** Panel names of the values in the path, in order. */
	pathLabels: readonly string[];
}

const QUOTES = ['"', "'", '`'];
/** Text before and after a single word that is a field's name: "The body is required", "body: too long". */
const BEFORE_A_FIELD = /(^|\(|[.:;,] |\b(the|missing|invalid|required|unknown) )$/i;
const BEHIND_A_FIELD =
	/^(:| (field|parameter|param|property|attribute|key|is|are|was|must|cannot|can't|can not|should|may|has|required|invalid|missing)\b)/i;
const NAMED_A_FIELD = /\b(field|parameter|param|property|attribute)s?:? $/i;
/** Characters before and after a word that is part of an address, a file name or quoted text. */
const NO_NAME_AFTER = /[\w/&?@=%-]$/;
const NO_NAME_BEFORE = /^[@/=-]/;

/**
 * Replaces JustCall's field names in its sentences by the names in the panel: `contact_number is required`
 * becomes `'Contact Number' is required`. Other words do not change: a single word counts as a field's name
 * only in quotes, at the end of a path, or when the words after it show it.
 *
 * @param labels panel names by JustCall's names
 */
export function inPanelWords(text: string, labels: ReadonlyMap<string, string>): string {
	const spaced = text.replace(
		/\b(The )([a-z][a-z0-9 ]*?)(?= field\b)/g,
		(whole, the: string, words: string) => {
			const label = labels.get(words.replace(/ /g, '_'));
			return label === undefined ? whole : `${the}'${label}'`;
		},
	);
	const tokens = /[a-z][a-z0-9]*(?:_[a-z0-9]+)*/g;
	let shown = '';
	let from = 0;
	for (const { 0: token, index } of spaced.matchAll(tokens)) {
		const label = labels.get(token);
		if (label === undefined || index < from) continue;
		const before = spaced.slice(0, index);
		const after = spaced.slice(index + token.length);
		const quote = QUOTES.find((sign) => before.endsWith(sign) && after.startsWith(sign));
		const isPart = /^\w/.test(after) || NO_NAME_AFTER.test(before) || NO_NAME_BEFORE.test(after);
		const isField = token.includes('_') || quote !== undefined || isNamed(before, after);
		if (isPart || !isField) continue;
		const [start, end] = [index - (quote ? 1 : 0), index + token.length + (quote ? 1 : 0)];
		shown += `${spaced.slice(from, start)}'${label}'`;
		from = end;
	}
	return shown + spaced.slice(from);
}

/** Whether a single word is the name of a field, judged by the text around it. */
function isNamed(before: string, after: string): boolean {
	return (
		/\w[\].]\.?$/.test(before) ||
		NAMED_A_FIELD.test(before) ||
		(BEFORE_A_FIELD.test(before) && BEHIND_A_FIELD.test(after))
	);
}

/**
 * Names of fields that hold an ID: `id`, `campaign_id`, `agent_ids`, `call_sid`; a list's cursor is not an ID
 * that the user gave.
 */
const ID_NAME = /(^|_)(id|ids|sid)$/;

/**
 * Panel names of the IDs in a request; empty when it has none. An ID without a known name is `undefined`.
 *
 * @param request path with its ids filled in, query and body
 */
export function idsIn(
	{ path, query, body }: { path: string; query?: object | undefined; body?: object | undefined },
	names?: PanelNames,
): Array<string | undefined> {
	const given = Object.entries({ ...query, ...body }).filter(([name, value]) => {
		return ID_NAME.test(name) && value !== undefined && value !== '' && value !== null;
	});
	return [...idsInPath(path, names), ...given.map(([name]) => names?.labels.get(name))];
}

function idsInPath(path: string, names: PanelNames | undefined): Array<string | undefined> {
	const segments = path.split('/');
	const pattern = names?.template.split('/') ?? [];
	const fits =
		pattern.length === segments.length &&
		pattern.every((part, place) => part.startsWith('{') || part === segments[place]);
	if (names && fits) return [...names.pathLabels];
	return segments.filter(isIdSegment).map(() => undefined);
}

/** A part of a path that is neither a word nor a version, so probably an ID. */
function isIdSegment(segment: string): boolean {
	return segment !== '' && !/^v\d+(\.\d+)?$/.test(segment) && !/^[a-z]+(?:[_-][a-z]+)*$/.test(segment);
}
