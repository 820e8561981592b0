import { calls } from './calls';
import { campaigns } from './campaigns';
import { contacts } from './contacts';
import { dialerCalls } from './dialerCalls';
import { dialerContacts } from './dialerContacts';
import type { Handlers } from './handler';
import { later } from './later';
import { whatsApp } from './whatsApp';
import { voiceAgents } from './voiceAgents';
import { v1Messages } from './v1Messages';
import { texts } from './texts';
import { appointments } from './appointments';
import { analytics } from './analytics';
import { aiReports } from './aiReports';
import { people } from './people';
import { v1Contacts } from './v1Contacts';
import { v1Dialer } from './v1Dialer';
import { webhooks } from './webhooks';

/** Every operation that the sandbox serves, by its id in the contract. */
export const HANDLERS: Handlers = {
	...calls,
	...later,
	...campaigns,
	...contacts,
	...dialerCalls,
	...dialerContacts,
	...people,
	...v1Contacts,
	...v1Dialer,
	...webhooks,
	...whatsApp,
	...voiceAgents,
	...v1Messages,
	...texts,
	...appointments,
	...analytics,
	...aiReports,
};
