import type { OwnRuns } from '../../shared/executor';
import { bulkImport } from './bulkImport';
import { sendAndWait } from './sendAndWait';
import { sendWhatsApp } from './sendWhatsApp';
import { startCall } from './startCall';
import { summarizeCalls, summarizeDialerCalls } from './summarizeCalls';
import { syncCampaign } from './syncCampaign';
import { upsertContact } from './upsertContact';

/** Operations that need more than one request for an item. The executor carries out all others. */
export const ownRuns: OwnRuns = new Map([
	['call.summarize', summarizeCalls],
	['campaignCall.summarize', summarizeDialerCalls],
	['campaignContact.sync', syncCampaign],
	['contact.upsert', upsertContact],
	['salesDialerContact.bulkImport', bulkImport],
	['sms.sendAndWait', sendAndWait],
	['voiceAgent.startCall', startCall],
	['whatsApp.send', sendWhatsApp],
	['whatsApp.sendAndWait', sendAndWait],
]);
