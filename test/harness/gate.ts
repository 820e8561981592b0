/** Something that waits until the test lets it go on, so that an order of events depends on no time. */
export interface Gate {
	/** Resolves when the gate is opened. */
	opened: Promise<void>;
	open: () => void;
}

export function gate(): Gate {
	const made = {} as Gate;
	made.opened = new Promise((resolve) => (made.open = resolve));
	return made;
}

/**
 * Waits until something is so. What it waits for is in this process, so that each turn of the event loop brings it nearer.
 *
 * @param isSo must become true, else the test hangs until jest ends it
 */
export async function until(isSo: () => boolean): Promise<void> {
	while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
