// @ts-check
// `npm run release` publishes, and only from CI, which gives the provenance. On a person's machine n8n-node would make a version in its
// own way, past the changelog and the tag that `npm run next-version` makes.
if (process.env.GITHUB_ACTIONS !== 'true') {
	console.error(
		'A version is made by `npm run next-version -- patch|minor|major`; pushing its tag publishes it. See CONTRIBUTING.md, Releasing.',
	);
	process.exit(1);
}
