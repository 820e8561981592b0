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

	suite.check("samples: the weekly report has JustCall's own figures of both weeks", async (context) => {
		const { sandbox } = context;
		const { json, table } = await reportIn(context, 'weekly-call-report.json');
		const monday = today(sandbox).startOf('week').minus({ weeks: 1 });
		assert.deepEqual([day(json.from), day(json.to)], [dayOf(monday), dayOf(monday.plus({ days: 6 }))]);
		assert.deepEqual(
			[day(json.before_from), day(json.before_to)],
			[dayOf(monday.minus({ weeks: 1 })), dayOf(monday.minus({ days: 1 }))],
		);
		assert.equal(json.calls, await callsBetween(sandbox, json.from, json.to));
		assert.equal(json.calls_before, await callsBetween(sandbox, json.before_from, json.before_to));
		assert.ok(Number(json.calls) > 0);
		assert.deepEqual(
			table.map(([name]) => name).sort(),
			[...sandbox.state.users.map(({ name }) => name), 'Total'].sort(),
		);
		const sum = table.slice(0, -1).reduce((total, [, calls]) => total + Number(calls), 0);
		assert.equal(sum, json.calls);
	});

	suite.check('samples: the monthly report has every call of the last month', async (context) => {
		const { sandbox } = context;
		const { json, table } = await reportIn(context, 'monthly-call-report.json');
		const first = today(sandbox).startOf('month').minus({ months: 1 });
		const { calls, timeZone: zone } = sandbox.state;
		const within = (month: DateTime) =>
			calls.filter(({ at }) => at >= month.toSeconds() && at < month.plus({ months: 1 }).toSeconds());
		const days = within(first).map(({ at }) => DateTime.fromSeconds(at, { zone }));
		assert.deepEqual(
			table,
			[
				...[1, 2, 3, 4, 5, 6, 7].map((weekday) => {
					const [any] = days.filter((date) => date.weekday === weekday);
					const count = days.filter((date) => date.weekday === weekday).length;
					return [any?.toFormat('cccc', { locale: 'en' }), count.toLocaleString('en')];
				}),
				['Total', days.length.toLocaleString('en')],
			].map((row, place) => [...row, ...(table[place]?.slice(2) ?? [])]),
		);
		assert.equal(json.calls, days.length);
		assert.ok(days.length > 0);
		assert.equal(json.calls_before, within(first.minus({ months: 1 })).length);
	});

	suite.check('samples: the report of missed calls lists whom nobody called back', async (context) => {
		const { sandbox } = context;
		const { state } = sandbox;
		const { json, table } = await reportIn(context, 'missed-calls-not-returned.json');
		const start = today(sandbox).minus({ days: 6 }).toSeconds();
		const open = new Map<string, number>();
		for (const { at, direction, outcome, contact, running } of state.calls) {
			// The caller of a busy or failed call has reached nobody either.
			const isMissed = !/^(?:ANSWERED|BLOCKED|RESTRICTED)$/.test(outcome);
			if (at < start || direction !== 'Incoming' || !isMissed || running) continue;
			const isReturned = state.calls.some(
				(later) =>
					later.contact === contact &&
					later.at > at &&
					(later.direction === 'Outgoing'
						? later.running || !/^(?:FAILED|BLOCKED|RESTRICTED|CANCELLED)$/.test(later.outcome)
						: !later.running && later.outcome === 'ANSWERED'),
			);
			const number = String(state.contacts[contact]?.number).replace(/\D/g, '');
			if (!isReturned) open.set(number, (open.get(number) ?? 0) + 1);
		}
		assert.ok(open.size > 0, 'somebody called back everybody');
		const listed = table.slice(0, -1).map(([name = '', count]): [string, number] => {
			return [name.replace(/^.*\D(\d+)\)?$/, '$1'), Number(count)];
		});
		assert.ok(listed.length > 20);
		for (const [number, count] of listed) assert.equal(count, open.get(number), number);
		const [, left = '0'] = /(\d+) more rows? (?:is|are) not shown/.exec(String(json.html)) ?? [];
		assert.equal(listed.length + Number(left), open.size);
		assert.equal(
			json.missed_not_returned,
			[...open.values()].reduce((sum, count) => sum + count, 0),
		);
	});

	suite.check(
		"samples: each agent's own report goes to the agent, with no other's calls",
		async (context) => {
			const { server, sandbox } = context;
			const workflow = sample(context, 'agent-scorecard.json');
			const execution = (await server.execute(workflow)).assertSuccess();
			const monday = today(sandbox).startOf('week').minus({ weeks: 1 });
			const days = [0, 1, 2, 3, 4, 5, 6].map((place) => monday.plus({ days: place }));
			const { users, calls } = sandbox.state;
			const expected = users.map(({ email, name }, agent) => {
				const own = calls.filter((call) => call.agent === agent);
				const counts = days.map((date) => own.filter((call) => isOn(call, date)).length);
				return [
					...[email, `Your calls of last week: ${name}`],
					...[...counts, counts.reduce((sum, count) => sum + count, 0)],
				];
			});
			const cards = execution.items('Only agents of the team').map(({ json }) => {
				const table = tableIn(String(json.html));
				assert.deepEqual(
					table.map(([name]) => name),
					[...days.map((date) => date.toFormat('ccc d LLL', { locale: 'en' })), 'Total'],
				);
				return [json.agent_email, json.subject, ...table.map(([, count]) => Number(count))];
			});
			assert.deepEqual(cards.sort(), expected.sort());
			assert.ok(expected.some((card) => Number(card.at(-1)) > 0));
			const mail = workflow.nodes.find(({ name }) => name === 'Send the e-mail');
			assert.deepEqual([mail?.disabled, mail?.parameters.toEmail], [true, '={{ $json.agent_email }}']);
			assert.deepEqual(
				execution.items('See the report').map(({ json }) => json.html),
				execution.items('Only agents of the team').map(({ json }) => json.html),
			);
		},
	);
}

type Table = string[][];

/** Executes a report's sample as it is: its item, and the table in its e-mail, which another node shows unchanged. */
async function reportIn(
	context: E2eContext,
	file: string,
): Promise<{ json: Record<string, unknown>; table: Table }> {
	const workflow = sample(context, file);
	const execution = (await context.server.execute(workflow)).assertSuccess();
	const report = workflow.nodes.find(({ type }) => type.endsWith('.justCall'));
	const items = execution.items(report?.name ?? '');
	const [item] = items;
	assert.ok(item && items.length === 1, `${file} gave ${items.length} reports`);
	assert.equal(execution.items('See the report')[0]?.json.html, item.json.html);
	return { json: item.json, table: tableIn(String(item.json.html)) };
}

/** Texts of the cells of an e-mail's table, row by row, without the changes. */
function tableIn(html: string): Table {
	return [...html.matchAll(/<tr class="row.*?<\/tr>/gs)].map(([row]) =>
		[...row.matchAll(/<td class="(?:name|cell).*?<\/td>/gs)].map(([cell]) =>
			cell
				.replace(/<(div|span) class="(?:change|tag).*?<\/\1>/gs, '')
				.replace(/<[^>]*>/g, '')
				.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))),
		),
	);
}

function today({ state }: Sandbox): DateTime {
	return DateTime.now().setZone(state.timeZone).startOf('day');
}

function dayOf(date: DateTime): string {
	return date.toFormat('yyyy-MM-dd');
}

function day(moment: unknown): string {
	return String(moment).slice(0, 10);
}

function isOn({ at }: CallRow, date: DateTime): boolean {
	return at >= date.toSeconds() && at < date.plus({ days: 1 }).toSeconds();
}

/** All calls of a span by JustCall's own analytics. */
async function callsBetween(sandbox: Sandbox, from: unknown, to: unknown): Promise<number> {
	const path = `/v2.1/calls/analytics/account?from_date=${day(from)}&to_date=${day(to)}`;
	return ((await answerOf(sandbox, path)).summary as { total_calls: number }).total_calls;
}

const OUTCOMES: ReadonlyArray<readonly [CallRow['direction'], CallOutcome]> = [
	['Incoming', 'ANSWERED'],
	['Outgoing', 'ANSWERED'],
	['Incoming', 'MISSED'],
	['Outgoing', 'UNANSWERED'],
	['Incoming', 'VOICEMAIL'],
];
const HOSTILE = '=HYPERLINK("http://evil.example","<img src=x onerror=alert(1)>{{ 6 * 7 }}")';

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
	const node = workflow.nodes.find(({ name }) => name === 'Report of yesterday');
	Object.assign(node?.parameters ?? {}, { period: 'custom', fromDatetime: day, toDatetime: day });
	const execution = (await server.execute(workflow)).assertSuccess();

	// The same figures, computed from the times themselves.
	const { users, timeZone, calls } = sandbox.state;
	const those = calls.filter(({ at }) => DateTime.fromSeconds(at, { zone: timeZone }).toISODate() === day);
	assert.equal(those.length, length * 6);
	const [item] = execution.items('Report of yesterday');
	const html = String(item?.json.html);
	const table = tableIn(html).map((row) => row.slice(0, 6));
	const rows = users.map(({ name }, agent) => [
		name,
		...figuresOf(those.filter((call) => call.agent === agent)),
	]);
	assert.deepEqual(table.slice(0, -1).sort(), rows.sort());
	assert.deepEqual(table.at(-1), ['Total', ...figuresOf(those)]);
	assert.equal(
		item?.json.subject,
		`Calls, ${DateTime.fromISO(day).toFormat('d MMMM yyyy', { locale: 'en' })}`,
	);
	assert.ok(html.includes(escaped(HOSTILE)) && !html.includes('<img'));
	// This node would run an expression in what it shows.
	assert.equal(execution.items('See the report')[0]?.json.html, html);
}

/** Calls, answered, missed, voicemails and not reached, as the e-mail writes them. */
function figuresOf(calls: readonly CallRow[]): string[] {
	const count = (holds: (call: CallRow) => boolean) => String(calls.filter(holds).length);
	return [
		count(() => true),
		count(({ outcome }) => outcome === 'ANSWERED'),
		count(({ outcome, direction }) => outcome === 'MISSED' && direction === 'Incoming'),
		count(({ outcome }) => outcome === 'VOICEMAIL'),
		count(({ outcome, direction }) => outcome !== 'ANSWERED' && direction === 'Outgoing'),
	];
}

function escaped(text: string): string {
	return text.replace(/[&<>"'{}]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
