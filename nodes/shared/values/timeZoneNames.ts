import { IANAZone } from 'luxon';

/**
 * Names of zones that got another name. Node still lists them by the name before; people and JustCall may use
 * either. From the IANA time zone database (the file "backward").
 */
const RENAMED: Readonly<Record<string, string>> = {
	'Africa/Asmera': 'Africa/Asmara',
	'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
	'America/Catamarca': 'America/Argentina/Catamarca',
	'America/Coral_Harbour': 'America/Atikokan',
	'America/Cordoba': 'America/Argentina/Cordoba',
	'America/Godthab': 'America/Nuuk',
	'America/Indianapolis': 'America/Indiana/Indianapolis',
	'America/Jujuy': 'America/Argentina/Jujuy',
	'America/Louisville': 'America/Kentucky/Louisville',
	'America/Mendoza': 'America/Argentina/Mendoza',
	'Asia/Calcutta': 'Asia/Kolkata',
	'Asia/Katmandu': 'Asia/Kathmandu',
	'Asia/Rangoon': 'Asia/Yangon',
	'Asia/Saigon': 'Asia/Ho_Chi_Minh',
	'Atlantic/Faeroe': 'Atlantic/Faroe',
	'Europe/Kiev': 'Europe/Kyiv',
	'Pacific/Enderbury': 'Pacific/Kanton',
	'Pacific/Ponape': 'Pacific/Pohnpei',
	'Pacific/Truk': 'Pacific/Chuuk',
};

/** A zone to choose: the name shows the city first, so that a search finds it as people write it. */
export interface TimeZoneChoice {
	name: string;
	/** IANA name. */
	value: string;
}

/** Every time zone that Node knows, by its city: "New York (America/New_York)". */
export const TIME_ZONES: readonly TimeZoneChoice[] = [
	...new Set(
		Intl.supportedValuesOf('timeZone')
			.flatMap((zone) => [zone, RENAMED[zone] ?? zone])
			.concat('UTC'),
	),
]
	.filter((zone) => IANAZone.isValidZone(zone))
	.map((value) => ({ name: nameOf(value), value }))
	.sort((one, other) => one.name.localeCompare(other.name, 'en'));

function nameOf(zone: string): string {
	const city = zone.split('/').at(-1) ?? zone;
	return city === zone ? zone : `${city.replaceAll('_', ' ')} (${zone})`;
}
