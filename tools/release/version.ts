/** Levels that `next-version` accepts. */
export const LEVELS = ['first', 'patch', 'minor', 'major'] as const;

/** Level of a version; `first` is the version that package.json already has. */
export type Level = (typeof LEVELS)[number];

/**
 * The next version.
 *
 * @param current the version in package.json
 * @param tags tags of the repository, for example "v0.1.0"
 * @throws Error with a sentence when it already exists, or there is no version to start from
 */
export function versionAfter(current: string, level: Level, tags: readonly string[]): string {
	const [, major = NaN, minor = NaN, patch = NaN] = (/^(\d+)\.(\d+)\.(\d+)$/.exec(current) ?? []).map(Number);
	if (Number.isNaN(patch)) throw new Error(`package.json has ${current}, which is no version like 1.2.3.`);
	const versions = tags.filter((tag) => /^v\d/.test(tag));
	if (level === 'first' && versions.length > 0)
		throw new Error(`There are versions already, ${versions.at(-1)} among them: say patch, minor or major.`);
	if (level !== 'first' && versions.length === 0)
		throw new Error(`There is no version yet: npm run next-version -- first makes ${current}.`);
	const next = {
		first: current,
		patch: `${major}.${minor}.${patch + 1}`,
		minor: `${major}.${minor + 1}.0`,
		major: `${major + 1}.0.0`,
	}[level];
	if (tags.includes(`v${next}`)) throw new Error(`There is a tag v${next} already.`);
	return next;
}
