import type { IDataObject } from 'n8n-workflow';

import {
	explainCancelled,
	explainError,
	reasonOf,
	UnknownOutcome,
	type Explanation,
} from '../../shared/http/errors';
import type { NodeRun } from '../../shared/run/nodeRun';
import type { KnownOperation } from '../../shared/description/operation';
import { ask, type ApiRequest } from '../../shared/http/transport';
import { checkAcknowledged, unwrapOne } from '../../shared/answers/envelope';
import { importPack, MAX_CONTACTS_PER_IMPORT } from './bulkImport';
import type { SyncStep } from './syncPlan';

const MEMBER = '/v2.1/sales_dialer/campaigns/contact';
const CONTACTS = '/v2.1/sales_dialer/contacts';
/** Subject of messages about a contact of the Sales Dialer. */
const CONTACT = 'The contact';
/** Up to this many contacts are added one by one, which answers at once. An import takes a moment. */
const FEW = 5;
/** Most seconds to wait for an import. */
const LONGEST_IMPORT = 300;
/** After this many faults in a row JustCall is treated as down, and the remaining steps are not tried. */
const MOST_FAULTS = 3;

/** Some steps and the request that carries them out. */
interface Job {
	steps: readonly SyncStep[];
	/** @returns the result of each; `undefined` for a step that another request has to carry out */
	work: () => Promise<Array<SyncStep | undefined>>;
}

/** Values that all writes of a sync share. */
interface Target {
	campaign: number;
	/** Whether contacts are removed even when a safety check would prevent it. */
	isForced: boolean;
}

/**
 * Carries out the steps of a sync. Many contacts are added in packs, everything else is sent one by one, and
 * removals come last. A contact that JustCall refuses fails by itself; an error that every other contact would
 * also get ends the sync. No contact is removed when others could not be added, unless forced: the campaign
 * would lose people and gain none.
 *
 * @returns the steps with their results, in order, and the reason if the sync was stopped
 */
export async function carryOut(
	run: NodeRun,
	operation: KnownOperation,
	{ campaign, isForced }: Target,
	plan: readonly SyncStep[],
): Promise<{ steps: SyncStep[]; stopped?: Explanation }> {
	const results = new Map<SyncStep, SyncStep>();
	let stopped: { explanation: Explanation; why: string } | undefined;
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
				for (const step of steps) results.set(step, failed(step, reasonOf(error, CONTACT)));
				faults = isRefusal(explanation) ? 0 : faults + 1;
				const isCancelled = run.context.getExecutionCancelSignal?.()?.aborted === true;
				if (!endsAll(explanation) && !isCancelled && faults < MOST_FAULTS) continue;
				stopped = {
					explanation,
					why: isCancelled ? explainCancelled().message : whyNot(explanation, error),
				};
			}
		}
	};
	const singlesOf = (steps: readonly SyncStep[]) =>
		steps
			.filter((step) => !results.has(step))
			.flatMap((step) => {
				const request = requestOf(campaign, step);
				return request ? [singly(run, operation, request, step)] : [];
			});
	const added = plan.filter(({ action }) => action === 'added');
	const removed = plan.filter(({ action }) => action === 'removed');
	if (added.length > FEW)
		await runAll(packsOf(added).map((pack) => importOf(run, operation, campaign, pack)));
	await runAll(singlesOf(plan.filter(({ action }) => action !== 'removed')));
	const missing = added.filter((step) => results.get(step)?.action !== 'added').length;
	if (missing === 0 || isForced) await runAll(singlesOf(removed));
	else for (const step of removed) results.set(step, notRemoved(step, missing));
	const end = (step: SyncStep) =>
		stopped && requestOf(campaign, step) ? failed(step, `Not tried: ${stopped.why}`) : step;
	return { steps: plan.map((step) => results.get(step) ?? end(step)), stopped: stopped?.explanation };
}

function notRemoved(step: SyncStep, missing: number): SyncStep {
	const who = missing === 1 ? '1 contact' : `${missing} contacts`;
	return {
		...step,
		action: 'skipped',
		reason: `No input item has this number, but ${who} could not be added: nobody is removed then, unless 'Force' is on`,
	};
}

function packsOf(steps: readonly SyncStep[]): SyncStep[][] {
	const packs = Math.ceil(steps.length / MAX_CONTACTS_PER_IMPORT);
	return Array.from({ length: packs }, (_, pack) =>
		steps.slice(pack * MAX_CONTACTS_PER_IMPORT, (pack + 1) * MAX_CONTACTS_PER_IMPORT),
	);
}

/**
 * Adds a pack of contacts. An import may skip a contact that the dialer already has; such a contact is then
 * added by itself, which reuses the existing record.
 */
function importOf(
	run: NodeRun,
	operation: KnownOperation,
	campaign: number,
	steps: readonly SyncStep[],
): Job {
	const rows = steps.map(({ contact }, item) => ({ item, contact }));
	const work = async () => {
		// The key is made from the contacts: the missing ones, and so the packs, may differ in the next try.
		const key = JSON.stringify(steps.map(({ contact }) => contact));
		const how = { common: { campaign_id: campaign }, key, wait: LONGEST_IMPORT };
		const results = await importPack(run, operation, how, rows);
		return steps.map((step, place) => {
			const { status, reason } = results[place] ?? {};
			if (status === 'imported') return step;
			if (status === 'duplicate') return undefined;
			const why = status === 'queued' ? 'JustCall has not said yet that the import is over' : status;
			return failed(step, String(reason ?? why));
		});
	};
	return { steps, work };
}

function singly(run: NodeRun, { subject }: KnownOperation, request: ApiRequest, step: SyncStep): Job {
	const work = async () => {
		const read = request.method === 'DELETE' ? checkAcknowledged : unwrapOne;
		const about = request.method === 'PUT' ? CONTACT : subject;
		const write = async () => await ask<unknown>(run.context, request, about, read);
		await run.memory.once(JSON.stringify(request), write);
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

/**
 * Why the contacts after a failure are not tried. An unknown outcome of one contact says nothing about the
 * others.
 */
function whyNot({ message }: Explanation, error: unknown): string {
	return error instanceof UnknownOutcome
		? `JustCall did not answer clearly ${MOST_FAULTS} times in a row`
		: message;
}

function failed(step: SyncStep, reason: string): SyncStep {
	return { ...step, action: 'failed', reason };
}

/** Whether JustCall looked at this contact and refused it. The next contact may still be accepted. */
function isRefusal({ httpCode }: Explanation): boolean {
	const status = Number(httpCode ?? 0);
	return status >= 200 && status < 500;
}

/** Whether every other contact would get the same error: a wrong key, a rate limit that is used up. */
function endsAll({ httpCode }: Explanation): boolean {
	return httpCode === '401' || httpCode === '429';
}
