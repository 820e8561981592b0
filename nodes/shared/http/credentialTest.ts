import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IHttpRequestOptions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

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

/** Path of the cheapest request that needs key and secret (FACTS.md section 1). */
const PATH = '/v2.1/users';
/** Milliseconds that the test waits for an answer, because a person waits for its result. */
const LONGEST = 20_000;

/** An answer, as the test sees it. */
interface Answer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/**
 * The credential's test, which its button in the editor starts. It checks every field, then requests one user
 * from JustCall. It is a function, not a request that n8n sends by itself, because n8n would show only a code
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
	if (!wrong) return { status: 'OK', message: 'JustCall accepted the API key and secret' };
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
): Promise<Explanation | undefined> {
	checkCredential(data);
	const baseURL = checkBaseUrl(data.baseUrl);
	const signed = authenticate(data, { baseURL, url: PATH, method: 'GET', qs: { per_page: 1 } });
	const answer = await answerTo(context, signed).catch((error: unknown) => {
		// The error contains the request with its Authorization header, so it is not passed on.
		return explainNoAnswer(new URL(baseURL).origin, codeOf(error), wordsOf(error, redact));
	});
	if ('kind' in answer) return answer;
	const { statusCode: status, headers, body } = answer as Answer;
	return explained({ status, headers, body: redact.within(body) }, redact);
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
		subject: 'The list of users',
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
				description: `The API needs the Team plan or above, and a key that may see users.${saidIn(explanation)} (HTTP ${status})`,
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
