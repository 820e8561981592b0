import type { INodeProperties } from 'n8n-workflow';

import { properties } from '../../nodes/JustCallTrigger/description';
import { isWanted, type EventFilters } from '../../nodes/JustCallTrigger/events/filters';
import { loadContract } from '../../contract/load';

const { events, operations, resolve } = loadContract();

/** Options of a filter, as the panel offers them. */
function offered(name: string): string[] {
	const filters = properties.find((property) => property.name === 'filters');
	const filter = (filters?.options as INodeProperties[]).find((option) => option.name === name);
	return (filter?.options ?? []).map((option) => String((option as { value: unknown }).value));
}

/**
 * The outcomes in the contract's text: "Incoming: Answered, Missed. Outgoing: ..." or "Outcome: Outgoing
 * answered call, ...".
 */
function documented(schema: string): string[] {
	const { properties: fields = {} } = resolve({ $ref: `#/components/schemas/${schema}` });
	return String(fields.type?.description)
		.split(/\.\s|\.$/)
		.map((sentence) => /^(?:Outcome\. )?(?:Incoming|Outgoing|Outcome): (.*)$/.exec(sentence)?.[1] ?? '')
		.flatMap((list) => list.split(', '))
		.filter((outcome) => outcome !== '');
}

/** The outcomes that lists can filter by, which are the same in another form. */
const LISTED = operations
	.flatMap(({ parameters }) => parameters.filter(({ name }) => name === 'call_type'))
	.flatMap(({ schema }) => (schema.enum ?? []).map((value) => String(value).replaceAll('_', ' ')))
	.filter((outcome) => !/ CALL$| HUMAN | MACHINE /.test(outcome));

describe('every documented outcome fits an option of Call Type', () => {
	const outcomes = [...new Set([...documented('CallInfo'), ...documented('SalesDialerCallInfo'), ...LISTED])];
	const fitting = (type: string) =>
		offered('callTypes').filter((option) => isWanted({ call_info: { type } }, { callTypes: [option] }));

	it('the contract names them', () => {
		expect(outcomes).toEqual(expect.arrayContaining(['In Progress', 'Outgoing human answered', 'Answered']));
		expect(outcomes.length).toBeGreaterThan(25);
	});

	it.each(outcomes)('%s', (type) => {
		expect(fitting(type)).not.toEqual([]);
		expect(fitting(type.toUpperCase())).toEqual(fitting(type));
	});

	it('and only what it says', () => {
		expect(outcomes.map((type) => `${type} > ${fitting(type).join(', ')}`)).toEqual([
			'Answered > answered',
			'Missed > missed',
			'Voicemail > voicemail',
			'Abandoned before ringing > abandoned',
			'Busy > busy',
			'Failed > failed',
			'Blocked > blocked',
			'Unanswered > unanswered',
			'In Progress > in progress',
			'Restricted > restricted',
			'Outgoing answered call > answered',
			'Outgoing human answered > answered, human answered',
			'Outgoing machine answered > answered, machine answered',
			'Outgoing unanswered call > unanswered',
			'Outgoing failed call > failed',
			'Outgoing restricted call > restricted',
			'Outgoing blocked call > blocked',
			'Outgoing cancelled call > cancelled',
			'Outgoing abandoned call > abandoned',
			...LISTED.map((type) => `${type} > ${type.replace(/^(IN|OUT)\S+ /, '').toLowerCase()}`),
		]);
	});
});

describe('every event through every filter', () => {
	/** The facts of an event in the form in which a filter gets them. */
	function ownFilters(data: Record<string, unknown>): Array<[string, EventFilters]> {
		const info = (data.call_info ?? {}) as Record<string, unknown>;
		const campaign = (data.campaign ?? {}) as Record<string, unknown>;
		const direction = String(data.direction ?? info.direction ?? data.call_direction ?? '').toLowerCase();
		const numbers = [
			data.contact_number,
			data.justcall_number,
			data.sales_dialer_number,
			data.customer_number,
		];
		const filters: Array<[string, EventFilters | undefined]> = [
			['direction', direction ? { direction } : undefined],
			['agent', data.agent_id === undefined ? undefined : { agentId: String(data.agent_id) }],
			['campaign', campaign.id === undefined ? undefined : { campaignId: String(campaign.id) }],
			...numbers.map(
				(number) =>
					['number', number ? { number: `+${String(number).replace(/\D/g, '')}` } : undefined] as [
						string,
						EventFilters | undefined,
					],
			),
		];
		return filters.filter((entry): entry is [string, EventFilters] => entry[1] !== undefined);
	}

	it.each([...events].map(([type, { data }]) => [type, data] as const))('%s', (_type, data) => {
		for (const [, filters] of ownFilters(data)) {
			expect([filters, isWanted(data as never, filters)]).toEqual([filters, true]);
			const [[name, value] = ['', '']] = Object.entries(filters);
			const other = name === 'direction' ? (value === 'incoming' ? 'outgoing' : 'incoming') : `${value}7`;
			expect([other, isWanted(data as never, { [name]: other })]).toEqual([other, false]);
		}
	});

	it.each([
		['Outbound', 'outgoing'],
		['INBOUND', 'incoming'],
		['outgoing', 'outgoing'],
	])('the direction %s is %s', (direction, wanted) => {
		const other = wanted === 'incoming' ? 'outgoing' : 'incoming';
		for (const data of [{ direction }, { call_info: { direction } }, { call_direction: direction }])
			expect([isWanted(data, { direction: wanted }), isWanted(data, { direction: other })]).toEqual([
				true,
				false,
			]);
	});
});
