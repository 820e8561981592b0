import {
	filters,
	fromMoment,
	optional,
	options,
	requiredPeriod,
	setting,
	THREE_MONTHS,
	toMoment,
	WITH_CUSTOM,
} from '../../shared/description/fields';
import type { Field, OwnOutput } from '../../shared/description/operation';
import type { OwnFields } from '../../shared/description/ownFields';
import { ACCENT } from '../../shared/answers/callReport';
import { COMPARED, GROUPINGS, type Grouping } from '../../shared/answers/callSummary';
import { ANSWERED_WITHIN, FIGURES, type FigureField, type Unit } from '../../shared/answers/callFigures';
import { WEEKDAYS } from '../../shared/values/callingHours';
import { PERIODS } from '../../shared/values/period';

/** Facts about a summary of calls of one kind. */
export interface SummaryUse {
	groupings: readonly Grouping[];
	figures: readonly FigureField[];
	/** Those that are there unless the user chooses others. */
	standard: readonly FigureField[];
	/** Descriptions that differ from the usual ones. */
	descriptions?: Partial<Record<FigureField, string>>;
	filters: readonly Field[];
	/** Groups that may be listed without calls, as a sentence. */
	withoutCalls: string;
	/** An example of rows that a figure leaves out, as the end of a sentence. */
	onlyWithExample?: string;
}

const typeOf = (unit: Unit) => (unit === 'moment' ? 'string' : 'number');

/** The period, with the choice of all that JustCall keeps. */
const period: Field = {
	...requiredPeriod(),
	options: PERIODS,
	default: 'yesterday',
	description: `Calls of these days, by the account's time zone. A week begins on Monday. ${THREE_MONTHS}`,
};

/** An example of each figure that the reference shows. */
const EXAMPLES: Partial<Record<FigureField, number>> = {
	calls: 42,
	answered: 31,
	missed: 5,
	answer_rate: 81.5,
	talk_seconds: 7260,
};

/** Output of a summary: fields of the group, the figures, and what a comparison adds to them. */
export function summaryOutput({ groupings, figures }: SummaryUse): OwnOutput {
	const isInteger = new Set(['agent_id', 'campaign_id', 'hour', 'user_group_id']);
	const fields: OwnFields = {
		is_total: { type: 'boolean', example: false },
		...Object.fromEntries(
			groupings
				.flatMap((grouping): string[] => GROUPINGS[grouping].fields)
				.map((name) => [name, { type: isInteger.has(name) ? 'integer' : 'string' }]),
		),
		agent_id: { type: 'integer', example: 143871 },
		agent_name: { type: 'string', example: 'Maren Holt' },
		weekday: { type: 'string', enum: WEEKDAYS },
		...Object.fromEntries(
			figures.flatMap((field) => {
				const { unit } = FIGURES[field];
				const example = EXAMPLES[field];
				return [
					[field, { type: typeOf(unit), ...(example !== undefined && { example }) }] as const,
					...(unit === 'moment'
						? []
						: Object.values(COMPARED).map((end) => [`${field}${end}`, { type: 'number' }] as const)),
				];
			}),
		),
		from: { type: 'string' },
		to: { type: 'string' },
		before_from: { type: 'string' },
		before_to: { type: 'string' },
		// Of an e-mail, of an agent's own report, and of a file.
		subject: { type: 'string' },
		agent_email: { type: 'string' },
		html: { type: 'string' },
		fileName: { type: 'string' },
		mimeType: { type: 'string' },
	};
	return { fields, records: [] };
}

/** Fields of the panel of a summary. */
export function summaryFields(use: SummaryUse): Field[] {
	const choices = use.figures
		.map((value) => ({
			name: FIGURES[value].name,
			value,
			description: use.descriptions?.[value] ?? FIGURES[value].description,
		}))
		.sort((one, other) => one.name.localeCompare(other.name, 'en'));
	return [
		period,
		optional({ ...fromMoment('calls'), displayOptions: WITH_CUSTOM }),
		optional({ ...toMoment('calls'), displayOptions: WITH_CUSTOM }),
		{
			displayName: 'Group By',
			name: 'groupBy',
			type: 'multiOptions',
			options: use.groupings.map((value) => ({ name: GROUPINGS[value].name, value })),
			default: ['agent'],
			description:
				'One row for each agent, day, hour and so on, or for each combination. Nothing gives the totals only. Days and hours are those of the account.',
			send: setting('groupBy', 'list', { isOptional: true }),
		},
		{
			displayName: 'Figures',
			name: 'figures',
			type: 'multiOptions',
			options: choices,
			default: [...use.standard],
			description: 'Figures of each row, which are the columns of a report',
			send: setting('figures', 'list'),
		},
		{
			displayName: 'Compare With Previous Period',
			name: 'compare',
			type: 'boolean',
			default: false,
			description:
				'Whether to add the figures of the period before, the difference and the change in percent. A period that is not over is compared up to the same time.',
			send: setting('compare', 'boolean'),
		},
		filters([...use.filters]),
		{
			displayName: 'As',
			name: 'as',
			type: 'options',
			options: [
				{ name: 'Chart', value: 'chart', description: 'A bar chart as an SVG file' },
				{ name: 'CSV', value: 'csv', description: 'The rows and the totals as a file for spreadsheets' },
				{
					name: 'HTML E-Mail',
					value: 'html',
					description: 'Subject and HTML for a mail node: cards, chart and table',
				},
				{ name: 'Rows', value: 'rows', description: 'One item for each row, and one with the totals' },
			],
			default: 'rows',
			description: 'Form of the report',
			send: setting('as', 'text'),
		},
		{
			displayName: 'Put Output File in Field',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			required: true,
			displayOptions: { show: { as: ['chart', 'csv'] } },
			hint: 'The name of the output binary field to put the file in',
			send: setting('binaryPropertyName', 'text'),
		},
		options([
			{
				displayName: 'Accent Color',
				name: 'accentColor',
				type: 'color',
				default: ACCENT,
				description: 'Color of the heading of an e-mail and a chart',
				send: setting('accentColor', 'text'),
			},
			...(use.figures.includes('service_level') ? [answeredWithin] : []),
			{
				displayName: 'List Groups Without Calls',
				name: 'withoutCalls',
				type: 'boolean',
				default: true,
				description: use.withoutCalls,
				send: setting('withoutCalls', 'boolean'),
			},
			{
				displayName: 'Only Rows With',
				name: 'onlyWith',
				type: 'options',
				options: [
					{ name: 'Any Calls or None', value: '' },
					...choices.filter(({ value }) => FIGURES[value].unit === 'count'),
				],
				default: '',
				description: `Leaves out the rows in which this figure is 0${use.onlyWithExample ?? ''}. The totals still count all calls.`,
				send: setting('onlyWith', 'text', { isOptional: true }),
			},
			{
				displayName: 'Separate Reports',
				name: 'separate',
				type: 'boolean',
				default: false,
				displayOptions: { show: { '/as': ['chart', 'csv', 'html'] } },
				description:
					'Whether to give one report for each value of the first Group By, for example one item for each agent with the address of the agent, instead of one for all',
				send: setting('separate', 'boolean'),
			},
			{
				displayName: 'Title',
				name: 'title',
				type: 'string',
				default: '',
				placeholder: 'e.g. Sales team, last week',
				description: 'Title of an e-mail and a chart, and subject of the e-mail',
				send: setting('title', 'text'),
			},
		]),
	];
}

const answeredWithin: Field = {
	displayName: 'Answered Within (Seconds)',
	name: 'answeredWithin',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: ANSWERED_WITHIN,
	description: 'For the Service Level: an incoming call must be answered within this time',
	send: setting('answeredWithin', 'integer', { range: { min: 0, max: 3600, step: 1 } }),
};
