/**
 * `npm run zones -- <path or URL of map_data.txt> <date>`: writes the table of the time zones of telephone
 * numbers. The file is resources/timezones/map_data.txt of https://github.com/google/libphonenumber; the date is
 * that of its last change.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { format, resolveConfig } from 'prettier';

import { readMap, shortened, sourceOf } from './table';

const TABLE = join(__dirname, '..', '..', 'nodes', 'shared', 'values', 'numberZoneTable.ts');

async function main(): Promise<void> {
	const [source, date] = process.argv.slice(2);
	if (!source || !/^\d{4}-\d{2}-\d{2}$/.test(date ?? '')) {
		throw new Error('Say which file, and when it was changed: npm run zones -- map_data.txt 2026-07-02');
	}
	const map = shortened(readMap(await read(source)));
	const settings = await resolveConfig(TABLE);
	await writeFile(TABLE, await format(sourceOf(map, `${date}`), { ...settings, filepath: TABLE }));
	console.log(`${map.size} prefixes`);
}

async function read(source: string): Promise<string> {
	if (!/^https?:\/\//.test(source)) return await readFile(source, 'utf8');
	const response = await fetch(source, { signal: AbortSignal.timeout(60_000) });
	if (!response.ok) throw new Error(`${source} answered with HTTP ${response.status}`);
	return await response.text();
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 2;
});
