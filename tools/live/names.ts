import { loadContract } from '../../contract/load';

/** A name that looks like a field's name. An account's own keys, such as numbers and addresses, do not. */
const LIKE_A_FIELD = /^[a-z][a-z_]{1,40}$/;
const HIDDEN = '(a key)';

let known: ReadonlySet<string> | undefined;

/**
 * The name of a field or a parameter if it may be shown: a name in the contract, or one in lower case. Any
 * other name may be a person's number, address or name, because a record can use these as keys.
 */
export function shownName(name: string): string {
	known ??= namesIn(loadContract().document);
	return known.has(name) || LIKE_A_FIELD.test(name) ? name : HIDDEN;
}

/** A host without the labels that identify its owner: at most its last two labels. */
export function shownHost(hostname: string): string {
	if (/^[\d.]+$|^\[/.test(hostname)) return 'an IP address';
	const labels = hostname.split('.');
	return labels.length > 2 ? `*.${labels.slice(-2).join('.')}` : hostname;
}

/** A media type without its parameters, which may contain a file name. */
export function shownType(type: string | null): string {
	return /^[\w.+-]+\/[\w.+-]+/.exec(type ?? '')?.[0] ?? 'no type';
}

/** Every name of a property or a parameter in a document. */
function namesIn(value: unknown, found = new Set<string>()): Set<string> {
	if (Array.isArray(value)) for (const one of value as unknown[]) namesIn(one, found);
	else if (typeof value === 'object' && value !== null) {
		const { properties, name, in: place } = value as Record<string, unknown>;
		for (const property of Object.keys(Object(properties) as object)) found.add(property);
		if (typeof name === 'string' && typeof place === 'string') found.add(name);
		for (const [key, inner] of Object.entries(value)) {
			// Samples hold an account's own keys.
			if (!/^examples?$/.test(key)) namesIn(inner, found);
		}
	}
	return found;
}
