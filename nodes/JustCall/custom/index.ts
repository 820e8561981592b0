import type { OwnRuns } from '../../shared/executor';
import { bulkImport } from './bulkImport';
import { syncCampaign } from './syncCampaign';
import { upsertContact } from './upsertContact';

/** Operations that need all input items at once, or several requests for one. */
export const ownRuns: OwnRuns = new Map([
	['campaignContact.sync', syncCampaign],
	['contact.upsert', upsertContact],
	['salesDialerContact.bulkImport', bulkImport],
]);
