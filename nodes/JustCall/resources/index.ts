import type { Resource } from '../../shared/description/operation';
import { analytics } from './analytics';
import { appointment } from './appointment';
import { call } from './call';
import { callAiReport } from './callAiReport';
import { campaign } from './campaign';
import { campaignCall } from './campaignCall';
import { campaignContact } from './campaignContact';
import { contact } from './contact';
import { customRequest } from './customRequest';
import { meetingAiReport } from './meetingAiReport';
import { phoneNumber } from './phoneNumber';
import { salesDialerContact } from './salesDialerContact';
import { sms } from './sms';
import { smsTag } from './smsTag';
import { smsThread } from './smsThread';
import { user } from './user';
import { userGroup } from './userGroup';
import { voiceAgent } from './voiceAgent';
import { webhook } from './webhook';
import { whatsApp } from './whatsApp';

/** Every resource of the node, alphabetical by name. */
export const resources: Resource[] = [
	user,
	analytics,
	appointment,
	call,
	callAiReport,
	campaign,
	campaignCall,
	campaignContact,
	contact,
	customRequest,
	meetingAiReport,
	phoneNumber,
	salesDialerContact,
	sms,
	smsTag,
	smsThread,
	userGroup,
	voiceAgent,
	webhook,
	whatsApp,
];
