import { loadContract } from '../../contract/load';
import { EVENT_TYPES } from '../../nodes/shared/description/eventTypes';
import { eventTypesOf } from '../../sandbox/events';

describe("the sandbox's events", () => {
	it('have the names that the trigger gives them, so that people find them', () => {
		const names = (events: Array<{ type: string; name: string }>) =>
			events.map(({ type, name }) => `${type}: ${name}`).sort();
		expect(names(eventTypesOf(loadContract()))).toEqual(
			names(EVENT_TYPES.map(({ value, name }) => ({ type: String(value), name }))),
		);
	});
});
