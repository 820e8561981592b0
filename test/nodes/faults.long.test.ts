import { tableOfFaults } from '../harness/faultTable';

describe('every fault on every kind of operation', () => {
	it('for ever', async () => {
		expect(await tableOfFaults(10_000)).toMatchInlineSnapshot(`
		"
		                      | list      | read      | file       | update    | delete    | send     | import
		400                   | refused   | refused   | refused    | refused   | refused   | refused  | refused
		401                   | key       | key       | key        | key       | key       | key      | key
		403                   | denied    | denied    | denied     | denied    | denied    | denied   | denied
		404                   | missing   | missing   | missing    | missing   | missing   | missing  | missing
		408                   | outage    | outage    | outage     | outage    | outage    | unknown  | unknown
		429                   | limit     | limit     | limit      | limit     | limit     | limit    | limit
		429 Retry-After       | limit     | limit     | limit      | limit     | limit     | limit    | limit
		"rate limit" in a 400 | limit     | limit     | limit      | limit     | limit     | limit    | limit
		500                   | outage    | outage    | outage     | outage    | outage    | unknown  | unknown
		502                   | outage    | outage    | outage     | outage    | outage    | unknown  | unknown
		503                   | outage    | outage    | outage     | outage    | outage    | unknown  | unknown
		504                   | outage    | outage    | outage     | outage    | outage    | unknown  | unknown
		524                   | outage    | outage    | outage     | outage    | outage    | unknown  | unknown
		500, processed        | outage    | outage    | outage     | outage    | outage    | unknown  | unknown
		504, processed        | outage    | outage    | outage     | outage    | outage    | unknown  | unknown
		524, processed        | outage    | outage    | outage     | outage    | outage    | unknown  | unknown
		cut                   | no answer | no answer | no answer  | no answer | no answer | unknown  | unknown
		cut, processed        | no answer | no answer | no answer  | no answer | no answer | unknown  | unknown
		cut in the answer     | no answer | no answer | incomplete | no answer | no answer | unknown  | unknown
		broken JSON           | unusable  | unusable  | unusable   | unusable  | unusable  | unknown  | unknown
		an HTML page          | unusable  | unusable  | unusable   | unusable  | unusable  | unknown  | unknown
		nothing               | unusable  | unusable  | unusable   | unusable  | ok        | unknown  | unknown
		failure in a 200      | failure   | failure   | unusable   | failure   | failure   | failure  | failure
		a redirect            | redirect  | redirect  | no answer  | redirect  | redirect  | redirect | redirect
		"
	`);
	});
});
