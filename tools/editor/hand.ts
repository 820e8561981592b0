import type { Locator, Page } from 'playwright-core';

import type { Editor } from '../n8n/browser';
import { boxOf, type Box } from './box';

/** Every action of a user's hands so far. */
export interface Actions {
	/** Presses of the mouse; dragging something is one. */
	clicks: number;
	/** Presses of a key: each sign of a text, and each other key. */
	keys: number;
}

/** A place on the page in CSS pixels. */
export interface Place {
	x: number;
	y: number;
}

/** Told of the actions as they happen, for a film. */
export interface Watcher {
	/** The pointer goes to a place, where it is pressed. */
	pointsAt: (place: Place) => Promise<void>;
	/** The pointer carries something to a place; the page shows it there. */
	carriesTo: (place: Place) => Promise<void>;
	/** The mouse was pressed or let go, or a key pressed. */
	shows: (what: 'click' | 'key' | 'drop') => Promise<void>;
}

/** n8n takes over a text some time after the last key: who presses Execute step at once runs the node without its end. */
const AFTER_TYPING_MS = 1_000;
/** Movements of the mouse while it carries something. */
const CARRYING_STEPS = 10;
/** Told by the page of each press, see {@link Hand.on}. */
const BINDING = 'justCallPressed';
/** Counts in the page, beside the hand: a press that the hand does not know of would make the figure too small. */
const COUNTER = `for (const type of ['mousedown', 'keydown'])
	addEventListener(type, (event) => { if (event.isTrusted && !event.repeat) ${BINDING}(type); }, true);`;

/** The mouse and the keyboard of a user. It counts what it does, and so does the page. */
export class Hand {
	private readonly done: Actions = { clicks: 0, keys: 0 };
	private readonly seen: Actions = { clicks: 0, keys: 0 };

	private constructor(
		readonly editor: Editor,
		private readonly watcher: Watcher | undefined,
	) {}

	/** A hand over the page of an editor. The page counts from its next navigation on. */
	static async on(editor: Editor, watcher?: Watcher): Promise<Hand> {
		const hand = new Hand(editor, watcher);
		await editor.page.exposeFunction(BINDING, (type: string) => {
			hand.seen[type === 'keydown' ? 'keys' : 'clicks']++;
		});
		await editor.page.addInitScript({ content: COUNTER });
		return hand;
	}

	/** Presses the mouse on an element, in its middle. */
	async click(what: Locator): Promise<void> {
		await this.watcher?.pointsAt(await middleOf(what));
		await what.click();
		this.done.clicks++;
		await this.watcher?.shows('click');
	}

	/** Drags an element onto another one: one press of the mouse. */
	async drag(what: Locator, onto: Locator): Promise<void> {
		const { page } = this.editor;
		// Who drags scrolls first: the panel does not scroll under a dragged field.
		await onto.scrollIntoViewIfNeeded();
		const from = await middleOf(what);
		await this.watcher?.pointsAt(from);
		await page.mouse.move(from.x, from.y);
		await page.mouse.down();
		this.done.clicks++;
		// n8n begins to drag when the pointer has moved, and marks the places to drop on.
		await page.mouse.move(from.x + 8, from.y + 8, { steps: 4 });
		await drawn(page);
		const to = middle(await boxOf(onto));
		for (let step = 1; step <= CARRYING_STEPS; step++) {
			const part = step / CARRYING_STEPS;
			const place = { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
			await page.mouse.move(place.x, place.y);
			await drawn(page);
			await this.watcher?.carriesTo(place);
		}
		await page.mouse.up();
		await this.watcher?.shows('drop');
	}

	/** Types a text into the element that has the focus, sign by sign, and looks at it. */
	async type(text: string): Promise<void> {
		for (const sign of text) {
			await this.editor.page.keyboard.press(sign === ' ' ? 'Space' : sign);
			this.done.keys++;
			await this.watcher?.shows('key');
		}
		await this.editor.page.waitForTimeout(AFTER_TYPING_MS);
	}

	/** Forgets what was done, for the next task. */
	reset(): void {
		for (const actions of [this.done, this.seen]) Object.assign(actions, { clicks: 0, keys: 0 });
	}

	/**
	 * Every action since the last reset.
	 *
	 * @throws Error when the page saw others
	 */
	async actions(): Promise<Actions> {
		// The page tells of its presses in their order, so that an answer comes after all of them.
		await this.editor.page.evaluate('0');
		const [done, seen] = [this.done, this.seen].map((actions) => JSON.stringify(actions));
		if (done !== seen) throw new Error(`the hand did ${done}, but the page saw ${seen}`);
		return { ...this.done };
	}
}

/** The middle of an element, which is scrolled into view. */
async function middleOf(what: Locator): Promise<Place> {
	await what.scrollIntoViewIfNeeded();
	return middle(await boxOf(what));
}

function middle({ x, y, width, height }: Box): Place {
	return { x: x + width / 2, y: y + height / 2 };
}

/** Waits until the page has drawn what it knows. */
export async function drawn(page: Page): Promise<void> {
	await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}
