import * as n8nCore from 'n8n-core';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import WorkersRealm from '../../tools/jest/workersRealm.cjs';

/** Names in this file's realm. */
type Names = Record<string, unknown>;

it('a library that jest has loaded for one test file serves the next', () => {
	const loaded = createRequire(join(__dirname, 'another.js'))('n8n-core') as unknown;
	expect(loaded).toBe(n8nCore);
	expect((n8nCore as Names).WorkflowExecute).toBeDefined();
});

it('test files share one realm with the libraries', () => {
	expect(n8nCore.WorkflowExecute.prototype).toBeInstanceOf(Object);
});

it.each<[string, object, string]>([
	['a clock', Date, 'now'],
	['a limit of time', AbortSignal, 'timeout'],
	['a method', Array.prototype, 'at'],
	['a function of the process', process, 'emitWarning'],
	['a global function', globalThis, 'setTimeout'],
])('%s that a test file replaced is there again after it', (_, place, name) => {
	const putBack = WorkersRealm.remember();
	const before = (place as Names)[name];
	(place as Names)[name] = () => 0;
	expect((place as Names)[name]).not.toBe(before);
	putBack();
	expect((place as Names)[name]).toBe(before);
});

it('what a library adds stays, and so do counts', () => {
	const putBack = WorkersRealm.remember();
	const listener = () => {};
	process.on('SIGUSR2', listener);
	Object.assign(Reflect, { added: true });
	putBack();
	expect(Reflect).toHaveProperty('added', true);
	expect(process.listenerCount('SIGUSR2')).toBe(1);
	process.off('SIGUSR2', listener);
	Reflect.deleteProperty(Reflect, 'added');
	expect(process.listenerCount('SIGUSR2')).toBe(0);
});

it('a spy on a library that a test file leaves is gone after it', async () => {
	const projectConfig = { globals: {}, testEnvironmentOptions: {}, fakeTimers: {} };
	const realm = new WorkersRealm({ projectConfig, globalConfig: {} } as never, {} as never);
	const { prototype } = n8nCore.WorkflowExecute;
	const { run } = prototype;
	realm.moduleMocker?.spyOn(prototype, 'run');
	expect(prototype.run).not.toBe(run);
	await realm.teardown();
	expect(prototype.run).toBe(run);
});
