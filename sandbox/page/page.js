// @ts-nocheck: runs in a browser, of which the project's types know nothing.
// Script of the sandbox's page. It sets all text as text, so a caller's name never becomes markup.
const CONTROL = '/_sandbox';
const ROWS = 40;

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

const byId = (id) => document.getElementById(id);

function say(text, bad = false) {
	byId('said').textContent = text;
	byId('said').className = bad ? 'bad' : '';
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
	await refresh();
}

async function emit(type, repeat = 1) {
	const { requestIds } = await call('POST', '/events', { type, repeat });
	const told = new Set(requestIds).size;
	if (told === 0)
		return `${type} happened; nobody is told, as no webhook is registered for it. Publish a workflow with a JustCall Trigger.`;
	return `${type} happened; told to ${told} ${told === 1 ? 'address' : 'addresses'}${repeat > 1 ? `, ${repeat} times each` : ''}.`;
}

function button(name, onClick) {
	const element = document.createElement('button');
	element.textContent = name;
	element.addEventListener('click', () => act(onClick));
	return element;
}

const shown = new Map();

/** Shows rows, if they differ from those shown: a selection in an unchanged table stays. */
function fill(table, head, rows, none) {
	const now = JSON.stringify(rows);
	if (shown.get(table) === now) return;
	shown.set(table, now);
	// Cells are texts, or { text, className }.
	const cellsOf = (tag, cells) =>
		cells.map((cell) => {
			const element = document.createElement(tag);
			element.textContent = String(cell?.text ?? cell ?? '');
			if (cell?.className) element.className = cell.className;
			if (tag === 'th') element.scope = 'col';
			return element;
		});
	const row = (cells) => {
		const element = document.createElement('tr');
		element.append(...cells);
		return element;
	};
	const body = rows.map((cells) => row(cellsOf('td', cells)));
	if (body.length > 0) table.replaceChildren(row(cellsOf('th', head)), ...body);
	else table.replaceChildren(row(cellsOf('td', [{ text: none, className: 'none' }])));
}

const clock = (iso) => new Date(iso).toLocaleTimeString();
const moodOf = (status) => (status >= 200 && status < 300 ? 'good' : status === 429 ? 'warn' : 'bad');
const statusCell = (status) => ({
	text: status === undefined || status === null ? '…' : status === 0 ? 'cut' : status,
	className: moodOf(status),
});

async function refresh() {
	const last = `?last=${ROWS}`;
	const [state, requests, deliveries] = await Promise.all([
		call('GET', ''),
		call('GET', `/requests${last}`),
		call('GET', `/deliveries${last}`),
	]);
	const { counts, settings } = state;
	const facts = {
		'Base URL': state.url,
		'API key': state.apiKey,
		'Time zone': state.timeZone,
		Calls: counts.calls.toLocaleString('en'),
		Agents: counts.agents,
		Numbers: counts.numbers,
		Requests: counts.requests.toLocaleString('en'),
	};
	byId('account').replaceChildren(
		...Object.entries(facts).flatMap(([name, value]) => {
			const [term, text] = [document.createElement('dt'), document.createElement('dd')];
			term.textContent = name;
			text.textContent = value;
			return [term, text];
		}),
	);
	for (const [place, element] of [...byId('limits').children].entries()) {
		const { burst } = LIMITS[place];
		const now = settings.rateLimits.burst;
		element.setAttribute('aria-pressed', String(now.limit === burst.limit && now.seconds === burst.seconds));
	}
	byId('waiting').textContent =
		state.faults.length === 0
			? 'Nothing is broken.'
			: `Waiting for a request: ${state.faults.map(({ kind, status, left }) => `${status ?? kind}${left > 1 ? ` × ${left}` : ''}`).join(', ')}.`;
	fill(
		byId('webhooks'),
		['Event', 'Address', 'State'],
		state.webhooks.map(({ type, webhook_url, status }) => [
			type,
			{ text: webhook_url, className: 'wide' },
			{ text: status, className: status === 'Active' ? 'good' : 'bad' },
		]),
		'No webhook is registered. Publish a workflow with a JustCall Trigger.',
	);
	fill(
		byId('deliveries'),
		['Time', 'Event', 'Attempt', 'Answer', 'Address'],
		deliveries
			.reverse()
			.map(({ at, type, attempt, status, webhook_url }) => [
				clock(at),
				type,
				attempt,
				statusCell(status),
				{ text: webhook_url, className: 'wide' },
			]),
		'Nothing was delivered yet.',
	);
	fill(
		byId('requests'),
		['Time', 'Method', 'Path', 'Answer', 'ms'],
		requests.reverse().map(({ at, method, path, query, status, ms }) => {
			const asked = new URLSearchParams(query).toString();
			return [
				clock(at),
				method,
				{ text: asked ? `${path}?${asked}` : path, className: 'wide' },
				statusCell(status),
				ms,
			];
		}),
		'No request has come yet. Create a credential with this base URL and key; the secret is printed where the sandbox was started.',
	);
}

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
for (const element of document.querySelectorAll('[data-event]'))
	element.addEventListener('click', () => act(async () => await emit(element.dataset.event)));
byId('emit').addEventListener('click', () => act(async () => await emit(byId('type').value)));
byId('twice').addEventListener('click', () => act(async () => await emit(byId('type').value, 2)));
byId('clear').addEventListener('click', () =>
	act(async () => {
		await call('DELETE', '/requests');
		return 'The log is empty.';
	}),
);
byId('reset').addEventListener('click', () =>
	act(async () => {
		await call('POST', '/reset');
		return 'The account is as it was at the start.';
	}),
);

async function start() {
	let isAway = false;
	const keepFresh = async () => {
		try {
			if (byId('type').length === 0)
				for (const type of await call('GET', '/events')) byId('type').add(new Option(type, type));
			await refresh();
			if (isAway) say('The sandbox answers again.');
			isAway = false;
		} catch {
			isAway = true;
			say('The sandbox does not answer.', true);
		}
		setTimeout(keepFresh, 1000);
	};
	await keepFresh();
}
void start();
