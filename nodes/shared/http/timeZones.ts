import type { IExecuteFunctions } from 'n8n-workflow';

import { isOfAnotherPackage, zoneIsNotKnown } from './credentialType';
import { checkZone, type TimeZones } from '../values/dates';
import { isEmpty } from '../values/emptyValue';
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
 * The zones for a date that the user gave. The date is not sent when the account's zone is not known. Triggers
 * use {@link timeZonesOf} instead, because an event must not be lost over this.
 *
 * @throws ParameterError when n8n reads the credential with another package's type, which has no zone
 */
export async function certainZonesOf(context: Parameters<typeof timeZonesOf>[0]): Promise<TimeZones> {
	if (isOfAnotherPackage(await context.getCredentials(CREDENTIAL))) throw zoneIsNotKnown();
	return await timeZonesOf(context);
}

/**
 * The account's zone as the credential states it. A time that JustCall keeps for later is not converted with the
 * workflow's zone in its place: someone would be contacted at another hour.
 *
 * @returns IANA name; `undefined` when the credential does not state one
 * @throws ParameterError when the stated zone does not exist, or n8n reads the credential with another package's type
 */
export async function statedAccountZone(
	context: Pick<IExecuteFunctions, 'getTimezone' | 'getCredentials'>,
): Promise<string | undefined> {
	const { account } = await certainZonesOf(context);
	return isEmpty((await context.getCredentials(CREDENTIAL)).timezone) ? undefined : account;
}
