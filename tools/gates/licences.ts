/** The parts of package-lock.json that the check reads. */
export interface Lock {
	packages: Record<string, { license?: string; version?: string; dev?: boolean; peer?: boolean }>;
}

/** Licences that require only their text, or nothing. */
const FREE = [
	...['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', '0BSD', 'Unlicense'],
	...['CC0-1.0', 'CC-BY-3.0', 'CC-BY-4.0', 'Python-2.0', 'AFL-2.1', 'Artistic-2.0', 'WTFPL'],
];

/** n8n's own packages, which may be used for building and testing but may not be shipped. */
const N8N = /(?:^|\/)node_modules\/(?:@n8n\/[\w-]+|@n8n_io\/[\w-]+|n8n-core|n8n-workflow)$/;

/** Packages whose lock entry has no licence, checked by hand: their own package says MIT. */
const BY_HAND = /(?:^|\/)node_modules\/(?:ssh2|cpu-features|buildcheck)$/;

/** The packages that ship, the number that build, and those whose licence building does not allow. */
export function licencesOf({ packages }: Lock): { shipped: string[]; building: number; refused: string[] } {
	const entries = Object.entries(packages).filter(([path]) => path !== '');
	return {
		// Packages that an installation adds. A peer dependency is already there.
		shipped: entries.filter(([, { dev, peer }]) => !dev && !peer).map(([path]) => path),
		building: entries.length,
		refused: entries
			.filter(([path, { license }]) => !isFree(license) && !N8N.test(path) && !BY_HAND.test(path))
			.map(([path, { license }]) => `${path}: ${license ?? 'no licence'}`),
	};
}

/**
 * Whether a licence is free by the rules of SPDX expressions: OR needs one side; AND needs both sides and takes
 * precedence.
 */
function isFree(expression = ''): boolean {
	const words = expression.match(/[()]|[^\s()]+/g) ?? [];
	const either = (): boolean => {
		let free = both();
		while (words[0] === 'OR') {
			words.shift();
			free = both() || free;
		}
		return free;
	};
	const both = (): boolean => {
		let free = one();
		while (words[0] === 'AND') {
			words.shift();
			free = one() && free;
		}
		return free;
	};
	const one = (): boolean => {
		const word = words.shift();
		if (word !== '(') return word !== undefined && FREE.includes(word);
		const free = either();
		return words.shift() === ')' && free;
	};
	return either() && words.length === 0;
}
