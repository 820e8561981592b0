/** Collects checks, runs them one after the other and counts. A check that fails does not keep the next from running. */
export class Suite<Context> {
	private readonly checks: Array<{ name: string; run: (context: Context) => Promise<void> }> = [];

	/** @param always runs after each check; it fails the check by throwing */
	constructor(private readonly always: (context: Context) => void) {}

	/** Adds a check; it passes unless it throws. */
	check(name: string, run: (context: Context) => Promise<void>): void {
		this.checks.push({ name, run });
	}

	/** Runs every check, or those with a text in their name; returns how many failed. Ends with `N passed, N failed` on its own line. */
	async run(context: Context, only?: string): Promise<number> {
		const failures: Array<{ name: string; error: unknown }> = [];
		let passed = 0;
		for (const { name, run } of this.checks) {
			if (only !== undefined && !name.toLowerCase().includes(only.toLowerCase())) continue;
			const begun = Date.now();
			try {
				await run(context);
				this.always(context);
				passed++;
				console.log(`  ok    ${name} (${Date.now() - begun} ms)`);
			} catch (error) {
				failures.push({ name, error });
				console.log(`  FAIL  ${name} (${Date.now() - begun} ms)\n${indent(describe(error))}`);
			}
		}
		if (failures.length > 0) console.log(`\nfailed:\n${failures.map(({ name }) => `  ${name}`).join('\n')}`);
		console.log(`\n${passed} passed, ${failures.length} failed`);
		return failures.length;
	}
}

function describe(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	return error.stack ?? error.message;
}

function indent(text: string): string {
	return text.replace(/^/gm, '        ');
}
