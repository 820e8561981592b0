import type { Contract, ContractOperation } from '../../contract/load';
import type { LiveAnswer, LiveApi } from './api';
import type { Difference } from './shapes';
import { absentFields, differences, isFramed, recordsOf } from './shapes';

/** How JustCall answered a read operation. */
export interface Visit {
	operation: ContractOperation;
	answer?: LiveAnswer;
	/** Why it was not requested. */
	skipped?: string;
	differences: Difference[];
	/** Fields of the contract that no record of the answer has. */
	absent: string[];
}

/** Source of a parameter's value: an earlier operation, and the fields to look in. */
type Source = readonly [operation: string, ...fields: string[]];

const SOURCES: Readonly<Record<string, Readonly<Record<string, Source>>>> = {
	getCall: { id: ['listCalls', 'id'] },
	getCallJourney: { id: ['listCalls', 'id'] },
	getCallVoiceAgentData: { id: ['listCalls', 'id'] },
	downloadCallRecording: { id: ['listCalls', 'id'] },
	getUser: { id: ['listUsers', 'id'] },
	getUserGroup: { id: ['listUserGroups', 'id', 'group_id'] },
	getPhoneNumber: { id: ['listPhoneNumbers', 'id'] },
	getText: { id: ['listTexts', 'id'] },
	getTag: { id: ['listTags', 'id'] },
	listThreads: { phone_id: ['listPhoneNumbers', 'id'] },
	getThread: { thread_id: ['listThreads', 'thread_id', 'id'] },
	getContact: { id: ['listContacts', 'id'] },
	getSalesDialerCall: { id: ['listSalesDialerCalls', 'call_id', 'id'] },
	getCampaign: { id: ['listCampaigns', 'id', 'campaign_id'] },
	listCampaignContacts: { campaign_id: ['listCampaigns', 'id', 'campaign_id'] },
	getSalesDialerContact: { id: ['listSalesDialerContacts', 'id', 'contact_id'] },
	getCallAi: { id: ['listCallsAi', 'id'] },
	getMeetingAi: { instance_sid: ['listMeetingsAi', 'instance_sid', 'id'] },
	getWhatsappMessage: { id: ['listWhatsappMessages', 'id'] },
	listWhatsappTemplates: { justcall_number: ['listPhoneNumbers', 'justcall_number'] },
	checkWhatsappReply: {
		justcall_number: ['listWhatsappMessages', 'justcall_number'],
		contact_number: ['listWhatsappMessages', 'contact_number'],
	},
};

/** Operations that need an ID that no list has. */
const UNREACHABLE: Readonly<Record<string, string>> = {
	listAvailableSlots: 'needs the link of a calendar, which no list has',
	getAppointment: 'needs an ID, and there is no list of appointments',
	getBulkImportStatus: 'needs the ID of an import, and there is no list of imports',
};

/** The answers that a walk has seen; later questions start from them. */
export class Walk {
	readonly visits: Visit[] = [];

	constructor(
		private readonly api: LiveApi,
		readonly contract: Contract,
		private readonly today: Date,
		private readonly say: (line: string) => void,
	) {}

	/** Requests every read operation of v2.1 once, with its required parameters and all optional data. */
	async all(): Promise<void> {
		const reads = this.contract.operations.filter(
			({ method, path }) => method === 'GET' && path.startsWith('/v2.1/'),
		);
		// Sources come first: the next operation is one whose sources have all been visited.
		const waiting = new Set(reads);
		while (waiting.size > 0) {
			const next =
				[...waiting].find(({ id }) =>
					Object.values(SOURCES[id] ?? {}).every(([source]) => this.visitOf(source) !== undefined),
				) ?? [...waiting][0];
			if (!next) return;
			waiting.delete(next);
			this.visits.push(await this.visit(next));
		}
	}

	/** The visit of an operation. */
	visitOf(id: string): Visit | undefined {
		return this.visits.find(({ operation }) => operation.id === id);
	}

	/** Records of an operation's answer; empty when it was refused. */
	records(id: string): Array<Record<string, unknown>> {
		const { answer } = this.visitOf(id) ?? {};
		return answer?.status === 200 ? recordsOf(answer.body) : [];
	}

	/** The first value of a field in the records of an operation. */
	first([operation, ...fields]: Source): string | undefined {
		for (const record of this.records(operation)) {
			for (const field of fields) {
				const value = record[field];
				if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return String(value);
			}
		}
		return undefined;
	}

	/** An operation's path and query, filled in; or the name of a missing value. */
	questionFor(operation: ContractOperation): { path: string; query: URLSearchParams } | string {
		const unreachable = UNREACHABLE[operation.id];
		if (unreachable) return unreachable;
		const query = new URLSearchParams();
		let { path } = operation;
		for (const { name, in: place, required } of operation.parameters) {
			// Requests all optional data too.
			if (place === 'query' && name.startsWith('fetch_')) query.set(name, 'true');
			if (place === 'header' || (place === 'query' && !required)) continue;
			const value = this.valueFor(operation, name);
			if (value === undefined)
				return `no ${name}: ${SOURCES[operation.id]?.[name]?.[0] ?? 'nothing'} gave none`;
			if (place === 'query') query.set(name, value);
			else path = path.replace(`{${name}}`, encodeURIComponent(value));
		}
		return { path, query };
	}

	private valueFor(operation: ContractOperation, name: string): string | undefined {
		const source = SOURCES[operation.id]?.[name];
		if (source) return this.first(source);
		// Analytics: a week, up to yesterday.
		if (name === 'from_date') return dayBefore(this.today, 8);
		if (name === 'to_date') return dayBefore(this.today, 1);
		return undefined;
	}

	private async visit(operation: ContractOperation): Promise<Visit> {
		const question = this.questionFor(operation);
		if (typeof question === 'string') return { operation, skipped: question, differences: [], absent: [] };
		const asked = { path: question.path, query: question.query.toString() };
		const answer = await this.api.ask(asked).catch((error: unknown) => wordsOf(error));
		if (typeof answer === 'string')
			return { operation, skipped: `no answer: ${answer}`, differences: [], absent: [] };
		this.say(`${String(answer.status)} ${operation.method} ${operation.path}`);
		const isJson = answer.status === 200 && !answer.isFile && operation.answer !== undefined;
		const { resolve } = this.contract;
		return {
			operation,
			answer,
			differences: isJson ? differences(operation.answer ?? {}, answer.body, resolve) : [],
			absent: isJson ? absentFields(operation.answer ?? {}, answer.body, resolve) : [],
		};
	}
}

/** The envelope of an answer. */
export function frameOf({ answer }: Visit): 'framed' | 'bare' | undefined {
	if (answer?.status !== 200 || answer.isFile) return undefined;
	return isFramed(answer.body) ? 'framed' : 'bare';
}

/** An error's message; for a broken connection it says no more than that. */
export function wordsOf(error: unknown): string {
	// Not checked with instanceof, because fetch may throw an error of another realm.
	return String((error as { message?: unknown }).message ?? error);
}

function dayBefore(today: Date, days: number): string {
	return new Date(today.getTime() - days * 86_400_000).toISOString().slice(0, 10);
}
