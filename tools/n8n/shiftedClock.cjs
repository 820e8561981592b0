// Loaded into n8n's process (NODE_OPTIONS=--require): its clock shows a time CLOCK_HOURS from now, and goes on from there.
const shift = Number(process.env.CLOCK_HOURS) * 3_600_000;
const realNow = Date.now;
const now = () => realNow() + shift;

globalThis.Date = new Proxy(Date, {
	construct: (target, args, newTarget) =>
		Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
	apply: (target) => new target(now()).toString(),
	get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
