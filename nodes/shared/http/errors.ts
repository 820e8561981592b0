import { MalformedAnswer, saysFailure } from '../answers/envelope';
import { isObject } from '../values/isObject';
import { IncompleteList, RepeatedPage, TooManyRecords } from '../answers/paginator';
import { idsIn, inPanelWords, type PanelNames } from '../answers/panelWords';
import { ParameterError } from '../values/parameterError';
import type { Redact } from './secrets';

/**
 * Kind of a failure, for code that decides by it; sentences are for people. `limited`: the rate limit · `unauthorised`:
 * key or secret · `denied`: not allowed · `missing`: no such thing · `refused`: the request as it was · `redirected` ·
 * `outage`: a fault at JustCall · `unreachable`: no answer came · `unknown`: a write that may or may not have happened
 * · `parameter`: a value of the node · `own`: the node itself did not begin or go on, whatever JustCall says ·
 * `malformed`: an answer that cannot be used
 */
export type ErrorKind =
	| 'limited'
	| 'unauthorised'
	| 'denied'
	| 'missing'
	| 'refused'
	| 'redirected'
	| 'outage'
	| 'unreachable'
	| 'unknown'
	| 'parameter'
	| 'own'
	| 'malformed';

/** Text that a person reads when something goes wrong: first the cause, then the fix. */
export interface Explanation {
	message: string;
	description: string;
	/** HTTP status, when there was an answer. */
	httpCode?: string;
	/** Places of the input items that it is about, from 0, by their result. */
	itemIndexes?: Readonly<Record<string, number[]>>;
	/** Left out where nobody decides by it. */
	kind?: ErrorKind;
	/** JustCall's own words, when it said any; key and secret are hidden in them. */
	said?: string;
}

/** Whether it is likely to go away by itself: the same may succeed a moment later. */
export function isPassing({ kind }: Explanation): boolean {
	return kind === 'limited' || kind === 'outage' || kind === 'unreachable' || kind === 'malformed';
}

/** Whether the node says it, and not an answer or its absence: a person has to change something in n8n. */
export function isOwn({ kind }: Explanation): boolean {
	return kind === 'parameter' || kind === 'own';
}

/** The same explanation with key and secret hidden wherever they stand in it. */
export function hiddenIn(explanation: Explanation, redact: Redact): Explanation {
	const { message, description, said } = explanation;
	return {
		...explanation,
		message: redact(message),
		description: redact(description),
		...(said !== undefined && { said: redact(said) }),
	};
}

/** A refusal or a fault that JustCall answered with, already explained. */
export class ExplainedError extends Error {
	constructor(readonly explanation: Explanation) {
		super(explanation.message);
		this.name = 'ExplainedError';
	}
}

/** Facts that are needed to explain an answer. */
export interface FailedAnswer {
	/** HTTP status. */
	status: number;
	/** Lower-case header names. */
	headers: Record<string, unknown>;
	/** Parsed JSON, or text. */
	body: unknown;
	/** Subject of the request, in words that fit "... was not found", for example "The call" or "The recording". */
	subject: string;
	/** Path of the request, which tells the part of JustCall that was asked. */
	path: string;
	/** The rest of the request: whether it holds an ID. */
	query?: object | undefined;
	sent?: object | undefined;
	/** Panel names of its fields, where an operation of the panel sent it. */
	names?: PanelNames | undefined;
	/** Tries of the node until it took this answer. */
	tries?: Tries | undefined;
	/** Current time, epoch milliseconds; for the reset of rate windows. */
	now: number;
	/** Hides key and secret in JustCall's words. */
	redact: Redact;
}

/** How often a request was sent until its last answer, or until nothing came. */
export interface Tries {
	/** At least 1. */
	attempts: number;
	/** Between the first and the last. */
	seconds: number;
	/** Somebody waits in the editor: 'Longest Wait' of the credential is not what ended it. */
	isInteractive?: boolean;
}

/** Records that JustCall keeps for three months (FACTS.md section 2). */
const HISTORY = /\/(calls|calls_ai|meetings_ai|texts|messages)\//;

/**
 * Explains an answer that is no success (FACTS.md section 7). JustCall's own message and the status are kept.
 */
export function explainAnswer(answer: FailedAnswer): Explanation {
	const { status, subject, redact } = answer;
	const said = oneLine(redact(spokenMessage(answer.body)));
	const tail = `${messageIn(answer)} (HTTP ${status})`;
	const explain = (kind: ErrorKind, message: string, toDo: string): Explanation => {
		const explanation = { message, description: `${toDo}${tail}`, httpCode: String(status), kind };
		return hiddenIn({ ...explanation, ...(said && { said }) }, redact);
	};
	// An account without the Sales Dialer gets a 400 for everything about it (FACTS.md section 7).
	const needsDialer =
		answer.path.includes('/sales_dialer/') && (status === 400 || status === 403)
			? ' If the account has no Sales Dialer, JustCall refuses everything about it.'
			: '';

	const limit = limitOf(answer);
	if (limit === 'account') {
		return explain(
			'limited',
			'JustCall is receiving too many requests from this account',
			rateAdvice(answer),
		);
	}
	if (limit === 'other' && status < 500) {
		return explain(
			'refused',
			'A limit was reached that is not the rate limit of the account',
			'It is the limit of a number, a carrier or a campaign, so the node did not wait for it. Send this item again later, or through another number.',
		);
	}
	if (status === 401) {
		return explain(
			'unauthorised',
			'JustCall did not accept the API key and secret',
			'Open the JustCall credential and copy both again from JustCall under Settings > APIs and Webhooks: the key goes into API Key, the secret into API Secret.',
		);
	}
	if (status === 403) {
		return explain(
			'denied',
			'JustCall denied this request',
			'Check that the plan of the account includes the API (Team or above), that the key may see this record, and that every field has a value JustCall knows.' +
				needsDialer,
		);
	}
	if (status === 404) {
		return explain('missing', `${subject} was not found`, missingAdvice(answer));
	}
	if (status >= 300 && status < 400) {
		return explain(
			'redirected',
			'The server answered with a redirect, which was not followed',
			"The API has no reason to redirect, and the key must not travel to another address. Check the credential's 'Base URL'.",
		);
	}
	if (status >= 500 || status === 408) {
		return explain(
			'outage',
			'JustCall could not process the request',
			`This is a fault on JustCall's side: try again in a few minutes.${sentAgain(answer.tries)}${uuidIn(answer)}`,
		);
	}
	if (status < 300) {
		return explain(
			'refused',
			'JustCall reported that the request did not succeed',
			'Check the values of the node against the message.',
		);
	}
	return explain(
		'refused',
		'JustCall did not accept the request',
		`Check the values of the node against the message.${needsDialer}`,
	);
}

/** The answer's own words about a write whose outcome is unknown: a sentence each, empty where it has none. */
export function wordsIn(answer: Pick<FailedAnswer, 'body' | 'redact' | 'names'>): string {
	return `${uuidIn(answer)}${messageIn(answer)}`;
}

function messageIn({ body, redact, names }: Pick<FailedAnswer, 'body' | 'redact' | 'names'>): string {
	const said = oneLine(redact(spokenMessage(body)));
	const shown = names ? inPanelWords(said, names.labels) : said;
	return shown ? ` JustCall's message: "${shown}".` : '';
}

/** The ID by which JustCall's support finds a fault. */
function uuidIn({ body, redact }: Pick<FailedAnswer, 'body' | 'redact'>): string {
	const uuid = oneLine(redact(field(body, 'uuid')));
	return uuid ? ` For JustCall's support: uuid ${uuid}.` : '';
}

/** Advice where there is no such thing: nothing can be looked up by an ID that was not sent. */
function missingAdvice({ path, query, sent, names }: FailedAnswer): string {
	const ids = idsIn({ path, query, body: sent }, names);
	// Data of a call comes into being after the call (FACTS.md sections 8 and 10).
	const part = /\/calls\/[^/]+\/(.+)/.exec(path)?.[1];
	if (part) {
		return `Check the ID of the call. It must have ended some minutes ago and not be older than three months.${conditionOf(part)}`;
	}
	// The path of Custom Request is a person's own (nodes/JustCall/resources/customRequest).
	const isOwnPath = names?.template === '';
	if (ids.length === 0) {
		const [first, isRight] = isOwnPath ? ["'Path' and ", 'both are right'] : ['', 'it is right'];
		return `JustCall has nothing at this address. Check ${first}the credential's 'Base URL'; if ${isRight}, this account or its plan may be without this part of JustCall.`;
	}
	const labels = isOwnPath ? ['Path'] : ids.flatMap((label) => label ?? []);
	const places = [...new Set(labels)].map((label) => `'${label}'`);
	const id = places.length === 0 ? 'the ID' : `the ID in ${places.join(' and in ')}`;
	return `Check ${id}, and that the record belongs to this account and ${HISTORY.test(path) ? 'is not older than three months' : 'was not deleted'}.`;
}

/** Further conditions for a call to have the part that was asked for (FACTS.md sections 8 and 10). */
function conditionOf(part: string): string {
	if (part.startsWith('recording')) return ' A recording exists only if the call was recorded.';
	if (part.startsWith('voice-agent')) return ' There are data only if a voice agent took part.';
	return '';
}

/** Words of a limit of requests ("Maximum number of webhooks" is none), and of one that is not the account's: of a number, a recipient, a carrier or a campaign. */
const LIMIT_WORDS = /\b(rate|requests?)[ -]?limit|\btoo many requests\b/i;
const OTHER_LIMIT = /\b(numbers?|recipients?|destinations?|senders?|carriers?|campaigns?|10dlc|a2p)\b/i;
/** Words for a limit of the account, whatever else the sentence names. */
const ACCOUNT_LIMIT = /\b(account|plan|api|requests?)\b/i;

/**
 * Which rate limit an answer is about (FACTS.md section 6).
 *
 * - `account`: the account's limit was hit and the request was refused before anything came of it. So it is with a 429,
 *   and with a 4xx whose words say so; that JustCall counts before it works is assumed, nobody has seen it otherwise.
 * - `mentioned`: another failure speaks of the limit, a 503 or a 200. Whether the request was carried out is open.
 * - `other`: a limit of a number, a carrier or a campaign. The account may go on.
 */
export function limitOf({
	status,
	headers,
	body,
}: Pick<FailedAnswer, 'status' | 'body' | 'headers'>): 'account' | 'mentioned' | 'other' | undefined {
	const isRefusal = status >= 400 && status < 500 && status !== 408;
	const words = status >= 400 || saysFailure(body) ? spokenMessage(body) : '';
	const isSpent = ['x-rate-limit', 'x-rate-limit-burst'].some(
		(window) => String(headers[`${window}-remaining`] ?? '') === '0',
	);
	if (!LIMIT_WORDS.test(words)) return status === 429 ? 'account' : undefined;
	const isOther = OTHER_LIMIT.test(words) && !ACCOUNT_LIMIT.test(words.replace(/too many requests/gi, ''));
	if (isOther && !(status === 429 && isSpent)) return 'other';
	return isRefusal ? 'account' : 'mentioned';
}

/** Explains that a person cancelled the execution before a request was sent. */
export function explainCancelled(): Explanation {
	return { message: 'The execution was cancelled', description: 'This request was not sent.', kind: 'own' };
}

/** Explains that a person cancelled the execution after a request was sent and before its answer came. */
export function explainCut(isWrite: boolean): Explanation {
	const description = isWrite
		? 'JustCall may or may not have carried out this request. Check in JustCall; sending it again does no harm.'
		: "JustCall's answer was not waited for.";
	return { message: 'The execution was cancelled', description, kind: 'own' };
}

/** A write went out, and nobody knows whether JustCall carried it out. */
export class UnknownOutcome extends ExplainedError {
	/**
	 * @param cause a sentence on the event that came instead of a clear answer
	 * @param status HTTP status, when there was an answer
	 */
	constructor(cause: string, status: number | undefined) {
		super({
			message: 'The outcome is unknown: JustCall may or may not have carried this out',
			description: `${cause} Check in JustCall before sending again. It was not repeated, so that nothing happens twice.`,
			kind: 'unknown',
			...(status !== undefined && { httpCode: String(status) }),
		});
		this.name = 'UnknownOutcome';
	}
}

/**
 * Explains that no answer came at all.
 *
 * @param code Node's or the TLS layer's, for example "ECONNREFUSED"
 * @param detail message of the layer below
 * @param proxy address of the proxy that the request went through, if it did
 */
export function explainNoAnswer(baseUrl: string, code: string, detail: string, proxy?: string): Explanation {
	return { ...noAnswer(baseUrl, code, detail, proxy), kind: 'unreachable' };
}

function noAnswer(baseUrl: string, code: string, detail: string, proxy: string | undefined): Explanation {
	if (proxy !== undefined && /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/.test(code)) {
		return {
			message: `The proxy ${proxy} cannot be reached`,
			description: `It is set under 'Request Options > Proxy' of the node (${code}). Check its host and port, or remove it. Nothing was sent.`,
		};
	}
	const message = `No answer came from ${baseUrl}${proxy === undefined ? '' : ` through the proxy ${proxy}`}`;
	if (/ECONNREFUSED/.test(code)) {
		return {
			message,
			description:
				"Nothing listens at that address. Check the credential's 'Base URL'. If it is a sandbox, start it first.",
		};
	}
	if (/ENOTFOUND|EAI_AGAIN/.test(code)) {
		return {
			message,
			description:
				"The name could not be looked up. Check the credential's 'Base URL' and this server's network.",
		};
	}
	if (/ECONNABORTED|ETIMEDOUT|TIMEOUT/i.test(code)) {
		return {
			message,
			description: 'The request took too long. Try again; ask for less at once if it happens again.',
		};
	}
	if (/ERR_INVALID_CHAR/.test(code)) {
		return {
			message: 'The API key or the API secret has a character that no request can carry',
			description:
				'Open the JustCall credential and copy both again from JustCall under Settings > APIs and Webhooks: they have only letters, digits and signs of the keyboard. Nothing was sent.',
		};
	}
	if (/CERT|SELF_SIGNED|SSL|TLS/.test(code)) {
		return {
			message,
			description: `The secure connection could not be made (${code}). Check the certificate of that address or the proxy in between.`,
		};
	}
	if (/SSRF_BLOCKED/.test(code)) {
		return {
			message: `n8n refused to connect to ${baseUrl}`,
			description:
				"The address lies in a network that this server's SSRF protection closes. If it is JustCall's own address, check the name service or the proxy; if it is a sandbox, allow its network with N8N_SSRF_ALLOWED_IP_RANGES.",
		};
	}
	const cause = [code, detail].filter(Boolean).join(': ');
	return {
		message,
		description: `The connection broke${cause ? ` (${cause})` : ''}. Check the network and try again.`,
	};
}

/**
 * Explains any error that shared code throws.
 *
 * @param error anything thrown while an operation ran
 * @param subject of the request, see {@link FailedAnswer}
 */
export function explainError(error: unknown, subject: string): Explanation {
	if (error instanceof ExplainedError) return error.explanation;
	if (error instanceof ParameterError)
		return { message: error.message, description: error.hint, kind: 'parameter' };
	if (error instanceof MalformedAnswer) {
		return {
			message: "JustCall's answer cannot be used",
			description: `${error.status === undefined ? 'An answer came' : `HTTP ${error.status}`}, but ${error.message}. This is a proxy in between, a wrong 'Base URL' in the credential, or a passing fault at JustCall. Check the 'Base URL', then try again in a few minutes.`,
			kind: 'malformed',
		};
	}
	if (error instanceof TooManyRecords) {
		return {
			message: `The list has more records than n8n can take from one run${error.known ? `: ${error.known}` : ''}`,
			description:
				"Narrow it: set 'From' and 'To' to a shorter span (one month at a time, in a loop), add a filter, or turn off 'Return All' and set 'Limit'. The most that one run can return is 100000.",
			kind: 'own',
		};
	}
	if (error instanceof RepeatedPage) {
		return {
			message: 'JustCall sent the same page of the list again',
			description: `Page ${error.page} and the one before it brought nothing new, so reading on would never end, and part of the list is not passed off as all of it. Run the node again; narrow the list by dates if it stays.`,
		};
	}
	if (error instanceof IncompleteList) {
		const count = error.counted === undefined ? '' : ` of ${error.counted}`;
		return {
			message: "A page of JustCall's list is missing",
			description: `The page after ${error.got}${count} records came empty, twice, and the one behind it has records: part of the list is not passed off as all of it. This is a fault at JustCall. Run the node again in a few minutes; narrow the list by dates if it stays.`,
		};
	}
	const parameter = unresolvedParameter(error);
	if (parameter !== undefined && error instanceof Error) {
		return {
			message: `The expression in '${parameter}' cannot be resolved`,
			description: `n8n says: ${error.message}. Open the expression editor to see its result for each item.`,
			kind: 'parameter',
		};
	}
	return {
		message: `${subject} could not be handled`,
		description: error instanceof Error ? error.message : String(error),
		kind: 'own',
	};
}

/** The parameter whose expression n8n could not resolve: n8n notes it in its error. */
function unresolvedParameter(error: unknown): string | undefined {
	const context = isObject(error) ? error.context : undefined;
	return isObject(context) && typeof context.parameter === 'string' ? context.parameter : undefined;
}

/** The same as one text, for a result that goes on beside others: the cause, then the fix. */
export function reasonOf(error: unknown, subject: string): string {
	const { message, description } = explainError(error, subject);
	return `${message}. ${description}`;
}

/** Fields of an answer that hold the error; those of an entry that name the field it is about. */
const SAYING = [
	'message',
	'error',
	'errors',
	'error_message',
	'error_description',
	'detail',
	'details',
	'reason',
];
const NAMING = ['field', 'param', 'parameter', 'property', 'path', 'loc', 'name', 'key'];
/** How deep an answer is looked through. */
const DEEPEST = 5;

/** The errors of an answer in one text: its message, and its errors for each field, in whatever form. */
function spokenMessage(body: unknown): string {
	if (typeof body === 'string') return /<html|<!doctype/i.test(body) ? 'an HTML page' : body;
	return [...new Set(wordsOf(body, 0))].join('; ');
}

function wordsOf(value: unknown, depth: number): string[] {
	if (typeof value === 'string' || typeof value === 'number')
		return String(value).trim() === '' ? [] : [String(value)];
	if (depth > DEEPEST) return [];
	if (Array.isArray(value)) return value.flatMap((one) => wordsOf(one, depth + 1));
	if (!isObject(value)) return [];
	const says = SAYING.filter((name) => name in value).flatMap((name) => saidIn(value[name], depth + 1));
	// An error of one field in an entry of a list, as {"field": "contact_number", "message": "is required"}.
	const about = depth > 0 ? NAMING.flatMap((name) => fieldName(value[name])).slice(0, 1) : [];
	return about.length > 0 && says.length > 0 ? [`${about.join('')}: ${says.join(', ')}`] : says;
}

/** Text under one of those names; an object without any of them has its fields by their names. */
function saidIn(value: unknown, depth: number): string[] {
	if (!isObject(value) || SAYING.some((name) => name in value)) return wordsOf(value, depth);
	return Object.entries(value).flatMap(([name, said]) => {
		const words = saidIn(said, depth + 1);
		return words.length > 0 && depth <= DEEPEST ? [`${name}: ${words.join(', ')}`] : [];
	});
}

function fieldName(value: unknown): string[] {
	if (typeof value === 'string') return value === '' ? [] : [value];
	return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one !== 'object')
		? [value.join('.')]
		: [];
}

function field(body: unknown, name: string): string {
	if (typeof body !== 'object' || body === null) return '';
	const value = (body as Record<string, unknown>)[name];
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, ' ').trim().slice(0, 300);
}

/** When the spent window opens again: Retry-After (seconds), else the reset header (epoch seconds) of that window. */
function rateAdvice({ headers, now, tries }: FailedAnswer): string {
	const header = (name: string) => (headers[name] === undefined ? Number.NaN : Number(headers[name]));
	const resets = [
		header('retry-after') * 1000 + now,
		...['x-rate-limit', 'x-rate-limit-burst']
			.filter((window) => header(`${window}-remaining`) === 0)
			.map((window) => header(`${window}-reset`) * 1000),
	].filter((at) => Number.isFinite(at) && at > now && at < now + 24 * 3_600_000);
	const opens =
		resets.length > 0 ? ` The limit opens again at ${new Date(Math.max(...resets)).toISOString()}.` : '';
	return `Limits are per account and plan (30 to 90 requests a minute).${opens}${waitedFor(tries)} ${tries?.isInteractive === true ? 'Try again' : 'Run the workflow again'} later.`;
}

function waitedFor(tries: Tries | undefined): string {
	if (!tries) return '';
	if (tries.isInteractive === true) return sentAgain(tries);
	if (tries.attempts === 1)
		return " The node sent it once: waiting for the limit would take longer than 'Longest Wait' in the JustCall credential allows.";
	return `${sentAgain(tries)} That is as long as 'Longest Wait' in the JustCall credential lets it wait; something else uses the account as well.`;
}

/** Sentence on the retries that the node made by itself; empty where it sent the request once. */
export function sentAgain(tries: Tries | undefined): string {
	if (!tries || tries.attempts === 1) return '';
	return ` The node sent it ${tries.attempts} times within ${Math.max(1, Math.round(tries.seconds))} seconds.`;
}
