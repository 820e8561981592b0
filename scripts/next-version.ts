/**
 * `npm run next-version -- patch|minor|major`: the version, the changelog, the commit and the tag in one step; pushing them starts
 * the workflow that publishes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { cleanEnv, runOrThrow } from '../test/n8n/commands';
import { PROJECT_ROOT } from '../test/n8n/paths';
import { releaseInChangelog } from './release/changelog';

const LEVELS = ['patch', 'minor', 'major'];
const CHANGELOG = join(PROJECT_ROOT, 'CHANGELOG.md');

async function main(): Promise<void> {
	const [level = ''] = process.argv.slice(2);
	if (!LEVELS.includes(level))
		throw new Error(`Say how large it is: npm run next-version -- ${LEVELS.join('|')}`);
	const git = async (...args: string[]) => (await command('git', args)).trim();
	if ((await git('status', '--porcelain')) !== '') throw new Error('Commit what is not committed first.');
	if ((await git('branch', '--show-current')) !== 'main') throw new Error('Versions are made on main.');

	const changelog = readFileSync(CHANGELOG, 'utf8');
	// Before anything is written: throws when nothing is unreleased.
	releaseInChangelog(changelog, '0.0.0-none', '');
	await command('npm', ['version', level, '--no-git-tag-version', '--loglevel=error']);
	const { version } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
		version: string;
	};
	writeFileSync(CHANGELOG, releaseInChangelog(changelog, version, new Date().toISOString().slice(0, 10)));
	await git(
		'commit',
		'--quiet',
		'--message',
		`Version ${version}`,
		'package.json',
		'package-lock.json',
		'CHANGELOG.md',
	);
	await git('tag', '--annotate', `v${version}`, '--message', `Version ${version}`);
	console.log(`Version ${version} is committed and tagged. To publish it: git push --follow-tags`);
}

async function command(program: string, args: string[]): Promise<string> {
	return (await runOrThrow(program, args, { cwd: PROJECT_ROOT, env: cleanEnv() })).stdout;
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
