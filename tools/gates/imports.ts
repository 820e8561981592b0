import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

import ts from 'typescript';

import { complaintAbout, FLOORS, targetOf } from './layers.cjs';

/** Files by their path from the root, each with the files that it imports. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

const ENDINGS = ['', '.ts', '.cjs', '.mjs', '.js', '/index.ts'];

/**
 * Reads which file imports which, types included.
 *
 * @param root of the repository
 * @param folders whose files are read, from the root
 */
export function readImports(root: string, folders: readonly string[]): ImportGraph {
	const files = folders
		.flatMap((folder) =>
			readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
				posix.join(folder, name.replaceAll('\\', '/')),
			),
		)
		.filter((file) => /\.(ts|cjs|mjs)$/.test(file))
		.sort();
	return new Map(
		files.map((file) => {
			const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true);
			const targets = importedFiles.flatMap(({ fileName }) => {
				const target = targetOf(file, fileName);
				if (target === undefined) return [];
				const ending = ENDINGS.find(
					(end) => /\.\w+$/.test(target + end) && existsSync(join(root, target + end)),
				);
				return ending === undefined ? [] : [target + ending];
			});
			return [file, [...new Set(targets)]];
		}),
	);
}

/** Complaints about the imports: upward imports, imports of a folder that is not allowed, then circles. */
export function complaintsAbout(graph: ImportGraph): string[] {
	const wrong = [...graph].flatMap(([from, targets]) =>
		targets.flatMap((to) => {
			const complaint = complaintAbout(from, to);
			return complaint === undefined ? [] : [complaint];
		}),
	);
	return [...wrong, ...circlesIn(graph).map((circle) => `a circle of imports: ${circle.join(' > ')}`)];
}

/** Each circle of imports once, as the path from a file back to itself. */
export function circlesIn(graph: ImportGraph): string[][] {
	const circles: string[][] = [];
	const done = new Set<string>();
	const way: string[] = [];
	const visit = (file: string): void => {
		const place = way.indexOf(file);
		if (place >= 0) circles.push([...way.slice(place), file]);
		if (place >= 0 || done.has(file)) return;
		way.push(file);
		for (const next of graph.get(file) ?? []) visit(next);
		way.pop();
		done.add(file);
	};
	for (const file of graph.keys()) visit(file);
	return circles;
}

/**
 * The floors of nodes/shared as a tree, top first, each with the floors that it imports and the number of
 * imports.
 */
export function describeShared(graph: ImportGraph): string[] {
	const folderOf = (file: string) => posix.dirname(file).replace(/^nodes\/shared\/?/, '');
	return ['', ...[...FLOORS].reverse()].flatMap((folder) => {
		const files = [...graph].filter(
			([file]) => file.startsWith('nodes/shared/') && folderOf(file) === folder,
		);
		const counts = new Map<string, number>();
		for (const to of files.flatMap(([, targets]) => targets))
			counts.set(folderOf(to), (counts.get(folderOf(to)) ?? 0) + 1);
		const below = [...counts].filter(([name]) => name !== folder).sort(([, a], [, b]) => b - a);
		return [
			`nodes/shared/${folder}`.replace(/\/?$/, '/'),
			...files.map(([file]) => `  ${posix.basename(file)}`),
			`  imports: ${below.map(([name, count]) => `${name}/ (${count})`).join(', ') || 'nothing of ours'}`,
			'',
		];
	});
}
