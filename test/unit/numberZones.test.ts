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

// Google's table gives these numbers a zone with other clocks, so somebody would be contacted an hour too early.
it.each([
	['Algeria, which has no summer time', '+213551234567', ['Africa/Algiers']],
	['Libya', '+218912345678', ['Africa/Tripoli']],
	['Morocco', '+212612345678', ['Africa/Casablanca']],
	['Nicaragua', '+50581234567', ['America/Managua']],
	['Palestine', '+970592345678', ['Asia/Hebron']],
	['South Sudan', '+211977123456', ['Africa/Juba']],
	['Kaliningrad', '+74012123456', ['Europe/Kaliningrad']],
	['Queensland', '+61740311234', ['Australia/Brisbane', 'Australia/Sydney']],
	['Punta Arenas', '+56612221234', ['America/Punta_Arenas', 'America/Santiago']],
	['a mobile phone of Chile', '+56961234567', ['America/Punta_Arenas', 'America/Santiago']],
	['Orlando', '+16895551234', ['America/New_York']],
	['Saskatchewan', '+14745551234', ['America/Regina']],
])('%s: %s has the clocks of the place', (_place, number, zones) => {
	expect(zonesOfNumber(number)).toEqual(zones);
});

it.each([
	['236', '250'],
	['364', '270'],
	['367', '418'],
	['448', '850'],
	['458', '541'],
	['581', '418'],
	['672', '250'],
	['778', '250'],
	['879', '709'],
	['930', '812'],
])('area code %s lies where %s does, so in each of its zones', (overlay, older) => {
	// In these two, Boise has the clocks of Denver.
	const zonesIn = (code: string) =>
		zonesOfNumber(`+1${code}5550143`).map((zone) => zone.replace('America/Boise', 'America/Denver'));
	expect(zonesIn(overlay)).toEqual(expect.arrayContaining(zonesIn(older)));
});

it('a mobile phone of Russia may be in Kaliningrad, one of Australia in Queensland', () => {
	expect(zonesOfNumber('+79161234567')).toContain('Europe/Kaliningrad');
	expect(zonesOfNumber('+79161234567')).not.toContain('Europe/Bucharest');
	expect(zonesOfNumber('+61412345678')).toContain('Australia/Brisbane');
});
