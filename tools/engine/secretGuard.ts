import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** Keys of tests that are short are words that can stand in any text. */
const LONGEST_NO_SECRET = 20;

/** Key and secret of a credential, where they are long enough to be recognized in a text. */
export function secretsOf({ apiKey, apiSecret }: ICredentialDataDecryptedObject): string[] {
	return [String(apiKey), String(apiSecret)].filter(({ length }) => length > LONGEST_NO_SECRET);
}

/**
 * Searches a result or an error, with its stack, for secrets.
 *
 * @throws {Error} when one of them shows
 */
export function expectNoSecret(shown: unknown, secrets: Iterable<string>): void {
	const { stack = '' } =
		(shown instanceof Error ? shown : (shown as { error?: Error } | undefined)?.error) ?? {};
	const text = `${JSON.stringify(shown)} ${stack} ${shown instanceof Error ? JSON.stringify({ ...shown }) : ''}`;
	for (const secret of secrets) if (text.includes(secret)) throw new Error(`a secret showed in: ${text}`);
}

/** The same function, but each result and error of it is searched for secrets. */
export function guarded<Args extends unknown[], Result>(
	work: (...args: Args) => Promise<Result>,
	secrets: Iterable<string>,
): (...args: Args) => Promise<Result> {
	return async (...args) => {
		const result = await work(...args).catch((error: unknown) => {
			expectNoSecret(error, secrets);
			throw error;
		});
		expectNoSecret(result, secrets);
		return result;
	};
}
