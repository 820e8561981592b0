import type { LiveAnswer, LiveApi } from './api';
import type { Cycle } from './cycle';
import type { Verdict } from './settle';
import { frameVerdict, open, statusVerdict } from './settle';
import { fieldsOf, recordsOf } from './shapes';
import type { Trace } from './traces';
import { idIn, isDone, leavingNothing } from './traces';
import { WEBHOOK_CYCLE } from './webhookCycle';

/** A number from the range that is reserved for fiction. */
const FICTIONAL = '12025550199';
/** First name and company of the contact. */
const MARK = 'n8n live check';
/** Name of the tag, which has at most 15 characters (FACTS.md section 10). */
const TAG = 'n8n-live-check';
const TAGS_PER_PAGE = 100;
const MAX_PAGES = 50;

const TAG_CYCLE: Cycle = {
	name: 'the cycle of the tag',
	needs: 'write',
	doubts: [
		{ name: 'created tag', section: 3, question: 'Is it framed?' },
		{ name: 'read tag', section: 3, question: 'Is it framed?' },
		{ name: 'deleted tag', section: 1, question: 'Does DELETE take an empty object as body?' },
	],
	async run({ api }) {
		const trace: Trace = {
			what: `The tag '${TAG}'`,
			where: 'among the tags of texts',
			find: async () => await tagsOfOurs(api),
			remove: async (id) =>
				await api.ask({ method: 'DELETE', path: `/v2.1/texts/tags/${id}`, body: {}, always: true }),
		};
		if ((await trace.find()).length > 0)
			throw new Error(`there is a tag '${TAG}' already, perhaps of an earlier run; it was not touched`);
		const { result, deleted } = await leavingNothing(trace, async (made) => {
			const created = await api.ask({
				method: 'POST',
				path: '/v2.1/texts/tags',
				body: { name: TAG, color_code: '#2a7fdb' },
			});
			const id = createdId(created, made);
			return { created, read: id && (await api.ask({ path: `/v2.1/texts/tags/${id}` })) };
		});
		return {
			'created tag': frameVerdict(result.created),
			'read tag': result.read ? frameVerdict(result.read) : open('The creation gave no ID.'),
			'deleted tag': deletionVerdict(deleted),
		};
	},
};

const CONTACT_CYCLE: Cycle = {
	name: 'the cycle of the contact',
	needs: 'write',
	doubts: [
		{ name: 'created contact', section: 3, question: 'Is it a list of one?' },
		{ name: 'updated contact', section: 10, question: 'Does an update leave what it does not name?' },
		{ name: 'deleted contact', section: 1, question: 'Does DELETE take an empty object as body?' },
		{ name: 'contact after its end', section: 7, question: 'Is it 404?' },
	],
	async run({ api }) {
		if ((await contactsWithNumber(api)).length > 0)
			throw new Error(
				`there is a contact with the fictional number ${FICTIONAL} already, perhaps of an earlier run; it was not touched`,
			);
		const trace: Trace = {
			what: `The contact '${MARK}' with the fictional number ${FICTIONAL}`,
			where: 'among the contacts',
			find: async () => await contactsOfOurs(api),
			remove: async (id) =>
				await api.ask({
					method: 'DELETE',
					path: '/v2.1/contacts',
					query: `id=${encodeURIComponent(id)}`,
					body: {},
					always: true,
				}),
		};
		const { result, deleted } = await leavingNothing(trace, async (made) => {
			const created = await api.ask({
				method: 'POST',
				path: '/v2.1/contacts',
				body: { first_name: MARK, contact_number: FICTIONAL },
			});
			const id = createdId(created, made);
			if (id === undefined) return { created };
			const body = { id: Number(id), company: MARK };
			const updated = await api.ask({ method: 'PUT', path: '/v2.1/contacts', body });
			return { created, id, updated, read: await api.ask({ path: `/v2.1/contacts/${id}` }) };
		});
		const gone = result.id === undefined ? undefined : await api.ask({ path: `/v2.1/contacts/${result.id}` });
		return {
			'created contact': frameVerdict(result.created),
			'updated contact': updateVerdict(result.updated, result.read),
			'deleted contact': deletionVerdict(deleted),
			'contact after its end': gone ? statusVerdict(gone) : open('The creation gave no ID.'),
		};
	},
};

/** POSTs that change nothing. The walk sends POSTs only with permission. */
const POSTED_READS: Cycle = {
	name: 'what is read by POST',
	needs: 'write',
	doubts: [
		{ name: 'reply check of texts', section: 3, question: 'Is the reply to a text one object or a list?' },
		{ name: 'pages of v1', section: 11, question: "Is the first page of v1's lists number 1?" },
		{ name: 'page size of v1', section: 11, question: 'How much does v1 put on a page when asked for 500?' },
		{ name: 'failure inside a 200 of v1', section: 7, question: 'How does v1 refuse an unknown campaign?' },
	],
	async run({ api }) {
		const reply = await api.ask({
			method: 'POST',
			path: '/v2.1/texts/checkreply',
			body: { contact_number: `+${FICTIONAL}` },
		});
		const unknown = await api.ask({
			method: 'POST',
			path: '/v1/autodialer/campaigns/campaign-contacts',
			body: { campaign_id: '999999999' },
		});
		const { status: word } = Object(unknown.body) as { status?: unknown };
		return {
			'reply check of texts': frameVerdict(reply),
			'pages of v1': await firstPageOfV1(api),
			'page size of v1': await pageSizeOfV1(api),
			'failure inside a 200 of v1': {
				answer: `${unknown.status}${isDone(unknown) && word !== 'success' ? ', no success inside' : ''}`,
				says: `It was answered with ${unknown.status}: ${fieldsOf(unknown.body)}.`,
			},
		};
	},
};

/** Everything that writing can answer, in order. */
export const CYCLES: readonly Cycle[] = [TAG_CYCLE, CONTACT_CYCLE, POSTED_READS, WEBHOOK_CYCLE];

/** The lists of v1 are POSTs too. */
async function firstPageOfV1(api: LiveApi): Promise<Verdict> {
	const pages: string[] = [];
	for (const page of [0, 1, 2]) {
		const answer = await api.ask({ method: 'POST', path: '/v1/contacts/list', body: { page, per_page: 1 } });
		// v1 may report a refusal with status 200 (FACTS.md section 7). A refusal has no list.
		const { data } = Object(answer.body) as { data?: unknown };
		if (!isDone(answer) || !Array.isArray(data)) {
			if (page > 0) return open(`Page ${page} was answered with ${answer.status} and no list.`);
			pages.push('[]');
		} else pages.push(JSON.stringify(data));
	}
	const [zero, one, two] = pages;
	if (one === two) return open('There are no two contacts of the key itself.');
	return zero === one || zero === '[]'
		? { answer: '1', says: 'Page 0 is page 1, or holds nothing.' }
		: { answer: '0', says: 'Page 0 is another than page 1.' };
}

async function pageSizeOfV1(api: LiveApi): Promise<Verdict> {
	const body = { page: 1, per_page: 500 };
	const answer = await api.ask({ method: 'POST', path: '/v1/contacts/list', body });
	const { data } = Object(answer.body) as { data?: unknown };
	if (!isDone(answer) || !Array.isArray(data))
		return open(`500 were answered with ${answer.status} and no list.`);
	const { length } = data as unknown[];
	// Other users have seen 50 and 100 (FACTS.md section 11). Fewer contacts than that show nothing.
	if (length < 50) return open('The key has too few contacts.');
	return { answer: String(length), says: `500 were asked for, ${length} came; the key may have no more.` };
}

/** IDs of the tags with our name, on any page; whether pages count from 0 does not matter. */
async function tagsOfOurs(api: LiveApi): Promise<string[]> {
	const found: string[] = [];
	for (let page = 0; page < MAX_PAGES; page++) {
		const tags = listIn(
			await api.ask({
				path: '/v2.1/texts/tags',
				query: `page=${page}&per_page=${TAGS_PER_PAGE}`,
				always: true,
			}),
			'tags',
		);
		found.push(...tags.filter(({ name }) => name === TAG).flatMap((tag) => idIn(tag) ?? []));
		if (tags.length < TAGS_PER_PAGE) break;
	}
	return [...new Set(found)];
}

async function contactsWithNumber(api: LiveApi): Promise<Array<Record<string, unknown>>> {
	const query = `contact_number=${FICTIONAL}&across_team=true`;
	const contacts = listIn(await api.ask({ path: '/v2.1/contacts', query, always: true }), 'contacts');
	return contacts.filter(({ contact_number: number }) =>
		String(number).replace(/\D/g, '').endsWith(FICTIONAL),
	);
}

/** IDs of the contacts with the number and our mark. */
async function contactsOfOurs(api: LiveApi): Promise<string[]> {
	const there = await contactsWithNumber(api);
	const ours = there.filter(({ first_name: first, name }) => first === MARK || name === MARK);
	if (ours.length < there.length)
		throw new Error('a contact with that number does not carry the mark and was not touched');
	return ours.flatMap((contact) => idIn(contact) ?? []);
}

function listIn(answer: LiveAnswer, what: string): Array<Record<string, unknown>> {
	const { data } = Object(answer.body) as { data?: unknown };
	if (!isDone(answer) || !Array.isArray(data))
		throw new Error(`the list of ${what} was answered with ${answer.status} and no list`);
	return recordsOf(answer.body, Infinity);
}

/** The ID in the answer to a creation, which is reported to the guard. */
function createdId(created: LiveAnswer, made: (id: string | undefined) => void): string | undefined {
	const id = isDone(created) ? idIn(recordsOf(created.body)[0]) : undefined;
	made(id);
	return id;
}

function updateVerdict(updated: LiveAnswer | undefined, read: LiveAnswer | undefined): Verdict {
	if (!updated || !read) return open('The creation gave no ID.');
	if (!isDone(updated) || !isDone(read))
		return open(`The update was answered with ${updated.status}, the reading after it with ${read.status}.`);
	const [contact] = recordsOf(read.body);
	return {
		answer: contact?.company === MARK && contact.first_name === MARK ? 'yes' : 'no',
		says: `The update was answered with ${updated.status}.`,
	};
}

function deletionVerdict(deleted: LiveAnswer | undefined): Verdict {
	return deleted ? statusVerdict(deleted) : open('There was nothing to delete.');
}
