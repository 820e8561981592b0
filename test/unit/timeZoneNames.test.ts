import { IANAZone } from 'luxon';

import { TIME_ZONES } from '../../nodes/shared/values/timeZoneNames';

const nameOf = (zone: string) => TIME_ZONES.find(({ value }) => value === zone)?.name;

it('are shown by their city', () => {
	expect(['America/New_York', 'America/Argentina/Buenos_Aires', 'UTC'].map(nameOf)).toEqual([
		'New York (America/New_York)',
		'Buenos Aires (America/Argentina/Buenos_Aires)',
		'UTC',
	]);
});

it('are all that Node knows, and UTC, each once and sorted by what is shown', () => {
	const values = TIME_ZONES.map(({ value }) => value);
	expect(values).toEqual(expect.arrayContaining(['UTC', ...Intl.supportedValuesOf('timeZone')]));
	expect(new Set(values).size).toBe(values.length);
	expect(values.filter((zone) => !IANAZone.isValidZone(zone))).toEqual([]);
	const names = TIME_ZONES.map(({ name }) => name);
	expect(names).toEqual([...names].sort(new Intl.Collator('en').compare));
});

it.each([
	['Africa/Asmera', 'Africa/Asmara'],
	['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
	['America/Catamarca', 'America/Argentina/Catamarca'],
	['America/Coral_Harbour', 'America/Atikokan'],
	['America/Cordoba', 'America/Argentina/Cordoba'],
	['America/Godthab', 'America/Nuuk'],
	['America/Indianapolis', 'America/Indiana/Indianapolis'],
	['America/Jujuy', 'America/Argentina/Jujuy'],
	['America/Louisville', 'America/Kentucky/Louisville'],
	['America/Mendoza', 'America/Argentina/Mendoza'],
	['Asia/Calcutta', 'Asia/Kolkata'],
	['Asia/Katmandu', 'Asia/Kathmandu'],
	['Asia/Rangoon', 'Asia/Yangon'],
	['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
	['Atlantic/Faeroe', 'Atlantic/Faroe'],
	['Europe/Kiev', 'Europe/Kyiv'],
	['Pacific/Enderbury', 'Pacific/Kanton'],
	['Pacific/Ponape', 'Pacific/Pohnpei'],
	['Pacific/Truk', 'Pacific/Chuuk'],
])('%s can be chosen, and by its name of today, %s', (before, today) => {
	expect([nameOf(before), nameOf(today)]).toEqual([expect.any(String), expect.any(String)]);
	expect(IANAZone.create(today).equals(IANAZone.create(before))).toBe(false);
	const moments = [Date.UTC(2026, 0), Date.UTC(2026, 6)];
	for (const moment of moments)
		expect(IANAZone.create(today).offset(moment)).toBe(IANAZone.create(before).offset(moment));
});
