import { decodeFlatted } from './flatted';

/** A binary attachment of an item, as execution data names it. */
export interface BinaryEntry {
	id?: string;
	data?: string;
	fileName?: string;
	fileExtension?: string;
	mimeType: string;
	fileSize?: string;
}

/** One item that a node put out. */
export interface Item {
	json: Record<string, unknown>;
	binary?: Record<string, BinaryEntry>;
	pairedItem?: unknown;
}

/** The parts of an error that n8n keeps. */
export interface ExecutionError {
	name?: string;
	message: string;
	description?: string | null;
	httpCode?: string | null;
	messages?: string[];
	context?: Record<string, unknown>;
}

interface NodeRun {
	executionTime: number;
	data?: { main?: Array<Item[] | null> };
	error?: ExecutionError;
	hints?: Array<{ message: string }>;
}

interface ExecutionData {
	resultData: { runData: Record<string, NodeRun[]>; error?: ExecutionError };
}

/** A finished execution, readable by node name. */
export class Execution {
	private readonly data: ExecutionData;

	constructor(
		readonly id: string,
		readonly status: string,
		encodedData: string,
	) {
		this.data = decodeFlatted(encodedData) as ExecutionData;
	}

	/** Items of one of a node's outputs in its last run, by default the first; an empty list if it did not run. */
	items(nodeName: string, output = 0): Item[] {
		return this.data.resultData.runData[nodeName]?.at(-1)?.data?.main?.[output] ?? [];
	}

	/** Hints that n8n shows above a node's output, of its last run. */
	hints(nodeName: string): string[] {
		const { hints = [] } = this.data.resultData.runData[nodeName]?.at(-1) ?? {};
		return hints.map(({ message }) => message);
	}

	/** The output of every node in the form in which n8n's editor sends it back to run a part of the workflow again. */
	get runData(): Record<string, unknown> {
		return this.data.resultData.runData;
	}

	/** Milliseconds the node itself took. */
	nodeTime(nodeName: string): number {
		return this.data.resultData.runData[nodeName]?.at(-1)?.executionTime ?? Number.NaN;
	}

	/** The error that ended the execution. */
	get error(): ExecutionError | undefined {
		return this.data.resultData.error;
	}

	/** Throws with the node's own error unless the execution succeeded. */
	assertSuccess(): this {
		if (this.status !== 'success') {
			const { message, description } = this.error ?? { message: 'no error was recorded' };
			throw new Error(
				`Execution ${this.id} ended as '${this.status}': ${message} ${description ?? ''}`.trim(),
			);
		}
		return this;
	}
}
