import type { Resource } from '../shared/operation';
import { call } from './call';
import { campaign } from './campaign';
import { campaignCall } from './campaignCall';
import { campaignContact } from './campaignContact';
import { contact } from './contact';
import { phoneNumber } from './phoneNumber';
import { salesDialerContact } from './salesDialerContact';
import { user } from './user';
import { userGroup } from './userGroup';
import { webhook } from './webhook';

/** Every resource of the node, alphabetical by name. */
export const resources: Resource[] = [
	call,
	campaign,
	campaignCall,
	campaignContact,
	contact,
	phoneNumber,
	salesDialerContact,
	user,
	userGroup,
	webhook,
];
