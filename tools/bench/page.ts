/** A row of the bench. */
export interface Figure {
	what: string;
	figure: string;
	goal?: string;
	met?: boolean;
}

/** The machine and the programs that the figures are of. */
export interface Machine {
	cores: number;
	cpu: string;
	gigabytes: number;
	node: string;
	system: string;
	/** Version of the n8n that was started; without it, nothing is said about it. */
	n8n?: string;
}

/** The figures as a table in Markdown. A missed goal is marked. */
export function tableOf(figures: readonly Figure[]): string {
	const rows = figures.map(({ what, figure, goal = '', met }) => {
		const mark = met === undefined ? '' : met ? 'met' : '**missed**';
		return `| ${[what, figure, goal, mark].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
	});
	return ['| what | figure | goal | |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/**
 * The page `docs/figures.md`.
 *
 * @param before the page as it was: its further sections, such as the clicks, are kept
 */
export function pageOf(
	figures: readonly Figure[],
	{ cores, cpu, gigabytes, node, system, n8n }: Machine,
	before: string,
): string {
	return `# Figures

\`npm run bench -- --write\` measures these and writes this page. The machine had ${cores} cores (${cpu}), ${gigabytes} GB, Node ${node} and
${system}.${n8n ? ` The rows about n8n itself are for n8n ${n8n}.` : ''} Most figures are ratios within one run, so that they apply to other machines too.
n8n 2.41 prepares its expression engine for every webhook node of a community package, also for one that does nothing.

${tableOf(figures)}
${/\n## .*/s.exec(before)?.[0] ?? ''}`;
}

/**
 * The page with a section in place of the one with the same heading, or at its end.
 *
 * @param section Markdown that begins with its heading of the second level, and ends with a line break
 */
export function withSection(page: string, section: string): string {
	const [heading = ''] = section.split('\n');
	const sections = page.split(/\n(?=## )/);
	const place = sections.findIndex((one) => one.split('\n')[0] === heading);
	if (place < 0) return `${page.trimEnd()}\n\n${section}`;
	return sections.map((one, at) => (at === place ? section : one)).join('\n');
}
