/**
 * `npm run next-version -- first|patch|minor|major`: makes the version, the changelog entry, the commit and the
 * tag. Pushing them starts the workflow that publishes. Nothing is written until everything is checked.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { cleanEnv, runOrThrow } from '../n8n/commands';
import { PROJECT_ROOT } from '../n8n/paths';
import { releaseInChangelog } from './changelog';
import { LEVELS, versionAfter } from './version';

const CHANGELOG = join(PROJECT_ROOT, 'CHANGELOG.md');

async function main(): Promise<void> {
	const [, , asked] = process.argv;
	const level = LEVELS.find((one) => one === asked);
	if (!level) throw new Error(`Say how large it is: npm run next-version -- ${LEVELS.join('|')}`);
	const git = async (...args: string[]) => (await command('git', args)).trim();
	if ((await git('status', '--porcelain')) !== '') throw new Error('Commit what is not committed first.');
	if ((await git('branch', '--show-current')) !== 'main') throw new Error('Versions are made on main.');

	const { version: current } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
		version: string;
	};
	const tags = (await git('tag', '--list')).split('\n').filter(Boolean);
	const version = versionAfter(current, level, tags);
	const today = new Date().toISOString().slice(0, 10);
	const changelog = releaseInChangelog(readFileSync(CHANGELOG, 'utf8'), version, today);

	if (version !== current)
		await command('npm', ['version', version, '--no-git-tag-version', '--loglevel=error']);
	writeFileSync(CHANGELOG, changelog);
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
