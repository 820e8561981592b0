import { PREFIXES_BY_ZONES } from './numberZoneTable';
import { asInternational } from './phoneLibrary';

let zonesByPrefix: ReadonlyMap<string, readonly string[]> | undefined;

/**
 * Zones in Google's table whose clocks are not those of the place, with the right ones (IANA's tzdata), by the
 * beginning of the place's numbers: Algeria, for example, has no summer time, and Paris has.
 */
const OTHER_CLOCKS: ReadonlyArray<readonly [prefix: string, inTable: string, there: string]> = [
	// Saskatchewan; Orlando in Florida.
	['1474', 'America/Winnipeg', 'America/Regina'],
	['1689', 'America/Chicago', 'America/New_York'],
	['211', 'Africa/Nairobi', 'Africa/Juba'],
	['212', 'Atlantic/Canary', 'Africa/Casablanca'],
	['213', 'Europe/Paris', 'Africa/Algiers'],
	['218', 'Europe/Bucharest', 'Africa/Tripoli'],
	['505', 'America/Chicago', 'America/Managua'],
	['7', 'Europe/Bucharest', 'Europe/Kaliningrad'],
	['970', 'Europe/Bucharest', 'Asia/Hebron'],
];

/**
 * Zones in which numbers with this beginning may also be. A new area code of North America lies where an older
 * one does, so in all of its zones.
 */
const ALSO: ReadonlyArray<readonly [prefix: string, zone: string]> = [
	['1236', 'America/Edmonton'],
	['1364', 'America/Chicago'],
	['1367', 'America/Halifax'],
	['1448', 'America/Chicago'],
	['1458', 'America/Boise'],
	['1581', 'America/Halifax'],
	['1672', 'America/Edmonton'],
	['1778', 'America/Edmonton'],
	['1879', 'America/Halifax'],
	['1930', 'America/Chicago'],
	// The south of Chile, and its mobile numbers.
	['56', 'America/Punta_Arenas'],
	['566', 'America/Punta_Arenas'],
	['569', 'America/Punta_Arenas'],
	// Queensland has no summer time.
	['61', 'Australia/Brisbane'],
	['617', 'Australia/Brisbane'],
	['675', 'Pacific/Bougainville'],
];

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
	return longestIn(zonesByPrefix, isRegional ? e164.slice(1) : number.callingCode);
}

function readTable(): ReadonlyMap<string, readonly string[]> {
	const table = new Map<string, readonly string[]>();
	for (const [zones, prefixes] of Object.entries(PREFIXES_BY_ZONES)) {
		for (const prefix of prefixes.split(' ')) {
			table.set(
				prefix,
				zones.split(' ').map((zone) => zoneThere(prefix, zone)),
			);
		}
	}
	for (const [prefix, zone] of ALSO) {
		table.set(prefix, [...new Set([...longestIn(table, prefix), zone])].sort());
	}
	return table;
}

function zoneThere(number: string, zone: string): string {
	const other = OTHER_CLOCKS.find(([prefix, inTable]) => number.startsWith(prefix) && inTable === zone);
	return other ? other[2] : zone;
}

/** The zones of the longest prefix of some digits. */
function longestIn(table: ReadonlyMap<string, readonly string[]>, digits: string): readonly string[] {
	for (let length = digits.length; length > 0; length--) {
		const zones = table.get(digits.slice(0, length));
		if (zones) return zones;
	}
	return [];
}
