import type { IDataObject } from 'n8n-workflow';

/** Addresses that this node has with JustCall: the id of each by its event type. */
export type Subscriptions = Record<string, string>;

/** Registrations of an address that the node no longer has, and that JustCall has not deleted yet. */
export interface Former {
	/** Empty when it is not known. */
	address: string;
	ids: string[];
}

/** Data that n8n stores for the node. */
export interface Stored {
	subscriptions?: Subscriptions;
	/** The address that they are for, exactly as JustCall has it: it signs that text. */
	address?: string;
	former?: Former[];
	/** A change of the address that no item has told of yet. */
	moved?: { from: string; to: string };
	/** The address that an item has said to be another one than JustCall sends to. */
	told?: string;
	/** Up to when all events have come, epoch milliseconds; only where the node is to catch up. */
	seen?: number;
	/** Of which account that is. */
	account?: string;
	/** Events that have started the workflow, as deduplication.ts writes them; newest last. */
	done?: string[];
	/** Events that were refused so far: how often, and since when in epoch milliseconds. */
	tries?: Record<string, [attempts: number, since: number]>;
}

/** Returns the data that n8n stores for the node. Writing into it is enough: n8n checks by itself whether to store. */
export function storedIn(context: { getWorkflowStaticData: (type: string) => IDataObject }): Stored {
	return context.getWorkflowStaticData('node') as Stored;
}
