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
