import type { Emission, EventType } from './events';
import type { Fault } from './faults';
import type { Others } from './rateLimit';
import type { LoggedAnswer, LoggedRequest } from './requestLog';
import type { Settings, SettingsChange } from './settings';
import type { State } from './state';
import type { Storage } from './storage';
import type { Delivery, DeliveryDetail } from './webhooks/subscriptions';

/** A running sandbox, which acts as JustCall on loopback. */
export interface Sandbox {
	/** Base URL for the credential. */
	url: string;
	apiKey: string;
	apiSecret: string;
	/** The account's live data. Tests compute their expectations from it. */
	readonly state: State;
	/** Requests to the API since the start or the last clearing, oldest first. */
	requests: () => LoggedRequest[];
	/** The text of the answer to a request; `undefined` when it was none, or had to go. */
	answerTo: (request: LoggedRequest) => LoggedAnswer | undefined;
	clearRequests: () => void;
	settings: () => Settings;
	/** Changes settings. Settings that are not named keep their values. */
	set: (change: SettingsChange) => Settings;
	/** Requests that other clients of the account have sent, and how many of them were refused. */
	others: () => Others;
	/** A moment passes: lists show every write that was made before. */
	catchUp: () => void;
	/** Applies a fault to coming requests. */
	fault: (fault: Fault) => void;
	faults: () => Array<Fault & { left: number }>;
	clearFaults: () => void;
	/** Plays an event; throws when the type does not exist. */
	emit: (emission: Emission) => { data: Record<string, unknown>; requestIds: string[] };
	/** The types that can be played. */
	eventTypes: () => EventType[];
	deliveries: () => Delivery[];
	/** What was sent and answered in a delivery; `undefined` when newer ones took its place. */
	deliveryDetail: (id: number) => DeliveryDetail | undefined;
	/** Resolves when all deliveries have ended. */
	settled: () => Promise<void>;
	/** Answers of the sandbox that violated the contract. Each is a bug in the sandbox; the list should be empty. */
	breaches: () => string[];
	/** Restores the seeded account, the settings of the start, an empty log and full rate windows. */
	reset: () => void;
	/** The host that recordings redirect to, if the settings say so. */
	storage: Pick<Storage, 'url' | 'requests'>;
	stop: () => Promise<void>;
}
