/** What of package-lock.json is looked at. */
export interface Lock {
	packages: Record<string, { license?: string; version?: string; dev?: boolean; peer?: boolean }>;
}

/** Licences that ask for nothing but their text, or for nothing at all. */
const FREE = [
	...['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', '0BSD', 'Unlicense'],
	...['CC0-1.0', 'CC-BY-3.0', 'CC-BY-4.0', 'Python-2.0', 'AFL-2.1', 'Artistic-2.0', 'WTFPL'],
];

/** n8n's own packages: free to build and test with, not to be shipped. */
const N8N = /(?:^|\/)node_modules\/(?:@n8n\/[\w-]+|@n8n_io\/[\w-]+|n8n-core|n8n-workflow)$/;

/** Packages whose lock entry has no licence, looked up by hand: their own package says MIT. */
const BY_HAND = /(?:^|\/)node_modules\/(?:ssh2|cpu-features|buildcheck)$/;

/** What ships and what builds, and the packages whose licence is none of those that building allows. */
export function licencesOf({ packages }: Lock): { shipped: string[]; building: number; refused: string[] } {
	const entries = Object.entries(packages).filter(([path]) => path !== '');
	const isFree = (licence = '') => {
		const words = licence.replace(/[()]/g, '').split(/ (?:AND|OR) /);
		return (
			words.every((word) => FREE.includes(word)) ||
			(/ OR /.test(licence) && words.some((word) => FREE.includes(word)))
		);
	};
	return {
		// What comes with the package when somebody installs it; a peer is there already.
		shipped: entries.filter(([, { dev, peer }]) => !dev && !peer).map(([path]) => path),
		building: entries.length,
		refused: entries
			.filter(([path, { license }]) => !isFree(license) && !N8N.test(path) && !BY_HAND.test(path))
			.map(([path, { license }]) => `${path}: ${license ?? 'no licence'}`),
	};
}
