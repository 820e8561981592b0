import { useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 50, agents: 230, numbers: 12, probe: 'off' });

describe('webhooks', () => {
	const webhookUrl = 'https://n8n.example.com/webhook/1';

	it('are made, listed and deleted', async () => {
		const made = await env.run('webhook', 'create', { type: 'call.missed', webhookUrl });
		const urls = made.items[0]?.json.webhook_urls as Array<{ url_id: string; webhook_url: string }>;
		expect(urls).toMatchObject([{ webhook_url: webhookUrl, status: 'Active' }]);
		await env.run('webhook', 'create', { type: 'sms.received', webhookUrl });

		env.sandbox.catchUp();
		const all = await env.run('webhook', 'getAll', { returnAll: true });
		expect(all.items.map(({ json }) => json.type).sort()).toEqual(['call.missed', 'sms.received']);
		expect((await env.run('webhook', 'getAll', { limit: 1 })).items).toHaveLength(1);
		const some = await env.run('webhook', 'getAll', { filters: { type: 'sms.received' } });
		expect(some.items.map(({ json }) => json.type)).toEqual(['sms.received']);

		const { items } = await env.run('webhook', 'delete', { urlId: urls[0]?.url_id ?? '' });
		expect(items).toEqual([{ json: { deleted: true }, pairedItem: { item: 0 } }]);
		expect(env.sandbox.requests().at(-1)).toMatchObject({ method: 'DELETE', body: {} });
		expect(env.sandbox.state.webhooks.get('call.missed')?.webhook_urls).toEqual([]);
	});

	it('whose address JustCall refuses are an error with its words', async () => {
		env.sandbox.set({ probe: 'unsigned', webhooks: { timeoutSeconds: 1 } });
		const { error } = await env.run('webhook', 'create', {
			type: 'call.missed',
			webhookUrl: 'http://127.0.0.1:9/',
		});
		expect(error?.description).toContain('did not answer the validation request');
	});

	it.each(['../1', 'a/b', ''])('%p is no id of an address', async (urlId) => {
		const { error } = await env.run('webhook', 'delete', { urlId: `={{ "${urlId}" }}` });
		expect(error?.message).toMatch(/^'URL ID' is/);
		expect(env.sandbox.requests()).toEqual([]);
	});
});
