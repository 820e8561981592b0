// @ts-nocheck: runs in a browser, of which the project's types know nothing.
// Script of the sandbox's page. It sets all text as text, so a caller's name never becomes markup.
const CONTROL = '/_sandbox';
const ROWS = 50;

const LIMITS = [
	{ name: 'None', burst: { limit: 100_000, seconds: 60 }, hour: { limit: 1_000_000, seconds: 3600 } },
	{ name: 'Team: 30 a minute', burst: { limit: 30, seconds: 60 }, hour: { limit: 1800, seconds: 3600 } },
	{ name: 'Pro: 60', burst: { limit: 60, seconds: 60 }, hour: { limit: 3600, seconds: 3600 } },
	{ name: 'Business: 90', burst: { limit: 90, seconds: 60 }, hour: { limit: 5400, seconds: 3600 } },
	{ name: '5 in 10 seconds', burst: { limit: 5, seconds: 10 }, hour: { limit: 1800, seconds: 3600 } },
];

const FAULTS = [
	{ name: 'Too many requests', fault: { kind: 'status', status: 429 } },
	{ name: 'Server error 500', fault: { kind: 'status', status: 500 } },
	{ name: 'Down: 503, five times', fault: { kind: 'status', status: 503, times: 5 } },
	{ name: 'Connection cut', fault: { kind: 'reset' } },
	{ name: 'Answer lost', fault: { kind: 'reset', processed: true } },
	{ name: 'Half an answer', fault: { kind: 'truncate' } },
	{ name: 'A web page', fault: { kind: 'html' } },
	{ name: 'Slow: 8 seconds', fault: { kind: 'delay', delayMs: 8000 } },
	{ name: 'One in five, 20 times', fault: { kind: 'status', status: 503, share: 0.2, times: 20 } },
];

const COMMON = [
	['call.incoming', 'Incoming call'],
	['call.missed', 'Missed call'],
	['call.voicemail', 'Voicemail'],
	['call.completed', 'Completed call'],
	['sms.received', 'SMS comes in'],
	['whatsapp.message_received', 'WhatsApp comes in'],
];

/** The options of an event that name a record, in words. */
const RECORDS = {
	callId: 'Id of a call',
	messageId: 'Id of a message',
	contactId: 'Id of a contact',
	appointmentId: 'Id of an appointment',
};

const KINDS = {
	sms: { in: 'SMS from', out: 'SMS to' },
	whatsapp: { in: 'WhatsApp from', out: 'WhatsApp to' },
	call: { in: 'Call from', out: 'Call to' },
	dialerCall: { in: 'Campaign call from', out: 'Campaign call to' },
	appointment: { in: 'Appointment with', out: 'Appointment with' },
};

const byId = (id) => document.getElementById(id);

/** An element with properties and children; children are elements or texts, so markup in a text stays text. */
function make(tag, props = {}, ...children) {
	const { attributes = {}, ...own } = props;
	const element = Object.assign(document.createElement(tag), own);
	for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
	element.append(...children.filter((child) => child !== undefined && child !== ''));
	return element;
}

/** A text that others wrote: its own direction does not turn what is around it. */
const foreign = (text) => make('bdi', { dir: 'auto' }, String(text));

function say(text, isBad = false) {
	byId('said').textContent = text;
	byId('said').className = isBad ? 'bad' : '';
}

async function call(method, path, body) {
	const response = await fetch(CONTROL + path, {
		method,
		...(body !== undefined && {
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		}),
	});
	const answer = await response.json();
	if (!response.ok) throw new Error(answer.message ?? `HTTP ${response.status}`);
	return answer;
}

/** Runs the action of a button, says so, and shows the result. */
async function act(work) {
	try {
		say(await work());
	} catch (error) {
		say(`That did not work: ${error.message}`, true);
	}
	await refresh().catch(() => {});
}

const events = new Map();
const nameOf = (type) => events.get(type)?.name ?? type;

async function emit(type, options = {}) {
	const { requestIds } = await call('POST', '/events', { type, ...options });
	const told = new Set(requestIds).size;
	if (told === 0)
		return `${nameOf(type)} happened; nobody is told, as no webhook is registered for it. Publish a workflow with a JustCall Trigger.`;
	const times = options.repeat > 1 ? `, ${options.repeat} times each` : '';
	return `${nameOf(type)} happened; told to ${told} ${told === 1 ? 'address' : 'addresses'}${times}.`;
}

function button(name, onClick) {
	const element = make('button', { type: 'button' }, name);
	element.addEventListener('click', () => act(onClick));
	return element;
}

/** A button that copies a text; where the browser does not allow it, the text is selected instead. */
function copyButton(what, textOf, source) {
	const element = make(
		'button',
		{ type: 'button', className: 'small', attributes: { 'aria-label': `Copy ${what}` } },
		'Copy',
	);
	element.addEventListener('click', async () => {
		try {
			await navigator.clipboard.writeText(textOf());
			say(`Copied: ${what}.`);
		} catch {
			if (source) {
				source.textContent = textOf();
				getSelection().selectAllChildren(source);
			}
			say(`The browser does not let the page copy. The ${what} is selected: press Ctrl-C.`, true);
		}
	});
	return element;
}

/** Sets a text only where it changed, so that a selection in it stays. */
function setText(element, text) {
	if (element.textContent !== text) element.textContent = text;
}

const clock = (at) => new Date(at).toLocaleTimeString(undefined, { hour12: false });
const moodOf = (status) =>
	status === undefined || status === null
		? ''
		: status >= 200 && status < 400
			? 'good'
			: status === 429
				? 'warn'
				: 'bad';
const statusText = (status) =>
	status === undefined || status === null ? '…' : status === 0 ? 'cut' : String(status);
const sizeOf = (bytes) =>
	bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024).toLocaleString('en')} KB`;

function showStatus(badge, status, word = 'Answer') {
	badge.className = `badge ${moodOf(status)}`;
	const text = statusText(status);
	if (badge.dataset.text === text) return;
	badge.dataset.text = text;
	badge.replaceChildren(make('span', { className: 'hidden' }, `${word} `), text);
}

/**
 * Brings a list to the wanted rows, newest first. Rows that stay are neither made again nor moved, so focus and selection stay;
 * the row that somebody is at keeps its place on the screen.
 */
function sync(list, items, { keyOf, create, update }) {
	const rows = (list.rows ??= new Map());
	const wanted = new Map(items.map((item) => [keyOf(item), item]));
	const held = heldRow(list);
	const before = held?.getBoundingClientRect().top;
	for (const [key, row] of rows) {
		if (wanted.has(key) || row === held) continue;
		row.remove();
		rows.delete(key);
	}
	let next = list.firstElementChild;
	for (const [key, item] of wanted) {
		const known = rows.get(key);
		const row = known ?? create(item);
		rows.set(key, row);
		update(row, item);
		if (row === next) next = row.nextElementSibling;
		else list.insertBefore(row, next);
	}
	if (held?.isConnected) list.scrollTop += held.getBoundingClientRect().top - before;
}

/** Runs a change of the page above or below what somebody reads, which stays where it is on the screen. */
function keepingPlace(change) {
	const focused = byId('main').contains(document.activeElement) ? document.activeElement : undefined;
	const isInSight = (element) => {
		const { top, bottom } = element.getBoundingClientRect();
		return bottom > 0 && top < innerHeight;
	};
	const read =
		focused && isInSight(focused)
			? focused
			: scrollY > 0
				? document.elementFromPoint(innerWidth * 0.6, innerHeight / 3)?.closest('.list > li, section')
				: undefined;
	const before = read?.getBoundingClientRect().top;
	change();
	if (read?.isConnected) scrollBy(0, read.getBoundingClientRect().top - before);
}

/** The row that must not jump: the one with the focus, else an open one in sight, else the first in sight of a scrolled list. */
function heldRow(list) {
	const focused = list.contains(document.activeElement) && document.activeElement.closest('.list > li');
	if (focused) return focused;
	const { top, bottom } = list.getBoundingClientRect();
	const inSight = (row) => {
		const box = row.getBoundingClientRect();
		return box.bottom > top && box.top < bottom;
	};
	const rows = [...list.children];
	return (
		rows.find((row) => row.querySelector(':scope > [aria-expanded="true"]') && inSight(row)) ??
		(list.scrollTop > 0 ? rows.find(inSight) : undefined)
	);
}

function forget(list) {
	list.replaceChildren();
	list.rows = new Map();
}

function forgetAll() {
	for (const id of ['happened', 'requests', 'deliveries', 'webhooks']) forget(byId(id));
}

let details = 0;

/** A row that opens. `fetchDetail` gives the elements below it. */
function openable(parts, fetchDetail) {
	const detail = make('div', { className: 'detail', id: `detail-${++details}`, hidden: true });
	const head = make(
		'button',
		{
			type: 'button',
			className: 'row',
			attributes: { 'aria-expanded': 'false', 'aria-controls': detail.id },
		},
		...parts,
		make('span', { className: 'more', attributes: { 'aria-hidden': 'true' } }),
	);
	const row = make('li', {}, head, detail);
	row.load = async () => {
		try {
			detail.replaceChildren(...(await fetchDetail()));
		} catch (error) {
			detail.replaceChildren(make('p', {}, error.message));
		}
	};
	head.addEventListener('click', async () => {
		const isOpen = head.getAttribute('aria-expanded') === 'true';
		if (!isOpen) await row.load();
		head.setAttribute('aria-expanded', String(!isOpen));
		detail.hidden = isOpen;
	});
	return row;
}

/** One titled block of a detail: a text that can be copied, JSON written with line breaks. */
function textPart(title, text, { note = '', copyName } = {}) {
	const shown = pretty(text);
	const pre = make('pre', { tabIndex: 0, attributes: { 'aria-label': title } }, shown);
	return make(
		'div',
		{ className: 'part' },
		make(
			'div',
			{ className: 'title' },
			make('h4', {}, title),
			note ? make('span', { className: 'count' }, note) : undefined,
			copyName ? copyButton(copyName, () => shown, pre) : undefined,
		),
		pre,
	);
}

function notePart(title, note) {
	return make('div', { className: 'part' }, make('h4', {}, title), make('p', {}, note));
}

function pairsPart(title, pairs) {
	const list = make(
		'dl',
		{},
		...pairs.flatMap(([name, value]) => [make('dt', {}, foreign(name)), make('dd', {}, foreign(value))]),
	);
	return make('div', { className: 'part' }, make('h4', {}, title), list);
}

function pretty(text) {
	try {
		return JSON.stringify(JSON.parse(text), undefined, 2);
	} catch {
		return text;
	}
}

const cutNote = ({ bytes, isCut }) => (isCut ? `only the beginning of ${sizeOf(bytes)}` : sizeOf(bytes));

function queryPairs(query) {
	return Object.entries(query).flatMap(([name, value]) =>
		(Array.isArray(value) ? value : [value]).map((one) => [name, one]),
	);
}

async function requestDetail(id) {
	const request = await call('GET', `/requests/${id}`);
	const { query, body, bodyBytes, isBodyCut, violations, status, answer, ms } = request;
	const pairs = queryPairs(query);
	const parts = [];
	if (violations.length > 0) {
		const list = make(
			'ul',
			{ className: 'wrong' },
			...violations.map((text) => make('li', {}, foreign(text))),
		);
		parts.push(make('div', { className: 'part' }, make('h4', {}, 'Not as JustCall documents it'), list));
	}
	if (pairs.length > 0) parts.push(pairsPart('Query', pairs));
	if (body !== undefined && body !== null) {
		const text = isBodyCut ? String(body) : JSON.stringify(body);
		const note = cutNote({ bytes: bodyBytes, isCut: isBodyCut });
		parts.push(textPart('Body that was sent', text, { note, copyName: 'body' }));
	} else if (isBodyCut)
		parts.push(notePart('Body that was sent', `${sizeOf(bodyBytes)}, not kept any more.`));
	const title = `Answer ${statusText(status)}`;
	if (answer && answer.text !== '') {
		const note = `${cutNote(answer)}${ms === undefined ? '' : ` in ${ms} ms`}`;
		parts.push(textPart(title, answer.text, { note, copyName: 'answer' }));
	} else parts.push(notePart(title, emptyAnswer(status, answer)));
	if (answer) {
		const limits = Object.entries(answer.headers).filter(([name]) => name.startsWith('x-rate-limit'));
		if (limits.length > 0) parts.push(pairsPart('Rate limit in the answer', limits));
	}
	return parts;
}

function emptyAnswer(status, answer) {
	if (status === undefined || status === null) return 'Still to come.';
	if (status === 0) return 'The connection was cut before the answer was whole.';
	return answer ? 'The answer is empty.' : 'A file, or an answer that is not kept any more.';
}

async function deliveryDetail(id) {
	const { detail, request_id, status } = await call('GET', `/deliveries/${id}`);
	if (!detail) return [notePart('Delivery', 'Its body is not kept any more.')];
	const { body, answer } = detail;
	return [
		pairsPart('Delivery', [['request_id', request_id]]),
		textPart('Body that was sent', body.text, { note: cutNote(body), copyName: 'body' }),
		answer.text === ''
			? notePart(`Answer of the receiver ${statusText(status)}`, 'It is empty.')
			: textPart(
					status === 0 ? 'No answer came' : `Answer of the receiver ${statusText(status)}`,
					answer.text,
					{ note: status === 0 ? '' : cutNote(answer) },
				),
	];
}

const REQUESTS = {
	keyOf: ({ id }) => id,
	create({ id, method, path, query, name }) {
		const pairs = queryPairs(query).map(([key, value]) => `${key}=${value}`);
		const badge = make('span');
		const when = make('span', { className: 'when' });
		const row = openable(
			[
				badge,
				make('span', { className: 'method' }, method),
				make(
					'span',
					{ className: 'what' },
					make('span', { className: 'name' }, name),
					make('span', { className: 'path' }, pairs.length > 0 ? `${path}?${pairs.join('&')}` : path),
				),
				when,
			],
			() => requestDetail(id),
		);
		return Object.assign(row, { badge, when });
	},
	update(row, { at, status, ms, violations }) {
		showStatus(row.badge, status);
		if (violations > 0 && row.badge.classList.contains('good')) row.badge.className = 'badge warn';
		setText(row.when, `${clock(at)}${ms === undefined || ms === null ? '' : ` · ${ms} ms`}`);
		if (row.status === null && status !== undefined && !row.querySelector('.detail').hidden) void row.load();
		row.status = status ?? null;
	},
};

const DELIVERIES = {
	keyOf: ({ id }) => id,
	create({ id, type, webhook_url, attempt, at, status }) {
		const badge = make('span');
		showStatus(badge, status);
		return openable(
			[
				badge,
				make('span', { className: 'method' }, attempt === 1 ? 'first try' : `try ${attempt}`),
				make(
					'span',
					{ className: 'what' },
					make('span', { className: 'name' }, nameOf(type)),
					make('span', { className: 'path' }, `${type} → ${webhook_url}`),
				),
				make('span', { className: 'when' }, clock(at)),
			],
			() => deliveryDetail(id),
		);
	},
	update() {},
};

const WEBHOOKS = {
	keyOf: ({ type, webhook_url }) => `${type} ${webhook_url}`,
	create({ type, webhook_url }) {
		const badge = make('span');
		const row = make(
			'li',
			{},
			badge,
			make('span', {}, make('b', {}, nameOf(type)), ` (${type})`),
			make('span', { className: 'path' }, webhook_url),
		);
		return Object.assign(row, { badge });
	},
	update({ badge }, { status }) {
		badge.className = `badge ${status === 'Active' ? 'good' : status === 'Warning' ? 'warn' : 'bad'}`;
		setText(badge, status);
	},
};

const personOf = ({ name, number }) =>
	name ? `${name}, +${number}` : number ? `+${number}` : 'an unknown number';

const HAPPENINGS = {
	keyOf: ({ key, at }) => `${key} ${at}`,
	create(item) {
		const { kind, direction, name, number, line, lineNumber, media } = item;
		const who = make('span', { className: 'who' }, `${KINDS[kind][direction]} `);
		if (name) who.append(make('b', {}, foreign(name)), ' ');
		who.append(foreign(number ? `+${number}` : name ? '' : 'an unknown number'));
		if (line) {
			who.append(direction === 'in' ? ' on ' : ' from ', foreign(line));
			if (lineNumber) who.append(' ', foreign(`+${lineNumber}`));
		}
		const isMessage = kind === 'sms' || kind === 'whatsapp';
		const words = make('span', { className: 'text', dir: 'auto' });
		const badge = make('span', { className: 'badge' });
		const told = make('span');
		const body = isMessage
			? make('div', { className: 'bubble' }, words)
			: make('div', { className: 'event' }, badge, told, words);
		for (const address of media)
			body.append(make('span', { className: 'media' }, 'File: ', foreign(address)));
		const foot = make('div', { className: 'foot' });
		const status = make('span');
		foot.append(make('span', {}, clock(item.at * 1000)));
		if (isMessage) foot.append(status);
		if (isMessage && direction === 'out') foot.append(replyButton(item));
		const row = make('li', { className: direction }, who, body, foot);
		return Object.assign(row, { words, badge, told, status });
	},
	update(row, { kind, text, status, agent, direction }) {
		setText(row.words, text);
		row.words.hidden = text === '';
		setText(row.status, status);
		row.status.className = /undelivered|failed/i.test(status) ? 'bad' : '';
		setText(row.badge, status);
		const isLost = /missed|abandoned|failed|busy|blocked|restricted|cancelled|unanswered/i.test(status);
		row.badge.className = `badge ${isLost ? 'bad' : /voicemail/i.test(status) ? 'warn' : 'good'}`;
		setText(
			row.told,
			kind === 'appointment' || !agent ? '' : `${direction === 'in' ? 'for' : 'by'} ${agent}`,
		);
	},
};

function replyButton(item) {
	const type = item.kind === 'sms' ? 'sms.received' : 'whatsapp.message_received';
	const element = button('Play a reply', () => emit(type, { replyTo: item.id }));
	element.classList.add('small');
	element.setAttribute('aria-label', `Play a reply from ${personOf(item)}`);
	return element;
}

let rowsWanted = ROWS;
let turns = 0;
let startedAt;

async function refresh() {
	const turn = ++turns;
	const search = new URLSearchParams({ last: rowsWanted, find: byId('find').value });
	if (byId('only').value) search.set('only', byId('only').value);
	const [state, { total, requests }, deliveries, happenings] = await Promise.all([
		call('GET', ''),
		call('GET', `/requests/summaries?${search}`),
		call('GET', `/deliveries?last=${ROWS}`),
		call('GET', `/happenings?last=${ROWS}`),
	]);
	// An answer to an older question does not overwrite a newer one.
	if (turn !== turns) return;
	// Another sandbox counts its records from the start again.
	if (startedAt !== undefined && startedAt !== state.startedAt) {
		forgetAll();
		void showCredential().catch(() => {});
	}
	startedAt = state.startedAt;
	keepingPlace(() => show({ state, total, requests, deliveries, happenings }));
}

function show({ state, total, requests, deliveries, happenings }) {
	const { counts, settings } = state;
	const facts = {
		Calls: counts.calls.toLocaleString('en'),
		Agents: counts.agents,
		Numbers: counts.numbers,
		'Time zone': state.timeZone,
	};
	const account = byId('account');
	if (account.children.length === 0)
		account.append(...Object.keys(facts).flatMap((name) => [make('dt', {}, name), make('dd')]));
	for (const [place, value] of Object.values(facts).entries())
		setText(account.children[2 * place + 1], String(value));
	for (const [place, element] of [...byId('limits').children].entries()) {
		const { burst } = LIMITS[place];
		const now = settings.rateLimits.burst;
		element.setAttribute('aria-pressed', String(now.limit === burst.limit && now.seconds === burst.seconds));
	}
	setText(
		byId('waiting'),
		state.faults.length === 0
			? 'Nothing is broken.'
			: `Waiting for a request: ${state.faults.map(({ kind, status, left }) => `${status ?? kind}${left > 1 ? ` × ${left}` : ''}`).join(', ')}.`,
	);
	sync(byId('webhooks'), state.webhooks, WEBHOOKS);
	byId('webhooks-none').hidden = state.webhooks.length > 0;
	sync(byId('deliveries'), deliveries.reverse(), DELIVERIES);
	byId('deliveries-none').hidden = deliveries.length > 0;
	sync(byId('happened'), happenings, HAPPENINGS);
	byId('happened-none').hidden = happenings.length > 0;
	setText(byId('happened-count'), happenings.length < ROWS ? '' : `the newest ${ROWS}`);
	sync(byId('requests'), requests.reverse(), REQUESTS);
	const none = byId('requests-none');
	none.hidden = requests.length > 0;
	setText(
		none,
		total === 0
			? 'No request has come yet. Create a credential in n8n with the values above, and run a JustCall node.'
			: 'No request fits.',
	);
	setText(
		byId('requests-count'),
		total === 0 ? '' : `${requests.length.toLocaleString('en')} of ${total.toLocaleString('en')}`,
	);
	byId('older').hidden = requests.length < rowsWanted;
}

/** Key and secret: the secret is covered until somebody wants to see it. */
async function showCredential() {
	const { baseUrl, apiKey, apiSecret } = await call('GET', '/credential');
	const values = [
		['Base URL', baseUrl],
		['API Key', apiKey],
		['API Secret', apiSecret],
	];
	const rows = values.map(([name, value]) => {
		const isSecret = name === 'API Secret';
		const code = make('code', {}, isSecret ? '•'.repeat(12) : value);
		const row = make('li', {}, make('span', {}, name), code);
		if (isSecret) {
			const show = make(
				'button',
				{
					type: 'button',
					className: 'small',
					attributes: { 'aria-pressed': 'false', 'aria-label': `Show ${name}` },
				},
				'Show',
			);
			show.addEventListener('click', () => {
				const isShown = show.getAttribute('aria-pressed') !== 'true';
				show.setAttribute('aria-pressed', String(isShown));
				show.textContent = isShown ? 'Hide' : 'Show';
				code.textContent = isShown ? value : '•'.repeat(12);
			});
			row.append(show);
		}
		row.append(copyButton(name, () => value, code));
		return row;
	});
	byId('credential').replaceChildren(...rows);
}

const GROUPS = [
	['Calls', /^(call|jc\.call)/],
	['SMS', /^sms/],
	['WhatsApp', /^whatsapp/],
	['Sales Dialer', /^sd/],
	['Others', /./],
];

async function showEvents() {
	for (const event of await call('GET', '/events')) events.set(event.type, event);
	const groupOf = (type) => GROUPS.find(([, pattern]) => pattern.test(type))[0];
	byId('type').replaceChildren(
		...GROUPS.map(([label]) =>
			make(
				'optgroup',
				{ label },
				...[...events.values()]
					.filter(({ type }) => groupOf(type) === label)
					.map(({ type, name }) => make('option', { value: type }, name)),
			),
		),
	);
	nameRecord();
}

function nameRecord() {
	const type = byId('type').value;
	const { idName } = events.get(type) ?? { idName: 'callId' };
	setText(byId('record-name'), type.startsWith('sd.') ? 'Id of a Sales Dialer call' : RECORDS[idName]);
	byId('type').title = type;
}

async function playChosen(options = {}) {
	const type = byId('type').value;
	const id = byId('record').value.trim();
	if (id !== '' && !/^\d+$/.test(id)) throw new Error('an id is a whole number.');
	return await emit(type, { ...options, ...(id !== '' && { [events.get(type).idName]: Number(id) }) });
}

byId('common').append(...COMMON.map(([type, name]) => button(name, () => emit(type))));
byId('limits').append(
	...LIMITS.map(({ name, burst, hour }) =>
		button(name, async () => {
			await call('POST', '/settings', { rateLimits: { burst, hour } });
			return `The rate limit is now: ${name}.`;
		}),
	),
);
byId('faults').append(
	...FAULTS.map(({ name, fault }) =>
		button(name, async () => {
			await call('POST', '/faults', fault);
			return `${fault.share ? 'The next requests meet' : 'The next request meets'}: ${name}.`;
		}),
	),
	button('Mend', async () => {
		await call('DELETE', '/faults');
		return 'Nothing is broken any more.';
	}),
);
byId('type').addEventListener('change', () => {
	byId('record').value = '';
	nameRecord();
});
byId('events').addEventListener('submit', (event) => {
	event.preventDefault();
	void act(() => playChosen());
});
byId('twice').addEventListener('click', () => act(() => playChosen({ repeat: 2 })));
byId('clear').addEventListener('click', () =>
	act(async () => {
		await call('DELETE', '/requests');
		forget(byId('requests'));
		rowsWanted = ROWS;
		return 'The log is empty.';
	}),
);
for (const [id, kind] of [
	['find', 'input'],
	['only', 'change'],
])
	byId(id).addEventListener(kind, () => {
		forget(byId('requests'));
		rowsWanted = ROWS;
		void refresh().catch(() => {});
	});
byId('older').addEventListener('click', () => {
	rowsWanted += 200;
	void refresh().catch(() => {});
});
byId('reset').addEventListener('click', () => {
	byId('asking').returnValue = 'cancel';
	byId('asking').showModal();
});
byId('asking').addEventListener('close', () => {
	if (byId('asking').returnValue !== 'reset') return;
	void act(async () => {
		await call('POST', '/reset');
		forgetAll();
		return 'The account is as it was at the start.';
	});
});

async function start() {
	let isAway = false;
	const keepFresh = async () => {
		try {
			// Nothing is asked for while nobody looks.
			if (!document.hidden) {
				if (events.size === 0) await Promise.all([showEvents(), showCredential()]);
				await refresh();
				if (isAway) say('The sandbox answers again.');
				isAway = false;
			}
		} catch {
			isAway = true;
			say('The sandbox does not answer.', true);
		}
		setText(byId('state'), isAway ? 'Not running' : 'Running');
		byId('state').className = isAway ? 'state bad' : 'state';
		setTimeout(keepFresh, 1000);
	};
	document.addEventListener('visibilitychange', () => {
		if (!document.hidden) void refresh().catch(() => {});
	});
	await keepFresh();
}
void start();
