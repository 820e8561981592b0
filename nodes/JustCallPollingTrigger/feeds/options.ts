import type { IDataObject, INodeProperties, IPollFunctions } from 'n8n-workflow';

import { sorted } from '../../shared/description/fields';
import { ParameterError } from '../../shared/values/parameterError';
import { encodeValues, type EncodedField } from '../../shared/values/encode';
import { keepsToShare } from '../../shared/description/triggerVersion';
import { timeZonesOf } from '../../shared/http/timeZones';
import type { PollOptions } from './poll';

const HOUR_SECONDS = 3600;

const LOOK_BACK = {
	displayName: 'Look Back (Hours)',
	name: 'lookBack',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 720 },
	default: 24,
	description:
		'How long after its time a record may appear or change and still be found: a long call is listed when it ends',
} as const satisfies INodeProperties;

const SHARE = {
	displayName: 'Share of Rate Limit (%)',
	name: 'rateLimitShare',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 100 },
	default: 10,
	description:
		"How much of the account's rate limit Call Updated may use. Each poll compares the newest 100 calls; the others take turns. At 5,000 calls a day and a poll each minute, a change of a call of the last two hours is found within 16 minutes, of an older one within 70. While calls come in or change, Call Updated uses its share and is faster: 10 % of 30 requests a minute are 3. Otherwise a poll is two requests a minute.",
} as const satisfies INodeProperties;

/** Default share of the account's requests for Call Updated, from 0 to 1. */
export const SHARE_OF_LIMIT = SHARE.default / 100;

/** The options of the panel. */
export const POLL_OPTIONS: INodeProperties[] = sorted<INodeProperties>([
	{
		displayName: 'Include Running Calls',
		name: 'includeRunning',
		type: 'boolean',
		default: true,
		description:
			'Whether New Call starts the workflow also while a call goes on, and once more when it is over. Otherwise it waits until the call is over.',
	},
	LOOK_BACK,
	SHARE,
]);

/** How each option is read, like the fields of an operation. */
const READ: ReadonlyMap<string, EncodedField> = new Map(
	POLL_OPTIONS.map(({ name, displayName, type }) => [
		name,
		{ label: displayName, kind: type === 'boolean' ? 'boolean' : 'number' },
	]),
);

/**
 * Reads the panel's options.
 *
 * @throws ParameterError naming the parameter
 */
export async function optionsOf(
	context: Pick<IPollFunctions, 'getNodeParameter' | 'getTimezone' | 'getCredentials' | 'getNode'>,
): Promise<PollOptions> {
	const given = context.getNodeParameter('options', {}) as IDataObject;
	const read = await encodeValues(given, READ, { zones: async () => await timeZonesOf(context) });
	const isShared = read[SHARE.name] !== undefined || keepsToShare(context.getNode());
	return {
		lookBack: numberIn(read, LOOK_BACK) * HOUR_SECONDS,
		includesRunning: read.includeRunning === true,
		share: isShared ? numberIn(read, SHARE) / 100 : undefined,
	};
}

/** @throws ParameterError when the number lies outside the panel's limits */
function numberIn(read: IDataObject, option: typeof LOOK_BACK | typeof SHARE): number {
	const { displayName, name, typeOptions } = option;
	const number = Number(read[name] ?? option.default);
	const { minValue, maxValue } = typeOptions;
	if (number >= minValue && number <= maxValue) return number;
	throw new ParameterError(
		`'${displayName}' cannot be ${number}`,
		`Give a number from ${minValue} to ${maxValue}.`,
	);
}
