import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { explainError, reasonOf, type Explanation } from '../../shared/errors';
import type { KnownOperation } from '../../shared/operation';
import { ask, type ApiRequest } from '../../shared/transport';
import { checkAcknowledged, unwrapOne } from '../../shared/unwrap';
import { importPack, PACK } from './bulkImport';
import type { SyncStep } from './syncPlan';

const MEMBER = '/v2.1/sales_dialer/campaigns/contact';
const CONTACTS = '/v2.1/sales_dialer/contacts';
/** Up to so many are added one by one: that answers at once, an import takes a moment. */
const FEW = 5;
/** Seconds to wait for an import. */
const LONGEST_IMPORT = 300;
/** After so many faults in a row JustCall is not there, and the rest is not tried. */
const MOST_FAULTS = 3;

/** Some steps, and the request that does them. */
interface Job {
	steps: readonly SyncStep[];
	/** @returns what became of each; `undefined` where another request has to do it */
	work: () => Promise<Array<SyncStep | undefined>>;
}

/**
 * Carries out the steps of a sync: contacts to add in packs where there are many, everything else one by one. A contact that
 * JustCall refuses fails by itself; what would fail for every other one too ends it.
 *
 * @returns the steps as they went, in their order, and why it was stopped, if it was
 */
export async function carryOut(
	context: IExecuteFunctions,
	operation: KnownOperation,
	campaign: number,
	plan: readonly SyncStep[],
): Promise<{ steps: SyncStep[]; stopped?: Explanation }> {
	const results = new Map<SyncStep, SyncStep>();
	let stopped: Explanation | undefined;
	let faults = 0;
	const runAll = async (jobs: readonly Job[]) => {
		for (const { steps, work } of jobs) {
			if (stopped) return;
			try {
				const done = await work();
				for (const [place, step] of steps.entries()) {
					const result = done[place];
					if (result) results.set(step, result);
				}
				faults = 0;
			} catch (error) {
				const explanation = explainError(error, operation.subject);
				for (const step of steps) results.set(step, failed(step, reasonOf(error, 'The contact')));
				faults = isRefusal(explanation) ? 0 : faults + 1;
				const isCancelled = context.getExecutionCancelSignal()?.aborted === true;
				if (endsAll(explanation) || isCancelled || faults === MOST_FAULTS) stopped = explanation;
			}
		}
	};
	const added = plan.filter(({ action }) => action === 'added');
	if (added.length > FEW)
		await runAll(packsOf(added).map((pack) => importOf(context, operation, campaign, pack)));
	await runAll(
		plan
			.filter((step) => !results.has(step) && requestOf(campaign, step) !== undefined)
			.map((step) => singly(context, operation, campaign, step)),
	);
	const end = (step: SyncStep) =>
		stopped && requestOf(campaign, step) ? failed(step, `Not tried: ${stopped.message}`) : step;
	return { steps: plan.map((step) => results.get(step) ?? end(step)), stopped };
}

function packsOf(steps: readonly SyncStep[]): SyncStep[][] {
	const packs = Math.ceil(steps.length / PACK);
	return Array.from({ length: packs }, (_, pack) => steps.slice(pack * PACK, (pack + 1) * PACK));
}

/** Adds a pack. A contact that the dialer knows already may be left out of it: it is added by itself, which reuses it. */
function importOf(
	context: IExecuteFunctions,
	operation: KnownOperation,
	campaign: number,
	steps: readonly SyncStep[],
): Job {
	const rows = steps.map(({ contact }, item) => ({ item, contact }));
	const work = async () => {
		const results = await importPack(context, operation, { campaign_id: campaign }, rows, LONGEST_IMPORT);
		return steps.map((step, place) => {
			const { status, reason } = results[place]?.json ?? {};
			if (status === 'imported') return step;
			if (status === 'duplicate') return undefined;
			const why = status === 'queued' ? 'JustCall has not said yet that the import is over' : status;
			return failed(step, String(reason ?? why));
		});
	};
	return { steps, work };
}

function singly(
	context: IExecuteFunctions,
	{ subject }: KnownOperation,
	campaign: number,
	step: SyncStep,
): Job {
	const work = async () => {
		const request = requestOf(campaign, step);
		const read = request?.method === 'DELETE' ? checkAcknowledged : unwrapOne;
		if (request) await ask<unknown>(context, request, subject, read);
		return [step];
	};
	return { steps: [step], work };
}

function requestOf(campaign: number, { action, contact, id, changes }: SyncStep): ApiRequest | undefined {
	switch (action) {
		case 'added':
			return { method: 'POST', path: MEMBER, body: { campaign_id: campaign, ...contact } };
		case 'updated':
			return { method: 'PUT', path: `${CONTACTS}/${id}`, body: changes };
		case 'removed': {
			const query: IDataObject = { campaign_id: campaign, contact_id: id };
			return { method: 'DELETE', path: MEMBER, query };
		}
		default:
			return undefined;
	}
}

function failed(step: SyncStep, reason: string): SyncStep {
	return { ...step, action: 'failed', reason };
}

/** Whether JustCall looked at the contact and did not take it: the next one may be taken. */
function isRefusal({ httpCode }: Explanation): boolean {
	return httpCode !== undefined && Number(httpCode) >= 200 && Number(httpCode) < 500;
}

/** Whether the same would be said of every contact: a wrong key, a rate limit that is used up. */
function endsAll({ httpCode }: Explanation): boolean {
	return httpCode === '401' || httpCode === '429';
}
