import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { isFigure, RETURN_FIGURES, type FigureField } from '../../shared/answers/callFigures';
import {
	CallSummary,
	compared,
	isGrouping,
	type CallReader,
	type Grouping,
	type Known,
	type Summary,
	type SummaryPlan,
	type SummaryRow,
} from '../../shared/answers/callSummary';
import { DIALER_CALL } from '../../shared/answers/dialerCall';
import { ACCENT, chartOf, csvOf, labelOf, mailOf, type Report } from '../../shared/answers/callReport';
import { ownFileName } from '../../shared/answers/fileName';
import type { ListDoubt } from '../../shared/answers/paginator';
import { readOnce, valuesOf } from '../../shared/description/nodeParameters';
import type { KnownOperation } from '../../shared/description/operation';
import { storeText } from '../../shared/http/recording';
import { showHint } from '../../shared/run/hint';
import { showDoubts } from '../../shared/run/listDoubts';
import { parametersOf, surroundingsOf, type NodeRun, type RunContext } from '../../shared/run/nodeRun';
import { readRecords, type ListRequest } from '../../shared/run/performRequest';
import { planRequest, type PlannedRequest } from '../../shared/run/planRequest';
import { runItems } from '../../shared/run/runItems';
import { JUSTCALL_FORMAT, toAccountTime } from '../../shared/values/dates';
import { encodeValues } from '../../shared/values/encode';
import { isObject } from '../../shared/values/isObject';
import { ParameterError, quote } from '../../shared/values/parameterError';
import {
	CUSTOM,
	daysBefore,
	daysOf,
	eachDay,
	isCounted,
	KEPT,
	spanInWords,
} from '../../shared/values/period';

/** From and to by the account's clock, "YYYY-MM-DD HH:MM:SS", as JustCall's filters take them. */
interface Span {
	from?: string;
	to?: string;
}

/** The values of an input item. */
interface Plan {
	kind: Kind;
	planned: PlannedRequest;
	groupBy: Grouping[];
	figures: FigureField[];
	span: Span;
	/** The period before, when it is compared. */
	before: Required<Span> | undefined;
	answeredWithin: number | undefined;
	listsEmpty: boolean;
	/** Rows of which this figure is 0 are left out. */
	onlyWith: FigureField | undefined;
	/** Whether each value of the first grouping has its own report. */
	isSeparate: boolean;
	/** Form of the report. */
	as: string;
	title: string | undefined;
	/** "#rrggbb". */
	accent: string;
	zone: string;
}

/** Rows of a summary, and a report of each value of the first grouping where these are separate. */
interface Counted {
	summary: Summary;
	/** Totals of each value. */
	heads: readonly SummaryRow[];
	/** Addresses of the account's agents, by ID, where each agent has a report. */
	emails: ReadonlyMap<string, string>;
}

/** Facts about the calls of one kind. */
interface Kind {
	/** In the usual title of a report. */
	name: string;
	/** In the name of a file. */
	file: string;
	/** How a record is read; as that of a phone call when there is none. */
	reader?: CallReader;
}

const PHONE: Kind = { name: 'Calls', file: 'calls' };
const DIALER: Kind = { name: 'Sales Dialer calls', file: 'sales-dialer-calls', reader: DIALER_CALL };

/**
 * Summarizes the calls of each input item's period: one item for each group, and one with the totals. Calls are counted while their
 * list is read, and not kept.
 */
export async function summarizeCalls(run: NodeRun, operation: KnownOperation): Promise<INodeExecutionData[]> {
	return await summarize(run, operation, PHONE);
}

/** The same for calls of the Sales Dialer. */
export async function summarizeDialerCalls(
	run: NodeRun,
	operation: KnownOperation,
): Promise<INodeExecutionData[]> {
	return await summarize(run, operation, DIALER);
}

async function summarize(run: NodeRun, operation: KnownOperation, kind: Kind): Promise<INodeExecutionData[]> {
	const doubts = new Map<number, ListDoubt>();
	const now = Date.now();
	const results = await runItems<Plan>(run, {
		subject: operation.subject,
		plan: async (item) => await planOf(run, operation, kind, item, now),
		effect: () => 'safe',
		perform: async (plan, item) => {
			const doubt = (one: ListDoubt) => void doubts.set(item, one);
			return await itemsOf(run.context, plan, await summaryOf(run.context, operation, plan, now, doubt));
		},
	});
	showDoubts(run.context, doubts, run.items.length);
	return results;
}

/** The output of an input item, in the form that it asks for. */
async function itemsOf(context: RunContext, plan: Plan, counted: Counted): Promise<INodeExecutionData[]> {
	const { groupBy, isSeparate, span } = plan;
	const { rows, total } = counted.summary;
	const spans = spansOf(plan);
	if (plan.as === 'rows')
		return [...rows.map((row) => ({ json: itemOf(row) })), { json: { ...itemOf(total, true), ...spans } }];
	const isAll = span.from === undefined && span.to === undefined;
	const title = plan.title ?? `${plan.kind.name}${isAll ? '' : `, ${spanInWords(span.from, span.to)}`}`;
	if (!isSeparate)
		return [
			await reportOf(context, plan, { rows, total, groupBy, title }, { ...itemOf(total, true), ...spans }),
		];
	const reports: INodeExecutionData[] = [];
	for (const head of counted.heads) {
		const own = groupBy.length > 1 ? rows.filter(({ key }) => key[0] === head.key[0]) : [];
		const part = {
			rows: own.map((row) => ({ ...row, key: row.key.slice(1) })),
			total: head,
			groupBy: groupBy.slice(1),
			title: `${title}: ${labelOf(head, groupBy.slice(0, 1))}`,
		};
		const email = counted.emails.get(String(head.key[0]));
		const facts = { ...itemOf(head), ...(email && { agent_email: email }), ...spans };
		reports.push(await reportOf(context, plan, part, facts, `-${head.key[0]}`));
	}
	return reports;
}

/**
 * A report as an item.
 *
 * @param facts further fields of the item
 * @param mark part of the file's name
 */
async function reportOf(
	context: RunContext,
	plan: Plan,
	part: Pick<Report, 'rows' | 'total' | 'groupBy' | 'title'>,
	facts: IDataObject,
	mark = '',
): Promise<INodeExecutionData> {
	const report: Report = { ...part, figures: plan.figures, accent: plan.accent, subtitle: subtitleOf(plan) };
	if (plan.as === 'html') return { json: { subject: report.title, html: mailOf(report), ...facts } };
	const isChart = plan.as === 'chart';
	const text = isChart ? chartOf(report) : csvOf(report);
	const day = plan.span.from === undefined ? '' : `-${plan.span.from.slice(0, 10)}`;
	const file = {
		fileName: ownFileName(`${plan.kind.file}${day}${mark}.${isChart ? 'svg' : 'csv'}`),
		mimeType: isChart ? 'image/svg+xml' : 'text/csv',
	};
	const binary = await storeText(context, { ...file, text }, 'The report');
	return { json: { ...file, ...facts }, binary: { [plan.planned.binaryField]: binary } };
}

function subtitleOf({ span: { from, to }, before, zone, title }: Plan): string {
	const isAll = from === undefined && to === undefined;
	const period = isAll ? 'All that JustCall keeps' : spanInWords(from, to);
	return [
		// The usual title has it.
		...(isAll || title !== undefined ? [capital(period)] : []),
		...(before ? [`Compared with ${spanInWords(before.from, before.to)}`] : []),
		`Time zone ${zone}`,
	].join(' · ');
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

function itemOf({ group, figures }: SummaryRow, isTotal = false): IDataObject {
	return { is_total: isTotal, ...group, ...figures };
}

function spansOf({ span, before }: Plan): IDataObject {
	return {
		...span,
		...(before && { before_from: before.from, before_to: before.to }),
	};
}

async function planOf(
	run: NodeRun,
	operation: KnownOperation,
	kind: Kind,
	item: number,
	now: number,
): Promise<Plan> {
	const { context } = run;
	const read = readOnce(parametersOf(run, item));
	const surroundings = surroundingsOf(context, now);
	const { zones } = surroundings;
	const planned = await planRequest(operation, read, surroundings);
	const settings = await encodeValues(valuesOf(operation, ['setting'], read), operation.encodedFields, {
		zones,
	});
	const zone = (await zones()).account;
	const { from_datetime: from, to_datetime: to } = planned.request.query ?? {};
	const span = {
		...(from !== undefined && { from: String(from) }),
		...(to !== undefined && { to: String(to) }),
	};
	const period = String(settings.period);
	if (period === CUSTOM && !span.from && !span.to) {
		throw new ParameterError(
			"'Period' is Custom, and there is neither 'From' nor 'To'",
			"Fill in 'From' or 'To', or choose another period.",
		);
	}
	const groupBy = [...new Set(listOf(settings.groupBy).filter(isGrouping))];
	const figures = [...new Set(listOf(settings.figures).filter(isFigure))];
	const onlyWith = figures.find((figure) => figure === settings.onlyWith);
	if (settings.onlyWith && !onlyWith) {
		throw new ParameterError(
			`'Only Rows With' is ${quote(settings.onlyWith)}, and 'Figures' does not have it`,
			"Add it to 'Figures', or choose another figure.",
		);
	}
	const as = String(settings.as ?? 'rows');
	const isSeparate = settings.separate === true && as !== 'rows';
	if (isSeparate && groupBy.length === 0) {
		throw new ParameterError(
			"'Separate Reports' is on, and 'Group By' is empty",
			"Choose in 'Group By' first what has its own report, such as Agent; or turn off 'Separate Reports'.",
		);
	}
	return {
		kind,
		planned,
		groupBy,
		figures,
		span,
		before: settings.compare === true ? spanBefore(period, span, now, zone) : undefined,
		answeredWithin: typeof settings.answeredWithin === 'number' ? settings.answeredWithin : undefined,
		as,
		title: settings.title === undefined ? undefined : String(settings.title),
		accent: colorOf(settings.accentColor),
		listsEmpty: settings.withoutCalls !== false && !onlyWith,
		onlyWith,
		isSeparate,
		zone,
	};
}

/** @throws ParameterError when it is not a colour */
function colorOf(given: unknown): string {
	const text = typeof given === 'string' ? given.trim().toLowerCase() : ACCENT;
	if (/^#[0-9a-f]{6}$/.test(text)) return text;
	throw new ParameterError(
		`'Accent Color' is not a color: ${quote(given)}`,
		`Give six hexadecimal digits after a #, for example ${ACCENT}.`,
	);
}

function listOf(value: unknown): string[] {
	return (Array.isArray(value) ? value : []).map(String);
}

/**
 * The period before. One that is not over is compared up to the same time of day. Before a custom one are as many whole days.
 *
 * @throws ParameterError when there is none
 */
function spanBefore(period: string, { from, to }: Span, now: number, zone: string): Required<Span> {
	const today = DateTime.fromMillis(now, { zone });
	if (isCounted(period)) {
		const zones = { workflow: zone, account: zone };
		const { first, last } = daysBefore(period, now, zone);
		const isOver = daysOf(period, now, zone).last !== today.toISODate();
		return {
			from: toAccountTime(first, 'from', 'Period', zones),
			to: isOver ? toAccountTime(last, 'to', 'Period', zones) : `${last} ${today.toFormat('HH:mm:ss')}`,
		};
	}
	if (from === undefined) {
		throw new ParameterError(
			"'Compare With Previous Period' needs a period with a beginning",
			"Choose another period, or 'Custom' with 'From'; or turn off 'Compare With Previous Period'.",
		);
	}
	// Clock times are counted as if they were UTC, so that a day is a day when the clocks change.
	const start = DateTime.fromSQL(from, { zone: 'utc' });
	const present = today.setZone('utc', { keepLocalTime: true });
	const given = to === undefined ? DateTime.max(present, start) : DateTime.fromSQL(to, { zone: 'utc' });
	const end = given > present && start < present ? present : given;
	// Whole days earlier, so that hours are compared with the same hours.
	const shift = { days: Math.max(1, Math.ceil(given.diff(start, 'days').days)) };
	return {
		from: start.minus(shift).toFormat(JUSTCALL_FORMAT),
		to: DateTime.min(end.minus(shift), start.minus({ seconds: 1 })).toFormat(JUSTCALL_FORMAT),
	};
}

async function summaryOf(
	context: RunContext,
	operation: KnownOperation,
	plan: Plan,
	now: number,
	doubt: (doubt: ListDoubt) => void,
): Promise<Counted> {
	const { planned, groupBy, figures, before, span } = plan;
	const userGroups = groupBy.includes('user_group') ? await userGroupsOf(context) : undefined;
	const days = daysIn(span, now, plan.zone);
	const settings = {
		groupBy,
		figures,
		zone: plan.zone,
		...(plan.answeredWithin !== undefined && { answeredWithin: plan.answeredWithin }),
		...(userGroups && { userGroups }),
		...(plan.kind.reader && { reader: plan.kind.reader }),
	};
	const read = async (query: IDataObject, take: (call: IDataObject) => void) => {
		await readRecords(context, listOfCalls(operation, { ...planned.request, query }, doubt), take);
	};
	const query = { ...planned.request.query };
	const isForAgents = plan.isSeparate && groupBy[0] === 'agent';
	const lists = plan.listsEmpty || isForAgents ? await knownOf(context, plan) : undefined;
	const known = plan.listsEmpty && lists ? { ...lists, days } : undefined;
	const beforeDays = before && daysIn(before, now, plan.zone);
	const dayAs = new Map(
		(beforeDays ?? []).flatMap((day, place) => (days?.[place] ? [[day, days[place]]] : [])),
	);
	// The total of a part is no sum of its rows: think of an average.
	const parts = plan.isSeparate ? [groupBy, groupBy.slice(0, 1)] : [groupBy];
	const counts = parts.map((by) => ({
		present: new CallSummary({ ...settings, groupBy: by, ...(known && { known }) }),
		past: new CallSummary({ ...settings, groupBy: by, dayAs }),
	}));
	await read(query, (call) => {
		for (const { present } of counts) present.add(call);
	});
	if (before) {
		if (isForgotten(before, now, plan.zone)) showHint(context, FORGOTTEN);
		await read({ ...query, from_datetime: before.from, to_datetime: before.to }, (call) => {
			for (const { past } of counts) past.add(call);
		});
	}
	if (figures.some((figure) => RETURN_FIGURES.has(figure)) && !(before === undefined && isWhole(plan, now))) {
		await read(repliesOf(query, before ?? span), (call) => {
			for (const { present, past } of counts) {
				present.addReply(call);
				past.addReply(call);
			}
		});
	}
	const [summary, heads] = counts.map(({ present, past }, place) => {
		const all = present.summary();
		const { rows, total } = before
			? compared(all, past.summary(), { figures, groupBy: parts[place] ?? [] })
			: all;
		return { rows: rows.filter((row) => isListed(row, plan)), total };
	}) as [Summary, Summary?];
	// Calls have an address too, also of people who have left.
	const emails = new Map(isForAgents ? lists?.agents.map(({ id, email }) => [id, email]) : []);
	return { summary, heads: heads?.rows.filter(({ key }) => key[0] !== '') ?? [], emails };
}

function isListed({ figures }: SummaryRow, { onlyWith }: Plan): boolean {
	return onlyWith === undefined || Number(figures[onlyWith] ?? 0) > 0;
}

function isText(value: unknown): value is string {
	return typeof value === 'string' && value.trim() !== '';
}

const FORGOTTEN =
	'JustCall keeps calls for three months, and the period before began earlier: its figures may lack calls, and the changes may be wrong.';

function isForgotten({ from }: Required<Span>, now: number, zone: string): boolean {
	return DateTime.fromSQL(from, { zone }) < DateTime.fromMillis(now).minus(KEPT);
}

/** Filters that leave no call-back out. */
const PLAIN: ReadonlySet<string> = new Set(['contact_number', 'from_datetime', 'to_datetime']);

/** Whether the calls of the period are all that may have returned a missed one. */
function isWhole({ planned, span: { to }, zone }: Plan, now: number): boolean {
	const isPlain = Object.keys(planned.request.query ?? {}).every((name) => PLAIN.has(name));
	const present = DateTime.fromMillis(now, { zone }).toFormat(JUSTCALL_FORMAT);
	return isPlain && (to === undefined || to > present);
}

/** The calls from the beginning of a span until now, without the filters: any agent may have called back. */
function repliesOf({ contact_number }: IDataObject, { from }: Span): IDataObject {
	return {
		...(contact_number !== undefined && { contact_number }),
		...(from !== undefined && { from_datetime: from }),
	};
}

function listOfCalls(
	{ answer, subject }: KnownOperation,
	request: ListRequest['request'],
	doubt: (doubt: ListDoubt) => void,
): ListRequest {
	// Calls are counted and not handed to n8n, so their number does not matter.
	if (answer.kind !== 'list') throw new TypeError('Calls come as a list');
	return { request, answer, subject, doubt, ceiling: Infinity };
}

/** The days of a span until today; `undefined` when it has no beginning. */
function daysIn({ from, to }: Span, now: number, zone: string): string[] | undefined {
	if (from === undefined) return undefined;
	const today = DateTime.fromMillis(now, { zone }).toFormat('yyyy-MM-dd');
	const last = to?.slice(0, 10) ?? today;
	return eachDay({ first: from.slice(0, 10), last: last > today ? today : last });
}

const PAGED = { kind: 'list', paging: { maxPageSize: 100, idField: 'id' } } as const;

/** Agents and numbers that have a row without calls: those of the filters, or all of the account. */
async function knownOf(
	context: RunContext,
	{ groupBy, planned }: Plan,
): Promise<{ agents: Array<Known & { email: string }>; numbers: Known[] }> {
	const { agent_id, justcall_number } = planned.request.query ?? {};
	const isWanted = (id: string, filter: unknown) => filter === undefined || String(filter) === id;
	const agents = groupBy.includes('agent')
		? await readRecords(
				context,
				{
					request: { method: 'GET', path: '/v2.1/users', query: { order: 'asc' } },
					answer: PAGED,
					subject: 'The list of agents',
				},
				({ id, name, email }) => ({
					id: String(id),
					name: isText(name) ? name.trim() : '',
					email: isText(email) ? email.trim() : '',
				}),
			)
		: [];
	const numbers = groupBy.includes('justcall_number')
		? await readRecords(
				context,
				{
					request: { method: 'GET', path: '/v2.1/phone-numbers' },
					answer: PAGED,
					subject: 'The list of phone numbers',
				},
				({ justcall_number: number, justcall_line_name: line }) => ({
					id: String(number).replace(/\D/g, ''),
					name: typeof line === 'string' ? line.trim() : '',
				}),
			)
		: [];
	return {
		agents: agents.filter(({ id }) => isWanted(id, agent_id)),
		numbers: numbers.filter(({ id }) => id !== '' && isWanted(id, justcall_number)),
	};
}

/** All user groups, and those of each agent. */
async function userGroupsOf(context: RunContext): Promise<NonNullable<SummaryPlan['userGroups']>> {
	const of = new Map<string, Known[]>();
	const all = await readRecords(
		context,
		{
			request: { method: 'GET', path: '/v2.1/user_groups' },
			answer: PAGED,
			subject: 'The list of user groups',
		},
		({ id, group_name, members }) => {
			const group = { id: String(id), name: typeof group_name === 'string' ? group_name.trim() : '' };
			for (const member of Array.isArray(members) ? members.filter(isObject) : []) {
				const agent = String(member.id);
				of.set(agent, [...(of.get(agent) ?? []), group]);
			}
			return group;
		},
	);
	return { of, all };
}
