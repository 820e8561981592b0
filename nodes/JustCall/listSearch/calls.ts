import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../shared/values/isObject';
import { plusNumber, textOf, type Shown } from './entries';
import { searching } from './searchPages';

/** The newest calls by time, other party, agent and ID. JustCall itself searches by telephone number. */
export const searchCalls = searching({
	path: '/v2.1/calls',
	one: '/v2.1/calls/{id}',
	subject: 'The list of calls',
	plural: 'calls',
	find: ({ e164 }) => (e164 ? [{ query: { contact_number: e164.slice(1) }, isWhole: true }] : []),
	show,
});

function show(call: IDataObject): Shown {
	const info = isObject(call.call_info) ? call.call_info : {};
	const partner = [textOf(call.contact_name), plusNumber(call.contact_number)].filter(Boolean).join(' ');
	const id = textOf(call.id);
	return {
		value: call.id,
		name: [
			[textOf(call.call_user_date), textOf(call.call_user_time)].filter(Boolean).join(' '),
			[textOf(info.direction), textOf(info.type)].filter(Boolean).join(' ').toLowerCase(),
			partner,
			textOf(call.agent_name),
			id && `ID ${id}`,
		],
		between: ' · ',
		numbers: [call.contact_number],
	};
}
