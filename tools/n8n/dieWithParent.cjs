// @ts-check
// Loaded into n8n before its own code: ends it when the process that started it is gone, however that went.
const parent = process.ppid;

function parentIsGone() {
	if (process.ppid !== parent) return true;
	try {
		process.kill(parent, 0);
		return false;
	} catch {
		return true;
	}
}

setInterval(() => {
	if (parentIsGone()) process.kill(process.pid, 'SIGTERM');
}, 1_000).unref();
