import type { IDataObject } from 'n8n-workflow';

/** The node's registrations with JustCall: the ID of each by its event type. */
export type Subscriptions = Record<string, string>;

/** Registrations of an earlier address of the node, which JustCall has not deleted yet. */
export interface FormerAddress {
	/** Empty when it is not known. */
	address: string;
	ids: string[];
}

/** Data that n8n stores for the node. The names are in n8n's database, so they stay. */
export interface Stored {
	subscriptions?: Subscriptions;
	/** The address of the subscriptions, exactly as JustCall has it: JustCall signs that text. */
	address?: string;
	former?: FormerAddress[];
	/** A change of the address that no item has shown yet. */
	moved?: { from: string; to: string };
	/** The n8n address that an item has shown in a notice, because JustCall sends to another one. */
	told?: string;
	/** The time up to which all events have arrived, epoch milliseconds; only with Catch Up. */
	seen?: number;
	/** Key of the account that `seen` is about. */
	account?: string;
	/** Keys of events that have started the workflow, as deduplication.ts writes them; newest last. */
	done?: string[];
	/** Refused events by key: the number of attempts, and the time of the first one in epoch milliseconds. */
	tries?: Record<string, [attempts: number, since: number]>;
}

/** Returns the data that n8n stores for the node. n8n notices by itself when a field of it changes. */
export function storedIn(context: { getWorkflowStaticData: (type: string) => IDataObject }): Stored {
	return context.getWorkflowStaticData('node') as Stored;
}
