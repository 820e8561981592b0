import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * The part of n8n's context that can show a hint. Runs of the node have it from n8n 1.123 on; a tool of older
 * agents has only the log.
 */
export type HintContext = Pick<IExecuteFunctions, 'logger'> &
	Partial<Pick<IExecuteFunctions, 'addExecutionHints'>>;

/** Shows a hint next to the output, or in the log where n8n cannot show one. */
export function showHint(context: HintContext, message: string, type: 'info' | 'warning' = 'warning'): void {
	if (typeof context.addExecutionHints === 'function')
		context.addExecutionHints({ message, type, location: 'outputPane' });
	else if (type === 'warning') context.logger.warn(message);
	else context.logger.info(message);
}
