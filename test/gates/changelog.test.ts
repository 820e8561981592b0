import { releaseInChangelog } from '../../scripts/release/changelog';

const HEAD = '# Changelog\n\nWhat is new.\n\n';

it('makes what is unreleased a version, and leaves the versions before it', () => {
	const before = `${HEAD}## [Unreleased]\n\n### Added\n\n- A thing\n\n## [0.1.0] - 2026-01-01\n\n- First\n`;
	expect(releaseInChangelog(before, '0.2.0', '2026-11-24')).toBe(
		`${HEAD}## [Unreleased]\n\n## [0.2.0] - 2026-11-24\n\n### Added\n\n- A thing\n\n## [0.1.0] - 2026-01-01\n\n- First\n`,
	);
});

it.each([
	[
		'nothing is unreleased',
		`${HEAD}## [Unreleased]\n\n## [0.1.0] - 2026-01-01\n\n- First\n`,
		/Nothing is unreleased/,
	],
	['there is no such heading', HEAD, /no single heading/],
	[
		'the version is there',
		`${HEAD}## [Unreleased]\n\n- A\n\n## [0.2.0] - 2026-01-01\n`,
		/has version 0\.2\.0 already/,
	],
])('refuses when %s', (_when, changelog, says) => {
	expect(() => releaseInChangelog(changelog, '0.2.0', '2026-11-24')).toThrow(says);
});
