import { People, WantedNumbers } from '../../nodes/shared/values/people';

describe('people by their numbers', () => {
	const named = (stored: Record<string, string>, country?: string) => {
		const people = new People<string>(country);
		for (const [name, number] of Object.entries(stored)) people.add(number, name);
		return people;
	};

	it.each([
		['14155550119', undefined],
		['+1 415 555 0119', undefined],
		['4155550119', undefined],
		['4155550119', 'US'],
		['(415) 555-0119', 'US'],
		['5550119', undefined],
		['(415) 555-0119 (cell)', undefined],
	])('are found as %p, at home in %p', (stored, country) => {
		expect(named({ Theo: '13035550127', Mara: stored }, country).find('+14155550119')).toBe('Mara');
	});

	it('are not found by somebody else', () => {
		const people = named({ Mara: '14155550119', Theo: '+4155550119', Ida: '0119', Ivo: '' });
		expect(people.find('+414155550119')).toBeUndefined();
		expect(people.find('+13035550119')).toBeUndefined();
	});

	it("national numbers are those of the campaign's country, and of nobody else", () => {
		const people = named({ Mara: '2079460958' }, 'GB');
		expect([people.find('+442079460958'), people.find('+12079460958')]).toEqual(['Mara', undefined]);
	});

	it('the first of two records of a number is found', () => {
		expect(named({ Mara: '+1 415 555 0119', Theo: '14155550119' }).find('+14155550119')).toBe('Mara');
	});

	it('one that is sure comes before one that may be', () => {
		// In Germany these digits are a number with the country code, and one without.
		expect(named({ Theo: '4921112345', Mara: '+494921112345' }, 'DE').find('+494921112345')).toBe('Mara');
		expect(named({ Theo: '7946 0958', Mara: '+442079460958' }).find('+442079460958')).toBe('Mara');
		expect(named({ Theo: '2079460958', Mara: '12079460958' }).find('+12079460958')).toBe('Mara');
	});
});

describe('who is in a list', () => {
	const wanted = (numbers: string[], unclear: unknown[] = [], country?: string) => {
		const list = new WantedNumbers(country);
		for (const number of numbers) list.add(number);
		for (const given of unclear) list.addUnclear(given);
		return list;
	};

	it.each([
		['14155550119', undefined],
		['4155550119', undefined],
		['(415) 555-0119', 'US'],
		['5550119', undefined],
		// The number was completed for another country; equal digits are not a coincidence.
		['4155550119', 'GB'],
	])('%p, at home in %p, may be in it', (stored, country) => {
		expect(wanted(['+13035550127', '+14155550119'], [], country).mayHave(stored)).toBe(true);
	});

	// It is not a number, but it contains hers: an unreadable number may be anyone's.
	it.each([
		'+1 415 555 0119 ext. 5',
		'415-555-0119 x5',
		'14155550118,14155550119',
		'+1 (415) 555-0119 (cell)',
		'011 1 415 555 0119',
		'+4155550119',
		'٤١٥٥٥٥٠١١٩ x5',
	])('%p, which cannot be read, may be in it', (stored) => {
		expect(wanted(['+13035550127', '+14155550119']).mayHave(stored)).toBe(true);
	});

	it.each([[['+443079460958', '+442079460958']], [['+442079460958', '+443079460958']]])(
		'who may be a national number of another country is in it: %j',
		(numbers) => {
			expect(wanted(numbers).mayHave('2079460958')).toBe(true);
		},
	);

	it.each([
		['+443079460958', '2079460958'],
		// One with a country code is nobody else's.
		['+9914155550119', '14155550119'],
	])('%s is not in it for %s', (number, stored) => {
		expect(wanted([number]).mayHave(stored)).toBe(false);
	});

	it.each(['14155550118', '4155550118', '415-555-0118 x5', '0119', ''])('%p is not', (stored) => {
		expect(wanted(['+13035550127', '+14155550119']).mayHave(stored)).toBe(false);
	});

	it.each([
		'(415) 555-0119',
		'+1 415 555 0119 ext. 5',
		'5550119 5550120',
		'4155550119.0',
		'call 415-555-0119',
	])('who may stand behind %p stays', (unclear) => {
		const list = wanted(['+13035550127'], [unclear]);
		const stored = ['14155550119', '4155550119', '5550119'];
		expect(stored.map((one) => list.mayHave(one))).toEqual([true, true, true]);
		expect(['14155550118', '0119', '119', ''].map((one) => list.mayHave(one))).toEqual([
			false,
			false,
			false,
			false,
		]);
		// A spreadsheet's number, whose last digit is no digit of it.
		expect(list.mayHave('4155550119.0')).toBe(true);
	});
});
