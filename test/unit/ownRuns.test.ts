import { ownRuns } from '../../nodes/JustCall/custom';
import { resources } from '../../nodes/JustCall/resources';
import { registryOf } from '../../nodes/shared/description/operation';

it('each operation that needs more than one request for an item has a run of its own', () => {
	const registry = registryOf(resources);
	const custom = [...registry].filter(([, { custom: isCustom }]) => isCustom).map(([key]) => key);
	// Its requests are those of any operation; what it sends is checked before.
	const checked = 'whatsApp.send';
	expect([...ownRuns.keys()].sort()).toEqual([...custom, checked].sort());
	const names = [...ownRuns].map(([key, run]) => [key.split('.')[1], run.name.toLowerCase()]);
	for (const [operation = '', run] of names) expect(run).toContain(operation.toLowerCase());
});
