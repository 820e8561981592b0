/**
 * `npm run bench`: figures of one run. Times are given as ratios. Nothing is asserted; a missed goal is marked. With `--write` the
 * figures are written to docs/figures.md.
 */
import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startInProcess } from '../engine/inProcess';
import { median, memoryRise, timed } from './measure';
import { SandboxClient } from '../../sandbox/client';
import { coldLoad } from './coldLoad';
import { pageOf, tableOf, type Figure, type Machine } from './page';
import { paced } from './paced';
import { perItem } from './perItem';
import { quietLooks } from './quietLooks';
import { CONTACTS, inRealN8n, TEXTS } from './realN8n';
import { startSandboxProcess } from './sandboxProcess';
import { simulated } from './simulated';
import { summary } from './summary';

const PAGE = join(__dirname, '..', '..', 'docs', 'figures.md');
const ROUNDS = 5;
const RECORDING_MB = 300;
/** Calls of a report. */
const REPORTED = 100_000;
/** Milliseconds for an answer that comes from another continent. */
const LATENCY_MS = 200;
const SIZES = [5_000, 20_000, 80_000] as const;

async function main(): Promise<void> {
	const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
	const figures: Figure[] = [];
	const perThousand: number[] = [];
	for (const size of SIZES) {
		const { ratio, overHelper, ours, requests } = await returnAll(size);
		perThousand.push((ours / size) * 1000);
		if (size === 20_000) {
			figures.push(
				{
					what: 'Return All of 20,000 calls over a plain fetch loop of the same pages',
					figure: ratio.toFixed(2),
					goal: 'at most 1.5',
					met: ratio <= 1.5,
				},
				{
					what: "Return All of 20,000 calls over a bare loop with n8n's own request helper",
					figure: overHelper.toFixed(2),
					goal: 'at most 1.1',
					met: overHelper <= 1.1,
				},
				{
					what: 'requests for 20,000 calls',
					figure: String(requests),
					goal: 'ceil(N/100) = 200',
					met: requests === 200,
				},
			);
		}
	}
	const far = await farAway();
	figures.push({
		what: `Return All of 20,000 calls with ${LATENCY_MS} ms to each answer (${(far.ours / 1000).toFixed(1)} s) over a bare loop with n8n's own request helper`,
		figure: (far.ours / far.helper).toFixed(2),
		goal: 'at most 0.3',
		met: far.ours <= 0.3 * far.helper,
	});
	const growth = (perThousand[2] ?? 0) / (perThousand[0] ?? 1);
	figures.push({
		what: 'time a call at 80,000 over at 5,000 (1 = linear)',
		figure: growth.toFixed(2),
		goal: 'at most 1.3',
		met: growth <= 1.3,
	});
	const report = await summary(REPORTED);
	figures.push({
		what: `memory rise of a report by e-mail on ${REPORTED} calls, by agent (${report.requests} requests, ${report.seconds.toFixed(1)} s)`,
		figure: `${report.rise.toFixed(0)} MB`,
	});
	const rise = await streamRecording();
	figures.push({
		what: `memory rise while a recording of ${RECORDING_MB} MB streams`,
		figure: `${rise.toFixed(0)} MB`,
		goal: 'under 64 MB',
		met: rise < 64,
	});
	const item = await perItem();
	figures.push({
		what: `CPU of an input item of contact.get (${item.ms.toFixed(1)} ms) over the same with one resource in the node`,
		figure: item.ratio.toFixed(2),
		goal: 'at most 2',
		met: item.ratio <= 2,
	});
	const { one, two, foreign } = await paced();
	for (const [what, { ratio, failed, refused }] of [
		['from one execution', one],
		['from two executions at once', two],
	] as const) {
		figures.push({
			what: `120 items under 30 requests a window, ${what}: time over the least possible (${refused} refused)`,
			figure: ratio.toFixed(3),
			goal: 'at most 1.03, none failed',
			met: ratio <= 1.03 && failed === 0,
		});
	}
	figures.push({
		what: `the same while others use a third of the account: refused of their requests (${foreign.refused} of ours; ${foreign.failed} items failed)`,
		figure: `${(100 * foreign.othersRefused).toFixed(1)} %`,
		goal: 'at most 10 %, none failed',
		met: foreign.othersRefused <= 0.1 && foreign.failed === 0,
	});
	figures.push(...simulated());
	for (const { feed, most, inAnHour } of await quietLooks()) {
		figures.push({
			what: `requests of a look of ${feed} each minute while nothing happens, 5,000 records a day (${inAnHour} in an hour)`,
			figure: `at most ${most}`,
			goal: 'at most 2',
			met: most <= 2,
		});
	}
	const real = await inRealN8n();
	figures.push({
		what: `Return All of 20,000 calls in n8n (${(real.ours / 1000).toFixed(1)} s) over HTTP Request and Split Out`,
		figure: real.ratio.toFixed(2),
		goal: 'at most 0.9',
		met: real.ratio <= 0.9,
	});
	for (const [what, { ours, theirs }] of [
		[`${TEXTS} texts`, real.texts],
		[`${CONTACTS} contacts with seven fields`, real.contacts],
	] as const) {
		figures.push(
			{
				what: `CPU of n8n ${real.version} for an item of ${what} (${ours.cpu.toFixed(1)} ms) over HTTP Request`,
				figure: (ours.cpu / theirs.cpu).toFixed(2),
				goal: 'at most 1',
				met: ours.cpu <= theirs.cpu,
			},
			{
				what: `longest time that n8n answers nothing else during ${what} (HTTP Request: ${theirs.blocked.toFixed(0)} ms)`,
				figure: `${ours.blocked.toFixed(0)} ms`,
				goal: 'below 200 ms',
				met: ours.blocked < 200,
			},
		);
	}
	for (const [what, figure] of [
		['a plain Webhook node', real.throughput.plain],
		["a Webhook node with n8n's Header Auth", real.throughput.withCredential],
	] as const) {
		figures.push({
			what: `events a second of the trigger, signature checked, over ${what}`,
			figure: figure.toFixed(2),
			goal: 'at least 0.9',
			met: figure >= 0.9,
		});
	}
	const { ms, bytes } = coldLoad();
	figures.push(
		{ what: 'cold load of the node beside n8n-workflow', figure: `${ms.toFixed(0)} ms` },
		{ what: 'size of its description', figure: `${(bytes / 1024).toFixed(1)} KB` },
	);
	const machine = machineWith(real.version);
	print(figures, machine);
	if (values.write) writeFileSync(PAGE, pageOf(figures, machine, readFileSync(PAGE, 'utf8')));
}

async function returnAll(
	calls: number,
): Promise<{ ratio: number; overHelper: number; ours: number; requests: number }> {
	const sandbox = await startSandboxProcess(calls);
	const client = new SandboxClient(sandbox.url);
	const [apiKey = '', apiSecret = ''] = sandbox.authorization.split(':');
	const n8n = await startInProcess({ apiKey, apiSecret, baseUrl: sandbox.url }, { bareLoop: bareLoop() });
	const helper = async () => {
		const { items } = await n8n.run('bareLoop', {});
		if (items.length !== calls) throw new Error(`the bare loop got ${items.length} of ${calls} calls`);
	};
	const node = async () => {
		const { items, error } = await n8n.run('justCall', {
			resource: 'call',
			operation: 'getAll',
			returnAll: true,
		});
		if (items.length !== calls)
			throw new Error(`${items.length} of ${calls} calls came: ${error?.message ?? 'no message'}`);
	};
	const plain = async () => {
		const rows: unknown[] = [];
		for (let page = 0, more = true; more; page++) {
			const response = await fetch(`${sandbox.url}/v2.1/calls?page=${page}&per_page=100`, {
				headers: { Authorization: sandbox.authorization },
			});
			const answer = (await response.json()) as { data: unknown[]; next_page_link: string };
			rows.push(...answer.data);
			more = answer.next_page_link !== '';
		}
		if (rows.length !== calls) throw new Error(`the plain loop got ${rows.length} of ${calls} calls`);
	};
	try {
		await node();
		await plain();
		await client.clearRequests();
		await node();
		const requests = (await client.requests()).length;
		const rounds = calls > 20_000 ? 2 : ROUNDS;
		const ours: number[] = [];
		const ratios: number[] = [];
		const overHelper: number[] = [];
		await helper();
		for (let round = 0; round < rounds; round++) {
			const mine = await timed(node);
			ours.push(mine);
			ratios.push(mine / (await timed(plain)));
			overHelper.push(mine / (await timed(helper)));
		}
		return { ratio: median(ratios), overHelper: median(overHelper), ours: median(ours), requests };
	} finally {
		n8n.stop();
		await sandbox.stop();
	}
}

/** Milliseconds for 20,000 calls, with the node and with a plain loop, when each answer takes a while. */
async function farAway(): Promise<{ ours: number; helper: number }> {
	const sandbox = await startSandboxProcess(20_000);
	const [apiKey = '', apiSecret = ''] = sandbox.authorization.split(':');
	const n8n = await startInProcess({ apiKey, apiSecret, baseUrl: sandbox.url }, { bareLoop: bareLoop() });
	const all = async (type: string) => {
		const { items } = await n8n.run(type, { resource: 'call', operation: 'getAll', returnAll: true });
		if (items.length !== 20_000) throw new Error(`${type} got ${items.length} of 20,000 calls`);
	};
	try {
		await new SandboxClient(sandbox.url).fault({ kind: 'delay', delayMs: LATENCY_MS, times: 1000 });
		return { ours: await timed(() => all('justCall')), helper: await timed(() => all('bareLoop')) };
	} finally {
		n8n.stop();
		await sandbox.stop();
	}
}

/** A node that only pages with n8n's own request helper: the least time that a node in n8n can take. */
function bareLoop(): INodeType {
	const description = {
		displayName: 'Bare Loop',
		version: 1,
		defaults: {},
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'justCallApi', required: true }],
		properties: [],
	};
	return {
		description: description as unknown as INodeType['description'],
		async execute(this: IExecuteFunctions) {
			const { baseUrl } = await this.getCredentials('justCallApi');
			const items: INodeExecutionData[] = [];
			for (let page = 0, more = true; more; page++) {
				const { body } = (await this.helpers.httpRequestWithAuthentication.call(this, 'justCallApi', {
					baseURL: String(baseUrl),
					url: '/v2.1/calls',
					qs: { page, per_page: 100 },
					json: true,
					returnFullResponse: true,
				})) as { body: { data: IDataObject[]; next_page_link: string } };
				for (const json of body.data) items.push({ json });
				more = body.next_page_link !== '';
			}
			return [items];
		},
	};
}

async function streamRecording(): Promise<number> {
	const sandbox = await startSandboxProcess(50);
	const client = new SandboxClient(sandbox.url);
	const [apiKey = '', apiSecret = ''] = sandbox.authorization.split(':');
	const n8n = await startInProcess({ apiKey, apiSecret, baseUrl: sandbox.url });
	try {
		const list = await n8n.run('justCall', { resource: 'call', operation: 'getAll', returnAll: true });
		const call = list.items.find(({ json }) => json.recording !== '');
		const download = async () => {
			const callId = { __rl: true, mode: 'id', value: Number(call?.json.id) };
			const { items, error } = await n8n.run('justCall', {
				resource: 'call',
				operation: 'downloadRecording',
				callId,
			});
			if (error) throw new Error(error.message);
			return items;
		};
		// A small run first, so that code and buffers exist before the measurement.
		await download();
		await client.set({ recordings: { bytes: RECORDING_MB * 2 ** 20 } });
		return await memoryRise(async () => {
			const items = await download();
			if (items[0]?.json.fileSize !== RECORDING_MB * 2 ** 20)
				throw new Error('the recording did not arrive whole');
		});
	} finally {
		n8n.stop();
		await sandbox.stop();
	}
}

function machineWith(n8n: string): Machine {
	const [cpu] = cpus();
	return {
		cores: cpus().length,
		cpu: cpu?.model.trim() ?? 'unknown',
		gigabytes: Math.round(totalmem() / 2 ** 30),
		node: process.versions.node,
		system: `${process.platform} ${release()}`,
		n8n,
	};
}

function print(figures: Figure[], { cores, cpu, gigabytes, node, system }: Machine): void {
	console.log(`\nNode v${node}, ${cores} x ${cpu}, ${gigabytes} GB, ${system}\n`);
	console.log(tableOf(figures));
}

void main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
