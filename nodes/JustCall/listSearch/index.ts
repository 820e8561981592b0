export { searchAgents } from './agents';
export { searchCalls } from './calls';
export { searchGroups } from './groups';
export { searchPhoneNumberIds, searchPhoneNumbers } from './phoneNumbers';
