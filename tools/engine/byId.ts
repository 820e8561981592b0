import type { INodeParameters } from 'n8n-workflow';

/** A resource locator filled in by ID. */
export function byId(value: unknown): INodeParameters {
	return { __rl: true, mode: 'id', value: value as string };
}
