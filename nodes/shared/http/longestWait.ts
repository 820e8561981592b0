/**
 * Most seconds that a request waits for the rate limit by default. A credential saved before the field existed
 * has no value of its own.
 */
export const DEFAULT_LONGEST_WAIT_SECONDS = 300;
