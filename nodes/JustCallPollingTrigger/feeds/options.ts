import type { IDataObject, INodeProperties, IPollFunctions } from 'n8n-workflow';

import { sorted } from '../../shared/description/fields';
import { ParameterError } from '../../shared/values/parameterError';
import { encodeValues, type EncodedField } from '../../shared/values/encode';
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
		'How long after its time a record may appear or change and still be found: a long call is listed when it ends. Call Updated reads all calls of this time at each look.',
} as const satisfies INodeProperties;

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
]);

/** How each option is read: as the fields of an operation are. */
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
	context: Pick<IPollFunctions, 'getNodeParameter' | 'getTimezone' | 'getCredentials'>,
): Promise<PollOptions> {
	const given = context.getNodeParameter('options', {}) as IDataObject;
	const read = await encodeValues(given, READ, { zones: async () => await timeZonesOf(context) });
	const hours = Number(read.lookBack ?? LOOK_BACK.default);
	const { minValue, maxValue } = LOOK_BACK.typeOptions;
	if (hours >= minValue && hours <= maxValue)
		return { lookBack: hours * HOUR_SECONDS, includesRunning: read.includeRunning === true };
	throw new ParameterError(
		`'${LOOK_BACK.displayName}' cannot be ${hours}`,
		`Give a number from ${minValue} to ${maxValue}.`,
	);
}
