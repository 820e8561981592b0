const UNRELEASED = '## [Unreleased]';

/**
 * Turns the unreleased section into a version, under a new and empty heading.
 *
 * @param date YYYY-MM-DD
 * @throws Error when there is nothing unreleased, or the version is there already
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
