import type { PhoneNumber } from '../seed/people';
import { contacts } from './contacts';
import type { Handlers, HandlerResult } from './handler';
import { objectOf, pageOf, translated } from './v1Answers';

/** v1's codes for the lists (FACTS.md section 11). */
const LISTS: Record<string, string> = { '0': 'blacklist', '1': 'dnd', '2': 'dnm' };

const done = (message: string) => (): HandlerResult => ({ kind: 'done', message });

/** Handlers of contacts and numbers in v1: POST with everything in the body (FACTS.md section 11). */
export const v1Contacts: Handlers = {
	v1ListContacts: translated(
		contacts,
		'v1QueryContacts',
		({ page, per_page }) => ({ body: { page, per_page: per_page ?? 50 } }),
		(outcome) => outcome,
	),

	v1CreateContact: translated(
		contacts,
		'createContact',
		(body) => ({
			body: {
				...plainFields(body),
				notes: body.notes,
				across_team: body.acrossteam === 1,
				agent_id: body.agentid,
			},
		}),
		(outcome) => ({
			kind: 'raw',
			body: { status: 'success', id: objectOf(outcome).id, message: 'Contact created successfully' },
		}),
	),

	v1UpdateContact: translated(
		contacts,
		'updateContact',
		(body) => ({
			body: {
				...plainFields(body),
				id: body.id,
				notes: body.notes === undefined ? undefined : [{ note: body.notes }],
				other_numbers: body.other_phones === undefined ? undefined : [body.other_phones],
			},
		}),
		done('Contact updated'),
	),

	v1DeleteContact: translated(
		contacts,
		'deleteContact',
		({ id }) => ({ query: { id } }),
		done('Contact deleted successfully'),
	),

	v1ContactAction: translated(
		contacts,
		'updateContactStatus',
		(body) => ({
			body: {
				contact_number: body.number,
				[body.action === '1' ? 'add_to' : 'remove_from']: [LISTS[String(body.type)]],
				across_team: body.acrossteam !== '0',
			},
		}),
		(_outcome, _account, { type, action }) => {
			const list = LISTS[String(type)] ?? '';
			const word = list === 'blacklist' ? list : list.toUpperCase();
			const verb = action === '1' ? 'added to' : 'removed from';
			return { kind: 'done', message: `Number ${verb} ${word} list successfully` };
		},
	),

	v1ListNumbers({ state }, { body }) {
		return { kind: 'list', rows: pageOf(state.numbers, body, 50), show: showNumber };
	},
};

function plainFields(body: Record<string, unknown>): Record<string, unknown> {
	const { firstname, lastname, phone, email, company } = body;
	return { first_name: firstname, last_name: lastname, contact_number: phone, email, company };
}

function showNumber(number: PhoneNumber): object {
	const digit = (word: string) => (word === 'Yes' ? '1' : '0');
	const { call, sms, mms } = number.capabilities;
	return {
		id: number.id,
		phone: number.justcall_number,
		agent_id: number.number_owner.id,
		custom_name: number.justcall_line_name,
		friendly_name: number.friendly_number,
		capabilities: { voice: digit(call), sms: digit(sms), mms: digit(mms), fax: '0' },
	};
}
