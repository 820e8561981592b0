import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { ICredentialType, INodeProperties, INodeType } from 'n8n-workflow';

import type { PackageManifest } from '../n8n/package';
import { expectFreshBuild } from '../buildStamp.cjs';
import { filesUnder } from './outputs';

/** The parts of package.json that the gates check. */
export interface Manifest extends PackageManifest {
	description?: string;
	license?: string;
	keywords?: string[];
	homepage?: string;
	author?: { name?: string; email?: string };
	repository?: { type?: string; url?: string };
	scripts?: Record<string, string>;
	workspaces?: unknown;
	overrides?: unknown;
	files?: string[];
	publishConfig?: Record<string, unknown>;
}

/** The node's `.node.json`, which the editor reads. */
export interface Codex {
	node?: string;
	categories?: string[];
	subcategories?: Record<string, string[]>;
}

/** A node as it was built. */
export interface BuiltNode {
	/** Compiled file, for example "dist/nodes/JustCall/JustCall.node.js". */
	file: string;
	className: string;
	node: INodeType;
	codex: Codex;
}

/** A job of a workflow of GitHub Actions. */
export interface Job {
	permissions?: Record<string, string>;
	steps?: Array<{ run?: string; uses?: string; with?: Record<string, unknown> }>;
}

/** Everything that the gates check. */
export interface Facts {
	manifest: Manifest;
	licence: string;
	readme: string;
	/** The workflow that publishes, as text; empty when there is none. */
	publish: string;
	nodes: BuiltNode[];
	credentials: Array<{ file: string; className: string; credential: ICredentialType }>;
	/** Our own TypeScript under nodes/ and credentials/, by path. */
	sources: Map<string, string>;
	compilerOptions: Record<string, unknown>;
	/** Names in the root folder. */
	rootFiles: string[];
}

/**
 * Reads the facts of a package that was built.
 *
 * @throws Error when the build is stale
 */
export function readFacts(root: string): Facts {
	expectFreshBuild(root);
	const text = (path: string) => readFileSync(join(root, path), 'utf8');
	const load = createRequire(join(root, 'package.json'));
	const manifest = JSON.parse(text('package.json')) as Manifest;
	const publishFile = '.github/workflows/publish.yml';
	/** Creates the one class of a compiled file. */
	const made = (file: string): { className: string; one: unknown } => {
		const [[className, Type] = []] = Object.entries(load(`./${file}`) as Record<string, new () => unknown>);
		if (!className || !Type) throw new Error(`${file} exports no class`);
		return { className, one: new Type() };
	};
	return {
		manifest,
		licence: text('LICENSE.md'),
		readme: text('README.md'),
		publish: existsSync(join(root, publishFile)) ? text(publishFile) : '',
		nodes: manifest.n8n.nodes.map((file) => {
			const { className, one } = made(file);
			const codex = JSON.parse(text(file.replace(/\.js$/, '.json'))) as Codex;
			return { file, className, node: one as INodeType, codex };
		}),
		credentials: manifest.n8n.credentials.map((file) => {
			const { className, one } = made(file);
			return { file, className, credential: one as ICredentialType };
		}),
		sources: new Map(
			filesUnder(['nodes', 'credentials'].map((folder) => join(root, folder)))
				.filter((file) => file.endsWith('.ts'))
				.map((file) => [file.slice(root.length + 1), readFileSync(file, 'utf8')]),
		),
		compilerOptions: (JSON.parse(text('tsconfig.json')) as Pick<Facts, 'compilerOptions'>).compilerOptions,
		rootFiles: readdirSync(root),
	};
}

/** A field of a panel with its path: "JustCall > filters > agentId". */
export interface PlacedField {
	at: string;
	field: INodeProperties;
	/** The type of its parent field; `undefined` at the top. */
	inside?: 'collection' | 'fixedCollection';
}

/** Every field of a panel, with those in collections. */
export function fieldsOf({ nodes, credentials }: Facts): PlacedField[] {
	return [
		...nodes.flatMap(({ node }) => walk(node.description.properties, node.description.displayName)),
		...credentials.flatMap(({ credential }) => walk(credential.properties, credential.displayName)),
	];
}

function walk(fields: readonly INodeProperties[], at: string, inside?: PlacedField['inside']): PlacedField[] {
	return fields.flatMap((field) => {
		const here = `${at} > ${field.name}`;
		const inner = (field.options ?? []).flatMap((option) =>
			'values' in option ? option.values : 'type' in option ? [option] : [],
		);
		const kind = field.type === 'fixedCollection' ? 'fixedCollection' : 'collection';
		return [{ at: here, field, inside }, ...walk(inner, here, kind)];
	});
}

/** Every text that the editor shows, with its path. */
export function textsOf(facts: Facts): Array<{ at: string; text: string }> {
	return [
		...facts.nodes.flatMap(({ className, node: { description } }) =>
			[description.displayName, description.description, description.subtitle].map((text) => ({
				at: className,
				text,
			})),
		),
		...facts.credentials.map(({ className, credential }) => ({
			at: className,
			text: credential.displayName,
		})),
		...fieldsOf(facts).flatMap(({ at, field }) => [
			...[field.displayName, field.description, field.hint, field.placeholder].map((text) => ({ at, text })),
			...(field.options ?? []).flatMap((option) =>
				['name', 'displayName', 'description', 'action'].map((key) => ({
					at,
					text: (option as unknown as Record<string, unknown>)[key],
				})),
			),
		]),
	].flatMap(({ at, text }) => (typeof text === 'string' && text !== '' ? [{ at, text }] : []));
}

/** The choices of a field: its options with a name and a value. */
export function choicesOf({ options = [] }: INodeProperties): Array<{ name: string; value: unknown }> {
	return options.flatMap((option) => ('value' in option ? [{ name: option.name, value: option.value }] : []));
}

/** The names of the fields of a collection; none of any other field. */
export function partsOf({ type, options = [] }: INodeProperties): string[] {
	return type === 'collection'
		? options.flatMap((field) => ('type' in field ? [field.displayName] : []))
		: [];
}
