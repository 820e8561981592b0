import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IHttpRequestOptions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { DateTime, IANAZone } from 'luxon';

import { authenticate, keyPairOf } from './authenticate';
import { checkBaseUrl, DEFAULT_BASE_URL } from '../values/baseUrl';
import { checkZone } from '../values/dates';
import { firstCountry } from './defaultCountry';
import { isEmpty } from '../values/emptyValue';
import { explainAnswer, explainError, explainNoAnswer, type Explanation } from './errors';
import { isObject } from '../values/isObject';
import { ParameterError, quote } from '../values/parameterError';
import { redactorOf, type Redact } from './secrets';
import { codeOf, wordsOf } from './transport';
import { saysFailure, unwrapList } from '../answers/envelope';

/** Path of the cheapest request that needs key and secret (FACTS.md section 1). It also tells the agents' time zones. */
const PATH = '/v2.1/users';
/** Agents whose time zones are looked at: one page at most (FACTS.md section 2). */
const AGENTS = 100;
/** Most time zones that a message names. */
const MOST_NAMED = 3;
/** Milliseconds that the test waits for an answer, because a person waits for its result. */
const LONGEST = 20_000;

/** An answer, as the test sees it. */
interface Answer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/**
 * The credential's test, which its button in the editor starts. It checks every field, then requests the agents
 * from JustCall, and compares the account's time zone with theirs. It is a function, not a request that n8n sends by itself, because n8n would show only a code
 * when no answer comes, and would not check the other fields.
 *
 * @returns the result that n8n shows: success, or the cause and the fix
 */
export async function testJustCall(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const redact = redactorOf(data);
	const wrong = await whatIsWrong(this, data, redact).catch((error: unknown) =>
		explainError(error, 'The credential'),
	);
	if (typeof wrong === 'string') return { status: 'OK', message: redact(wrong) };
	return { status: 'Error', message: redact(`${wrong.message}. ${wrong.description}`) };
}

/**
 * Checks all fields of a credential without a request.
 *
 * @throws ParameterError naming the first field that cannot be used
 */
export function checkCredential(data: ICredentialDataDecryptedObject): void {
	const { apiKey, apiSecret } = keyPairOf(data);
	for (const [label, value] of [
		['API Key', apiKey],
		['API Secret', apiSecret],
	] as const) {
		if (value !== '') continue;
		throw new ParameterError(
			`The credential's '${label}' is empty`,
			'Copy it from JustCall under Settings > APIs and Webhooks.',
		);
	}
	checkBaseUrl(data.baseUrl);
	checkZone(data.timezone, 'UTC');
	firstCountry(undefined, data.defaultCountry);
	const { longestWait } = data;
	if (isEmpty(longestWait) || (typeof longestWait !== 'boolean' && Number(longestWait) >= 0)) return;
	throw new ParameterError(
		`The credential's 'Longest Wait (Seconds)' is not a number of seconds: ${quote(longestWait)}`,
		'Give 0 or more, for example 300.',
	);
}

async function whatIsWrong(
	context: ICredentialTestFunctions,
	data: ICredentialDataDecryptedObject,
	redact: Redact,
): Promise<Explanation | string> {
	// JustCall can say which zone is right, so a wrong one is reported after the request.
	checkCredential({ ...data, timezone: '' });
	const baseURL = checkBaseUrl(data.baseUrl);
	const signed = authenticate(data, { baseURL, url: PATH, method: 'GET', qs: { per_page: AGENTS } });
	const answer = await answerTo(context, signed).catch((error: unknown) => {
		// The error contains the request with its Authorization header, so it is not passed on.
		return explainNoAnswer(new URL(baseURL).origin, codeOf(error), wordsOf(error, redact));
	});
	const { statusCode: status, headers, body } = 'kind' in answer ? NO_ANSWER : (answer as Answer);
	const failure =
		'kind' in answer ? answer : explained({ status, headers, body: redact.within(body) }, redact);
	const zones = failure ? undefined : agentZones(redact.within(body));
	const told = zones && zones.known.length > 0 ? ` ${sentenceOf(zones.known)}` : '';
	try {
		const zone = checkZone(data.timezone, '');
		if (failure) return failure;
		if (zones && zone !== '' && zones.isComplete && !zones.known.some((known) => isSameZone(known, zone))) {
			return {
				message: `'Account Time Zone' is ${zone}, and no agent of this account is in it`,
				description: `JustCall accepted the API key and secret.${told} Choose the zone of the agent whose key this is: JustCall reads dates in it.`,
				kind: 'parameter',
			};
		}
	} catch (error) {
		const explanation = explainError(error, 'The credential');
		return { ...explanation, description: explanation.description + told };
	}
	return `JustCall accepted the API key and secret.${told}`;
}

const NO_ANSWER: Answer = { statusCode: 0, headers: {}, body: undefined };

/**
 * The time zones of the account's agents. Which of them has the key is not told.
 *
 * @param body a list of agents
 * @returns the zones, and whether they are those of all agents
 */
function agentZones(body: unknown): { known: string[]; isComplete: boolean } {
	const { rows, total = rows.length, hasNext = false } = unwrapList(body);
	const zones = rows.map(({ timezone }) => String(timezone ?? '').trim());
	const known = [...new Set(zones.filter((zone) => IANAZone.isValidZone(zone)))];
	const isWhole = rows.length > 0 && rows.length < AGENTS && rows.length >= total && !hasNext;
	const isComplete = isWhole && zones.every((zone) => known.includes(zone));
	return { known, isComplete };
}

function sentenceOf(zones: readonly string[]): string {
	const named = zones.slice(0, MOST_NAMED).join(', ');
	const more = zones.length > MOST_NAMED ? ` and ${zones.length - MOST_NAMED} more` : '';
	return `Agents of this account are in ${named}${more}.`;
}

/** Whether the clocks of two zones show the same all year: a zone may have several names. */
function isSameZone(one: string, other: string): boolean {
	const { year } = DateTime.utc();
	return Array.from({ length: 12 }, (_, month) => DateTime.utc(year, month + 1, 15)).every((moment) => {
		return moment.setZone(one).offset === moment.setZone(other).offset;
	});
}

/** Sends the request in the one way that n8n offers to a test. */
async function answerTo(
	{ helpers }: ICredentialTestFunctions,
	{ baseURL = '', url, method, qs, headers }: IHttpRequestOptions,
): Promise<Answer> {
	const options = {
		method,
		uri: baseURL + url,
		qs,
		headers,
		json: true,
		simple: false,
		resolveWithFullResponse: true,
		followRedirect: false,
		followAllRedirects: false,
		timeout: LONGEST,
	};
	return (await helpers.request(options)) as Answer;
}

/** @returns the problem; `undefined` when JustCall accepted key and secret */
function explained(
	{ status, headers, body }: { status: number; headers: Record<string, unknown>; body: unknown },
	redact: Redact,
): Explanation | undefined {
	const isGood = status >= 200 && status < 300 && !saysFailure(body);
	if (isGood && isList(body)) return undefined;
	const explanation = explainAnswer({
		status,
		headers,
		body,
		subject: 'The list of agents',
		path: PATH,
		now: Date.now(),
		redact,
	});
	const say = (message: string, toDo: string): Explanation => ({
		...explanation,
		message,
		description: `${toDo} (HTTP ${status})`,
	});
	// A page from a proxy or another server says nothing about the key.
	const isOfJustCall = isObject(body) && Object.keys(body).length > 0;
	const isRedirect = status >= 300 && status < 400;
	if (isGood || (!isOfJustCall && !isRedirect && status !== 429 && status < 500) || status === 404) {
		return say(
			"What answers at this 'Base URL' is not JustCall's API",
			`Set 'Base URL' to ${DEFAULT_BASE_URL}, without /v2.1 behind it. If that is what it says, a proxy in between answers instead.`,
		);
	}
	switch (explanation.kind) {
		case 'limited':
			return say(
				'JustCall has received too many requests from this account, so key and secret could not be checked',
				'Try again in a minute.',
			);
		case 'denied':
			return {
				...explanation,
				message: 'JustCall knows the key but denies access',
				description: `The API needs the Team plan or above, and a key that may see agents.${saidIn(explanation)} (HTTP ${status})`,
			};
		default:
			return explanation;
	}
}

function saidIn({ said }: Explanation): string {
	return said ? ` JustCall's message: "${said}".` : '';
}

function isList(body: unknown): boolean {
	try {
		unwrapList(body);
		return true;
	} catch {
		return false;
	}
}
