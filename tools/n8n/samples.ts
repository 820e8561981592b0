import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { SAMPLE_WORKFLOWS_DIR } from './paths';
import type { Workflow } from './workflow';

/** A workflow file of examples. */
export interface SampleWorkflow {
	file: string;
	workflow: Workflow;
}

/** Every workflow that ships with the project, by file name. */
export function sampleWorkflows(): SampleWorkflow[] {
	return readdirSync(SAMPLE_WORKFLOWS_DIR)
		.filter((file) => file.endsWith('.json'))
		.sort()
		.map((file) => ({
			file,
			workflow: JSON.parse(readFileSync(join(SAMPLE_WORKFLOWS_DIR, file), 'utf8')) as Workflow,
		}));
}
