export { searchAgents } from './agents';
export { searchCalls } from './calls';
export { searchPhoneNumbers } from './phoneNumbers';
