import { keyPairOf } from './authenticate';

/** Hides what must not be shown in a text. */
export type Hide = (text: string) => string;

const HIDDEN = '[hidden]';
/** What is shorter is no secret, and would be found in any text. */
const SHORTEST = 4;

/**
 * Makes the function that hides key and secret of a credential in every form they travel in: JustCall's or a proxy's words
 * may echo what was sent. To be used before a text is cut, as half a secret is not found any more.
 */
export function hiderOf(credentials: Readonly<Record<string, unknown>>): Hide {
	const { apiKey, apiSecret } = keyPairOf(credentials);
	const forms = [`${apiKey}:${apiSecret}`, apiSecret, apiKey]
		.filter(({ length }) => length >= SHORTEST)
		.flatMap((secret) => [
			secret,
			encodeURIComponent(secret),
			JSON.stringify(secret).slice(1, -1),
			Buffer.from(secret).toString('base64').replace(/=+$/, ''),
			Buffer.from(secret).toString('base64url'),
		]);
	return (text) => forms.reduce((clean, form) => clean.split(form).join(HIDDEN), text);
}
