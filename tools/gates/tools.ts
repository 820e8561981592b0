import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { cleanEnv, run } from '../n8n/commands';
import { PROJECT_ROOT } from '../n8n/paths';
import type { Lock } from './licences';
import { licencesOf } from './licences';

/** A program's result for the package. */
export interface Finding {
	name: string;
	asks: string;
	complaints: string[];
	/** Its findings, or the number of things that it checked, for the table. */
	says: string;
}

const LINT_CONFIG = 'eslint.config.mjs';
/** The configuration that n8n gives to new packages; with `n8n.strict` in package.json it is the only one that n8n takes. */
const N8N_LINT_CONFIG = join(
	'node_modules/@n8n/node-cli/dist/template/templates/shared/default',
	LINT_CONFIG,
);
const LINTED = ['nodes', 'credentials', 'package.json'];

/** Runs n8n's linter with n8n's configuration. Warnings count, and so do comments that disable a rule. */
export async function lintFinding(): Promise<Finding> {
	const eslint = async (...args: string[]) =>
		await node(['eslint', 'bin', 'eslint.js'], ['--config', LINT_CONFIG, ...args]);
	const { stdout } = await eslint(...LINTED, '--no-inline-config', '--format', 'json');
	const files = JSON.parse(stdout) as Array<{
		filePath: string;
		messages: Array<{ line: number; ruleId: string | null; message: string }>;
	}>;
	const { stdout: printed } = await eslint('--print-config', join('nodes', 'JustCall', 'JustCall.node.ts'));
	const { rules } = JSON.parse(printed) as { rules: Record<string, [number | string]> };
	const active = Object.entries(rules).filter(([, [level]]) => level !== 0 && level !== 'off');
	const n8n = active.filter(([name]) => /n8n/.test(name)).length;
	return {
		name: 'V13',
		asks: "n8n's rules for nodes, now in force",
		complaints: [
			...lintConfigComplaints(),
			...files.flatMap(({ filePath, messages }) =>
				messages.map(
					({ line, ruleId, message }) =>
						`${filePath.slice(PROJECT_ROOT.length + 1)}:${line} ${ruleId ?? ''} ${message}`,
				),
			),
		],
		says: `${files.length} files, ${active.length} rules, ${n8n} of them n8n's`,
	};
}

/**
 * Compares our lint configuration with n8n's, except for white space, as `n8n-node lint` does in strict mode.
 *
 * @param root folder of the project
 */
export function lintConfigComplaints(root = PROJECT_ROOT): string[] {
	const words = (path: string) => readFileSync(path, 'utf8').replace(/\s+/g, ' ').trim();
	return words(join(root, LINT_CONFIG)) === words(join(PROJECT_ROOT, N8N_LINT_CONFIG))
		? []
		: [`${LINT_CONFIG} is not n8n's own, which strict mode asks for`];
}

/** Runs secretlint on every file in git. */
export async function repositorySecrets(): Promise<Finding> {
	const { code, output } = await node(
		['secretlint', 'bin', 'secretlint.js'],
		['--secretlintignore', '.gitignore', '**/*', '.ci/*', '.github/**/*'],
	);
	return {
		name: 'secrets',
		asks: 'none in the repository',
		complaints: code === 0 ? [] : [output.trim()],
		says: 'by secretlint',
	};
}

/** Licences of all packages that build and test this package. */
export function licenceFinding(): Finding {
	const lock = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package-lock.json'), 'utf8')) as Lock;
	const { shipped, building, refused } = licencesOf(lock);
	return {
		name: 'licences',
		asks: 'free ones for what builds, none needed for what ships',
		complaints: [...shipped.map((path) => `${path} would ship`), ...refused],
		says: `${shipped.length} packages ship, ${building} build`,
	};
}

/** Known vulnerabilities. One in a shipped package fails; those in build packages are only listed. */
export async function auditFinding(): Promise<Finding> {
	const shipped = await audit('--omit=dev');
	const building = await audit();
	return {
		name: 'vulnerabilities',
		asks: 'none known in what ships',
		complaints: shipped?.total === 0 ? [] : [`npm audit --omit=dev: ${shipped?.words ?? 'no answer'}`],
		says: `ships: ${shipped?.words ?? 'no answer'}; builds: ${building?.words ?? 'the registry gives no advisories'}`,
	};
}

async function audit(...args: string[]): Promise<{ total: number; words: string } | undefined> {
	const { stdout } = await run('npm', ['audit', '--json', '--loglevel=silent', ...args], {
		cwd: PROJECT_ROOT,
		env: cleanEnv(),
	});
	const { metadata } = JSON.parse(stdout || '{}') as {
		metadata?: { vulnerabilities: Record<string, number> };
	};
	if (!metadata) return undefined;
	const { total = 0, ...levels } = metadata.vulnerabilities;
	const words = Object.entries(levels)
		.filter(([, count]) => count > 0)
		.map(([level, count]) => `${count} ${level}`);
	return { total, words: words.join(', ') || 'none' };
}

async function node(path: string[], args: string[]) {
	return await run(process.execPath, [join(PROJECT_ROOT, 'node_modules', ...path), ...args], {
		cwd: PROJECT_ROOT,
		env: cleanEnv(),
	});
}
