/** A mutant in Stryker's JSON report (mutation-testing-report-schema), as far as it is read here. */
export interface Mutant {
	status: string;
	mutatorName: string;
	replacement?: string;
	location: { start: { line: number; column: number }; end: { line: number; column: number } };
}

/** Stryker's JSON report, as far as it is read here. */
export interface MutationReport {
	files: Record<string, { source: string; mutants: Mutant[] }>;
}

/** Mutants of a room by their end. */
export interface Tally {
	killed: number;
	timedOut: number;
	survived: number;
	/** Reached by no test. */
	notCovered: number;
	/** Percent that was noticed, of all that could be; 100 when there were none. */
	score: number;
}

/** Counts the mutants of one or several reports; those that were left out or could not run do not count. */
export function tallyOf(reports: readonly MutationReport[]): Tally {
	const mutants = reports.flatMap(({ files }) => Object.values(files)).flatMap((file) => file.mutants);
	const count = (status: string) => mutants.filter((mutant) => mutant.status === status).length;
	const [killed, timedOut] = [count('Killed'), count('Timeout')];
	const [survived, notCovered] = [count('Survived'), count('NoCoverage')];
	const noticed = killed + timedOut;
	const all = noticed + survived + notCovered;
	return { killed, timedOut, survived, notCovered, score: all === 0 ? 100 : (100 * noticed) / all };
}

/** The mutants that no test noticed: where, the code as it is, and what it was made into. */
export function survivorsIn({ files }: MutationReport): string[] {
	return Object.entries(files).flatMap(([path, { source, mutants }]) =>
		mutants
			.filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
			.sort((one, other) => one.location.start.line - other.location.start.line)
			.map(({ status, location, replacement = '', mutatorName }) => {
				const reached = status === 'NoCoverage' ? ', reached by no test' : '';
				const place = `${path}:${location.start.line}:${location.start.column}`;
				const change = `${oneLine(codeAt(source, location))} => ${oneLine(replacement)}`;
				return `${place} ${change} (${mutatorName}${reached})`;
			}),
	);
}

/** Stryker counts lines and columns from 1; the end stands behind the last character. */
function codeAt(source: string, { start, end }: Mutant['location']): string {
	const lines = source.split('\n').slice(start.line - 1, end.line);
	const last = lines.length - 1;
	return lines
		.map((line, place) =>
			line.slice(place === 0 ? start.column - 1 : 0, place === last ? end.column - 1 : undefined),
		)
		.join('\n');
}

function oneLine(code: string): string {
	const text = code.replace(/\s+/g, ' ').trim();
	return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}
