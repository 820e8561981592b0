import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { campaignCountry } from '../../shared/http/defaultCountry';
import { ExplainedError, explainError, type Explanation } from '../../shared/http/errors';
import { showHint } from '../../shared/run/hint';
import type { NodeRun } from '../../shared/run/nodeRun';
import type { KnownOperation } from '../../shared/description/operation';
import { sentenceOf, showDoubts } from '../../shared/run/listDoubts';
import { collectPages, type ListDoubt } from '../../shared/answers/paginator';
import { needsCountry } from '../../shared/values/phoneNumber';
import { ask } from '../../shared/http/transport';
import { unwrapList } from '../../shared/answers/envelope';
import { DRY_ACTIONS, MAXIMUM_SHARE_TO_REMOVE } from '../resources/campaignContact/sync';
import { itemRows, leftOutOf } from './itemRows';
import { runValues } from './itemValues';
import { mapperOf } from './mapping';
import { counted, matchedIn, unusedIn } from './rowHints';
import { rowResult, withLabels, withRowResults, wordsOf, type Words } from './rowResult';
import {
	NobodyWanted,
	planSync,
	TooManyRemovals,
	type Removal,
	type SyncAction,
	type SyncStep,
} from './syncPlan';
import { carryOut } from './syncWrites';

const MEMBERS = '/v2.1/sales_dialer/campaigns/contacts';

/**
 * Makes a campaign hold exactly the contacts of the input items. The output has one item for each contact with
 * the action taken. An item that cannot become a contact is reported as failed, whatever 'On Error' is set to.
 */
export async function syncCampaign(run: NodeRun, operation: KnownOperation): Promise<INodeExecutionData[]> {
	return await withRowResults(run, operation.subject, 'action', async () => {
		return await sync(run, operation).catch((error: unknown) => {
			throw new ExplainedError(explain(error, operation));
		});
	});
}

async function sync(run: NodeRun, operation: KnownOperation): Promise<INodeExecutionData[]> {
	const settings = await runValues(run, operation, 'setting');
	const { campaign_id: campaign } = await runValues(run, operation, 'body');
	const { rows, refused, labels, use } = await itemRows(run, operation, String(campaign));
	const { members, doubt } = await membersOf(run, campaign, operation.subject);
	// Digits that look foreign may also be national: "84951234567" is in Moscow as Russians dial it, or in
	// Vietnam.
	const areDigits = members.some(({ phone_number }) => needsCountry(phone_number));
	const country = areDigits ? await campaignCountry(run.context, String(campaign)) : undefined;
	const removal = removalOf(settings, doubt);
	const plan = planSync(rows, refused, members, removal, country);
	const isReadable = mapperOf(operation) !== undefined;
	// Version 1 has the switch among its options, where it may be missing.
	const isDryRun = settings.dryRun === undefined ? isReadable : settings.dryRun === true;
	const { steps: now, stopped } = isDryRun
		? { steps: plan, stopped: undefined }
		: await carryOut(
				run,
				operation,
				{ campaign: Number(campaign), isForced: removal?.isForced === true },
				plan,
			);
	const steps = isDryRun ? now : withEarlierTries(run, now);
	if (doubt) showDoubts(run.context, new Map([[0, doubt]]), 1);
	if (stopped && !run.context.continueOnFail()) throw new ExplainedError(withWhatWasDone(stopped, steps));
	if (!isReadable) return steps.map((step) => itemOf(run, step, isDryRun));
	const words = wordsOf(operation, labels);
	showHint(
		run.context,
		run.redact(`${totalsOf(steps, isDryRun)}${unusedIn(use)}.${matchedIn(use, words)}`),
		'info',
	);
	return steps
		.filter(({ action }) => action !== 'unchanged' || settings.includeUnchanged === true)
		.map((step) => readableItemOf(run, step, words, isDryRun));
}

/** Key under which the run remembers the steps that were done. */
const STEPS_KEY = 'steps';

/**
 * Merges the steps of all tries of the run. This try sees contacts that an earlier try added as already
 * present, and those that it removed as already absent; a list that is a moment old still has them.
 */
function withEarlierTries({ memory }: NodeRun, steps: readonly SyncStep[]): SyncStep[] {
	const known = memory.recall(STEPS_KEY);
	const earlier = (known && 'value' in known ? known.value : []) as readonly SyncStep[];
	const done = new Map(earlier.map((step) => [keyOf(step), step]));
	const told = steps.map((step) =>
		['unchanged', 'skipped'].includes(step.action) ? { ...step, ...actionOf(done.get(keyOf(step))) } : step,
	);
	for (const step of told) done.delete(keyOf(step));
	const all = [...told, ...done.values()];
	memory.keep(
		STEPS_KEY,
		all.filter(({ action }) => ['added', 'updated', 'removed'].includes(action)),
	);
	return all;
}

/** Tells the steps of a sync apart in all tries: by the input item, or by the contact that no item stands for. */
function keyOf({ item, id }: SyncStep): string {
	return item === undefined ? `contact ${id}` : `item ${item}`;
}

function actionOf(
	step: SyncStep | undefined,
): Pick<SyncStep, 'action' | 'reason' | 'differences'> | undefined {
	return step && { action: step.action, reason: step.reason, differences: step.differences };
}

async function membersOf(
	{ context }: NodeRun,
	campaign: unknown,
	subject: string,
): Promise<{ members: IDataObject[]; doubt: ListDoubt | undefined }> {
	let doubt: ListDoubt | undefined;
	const members = await collectPages(
		async (page) => {
			const query = { campaign_id: campaign as number, ...page };
			return await ask(context, { method: 'GET', path: MEMBERS, query }, subject, unwrapList);
		},
		{ maxPageSize: 100, idField: 'id' },
		{ limit: undefined, ceiling: Infinity, doubt: (told) => (doubt = told) },
	);
	return { members, doubt };
}

function removalOf(
	{ removeOthers, maximumShare = MAXIMUM_SHARE_TO_REMOVE, force, removeIfListIsNotWhole }: IDataObject,
	doubt: ListDoubt | undefined,
): Removal | undefined {
	if (removeOthers !== true) return undefined;
	const isDoubtful = doubt !== undefined && removeIfListIsNotWhole !== true;
	return {
		share: Number(maximumShare) / 100,
		isForced: force === true,
		...(isDoubtful && { doubt: sentenceOf(doubt) }),
	};
}

function withWhatWasDone(stopped: Explanation, steps: readonly SyncStep[]): Explanation {
	const did = (['added', 'updated', 'removed'] as const)
		.map((action) => [action, steps.filter((step) => step.action === action).length] as const)
		.filter(([, count]) => count > 0)
		.map(([action, count]) => `${count} ${action}`);
	const before = did.length > 0 ? `Before that: ${did.join(', ')}.` : 'Nothing was changed before that.';
	return { ...stopped, description: `${stopped.description} ${before} Run it again to do the rest.` };
}

function explain(error: unknown, operation: KnownOperation): Explanation {
	if (error instanceof TooManyRemovals) {
		return {
			message: `${error.removals} of ${error.members} contacts would be removed from the campaign, more than allowed`,
			description:
				"Nothing was changed. Check that the input holds everybody who should stay; then raise 'Maximum Share to Remove (%)', or switch on 'Force'.",
			kind: 'own',
		};
	}
	if (error instanceof NobodyWanted) {
		return {
			message: 'No input item has a telephone number, so everybody would be removed from the campaign',
			description: `Nothing was changed. Check that '${mapperOf(operation)?.displayName ?? 'Mapping'}' finds the number; to empty a campaign, use Campaign Contact > Remove with 'Empty the Campaign'.`,
			kind: 'own',
		};
	}
	return explainError(error, operation.subject);
}

/** How many steps of each kind there are, in words. */
function totalsOf(steps: readonly SyncStep[], isDryRun: boolean): string {
	const count = (end: End) => steps.filter((step) => endOf(step) === end).length;
	const words = isDryRun ? IN_DRY_RUN : DONE;
	const told = counted(words.map(([end, word]) => [count(end), word] as const));
	return isDryRun ? `Dry run: ${told}` : told;
}

/** How a step ends: an item of which an earlier one has the number is skipped, and so is a contact that stays in doubt. */
type End = Exclude<SyncAction, 'skipped'> | 'repeated' | 'kept';

function endOf({ action, item }: SyncStep): End {
	if (action !== 'skipped') return action;
	return item === undefined ? 'kept' : 'repeated';
}

const SKIPPED: ReadonlyArray<readonly [End, string]> = [
	['kept', 'not removed'],
	['repeated', 'repeated'],
];
const IN_DRY_RUN: ReadonlyArray<readonly [End, string]> = [
	['added', 'to add'],
	['updated', 'to update'],
	['removed', 'to remove'],
	['unchanged', 'stay'],
	...SKIPPED,
	['failed', 'cannot be used'],
];
const DONE: ReadonlyArray<readonly [End, string]> = [
	['added', 'added'],
	['updated', 'updated'],
	['removed', 'removed'],
	['unchanged', 'stay'],
	...SKIPPED,
	['failed', 'failed'],
];

/** The item of a step since version 2: in the conditional in a dry run, with what changes, and custom fields by label. */
function readableItemOf(
	run: NodeRun,
	{ differences, ...step }: SyncStep,
	words: Words,
	isDryRun: boolean,
): INodeExecutionData {
	const { action, item, id, contact } = step;
	const changes = differences?.map(({ field, label, from, to }) => {
		return { field: label ?? words(field), from, to };
	});
	const reason =
		action === 'updated' && changes
			? `Differs in ${changes.map(({ field }) => field).join(', ')}`
			: step.reason;
	const would = DRY_ACTIONS[action as keyof typeof DRY_ACTIONS];
	const json = {
		action: isDryRun && would !== undefined ? would : action,
		reason,
		...(isDryRun && { dry_run: true }),
		...(changes && { changes }),
		...withLabels(contact, words),
		...(id !== undefined && { id }),
		...leftOutOf(step),
	};
	return rowResult(run, item, json, action === 'failed');
}

function itemOf(
	run: NodeRun,
	{ action, reason, contact, item, id, ...step }: SyncStep,
	isDryRun: boolean,
): INodeExecutionData {
	const json = {
		action,
		reason,
		...(isDryRun && { dry_run: true }),
		...contact,
		...(id !== undefined && { id }),
		...leftOutOf(step),
	};
	return rowResult(run, item, json, action === 'failed');
}
