import assert from 'node:assert/strict';

import { DateTime } from 'luxon';

import { startSandbox, type Sandbox } from '../../../sandbox/server';
import type { CallRow, CallOutcome } from '../../../sandbox/seed/calls';
import type { E2eContext } from '../context';
import { sandboxCredential } from '../context';
import { answerOf } from '../expected';
import type { Suite } from '../suite';
import { sample } from './samples';

/** Days on which the clocks change, each with an account in such a zone. */
const CHANGES = [
	{ zone: 'America/New_York', day: '2026-11-01', hours: 25 },
	{ zone: 'Europe/Berlin', day: '2026-10-25', hours: 25 },
	{ zone: 'Australia/Sydney', day: '2026-10-04', hours: 23 },
];

/** The reports, compared with figures that are computed here from the sandbox's data. */
export function reportSampleChecks(suite: Suite<E2eContext>): void {
	for (const { zone, day, hours } of CHANGES) {
		suite.check(
			`samples: the morning report of ${day}, a day of ${hours} hours in ${zone}, has every call once`,
			async (context) => {
				const sandbox = await startSandbox({
					calls: 100,
					agents: 3,
					timeZone: zone,
					now: new Date('2026-11-10T12:00:00Z'),
				});
				try {
					fillDays(sandbox, day);
					await checkReport(context, sandbox, day, hours);
				} finally {
					await sandbox.stop();
				}
			},
		);
	}

	suite.check("samples: the weekly report has JustCall's figures of both weeks", async (context) => {
		const { server, sandbox } = context;
		const execution = await server.execute(sample(context, 'weekly-analytics-report.json'));
		const [week] = execution.assertSuccess().items('The weeks');
		const [report] = execution.items('Write the e-mail');
		assert.ok(week && report);
		const { from, to, before_from, before_to } = week.json as Record<string, string>;
		const figures = async (first?: string, last?: string) => {
			const path = `/v2.1/calls/analytics/account?from_date=${first}&to_date=${last}`;
			return (await answerOf(sandbox, path)).summary as { total_calls: number };
		};
		assert.equal(DateTime.fromISO(from ?? '').weekday, 1);
		assert.equal(report.json.total_calls, (await figures(from, to)).total_calls);
		assert.equal(report.json.total_calls_before, (await figures(before_from, before_to)).total_calls);
		assert.ok(Number(report.json.total_calls) > 0);
		const agents = report.json.agents as Array<{ agent_name: string; total_calls: number }>;
		const sum = agents.reduce((total, agent) => total + agent.total_calls, 0);
		assert.equal(sum, report.json.total_calls);
		for (const { agent_name } of agents) assert.ok(String(report.json.html).includes(escaped(agent_name)));
		const [csv] = execution.items('CSV file');
		assert.ok(csv?.binary?.data);
		const lines = (await server.readBinary(csv.binary.data)).toString('utf8').trim().split('\n');
		assert.equal(lines.length - 1, sandbox.state.users.length);
	});
}

const OUTCOMES: ReadonlyArray<readonly [CallRow['direction'], CallOutcome]> = [
	['Incoming', 'ANSWERED'],
	['Outgoing', 'ANSWERED'],
	['Incoming', 'MISSED'],
	['Outgoing', 'UNANSWERED'],
	['Incoming', 'VOICEMAIL'],
];
const HOSTILE = '=HYPERLINK("http://evil.example","<img src=x onerror=alert(1)>")';

/** A call every ten minutes, from one day before to one day after. */
function fillDays({ state }: Sandbox, day: string): void {
	const noon = DateTime.fromISO(`${day}T12:00:00`, { zone: state.timeZone }).toSeconds();
	const pattern = state.calls[0] as CallRow;
	state.calls.length = 0;
	(state.users[1] as { name: string }).name = HOSTILE;
	for (let at = noon - 36 * 3600, place = 0; at < noon + 36 * 3600; at += 600, place++) {
		const [direction, outcome] = OUTCOMES[place % OUTCOMES.length] ?? ['Incoming', 'MISSED'];
		const talk = outcome === 'ANSWERED' ? 30 + (place % 50) : 0;
		state.calls.push({
			...pattern,
			id: 300_000_000 + place,
			at,
			direction,
			outcome,
			talk,
			agent: place % 3,
			running: false,
			disposition: place % 4 === 0 ? 'Sales: Won' : '',
		});
	}
}

interface Figures {
	calls: number;
	answered: number;
	missed: number;
	not_reached: number;
	talk_seconds: number;
}

async function checkReport(
	context: E2eContext,
	sandbox: Sandbox,
	day: string,
	length: number,
): Promise<void> {
	const { server } = context;
	const credential = await server.createCredential({
		name: `Account in ${sandbox.state.timeZone}`,
		type: 'justCallApi',
		data: sandboxCredential({ sandbox }),
	});
	const workflow = sample({ ...context, credential }, 'morning-call-report.json');
	const about = workflow.nodes.find(({ name }) => name === 'The day');
	const { assignments } = about?.parameters.assignments as {
		assignments: Array<{ name: string; value: string }>;
	};
	for (const assignment of assignments) if (assignment.name === 'day') assignment.value = day;
	const execution = (await server.execute(workflow)).assertSuccess();

	// The same figures, computed from the times themselves.
	const { users, timeZone, calls } = sandbox.state;
	const those = calls.filter(({ at }) => DateTime.fromSeconds(at, { zone: timeZone }).toISODate() === day);
	assert.equal(those.length, length * 6);
	const expected = users.map(({ name }, agent) => ({
		agent: name,
		...figuresOf(those.filter((call) => call.agent === agent)),
	}));
	const rows = execution
		.items('Rows per agent')
		.map(({ json }) => json as unknown as Figures & { agent: string });
	assert.deepEqual(rows.map(pick).sort(byAgent), expected.sort(byAgent));

	const [mail] = execution.items('Write the e-mail');
	assert.ok(mail);
	const { html, hours } = mail.json as { html: string; hours: Array<Figures & { hour: number }> };
	assert.deepEqual(total(mail.json as unknown as Figures), figuresOf(those));
	for (const { hour, answered, missed, not_reached } of hours) {
		const within = those.filter(({ at }) => DateTime.fromSeconds(at, { zone: timeZone }).hour === hour);
		const { answered: won, missed: lost, not_reached: none } = figuresOf(within);
		assert.deepEqual([answered, missed, not_reached], [won, lost, none], `hour ${hour}`);
	}
	assert.ok(html.includes(`Calls of ${day}`) && html.includes(escaped(HOSTILE)) && !html.includes('<img'));

	const [csv] = execution.items('CSV file');
	const [page] = execution.items('HTML file');
	assert.ok(csv?.binary?.data && page?.binary?.data);
	const text = (await server.readBinary(csv.binary.data)).toString('utf8');
	assert.ok(text.includes(`"'=HYPERLINK`), 'a formula went into the CSV file');
	// As HTML, because for other types the editor shows the source.
	assert.equal(page.binary.data.mimeType, 'text/html');
	assert.equal((await server.readBinary(page.binary.data)).toString('utf8'), html);
}

function figuresOf(calls: readonly CallRow[]): Figures {
	const count = (holds: (call: CallRow) => boolean) => calls.filter(holds).length;
	return {
		calls: calls.length,
		answered: count(({ outcome }) => outcome === 'ANSWERED'),
		missed: count(({ outcome, direction }) => outcome !== 'ANSWERED' && direction === 'Incoming'),
		not_reached: count(({ outcome, direction }) => outcome !== 'ANSWERED' && direction === 'Outgoing'),
		talk_seconds: calls.reduce((sum, { talk }) => sum + talk, 0),
	};
}

function total({ calls, answered, missed, not_reached, talk_seconds }: Figures): Figures {
	return { calls, answered, missed, not_reached, talk_seconds };
}

function pick({ agent, ...figures }: Figures & { agent: string }): Figures & { agent: string } {
	return { agent, ...total(figures) };
}

function byAgent(a: { agent: string }, b: { agent: string }): number {
	return a.agent < b.agent ? -1 : 1;
}

function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
