import { PREFIXES_BY_ZONES } from './numberZoneTable';
import { asInternational } from './phoneLibrary';

let zonesByPrefix: ReadonlyMap<string, readonly string[]> | undefined;

/**
 * The time zones that a number may be in, by its country code and area code. An area code says where a number
 * was given out, not where its owner is today. In most countries a mobile number tells the country only, and may
 * be in each zone of it; so may a number of a range that the numbering plans do not know yet.
 *
 * @param e164 "+" and digits
 * @returns IANA names; empty when the number belongs to no country, such as +800
 */
export function zonesOfNumber(e164: string): readonly string[] {
	const number = asInternational(e164.slice(1));
	if (!number) return [];
	zonesByPrefix ??= readTable();
	const isRegional = number.isValid && number.isGeographic;
	for (let length = isRegional ? e164.length : 1 + number.callingCode.length; length > 1; length--) {
		const zones = zonesByPrefix.get(e164.slice(1, length));
		if (zones) return zones;
	}
	return [];
}

function readTable(): ReadonlyMap<string, readonly string[]> {
	return new Map(
		Object.entries(PREFIXES_BY_ZONES).flatMap(([zones, prefixes]) => {
			const names = zones.split(' ');
			return prefixes.split(' ').map((prefix) => [prefix, names] as const);
		}),
	);
}
