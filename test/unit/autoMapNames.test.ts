import type { IDataObject } from 'n8n-workflow';

import { autoMap } from '../../nodes/JustCall/custom/autoMap';
import { ColumnUse } from '../../nodes/JustCall/custom/columnUse';

const NUMBER = '+1 415 555 0119';
const OTHER = '+1 303 555 0127';

/** The fields of a contact, and those of the item that each was taken from. */
function mapped(item: IDataObject, customFields: Parameters<typeof autoMap>[1] = [], country?: string) {
	const use = new ColumnUse();
	use.see(item);
	const contact = autoMap(item, customFields, country, use.take);
	return { contact, unused: use.unused, matched: Object.fromEntries(use.matched) };
}

describe('the names of a field', () => {
	it.each([
		['phone_number', NUMBER, 'phoneNumber', 'PHONE', 'Mobile Phone', 'mobile', 'Mobile-Number', 'Cell Phone'],
		['phone_number', NUMBER, 'cell', 'Telephone', 'tel.', 'contact_number', 'phoneNumbers', 'Phones'],
		['phone_number', NUMBER, 'PrimaryPhone', 'SMS Phone Number', 'Business Phone', 'businessPhones'],
		['phone_number', NUMBER, 'Business Phone 2', 'Work Phone', 'Company Main Phone', 'Home Phone'],
		['phone_number', NUMBER, 'homePhones', 'Home Phone 2', 'Alternate Phone', 'Other Phone', 'Car Phone'],
		['phone_number', NUMBER, 'Phone 1 - Value', 'Phone 12 - Value'],
		['name', 'Mara Ellison', 'Name', 'Full Name', 'contact_name', 'displayName'],
		['name', 'Mara', 'First Name', 'given_name', 'FNAME'],
		['name', 'Ellison', 'Last Name', 'Surname', 'familyName', 'LNAME'],
		['email', 'm@example.com', 'E-mail', 'Email Address', 'emails', 'mail', 'emailAddresses'],
		['email', 'm@example.com', 'PrimaryEmailAddr', 'primary_email', 'E-mail 1 - Value'],
		['birthday', '1990-01-25', 'Birthday', 'birth_date', 'Date of Birth', 'DOB', 'birthdays'],
		['occupation', 'Buyer', 'Occupation', 'Job Title', 'job', 'Position', 'occupations'],
		['occupation', 'Buyer', 'Organization Title', 'Organization 1 - Title'],
		['address', '12 Elm Street', 'Address', 'Full Address', 'mailing_address', 'Street', 'Street Address'],
		['address', '12 Elm Street', 'line1', 'Address Line 1', 'address_1', 'addr1'],
		['address', '12 Elm Street', 'Mailing Street', 'Home Street', 'Business Street', 'Other Street'],
		['address', '12 Elm Street', 'Address 1 - Street', 'Address 1 - Formatted', 'Address 1 - Value'],
	])('%s, %s: each is read, and told as used', (field, value, ...names) => {
		for (const name of names) {
			const { contact, unused, matched } = mapped({ [name]: value, Fax: OTHER });
			expect({ name, contact }).toStrictEqual({ name, contact: { [field]: value } });
			expect({ unused, matched }).toEqual({ unused: ['Fax'], matched: { [field]: [name] } });
		}
	});

	it.each([
		'Phone 1',
		'Phone - Value',
		'Phone 1 - Value 2',
		'My Phone 1 - Value',
		'Fax',
		'formatted',
		'value',
		'First',
		'title',
		'city',
		'country',
	])('%s is none of them', (name) => {
		expect(mapped({ [name]: '12 Elm Street' })).toEqual({ contact: {}, unused: [name], matched: {} });
	});

	it('the best of several comes first; the others are told as used too', () => {
		const item = { Mobile: OTHER, Phone: NUMBER, 'Full Name': 'M. E.', Name: 'Mara', 'First Name': 'M.' };
		expect(mapped(item)).toMatchObject({
			contact: { phone_number: NUMBER, name: 'Mara' },
			unused: [],
			matched: { phone_number: ['Mobile', 'Phone'], name: ['Full Name', 'Name', 'First Name'] },
		});
	});

	it('those inside an object come after those outside; both are read', () => {
		const item = { Phone: '', fields: { Phone: NUMBER, Name: 'Inside' }, name: 'Outside' };
		expect(mapped(item)).toMatchObject({
			contact: { phone_number: NUMBER, name: 'Outside' },
			unused: [],
			matched: { phone_number: ['Phone'], name: ['name', 'Name'] },
		});
	});

	it.each(['properties', 'fields', 'merge_fields', 'billing', 'names', 'data'])(
		'are looked for in %s, which is not told as a column itself',
		(place) => {
			const item = { [place]: { phone: NUMBER, Color: 'red' } };
			expect(mapped(item)).toMatchObject({ contact: { phone_number: NUMBER }, unused: ['Color'] });
			expect(mapped({ [place]: [{ phone: NUMBER }] }).contact).toEqual({ phone_number: NUMBER });
			expect(mapped({ [place]: 'a text' })).toMatchObject({ contact: {}, unused: [place] });
		},
	);

	it('are not looked for in a list of several, or in other objects', () => {
		for (const item of [
			{ data: [{ phone: NUMBER }, { phone: OTHER }] },
			{ shipping: { phone: NUMBER } },
			{ data: null },
		])
			expect(autoMap(item, [])).toEqual({});
	});

	it('are told only when the item has them', () => {
		const taken = jest.fn();
		autoMap({ phone: NUMBER, zip: '1' }, [{ key: 7, label: 'Zip', type: '' }], undefined, taken);
		expect(taken.mock.calls).toEqual([
			['phone', 'phone_number'],
			['zip', 7],
		]);
	});

	it('of columns without a value are not told as unused', () => {
		expect(mapped({ phone: NUMBER, Region: '', Score: null, Tags: [] }).unused).toEqual([]);
	});
});

describe('a telephone number', () => {
	it('is the first that is one; country and true or false count', () => {
		expect(mapped({ phone: 'ask me', mobile: NUMBER }).contact.phone_number).toBe(NUMBER);
		expect(mapped({ phone: '030 23125001', mobile: NUMBER }).contact.phone_number).toBe(NUMBER);
		expect(mapped({ phone: '030 23125001', mobile: NUMBER }, [], 'DE').contact.phone_number).toBe(
			'030 23125001',
		);
		expect(mapped({ phone: true, mobile: 14155550119 }).contact.phone_number).toBe(14155550119);
	});

	it('is the first of all when none is one, so that the refusal can show it', () => {
		expect(mapped({ phone: 'ask me', mobile: 'or me' }).contact.phone_number).toBe('ask me');
		expect(mapped({ phone: '', mobile: '' }).contact.phone_number).toBe('');
		expect(mapped({ 'Phone 3 - Value': '' }).contact.phone_number).toBe('');
	});

	it("in one of Google's columns may be the second in it; a machine's is none; the labels are used", () => {
		expect(mapped({ 'Phone 1 - Value': `none ::: ${NUMBER}` }).contact.phone_number).toBe(NUMBER);
		expect(
			mapped({
				'Phone 1 - Type': 'Pager',
				'Phone 1 - Value': OTHER,
				'Phone 2 - Label': 'home FAX',
				'Phone 2 - Value': OTHER,
				'Phone 3 - Label': 'Mobile',
				'Phone 3 - Value': NUMBER,
			}),
		).toEqual({
			contact: { phone_number: NUMBER },
			unused: ['Phone 1 - Type', 'Phone 1 - Value', 'Phone 2 - Label', 'Phone 2 - Value'],
			matched: { phone_number: ['Phone 3 - Label', 'Phone 3 - Value'] },
		});
	});

	it('of the lowest column comes first', () => {
		expect(mapped({ 'Phone 2 - Value': OTHER, 'Phone 1 - Value': NUMBER }).contact.phone_number).toBe(NUMBER);
	});

	it.each<[string, unknown, unknown]>([
		['in an object', { value: NUMBER }, NUMBER],
		['by its name', { number: NUMBER }, NUMBER],
		["in QuickBooks' form", { FreeFormNumber: NUMBER }, NUMBER],
		['the primary one of a list', [{ value: OTHER }, { value: NUMBER, primary: true }], NUMBER],
		['the first of a list', [{ value: NUMBER, primary: 'yes' }, { value: OTHER }], NUMBER],
		['by kind, without machines', { fax: [OTHER], pager: [OTHER], telex: [OTHER], home: [NUMBER] }, NUMBER],
		['by kind, lists alone', { since: '2020', home: [NUMBER] }, NUMBER],
		['of a machine by its type', [{ type: 'Telex', value: OTHER }, { value: NUMBER }], NUMBER],
		['of a machine by its label', [{ label: 'Work Fax', value: OTHER }, { value: NUMBER }], NUMBER],
		['of a machine by its kind', [{ PhoneType: 'PAGER', value: OTHER }, { value: NUMBER }], NUMBER],
		['of a machine by its field', [{ field: 'FAX1', value: OTHER }, { value: NUMBER }], NUMBER],
		['wrapped twice', { value: { number: NUMBER } }, NUMBER],
		['wrapped in an empty one', { value: '', number: NUMBER }, NUMBER],
		['in parts', xero('1', '415', '555 0119'), '+1 415 555 0119'],
		['in parts, with a trunk 0', xero('+49', '030', '23125001'), '+49 30 23125001'],
		['in parts, whole in one', xero('1', '', '+14155550119'), '+14155550119'],
		['in parts, without country', xero('', '0415', '5550119'), '0415 5550119'],
		['in parts, without area', xero('1', null, '4155550119'), '+1 4155550119'],
		['in parts, without a number', xero('1', '415', ' '), ''],
		['in parts, with blanks', xero(' 1 ', ' 415 ', ' 555 0119 '), '+1 415 555 0119'],
		['in parts, with a 0 in the area', xero('1', '200', '5550119'), '+1 200 5550119'],
		[
			'of machines alone',
			[
				{ type: 'Fax', value: OTHER },
				{ label: 'Pager', value: OTHER },
			],
			'',
		],
	])('%s', (_how, phone, expected) => {
		expect(mapped({ phone } as IDataObject).contact).toEqual({ phone_number: expected });
	});

	function xero(PhoneCountryCode: string, PhoneAreaCode: string | null, PhoneNumber: string) {
		return { PhoneType: 'DEFAULT', PhoneNumber, PhoneAreaCode, PhoneCountryCode };
	}
});

describe('other fields', () => {
	it('a name is put together only when there is none', () => {
		expect(mapped({ 'First Name': 'Mara' }).contact).toEqual({ name: 'Mara' });
		expect(mapped({ 'Last Name': 'Ellison', 'First Name': 'Mara' }).contact).toEqual({
			name: 'Mara Ellison',
		});
		expect(mapped({ name: true, 'First Name': false, surname: 'Ellison' }).contact).toEqual({
			name: 'Ellison',
		});
	});

	it.each<[string, IDataObject, unknown]>([
		["Google's form, the month first", { birthdays: '1/5/1990' }, '1990-01-05'],
		['the same in another CRM, whose order is not known', { birthday: '1/5/1990' }, '1/5/1990'],
		["more than a date in Google's field", { birthdays: 'on 1/5/1990' }, 'on 1/5/1990'],
		["a time after it in Google's field", { birthdays: '1/5/1990 10' }, '1/5/1990 10'],
		['two digits', { birthdays: '12/25/1990' }, '1990-12-25'],
		['no day', { birthday: '0000-00-00' }, undefined],
		['no day, with dots', { birthday: '0.0.00' }, undefined],
		['no day, with a time', { birthday: '0000/00/00 00:00' }, undefined],
		['a day after something', { birthday: '2000-00-00' }, '2000-00-00'],
		['a day in January', { birthday: '00-1-00' }, '00-1-00'],
		['a number', { birthday: 946684800 }, 946684800],
	])('a birthday: %s', (_how, item, expected) => {
		expect(mapped(item).contact.birthday).toBe(expected);
	});

	it('a job title may be that of an organization, or of Zoho; in other CRMs a title is Mr. or Mrs.', () => {
		expect(mapped({ organizations: [{ title: '' }, { title: 'Buyer' }] })).toEqual({
			contact: { occupation: 'Buyer' },
			unused: [],
			matched: { occupation: ['organizations'] },
		});
		expect(mapped({ organizations: ['Lakeside', null, { title: true }] }).contact).toEqual({});
		expect(mapped({ $id: 1, title: 'Buyer' })).toMatchObject({
			contact: { occupation: 'Buyer' },
			matched: { occupation: ['title'] },
		});
		expect(mapped({ title: 'Ms.', 'price in $': 1 }).contact).toEqual({});
		expect(mapped({ occupation: 'Baker', organizations: [{ title: 'Buyer' }] })).toMatchObject({
			contact: { occupation: 'Baker' },
			unused: ['organizations'],
		});
	});

	it.each<[string, string, IDataObject[string], unknown]>([
		['a text', '', 'Gold', 'Gold'],
		['a number', 'number', 0, '0'],
		['true', 'string', true, 'true'],
		['false, for nothing', 'string', false, undefined],
		['false, without a type', '', false, undefined],
		['false of a check box', 'Checkbox', false, 'false'],
		['false of a boolean', 'BOOLEAN', false, 'false'],
		['blank text of a boolean', 'boolean', ' ', undefined],
		['nothing', 'string', null, undefined],
		['the first of several', 'string', ['Gold', 'Silver'], 'Gold'],
	])('a custom field: %s', (_how, type, value, expected) => {
		const field = { key: 7, label: 'Member Status', type };
		const { contact } = mapped({ 'member-status': value }, [field]);
		expect(contact).toEqual(expected === undefined ? {} : { custom_fields: [{ id: 7, value: expected }] });
	});

	it('a custom field is used by its key', () => {
		expect(mapped({ Zip: '80014', zip: '' }, [{ key: 7, label: 'Zip', type: '' }]).matched).toEqual({
			7: ['Zip'],
		});
	});
});

describe('an address', () => {
	it.each<[string, IDataObject, string | undefined]>([
		[
			'by parts, in the order in which they are written',
			{ country: 'US', zip: '80014', state: 'CO', city: 'Denver', street2: 'Apt 4', street: '12 Elm Street' },
			'12 Elm Street, Apt 4, Denver, CO, 80014, US',
		],
		[
			'by other names of the parts',
			{
				Line1: '12 Elm Street',
				Line2: 'Apt 4',
				Locality: 'Denver',
				Region: 'CO',
				Postcode: '80014',
				CountryOrRegion: 'US',
			},
			'12 Elm Street, Apt 4, Denver, CO, 80014, US',
		],
		[
			'by numbered lines',
			{
				'Address Line 1': '12 Elm Street',
				'Address Line 2': 'Apt 4',
				province: 'CO',
				'postal code': '80014',
				'country/region': 'US',
			},
			'12 Elm Street, Apt 4, CO, 80014, US',
		],
		[
			'as WooCommerce has it',
			{ address_1: '12 Elm Street', address_2: 'Apt 4', zipcode: '80014', country_code: 'US' },
			'12 Elm Street, Apt 4, 80014, US',
		],
		[
			"as Mailchimp and Google's CSV have it",
			{ address: { addr1: '12 Elm Street', addr2: 'Apt 4', CountrySubDivisionCode: 'CO' } },
			'12 Elm Street, Apt 4, CO',
		],
		[
			'with an extension',
			{ 'Address 1 - Street': '12 Elm Street', 'Address 1 - Extended Address': 'Apt 4' },
			'12 Elm Street, Apt 4',
		],
		['without a street there is none', { city: 'Denver', country: 'US', street2: 'Apt 4' }, undefined],
		[
			'parts without the blanks around them',
			{ address: { street: ' A 1 ', city: 'Denver ' } },
			'A 1, Denver',
		],
		['that of a bill may lack the street', { billing: { city: 'Denver', country: 'US' } }, 'Denver, US'],
		['an object may lack the street', { address: { city: 'Denver', country: 'US' } }, 'Denver, US'],
		['whole, on one line', { address: { value: '12 Elm Street \r\n Denver' } }, '12 Elm Street, Denver'],
		['whole before the parts', { address: { formatted: 'A 1, B', street: 'A 1', city: 'C' } }, 'A 1, B'],
		['whole with a prefix', { home_formatted: 'A 1\n\nB' }, 'A 1, B'],
		['a text before an object', { address: [{ street: 'A 1' }], full_address: 'B 2' }, 'B 2'],
		['a text that is blank', { address: ' ', street: 'A 1' }, 'A 1'],
		['a list of objects', { addresses: [{}, { street: 'A 1' }] }, 'A 1'],
		['lists by kind', { addresses: { home: [{ street: 'A 1' }], since: 2020 } }, 'A 1'],
		['a number as a street', { address: { street: 12, city: true } }, '12'],
		['mailing before other', { other_street: 'B 2', mailing_street: 'A 1' }, 'A 1'],
		['only the text of a list is no address', { address: ['A 1'] }, undefined],
	])('%s', (_how, item, expected) => {
		expect(mapped(item).contact.address).toBe(expected);
	});

	it.each([
		'addresses',
		'address',
		'mailingAddress',
		'homeAddress',
		'businessAddress',
		'otherAddress',
		'BillAddr',
		'ShipAddr',
		'billing',
	])('is read from the object %s, which is told as used', (name) => {
		const { contact, unused } = mapped({ [name]: { street: 'A 1', city: 'Denver' } });
		expect(contact.address).toBe('A 1, Denver');
		expect(unused.filter((column) => column !== 'street' && column !== 'city')).toEqual([]);
	});

	it.each(['A 1\nBoston', 'A 1\r\n Boston'])('with a line break is told as used: %j', (text) => {
		expect(mapped({ address: text })).toMatchObject({ contact: { address: text }, unused: [] });
		expect(mapped({ street: text, city: 'Denver' }).unused).toEqual([]);
		expect(mapped({ address: { formatted: text } }).unused).toEqual([]);
	});

	it('does not tell a column as used that holds no text', () => {
		expect(mapped({ street: 'A 1', city: true, country: { code: 'US' } }).unused).toEqual([
			'city',
			'country',
		]);
	});

	it('tells each column that a part came from, and no other', () => {
		expect(
			mapped({
				Street: 'A 1',
				City: 'Denver',
				Country: '',
				'Business City': 'Boston',
				'Home City': 'A 1',
			}),
		).toMatchObject({
			contact: { address: 'A 1, Denver' },
			unused: ['Business City'],
			matched: { address: ['Street', 'City', 'Home City'] },
		});
	});
});
