import { releaseInChangelog } from '../../tools/release/changelog';
import { versionAfter } from '../../tools/release/version';

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

describe('the version that comes', () => {
	it('is the one of package.json when there is none', () => {
		expect(versionAfter('0.1.0', 'first', ['sandbox-1'])).toBe('0.1.0');
	});

	it.each([
		['patch', '0.1.1'],
		['minor', '0.2.0'],
		['major', '1.0.0'],
	] as const)('is, by a %s, %s', (level, version) => {
		expect(versionAfter('0.1.0', level, ['v0.1.0'])).toBe(version);
	});

	it.each([
		['the first was made', '0.1.0', 'first', ['v0.1.0'], /versions already, v0\.1\.0 among them/],
		[
			'the first was not made',
			'0.1.0',
			'minor',
			[],
			/no version yet: npm run next-version -- first makes 0\.1\.0/,
		],
		['the tag is there', '0.1.0', 'minor', ['v0.1.0', 'v0.2.0'], /a tag v0\.2\.0 already/],
		['package.json has another form', '0.1.0-beta.1', 'patch', ['v0.1.0'], /no version like 1\.2\.3/],
	] as const)('is refused when %s', (_when, current, level, tags, says) => {
		expect(() => versionAfter(current, level, tags)).toThrow(says);
	});
});
