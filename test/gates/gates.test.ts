import type { INodeProperties } from 'n8n-workflow';

import { ANNOUNCED } from '../../scripts/gates/announced';
import { readFacts, type Facts } from '../../scripts/gates/facts';
import { licencesOf } from '../../scripts/gates/licences';
import { VERIFICATION } from '../../scripts/gates/verification';
import { PROJECT_ROOT } from '../n8n/paths';

const facts = readFacts(PROJECT_ROOT);
const RULES = [...VERIFICATION, ...ANNOUNCED];
const SOURCE = 'nodes/JustCall/JustCall.node.ts';

const withManifest = (change: Partial<Facts['manifest']>): Facts => ({
	...facts,
	manifest: { ...facts.manifest, ...change },
});
const withSource = (text: string): Facts => ({ ...facts, sources: new Map([[SOURCE, text]]) });
/** The package with another first node. */
const withNode = (change: (node: Facts['nodes'][number]) => Partial<Facts['nodes'][number]>): Facts => {
	const [first, ...others] = facts.nodes;
	if (!first) throw new Error('there is no node');
	return { ...facts, nodes: [{ ...first, ...change(first) }, ...others] };
};
const withDescription = (change: object): Facts =>
	withNode(({ node }) => ({ node: { ...node, description: { ...node.description, ...change } } }));
const withField = (field: object): Facts => withDescription({ properties: [field as INodeProperties] });
const FIELD = { displayName: 'Field', name: 'field', type: 'string', default: '' };
const collection = (...options: object[]) => ({ ...FIELD, type: 'collection', options });
const choices = (...names: string[]) => ({
	...FIELD,
	type: 'options',
	options: names.map((name) => ({ name, value: name })),
});

/** A package that is not as each rule asks. */
const DOCTORED: Array<[rule: string, facts: Facts]> = [
	['V1', withManifest({ scripts: { ...facts.manifest.scripts, release: 'npm publish' } })],
	['V1', withManifest({ devDependencies: {} })],
	['V2', withDescription({ displayName: 'Telephone' })],
	['V3', withSource("const other = 'https://api.other-service.com/v1';")],
	['V4', withManifest({ repository: { url: 'https://example.org/x.git' } })],
	['V4', withManifest({ author: { name: 'Nobody' } })],
	['V5', { ...facts, licence: 'All rights reserved' }],
	['V6', { ...facts, publish: {} }],
	['V6', { ...facts, publishText: 'token: ${{ secrets.NPM_TOKEN }}' }],
	['V7', withManifest({ dependencies: { axios: '1.0.0' } })],
	['V8', withSource("import { readFileSync } from 'node:fs';")],
	['V8', withSource('const key = process.env.KEY;')],
	['V9', withSource('function f(x: any) {}')],
	['V9', { ...facts, compilerOptions: {} }],
	['V11', { ...facts, readme: '# Only a title' }],
	['V12', withField({ ...FIELD, displayName: 'Поле' })],
	['V14', withManifest({ keywords: [] })],
	['V17', withNode(({ node }) => ({ node: { ...node, execute: async () => await Promise.resolve([]) } }))],
	['require-mit-license', withManifest({ license: 'GPL-3.0' })],
	['require-community-node-keyword', withManifest({ keywords: ['n8n'] })],
	['no-monorepo', { ...facts, rootFiles: ['packages'] }],
	['no-logic-or-flow-nodes', withDescription({ name: 'switch' })],
	[
		'prefer-declarative-style',
		withNode(({ node }) => ({ node: { ...node, execute: async () => await Promise.resolve([]) } })),
	],
	['require-continue-on-fail', withSource('async execute() { return []; }')],
	[
		'node-operation-error-itemindex',
		withSource('async execute() { throw new NodeOperationError(this, "x"); }'),
	],
	['require-param-default', withField({ displayName: 'Field', name: 'field', type: 'string' })],
	['options-sorted-alphabetically', withField(choices('B', 'A', 'C', 'D', 'E'))],
	['no-duplicate-param-options', withField(choices('A', 'A'))],
	['no-asterisk-in-option-names', withField(choices('A *'))],
	['non-required-fields-in-collection', withField(collection({ ...FIELD, required: true }))],
	['open-ended-node-fields', withField({ ...FIELD, type: 'json' })],
	['hint-max-length', withField(collection({ ...FIELD, hint: 'x'.repeat(121) }))],
	['no-hardcoded-ids', withSource("const id = '11111111-1111-4111-8111-111111111111';")],
	['node and credential conventions', withNode(() => ({ className: 'Other' }))],
	[
		'node-class-description-non-core-color',
		withDescription({ defaults: { name: 'JustCall', color: '#fff' } }),
	],
	[
		'valid-node-categories, valid-codex-categories',
		withNode(() => ({ codex: { categories: ['Telephony'] } })),
	],
	[
		'no-codex-subcategories, no-ai-codex-category',
		withNode(() => ({ codex: { categories: ['AI'], subcategories: {} } })),
	],
];

const complaintsOf = (name: string, doctored: Facts) =>
	RULES.filter((rule) => rule.name === name).flatMap((rule) => rule.complaints(doctored));

it.each(RULES.map(({ name }) => name))('%s: the package is as asked', (name) => {
	expect(complaintsOf(name, facts)).toEqual([]);
});

it.each(DOCTORED)('%s: a package that is not is seen', (name, doctored) => {
	expect(complaintsOf(name, doctored)).not.toEqual([]);
});

it('every rule that a program can tell has been seen to fail', () => {
	const seen = new Set(DOCTORED.map(([name]) => name));
	expect(RULES.filter(({ name, byHand }) => !byHand && !seen.has(name)).map(({ name }) => name)).toEqual([]);
});

it('tells what ships from what builds, and refuses a licence that is not free', () => {
	expect(
		licencesOf({
			packages: {
				'': {},
				'node_modules/a': { license: 'MIT', dev: true },
				'node_modules/b': { license: '(GPL-3.0 OR MIT)', dev: true },
				'node_modules/c': { license: 'GPL-3.0', dev: true },
				'node_modules/d': { dev: true },
				'node_modules/e': { license: 'MIT' },
				'node_modules/n8n-core': { license: 'SEE LICENSE IN LICENSE.md', dev: true },
			},
		}),
	).toEqual({
		shipped: ['node_modules/e'],
		building: 6,
		refused: ['node_modules/c: GPL-3.0', 'node_modules/d: no licence'],
	});
});
