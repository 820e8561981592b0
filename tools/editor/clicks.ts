/**
 * `npm run clicks`: does three tasks by hand in n8n's real editor, and counts every press of the mouse and of a key from
 * the start to the right output of a run. A wrong output fails. Pictures of each end, light and dark, are in
 * `.runtime/e2e/screenshots/clicks`. --only <text> does those whose name contains the text.
 */
import { parseArgs } from 'node:util';

import type { Editor } from '../n8n/browser';
import { Progress } from '../n8n/progress';
import { Hand, type Actions } from './hand';
import { onStage, outputShown, type Stage } from './stage';
import { TASKS, type Task } from './tasks';

/** The account and n8n are in different zones, so that a day of the wrong one is a wrong answer. */
const ZONES = { account: 'America/New_York', n8n: 'Asia/Tokyo' };

/** Figures of a task. */
interface Figure extends Actions {
	task: Task;
	/** From the start to the output, without a pause to think. */
	seconds: number;
}

async function main(): Promise<void> {
	const { values } = parseArgs({ options: { only: { type: 'string' } } });
	const progress = new Progress();
	const figures: Figure[] = [];
	await onStage(
		progress,
		{ name: 'clicks', zone: ZONES.n8n, sandbox: { timeZone: ZONES.account } },
		async (stage) => {
			const hand = await Hand.on(stage.editor);
			for (const task of TASKS.filter(({ name }) => name.includes(values.only ?? '')))
				figures.push(await progress.step(task.title, async () => await measure(task, hand, stage)));
		},
	);
	print(figures);
}

async function measure(task: Task, hand: Hand, stage: Stage): Promise<Figure> {
	const { server, editor } = stage;
	await task.begin(stage);
	hand.reset();
	const begun = performance.now();
	await task.work(hand, stage);
	await outputShown(editor);
	const seconds = (performance.now() - begun) / 1000;
	const actions = await hand.actions();
	const id = /\/workflow\/([^/?]+)/.exec(editor.page.url())?.[1] ?? '';
	const [execution] = await server.executionsOf({ id });
	if (execution === undefined) throw new Error('n8n has kept no execution of the workflow');
	task.check((await server.waitForExecution(execution, 30_000)).assertSuccess().items(task.node), stage);
	await picture(editor, task.name);
	return { task, ...actions, seconds };
}

async function picture(editor: Editor, name: string): Promise<void> {
	for (const colorScheme of ['light', 'dark'] as const) {
		await editor.page.emulateMedia({ colorScheme });
		await editor.page.waitForTimeout(300);
		await editor.screenshot(`${name}-${colorScheme}`);
	}
	await editor.page.emulateMedia({ colorScheme: 'light' });
}

function print(figures: readonly Figure[]): void {
	console.log('\n| task | before | goal | now |\n| --- | --- | --- | --- |');
	for (const { task, clicks, keys, seconds } of figures) {
		const now = `${clicks} clicks, ${keys} signs, ${seconds.toFixed(0)} s`;
		const missed = clicks > task.goal ? ', MISSED' : '';
		console.log(`| ${task.title} | ${task.before} | ${task.goal} clicks${missed} | ${now} |`);
	}
}

main().then(
	() => process.exit(0),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
