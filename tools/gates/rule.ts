import type { Facts } from './facts';

/** A requirement for a package. */
export interface Rule {
	/** n8n's name of the rule, or a number of its guidelines. */
	name: string;
	asks: string;
	/** Where the requirement is not met, one sentence each; empty when the gate passes. */
	complaints: (facts: Facts) => string[];
	/** Whether no program can check it. */
	byHand?: boolean;
	/** The part that only the owner can do or a person must judge. It is shown, but does not fail the gate. */
	remains?: string;
}

/** Returns a complaint unless the condition holds. */
export function unless(holds: boolean, complaint: string): string[] {
	return holds ? [] : [complaint];
}
