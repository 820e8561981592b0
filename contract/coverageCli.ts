/** `npm run coverage:contract`: how much of the JustCall API the node covers; fails when anything is missing. */
import { coverageOf } from './coverage';

const { operations, parameters, fields, unknown } = coverageOf();

for (const [what, part] of Object.entries({ operations, parameters, 'body fields': fields })) {
	const share = ((part.covered / part.of) * 100).toFixed(1).replace('.0', '');
	console.log(`v2.1 ${what}: ${part.covered} of ${part.of} (${share} %)`);
	for (const name of part.missing) console.log(`  missing ${name}`);
}
console.log(`sent but unknown to the contract: ${unknown.length}`);
for (const name of unknown) console.log(`  ${name}`);

const missing = [operations, parameters, fields].some((part) => part.covered < part.of);
process.exitCode = missing || unknown.length > 0 ? 1 : 0;
