import type { IDataObject } from 'n8n-workflow';

import { autoMap } from '../../nodes/JustCall/custom/autoMap';

const NUMBER = '+1 415 555 0119';
const OTHER = '+1 303 555 0127';

describe("a contact out of what n8n's nodes and address books give", () => {
	it.each<[string, IDataObject, IDataObject]>([
		[
			'Google Contacts',
			{
				resourceName: 'people/c1',
				names: { displayName: 'Mara Ellison', givenName: 'Mara', familyName: 'Ellison' },
				phoneNumbers: { workFax: [OTHER], mobile: [NUMBER] },
				emailAddresses: { home: ['mara@example.com'] },
				birthdays: '1/25/1990',
				organizations: [{ name: 'Lakeside Motors', title: 'Buyer' }],
				addresses: { home: [{ formattedValue: '12 Elm Street\nDenver, CO', city: 'Denver' }] },
			},
			{ birthday: '1990-01-25', occupation: 'Buyer', address: '12 Elm Street, Denver, CO' },
		],
		[
			'Outlook',
			{
				id: 'AAMk=',
				displayName: 'Mara Ellison',
				title: 'Ms.',
				emailAddresses: [{ name: 'Mara', address: 'mara@example.com' }],
				businessPhones: [],
				mobilePhone: null,
				homePhones: [NUMBER],
				birthday: '1990-01-25T11:59:00Z',
				jobTitle: 'Buyer',
				homeAddress: {},
				businessAddress: { street: '12 Elm Street', city: 'Denver', state: 'CO', postalCode: '80014' },
			},
			{ birthday: '1990-01-25T11:59:00Z', occupation: 'Buyer', address: '12 Elm Street, Denver, CO, 80014' },
		],
		[
			'Keap',
			{
				given_name: 'Mara',
				family_name: 'Ellison',
				email_addresses: [{ email: 'mara@example.com', field: 'EMAIL1' }],
				phone_numbers: [
					{ field: 'PHONE1', number: null },
					{ field: 'PHONE2', number: NUMBER },
				],
				addresses: [{ line1: '12 Elm Street', locality: 'Denver', postal_code: '80014', field: 'BILLING' }],
				job_title: 'Buyer',
				birthday: null,
			},
			{ occupation: 'Buyer', address: '12 Elm Street, Denver, 80014' },
		],
		[
			'QuickBooks',
			{
				DisplayName: 'Mara Ellison',
				Job: false,
				PrimaryPhone: { FreeFormNumber: NUMBER },
				Fax: { FreeFormNumber: OTHER },
				PrimaryEmailAddr: { Address: 'mara@example.com' },
				BillAddr: { Id: '4', Line1: '12 Elm Street', City: 'Denver', CountrySubDivisionCode: 'CO' },
			},
			{ address: '12 Elm Street, Denver, CO' },
		],
		[
			'Xero',
			{
				Name: 'Mara Ellison',
				EmailAddress: 'mara@example.com',
				Phones: [
					{ PhoneType: 'DDI', PhoneNumber: '', PhoneAreaCode: '', PhoneCountryCode: '' },
					{ PhoneType: 'FAX', PhoneNumber: '5550127', PhoneAreaCode: '303', PhoneCountryCode: '1' },
					{ PhoneType: 'DEFAULT', PhoneNumber: '555 0119', PhoneAreaCode: '415', PhoneCountryCode: '1' },
				],
				Addresses: [
					{ AddressType: 'STREET', City: '', Region: '' },
					{ AddressType: 'POBOX', AddressLine1: '12 Elm Street', City: 'Denver' },
				],
			},
			{ phone_number: '+1 415 555 0119', address: '12 Elm Street, Denver' },
		],
		[
			'Mailchimp',
			{
				email_address: 'mara@example.com',
				full_name: '',
				sms_phone_number: '',
				merge_fields: {
					FNAME: 'Mara',
					LNAME: 'Ellison',
					PHONE: NUMBER,
					ADDRESS: { addr1: '12 Elm Street', city: 'Denver', zip: '80014', country: 'US' },
				},
				location: { country_code: 'DE' },
			},
			{ address: '12 Elm Street, Denver, 80014, US' },
		],
		[
			'WooCommerce',
			{
				email: 'mara@example.com',
				first_name: 'Mara',
				last_name: 'Ellison',
				billing: {
					first_name: 'Someone',
					address_1: '12 Elm Street',
					address_2: '',
					city: 'Denver',
					postcode: '80014',
					country: 'US',
					phone: NUMBER,
				},
				shipping: { first_name: 'Else', phone: OTHER },
			},
			{ address: '12 Elm Street, Denver, 80014, US' },
		],
		[
			'Zoho',
			{
				$editable: true,
				Owner: { name: 'Agent', email: 'agent@example.com' },
				Full_Name: 'Mara Ellison',
				Email: 'mara@example.com',
				Phone: null,
				Home_Phone: NUMBER,
				Fax: OTHER,
				Title: 'Buyer',
				Date_of_Birth: '1990-01-25',
				Mailing_Street: '12 Elm Street',
				Mailing_City: 'Denver',
			},
			{ birthday: '1990-01-25', occupation: 'Buyer', address: '12 Elm Street, Denver' },
		],
		[
			"Google's CSV",
			{
				'First Name': 'Mara',
				'Last Name': 'Ellison',
				Birthday: '1990-01-25',
				'Organization Title': 'Buyer',
				'E-mail 1 - Label': '* Home',
				'E-mail 1 - Value': 'mara@example.com',
				'Phone 1 - Label': 'Work Fax',
				'Phone 1 - Value': OTHER,
				'Phone 2 - Label': 'Mobile',
				'Phone 2 - Value': `${NUMBER} ::: ${OTHER}`,
				'Address 1 - Street': '12 Elm Street',
				'Address 1 - City': 'Denver',
			},
			{ birthday: '1990-01-25', occupation: 'Buyer', address: '12 Elm Street, Denver' },
		],
		[
			"Outlook's CSV",
			{
				Title: 'Ms.',
				'First Name': 'Mara',
				'Last Name': 'Ellison',
				'Job Title': 'Buyer',
				'Business Street': '12 Elm Street',
				'Business City': 'Denver',
				'Business Country/Region': 'USA',
				'Business Fax': OTHER,
				'Business Phone': NUMBER,
				'Mobile Phone': '',
				Birthday: '0/0/00',
				'E-mail Address': 'mara@example.com',
				'E-mail Display Name': 'M. E.',
			},
			{ occupation: 'Buyer', address: '12 Elm Street, Denver, USA' },
		],
		[
			'Pipedrive, with an empty primary',
			{
				name: 'Mara Ellison',
				phone: [
					{ value: '', primary: true, label: 'work' },
					{ value: NUMBER, primary: false, label: 'mobile' },
				],
				email: [
					{ value: '', primary: true },
					{ value: 'mara@example.com', primary: false },
				],
			},
			{},
		],
		[
			'Odoo, where false is empty',
			{
				name: 'Mara Ellison',
				email: 'mara@example.com',
				phone: false,
				mobile: NUMBER,
				street: false,
				dob: false,
			},
			{},
		],
	])('%s', (_name, item, more) => {
		expect(autoMap(item, [])).toEqual({
			phone_number: NUMBER,
			name: 'Mara Ellison',
			email: 'mara@example.com',
			...more,
		});
	});
});

describe('what is empty', () => {
	it.each([false, null, {}, [], '', ' ', [{ value: '', primary: true }], { value: null }])(
		'%j is left out',
		(empty) => {
			const item = { name: empty, email: empty, birthday: empty, address: empty, job: empty } as IDataObject;
			expect(autoMap({ ...item, phone: NUMBER }, [])).toEqual({ phone_number: NUMBER });
		},
	);

	it('a number that is empty is told from a field that is not known', () => {
		expect(autoMap({ name: 'Mara', phone: false } as IDataObject, [])).toEqual({
			name: 'Mara',
			phone_number: '',
		});
		expect(autoMap({ name: 'Mara', number: NUMBER }, [])).toEqual({ name: 'Mara' });
	});

	it('true and false are values of a field that takes them, and false is none elsewhere', () => {
		const fields = [
			{ key: 1, label: 'VIP', type: 'boolean' },
			{ key: 2, label: 'Zip Code', type: 'string' },
			{ key: 3, label: 'Opted In', type: 'string' },
		];
		const item = { phone: NUMBER, vip: false, zip_code: false, opted_in: true } as IDataObject;
		expect(autoMap(item, fields).custom_fields).toEqual([
			{ id: 1, value: 'false' },
			{ id: 3, value: 'true' },
		]);
	});
});
