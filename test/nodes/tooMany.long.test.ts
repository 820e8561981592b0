import { MAX_RECORDS } from '../../nodes/shared/run/planRequest';
import { useSandbox } from '../harness/sandboxed';

describe('more records than n8n can take', () => {
	const env = useSandbox({ calls: 130_000 });

	it('are refused after two requests, with a sentence that says how to narrow the list', async () => {
		const { items, error } = await env.call('getAll', { returnAll: true });
		expect(items).toEqual([]);
		expect(error?.message).toBe('The list has more records than n8n can take from one run: 130000');
		expect(error?.description).toContain(`'From' and 'To'`);
		// The second request checks whether the list is as long as JustCall counts.
		expect(env.sandbox.requests().length).toBe(2);
	});

	it('as many as it can take come through the engine without a crash', async () => {
		const { items, error } = await env.call('getAll', { limit: MAX_RECORDS });
		expect(error).toBeUndefined();
		expect(new Set(items.map(({ json }) => json.id)).size).toBe(MAX_RECORDS);
	});
});
