import { parse } from 'yaml';

import type { Facts, Job } from './facts';
import { textsOf } from './facts';
import type { Rule } from './rule';
import { unless } from './rule';

const README_SECTIONS = ['Installation', 'Credentials', 'Operations', 'Compatibility', 'Examples'];
/** Hosts that node code may name: JustCall's own, n8n's documentation, and this package's page. */
const OWN_HOSTS = /^(?:[\w-]+\.)?(?:justcall\.io|n8n\.io|npmjs\.com)$/;
/** Reserved names for examples (RFC 2606). */
const RESERVED = /^(?:[\w-]+\.)*(?:example\.(?:com|net|org)|example|invalid|test)$/;
/** Name of a dialect of XML, such as SVG. Nothing is sent to it. */
const XML_NAMESPACE = /xmlns(?::\w+)?="[^"]*"/g;
/** Ways to modules and global objects that n8n's guidelines forbid. */
const MACHINE =
	/\bprocess\s*(?:\.|\?\.|\[)|['"`]process['"`]|\bglobalThis\b|\bimport\s*\(|\brequire\b\s*[(.]|\b(?:from|import)\s*['"](?:node:)?(?:fs|path|os|child_process|http|https|net|process|module|vm|worker_threads)(?:\/|['"])|\beval\s*\(|\bnew Function\b/;
/** Short words that are frequent in other languages and do not exist in English. */
const FOREIGN =
	/(?<![\w'])(?:der|das|und|oder|nicht|ein|eine|einen|alle|für|fuer|ist|werden|les|des|une|pour|avec|dans|sont|las|una|para|della|sono|een|het|voor|niet|och|att)(?![\w'])/i;
const NOT_LATIN = /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u;
/** Letters that English words do not use. */
const FOREIGN_LETTERS = /[äöüßñçøåæœàâèêëìîïòôùûãõ]/i;
/** The first version of Node whose npm supports trusted publishing, which needs npm 11.5.1. */
const NODE_FOR_TRUSTED_PUBLISHING = 24;
/** The one secret that a workflow may name, because npm can trust a workflow only for a package that exists. */
const FIRST_RELEASE_SECRET = 'NODE_AUTH_TOKEN';
const LOOPBACK = /^(?:127\.0\.0\.1|localhost)$/;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm;

/**
 * n8n's guidelines for verified community nodes. n8n's own programs check V10 (the scanner), V8 and V13 (the
 * linter) in addition to this table.
 */
export const VERIFICATION: readonly Rule[] = [
	{
		name: 'V1',
		asks: 'made with the n8n-node tool',
		complaints: ({ manifest }) => [
			...unless('@n8n/node-cli' in (manifest.devDependencies ?? {}), '@n8n/node-cli is no devDependency'),
			...['build', 'dev', 'lint', 'release'].flatMap((name) =>
				unless(manifest.scripts?.[name] !== undefined, `there is no script '${name}'`),
			),
			...['dev', 'release'].flatMap((name) =>
				// Outside CI, the script before n8n-node refers to next-version; CI passes it.
				unless(
					/^(?:node tools\/release\/onlyInCi\.mjs && )?n8n-node /.test(manifest.scripts?.[name] ?? ''),
					`'${name}' is not n8n-node's`,
				),
			),
			...unless(
				manifest.n8n.strict === true,
				"package.json does not say that n8n's lint rules hold (n8n.strict)",
			),
		],
	},
	{
		name: 'V2',
		asks: 'no node that n8n has, and none of logic or flow',
		complaints: ({ nodes }) =>
			nodes.flatMap(({ node: { description } }) =>
				unless(
					/JustCall/.test(description.displayName),
					`'${description.displayName}' is not named after the service`,
				),
			),
		remains: 'JustCall publishes a node of its own: n8n may ask how this one differs (docs/migrating.md).',
	},
	{
		name: 'V3',
		asks: 'one service',
		complaints: ({ sources }) =>
			[...sources].flatMap(([path, text]) =>
				[
					...text
						.replace(COMMENT, '')
						.replace(XML_NAMESPACE, '')
						.matchAll(/https?:\/\/([\w.-]+\w)/g),
				]
					.map(([, host = '']) => host)
					.filter((host) => !OWN_HOSTS.test(host) && !LOOPBACK.test(host) && !RESERVED.test(host))
					.map((host) => `${path} names ${host}`),
			),
	},
	{
		name: 'V4',
		asks: 'a public repository, and the same author there and on npm',
		complaints: ({ manifest: { repository, author, homepage } }) => [
			...unless(
				/^git\+https:\/\/github\.com\/[\w-]+\/[\w.-]+\.git$/.test(repository?.url ?? ''),
				'the repository is no address at GitHub',
			),
			...unless(Boolean(author?.name && author.email), 'the author has no name or no e-mail address'),
			...unless(/^https:\/\//.test(homepage ?? ''), 'there is no homepage'),
		],
		remains: 'Publish the repository at that address, under that name.',
	},
	{
		name: 'V5',
		asks: 'the MIT licence',
		complaints: ({ manifest, licence }) => [
			...unless(manifest.license === 'MIT', `the licence is ${String(manifest.license)}`),
			...unless(/^#? ?(?:The )?MIT License/m.test(licence), 'LICENSE.md is not the MIT licence'),
		],
	},
	{
		name: 'V6',
		asks: 'published by GitHub Actions with provenance; a secret for the first release alone',
		complaints: publishedByWorkflow,
		remains:
			'For the first release give the repository the secret NODE_AUTH_TOKEN, a token of npm; after it name publish.yml as the trusted publisher in the settings of the package at npm, and take the secret and the token away.',
	},
	{
		name: 'V7',
		asks: 'no run-time dependency',
		complaints: ({ manifest }) => [
			...Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).map(
				(name) => `it depends on ${name}`,
			),
			...unless(
				JSON.stringify(manifest.peerDependencies) === '{"n8n-workflow":"*"}',
				'the peer dependencies are not n8n-workflow alone',
			),
		],
	},
	{
		name: 'V8',
		asks: 'neither environment variables nor the file system',
		complaints: ({ sources }) =>
			[...sources].flatMap(([path, text]) =>
				unless(!MACHINE.test(text.replace(COMMENT, '')), `${path} reaches for the machine`),
			),
	},
	{
		name: 'V9',
		asks: 'TypeScript, strict, without any',
		complaints: ({ compilerOptions, sources }) => [
			...unless(compilerOptions.strict === true, 'TypeScript is not strict'),
			...[...sources].flatMap(([path, text]) =>
				unless(!/(?:: |<|as )any\b/.test(text.replace(COMMENT, '')), `${path} has an any`),
			),
		],
		remains:
			'Whether errors are handled and input is checked as n8n asks is for people to read; no rule of this table tells.',
	},
	{
		name: 'V11',
		asks: 'a README with installation, credentials, operations, compatibility and examples',
		complaints: ({ readme }) =>
			README_SECTIONS.flatMap((section) =>
				unless(new RegExp(`^##+ ${section}`, 'm').test(readme), `README.md has no section '${section}'`),
			),
	},
	{
		name: 'V12',
		asks: 'English only: Latin letters, and no small word of another language',
		complaints: (facts) => [
			...textsOf(facts).flatMap(({ at, text }) =>
				unless(isEnglish(text), `${at} is not in English: ${text}`),
			),
			...[...facts.sources].flatMap(([path, text]) =>
				unless(!NOT_LATIN.test(text), `${path} has other than Latin letters`),
			),
			...unless(isEnglish(facts.readme.replace(/```[\s\S]*?```/g, '')), 'README.md is not in English'),
		],
		remains: 'Whether it is good English is for people to read.',
	},
	{
		name: 'V14',
		asks: "the keyword, the name, and dist/ in the 'n8n' block",
		complaints: ({ manifest: { keywords = [], name, n8n } }) => [
			...unless(keywords.includes('n8n-community-node-package'), 'the keyword is missing'),
			...unless(/^(?:@[\w-]+\/)?n8n-nodes-[\w-]+$/.test(name), `the name ${name} does not fit`),
			...[...n8n.nodes, ...n8n.credentials].flatMap((path) =>
				unless(path.startsWith('dist/'), `${path} is not in dist/`),
			),
		],
	},
	{
		name: 'V15',
		asks: 'submitted in the Creator Portal',
		byHand: true,
		complaints: () => [],
		remains: 'Submit it at creators.n8n.io/nodes when it is published.',
	},
	{
		name: 'V16',
		asks: 'a video of less than five minutes',
		byHand: true,
		complaints: () => [],
		remains: 'Record installation, credential test, operations and a trigger.',
	},
	{
		name: 'V17',
		asks: 'declarative style',
		complaints: ({ nodes }) =>
			nodes
				.filter(({ node }) => !node.description.group.includes('trigger'))
				.flatMap(({ className, node }) => [
					...unless(!('execute' in node), `${className} has execute()`),
					...unless(node.description.requestDefaults !== undefined, `${className} has no requestDefaults`),
				]),
	},
];

function isEnglish(text: string): boolean {
	return !NOT_LATIN.test(text) && !FOREIGN_LETTERS.test(text) && !FOREIGN.test(text);
}

function publishedByWorkflow({ publish, manifest }: Facts): string[] {
	const workflow = (parse(publish) ?? {}) as {
		on?: { push?: { tags?: string[] } };
		jobs?: Record<string, Job>;
	};
	const jobs = Object.values(workflow.jobs ?? {});
	const releasing = jobs.filter(({ steps = [] }) => steps.some(({ run }) => run === 'npm run release'));
	const nodes = releasing.flatMap(({ steps = [] }) =>
		steps.map((step) => Number(step.with?.['node-version'])),
	);
	const secrets = [...publish.matchAll(/\bsecrets(?:\.([\w-]+)|\[)/g)].map(([, name = '']) => name);
	return [
		...unless(
			(workflow.on?.push?.tags ?? []).some((tag) => tag.startsWith('v')),
			'publish.yml does not start at a version tag',
		),
		...unless(
			releasing.length > 0,
			'publish.yml does not run npm run release, which publishes with provenance',
		),
		...unless(
			releasing.every(({ permissions }) => permissions?.['id-token'] === 'write'),
			'publish.yml cannot get a token for the provenance (id-token: write)',
		),
		...unless(
			nodes.some((version) => version >= NODE_FOR_TRUSTED_PUBLISHING),
			`publish.yml does not publish with Node ${NODE_FOR_TRUSTED_PUBLISHING}: an older npm has no trusted publishing`,
		),
		...secrets
			.filter((name) => name !== FIRST_RELEASE_SECRET)
			.map((name) => `publish.yml uses the secret ${name}`),
		...unless(
			secrets.length === 0 || /npm view/.test(publish),
			`publish.yml uses ${FIRST_RELEASE_SECRET} without asking whether the package exists already`,
		),
		...unless(
			manifest.publishConfig?.provenance === true,
			'package.json does not ask for provenance (publishConfig), without which anybody can publish by hand',
		),
		...unless(
			manifest.scripts?.prepublishOnly === 'n8n-node prerelease',
			"prepublishOnly is not n8n's, which sends to npm run release",
		),
	];
}
