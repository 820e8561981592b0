// @ts-check
// Ends code that runs on without a pause: such a test never lets its own timer fire.
import { Worker } from 'node:worker_threads';

/** Milliseconds between two looks. */
const LOOK_MS = 500;

const WORKER = `
const { Session } = require('node:inspector');
const { workerData } = require('node:worker_threads');
const until = new Float64Array(workerData);
const session = new Session();
session.connectToMainThread();
setInterval(() => {
	if (until[0] === 0 || Date.now() < until[0]) return;
	until[0] = 0;
	session.post('Runtime.terminateExecution');
}, ${LOOK_MS});
`;

/** Watches the main thread of a process from another thread. */
export class Watchdog {
	#until = new Float64Array(new SharedArrayBuffer(8));
	#now = Date.now;

	constructor() {
		new Worker(WORKER, { eval: true, workerData: this.#until.buffer }).unref();
	}

	/** From now on, code may run for this many milliseconds. @param {number} ms */
	watch(ms) {
		this.#until[0] = this.#now() + ms + LOOK_MS;
	}

	rest() {
		this.#until[0] = 0;
	}
}
