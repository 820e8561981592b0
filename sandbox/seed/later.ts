/** A record of the endpoint that the contract does not have. */
export interface LaterRecord {
	id: number;
	name: string;
	[field: string]: unknown;
}

/** Enough records for more than a few pages. */
const RECORDS = 240;

/** Records of an endpoint that the contract does not have, ids ascending. */
export function inventLater(): LaterRecord[] {
	return Array.from({ length: RECORDS }, (_, place) => ({ id: 7001 + place, name: `Record ${place + 1}` }));
}
