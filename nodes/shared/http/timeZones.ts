import type { IExecuteFunctions } from 'n8n-workflow';

import { isOfAnotherPackage, zoneIsNotKnown } from './credentialType';
import { checkZone, type TimeZones } from '../values/dates';
import { CREDENTIAL } from './transport';

/** The zones of the workflow and of the credential's account. */
export async function timeZonesOf(
	context: Pick<IExecuteFunctions, 'getTimezone' | 'getCredentials'>,
): Promise<TimeZones> {
	const workflow = context.getTimezone();
	const { timezone } = await context.getCredentials(CREDENTIAL);
	return { workflow, account: checkZone(timezone, workflow) };
}

/**
 * The same for a date that a person has given: it is not sent while nobody knows the account's zone. Triggers go on without,
 * as an event must not be lost over it.
 *
 * @throws ParameterError when n8n reads the credential by another package's type, which has no zone
 */
export async function certainZonesOf(context: Parameters<typeof timeZonesOf>[0]): Promise<TimeZones> {
	if (isOfAnotherPackage(await context.getCredentials(CREDENTIAL))) throw zoneIsNotKnown();
	return await timeZonesOf(context);
}
