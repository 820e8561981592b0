import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { ExplainedError, explainError, reasonOf } from '../../shared/errors';
import { MAX_RECORDS } from '../../shared/executor';
import { nodeError } from '../../shared/nodeError';
import type { KnownOperation } from '../../shared/operation';
import { collectPages } from '../../shared/paginator';
import { ParameterError } from '../../shared/parameterError';
import { ask, type ApiRequest } from '../../shared/transport';
import { checkAcknowledged, unwrapList, unwrapOne } from '../../shared/unwrap';
import { importPack, PACK } from './bulkImport';
import { itemRows } from './itemRows';
import { itemValues } from './itemValues';
import { planSync, TooManyRemovals, type SyncStep } from './syncPlan';

const MEMBERS = '/v2.1/sales_dialer/campaigns/contacts';
const MEMBER = '/v2.1/sales_dialer/campaigns/contact';
const CONTACTS = '/v2.1/sales_dialer/contacts';
/** Up to so many are added one by one: that answers at once, an import takes a moment. */
const FEW = 5;
/** Seconds to wait for an import. */
const LONGEST_IMPORT = 300;
/** Largest share of a campaign that is removed without being forced, percent. */
const SHARE = 30;

/** Makes a campaign hold the contacts of the input items: one item out for each contact, with what was done. */
export async function syncCampaign(
	context: IExecuteFunctions,
	operation: KnownOperation,
): Promise<INodeExecutionData[]> {
	try {
		const { campaign_id: campaign } = await itemValues(context, operation, 0, 'body');
		const options = context.getNodeParameter('options', 0, {}) as IDataObject;
		const { rows: wanted, refused } = await itemRows(context, operation);
		const failed = refused.map((one): SyncStep => ({ ...one, action: 'failed', contact: {} }));
		const members = await membersOf(context, campaign, operation.subject);
		const steps = planSync(wanted, members, removalOf(options));
		const done = options.dryRun === true ? steps : await carryOut(context, operation, campaign, steps);
		return [...done, ...failed].sort(byItem).map(itemOf(options.dryRun === true));
	} catch (error) {
		throw await nodeError(context, 0, explain(error, operation.subject));
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

function removalOf({ removeOthers, maximumShare, force }: IDataObject): { share: number } | undefined {
	if (removeOthers !== true) return undefined;
	return { share: force === true ? 1 : Number(maximumShare ?? SHARE) / 100 };
}

async function carryOut(
	context: IExecuteFunctions,
	operation: KnownOperation,
	campaign: unknown,
	steps: readonly SyncStep[],
): Promise<SyncStep[]> {
	const added = steps.filter(({ action }) => action === 'added');
	const imported =
		added.length > FEW ? await importAll(context, operation, campaign, added) : new Map<SyncStep, SyncStep>();
	const done: SyncStep[] = [];
	for (const step of steps) {
		const result = imported.get(step);
		done.push(result ?? (await carryOutOne(context, campaign, step, operation.subject)));
	}
	return done;
}

/** Adds many in packs. A contact that the dialer knows already is left out: it is added by itself, which reuses it. */
async function importAll(
	context: IExecuteFunctions,
	operation: KnownOperation,
	campaign: unknown,
	steps: readonly SyncStep[],
): Promise<Map<SyncStep, SyncStep>> {
	const results = new Map<SyncStep, SyncStep>();
	const common = { campaign_id: campaign as number };
	for (let start = 0; start < steps.length; start += PACK) {
		const pack = steps.slice(start, start + PACK);
		const rows = pack.map(({ contact }, place) => ({ item: place, contact }));
		const items = await importPack(context, operation, common, rows, LONGEST_IMPORT);
		for (const [place, step] of pack.entries()) {
			const { status, reason } = items[place]?.json ?? {};
			if (status === 'imported') results.set(step, step);
			else if (status !== 'duplicate') {
				const why =
					status === 'queued' ? 'JustCall has not finished the import yet' : String(reason ?? status);
				results.set(step, { ...step, action: 'failed', reason: why });
			}
		}
	}
	return results;
}

async function carryOutOne(
	context: IExecuteFunctions,
	campaign: unknown,
	step: SyncStep,
	subject: string,
): Promise<SyncStep> {
	const request = requestOf(campaign as number, step);
	if (!request) return step;
	const read = request.method === 'DELETE' ? checkAcknowledged : unwrapOne;
	return await ask<unknown>(context, request, subject, read).then(
		() => step,
		(error: unknown) => {
			// What would fail for every contact ends the run.
			const code = error instanceof ExplainedError ? error.explanation.httpCode : undefined;
			if (code === '401' || code === '403' || code === '429') throw error;
			return { ...step, action: 'failed' as const, reason: reasonOf(error, 'The contact') };
		},
	);
}

function requestOf(campaign: number, { action, contact, id, changes }: SyncStep): ApiRequest | undefined {
	switch (action) {
		case 'added':
			return { method: 'POST', path: MEMBER, body: { campaign_id: campaign, ...contact } };
		case 'updated':
			return { method: 'PUT', path: `${CONTACTS}/${id}`, body: changes };
		case 'removed': {
			const query = { campaign_id: campaign, contact_id: id };
			return { method: 'DELETE', path: MEMBER, query };
		}
		default:
			return undefined;
	}
}

function explain(error: unknown, subject: string) {
	if (!(error instanceof TooManyRemovals)) return explainError(error, subject);
	const { removals, members } = error;
	return explainError(
		new ParameterError(
			`${removals} of ${members} contacts would be removed from the campaign, more than allowed`,
			"Nothing was changed. Check that the input holds everybody who should stay; then raise 'Maximum Share to Remove', or switch on 'Force'.",
		),
		subject,
	);
}

function byItem(a: SyncStep, b: SyncStep): number {
	return (a.item ?? Infinity) - (b.item ?? Infinity) || 0;
}

function itemOf(dryRun: boolean) {
	return ({ action, reason, contact, item, id }: SyncStep): INodeExecutionData => ({
		json: {
			action,
			reason,
			...(dryRun && { dry_run: true }),
			...contact,
			...(id !== undefined && { id }),
		},
		...(item !== undefined && { pairedItem: { item } }),
	});
}
