import type { Facts } from './facts';

/** Something that is asked of a package. */
export interface Rule {
	/** n8n's name of the rule, or a number of its guidelines. */
	name: string;
	asks: string;
	/** Where it is not as asked, a sentence each; none means that the gate is passed. */
	complaints: (facts: Facts) => string[];
	/** Whether no program can tell. */
	byHand?: boolean;
	/** The part that only the owner can do or only a person can judge; shown, and no reason to fail. */
	remains?: string;
}

/** A complaint unless something holds. */
export function unless(holds: boolean, complaint: string): string[] {
	return holds ? [] : [complaint];
}
