/** A whole number as people read it: 25,000. */
export function thousands(count: number): string {
	return count.toLocaleString('en-US');
}
