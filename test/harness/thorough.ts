/** Set by jest.long.config.js. */
const isThorough = (globalThis as { isThorough?: boolean }).isThorough === true;

/**
 * How much of something is tried.
 *
 * @param count all of it: `npm run test:long` tries that many, `npm test` a tenth
 */
export function sizeOf(count: number): number {
	return isThorough ? count : Math.ceil(count / 10);
}

/** The members of a list that are tried: all of them in `npm run test:long`, each tenth in `npm test`. */
export function membersOf<Member>(list: readonly Member[]): readonly Member[] {
	return isThorough ? list : list.filter((_, place) => place % 10 === 0);
}
