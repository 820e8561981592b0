import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A file that holds a secret. */
export interface Leak {
	file: string;
	/** In which form, for example "base64 of key and secret". */
	form: string;
}

/** Forms in which a key and a secret could be written, with a name for each. */
export function formsOf(key: string, secret: string): Map<string, string> {
	const forms = new Map([
		['the secret', secret],
		['the secret, encoded for an address', encodeURIComponent(secret)],
		['the secret, escaped in JSON', JSON.stringify(secret).slice(1, -1)],
	]);
	// Inside a longer text, Base64 differs at each of three offsets, and its ends depend on the neighbouring
	// bytes.
	for (const offset of [0, 1, 2]) {
		for (const [what, text] of [
			['the secret', secret],
			['key and secret', `${key}:${secret}`],
		] as const) {
			const whole = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]).toString('base64');
			forms.set(`Base64 of ${what}, offset ${offset}`, whole.slice(offset === 0 ? 0 : 4, -4));
		}
	}
	return forms;
}

/** Every file under the given files and folders, of any type; missing paths are left out. */
export function filesUnder(paths: readonly string[]): string[] {
	return paths.filter(existsSync).flatMap((path) => {
		if (statSync(path).isFile()) return [path];
		return readdirSync(path, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => join(entry.parentPath, entry.name));
	});
}

/** The files that contain a form as bytes, whether logs, databases or others. */
export function leaksIn(files: readonly string[], forms: ReadonlyMap<string, string>): Leak[] {
	return files.flatMap((file) => {
		const content = readFileSync(file);
		const [found] = [...forms].filter(([, text]) => content.includes(text));
		return found ? [{ file, form: found[0] }] : [];
	});
}
