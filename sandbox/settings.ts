import type { Schema } from '../contract/load';
import type { CallOutcome } from './seed/calls';

/** One fixed rate window. */
export interface Window {
	/** Requests allowed in the window. */
	limit: number;
	/** Length of the window in seconds; fractions are allowed for tests. */
	seconds: number;
}

/** `a=1&a=2`, `a[]=1&a[]=2` or `a=1,2`. */
export type ArrayStyle = 'repeat' | 'brackets' | 'commas';

/** Settings that can be changed while the sandbox runs. */
export interface Settings {
	/** The form of single answers that the sources disagree about (FACTS.md section 3). */
	frames: 'framed' | 'bare';
	/** The accepted form of a list in the query: any form, or one (FACTS.md section 5). */
	arrays: ArrayStyle | 'any';
	/** Number of a list's first page (FACTS.md section 2). */
	firstPage: 0 | 1;
	/**
	 * How an import into a campaign treats contacts that the dialer already has; no source says (FACTS.md section
	 * 10).
	 */
	knownContacts: 'joined' | 'duplicates';
	/** How a campaign lists the numbers of its own country: with country code, or in national form. */
	campaignNumbers: 'completed' | 'national';
	/**
	 * How many more records each list counts than it lists, by operation id; negative for fewer (FACTS.md section
	 * 10).
	 */
	countsMore: Partial<Record<string, number>>;
	/** Refuse query parameters that the contract does not have; JustCall ignores them. */
	strict: boolean;
	/** Whether filters by number, name and e-mail find only equal values, or similar ones too; no source says. */
	filters: 'exact' | 'loose';
	/** Number of further requests until lists show a write; 0 = at once. No source says that lists are up to date. */
	writesVisibleAfter: number;
	/**
	 * New records on top of a list between two of its pages (FACTS.md section 2). They are gone when the list is read
	 * again.
	 */
	arrivals: number;
	/** Answer to an update of a contact: the contact, or all contacts with its number (FACTS.md section 10). */
	updateAnswers: 'one' | 'all';
	/** Whether an update of a Sales Dialer contact keeps custom fields that it does not name; no source says. */
	customFields: 'merged' | 'replaced';
	/** How e-mails of contacts are stored; no source says. */
	emails: 'asSent' | 'lowerCase';
	/** Whether an answer is sent at once, or in pieces that can end inside a character. */
	bodies: 'whole' | 'pieces';
	imports: {
		/** Status requests that get "Pending" before a bulk import ends; if undefined, it ends after a moment. */
		checks?: number;
		/** How it ends. A failed import has imported nothing. */
		outcome: 'completed' | 'failed';
		/** Form of the reasons for a rejected entry: a list, as in the only sample, or a text (FACTS.md section 10). */
		reasons: 'list' | 'text';
	};
	rateLimits: { hour: Window; burst: Window };
	/** Rate headers of an answer: both windows, one, of both just what remains, or none (FACTS.md section 6). */
	rateHeaders: 'all' | 'minute' | 'hour' | 'remaining' | 'none';
	/** Whether a request above the rate limit is refused before or after it is processed. */
	refusals: 'before' | 'after';
	/** Other clients of the account. They send this many requests a minute, evenly, and ignore the limit. */
	others: { perMinute: number };
	/** Validation call to a new webhook address: none, or one without data, unsigned or signed (FACTS.md section 9). */
	probe: 'off' | 'unsigned' | 'signed';
	webhooks: {
		/** Seconds between delivery attempts; JustCall waits 30 to 90. */
		retrySeconds: number;
		/** Seconds that a receiver may take to answer. */
		timeoutSeconds: number;
		/** Number of failed deliveries until an address is marked Warning and then Blacklisted. */
		warnAfter: number;
		blacklistAfter: number;
		/** Timestamp of a retry: its own, or that of the first attempt (FACTS.md section 9). */
		retryTimestamp: 'own' | 'first';
		/** How often an address is stored that was added twice for one type (FACTS.md section 9). */
		sameAddress: 'once' | 'twice';
	};
	/** How the calls of voice agents go that are started from here on. */
	voiceAgentCalls: VoiceAgentCallPlay & {
		/** Whether lists show a call that goes on, or only one that is over; no source says (FACTS.md section 10). */
		listed: 'running' | 'over';
		/** Other plays for calls to these numbers: digits with country code. */
		numbers: Partial<Record<string, Partial<VoiceAgentCallPlay>>>;
	};
	recordings: {
		/** Answer with a redirect to another host instead of the file. */
		redirect: boolean;
		/** Serve this many bytes, whatever the length of the call. */
		bytes?: number;
		/** Serve these bytes, in Base64: a recording in another format, or a file that a host sends instead. */
		content?: string;
		status?: number;
		/** Media type; empty for no header. */
		contentType?: string;
		fileName?: string;
		/** The whole header, sent in UTF-8, instead of one with the file name; empty for no header. */
		disposition?: string;
		/**
		 * Content encoding. An unknown encoding is named but not applied. Storage hosts encode whatever the request
		 * accepts.
		 */
		packing?: string;
		/** Encode only if the request accepts it, as web servers do. */
		negotiates?: boolean;
		/** Send no length. */
		isChunked?: boolean;
	};
}

/** How a call of a voice agent goes. Times are in seconds. */
export interface VoiceAgentCallPlay {
	/** How it ends; nobody talks unless it is answered. */
	outcome: CallOutcome;
	/** Until it rings. Nothing shows the call before that. */
	queue: number;
	ring: number;
	/** Length of the conversation. One that is too short gets no AI report. */
	talk: number;
	/** From its end until the data of the voice agent are there. */
	agentData: number;
	/** From its end until the AI report is there. */
	report: number;
}

/** A change of some settings. */
export type SettingsChange = {
	[Key in keyof Settings]?: Settings[Key] extends object ? Partial<Settings[Key]> : Settings[Key];
};

/** Options for the start, in addition to the settings. */
export interface SandboxOptions extends SettingsChange {
	/** Starts with {@link UNKIND}; other settings of the options overrule it. */
	unkind?: boolean;
	host?: string;
	/** 0 = any free port. */
	port?: number;
	apiKey?: string;
	apiSecret?: string;
	/** The same seed and the same `now` give the same data. */
	seed?: number;
	/** End of the 90 days of calls. */
	now?: Date;
	calls?: number;
	agents?: number;
	numbers?: number;
	/** Zone of the account's user, IANA. */
	timeZone?: string;
}

export const DEFAULT_SETTINGS: Settings = {
	frames: 'framed',
	arrays: 'any',
	firstPage: 0,
	knownContacts: 'joined',
	campaignNumbers: 'completed',
	countsMore: {},
	strict: false,
	filters: 'exact',
	writesVisibleAfter: 0,
	arrivals: 0,
	updateAnswers: 'one',
	customFields: 'merged',
	emails: 'asSent',
	bodies: 'whole',
	imports: { outcome: 'completed', reasons: 'list' },
	// Very high, so that users who try the sandbox meet no limit. Business is { hour: 5400, burst: 90 } (FACTS.md
	// section 6).
	rateLimits: { hour: { limit: 1_000_000, seconds: 3600 }, burst: { limit: 100_000, seconds: 60 } },
	rateHeaders: 'all',
	refusals: 'before',
	others: { perMinute: 0 },
	probe: 'unsigned',
	webhooks: {
		retrySeconds: 30,
		timeoutSeconds: 10,
		warnAfter: 3,
		blacklistAfter: 10,
		retryTimestamp: 'own',
		sameAddress: 'once',
	},
	voiceAgentCalls: {
		outcome: 'ANSWERED',
		queue: 0,
		ring: 5,
		talk: 45,
		agentData: 5,
		report: 20,
		listed: 'running',
		numbers: {},
	},
	recordings: { redirect: false },
};

/**
 * Everything that an API may always do without contradicting its documentation, where {@link DEFAULT_SETTINGS} are
 * kinder. Imports that fail and requests that are processed and then refused do not belong to it.
 */
export const UNKIND: SettingsChange = {
	frames: 'bare',
	arrays: 'repeat',
	knownContacts: 'duplicates',
	campaignNumbers: 'national',
	strict: true,
	filters: 'loose',
	writesVisibleAfter: 2,
	arrivals: 1,
	updateAnswers: 'all',
	customFields: 'replaced',
	emails: 'lowerCase',
	bodies: 'pieces',
	imports: { checks: 1, reasons: 'text' },
	rateHeaders: 'minute',
	probe: 'signed',
	webhooks: { retryTimestamp: 'first', sameAddress: 'twice' },
	voiceAgentCalls: { listed: 'over' },
	recordings: { redirect: true },
};

export const DEFAULT_OPTIONS = {
	host: '127.0.0.1',
	port: 0,
	apiKey: 'sandbox-key',
	apiSecret: 'sandbox-secret',
	seed: 1,
	calls: 25_000,
	agents: 30,
	numbers: 12,
	timeZone: 'America/New_York',
} as const;

/** Merges a change into settings. Settings that it does not name keep their values. */
export function changed(settings: Settings, change: SettingsChange): Settings {
	return {
		...settings,
		...change,
		countsMore: { ...settings.countsMore, ...change.countsMore },
		imports: { ...settings.imports, ...change.imports },
		rateLimits: { ...settings.rateLimits, ...change.rateLimits },
		others: { ...settings.others, ...change.others },
		webhooks: { ...settings.webhooks, ...change.webhooks },
		voiceAgentCalls: {
			...settings.voiceAgentCalls,
			...change.voiceAgentCalls,
			numbers: { ...settings.voiceAgentCalls.numbers, ...change.voiceAgentCalls?.numbers },
		},
		recordings: { ...settings.recordings, ...change.recordings },
	};
}

const window: Schema = {
	type: 'object',
	additionalProperties: false,
	required: ['limit', 'seconds'],
	properties: { limit: { type: 'integer', minimum: 0 }, seconds: { type: 'number', exclusiveMinimum: 0 } },
};

const seconds: Schema = { type: 'number', minimum: 0, maximum: 86_400 };

const callPlay: Record<keyof VoiceAgentCallPlay, Schema> = {
	outcome: { type: 'string', enum: ['ANSWERED', 'UNANSWERED', 'BUSY', 'FAILED', 'CANCELLED', 'BLOCKED'] },
	queue: seconds,
	ring: seconds,
	talk: seconds,
	agentData: seconds,
	report: seconds,
};

/** Schema of a change of settings that is sent over HTTP. */
export const SETTINGS_SCHEMA: Schema = {
	type: 'object',
	additionalProperties: false,
	properties: {
		frames: { type: 'string', enum: ['framed', 'bare'] },
		arrays: { type: 'string', enum: ['any', 'repeat', 'brackets', 'commas'] },
		firstPage: { type: 'integer', enum: [0, 1] },
		knownContacts: { type: 'string', enum: ['joined', 'duplicates'] },
		campaignNumbers: { type: 'string', enum: ['completed', 'national'] },
		countsMore: { type: 'object', additionalProperties: { type: 'integer' } },
		strict: { type: 'boolean' },
		filters: { type: 'string', enum: ['exact', 'loose'] },
		writesVisibleAfter: { type: 'integer', minimum: 0 },
		arrivals: { type: 'integer', minimum: 0 },
		updateAnswers: { type: 'string', enum: ['one', 'all'] },
		customFields: { type: 'string', enum: ['merged', 'replaced'] },
		emails: { type: 'string', enum: ['asSent', 'lowerCase'] },
		bodies: { type: 'string', enum: ['whole', 'pieces'] },
		imports: {
			type: 'object',
			additionalProperties: false,
			properties: {
				checks: { type: 'integer', minimum: 0 },
				outcome: { type: 'string', enum: ['completed', 'failed'] },
				reasons: { type: 'string', enum: ['list', 'text'] },
			},
		},
		rateLimits: { type: 'object', additionalProperties: false, properties: { hour: window, burst: window } },
		rateHeaders: { type: 'string', enum: ['all', 'minute', 'hour', 'remaining', 'none'] },
		refusals: { type: 'string', enum: ['before', 'after'] },
		others: {
			type: 'object',
			additionalProperties: false,
			properties: { perMinute: { type: 'number', minimum: 0, maximum: 6000 } },
		},
		probe: { type: 'string', enum: ['off', 'unsigned', 'signed'] },
		webhooks: {
			type: 'object',
			additionalProperties: false,
			properties: {
				retrySeconds: { type: 'number', minimum: 0 },
				timeoutSeconds: { type: 'number', exclusiveMinimum: 0 },
				warnAfter: { type: 'integer', minimum: 1 },
				blacklistAfter: { type: 'integer', minimum: 1 },
				retryTimestamp: { type: 'string', enum: ['own', 'first'] },
				sameAddress: { type: 'string', enum: ['once', 'twice'] },
			},
		},
		voiceAgentCalls: {
			type: 'object',
			additionalProperties: false,
			properties: {
				...callPlay,
				listed: { type: 'string', enum: ['running', 'over'] },
				numbers: {
					type: 'object',
					additionalProperties: { type: 'object', additionalProperties: false, properties: callPlay },
				},
			},
		},
		recordings: {
			type: 'object',
			additionalProperties: false,
			properties: {
				redirect: { type: 'boolean' },
				bytes: { type: 'integer', minimum: 0 },
				content: { type: 'string' },
				status: { type: 'integer', minimum: 200, maximum: 599 },
				contentType: { type: 'string' },
				fileName: { type: 'string' },
				disposition: { type: 'string' },
				packing: { type: 'string' },
				negotiates: { type: 'boolean' },
				isChunked: { type: 'boolean' },
			},
		},
	},
};
