import { Settings } from 'luxon';
import type { IDataObject } from 'n8n-workflow';

import { useSandbox } from '../harness/sandboxed';
import { expectDocument } from '../../tools/docs/document';
import { NOW, RECIPES, WORKFLOW_ZONE, type Recipe } from './recipes';

const env = useSandbox({ calls: 50 });

beforeAll(() => (Settings.now = () => Date.parse(NOW)));
afterAll(() => (Settings.now = () => Date.now()));

/** Runs a recipe with n8n's engine, and returns the request that JustCall received. */
async function cook(recipe: Recipe): Promise<unknown> {
	const { expression, items, resource, operation, parameters, arrives, settings } = recipe;
	env.sandbox.clearRequests();
	const { error } = await env.run(resource, operation, parameters(`=${expression}`, env.sandbox), {
		items: items.map((json) => ({ json })),
		timezone: WORKFLOW_ZONE,
		settings,
	});
	expect(error).toBeUndefined();
	const requests = env.sandbox.requests();
	expect(requests.flatMap(({ violations }) => violations)).toEqual([]);
	expect(requests).toHaveLength(1);
	const [place = '', name = ''] = arrives.split(' ');
	const { query, body } = requests[0] ?? {};
	return ((place === 'query' ? query : body) as IDataObject | undefined)?.[name];
}

const code = (value: unknown) =>
	`\`${(typeof value === 'string' ? value : JSON.stringify(value)).replaceAll('|', '\\|')}\``;

describe('the cookbook of expressions', () => {
	const rows = new Map<Recipe, string>();

	it.each(RECIPES.flatMap(({ recipes }) => recipes.map((recipe) => [recipe.want, recipe] as const)))(
		'%s',
		async (want, recipe) => {
			const got = await cook(recipe);
			expect(got).toBeDefined();
			expect(got).not.toBe('');
			const [first = {}] = recipe.items;
			const given = Object.keys(first).length > 0 ? recipe.items.map(code).join(', ') : '';
			rows.set(
				recipe,
				`| ${want} | ${recipe.field} | ${code(recipe.expression)} | ${given} | ${code(got)} |`,
			);
		},
	);

	it('is the page in the docs', () => {
		expectDocument('expressions.md', [
			'# Cookbook of expressions',
			'',
			"Expressions for the fields of the JustCall node. A test runs each of them with n8n's own engine, and the last column is what the",
			`sandbox then received: on Wednesday, ${NOW.slice(0, 10)}, 15:30 UTC, with a workflow in ${WORKFLOW_ZONE} and an account in`,
			'America/New_York. Made by `npm run docs`.',
			'',
			'Switch the field to *Expression* and type what the third column has. `$json` is the item that comes in.',
			'',
			...RECIPES.flatMap(({ title, recipes }) => [
				`## ${title}`,
				'',
				'| you want | field | expression | with the item | JustCall gets |',
				'| --- | --- | --- | --- | --- |',
				...recipes.map((recipe) => rows.get(recipe) ?? ''),
				'',
			]),
		]);
	});
});
