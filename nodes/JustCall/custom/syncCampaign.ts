import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { campaignCountry } from '../../shared/defaultCountry';
import { ExplainedError, explainError, type Explanation } from '../../shared/errors';
import { MAX_RECORDS } from '../../shared/executor';
import { nodeError } from '../../shared/nodeError';
import type { KnownOperation } from '../../shared/operation';
import { collectPages } from '../../shared/paginator';
import { looksNational } from '../../shared/phoneNumber';
import { ask } from '../../shared/transport';
import { unwrapList } from '../../shared/unwrap';
import { itemRows } from './itemRows';
import { checkSameForAll, itemValues } from './itemValues';
import { NobodyWanted, planSync, TooManyRemovals, type Removal, type SyncStep } from './syncPlan';
import { carryOut } from './syncWrites';

const MEMBERS = '/v2.1/sales_dialer/campaigns/contacts';
/** Largest share of a campaign that is removed without being forced, percent. */
const SHARE = 30;

/** Makes a campaign hold the contacts of the input items: one item out for each contact, with what was done. */
export async function syncCampaign(
	context: IExecuteFunctions,
	operation: KnownOperation,
): Promise<INodeExecutionData[]> {
	try {
		const settings = await itemValues(context, operation, 0, 'setting');
		checkSameForAll(context, 'campaignId', 'Campaign');
		const { campaign_id: campaign } = await itemValues(context, operation, 0, 'body');
		const { rows, refused } = await itemRows(context, operation, Number(campaign));
		const members = await membersOf(context, campaign, operation.subject);
		const isNational = members.some(({ phone_number }) => looksNational(phone_number));
		const country = isNational ? await campaignCountry(context, Number(campaign)) : undefined;
		const plan = planSync(rows, refused, members, removalOf(settings), country);
		const isDryRun = settings.dryRun === true;
		const { steps, stopped } = isDryRun
			? { steps: plan }
			: await carryOut(context, operation, Number(campaign), plan);
		if (stopped && !context.continueOnFail()) throw new ExplainedError(withWhatWasDone(stopped, steps));
		return steps.map(itemOf(isDryRun));
	} catch (error) {
		const failure = await nodeError(context, 0, explain(error, operation.subject));
		if (!context.continueOnFail()) throw failure;
		const json = { action: 'failed', reason: `${failure.message}. ${failure.description}` };
		return context.getInputData().map((_, item) => ({ json, pairedItem: { item } }));
	}
}

async function membersOf(context: IExecuteFunctions, campaign: unknown, subject: string) {
	return await collectPages(
		async (page) => {
			const query = { campaign_id: campaign as number, ...page };
			return await ask(context, { method: 'GET', path: MEMBERS, query }, subject, unwrapList);
		},
		{ maxPageSize: 100, idField: 'id' },
		{ limit: undefined, ceiling: MAX_RECORDS },
	);
}

function removalOf({ removeOthers, maximumShare = SHARE, force }: IDataObject): Removal | undefined {
	return removeOthers === true ? { share: Number(maximumShare) / 100, isForced: force === true } : undefined;
}

function withWhatWasDone(stopped: Explanation, steps: readonly SyncStep[]): Explanation {
	const did = (['added', 'updated', 'removed'] as const)
		.map((action) => [action, steps.filter((step) => step.action === action).length] as const)
		.filter(([, count]) => count > 0)
		.map(([action, count]) => `${count} ${action}`);
	const before = did.length > 0 ? `Before that: ${did.join(', ')}.` : 'Nothing was changed before that.';
	return { ...stopped, description: `${stopped.description} ${before} Run it again to do the rest.` };
}

function explain(error: unknown, subject: string): Explanation {
	if (error instanceof TooManyRemovals) {
		return {
			message: `${error.removals} of ${error.members} contacts would be removed from the campaign, more than allowed`,
			description:
				"Nothing was changed. Check that the input holds everybody who should stay; then raise 'Maximum Share to Remove (%)', or switch on 'Force'.",
		};
	}
	if (error instanceof NobodyWanted) {
		return {
			message: 'No input item has a telephone number, so everybody would be removed from the campaign',
			description: `Nothing was changed. Check that 'Mapping' finds the number; to empty a campaign, use Campaign Contact > Remove with 'Empty the Campaign'.`,
		};
	}
	return explainError(error, subject);
}

function itemOf(isDryRun: boolean) {
	return ({ action, reason, contact, item, id }: SyncStep): INodeExecutionData => ({
		json: {
			action,
			reason,
			...(isDryRun && { dry_run: true }),
			...contact,
			...(id !== undefined && { id }),
		},
		...(item !== undefined && { pairedItem: { item } }),
	});
}
