import { column, expectAsContract, record, useRawApi } from './testing/rawApi';
import { digitsOf } from './handlers/messageState';
import { threadIdOf, type TextRow } from './seed/messages';

const api = useRawApi();

const FRESH = '+13035550199';

const messages = () => api.sandbox.state.messages;
const newestFirst = (rows: Array<{ id: number }>) => rows.map(({ id }) => id).sort((a, b) => b - a);
const ownNumber = () => `+${api.sandbox.state.numbers[0]?.justcall_number}`;
const contactOf = (row: { contact: number }) => `+${api.sandbox.state.contacts[row.contact]?.number}`;
const numberOf = (row: { number: number }) => `+${api.sandbox.state.numbers[row.number]?.justcall_number}`;
const encoded = encodeURIComponent;
const sendText = async (more: object = {}) =>
	await api.send('POST', '/v2.1/texts/new', {
		justcall_number: ownNumber(),
		contact_number: FRESH,
		body: 'Hello',
		...more,
	});

describe('texts', () => {
	it('come in pages from 0, newest first, 100 at most', async () => {
		const { body } = await api.get('/v2.1/texts');
		expect(body).toMatchObject({ count: 20, per_page: 20, total_texts: messages().texts.length });
		expect((await api.get('/v2.1/texts?per_page=500')).body.per_page).toBe(100);
		const { pages, values } = await api.walk('/v2.1/texts?per_page=100', 'id');
		expect(pages).toBeGreaterThanOrEqual(3);
		expect(values).toEqual(newestFirst(messages().texts));
	});

	it.each<[string, (row: TextRow) => string, (row: TextRow, sample: TextRow) => boolean]>([
		['contact_number', (sample) => contactOf(sample), (row, sample) => row.contact === sample.contact],
		['justcall_number', (sample) => numberOf(sample), (row, sample) => row.number === sample.number],
		['sms_direction', () => 'incoming', ({ direction }) => direction === 'Incoming'],
		['sms_content', () => 'INVOICE', ({ body }) => body.includes('invoice')],
		['last_sms_id_fetched', ({ id }) => String(id), ({ id }, sample) => id < sample.id],
	])('are filtered by %s', async (name, value, matches) => {
		const sample = messages().texts[700] as TextRow;
		const want = messages().texts.filter((row) => matches(row, sample));
		expect(want.length).toBeGreaterThan(0);
		const { values } = await api.walk(`/v2.1/texts?${name}=${encoded(value(sample))}&per_page=100`, 'id');
		expect(values).toEqual(newestFirst(want));
	});

	it('are sent: listed, found by id, told to webhooks', async () => {
		const sent = record(
			await sendText({ media_url: 'https://x.example.com/a.png,https://x.example.com/b.pdf' }),
		);
		expect(sent).toMatchObject({
			contact_number: digitsOf(FRESH),
			direction: 'Outgoing',
			delivery_status: 'Delivered',
			sms_info: { body: 'Hello', is_mms: 'Yes', mms: [{ content_type: 'image/png' }, {}] },
		});
		expect(record(await api.get(`/v2.1/texts/${String(sent.id)}`))).toEqual(sent);
		expect(column(await api.get('/v2.1/texts'), 'id')[0]).toBe(sent.id);
	});

	it('are dropped in silence when the same went out within a day and restrict_once says so', async () => {
		await sendText({ restrict_once: 'Yes' });
		const before = messages().texts.length;
		const second = await sendText({ restrict_once: 'Yes' });
		expect([second.status, messages().texts.length]).toEqual([200, before]);
		await sendText({ restrict_once: 'Yes', body: 'Something else' });
		await sendText();
		expect(messages().texts).toHaveLength(before + 2);
	});

	it('wait when they are scheduled', async () => {
		const { delivery_status } = record(await sendText({ schedule_at: '2026-12-24 08:00:00' }));
		expect(delivery_status).toBe('Scheduled');
	});

	it('are refused from a number that is not the account’s', async () => {
		const { status, body } = await sendText({ justcall_number: '+19995550100' });
		expect([status, body.message]).toEqual([400, 'justcall_number is not a number of this account']);
	});

	it('answer what a contact said last, to any number or to one', async () => {
		const incoming = messages().texts.filter(({ direction }) => direction === 'Incoming');
		const sample = incoming[0] as TextRow;
		const last = incoming.findLast(({ contact }) => contact === sample.contact) as TextRow;
		const path = '/v2.1/texts/checkreply';
		const any = await api.send('POST', path, { contact_number: contactOf(sample) });
		expect(column(any, 'id')).toEqual([last.id]);
		const other = await api.send('POST', path, {
			contact_number: contactOf(sample),
			justcall_number: numberOf({ number: (sample.number + 1) % 4 }),
		});
		expect(column(other, 'id')).toEqual([]);
	});

	it('are sent by v1 too', async () => {
		const { body } = await api.send('POST', '/v1/texts/new', { from: ownNumber(), to: FRESH, body: 'Old' });
		expectAsContract('v1SendText', body);
		expect(body).toMatchObject({ status: 'success', id: messages().texts.at(-1)?.id });
		const refused = await api.send('POST', '/v1/texts/new', { from: '+19995550100', to: FRESH, body: 'Old' });
		expect([refused.status, refused.body.status]).toEqual([200, 'failed']);
	});
});

describe('tags and threads', () => {
	const TAGS = '/v2.1/texts/tags';
	const THREADS = '/v2.1/texts/threads';

	it('a tag lives: created, got, listed, put on a thread, taken off, deleted', async () => {
		const tag = record(await api.send('POST', TAGS, { name: 'New one', color_code: '#112233' }));
		expect(record(await api.get(`${TAGS}/${String(tag.id)}`))).toEqual(tag);
		expect(column(await api.get(TAGS), 'id')[0]).toBe(tag.id);
		const thread_id = threadIdOf(messages().texts[0] as TextRow);
		await api.send('POST', `${THREADS}/tag`, { tag_id: tag.id, thread_id });
		const tags = async () =>
			(record(await api.get(`${THREADS}/${thread_id}`)).thread_tags as Array<{ id: number }>).map(
				({ id }) => id,
			);
		expect(await tags()).toContain(tag.id);
		const query = `tag_id=${String(tag.id)}&thread_id=${thread_id}`;
		expect((await api.send('DELETE', `${THREADS}/tag?${query}`, {})).status).toBe(200);
		expect(await tags()).not.toContain(tag.id);
		await api.send('POST', `${THREADS}/tag`, { tag_id: tag.id, thread_id });
		expect((await api.send('DELETE', `${TAGS}/${String(tag.id)}`, {})).status).toBe(200);
		expect((await api.get(`${TAGS}/${String(tag.id)}`)).status).toBe(404);
		expect(await tags()).not.toContain(tag.id);
	});

	it('a tag has a name of its own, of 15 characters', async () => {
		const create = async (name: string) =>
			(await api.send('POST', TAGS, { name, color_code: '#112233' })).status;
		expect([await create('Hot lead'), await create('sixteen letters!')]).toEqual([400, 400]);
	});

	it('a tag reaches every thread of a number or of a contact', async () => {
		const [tag] = messages().tags;
		const sample = messages().texts[3] as TextRow;
		const carrying = () =>
			[...messages().threadTags].filter(([, ids]) => ids.includes(tag?.id ?? 0)).map(([thread]) => thread);
		const threads = (matches: (row: TextRow) => boolean) => [
			...new Set(messages().texts.filter(matches).map(threadIdOf)),
		];
		const put = async (target: object) =>
			await api.send('POST', `${THREADS}/tag`, { tag_id: tag?.id, ...target });
		for (const [target, matches] of [
			[{ contact_number: contactOf(sample) }, ({ contact }: TextRow) => contact === sample.contact],
			[{ justcall_number: numberOf(sample) }, ({ number }: TextRow) => number === sample.number],
			[
				{ phone_id: api.sandbox.state.numbers[sample.number]?.id },
				({ number }: TextRow) => number === sample.number,
			],
		] as const) {
			messages().threadTags.clear();
			expect((await put(target)).status).toBe(200);
			expect(carrying().sort()).toEqual(threads(matches).sort());
		}
		expect((await put({})).status).toBe(400);
	});

	it('threads of a number come with their newest text, filtered', async () => {
		const sample = messages().texts.at(-1) as TextRow;
		const phone_id = api.sandbox.state.numbers[sample.number]?.id;
		const path = `${THREADS}?phone_id=${phone_id}&per_page=5`;
		const want = [
			...new Set(
				messages()
					.texts.filter(({ number }) => number === sample.number)
					.map(threadIdOf),
			),
		].sort();
		const { pages, values } = await api.walk(path, 'id');
		expect(pages).toBeGreaterThanOrEqual(3);
		expect(values).toEqual(want.reverse());
		const one = await api.get(`${path}&contact_number=${encoded(contactOf(sample))}`);
		expect(one.body.data).toMatchObject([{ latest_text: { id: sample.id } }]);
		const { values: tagged } = await api.walk(`${path}&tag_id=${messages().tags[0]?.id}`, 'id');
		expect(tagged).toEqual(
			want.filter((id) =>
				messages()
					.threadTags.get(id)
					?.includes(messages().tags[0]?.id ?? 0),
			),
		);
		expect((await api.get(`${path}&keyword=nothing+like+it`)).body.total_count).toBe(0);
		expect(
			(await api.get(`${path}&keyword=${encoded(sample.body.slice(0, 10))}`)).body.count,
		).toBeGreaterThan(0);
	});

	it('a thread is read by offset and limit', async () => {
		const sample = messages().texts[0] as TextRow;
		const thread = threadIdOf(sample);
		for (let more = 0; more < 12; more++)
			await sendText({ contact_number: contactOf(sample), justcall_number: numberOf(sample) });
		const want = messages().texts.filter((row) => threadIdOf(row) === thread);
		const seen: unknown[] = [];
		for (let offset = 0, more = true; more; offset += 10) {
			const answer = await api.get(`${THREADS}/${thread}?offset=${offset}`);
			expectAsContract('getThread', answer.body);
			const { data } = record(answer).texts as { data: Array<{ id: number }> };
			seen.push(...data.map(({ id }) => id));
			more = answer.body.next_page_link !== '';
		}
		expect(seen).toEqual(newestFirst(want));
		expect((await api.get(`${THREADS}/nothing`)).status).toBe(404);
	});
});

describe('WhatsApp', () => {
	const PATH = '/v2.1/whatsapp/messages';

	it('messages come in pages from 0, 50 at most', async () => {
		const { body } = await api.get(PATH);
		expect(body).toMatchObject({ count: 30, per_page: 30, total_count: messages().whatsApp.length });
		const { pages, values } = await api.walk(`${PATH}?per_page=500`, 'id');
		expect(pages).toBeGreaterThanOrEqual(3);
		expect(values).toEqual(newestFirst(messages().whatsApp));
	});

	it('three filters work together with a number only, and words are cut to 15', async () => {
		const all = messages().whatsApp.length;
		for (const filter of ['message_direction=incoming', 'message_content=invoice', 'delivery_status=read'])
			expect((await api.get(`${PATH}?${filter}`)).body.total_count).toBe(all);
		const sample = messages().whatsApp.find(({ direction }) => direction === 'Incoming');
		const number = encoded(numberOf(sample ?? { number: 0 }));
		const total = async (filter: string) =>
			(await api.get(`${PATH}?justcall_number=${number}&${filter}`)).body.total_count;
		const own = messages().whatsApp.filter((row) => row.number === sample?.number);
		expect(await total('message_direction=incoming')).toBe(
			own.filter(({ direction }) => direction === 'Incoming').length,
		);
		expect(await total('delivery_status=read')).toBe(own.filter(({ status }) => status === 'read').length);
		const words = sample?.body.slice(0, 15).toLowerCase() ?? '';
		expect(await total(`message_content=${encoded(`${words} and more words`)}`)).toBe(
			words.length < 15 ? 0 : own.filter(({ body }) => body.toLowerCase().includes(words)).length,
		);
	});

	it('a message is sent from a template, got with it, and answered', async () => {
		const send = async (more: object) =>
			await api.send('POST', `${PATH}/send`, {
				justcall_number: ownNumber(),
				contact_number: FRESH,
				...more,
			});
		const sent = record(await send({ template_id: 1234, template_variables: ['Mara', '3 pm'] }));
		expect(sent.message_info).toMatchObject({
			body: 'Hello Mara, your demo starts at 3 pm.',
			is_template: 'Yes',
		});
		const path = `${PATH}/${String(sent.id)}`;
		expect(record(await api.get(path)).message_info).not.toHaveProperty('template');
		expect(record(await api.get(`${path}?fetch_template_data=true`)).message_info).toHaveProperty(
			'template.id',
			1234,
		);
		expect((await send({ template_id: 1255 })).status).toBe(400);
		const numbers = `justcall_number=${encoded(ownNumber())}&contact_number=${encoded(FRESH)}`;
		expect((await api.get(`${PATH}/check-reply?${numbers}`)).status).toBe(404);
		const sample = messages().whatsApp.findLast(({ direction }) => direction === 'Incoming');
		const known = `justcall_number=${encoded(numberOf(sample ?? { number: 0 }))}&contact_number=${encoded(contactOf(sample ?? { contact: 0 }))}`;
		expect(record(await api.get(`${PATH}/check-reply?${known}`)).id).toBe(sample?.id);
	});

	it('templates are those of a number, filtered', async () => {
		const path = `${PATH}/templates?justcall_number=${encoded(ownNumber())}`;
		expect(column(await api.get(path), 'id')).toEqual([1255, 1241, 1234]);
		expect(column(await api.get(`${path}&category=Marketing`), 'id')).toEqual([1241]);
		expect(column(await api.get(`${path}&language=Spanish`), 'id')).toEqual([1255]);
		expect(column(await api.get(`${path}&template_name=demo_reminder`), 'id')).toEqual([1234]);
		expect((await api.get(`${PATH}/templates?justcall_number=%2B19995550100`)).body.total_count).toBe(0);
	});
});
