export { searchAgents } from './agents';
export { searchCalls } from './calls';
export { searchGroups } from './groups';
export { searchPhoneNumberIds, searchPhoneNumbers } from './phoneNumbers';
export { searchCampaignCalls } from './campaignCalls';
export { searchCampaigns } from './campaigns';
export { searchContacts } from './contacts';
export { searchCustomFields } from './customFields';
export { searchSalesDialerContacts } from './salesDialerContacts';
