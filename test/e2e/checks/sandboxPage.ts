import assert from 'node:assert/strict';

import type { Locator, Page } from 'playwright-core';

import type { Sandbox } from '../../../sandbox/server';

/** The smallest side of a button in CSS pixels, so that a finger hits it (WCAG 2.5.5). */
const TARGET = 44;

const HOSTILE = '<img src=x onerror="document.title=1">';

/** Sends a request as a client of the sandbox does. */
async function send(sandbox: Sandbox, method: string, path: string, body?: object): Promise<void> {
	await fetch(`${sandbox.url}${path}`, {
		method,
		headers: {
			authorization: `${sandbox.apiKey}:${sandbox.apiSecret}`,
			...(body && { 'content-type': 'application/json' }),
		},
		...(body && { body: JSON.stringify(body) }),
	});
}

async function text(sandbox: Sandbox, body: string): Promise<void> {
	await send(sandbox, 'POST', '/v2.1/texts/new', {
		justcall_number: sandbox.state.numbers[0]?.justcall_number,
		contact_number: '12025550143',
		body,
		restrict_once: 'No',
	});
}

/** Texts and calls are bubbles and rows with their words, and a reply can be played to a text. */
export async function messagesAreShown(page: Page, sandbox: Sandbox): Promise<void> {
	const happened = page.locator('#happened > li');
	await text(sandbox, `Hello Mara ${HOSTILE} ${'long'.repeat(200)}`);
	const sent = happened.filter({ hasText: 'Hello Mara' }).first();
	await sent.waitFor();
	assert.match(await sent.innerText(), /SMS to .*\+12025550143/s);
	assert.equal(await sent.getAttribute('class'), 'out');
	await sent.getByRole('button', { name: /Play a reply from .*12025550143/ }).click();
	const answer = happened.filter({ hasText: 'Works for me, thank you!' }).first();
	await answer.waitFor();
	assert.equal(await answer.getAttribute('class'), 'in');
	assert.match(await answer.innerText(), /SMS from .*\+12025550143/s);
	const call = sandbox.emit({ type: 'call.missed' }).data;
	await happened
		.filter({ hasText: `+${String(call.contact_number)}` })
		.first()
		.waitFor();
	assert.equal(await page.locator('main img').count(), 0);
	assert.equal(await page.title(), 'JustCall sandbox');
}

/** A request opens to query, body and answer by keyboard alone, and what comes meanwhile moves neither focus nor row. */
export async function requestsOpenByKeyboard(page: Page, sandbox: Sandbox): Promise<void> {
	sandbox.clearRequests();
	await send(
		sandbox,
		'GET',
		`/v2.1/calls?call_direction=Incoming&per_page=2&odd=${encodeURIComponent(HOSTILE)}`,
	);
	const row = page.locator('#requests .row', { hasText: 'List calls' });
	await row.waitFor();
	await page.locator('#only').focus();
	await page.keyboard.press('Tab');
	assert.ok(await isFocused(row), 'Tab leads from the filter to the newest request');
	assert.notEqual(await row.evaluate((element) => getComputedStyle(element).outlineStyle), 'none');
	await page.keyboard.press('Enter');
	const detail = page.locator('#requests .detail:visible');
	await detail.locator('pre').first().waitFor();
	assert.equal(await row.getAttribute('aria-expanded'), 'true');
	const words = await detail.innerText();
	for (const part of ['call_direction', 'Incoming', HOSTILE, 'The parameter odd is not known', 'Answer 200'])
		assert.ok(words.includes(part), `${part} is not shown: ${words.slice(0, 500)}`);
	assert.ok(words.includes(`"total_count":`), 'the answer is not shown');

	const top = async () => Math.round((await row.boundingBox())?.y ?? -1);
	const before = await top();
	for (let count = 0; count < 12; count++) await send(sandbox, 'GET', '/v2.1/users?per_page=1');
	sandbox.emit({ type: 'call.incoming' });
	await page.locator('#requests-count').getByText('13 of 13').waitFor();
	assert.ok(await isFocused(row), 'new requests took the focus');
	assert.ok(Math.abs((await top()) - before) <= 1, `the row moved from ${before} to ${await top()}`);
	await page.keyboard.press('Space');
	await detail.waitFor({ state: 'detached' }).catch(() => undefined);
	assert.equal(await row.getAttribute('aria-expanded'), 'false');

	// The list scrolls under a closed row; the page itself stays.
	const place = async () => [await top(), await page.evaluate(() => Math.round(scrollY))];
	await row.evaluate((element) => element.scrollIntoView({ block: 'center' }));
	const closed = await place();
	for (let count = 0; count < 5; count++) await send(sandbox, 'GET', '/v2.1/users?per_page=1');
	await page.locator('#requests-count').getByText('18 of 18').waitFor();
	assert.ok(await isFocused(row), 'new requests took the focus');
	assert.deepEqual(await place(), closed, 'the row or the page moved');

	await text(sandbox, 'the words of the body');
	await page.locator('#find').fill('send an sms');
	await page.locator('#requests-count').getByText('1 of 19').waitFor();
	await page.locator('#requests .row').click();
	await page.locator('#requests pre').getByText('the words of the body').first().waitFor();
	await page.locator('#find').fill('');
	await page.locator('#requests-count').getByText('19 of 19').waitFor();
}

/** Reset asks first: Escape and Cancel leave everything. */
export async function resetAsks(page: Page, sandbox: Sandbox): Promise<void> {
	const dialog = page.getByRole('dialog', { name: 'Reset everything?' });
	const before = sandbox.state.messages.texts.length;
	const open = page.getByRole('button', { name: 'Reset everything' });
	await open.focus();
	await page.keyboard.press('Enter');
	await dialog.waitFor();
	assert.ok(await isFocused(dialog.getByRole('button', { name: 'Cancel' })), 'Cancel has the focus');
	await page.keyboard.press('Escape');
	await dialog.waitFor({ state: 'hidden' });
	await open.click();
	await dialog.getByRole('button', { name: 'Cancel' }).click();
	await dialog.waitFor({ state: 'hidden' });
	assert.equal(sandbox.state.messages.texts.length, before, 'it was reset without a yes');
	await open.click();
	await dialog.getByRole('button', { name: 'Reset', exact: true }).click();
	await page.locator('#said').getByText('as it was at the start').waitFor();
	assert.ok(sandbox.state.messages.texts.length < before, 'nothing was reset');
	await page.locator('#happened-none').waitFor();
}

/** On a telephone everything is there without scrolling sideways, and everything that can be hit is large enough. */
export async function fitsATelephone(page: Page, sandbox: Sandbox): Promise<void> {
	await text(sandbox, 'x'.repeat(500));
	await send(sandbox, 'GET', `/v2.1/calls?odd=${'y'.repeat(500)}`);
	const size = page.viewportSize();
	await page.setViewportSize({ width: 390, height: 844 });
	const row = page.locator('#requests .row', { hasText: 'List calls' });
	await row.waitFor();
	const { width, small } = await page.evaluate(
		(target) => ({
			width: document.documentElement.scrollWidth,
			small: [...document.querySelectorAll('button, select, input, nav a')]
				.filter((element) => element.getClientRects().length > 0)
				.filter((element) => {
					const { width, height } = element.getBoundingClientRect();
					return width < target || height < target;
				})
				.map(({ outerHTML }) => outerHTML),
		}),
		TARGET,
	);
	assert.equal(width, 390, 'the page scrolls sideways');
	assert.deepEqual(small, []);
	const badge = await row.locator('.badge').boundingBox();
	assert.ok(badge && badge.x >= 0 && badge.x + badge.width <= 390, 'the answer is not in sight');
	assert.match(await row.locator('.badge').innerText(), /200/);
	if (size) await page.setViewportSize(size);
}

/** The secret is covered until it is asked for. */
export async function secretIsCovered(page: Page, sandbox: Sandbox): Promise<void> {
	const credential = page.locator('#credential');
	await credential.getByText(sandbox.apiKey, { exact: true }).waitFor();
	assert.ok(!(await page.content()).includes(sandbox.apiSecret), 'the secret is in the page');
	await credential.getByRole('button', { name: 'Show API Secret' }).click();
	await credential.getByText(sandbox.apiSecret, { exact: true }).waitFor();
	await credential.getByRole('button', { name: 'Show API Secret' }).click();
	assert.ok(!(await page.content()).includes(sandbox.apiSecret), 'the secret is still in the page');
	assert.equal(await credential.getByRole('button', { name: /^Copy / }).count(), 3);
}

async function isFocused(locator: Locator): Promise<boolean> {
	return await locator.evaluate((element) => element === document.activeElement);
}
