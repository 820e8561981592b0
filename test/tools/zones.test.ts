import fc from 'fast-check';

import { readMap, shortened, sourceOf, zonesIn } from '../../tools/zones/table';

/** A part of Google's file, with its remarks. */
const MAP = `# Copyright (C) 2012 The Libphonenumber Authors

1|America/Chicago&America/New_York&America/Boise
1212|America/New_York
1219|America/New_York
1219226|America/Chicago
12082|America/Boise&America/Los_Angeles
1208201|America/Denver
49|Europe/Berlin
55|America/Sao_Paulo&America/Manaus
5511|America/Sao_Paulo
559232|America/Manaus
`;

it('keeps what an area code says, and joins the zones of one that lies in several', () => {
	const table = shortened(readMap(MAP));
	expect(zonesIn(table, '12125550143')).toEqual(['America/New_York']);
	expect(zonesIn(table, '12192260143')).toEqual(['America/Chicago', 'America/New_York']);
	expect(zonesIn(table, '4930123456')).toEqual(['Europe/Berlin']);
	expect(zonesIn(table, '5511987654321')).toEqual(['America/Sao_Paulo']);
	expect(zonesIn(table, '33123456')).toEqual([]);
	expect(Math.max(...[...table.keys()].map((prefix) => prefix.length))).toBe(4);
});

it('takes no zone away from any number', () => {
	const map = readMap(MAP);
	const table = shortened(map);
	const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 8 });
	fc.assert(
		fc.property(fc.constantFrom(...map.keys()), digits, (prefix, more) => {
			const number = `${prefix}${more.join('')}`;
			expect(zonesIn(table, number)).toEqual(expect.arrayContaining([...zonesIn(map, number)]));
		}),
	);
});

it('writes a file with the source, its date and its licence', () => {
	const source = sourceOf(shortened(readMap(MAP)), '2026-07-02');
	expect(source).toContain('resources/timezones/map_data.txt, 2026-07-02');
	expect(source).toContain('Apache licence 2.0');
	expect(source).toContain("\t'Europe/Berlin': '49',\n");
});

it('refuses a file without zones', () => {
	expect(() => readMap('<html></html>')).toThrow('no line such as');
});
