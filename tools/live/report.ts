import type { SettledQuestion } from './settle';
import type { Visit } from './walk';
import { frameOf } from './walk';

/** All that a live check has found. */
export interface Findings {
	host: string;
	date: Date;
	requests: number;
	seconds: number;
	/** Whether only reading requests were sent. */
	readOnly: boolean;
	outcomes: SettledQuestion[];
	/** Steps that failed, and records that may still be in the account, one sentence each. */
	failures: string[];
	visits: Visit[];
}

/** The findings as Markdown: shapes and counts, but no values of the account. */
export function writeReport(findings: Findings): string {
	const { host, date, requests, seconds, readOnly, outcomes, failures, visits } = findings;
	const settled = outcomes.filter(({ answer }) => answer !== 'open').length;
	const asked = visits.filter(({ answer }) => answer);
	const differing = asked.filter(({ differences }) => differences.length > 0);
	return [
		'# Live check of the JustCall API',
		'',
		`${host}, ${date.toISOString().slice(0, 10)}: ${requests} requests in ${seconds} s, ${readOnly ? 'reading only' : 'with the cycles of writing that were asked for'}.`,
		`${settled} of ${outcomes.length} doubts are settled; ${asked.length} of ${visits.length} operations were asked, ${differing.length} answer otherwise than the contract.`,
		'Values are masked: only their shapes are here.',
		'',
		...(failures.length === 0 ? [] : ['## Broke off', '', ...failures.map((failure) => `- ${failure}`), '']),
		'## Doubts',
		'',
		...table(
			['doubt', 'FACTS.md', 'question', 'answer', 'what was seen'],
			[...outcomes]
				.sort((a, b) => a.section - b.section)
				.map(({ name, section, question, answer, says }) => [
					name,
					`section ${section}`,
					question,
					`**${answer}**`,
					says,
				]),
		),
		'## Operations',
		'',
		...table(
			['operation', 'status', 'frame', 'differences from the contract'],
			visits.map((visit) => [
				`${visit.operation.method} ${visit.operation.path}`,
				visit.answer ? String(visit.answer.status) : 'not asked',
				visit.answer?.isFile ? 'file' : (frameOf(visit) ?? ''),
				visit.skipped ?? (visit.differences.length > 0 ? String(visit.differences.length) : ''),
			]),
		),
		'## Differences from the contract',
		'',
		...(differing.length === 0
			? ['None.', '']
			: table(
					['operation', 'place', 'what', 'contract', 'answer'],
					differing.flatMap(({ operation, differences }) =>
						differences.map(({ path, kind, expected, got }) => [
							operation.id,
							`\`${path}\``,
							kind,
							expected,
							got,
						]),
					),
				)),
		'## Fields of the contract that no answer had',
		'',
		'Some come only when they are asked for, or with records that the account does not have.',
		'',
		...table(
			['operation', 'fields'],
			visits
				.filter(({ absent }) => absent.length > 0)
				.map(({ operation, absent }) => [operation.id, absent.map((field) => `\`${field}\``).join(', ')]),
		),
	].join('\n');
}

function table(head: string[], rows: string[][]): string[] {
	const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}
