import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { INodeProperties } from 'n8n-workflow';

import { ANNOUNCED } from '../../tools/gates/announced';
import { readFacts, type Facts } from '../../tools/gates/facts';
import { licencesOf } from '../../tools/gates/licences';
import { publishFinding } from '../../tools/gates/publishing';
import { lintConfigComplaints } from '../../tools/gates/tools';
import { VERIFICATION } from '../../tools/gates/verification';
import { PROJECT_ROOT } from '../../tools/n8n/paths';

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

/** The package with another workflow that publishes. */
function withWorkflow(from: string, to: string): Facts {
	if (!facts.publish.includes(from)) throw new Error(`publish.yml has no '${from}'`);
	return { ...facts, publish: facts.publish.replaceAll(from, to) };
}

/** A package that breaks each rule. */
const DOCTORED: Array<[rule: string, facts: Facts]> = [
	['V1', withManifest({ scripts: { ...facts.manifest.scripts, release: 'npm publish' } })],
	['V1', withManifest({ devDependencies: {} })],
	['V1', withManifest({ n8n: { ...facts.manifest.n8n, strict: undefined } })],
	['V2', withDescription({ displayName: 'Telephone' })],
	['V3', withSource("const other = 'https://api.other-service.com/v1';")],
	['V3', withSource("const other = 'https://example-tracker.evil.com/x';")],
	['V3', withSource("const other = 'https://evil-example.com';")],
	['V3', withSource("const other = 'https://api.justcall.io.evil.com';")],
	['V4', withManifest({ repository: { url: 'https://example.org/x.git' } })],
	['V4', withManifest({ author: { name: 'Nobody' } })],
	['V5', { ...facts, licence: 'All rights reserved' }],
	['V6', { ...facts, publish: '' }],
	['V6', withWorkflow('secrets.NODE_AUTH_TOKEN', 'secrets.NPM_TOKEN')],
	['V6', withWorkflow('node-version: 24', 'node-version: 20')],
	['V6', withWorkflow('id-token: write', 'id-token: none')],
	['V6', withWorkflow('npm view', 'true')],
	['V6', withManifest({ publishConfig: undefined })],
	['V6', withManifest({ scripts: { ...facts.manifest.scripts, prepublishOnly: 'true' } })],
	['V7', withManifest({ dependencies: { axios: '1.0.0' } })],
	['V8', withSource("import { readFileSync } from 'node:fs';")],
	['V8', withSource('const key = process.env.KEY;')],
	['V8', withSource("const fs = await import('node:fs');")],
	['V8', withSource("const { env } = globalThis['process'];")],
	['V8', withSource("const key = process['env'].KEY;")],
	['V8', withSource('import fs = require("node:fs");')],
	['V8', withSource('import "node:fs/promises";')],
	['V9', withSource('function f(x: any) {}')],
	['V9', { ...facts, compilerOptions: {} }],
	['V11', { ...facts, readme: '# Only a title' }],
	['V12', withField({ ...FIELD, displayName: 'Поле' })],
	['V12', withField({ ...FIELD, displayName: 'Anrufe', description: 'Ruft alle Anrufe ab' })],
	['V12', withField({ ...FIELD, placeholder: 'Поле' })],
	['V12', withField({ ...FIELD, placeholder: 'z. B. Grüße' })],
	...['name', 'description', 'action'].map((key): [string, Facts] => [
		'V12',
		withField({ ...FIELD, type: 'options', options: [{ name: 'A', value: 'a', [key]: 'Поле' }] }),
	]),
	['V12', withDescription({ description: 'Поле' })],
	['V12', withSource("const message = 'Не найдено';")],
	['V12', { ...facts, readme: '# Dieser Knoten und seine Felder' }],
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
	[
		'options-sorted-alphabetically',
		withField(collection({ ...FIELD, displayName: 'B' }, { ...FIELD, displayName: 'A', name: 'a' })),
	],
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

it.each([
	"const sample = 'https://hooks.example.com/x';",
	"const sample = 'https://n8n.example/x';",
	'// import fs from "node:fs" would reach for the machine\nconst a = "could not process the request";',
])('none of the rules minds %s', (text) => {
	expect(['V3', 'V8', 'V9'].flatMap((name) => complaintsOf(name, withSource(text)))).toEqual([]);
});

it.each([
	['MIT', true],
	['(MIT OR GPL-3.0)', true],
	['(MIT OR GPL-3.0) AND ISC', true],
	['(MIT OR GPL-3.0) AND AGPL-3.0', false],
	['GPL-3.0 OR AGPL-3.0 AND MIT', false],
	['MIT AND', false],
	['(MIT', false],
	['', false],
])('the licence %p is free: %p', (license, free) => {
	const { refused } = licencesOf({ packages: { 'node_modules/a': { license, dev: true } } });
	expect(refused).toEqual(free ? [] : [`node_modules/a: ${license}`]);
});

describe('publishing by hand', () => {
	const folder = mkdtempSync(join(tmpdir(), 'justcall-publish-'));
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	const publish = async (change: object) => {
		const manifest = { name: 'n8n-nodes-of-nobody', version: '1.0.0', ...change };
		writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
		copyFileSync(join(PROJECT_ROOT, '.npmrc'), join(folder, '.npmrc'));
		return (await publishFinding(folder)).complaints;
	};

	it('is refused when the package asks for its provenance', async () => {
		expect(await publish({ publishConfig: facts.manifest.publishConfig })).toEqual([]);
	});

	it('is seen to work when it does not', async () => {
		expect(await publish({})).toEqual(['npm publish by hand sends the package']);
	});

	it('says when npm ended for another reason', async () => {
		expect(await publish({ version: 'none' })).toEqual([expect.stringContaining('for another reason')]);
	});
});

it('the lock file holds the packages of every platform, and no address', () => {
	const text = readFileSync(join(PROJECT_ROOT, 'package-lock.json'), 'utf8');
	const { packages } = JSON.parse(text) as {
		packages: Record<string, { optionalDependencies?: Record<string, string> }>;
	};
	// Node also looks next to it and above it.
	const has = (from: string, name: string): boolean => {
		const within = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
		const above = from.replace(/(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+$/, '');
		return within in packages || (from !== '' && has(above, name));
	};
	const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
		Object.keys(optionalDependencies)
			.filter((name) => !has(path, name))
			.map((name) => `${path}: ${name}`),
	);
	expect(missing).toEqual([]);
	expect(text).not.toContain('"resolved"');
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

describe('strict mode', () => {
	it("our lint configuration is n8n's own", () => {
		expect(lintConfigComplaints()).toEqual([]);
	});

	it('takes no other', () => {
		const root = mkdtempSync(join(tmpdir(), 'lint-config-'));
		writeFileSync(join(root, 'eslint.config.mjs'), 'export default [];\n');
		expect(lintConfigComplaints(root)).toEqual([expect.stringMatching(/not n8n's own/)]);
		rmSync(root, { recursive: true });
	});
});

it.each([
	['a person', {}, 1, /next-version/],
	['CI', { GITHUB_ACTIONS: 'true' }, 0, /^$/],
])('npm run release by %s', (_who, variables, code, says) => {
	const { status, stderr } = spawnSync(process.execPath, [join(PROJECT_ROOT, 'tools/release/onlyInCi.mjs')], {
		env: { ...process.env, GITHUB_ACTIONS: '', ...variables },
		encoding: 'utf8',
	});
	expect([status, stderr]).toEqual([code, expect.stringMatching(says)]);
});
