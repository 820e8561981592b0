import { resources } from '../../nodes/JustCall/resources';
import { explainAnswer } from '../../nodes/shared/http/errors';
import { getOperation, registryOf } from '../../nodes/shared/description/operation';
import { idsIn, inPanelWords } from '../../nodes/shared/answers/panelWords';
import { panelNamesOf } from '../../nodes/shared/description/panelNames';
import { nothingToHide } from '../../nodes/shared/http/secrets';

const registry = registryOf(resources);
const namesOf = (resource: string, operation: string) =>
	panelNamesOf(getOperation(registry, resource, operation));
const text = namesOf('sms', 'send');

describe("JustCall's words with the panel's names", () => {
	it.each([
		['contact_number is required', "'To' is required"],
		['"contact_number" is required', "'To' is required"],
		["'body' must be a string", "'Message' must be a string"],
		['`body` is empty', "'Message' is empty"],
		['The body field is required.', "The 'Message' field is required."],
		['The contact number field is required.', "The 'To' field is required."],
		['The media url field must be a URL.', "The 'Media URLs' field must be a URL."],
		['body is required', "'Message' is required"],
		['Missing required parameter: body', "Missing required parameter: 'Message'"],
		['Invalid parameter body', "Invalid parameter 'Message'"],
		['data.body is too long', "data.'Message' is too long"],
		['texts[0].contact_number: not valid', "texts[0].'To': not valid"],
		[
			'schedule_at and restrict_once exclude each other',
			"'Send At' and 'Once a Day Only' exclude each other",
		],
		['contact_number: is required; body: too long', "'To': is required; 'Message': too long"],
		['body: too long', "'Message': too long"],
	])('%s', (said, shown) => {
		expect(inPanelWords(said, text.labels)).toBe(shown);
	});

	it.each([
		'unknown_field is required',
		'Somebody has no body',
		'The message body of this text is too long',
		'See https://example.com/docs?contact_number=1',
		'contact_number@example.com is no address',
		'my_contact_number_2 is required',
		'Contact_Number is required',
		'file-contact_number.txt is missing',
		'',
		'Rate limit is reached',
	])('what is no name of a field stays: %s', (said) => {
		expect(inPanelWords(said, text.labels)).toBe(said);
	});

	it('a word that only looks like the name of a field stays', () => {
		const labels = new Map([['limit', 'Number of Texts']]);
		expect(inPanelWords('Rate limit is reached', labels)).toBe('Rate limit is reached');
	});

	it('every name that JustCall has for a field becomes the name that the panel has', () => {
		let names = 0;
		for (const operation of registry.values()) {
			for (const [name, label] of panelNamesOf(operation).labels) {
				expect(inPanelWords(`The "${name}" is wrong`, panelNamesOf(operation).labels)).toBe(
					`The '${label}' is wrong`,
				);
				names++;
			}
		}
		expect(names).toBeGreaterThan(registry.size);
	});

	const said = (body: unknown) =>
		explainAnswer({
			status: 400,
			headers: {},
			body,
			subject: 'The text',
			path: '/v2.1/texts/new',
			names: text,
			now: 0,
			redact: nothingToHide,
		}).description;

	it.each<[string, unknown, string]>([
		['errors by field', { errors: { contact_number: ['is required'] } }, `"'To': is required"`],
		[
			'errors by field, several',
			{ message: 'Invalid', errors: { contact_number: ['a', 'b'] } },
			`"Invalid; 'To': a, b"`,
		],
		['a message that is an object', { message: { contact_number: 'is required' } }, `"'To': is required"`],
		['a list of texts', { errors: ['contact_number is required', 'no'] }, `"'To' is required; no"`],
		[
			'a list of entries',
			{ errors: [{ field: 'contact_number', message: 'is required' }] },
			`"'To': is required"`,
		],
		[
			'entries with a path',
			{ detail: [{ loc: ['data', 'contact_number'], reason: 'bad' }] },
			`"data.'To': bad"`,
		],
		['an error with a message', { error: { message: 'contact_number is bad', code: 7 } }, `"'To' is bad"`],
		['nested twice', { error: { errors: [{ param: 'schedule_at', error: 'past' }] } }, `"'Send At': past"`],
		['the same twice', { message: 'No', error: 'No' }, '"No"'],
		['a number', { message: 1042 }, '"1042"'],
		['unknown fields', { errors: { flux: ['is odd'] } }, '"flux: is odd"'],
		['fields in fields', { errors: { contact: { contact_number: ['odd'] } } }, `"contact: 'To': odd"`],
	])('%s', (_what, body, expected) => {
		expect(said(body)).toContain(`JustCall's message: ${expected}.`);
	});

	it.each([{}, { message: '' }, { errors: [] }, { errors: {} }, { message: null }, [], null, 7.5])(
		'%p says nothing',
		(body) => {
			expect(said(body)).not.toContain('undefined');
			expect(said(body)).not.toContain('[object');
		},
	);

	it('an answer that is nested without end is read as far as anybody would', () => {
		const deep: Record<string, unknown> = { message: 'top' };
		let at = deep;
		for (let depth = 0; depth < 5000; depth++)
			at = at.errors = { field: 'x', message: 'y' } as Record<string, unknown>;
		expect(said(deep).length).toBeLessThan(600);
	});
});

/** A field of one word, which may also be a plain one, and one whose words are joined. */
describe('a single word', () => {
	const labels = new Map([
		['body', 'Message'],
		['send_at', 'Send At'],
		['sms2_body', 'Second Text'],
	]);

	it.each([
		// Behind these, in front of such a word.
		...['', 'Yes. ', 'Note: ', 'First; ', 'To, ', 'Now ('].map((before) => [before, ' is bad']),
		...['The ', 'Is the ', 'A missing ', 'Invalid ', 'Our required ', 'An unknown '].map((before) => [
			before,
			' is bad',
		]),
		...[
			...[
				' field',
				' parameter',
				' param',
				' property',
				' attribute',
				' key',
				' is',
				' are',
				' was',
				' must',
				' cannot',
			],
			...[" can't", ' can not', ' should', ' may', ' has', ' required', ' invalid', ' missing', ': x', ':'],
		].map((after) => ['', after]),
		// Whatever follows these.
		...[
			'Bad field ',
			'Bad parameter ',
			'Bad params: ',
			'Bad properties or property ',
			'Bad attribute: ',
			'FIELDS ',
		].map((before) => [before, ' x']),
		...['texts[0].', 'data.', 'texts[0]'].map((before) => [before, ' x']),
		// In quotes of one kind.
		...['"', "'", '`'].map((quote) => [`x ${quote}`, `${quote} x`]),
	])('is a name in "%sbody%s"', (before, after) => {
		const bare = (text: string) => text.replace(/["`]|(?<= )'$|^'(?= )/g, '');
		expect(inPanelWords(`${before}body${after}`, labels)).toBe(`${bare(before)}'Message'${bare(after)}`);
	});

	it.each([
		...[
			'x body x',
			'x body is bad',
			'the body x',
			'The bodyguard is bad',
			'body isolated',
			'body wash',
			'body keys',
		],
		...['anybody is bad', 'thebody is bad', 'x "body x', "x body' x", 'x "body\' x', 'a. b body is bad'],
		...['fieldbody x', 'fields,body x', 'somefield body', 'x] body x', 'x.. body'],
		...[
			'Body is bad',
			'a/body is bad',
			'a&body: x',
			'a?body: x',
			'a@body: x',
			'a=body: x',
			'a%body: x',
			'a-body: x',
		],
		...[
			'/body: x',
			'?body: x',
			'-body: x',
			'@body is bad',
			'body@x is bad',
			'body/x',
			'body=1',
			'body-x is bad',
			'body_x is bad',
			'body2 is bad',
		],
	])('is none in "%s"', (said) => {
		expect(inPanelWords(said, labels)).toBe(said);
	});

	it.each([
		['x send_at x', "x 'Send At' x"],
		['send_at, sms2_body', "'Send At', 'Second Text'"],
		['The send at field, The body field', "The 'Send At' field, The 'Message' field"],
		['The sms2 body field', "The 'Second Text' field"],
		['The other thing field', 'The other thing field'],
		['The body fields', 'The body fields'],
		['the send at field', 'the send at field'],
		['x "send_at" and \'body\'', "x 'Send At' and 'Message'"],
		['Bathe The body field', "Bathe The 'Message' field"],
		['BatThe send at field', 'BatThe send at field'],
	])('"%s" is shown as "%s"', (said, shown) => {
		expect(inPanelWords(said, labels)).toBe(shown);
	});
});

describe('a name or a part of a path that is an ID', () => {
	const names = {
		labels: new Map([
			['id', 'Call'],
			['agent_ids', 'Agents'],
			['call_sid', 'Call SID'],
		]),
		template: '/v2.1/calls/{id}/notes',
		pathLabels: ['Call'],
	};

	it('is known by its end', () => {
		const query = { id: 1, agent_ids: [2], call_sid: 'x', grid: 3, id_2: 4, idle: 5, paid_at: 6, void: 7 };
		expect(idsIn({ path: '/v2.1/calls', query }, names)).toEqual(['Call', 'Agents', 'Call SID']);
	});

	it.each([[undefined], [''], [null]])('counts only if it has a value: %p', (id) => {
		expect(idsIn({ path: '/v2.1/calls', query: { id }, body: { call_sid: 0 } }, names)).toEqual(['Call SID']);
	});

	it.each<[string, Array<string | undefined>]>([
		['/v2.1/calls/abc/notes', ['Call']],
		['/v2.1/calls/abc/other', []],
		['/v2.1/calls/5/other', [undefined]],
		['/v2.1/calls/5', [undefined]],
		['/v2.1/calls/5/notes/7', [undefined, undefined]],
		['/v2/calls/v2x/xv2/v2.1.1', [undefined, undefined, undefined]],
		['/v10/custom-fields/custom_fields/a--b/-a/A', [undefined, undefined, undefined]],
		['//', []],
	])('%s has %j', (path, ids) => {
		expect(idsIn({ path }, names)).toStrictEqual(ids);
	});

	it('has no name without names', () => {
		expect(idsIn({ path: '/v2.1/calls/5/notes', query: { id: 3 } })).toStrictEqual([undefined, undefined]);
	});
});

describe('the IDs that a request holds', () => {
	it.each<[string, Parameters<typeof idsIn>[0], Array<string | undefined>]>([
		['in the path', { path: '/v2.1/calls/123' }, ['Call']],
		['in the path, without a digit', { path: '/v2.1/calls/abc' }, ['Call']],
	])('%s', (_what, request, ids) => {
		expect(idsIn(request, namesOf('call', 'get'))).toEqual(ids);
	});

	it.each<[string, Parameters<typeof idsIn>[0], Array<string | undefined>]>([
		['a list', { path: '/v2.1/calls', query: { page: 0, last_call_id_fetched: '7' } }, []],
		['a list of an agent', { path: '/v2.1/calls', query: { agent_id: 5 } }, ['Agent']],
		['an empty one', { path: '/v2.1/calls', query: { agent_id: '' } }, []],
		['in the body', { path: '/v2.1/x/y', body: { campaign_id: 5 } }, [undefined]],
		['of another request of the operation', { path: '/v2.1/contacts/77' }, [undefined]],
		['base64', { path: '/v2.1/texts/threads/TVRJPQ%3D%3D' }, [undefined]],
		['words only', { path: '/v2.1/sales_dialer/contacts/custom-fields' }, []],
		['v1', { path: '/v1/autodialer/contacts/remove' }, []],
	])('%s', (_what, request, ids) => {
		expect(idsIn(request, namesOf('call', 'getAll'))).toStrictEqual(ids);
	});
});
