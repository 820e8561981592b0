const UNRELEASED = '## [Unreleased]';

/**
 * Turns the unreleased section into a version, and adds a new empty section above it.
 *
 * @param date YYYY-MM-DD
 * @throws Error when there is nothing unreleased, or the version already exists
 */
export function releaseInChangelog(changelog: string, version: string, date: string): string {
	const [before, after, more] = changelog.split(`${UNRELEASED}\n`);
	if (before === undefined || after === undefined || more !== undefined)
		throw new Error(`CHANGELOG.md has no single heading '${UNRELEASED}'.`);
	if (changelog.includes(`## [${version}]`)) throw new Error(`CHANGELOG.md has version ${version} already.`);
	const [news = ''] = after.split(/^## \[/m);
	if (news.trim() === '')
		throw new Error('Nothing is unreleased: write what is new into CHANGELOG.md first.');
	return `${before}${UNRELEASED}\n\n## [${version}] - ${date}\n${after}`;
}
