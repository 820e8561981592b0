export {
	getCallScriptNames,
	getCallScripts,
	getDispositionGroupNames,
	getDispositionGroups,
} from './campaignParts';
export { getDispositions } from './dispositions';
export { getAgents, getVoiceAgents } from './people';
