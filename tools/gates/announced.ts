import { basename } from 'node:path';

import type { Facts } from './facts';
import { choicesOf, fieldsOf, partsOf } from './facts';
import type { Rule } from './rule';
import { unless } from './rule';

const CATEGORIES = [
	...['Data & Storage', 'Finance & Accounting', 'Marketing & Content', 'Productivity', 'Miscellaneous'],
	...['Sales', 'Development', 'Analytics', 'Communication', 'Utility'],
];
const LONGEST_HINT = 120;
/** Number of choices from which on n8n wants them sorted. */
const SORTED_FROM = 5;
/** A choice that stays first in any order. */
const FIRST = /^(?:All|Any|None)\b/;
/** A day of the week, which everybody expects in the week's order. */
const DAY = /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$/;

/** Rules that n8n's linter will have, by n8n's names. The published linter does not enforce them yet. */
export const ANNOUNCED: readonly Rule[] = [
	{
		name: 'require-mit-license',
		asks: 'the MIT licence',
		complaints: ({ manifest }) => unless(manifest.license === 'MIT', 'package.json has another licence'),
	},
	{
		name: 'require-community-node-keyword',
		asks: 'the keyword in package.json',
		complaints: ({ manifest }) =>
			unless(manifest.keywords?.includes('n8n-community-node-package') ?? false, 'it is missing'),
	},
	{
		name: 'no-monorepo',
		asks: 'one package in the repository',
		complaints: ({ manifest, rootFiles }) => [
			...unless(manifest.workspaces === undefined, 'package.json has workspaces'),
			...rootFiles
				.filter((file) => /^(?:packages|lerna\.json|pnpm-workspace\.yaml|nx\.json|turbo\.json)$/.test(file))
				.map((file) => `there is ${file}`),
		],
	},
	{
		name: 'no-logic-or-flow-nodes',
		asks: 'no node of logic or flow',
		complaints: ({ nodes }) =>
			nodes
				.filter(({ node }) => /^(?:if|switch|merge|loop|wait|filter|set|code)$/i.test(node.description.name))
				.map(({ className }) => `${className} is one`),
	},
	{
		name: 'prefer-declarative-style',
		asks: 'routing instead of execute()',
		complaints: ({ nodes }) =>
			nodes
				// n8n's rule does not apply to triggers, which have no routing.
				.filter(({ node }) => 'execute' in node && !node.description.group.includes('trigger'))
				.map(({ className }) => `${className} has execute()`),
	},
	{
		name: 'require-continue-on-fail',
		asks: 'execute() minds Continue on Fail',
		complaints: ({ sources }) =>
			inSources(
				sources,
				/\basync execute\(/,
				(text) => /continueOnFail\(\)/.test(text),
				'has execute() without continueOnFail()',
			),
	},
	{
		name: 'node-operation-error-itemindex',
		asks: 'errors name their item',
		complaints: ({ sources }) =>
			inSources(
				sources,
				/\basync execute\(/,
				(text) => !/new NodeOperationError\(/.test(text) || /itemIndex/.test(text),
				'throws without an item',
			),
	},
	{
		name: 'require-param-default',
		asks: 'a default for every field',
		complaints: (facts) =>
			fieldsOf(facts)
				.filter(({ field }) => !('default' in field))
				.map(({ at }) => `${at} has none`),
	},
	{
		name: 'options-sorted-alphabetically',
		asks: 'choices in order',
		complaints: (facts) =>
			fieldsOf(facts).flatMap(({ at, field }) => {
				const choices = choicesOf(field)
					.map(({ name }) => name)
					.filter((name) => !FIRST.test(name) && !DAY.test(name));
				const lists = [choices.length < SORTED_FROM ? [] : choices, partsOf(field)];
				return lists
					.filter((names) => names.join() !== [...names].sort((a, b) => a.localeCompare(b)).join())
					.map((names) => `${at}: ${names.join(', ')}`);
			}),
	},
	{
		name: 'no-duplicate-param-options',
		asks: 'no choice twice',
		complaints: (facts) =>
			fieldsOf(facts).flatMap(({ at, field }) => {
				const choices = choicesOf(field);
				const differ = (key: 'name' | 'value') =>
					new Set(choices.map((choice) => choice[key])).size === choices.length;
				return unless(differ('name') && differ('value'), `${at} has one twice`);
			}),
	},
	{
		name: 'no-asterisk-in-option-names',
		asks: 'no asterisk in a choice',
		complaints: (facts) =>
			fieldsOf(facts).flatMap(({ at, field }) =>
				choicesOf(field)
					.filter(({ name }) => name.includes('*'))
					.map(({ name }) => `${at}: ${name}`),
			),
	},
	{
		name: 'non-required-fields-in-collection',
		asks: 'nothing required in a collection',
		complaints: (facts) =>
			fieldsOf(facts)
				.filter(({ field, inside }) => inside === 'collection' && field.required)
				.map(({ at }) => `${at} is required`),
	},
	{
		name: 'open-ended-node-fields',
		asks: 'no optional JSON at the top',
		complaints: (facts) =>
			fieldsOf(facts)
				.filter(({ field, inside }) => field.type === 'json' && !inside && !field.required)
				.map(({ at }) => `${at} is one`),
	},
	{
		name: 'hint-max-length',
		asks: `hints of at most ${LONGEST_HINT} characters`,
		complaints: (facts) =>
			fieldsOf(facts)
				.filter(({ field }) => (field.hint ?? '').length > LONGEST_HINT)
				.map(({ at, field }) => `${at} has ${field.hint?.length}`),
	},
	{
		name: 'no-hardcoded-ids',
		asks: 'no ID of a workflow, webhook or credential in the code',
		complaints: ({ sources }) =>
			[...sources].flatMap(([path, text]) =>
				unless(!/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/i.test(text), `${path} has one`),
			),
	},
	{
		name: 'node and credential conventions',
		asks: 'class, file and name agree',
		complaints: namesThatDisagree,
	},
	{
		name: 'node-class-description-non-core-color',
		asks: 'no colour of its own',
		complaints: ({ nodes }) =>
			nodes
				.filter(({ node }) => node.description.defaults.color !== undefined)
				.map(({ className }) => `${className} has one`),
	},
	{
		name: 'valid-node-categories, valid-codex-categories',
		asks: "n8n's categories",
		complaints: ({ nodes }) =>
			nodes.flatMap(({ className, codex: { categories = [] } }) => [
				...unless(categories.length > 0, `${className} has none`),
				...categories
					.filter((category) => !CATEGORIES.includes(category))
					.map((category) => `${className}: ${category}`),
			]),
	},
	{
		name: 'no-codex-subcategories, no-ai-codex-category',
		asks: 'no subcategory, and not AI',
		complaints: ({ nodes }) =>
			nodes.flatMap(({ className, codex }) => [
				...unless(codex.subcategories === undefined, `${className} has subcategories`),
				...unless(!codex.categories?.includes('AI'), `${className} is in AI`),
			]),
	},
];

function inSources(
	sources: Facts['sources'],
	about: RegExp,
	holds: (text: string) => boolean,
	complaint: string,
): string[] {
	return [...sources]
		.filter(([, text]) => about.test(text) && !holds(text))
		.map(([path]) => `${path} ${complaint}`);
}

function namesThatDisagree({ nodes, credentials }: Facts): string[] {
	const lower = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
	return [
		...nodes.flatMap(({ file, className, node: { description } }) => [
			...unless(basename(file) === `${className}.node.js`, `${file} has the class ${className}`),
			...unless(description.name === lower(className), `${className} is named ${description.name}`),
			...unless(
				description.group.includes('trigger') === className.endsWith('Trigger'),
				`${className} does not say by its name whether it is a trigger`,
			),
		]),
		...credentials.flatMap(({ file, className, credential }) => [
			...unless(basename(file) === `${className}.credentials.js`, `${file} has the class ${className}`),
			...unless(credential.name === lower(className), `${className} is named ${credential.name}`),
			...unless(
				className.endsWith('Api') && credential.displayName.endsWith('API'),
				`${className} is no API`,
			),
		]),
	];
}
