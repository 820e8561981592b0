import type { Emission } from './events';
import type { Fault } from './faults';
import type { Others } from './rateLimit';
import type { LoggedRequest } from './requestLog';
import type { Settings, SettingsChange } from './settings';
import type { State } from './state';
import type { Storage } from './storage';
import type { Delivery } from './webhooks/subscriptions';

/** A running sandbox: JustCall's side, on loopback. */
export interface Sandbox {
	/** Base URL for the credential. */
	url: string;
	apiKey: string;
	apiSecret: string;
	/** The account's data, live. Tests compute their expectations from it. */
	readonly state: State;
	/** Requests to the API since the start or the last clearing, oldest first. */
	requests: () => LoggedRequest[];
	clearRequests: () => void;
	settings: () => Settings;
	/** Changes settings. Settings that are not named keep their value. */
	set: (change: SettingsChange) => Settings;
	/** Requests that the other programs on the account have sent, and how many of them were refused. */
	others: () => Others;
	/** A moment passes: lists show every write that was made before. */
	catchUp: () => void;
	/** Plays a fault on coming requests. */
	fault: (fault: Fault) => void;
	faults: () => Array<Fault & { left: number }>;
	clearFaults: () => void;
	/** Plays an event; throws when there is no such type. */
	emit: (emission: Emission) => { data: Record<string, unknown>; requestIds: string[] };
	/** The types that can be played. */
	eventTypes: () => string[];
	deliveries: () => Delivery[];
	/** Resolves when no delivery is under way. */
	settled: () => Promise<void>;
	/** Answers of the sandbox that broke the contract: faults of the sandbox, always to be empty. */
	breaches: () => string[];
	/** Back to the seeded account, the settings of the start, an empty log and full rate windows. */
	reset: () => void;
	/** The host that recordings are redirected to when told so. */
	storage: Pick<Storage, 'url' | 'requests'>;
	stop: () => Promise<void>;
}
