import { ownRuns } from '../../nodes/JustCall/custom';
import { resources } from '../../nodes/JustCall/resources';
import { registryOf } from '../../nodes/shared/description/operation';

it('each operation that needs more than one request for an item has a run of its own', () => {
	const registry = registryOf(resources);
	const custom = [...registry].filter(([, { custom: isCustom }]) => isCustom).map(([key]) => key);
	// They send as any operation does: one checks first, the other follows the call if the panel says so.
	const likeOthers = ['whatsApp.send', 'voiceAgent.startCall'];
	expect([...ownRuns.keys()].sort()).toEqual([...custom, ...likeOthers].sort());
	const names = [...ownRuns].map(([key, run]) => [key.split('.')[1], run.name.toLowerCase()]);
	for (const [operation = '', run] of names) expect(run).toContain(operation.toLowerCase());
});
