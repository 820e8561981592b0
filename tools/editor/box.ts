import type { Locator } from 'playwright-core';

/** Place and size of an element on the page, in CSS pixels. */
export type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>;

/** @throws Error when the element is not shown */
export async function boxOf(element: Locator): Promise<Box> {
	const box = await element.boundingBox();
	if (!box) throw new Error('there is nothing to be seen');
	return box;
}
