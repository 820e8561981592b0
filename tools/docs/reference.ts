import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

import { loadContract } from '../../contract/load';
import { JustCall } from '../../nodes/JustCall/JustCall.node';
import { JustCallPollingTrigger } from '../../nodes/JustCallPollingTrigger/JustCallPollingTrigger.node';
import { JustCallTrigger } from '../../nodes/JustCallTrigger/JustCallTrigger.node';
import { resources as allResources } from '../../nodes/JustCall/resources';
import { isObject } from '../../nodes/shared/values/isObject';
import { getOperation, registryOf } from '../../nodes/shared/description/operation';
import { outputExample, versionsOf } from './outputs';

/** The panel's names for the kinds of its fields. */
const KINDS: Record<string, string> = {
	boolean: 'switch',
	collection: 'group',
	color: 'color',
	dateTime: 'date',
	fixedCollection: 'list of entries',
	json: 'JSON',
	multiOptions: 'choices',
	number: 'number',
	options: 'choice',
	resourceLocator: 'from list, or by ID',
	resourceMapper: 'column mapping',
	string: 'text',
};

/**
 * Makes the reference from the nodes' descriptions.
 *
 * @returns the lines of docs/reference.md, and the operations (resource and operation) and events in it
 */
export function reference(): { lines: string[]; operations: unknown[][]; events: string[] } {
	const node: INodeTypeDescription = new JustCall().description;
	const trigger: INodeTypeDescription = new JustCallTrigger().description;
	const polling: INodeTypeDescription = new JustCallPollingTrigger().description;
	const resources = optionsOf(property(node, 'resource'));
	const operations = resources.map((resource) => ({ resource, list: operationsOf(node, resource) }));
	const events = optionsOf(property(trigger, 'events'));

	const lines = [
		'# Reference',
		'',
		"Made by `npm run docs` from the nodes' own description; a test fails when it is stale. In code style: the value that a",
		'workflow stores. **Bold** fields are required. Under _Output_ is an item that the operation gives, with Simplify on where there is',
		'one; of each list it shows the first entry. The editor shows these fields before the first run.',
		'',
		...operations.map(({ resource, list }) => {
			const links = list.map(({ name, value }) => `[${name}](#${anchor(resource, value)})`);
			return `- ${resource.name}: ${links.join(', ')}`;
		}),
		`- [Events of the JustCall Trigger](#events-of-the-justcall-trigger), [JustCall Polling Trigger](#justcall-polling-trigger)`,
		'',
		...operations.flatMap(({ resource, list }) => [
			`## ${resource.name}`,
			'',
			...list.flatMap((operation) => describeOperation(node, resource, operation)),
		]),
		'## Events of the JustCall Trigger',
		'',
		'| event | value | when |',
		'| --- | --- | --- |',
		...events.map(
			({ name, value, description }) => `| ${name} | \`${String(value)}\` | ${cell(description)} |`,
		),
		'',
		...table(fieldsOf(trigger.properties.filter(({ name }) => name !== 'events'))),
		'## JustCall Polling Trigger',
		'',
		...optionsOf(property(polling, 'event')).flatMap(({ name, value, description }) => [
			`### ${name}`,
			'',
			`\`${String(value)}\`${description ? ` · ${sentence(description)}` : ''}`,
			'',
			...table(
				fieldsOf(
					polling.properties.filter(
						({ name: field, displayOptions }) =>
							field !== 'event' && (displayOptions?.show?.event?.includes(value) ?? true),
					),
				),
			),
		]),
	];
	return { lines, operations: operations.flatMap(({ resource, list }) => list.map(({ value }) => [resource.value, value])), events: events.map(({ value }) => String(value)) };
}

function describeOperation(
	node: INodeTypeDescription,
	resource: INodePropertyOptions,
	{ name, value, description, action }: INodePropertyOptions,
): string[] {
	const own = node.properties.filter(({ name: field, displayOptions }) => {
		const { resource: resources, operation: operations } = displayOptions?.show ?? {};
		return (
			field !== 'operation' && resources?.includes(resource.value) && operations?.includes(String(value))
		);
	});
	return [
		`### <a id="${anchor(resource, value)}"></a>${resource.name}: ${name}`,
		'',
		`\`${String(resource.value)}\` \`${String(value)}\` · ${action}`,
		'',
		`${sentence(description)}`,
		'',
		...table(fieldsOf(own)),
		...output(node, String(resource.value), String(value)),
	];
}

const registry = registryOf(allResources);

/** An item that an operation gives, folded up. */
function output(node: INodeTypeDescription, resource: string, operation: string): string[] {
	const view = { version: Math.max(...versionsOf(node)), isSimplified: true };
	const example = outputExample(loadContract(), getOperation(registry, resource, operation), view);
	if (!example) return ["The output is JustCall's answer as it comes.", ''];
	const fields = Object.entries(example).map(([name, value]) => {
		return `  ${JSON.stringify(name)}: ${JSON.stringify(shortened(value))}`;
	});
	return [
		'<details><summary>Output</summary>',
		'',
		'```json',
		'{',
		fields.join(',\n'),
		'}',
		'```',
		'',
		'</details>',
		'',
	];
}

/** A value with the first entry of each list in it. */
function shortened(value: unknown): unknown {
	if (Array.isArray(value)) return value.slice(0, 1).map(shortened);
	if (!isObject(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shortened(field)]));
}

function table(rows: string[]): string[] {
	if (rows.length === 0) return [];
	return ['| field | kind | what it is |', '| --- | --- | --- |', ...rows, ''];
}

function fieldsOf(properties: INodeProperties[], group = ''): string[] {
	return properties.flatMap((field) => {
		const { displayName, type, required, description = '', hint = '', options = [] } = field;
		if (type === 'notice' || type === 'hidden' || isOld(field)) return [];
		const name = `${group}${displayName}`;
		const nested = options.flatMap((option) =>
			'values' in option ? option.values : 'type' in option ? [option] : [],
		);
		if (type === 'collection') return fieldsOf(nested, `${name} > `);
		const said = [description, hint].filter(Boolean).map(sentence);
		const choices = options.flatMap((option) => ('value' in option ? [option.name] : []));
		if (choices.length > 0 && choices.length <= 12) said.push(`One of: ${choices.join(', ')}.`);
		return [
			`| ${required ? `**${name}**` : name} | ${KINDS[type] ?? type} | ${cell(said.join(' '))} |`,
			...(type === 'fixedCollection' ? fieldsOf(nested, `${name} > `) : []),
		];
	});
}

/** Whether new nodes do not have a field any more: only earlier versions of the node show it. */
function isOld({ displayOptions }: INodeProperties): boolean {
	const conditions: unknown[] = displayOptions?.show?.['@version'] ?? [];
	return conditions.some((condition) => isObject(condition) && isObject(condition._cnd) && 'lt' in condition._cnd);
}

function operationsOf(node: INodeTypeDescription, { value }: INodePropertyOptions): INodePropertyOptions[] {
	return node.properties
		.filter(
			({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.resource?.includes(value),
		)
		.flatMap(optionsOf);
}

function property(description: INodeTypeDescription, name: string): INodeProperties {
	const found = description.properties.find((one) => one.name === name);
	if (!found) throw new Error(`${description.name} has no ${name}`);
	return found;
}

function optionsOf({ options = [] }: INodeProperties): INodePropertyOptions[] {
	return options as INodePropertyOptions[];
}

function anchor({ value }: INodePropertyOptions, operation: unknown): string {
	return `${String(value)}-${String(operation)}`.toLowerCase();
}

function sentence(text = ''): string {
	return text === '' || /[.?!]$/.test(text) ? text : `${text}.`;
}

/** Escapes text for a table cell, so that Markdown and HTML leave it as it is. */
function cell(text = ''): string {
	return text
		.replace(/<a href="([^"]+)"[^>]*>(.*?)<\/a>/g, '[$2]($1)')
		.replace(/<\/?code>/g, '`')
		.replaceAll('|', '\\|');
}
