import type { IWebhookFunctions } from 'n8n-workflow';

import { simplifyVersionOf } from '../../../shared/description/triggerVersion';
import { accountOf } from '../account';
import type { JustCallEvent } from '../delivery';
import { itemOf, itemWithExtras } from '../items';
import { addressNotice } from '../notice';
import type { Authenticated } from './authenticate';
import { passed, sendAnswer, started, startedAfterAnswer, type Outcome } from './outcome';
import { verifyByFetching, type DeliveryFacts } from './verifyByFetching';

/** Results of the steps before. */
export interface StepResults extends Authenticated, DeliveryFacts {
	/** Key of the trigger node in this process. */
	node: string;
}

/**
 * Step 4: makes the item that starts the workflow. Reads from JustCall what the panel asks for: the object instead of the
 * body (Verify by Fetching), further fields (Add Details) and the recording.
 */
export async function enrich(
	context: IWebhookFunctions,
	received: JustCallEvent,
	results: StepResults,
): Promise<Outcome> {
	const { node, settings, signedAddress } = results;
	const { timezone, notice: credentialNotice, redact } = await accountOf(context);
	const redacted = redact.within(received);
	// An item takes the notice with it, so only an item that starts the workflow asks for one.
	const notices = () => ({ ...addressNotice(context, node, signedAddress), ...credentialNotice });
	const checked = settings.verifyByFetching
		? await verifyByFetching(context, redacted, results, notices)
		: passed(redacted);
	if (checked.kind !== 'passed') return checked;
	const event = checked.value;

	const own = { ...(settings.verifyByFetching && { verified: true }), ...notices() };
	const view = { zone: timezone || context.getTimezone(), simplify: await simplifyVersionOf(context) };
	const extras = {
		details: settings.details && !settings.verifyByFetching,
		recording: settings.recording,
		recordingWait: settings.recordingWait,
		field: settings.binaryPropertyName,
	};
	if (!extras.details && !extras.recording) return started(itemOf(event, view, own));
	// A recording may take a minute, and JustCall must not wait for it.
	sendAnswer(context, 200, 'OK');
	return startedAfterAnswer(await itemWithExtras(context, event, view, extras, own));
}
