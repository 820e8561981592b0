import './coreInternals';

import { PollContext } from 'n8n-core';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import type * as QuietNotesModule from '../../nodes/JustCallPollingTrigger/feeds/quietNotes';
import type { Instance, Place } from './instance';

/** The module of the built node that keeps notes in the process. */
const QUIET_NOTES = join(
	...[__dirname, '..', '..', 'dist', 'nodes', 'JustCallPollingTrigger', 'feeds', 'quietNotes.js'],
);

/** A polling trigger. */
export interface Poller {
	/**
	 * Looks once; `manual` as the editor does for a test event.
	 *
	 * @param budgetMs the time n8n says a look may take; an old n8n says nothing
	 */
	look: (mode?: 'trigger' | 'manual', budgetMs?: number) => Promise<INodeExecutionData[]>;
	/** As if n8n had been stopped and started, or other parameters published: only stored data is left. */
	restart: (parameters?: INodeParameters, place?: Place) => void;
	/**
	 * As n8n's database scheduler does before each poll: the workflow is read from the database, in the same process. The data
	 * of a look that gave nothing is not in it.
	 *
	 * @param hasDropped n8n has dropped the items of the last look, and stored nothing of it
	 */
	reload: (hasDropped?: boolean) => void;
	/** Bytes that n8n stores for it. */
	stored: () => number;
	/** Changes the data n8n has stored, and restarts it. */
	edit: (change: (stored: IDataObject) => void) => void;
}

/** A polling trigger with these parameters, as in a published workflow. */
export function makePoller(
	{ nodeOf, workflowOf, typeOf, additionalData }: Instance,
	name: string,
	parameters: INodeParameters,
	place: Place = {},
): Poller {
	let where = place;
	let node = nodeOf(name, parameters, where);
	let workflow = workflowOf([node], where);
	let stored = '{}';
	let storedBefore = stored;
	let isActivation = true;
	return {
		async look(mode = 'trigger', budgetMs) {
			const context = new PollContext(workflow, node, additionalData(where), mode, 'activate');
			if (budgetMs !== undefined) Object.assign(context, { getPollBudgetMs: () => budgetMs });
			storedBefore = stored;
			const items = (await typeOf(node.type).poll?.call(context)) ?? null;
			// n8n stores when the workflow starts, and once the first look has gone well while it is activated
			// (ActiveWorkflowManager.add and getExecutePollFunctions); after other looks that gave nothing it does not.
			if (mode === 'trigger' && (items !== null || isActivation))
				stored = JSON.stringify(workflow.staticData);
			if (mode === 'trigger') isActivation = false;
			return items?.[0] ?? [];
		},
		restart(changed = parameters, other = where) {
			const { forgetQuietNotes } = createRequire(__filename)(QUIET_NOTES) as typeof QuietNotesModule;
			forgetQuietNotes();
			isActivation = true;
			where = other;
			node = nodeOf(name, changed, where);
			this.reload();
		},
		reload(hasDropped = false) {
			if (hasDropped) stored = storedBefore;
			workflow = workflowOf([node], where);
			workflow.overrideStaticData(JSON.parse(stored) as IDataObject);
		},
		stored: () => JSON.stringify(workflow.staticData).length,
		edit(change) {
			const data = JSON.parse(stored) as Record<string, IDataObject>;
			change(data['node:Node'] ?? {});
			stored = JSON.stringify(data);
			this.restart();
		},
	};
}
