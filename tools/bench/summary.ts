import { startInProcess } from '../engine/inProcess';
import { memoryRise, timed } from './measure';
import { SandboxClient } from '../../sandbox/client';
import { startSandboxProcess } from './sandboxProcess';

/** A report over many calls, read over HTTP by the built node. */
export interface SummaryFigures {
	requests: number;
	seconds: number;
	/** MB. */
	rise: number;
}

/**
 * Summarizes all calls of an account by agent, as an e-mail, with the figures that need each call: contacts, and which missed
 * calls were returned.
 */
export async function summary(calls: number): Promise<SummaryFigures> {
	const sandbox = await startSandboxProcess(calls);
	const client = new SandboxClient(sandbox.url);
	const [apiKey = '', apiSecret = ''] = sandbox.authorization.split(':');
	const n8n = await startInProcess({ apiKey, apiSecret, baseUrl: sandbox.url });
	const report = async () => {
		const { items, error } = await n8n.run('justCall', {
			...{ resource: 'call', operation: 'summarize', period: 'anyTime', as: 'html' },
			...{ groupBy: ['agent'], figures: ['calls', 'answered', 'unique_contacts', 'missed_not_returned'] },
		});
		if (items[0]?.json.calls !== calls)
			throw new Error(`${String(items[0]?.json.calls)} of ${calls} calls were counted: ${error?.message}`);
	};
	try {
		await client.clearRequests();
		let milliseconds = 0;
		const rise = await memoryRise(async () => void (milliseconds = await timed(report)));
		return { requests: (await client.requests()).length, seconds: milliseconds / 1000, rise };
	} finally {
		n8n.stop();
		await sandbox.stop();
	}
}
