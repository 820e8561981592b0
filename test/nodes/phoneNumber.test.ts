import { byId, useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 50, agents: 230, numbers: 12, probe: 'off' });

const ids = (items: Array<{ json: { id?: unknown } }>) => items.map(({ json }) => json.id);

describe('phone numbers', () => {
	it('are listed in upper-case order, filtered', async () => {
		const { items } = await env.run('phoneNumber', 'getAll', {
			returnAll: true,
			filters: { numberType: 'toll_free' },
			options: { order: 'ASC' },
		});
		const wanted = env.sandbox.state.numbers.filter(({ number_type }) => number_type === 'Toll Free');
		expect(ids(items)).toEqual(wanted.map(({ id }) => id));
		expect(env.sandbox.requests()[0]?.query.order).toBe('ASC');
		expect(env.sandbox.requests()[0]?.violations).toEqual([]);
	});

	it('take every filter', async () => {
		const number = env.sandbox.state.numbers[0]!;
		const member = number.shared_with.team_members[0]!;
		const { items } = await env.run('phoneNumber', 'getAll', {
			filters: {
				availabilitySetting: number.availability_setting,
				capabilities: 'call',
				justcallLineName: number.justcall_line_name,
				numberOwnerId: byId(number.number_owner.id),
				numberType: 'local',
				sharedAgentId: byId(member.id),
				sharedGroupId: byId(number.shared_with.user_groups[0]?.id),
			},
		});
		expect(ids(items)).toEqual([number.id]);
		expect(env.sandbox.requests()[0]?.violations).toEqual([]);
	});

	it('are got by an id chosen from the list', async () => {
		const { results } = await env.n8n.search('justCall', 'searchPhoneNumberIds');
		expect(results.map(({ value }) => Number(value)).sort()).toEqual(
			env.sandbox.state.numbers.map(({ id }) => id).sort(),
		);
		const { items } = await env.run('phoneNumber', 'get', { phoneNumberId: byId(results[0]?.value) });
		expect(String(items[0]?.json.id)).toBe(results[0]?.value);
	});

	it('of others are looked up in digits', async () => {
		const { items } = await env.run('phoneNumber', 'detectType', { phoneNumber: '+1 (415) 555-0119' });
		expect(items[0]?.json).toMatchObject({ phone_number: '14155550119' });
		expect(env.sandbox.requests()[0]?.body).toEqual({ phone_number: '14155550119' });
	});

	it('that cannot be numbers are refused before anything is sent', async () => {
		const { error } = await env.run('phoneNumber', 'detectType', { phoneNumber: 'call me' });
		expect(error?.message).toMatch(/'Phone Number' is not a telephone number/);
		expect(env.sandbox.requests()).toEqual([]);
	});
});
