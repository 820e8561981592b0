import { showText, showThreadHead, showThreadText, tagsOf } from '../messageView';
import { threadIdOf, type Tag, type TextRow } from '../seed/messages';
import { findById, type State } from '../state';
import { comparisonOf } from './comparison';
import { spanOf } from './dates';
import { filtered, NOT_FOUND, ordered, type Handler, type Handlers, type HandlerResult } from './handler';
import { addText, contactPlace, isOver, isWith, mediaOf, numberPlace } from './messageState';

/** One day, which is how far back `restrict_once` looks. */
const DAY = 86_400;

/** Handlers of the texts, of their tags and of their threads. */
export const texts: Handlers = {
	listTexts({ state, settings }, { query }) {
		const same = comparisonOf(settings());
		const span = spanOf(query, state.timeZone);
		if ('kind' in span) return span;
		const rows = filtered<TextRow>(state.messages.texts, query, {
			from_datetime: ({ at }) => at >= span.from,
			to_datetime: ({ at }) => at <= span.to,
			contact_number: ({ contact }, value: string) => same.number(state.contacts[contact]?.number, value),
			justcall_number: ({ number }, value: string) =>
				same.number(state.numbers[number]?.justcall_number, value),
			sms_direction: ({ direction }, value: string) => direction.toLowerCase() === value,
			sms_content: ({ body }, value: string) => body.toLowerCase().includes(value.toLowerCase()),
			last_sms_id_fetched: ({ id }, value: number) => (query.order === 'asc' ? id > value : id < value),
		});
		return {
			kind: 'list',
			rows: ordered(rows, query.order, 'desc'),
			show: (row: TextRow) => showText(state, row),
		};
	},

	getText({ state }, { params }) {
		const row = findById(state.messages.texts, params.id);
		return row ? { kind: 'one', data: showText(state, row) } : NOT_FOUND;
	},

	sendText({ state, webhooks }, { body }) {
		const number = numberPlace(state, body.justcall_number);
		if (number < 0) return notOurs('justcall_number');
		const now = Math.floor(Date.now() / 1000);
		const contact = contactPlace(state, body.contact_number);
		const text = {
			contact,
			number,
			body: String(body.body),
			media: mediaOf(body.media_url),
			direction: 'Outgoing' as const,
			medium: 'One-To-One via API',
		};
		const repeated =
			body.restrict_once === 'Yes' &&
			state.messages.texts.some(
				(row) =>
					row.contact === contact &&
					row.direction === 'Outgoing' &&
					row.body === text.body &&
					row.at > now - DAY,
			);
		// Dropped silently, as the contract says: the answer is the usual one, but the list never has the text.
		if (repeated)
			return {
				kind: 'one',
				data: showText(state, { ...text, id: 0, at: now, agent: 0, status: 'Delivered' }),
			};
		const scheduled = body.schedule_at !== undefined;
		const row = addText(state, { ...text, status: scheduled ? 'Scheduled' : 'Delivered' });
		const data = showText(state, row);
		if (!scheduled) for (const type of ['sms.sent', 'sms.sent_received']) webhooks.emit(type, data);
		return { kind: 'one', data };
	},

	checkTextReply({ state }, { body }) {
		const row = state.messages.texts.findLast(
			(text) =>
				text.direction === 'Incoming' &&
				isWith(state, text, body.contact_number) &&
				(body.justcall_number === undefined || isOver(state, text, body.justcall_number)),
		);
		return { kind: 'list', rows: row ? [showText(state, row)] : [] };
	},

	listTags({ state }, { query }) {
		return { kind: 'list', rows: ordered([...state.messages.tags], query.order, 'desc') };
	},

	getTag({ state }, { params }) {
		const tag = findById(state.messages.tags, params.id);
		return tag ? { kind: 'one', data: tag } : NOT_FOUND;
	},

	createTag({ state }, { body }) {
		const { tags } = state.messages;
		if (tags.some(({ name }) => name === body.name))
			return { kind: 'refused', status: 400, message: 'A tag with this name exists already' };
		const agent = state.users.find(({ id }) => id === body.agent_id) ?? state.users[0];
		const tag: Tag = {
			id: (tags.at(-1)?.id ?? 40_100) + 17,
			name: String(body.name),
			color_code: String(body.color_code),
			created_at: new Date().toISOString().slice(0, 19).replace('T', ' '),
			created_by: {
				agent_id: agent?.id ?? 0,
				agent_name: agent?.name ?? '',
				agent_email: agent?.email ?? '',
			},
		};
		tags.push(tag);
		return { kind: 'one', data: tag };
	},

	deleteTag({ state }, { params }) {
		const { messages } = state;
		const tag = findById(messages.tags, params.id);
		if (!tag) return NOT_FOUND;
		messages.tags = messages.tags.filter(({ id }) => id !== tag.id);
		for (const [thread, ids] of messages.threadTags)
			messages.threadTags.set(
				thread,
				ids.filter((id) => id !== tag.id),
			);
		return { kind: 'done', message: 'Tag deleted successfully' };
	},

	listThreads({ state, settings }, { query }) {
		const same = comparisonOf(settings());
		const span = spanOf(query, state.timeZone);
		if ('kind' in span) return span;
		const { messages, numbers } = state;
		// One row for each thread, with its newest text.
		const threads = new Map(messages.texts.map((row) => [threadIdOf(row), row]));
		const rows = filtered<TextRow>([...threads.values()], query, {
			phone_id: ({ number }, value: number) => numbers[number]?.id === value,
			from_datetime: ({ at }) => at >= span.from,
			to_datetime: ({ at }) => at <= span.to,
			contact_number: ({ contact }, value: string) => same.number(state.contacts[contact]?.number, value),
			keyword: ({ contact, number }, value: string) =>
				messages.texts.some(
					(row) =>
						row.contact === contact &&
						row.number === number &&
						row.body.toLowerCase().includes(value.toLowerCase()),
				),
			tag_id: (row, value: number) => (messages.threadTags.get(threadIdOf(row)) ?? []).includes(value),
		}).sort((a, b) => (threadIdOf(a) < threadIdOf(b) ? -1 : 1));
		return {
			kind: 'list',
			rows: ordered(rows, query.order, 'desc'),
			show: (row: TextRow) => ({
				id: threadIdOf(row),
				thread_tags: tagsOf(state, row),
				latest_text: { ...showThreadText(state, row), ...showThreadHead(state, row) },
			}),
		};
	},

	getThread({ state }, { params, query }): HandlerResult {
		const rows = state.messages.texts.filter((row) => threadIdOf(row) === params.thread_id).reverse();
		const [newest] = rows;
		if (!newest) return NOT_FOUND;
		const offset = Number(query.offset ?? 0);
		const limit = Number(query.limit ?? 10);
		const shown = rows.slice(offset, offset + limit);
		const more = offset + limit < rows.length;
		return {
			kind: 'raw',
			body: {
				status: 'success',
				// JustCall's sample also has no thread id.
				next_page_link: more
					? `https://api.justcall.io/v2.1/texts/threads/?offset=${offset + limit}&limit=${limit}`
					: '',
				prev_page_link: '',
				data: {
					id: params.thread_id,
					...showThreadHead(state, newest),
					thread_tags: tagsOf(state, newest),
					texts: {
						count: shown.length,
						total_count: rows.length,
						data: shown.map((row) => showThreadText(state, row)),
					},
				},
			},
		};
	},

	addTagToThread: tagging('body', (ids, tag) => [...new Set([...ids, tag])]),
	removeTagFromThread: tagging('query', (ids, tag) => ids.filter((id) => id !== tag)),
};

/** Changes the tags of every thread that a request names: one thread, or all threads of a number or a contact. */
function tagging(place: 'body' | 'query', change: (ids: number[], tag: number) => number[]): Handler {
	return ({ state }, request) => {
		const { tag_id, thread_id, phone_id, justcall_number, contact_number } = request[place];
		if (!findById(state.messages.tags, tag_id)) return NOT_FOUND;
		if ([thread_id, phone_id, justcall_number, contact_number].every((given) => given === undefined)) {
			return {
				kind: 'refused',
				status: 400,
				message: 'Give thread_id, phone_id, justcall_number or contact_number',
			};
		}
		const rows = filtered<TextRow>(state.messages.texts, request[place], {
			thread_id: (row, value: string) => threadIdOf(row) === value,
			phone_id: (row, value: number) => state.numbers[row.number]?.id === Number(value),
			justcall_number: (row, value: string) => isOver(state, row, value),
			contact_number: (row, value: string) => isWith(state, row, value),
		});
		if (rows.length === 0) return NOT_FOUND;
		for (const thread of new Set(rows.map(threadIdOf))) setTags(state, thread, change, Number(tag_id));
		return { kind: 'done' };
	};
}

function setTags(
	{ messages }: State,
	thread: string,
	change: (ids: number[], tag: number) => number[],
	tag: number,
): void {
	messages.threadTags.set(thread, change(messages.threadTags.get(thread) ?? [], tag));
}

/** The refusal of a number that does not belong to the account. */
export function notOurs(name: string): HandlerResult {
	return { kind: 'refused', status: 400, message: `${name} is not a number of this account` };
}
