interface Check<Context> {
	name: string;
	run: (context: Context) => Promise<void>;
	obstacle: (context: Context) => string | undefined;
}

/** Collects checks, runs them one after the other and counts the results. The next check runs even if one fails. */
export class Suite<Context> {
	private readonly checks: Array<Check<Context>> = [];

	/** @param always runs after each check; it fails the check by throwing */
	constructor(private readonly always: (context: Context) => void) {}

	/**
	 * Adds a check, which passes unless it throws.
	 *
	 * @param obstacle returns the reason why it cannot run in this context; it is then skipped
	 */
	check(
		name: string,
		run: (context: Context) => Promise<void>,
		obstacle: (context: Context) => string | undefined = () => undefined,
	): void {
		this.checks.push({ name, run, obstacle });
	}

	/**
	 * Runs every check, or those with a text in their names; returns the number of failures. Its last line counts
	 * the results.
	 */
	async run(context: Context, only?: string): Promise<number> {
		const failures: Array<{ name: string; error: unknown }> = [];
		let passed = 0;
		let skipped = 0;
		for (const { name, run, obstacle } of this.checks) {
			if (only !== undefined && !name.toLowerCase().includes(only.toLowerCase())) continue;
			const reason = obstacle(context);
			if (reason !== undefined) {
				skipped++;
				console.log(`  skip  ${name}: ${reason}`);
				continue;
			}
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
		console.log(`\n${passed} passed, ${failures.length} failed, ${skipped} skipped`);
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
