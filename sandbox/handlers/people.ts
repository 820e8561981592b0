import type { PhoneNumber, User } from '../seed/people';
import type { State } from '../state';
import { comparisonOf } from './comparison';
import { filtered, NOT_FOUND, ordered, type Handlers } from './handler';

const byNumber = (row: PhoneNumber) => row.number_type.toLowerCase().replace(' ', '_');

/** Handlers of users, user groups and phone numbers. */
export const people: Handlers = {
	listUsers({ state, settings }, { query }) {
		const same = comparisonOf(settings());
		const rows = filtered<User>(
			state.users,
			query.available === false ? { ...query, available: undefined } : query,
			{
				available: (user) => user.available === 'Yes',
				group_id: (user, value: number) => user.groups.some(({ group_id }) => group_id === value),
				role: (user, value: string) => user.role.toLowerCase() === value.toLowerCase(),
				email: (user, value: string) => same.text(user.email, value),
			},
		);
		return { kind: 'list', rows: ordered(rows, query.order, 'desc') };
	},

	getUser({ state }, { params }) {
		const user = state.users.find(({ id }) => id === Number(params.id));
		return user ? { kind: 'one', data: user } : NOT_FOUND;
	},

	updateUserAvailability({ state }, { body }) {
		const user = state.users.find(({ id }) => id === body.agent_id);
		if (!user) return NOT_FOUND;
		user.available = body.is_available === true ? 'Yes' : 'No';
		user.unavailability_reason = body.is_available === true ? '' : String(body.unavailability_reason ?? '');
		return { kind: 'done' };
	},

	listUserGroups({ state }, { query }) {
		const rows = state.groups.map(({ group_id }) => showGroup(state, group_id));
		return { kind: 'list', rows: ordered(rows, query.order, 'desc') };
	},

	getUserGroup({ state }, { params }) {
		const known = state.groups.some(({ group_id }) => group_id === Number(params.id));
		return known ? { kind: 'one', data: showGroup(state, Number(params.id)) } : NOT_FOUND;
	},

	listPhoneNumbers({ state, settings }, { query }) {
		const same = comparisonOf(settings());
		const rows = filtered<PhoneNumber>(state.numbers, query, {
			justcall_line_name: (row, value: string) => same.text(row.justcall_line_name, value),
			availability_setting: (row, value: string) => row.availability_setting === value,
			number_type: (row, value: string) => byNumber(row) === value,
			number_owner_id: (row, value: number) => row.number_owner.id === value,
			shared_agent_id: (row, value: number) => row.shared_with.team_members.some(({ id }) => id === value),
			shared_group_id: (row, value: number) => row.shared_with.user_groups.some(({ id }) => id === value),
			capabilities: (row, value: 'call' | 'sms' | 'mms') => row.capabilities[value] === 'Yes',
		});
		return { kind: 'list', rows: ordered(rows, query.order, 'desc') };
	},

	detectPhoneNumberType(_account, { body }) {
		const number = String(body.phone_number);
		const known = /^[1-9]\d{7,14}$/.test(number);
		const type = known
			? (['Mobile', 'Landline', 'VOIP'][Number(number.slice(-1)) % 3] ?? 'Mobile')
			: 'Invalid Number';
		return {
			kind: 'one',
			data: { phone_number: number, type, operator: known ? 'Example Wireless' : null },
		};
	},

	getPhoneNumber({ state }, { params }) {
		const number = state.numbers.find(({ id }) => id === Number(params.id));
		return number ? { kind: 'one', data: number } : NOT_FOUND;
	},
};

function showGroup({ users, groups }: State, id: number) {
	const members = users.filter((user) => user.groups.some(({ group_id }) => group_id === id));
	return {
		id,
		group_name: groups.find(({ group_id }) => group_id === id)?.group_name ?? '',
		group_extension: String(1000 + (id % 100)),
		updated_on: '2025-10-02 10:01:01',
		total_members: members.length,
		members: members.map((user) => ({
			id: user.id,
			name: user.name,
			email: user.email,
			role: user.role,
			timezone: user.timezone,
			extension: user.extension,
		})),
	};
}
