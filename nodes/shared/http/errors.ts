import { MalformedAnswer, saysFailure } from '../answers/envelope';
import { isObject } from '../values/isObject';
import { IncompleteList, RepeatedPage, TooManyRecords } from '../answers/paginator';
import { idsIn, inPanelWords, type PanelNames } from '../answers/panelWords';
import { ParameterError } from '../values/parameterError';
import type { Redact } from './secrets';

/**
 * Kind of a failure, for code that decides by it; the sentences are for users. `limited`: the rate limit ·
 * `unauthorised`: key or secret · `denied`: not allowed · `missing`: no such thing · `refused`: JustCall does
 * not accept the request · `redirected` · `outage`: a fault at JustCall · `unreachable`: no answer came ·
 * `unknown`: a write that may or may not have happened · `parameter`: a value of the node · `own`: the node
 * itself did not start or continue · `malformed`: an answer that cannot be used
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

/** Text for the user when something goes wrong: first the cause, then the fix. */
export interface Explanation {
	message: string;
	description: string;
	/** HTTP status, if an answer came. */
	httpCode?: string;
	/** Indexes of the input items that it is about, from 0, by their result. */
	itemIndexes?: Readonly<Record<string, number[]>>;
	/** Left out when no code decides by it. */
	kind?: ErrorKind;
	/** JustCall's own words, if it sent any; key and secret are hidden in them. */
	said?: string;
}

/** Whether the failure is likely to pass, so that the same request may succeed a moment later. */
export function isPassing({ kind }: Explanation): boolean {
	return kind === 'limited' || kind === 'outage' || kind === 'unreachable' || kind === 'malformed';
}

/**
 * Whether the node itself reports the failure, not an answer or a missing answer: the user has to change
 * something in n8n.
 */
export function isOwn({ kind }: Explanation): boolean {
	return kind === 'parameter' || kind === 'own';
}

/** The same explanation with key and secret hidden in all its texts. */
export function hiddenIn(explanation: Explanation, redact: Redact): Explanation {
	const { message, description, said } = explanation;
	return {
		...explanation,
		message: redact(message),
		description: redact(description),
		...(said !== undefined && { said: redact(said) }),
	};
}

/** An answer of JustCall that reports a refusal or a fault, already explained. */
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
	/**
	 * Subject of the request for messages, as in "The call was not found", for example "The call" or "The
	 * recording".
	 */
	subject: string;
	/** Path of the request, which shows the part of JustCall that was requested. */
	path: string;
	/** The rest of the request, to see whether it has an ID. */
	query?: object | undefined;
	sent?: object | undefined;
	/** Panel names of its fields, if an operation of the panel sent it. */
	names?: PanelNames | undefined;
	/** Tries of the node until it took this answer. */
	tries?: Tries | undefined;
	/** Current time in epoch milliseconds, for the reset of rate limit windows. */
	now: number;
	/** Hides key and secret in JustCall's words. */
	redact: Redact;
}

/** How often a request was sent before the node gave up. */
export interface Tries {
	/** At least 1. */
	attempts: number;
	/** From the first try to the last. */
	seconds: number;
	/** A person waits in the editor, so the credential's 'Longest Wait' did not end the request. */
	isInteractive?: boolean;
}

/** Records that JustCall keeps for three months (FACTS.md section 2). */
const HISTORY = /\/(calls|calls_ai|meetings_ai|texts|messages)\//;

/**
 * Explains an answer that reports a failure (FACTS.md section 7). The explanation keeps JustCall's own message
 * and the status.
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

/** The answer's own words about a write with an unknown outcome, one sentence each; empty when there are none. */
export function wordsIn(answer: Pick<FailedAnswer, 'body' | 'redact' | 'names'>): string {
	return `${uuidIn(answer)}${messageIn(answer)}`;
}

function messageIn({ body, redact, names }: Pick<FailedAnswer, 'body' | 'redact' | 'names'>): string {
	const said = oneLine(redact(spokenMessage(body)));
	const shown = names ? inPanelWords(said, names.labels) : said;
	return shown ? ` JustCall's message: "${shown}".` : '';
}

/** The ID that JustCall's support needs to find a fault. */
function uuidIn({ body, redact }: Pick<FailedAnswer, 'body' | 'redact'>): string {
	const uuid = oneLine(redact(field(body, 'uuid')));
	return uuid ? ` For JustCall's support: uuid ${uuid}.` : '';
}

/** Advice when the record was not found. It differs when the request had no ID. */
function missingAdvice({ path, query, sent, names }: FailedAnswer): string {
	const ids = idsIn({ path, query, body: sent }, names);
	// Data of a call exists only after the call has ended (FACTS.md sections 8 and 10).
	const part = /\/calls\/[^/]+\/(.+)/.exec(path)?.[1];
	if (part) {
		return `Check the ID of the call. It must have ended some minutes ago and not be older than three months.${conditionOf(part)}`;
	}
	// The user entered the path of a Custom Request (nodes/JustCall/resources/customRequest).
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

/** Further conditions for a call to have the requested part (FACTS.md sections 8 and 10). */
function conditionOf(part: string): string {
	if (part.startsWith('recording')) return ' A recording exists only if the call was recorded.';
	if (part.startsWith('voice-agent')) return ' There are data only if a voice agent took part.';
	return '';
}

/**
 * Words for a limit of requests (which "Maximum number of webhooks" is not), and words for a limit that is not
 * the account's: of a number, a recipient, a carrier or a campaign.
 */
const LIMIT_WORDS = /\b(rate|requests?)[ -]?limit|\btoo many requests\b/i;
const OTHER_LIMIT = /\b(numbers?|recipients?|destinations?|senders?|carriers?|campaigns?|10dlc|a2p)\b/i;
/** Words for a limit of the account, whatever else the sentence names. */
const ACCOUNT_LIMIT = /\b(account|plan|api|requests?)\b/i;

/**
 * Which rate limit an answer is about (FACTS.md section 6).
 *
 * - `account`: the account's limit was reached, and JustCall refused the request before it did anything. This
 *   is so for a 429, and for a 4xx whose words say it. That JustCall counts before it processes a request is an
 *   assumption that no observation contradicts.
 * - `mentioned`: another failure mentions the limit, a 503 or a 200. Whether the request was carried out is not
 *   known.
 * - `other`: a limit of a number, a carrier or a campaign. The account may send further requests.
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

/** Explains that the user cancelled the execution before a request was sent. */
export function explainCancelled(): Explanation {
	return { message: 'The execution was cancelled', description: 'This request was not sent.', kind: 'own' };
}

/** Explains that the user cancelled the execution after a request was sent and before its answer came. */
export function explainCut(isWrite: boolean): Explanation {
	const description = isWrite
		? 'JustCall may or may not have carried out this request. Check in JustCall; sending it again does no harm.'
		: "JustCall's answer was not waited for.";
	return { message: 'The execution was cancelled', description, kind: 'own' };
}

/** A write was sent, and it is not known whether JustCall carried it out. */
export class UnknownOutcome extends ExplainedError {
	/**
	 * @param cause a sentence that says what came instead of a clear answer
	 * @param status HTTP status, if an answer came
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
 * Explains that no answer came.
 *
 * @param code error code of Node or of the TLS layer, for example "ECONNREFUSED"
 * @param detail message of that layer
 * @param proxy address of the proxy that the request went through, if any
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
	if (/EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN/.test(code) || /\bconnect ETIMEDOUT\b/.test(detail)) {
		return {
			message,
			description: `This server has no way to that address (${code}). Check the credential's 'Base URL', and this server's network, firewall and VPN.`,
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
 * @param subject subject of the request, see {@link FailedAnswer}
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

/** The parameter whose expression n8n could not resolve. n8n stores its name in the error. */
function unresolvedParameter(error: unknown): string | undefined {
	const context = isObject(error) ? error.context : undefined;
	return isObject(context) && typeof context.parameter === 'string' ? context.parameter : undefined;
}

/** The explanation as one text, cause first, for a result that stands beside others. */
export function reasonOf(error: unknown, subject: string): string {
	const { message, description } = explainError(error, subject);
	return `${message}. ${description}`;
}

/** Fields of an answer that hold the error, and fields that name the field with the error. */
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
/** Levels of an answer that are searched. */
const DEEPEST = 5;

/** The errors of an answer in one text: its message, and its errors for single fields, in whatever form. */
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
	// An entry for one field, as {"field": "contact_number", "message": "is required"}.
	const about = depth > 0 ? NAMING.flatMap((name) => fieldName(value[name])).slice(0, 1) : [];
	return about.length > 0 && says.length > 0 ? [`${about.join('')}: ${says.join(', ')}`] : says;
}

/** The text in one of these fields. An object without any of them has its errors by field name. */
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

/**
 * When the used-up window opens again: from Retry-After (seconds), else from that window's reset header (epoch
 * seconds).
 */
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

/** Sentence about the node's own retries; empty when it sent the request once. */
export function sentAgain(tries: Tries | undefined): string {
	if (!tries || tries.attempts === 1) return '';
	return ` The node sent it ${tries.attempts} times within ${Math.max(1, Math.round(tries.seconds))} seconds.`;
}
