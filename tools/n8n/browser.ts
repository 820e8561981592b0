import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Locator, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

import { ensureProgram } from './debian';
import { RUNTIME_DIR } from './paths';
import type { Progress } from './progress';

/** Where screenshots of a run are: a folder for each session, numbered in the order they were taken. */
export const SCREENSHOTS_DIR = join(RUNTIME_DIR, 'e2e', 'screenshots');

/** Usual places of Chromium and Chrome; CHROMIUM_PATH comes first. */
const CANDIDATES = [
	process.env.CHROMIUM_PATH ?? '',
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Quiet, without a GPU and without the services that a browser contacts. Root cannot use the browser's sandbox. */
const ARGUMENTS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** The path of a Chromium. */
export async function ensureChromium(progress: Progress): Promise<string> {
	return await ensureProgram(progress, {
		name: 'Chromium',
		package: 'chromium',
		find: () => CANDIDATES.find((path) => path !== '' && existsSync(path)),
		howToGetIt:
			'Install Chromium or Chrome, or name its path in CHROMIUM_PATH. On Debian, as root: apt-get install chromium',
	});
}

/** How a browser shows its page. */
export interface View {
	/** CSS pixels. */
	viewport?: { width: number; height: number };
	/** Pixels of a picture for each CSS pixel, 1 by default. */
	deviceScaleFactor?: number;
}

/** A page of a fresh browser, with helpers for the editor of n8n. */
export class Editor {
	private shots = 0;

	private constructor(
		readonly page: Page,
		private readonly folder: string,
		private readonly close: () => Promise<void>,
	) {}

	/**
	 * Opens a browser that can reach only this machine, runs the work in it, and closes it.
	 *
	 * @param name folder of its screenshots
	 * @param view differences to a page of 1440 by 900 pixels
	 */
	static async use(
		executablePath: string,
		name: string,
		work: (editor: Editor) => Promise<void>,
		view: View = {},
	): Promise<void> {
		const folder = join(SCREENSHOTS_DIR, name);
		rmSync(folder, { recursive: true, force: true });
		mkdirSync(folder, { recursive: true });
		const profile = mkdtempSync(join(tmpdir(), 'justcall-chromium-'));
		const context = await chromium.launchPersistentContext(profile, {
			executablePath,
			headless: true,
			viewport: { width: 1440, height: 900 },
			...view,
			args: ARGUMENTS,
		});
		const page = context.pages()[0] ?? (await context.newPage());
		page.setDefaultTimeout(30_000);
		await page.route('**/*', async (route) => {
			const local = new URL(route.request().url()).hostname === '127.0.0.1';
			await (local ? route.continue() : route.abort());
		});
		const editor = new Editor(page, folder, async () => {
			await context.close();
			// Chromium may still write for a moment after it was closed.
			rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
		});
		try {
			await work(editor);
		} finally {
			// The last view in any case: after a failure it helps most.
			await editor.screenshot('end').catch(() => undefined);
			await editor.close();
		}
	}

	/** All visible elements with this test id. */
	visible(id: string, within: Locator | Page = this.page): Locator {
		return within.locator(`[data-test-id="${id}"]`).filter({ visible: true });
	}

	/** The first visible element with this test id. */
	byTestId(id: string, within?: Locator): Locator {
		return this.visible(id, within).first();
	}

	/**
	 * Opens a drop-down and selects an entry, and repeats this if the editor redraws itself and closes the
	 * drop-down.
	 */
	async pick(opener: Locator, entry: Locator): Promise<void> {
		for (let attempt = 1; attempt < 5; attempt++) {
			if (!(await entry.isVisible())) await opener.click();
			const taken = await entry.click({ timeout: 6_000 }).then(
				() => true,
				() => false,
			);
			if (taken) return;
		}
		await entry.click();
	}

	/** Saves a picture of the page, numbered and named. */
	async screenshot(name: string): Promise<void> {
		this.shots++;
		const file = `${String(this.shots).padStart(2, '0')}-${name}.png`;
		await this.page.screenshot({ path: join(this.folder, file), animations: 'disabled' });
	}

	/** Signs in by the form. */
	async signIn(url: string, email: string, password: string): Promise<void> {
		await this.page.goto(`${url}/signin`, { waitUntil: 'domcontentloaded' });
		await this.page.locator('input[type="email"]').first().fill(email);
		await this.page.locator('input[type="password"]').first().fill(password);
		await this.byTestId('form-submit-button').click();
		await this.page.waitForURL(({ pathname }) => !pathname.startsWith('/signin'));
	}

	/** Opens an empty workflow. */
	async newWorkflow(url: string): Promise<void> {
		await this.page.goto(`${url}/workflow/new`, { waitUntil: 'domcontentloaded' });
		await this.byTestId('canvas-add-button').waitFor({ timeout: 60_000 });
	}

	/** Searches the node creator and selects the entry with exactly this name. */
	async pickNode(search: string, name: string): Promise<void> {
		await this.byTestId('node-creator-search-bar').fill(search);
		await this.visible('node-creator-item-name')
			.filter({ hasText: new RegExp(`^\\s*${name}\\s*$`) })
			.first()
			.click();
	}
}
