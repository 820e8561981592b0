import { IANAZone } from 'luxon';

import { COUNTRIES } from '../../nodes/shared/values/countries';
import { zonesOfNumber } from '../../nodes/shared/values/numberZones';
import { PREFIXES_BY_ZONES } from '../../nodes/shared/values/numberZoneTable';
import { dialingPlanOf } from '../../nodes/shared/values/phoneLibrary';

it.each([
	['+4930123456', ['Europe/Berlin']],
	['+12125550143', ['America/New_York']],
	['+13105550143', ['America/Los_Angeles']],
	['+18085550143', ['Pacific/Honolulu']],
	['+16025550143', ['America/Phoenix']],
	['+919876543210', ['Asia/Calcutta']],
	['+5511987654321', ['America/Sao_Paulo']],
	// A mobile number with an area code.
	['+5568987654321', ['America/Rio_Branco']],
	['+61291234567', ['Australia/Sydney']],
])('%s is in %j', (number, zones) => {
	expect(zonesOfNumber(number)).toEqual(zones);
});

it.each([
	// An area code that lies in two zones.
	['+12085550143', ['America/Boise', 'America/Denver', 'America/Los_Angeles']],
	['+34612345678', ['Atlantic/Canary', 'Europe/Madrid']],
])('%s may be in each of %j', (number, zones) => {
	expect(zonesOfNumber(number)).toEqual(zones);
});

it('a number that tells its country only may be in each of the zones there', () => {
	const mobile = zonesOfNumber('+61412345678');
	expect(mobile).toEqual(expect.arrayContaining(['Australia/Perth', 'Australia/Sydney']));
	const free = zonesOfNumber('+18005550143');
	expect(free).toEqual(expect.arrayContaining(['America/New_York', 'Pacific/Honolulu', 'Pacific/Guam']));
});

it('a number of a range that no plan knows may be in each zone of its country', () => {
	const unknown = zonesOfNumber('+12121110143');
	expect(unknown).toEqual(expect.arrayContaining(['America/New_York', 'America/Los_Angeles']));
});

it.each(COUNTRIES.map(({ value }) => [value]))('the numbers of %s have a zone', (country) => {
	expect(zonesOfNumber(`+${dialingPlanOf(country)?.callingCode}2222222`)).not.toEqual([]);
});

it.each([['+80012345678'], ['+'], [''], ['+0']])('%p has no zone', (number) => {
	expect(zonesOfNumber(number)).toEqual([]);
});

it('knows every zone of the table', () => {
	const zones = new Set(Object.keys(PREFIXES_BY_ZONES).flatMap((names) => names.split(' ')));
	expect(zones.size).toBeGreaterThan(200);
	// Node 20 may be older than the newest zones; numbers in those are then refused.
	expect([...zones].filter((zone) => !IANAZone.isValidZone(zone))).toEqual([]);
});

it('has each prefix once', () => {
	const prefixes = Object.values(PREFIXES_BY_ZONES).flatMap((list) => list.split(' '));
	expect(new Set(prefixes).size).toBe(prefixes.length);
	expect(prefixes.filter((prefix) => !/^[1-9]\d*$/.test(prefix))).toEqual([]);
});
