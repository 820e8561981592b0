import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { resources } from '../../nodes/JustCall/resources';
import { EVENT_TYPES } from '../../nodes/shared/description/eventTypes';
import { coverageOf } from '../../contract/coverage';
import { byId, useSandbox } from '../harness/sandboxed';
import { PROJECT_ROOT, SAMPLE_WORKFLOWS_DIR } from '../../tools/n8n/paths';
import { expectPart } from '../../tools/docs/document';

const env = useSandbox({ calls: 50 });

it('the table of operations in the README is that of the node', () => {
	const { covered, of } = coverageOf().operations;
	const count = resources.reduce((sum, { operations }) => sum + operations.length, 0);
	expectPart('README.md', 'operations', [
		`${count} operations in ${resources.length} resources. They cover ${covered} of the ${of} operations in JustCall's OpenAPI file of December 2025.`,
		'',
		'| resource | operations |',
		'| --- | --- |',
		...resources.map(({ name, operations }) => {
			const anchor = name.toLowerCase().replaceAll(' ', '-');
			return `| [${name}](docs/reference.md#${anchor}) | ${operations.map((one) => one.name).join(', ')} |`;
		}),
	]);
});

it('the events in the README are those of the trigger', () => {
	const names = EVENT_TYPES.map(({ name }) => name);
	expectPart('README.md', 'events', [`The ${names.length} events: ${names.join(', ')}.`]);
});

it('the output in the README is what the operation gives', async () => {
	const { items, error } = await env.run(
		'sms',
		'send',
		{
			justcallNumber: byId(env.sandbox.state.numbers[0]?.justcall_number),
			contactNumber: '={{ $json.phone }}',
			body: 'We are on our way.',
		},
		{ items: [{ json: { phone: '+1 415 555 0119' } }], timezone: 'America/New_York' },
	);
	expect(error).toBeUndefined();
	// The day and the ID differ with each run.
	const text = JSON.stringify(items[0]?.json, undefined, 2)
		.replace(/\d{4}-\d\d-\d\d/g, '2026-03-02')
		.replace(/\d\d:\d\d:\d\d/g, '09:30:00')
		.replace(/"id": \d+/, '"id": 262010412');
	expectPart('README.md', 'output', ['```json', text, '```']);
});

it('is short enough for a newcomer', () => {
	expect(readFileSync(join(PROJECT_ROOT, 'README.md')).length).toBeLessThan(9 * 1024);
});

it('the page of sample workflows shows each of them', () => {
	const page = readFileSync(join(PROJECT_ROOT, 'examples', 'README.md'), 'utf8');
	const shown = [...page.matchAll(/^\[([\w-]+\.json)\]/gm)].map(([, name]) => name);
	expect(shown.sort()).toEqual(readdirSync(SAMPLE_WORKFLOWS_DIR).filter((file) => file.endsWith('.json')).sort());
});
