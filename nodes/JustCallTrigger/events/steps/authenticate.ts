import type { IWebhookFunctions } from 'n8n-workflow';

import { accountOf } from '../account';
import { ownAddresses } from '../address';
import { asError } from '../asError';
import type { JustCallEvent } from '../delivery';
import { DEFAULT_SETTINGS, settingsOf, type Settings } from '../settings';
import { isSigned } from '../signature';
import { passed, rejected, type StepResult } from './outcome';

/** Facts about an authenticated event. */
export interface Authenticated {
	settings: Settings;
	/** The node's address that JustCall has signed for; `undefined` when the panel switches the check off. */
	signedAddress: string | undefined;
}

/**
 * Step 1: checks that JustCall has signed the event for an address of this node.
 *
 * When the panel's options cannot be read, the step checks the signature with the default options first. A forger
 * learns nothing about the node in this way.
 *
 * @throws ParameterError when the options cannot be read and the event is JustCall's. n8n then shows a failed execution
 *   and answers 500, so that JustCall tries again.
 */
export async function authenticate(
	context: IWebhookFunctions,
	event: JustCallEvent,
): Promise<StepResult<Authenticated>> {
	const settings = await settingsOf(context).catch(asError);
	const { verifySignature, tolerance } = settings instanceof Error ? DEFAULT_SETTINGS : settings;
	const signedAddress = verifySignature ? await signedAddressOf(context, event, tolerance) : undefined;
	if (verifySignature && signedAddress === undefined)
		return rejected(401, 'The signature is missing, wrong or too old');
	if (settings instanceof Error) throw settings;
	return passed({ settings, signedAddress });
}

/**
 * The address of this node that JustCall has signed for; `undefined` when JustCall has not signed. The secret may have
 * changed a moment ago, so the function reads the credential again before it gives up.
 */
async function signedAddressOf(
	context: IWebhookFunctions,
	{ type }: JustCallEvent,
	tolerance: number,
): Promise<string | undefined> {
	const headers = context.getHeaderData();
	const request = {
		signature: headers['x-justcall-signature'],
		version: headers['x-justcall-signature-version'],
		timestamp: headers['x-justcall-request-timestamp'],
		type,
	};
	const addressSignedWith = (secret: string) =>
		ownAddresses(context).find((webhookUrl) =>
			isSigned(request, { secret, webhookUrl, now: Date.now(), tolerance }),
		);
	return (
		addressSignedWith((await accountOf(context)).apiSecret) ??
		addressSignedWith((await accountOf(context, true)).apiSecret)
	);
}
