import { getCountries } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.max.json';

import { COUNTRIES, readCountry, toCountry } from '../../nodes/shared/values/countries';
import { firstCountry } from '../../nodes/shared/http/defaultCountry';

it('has each country that has a numbering plan, by name, once and in order', () => {
	expect(COUNTRIES.map(({ value }) => value).sort()).toEqual(getCountries(metadata).sort());
	const names = COUNTRIES.map(({ name }) => name);
	expect(new Set(names).size).toBe(names.length);
	expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')));
});

it('reads each by its code and its name, in capitals or not', () => {
	for (const { name, value } of COUNTRIES) {
		for (const form of [value, value.toLowerCase(), ` ${value} `, name, name.toUpperCase()])
			expect([form, readCountry(form)]).toEqual([form, value]);
	}
});

it.each([
	['UK', 'GB'],
	['usa', 'US'],
	['U.S.', 'US'],
	['Cote d’Ivoire', 'CI'],
	['Turkey', 'TR'],
	['Türkiye', 'TR'],
	['America', 'US'],
	['ÅLAND ISLANDS', 'AX'],
	['São Tomé & Príncipe', 'ST'],
])('knows %p', (given, country) => {
	expect(toCountry(given, 'Default Country')).toBe(country);
});

it.each(['XX', 'EU', '', '+1', 'Narnia', 1, null, undefined, ['US'], { value: 'US' }])(
	'refuses %p',
	(given) => {
		expect(readCountry(given)).toBeUndefined();
		const refused = () => toCountry(given, 'Default Country');
		expect(refused).toThrow(/^'Default Country' is not a country: /);
		expect(refused).toThrow(expect.objectContaining({ hint: expect.stringMatching(/\.$/) as string }));
	},
);

it('takes the first that is set', () => {
	expect(firstCountry('de', 'US')).toBe('DE');
	for (const nothing of [undefined, null, '', ' ']) expect(firstCountry(nothing, 'US')).toBe('US');
	expect(firstCountry(undefined, '')).toBeUndefined();
	expect(() => firstCountry('XX', 'US')).toThrow(/^'Default Country' is not a country: "XX"/);
	expect(() => firstCountry('', 'XX')).toThrow(/^The credential's 'Default Country' is not a country: "XX"/);
});
