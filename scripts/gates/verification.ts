import type { Facts } from './facts';
import { fieldsOf } from './facts';
import type { Rule } from './rule';
import { unless } from './rule';

const README_SECTIONS = ['Installation', 'Credentials', 'Operations', 'Compatibility', 'Sample workflows'];
/** Hosts that node code may name: JustCall's own, n8n's documentation, and this package's page. */
const OWN_HOSTS = /^(?:[\w-]+\.)?(?:justcall\.io|n8n\.io|npmjs\.com)$/;
const LOOPBACK = /^(?:127\.0\.0\.1|localhost)$/;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm;

/**
 * n8n's guidelines for verified community nodes. V10 (the scanner), V8 and V13 (the linter) are run beside this table by the
 * programs that n8n wrote for them.
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
				unless(/^n8n-node /.test(manifest.scripts?.[name] ?? ''), `'${name}' is not n8n-node's`),
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
				[...text.replace(COMMENT, '').matchAll(/https?:\/\/([\w.-]+\w)/g)]
					.map(([, host = '']) => host)
					.filter((host) => !OWN_HOSTS.test(host) && !LOOPBACK.test(host) && !/example/.test(host))
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
		asks: 'published by GitHub Actions with provenance, without a secret',
		complaints: publishedByWorkflow,
		remains: 'Name publish.yml as the trusted publisher in the settings of the package at npm.',
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
				unless(
					!/\bprocess\.|require\(|from '(?:node:)?(?:fs|path|os|child_process|http|https|net)(?:\/|')/.test(
						text.replace(COMMENT, ''),
					),
					`${path} reaches for the machine`,
				),
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
		asks: 'English only',
		complaints: (facts) =>
			fieldsOf(facts).flatMap(({ at, field: { displayName, description = '', hint = '' } }) =>
				unless(
					// Latin letters; the words themselves are for people to read.
					!/[^\p{Script=Latin}\p{Script=Common}]/u.test(`${displayName} ${description} ${hint}`),
					`${at} is not written in Latin letters`,
				),
			),
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

function publishedByWorkflow({ publish, publishText, manifest }: Facts): string[] {
	const jobs = Object.values(publish.jobs ?? {});
	const steps = jobs.flatMap((job) => job.steps ?? []);
	return [
		...unless(
			(publish.on?.push?.tags ?? []).some((tag) => tag.startsWith('v')),
			'publish.yml does not start at a version tag',
		),
		...unless(
			jobs.some((job) => job.permissions?.['id-token'] === 'write'),
			'publish.yml can not get a token for the provenance (id-token: write)',
		),
		...unless(
			steps.some(({ run }) => run === 'npm run release'),
			'publish.yml does not run npm run release, which publishes with provenance',
		),
		...unless(!/\bsecrets\./.test(publishText), 'publish.yml uses a secret'),
		...unless(
			manifest.scripts?.prepublishOnly === 'n8n-node prerelease',
			'prepublishOnly does not keep anybody from publishing by hand',
		),
	];
}
