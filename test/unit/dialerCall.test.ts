import type { IDataObject } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { DIALER_FIGURES, FIGURES, type FigureField } from '../../nodes/shared/answers/callFigures';
import { chartOf, ACCENT, mailOf } from '../../nodes/shared/answers/callReport';
import { CallSummary, DIALER_GROUPINGS, type Grouping } from '../../nodes/shared/answers/callSummary';
import { DIALER_CALL } from '../../nodes/shared/answers/dialerCall';
import { showDialerCall } from '../../sandbox/handlers/dialerCalls';
import type { DialerCallRow } from '../../sandbox/seed/salesDialer';
import { seedState } from '../../sandbox/state';

const ZONE = 'America/New_York';
const ENDS: FigureField[] = ['answered', 'machine_answered', 'abandoned', 'not_reached', 'other'];

function summaryOf(
	calls: readonly IDataObject[],
	groupBy: Grouping[] = [],
	figures: FigureField[] = DIALER_FIGURES,
) {
	const summary = new CallSummary({ groupBy, figures, zone: ZONE, reader: DIALER_CALL });
	for (const call of calls) summary.add(call);
	return summary.summary();
}

/** Name of the one figure that counts a call. */
function endOf(call: IDataObject): string[] {
	const { figures } = summaryOf([call]).total;
	return ENDS.filter((figure) => figures[figure] === 1);
}

describe('a call of the Sales Dialer', () => {
	it.each([
		['Outgoing answered call', 'answered'],
		['Outgoing human answered', 'answered'],
		['OUTGOING HUMAN ANSWERED', 'answered'],
		['Outgoing machine answered', 'machine_answered'],
		['Outgoing unanswered call', 'not_reached'],
		['Outgoing failed call', 'not_reached'],
		['Outgoing restricted call', 'not_reached'],
		['Outgoing blocked call', 'not_reached'],
		['Outgoing cancelled call', 'not_reached'],
		['Outgoing abandoned call', 'abandoned'],
		['OUTGOING_HUMAN_ANSWERED', 'answered'],
		['OUTGOING_MACHINE_ANSWERED', 'machine_answered'],
		['OUTGOING_UNANSWERED_CALL', 'not_reached'],
		['In Progress', 'other'],
		['IN_PROGRESS', 'other'],
		['', 'other'],
		[null, 'other'],
	])('of type %j counts as %s', (type, end) => {
		expect(endOf({ call_info: { type } })).toEqual([end]);
	});

	it('that a machine answered is one of a machine, also where only another field says so', () => {
		const info = { type: 'Outgoing answered call', duration: 12 };
		const by = (call_answered_by: unknown) => endOf({ call_info: { ...info, call_answered_by } });
		expect([by('machine'), by('Machine'), by('human'), by(null)]).toEqual([
			['machine_answered'],
			['machine_answered'],
			['answered'],
			['answered'],
		]);
	});

	it('without what is known about a call counts as one', () => {
		const { figures } = summaryOf([{}], ['campaign', 'sales_dialer_number', 'disposition']).total;
		expect(figures).toMatchObject({ calls: 1, other: 1, talk_seconds: 0 });
	});

	it('talks as long as the conversation was, with a person', () => {
		const calls = [
			{ call_info: { type: 'Outgoing human answered', duration: 130 } },
			{ call_info: { type: 'Outgoing human answered', duration: '70' } },
			{ call_info: { type: 'Outgoing machine answered', duration: 25 } },
			{ call_info: { type: 'Outgoing unanswered call', duration: 9 } },
		];
		expect(summaryOf(calls).total.figures).toMatchObject({
			calls: 4,
			talk_seconds: 200,
			average_talk_seconds: 100,
			longest_talk_seconds: 130,
			connect_rate: 50,
		});
	});
});

describe('the calls of the sandbox', () => {
	const state = seedState({
		...{ seed: 7, calls: 10, agents: 7, numbers: 5 },
		...{ timeZone: ZONE, now: new Date('2026-11-10T12:00:00Z') },
	});
	const { calls, campaigns, contacts } = state.salesDialer;
	const records = calls.map((row) => showDialerCall(state, row, false) as IDataObject);

	/** The figures by arithmetic of their own, from the sandbox's rows. */
	function expectedOf(rows: readonly DialerCallRow[]): IDataObject {
		const those = (...outcomes: string[]) => rows.filter(({ outcome }) => outcomes.includes(outcome));
		const answered = those('OUTGOING_HUMAN_ANSWERED');
		const talk = answered.reduce((sum, { duration }) => sum + duration, 0);
		const tenth = (value: number) => Math.round(value * 10) / 10;
		const clock = (at: number) => DateTime.fromSeconds(at, { zone: ZONE }).toFormat('yyyy-MM-dd HH:mm:ss');
		const moments = rows.map(({ at }) => at);
		return {
			calls: rows.length,
			answered: answered.length,
			machine_answered: those('OUTGOING_MACHINE_ANSWERED').length,
			abandoned: those('OUTGOING_ABANDONED_CALL').length,
			not_reached: those(
				...['OUTGOING_UNANSWERED_CALL', 'OUTGOING_CANCELLED_CALL', 'OUTGOING_FAILED_CALL'],
				...['OUTGOING_RESTRICTED_CALL', 'OUTGOING_BLOCKED_CALL'],
			).length,
			other: 0,
			connect_rate: tenth((answered.length / rows.length) * 100),
			talk_seconds: talk,
			...(answered.length > 0 && {
				average_talk_seconds: tenth(talk / answered.length),
				longest_talk_seconds: Math.max(...answered.map(({ duration }) => duration)),
			}),
			first_call: clock(Math.min(...moments)),
			last_call: clock(Math.max(...moments)),
			unique_contacts: new Set(
				rows.map(({ contactId }) => contacts.find(({ id }) => id === contactId)?.phone_number),
			).size,
		};
	}

	const local = ({ at }: DialerCallRow) => DateTime.fromSeconds(at, { zone: ZONE });
	const KEYS: Partial<Record<Grouping, (row: DialerCallRow) => string>> = {
		agent: ({ agent }) => String(state.users[agent]?.id),
		campaign: ({ campaignId }) => String(campaignId),
		contact: ({ contactId }) => String(contacts.find(({ id }) => id === contactId)?.phone_number),
		day: (row) => local(row).toFormat('yyyy-MM-dd'),
		disposition: ({ disposition }) => disposition,
		hour: (row) => String(local(row).hour),
		sales_dialer_number: ({ campaignId }) =>
			String(campaigns.find(({ id }) => id === campaignId)?.default_number).replace(/\D/g, ''),
		type: ({ outcome }) =>
			`O${outcome
				.toLowerCase()
				.replace(/_call$/, '')
				.replaceAll('_', ' ')
				.slice(1)}`,
		weekday: (row) => String(local(row).weekday),
	};

	it('are summarized as an independent computation says, in every grouping', () => {
		expect(calls.length).toBeGreaterThan(500);
		expect(summaryOf(records).total.figures).toEqual(expectedOf(calls));
		expect(Object.keys(KEYS).sort()).toEqual([...DIALER_GROUPINGS].sort());
		for (const grouping of DIALER_GROUPINGS) {
			const keyOf = KEYS[grouping] ?? String;
			const expected = new Map<string, DialerCallRow[]>();
			for (const row of calls) expected.set(keyOf(row), [...(expected.get(keyOf(row)) ?? []), row]);
			const { rows } = summaryOf(records, [grouping]);
			expect(rows.map(({ key }) => key[0]).sort()).toEqual([...expected.keys()].sort());
			for (const { key, figures } of rows)
				expect([key, figures]).toEqual([key, expectedOf(expected.get(String(key[0])) ?? [])]);
		}
	});

	it('have a row for each campaign with its name and the ID as a number', () => {
		const [row] = summaryOf(records, ['campaign']).rows;
		const campaign = campaigns.find(({ id }) => id === row?.group.campaign_id);
		expect(row?.group).toEqual({ campaign_id: campaign?.id, campaign_name: campaign?.name });
		const report = {
			...summaryOf(records, ['campaign']),
			...{ groupBy: ['campaign' as const], figures: DIALER_FIGURES },
			...{ title: 'Calls', subtitle: '', accent: ACCENT },
		};
		for (const drawn of [mailOf(report), chartOf(report)]) {
			expect(drawn).toContain(`>${campaign?.name}<`);
			expect(drawn).toContain(FIGURES.machine_answered.short);
		}
	});

	it('have the number with a plus sign in a report', () => {
		const report = {
			...summaryOf(records, ['sales_dialer_number']),
			...{ groupBy: ['sales_dialer_number' as const], figures: DIALER_FIGURES },
			...{ title: 'Calls', subtitle: '', accent: ACCENT },
		};
		expect(mailOf(report)).toContain(`>+${report.rows[0]?.key[0]}<`);
	});
});
