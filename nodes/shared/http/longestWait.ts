/** Seconds that a request waits for the rate limit at most, where the credential does not say: it may be older than the field. */
export const DEFAULT_LONGEST_WAIT_SECONDS = 300;
