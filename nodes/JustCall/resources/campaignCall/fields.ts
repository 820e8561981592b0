import { query } from '../../../shared/description/fields';
import type { Field } from '../../../shared/description/operation';
import { INCLUDE_AI_DATA } from '../call/fields';

/** AI data that JustCall adds on request. */
export const includeAiData: Field = {
	displayName: 'Include AI Data',
	name: 'fetchAiData',
	type: 'boolean',
	default: true,
	description: INCLUDE_AI_DATA,
	send: query('fetch_ai_data', 'boolean'),
};

/** The most useful fields of a campaign call. */
export const SIMPLE_CAMPAIGN_CALL = [
	'call_id',
	'campaign',
	'contact_number',
	'contact_name',
	'agent_name',
	'call_user_date',
	'call_user_time',
	'call_info.type',
	'call_info.duration',
	'call_info.disposition',
];

/** Fields that are in the answer only when an option asks for them. */
export const CAMPAIGN_CALL_EXTRAS = ['justcall_ai'];
