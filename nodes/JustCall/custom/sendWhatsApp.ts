import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { runRequests } from '../../shared/executor';
import { reasonOf } from '../../shared/http/errors';
import { collectionIn } from '../../shared/description/nodeParameters';
import { showHint } from '../../shared/run/hint';
import { parametersOf, type NodeRun } from '../../shared/run/nodeRun';
import type { PlannedRequest } from '../../shared/run/planRequest';
import type { KnownOperation } from '../../shared/description/operation';
import { ParameterError, quote } from '../../shared/values/parameterError';
import { checkPlaces, placesOf } from '../../shared/values/templatePlaces';
import { encodeValues, type EncodedField } from '../../shared/values/encode';
import { templatesOf, templateWith } from './templates';
import { inOrder, panelPlaces, TEMPLATE_VALUES, type PanelPlaces } from './templateValues';

/** Name of the field with the values in the panel. */
const VARIABLES = 'Template Variables';

/**
 * Sends WhatsApp messages. Before anything of the run is sent, the values of each message made from a template
 * are compared with the places of the template, because JustCall puts whatever comes into them: a value that a
 * comma cuts in two moves all later ones. The templates of a number are read once in a run.
 *
 * When the templates cannot be read, the messages are sent, and a hint says that they were not checked: a list
 * that fails must not stop messages that are right. From version 2 of the node on, this does not hold for values
 * that were cut at commas, because only the template tells whether they were cut rightly. In version 1 it does,
 * as saved workflows of a key that may not list templates have always worked.
 */
export async function sendWhatsApp(run: NodeRun, operation: KnownOperation): Promise<INodeExecutionData[]> {
	const { context } = run;
	const isFirstVersion = context.getNode().typeVersion < 2;
	const lists = new Map<string, Promise<IDataObject[]>>();
	const unchecked = new Set<string>();
	const templates = async (number: string): Promise<IDataObject[]> => {
		const list = lists.get(number) ?? templatesOf(context, number);
		lists.set(number, list);
		return await list;
	};
	const check = async (planned: PlannedRequest, item: number) => {
		const { template_id: id, justcall_number: number, template_variables } = planned.request.body ?? {};
		if (id === undefined) return planned;
		const panel = isFirstVersion ? undefined : panelPlaces(parametersOf(run, item)('templateValues'));
		if (panel && panel.values.size > 0 && template_variables !== undefined) throw filledTwice(VARIABLES);
		const { template, why } = await templates(String(number)).then(
			(list): Found => ({ template: templateWith(id, list), why: missing(id, number) }),
			(error: unknown): Found => ({ template: undefined, why: reasonOf(error, 'The list of templates') }),
		);
		if (template) checkApproved(template);
		const places = template && placesOf(template);
		if (!places) {
			const reason = template ? `JustCall gives no text of the template ${String(id)}` : why;
			if (!isFirstVersion) checkUncut(variablesIn(run, item), reason);
			unchecked.add(reason);
			return panel ? await filled(planned, panel, panel.shown ?? [...panel.values.keys()], '') : planned;
		}
		const complete = panel ? await filled(planned, panel, places.names, places.body) : planned;
		const label = isFirstVersion || template_variables !== undefined ? VARIABLES : TEMPLATE_VALUES;
		checkPlaces(valuesOf(complete), places, label, nameOf(template));
		return complete;
	};
	const results = await runRequests(run, operation, { check });
	for (const reason of unchecked)
		showHint(context, `The values were not compared with the places of the template. ${reason}`);
	return results;
}

/** A template as the list of its number has it, or why it is not known. */
interface Found {
	template: IDataObject | undefined;
	/** A sentence for when it is `undefined`. */
	why: string;
}

/** The request with the values of the panel's fields. */
async function filled(
	planned: PlannedRequest,
	panel: PanelPlaces,
	names: readonly string[],
	body: string,
): Promise<PlannedRequest> {
	const sent = planned.request.body ?? {};
	const { media } = panel;
	if (media !== undefined && sent.media_url !== undefined) throw filledTwice('Media URL');
	// Values that Template Variables has are checked by their number.
	const given = sent.template_variables === undefined ? inOrder(panel, names, body) : [];
	const values = {
		...(given.length > 0 && { template_variables: given as IDataObject[] }),
		...(media !== undefined && { media_url: media as string }),
	};
	const encoded = await encodeValues(values, PANEL_FIELDS, { zones: async () => NO_ZONES });
	return { ...planned, request: { ...planned.request, body: { ...sent, ...encoded } } };
}

/** How the values of the panel's fields are sent. None of them is a date. */
const PANEL_FIELDS: ReadonlyMap<string, EncodedField> = new Map([
	['template_variables', { label: TEMPLATE_VALUES, kind: 'positions' }],
	['media_url', { label: `${TEMPLATE_VALUES} > Header`, kind: 'text' }],
]);
const NO_ZONES = { workflow: 'UTC', account: 'UTC' };

function filledTwice(other: string): ParameterError {
	return new ParameterError(
		`Both '${TEMPLATE_VALUES}' and '${other}' give the same values of the template`,
		`Empty the fields of '${TEMPLATE_VALUES}', or remove '${other}'.`,
	);
}

function valuesOf({ request }: PlannedRequest): string[] {
	return (request.body?.template_variables ?? []) as string[];
}

/** The values as the panel has them. */
function variablesIn(run: NodeRun, item: number): unknown {
	return collectionIn(parametersOf(run, item)('additionalFields'), 'Additional Fields').templateVariables;
}

function missing(id: unknown, number: unknown): string {
	return `The templates of ${String(number)} do not include one with the ID ${String(id)}. Choose it from the list: each WhatsApp number has templates of its own, and one may have been deleted.`;
}

/** Refuses a template that WhatsApp does not send. An approval that is not in JustCall's documents is left to JustCall. */
function checkApproved(template: IDataObject): void {
	if (!/^\s*(rejected|pending)\s*$/i.test(String(template.status))) return;
	throw new ParameterError(
		`'Template' ${String(template.id)} (${quote(template.name)}) is not approved: JustCall says ${quote(template.status)}`,
		'WhatsApp sends approved templates only. Choose another one, or wait until it is approved.',
	);
}

/** Refuses values that were cut at commas when nothing tells how many there should be. */
function checkUncut(given: unknown, reason: string): void {
	if (
		typeof given !== 'string' ||
		!given.includes(',') ||
		/^\s*\[.*\]\s*$/s.test(given) ||
		/\n/.test(given.trim())
	)
		return;
	throw new ParameterError(
		`'${VARIABLES}' cannot be compared with the places of the template: ${quote(given)}`,
		`${reason} A comma within a value would move the values after it, so nothing was sent. Let an expression give a list, for example {{ [$json.name, $json.time] }}: a list is sent without the comparison.`,
	);
}

function nameOf({ name, id }: IDataObject): string {
	return typeof name === 'string' && name.trim() !== '' ? name.trim() : String(id);
}
