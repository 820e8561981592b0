import { writeFileSync } from 'node:fs';

import type { Page } from 'playwright-core';

import { Hand, type Place, type Watcher } from './hand';
import { outputShown, type Stage } from './stage';
import { TASKS } from './tasks';
import { animated, WebpWriter, type Still } from './webp';

/** Pixels of the film. */
export const FILM_SIZE = { width: 1200, height: 740 };
/** Of the stills that Chromium compresses with loss. */
const QUALITY = 0.8;
/** Milliseconds: of a still in which the pointer moves, of a press, of a sign, to look at a result, and at the end. */
const TIMES = { move: 40, press: 180, sign: 50, look: 650, end: 3_000 };
/** Stills of a movement of the pointer. */
const STEPS = 7;

/**
 * Films how a text is sent to each row, and the page of the sandbox with the texts. The times are those of the film, and
 * not of the machine: it takes a still after each action.
 */
export async function film(stage: Stage, file: string): Promise<{ seconds: number; bytes: number }> {
	const task = TASKS.find(({ name }) => name === 'text-each-row');
	if (!task) throw new Error('there is no task to film');
	const { editor, sandbox } = stage;
	const { page } = editor;
	await page.setViewportSize(FILM_SIZE);
	const camera = new Camera(page, await WebpWriter.beside(page, QUALITY));
	const hand = await Hand.on(editor, camera);
	await task.begin(stage);
	await task.work(hand, stage);
	await outputShown(editor);
	await camera.look(TIMES.end);
	await page.goto(sandbox.url);
	await page.locator('#happened').getByText('Delivered').nth(2).waitFor();
	await camera.look(TIMES.end);
	const bytes = animated(camera.stills, FILM_SIZE);
	writeFileSync(file, bytes);
	return { seconds: camera.stills.reduce((sum, { ms }) => sum + ms, 0) / 1000, bytes: bytes.length };
}

/** Takes the stills of a film while a hand works. */
class Camera implements Watcher {
	readonly stills: Still[] = [];
	private place: Place = { x: FILM_SIZE.width / 2, y: FILM_SIZE.height / 2 };

	constructor(
		private readonly page: Page,
		private readonly writer: WebpWriter,
	) {}

	async pointsAt(place: Place): Promise<void> {
		await this.look(TIMES.look);
		const from = this.place;
		for (let step = 1; step <= STEPS; step++) {
			// Slow at both ends, as a hand is.
			const part = (1 - Math.cos((Math.PI * step) / STEPS)) / 2;
			this.place = {
				x: Math.round(from.x + (place.x - from.x) * part),
				y: Math.round(from.y + (place.y - from.y) * part),
			};
			await this.take(undefined, TIMES.move);
		}
	}

	async carriesTo({ x, y }: Place): Promise<void> {
		this.place = { x: Math.round(x), y: Math.round(y) };
		await this.take(await this.shot(), TIMES.move);
	}

	async shows(what: 'click' | 'key' | 'drop'): Promise<void> {
		if (what === 'key') await this.take(await this.shot(), TIMES.sign);
		else await this.take(undefined, TIMES.press, what === 'click');
	}

	/** A still of what the page shows now. */
	async look(ms: number): Promise<void> {
		await this.page.waitForTimeout(400);
		await this.take(await this.shot(), ms);
	}

	private async shot(): Promise<Buffer> {
		return await this.page.screenshot({ animations: 'disabled', caret: 'initial', scale: 'css' });
	}

	private async take(png: Buffer | undefined, ms: number, isPressed = false): Promise<void> {
		const part = await this.writer.part(png, { ...this.place, isPressed });
		const last = this.stills.at(-1);
		if (part) this.stills.push({ ...part, ms });
		else if (last) last.ms += ms;
	}
}
