/**
 * The time zones of telephone numbers as a table of few lines, from Google's libphonenumber
 * (resources/timezones/map_data.txt, Apache 2.0).
 */

/** Zones by the first digits of a number, country code first. The longest prefix counts. */
export type ZoneMap = ReadonlyMap<string, readonly string[]>;

/** Reads the lines `prefix|Zone&Zone` of Google's file. */
export function readMap(text: string): ZoneMap {
	const lines = text.split('\n').flatMap((line) => {
		const [, prefix = '', zones = ''] = /^(\d+)\|(\S+)\s*$/.exec(line) ?? [];
		return prefix === '' ? [] : [[prefix, zones.split('&').sort()] as const];
	});
	if (lines.length === 0) throw new Error('The file has no line such as 1201|America/New_York');
	return new Map(lines);
}

/** The zones that a number may be in: those of the longest prefix. */
export function zonesIn(map: ZoneMap, number: string): readonly string[] {
	for (let length = number.length; length > 0; length--) {
		const zones = map.get(number.slice(0, length));
		if (zones) return zones;
	}
	return [];
}

/** Digits of a prefix that are kept: with them, the area codes behind the country codes 1 and 7 are whole. */
const KEPT_DIGITS = 4;

/**
 * Shortens the prefixes to those that a small table has room for: an area code of North America, Russia and
 * Kazakhstan, and the first four digits elsewhere. A shortened prefix has the zones of all that begin with it,
 * so a number never loses a zone that it may be in.
 */
export function shortened(map: ZoneMap): ZoneMap {
	const kept = new Map<string, string[]>();
	const wanted = new Set([...map.keys()].map((prefix) => prefix.slice(0, KEPT_DIGITS)));
	for (const prefix of [...wanted].sort((one, other) => one.length - other.length)) {
		// Longer prefixes than a shortest one have lines of their own.
		const isCut = prefix.length === KEPT_DIGITS;
		const zones = [...new Set(isCut ? zonesUnder(map, prefix) : zonesIn(map, prefix))].sort();
		// What a shorter prefix says already is left out.
		if (zones.join() !== zonesIn(kept, prefix).join()) kept.set(prefix, zones);
	}
	return kept;
}

/** The zones of all numbers that begin with these digits. */
function zonesUnder(map: ZoneMap, prefix: string): readonly string[] {
	const hasMore = [...map.keys()].some(
		(longer) => longer.length > prefix.length && longer.startsWith(prefix),
	);
	if (!hasMore) return zonesIn(map, prefix);
	return DIGITS.filter((digit) => isAssigned(prefix, digit)).flatMap((digit) =>
		zonesUnder(map, prefix + digit),
	);
}

const DIGITS = [...'0123456789'];

/** In North America no number goes on with 0 or 1 after its area code. */
function isAssigned(prefix: string, digit: string): boolean {
	return !(prefix.startsWith('1') && prefix.length === 4 && '01'.includes(digit));
}

/**
 * The source file with the table.
 *
 * @param version of the map, for example a date
 */
export function sourceOf(map: ZoneMap, version: string): string {
	const groups = new Map<string, string[]>();
	for (const [prefix, zones] of map) {
		const key = zones.join(' ');
		groups.set(key, [...(groups.get(key) ?? []), prefix]);
	}
	const lines = [...groups]
		.sort()
		.map(([zones, prefixes]) => `\t'${zones}': '${prefixes.sort().join(' ')}',`);
	return `${HEAD.replace('VERSION', version)}${lines.join('\n')}\n};\n`;
}

const HEAD = `/*! From libphonenumber by Google (resources/timezones/map_data.txt, VERSION), shortened by \`npm run zones\`.
 * Apache licence 2.0; its text is in phoneLibrary.LICENSE.txt of the package. */

/**
 * Time zones of telephone numbers: the first digits of the numbers that may be in these zones, country code
 * first. The longest prefix counts.
 */
export const PREFIXES_BY_ZONES: Readonly<Record<string, string>> = {
`;
