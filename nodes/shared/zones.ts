import type { IExecuteFunctions } from 'n8n-workflow';

import { checkZone, type Zones } from './dates';
import { CREDENTIAL } from './transport';

/** The zones of the workflow and of the credential's account. */
export async function zonesOf(
	context: Pick<IExecuteFunctions, 'getTimezone' | 'getCredentials'>,
): Promise<Zones> {
	const workflow = context.getTimezone();
	const { timezone } = await context.getCredentials(CREDENTIAL);
	return { workflow, account: checkZone(timezone, workflow) };
}
