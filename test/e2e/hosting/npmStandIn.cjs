// @ts-check
// The npm that n8n's installer of community packages runs, for a package that is not published: it knows one tarball, by the
// environment PACKED_FILE, and answers the installer's questions. Anything else is an error.
const { execFileSync } = require('node:child_process');
const { copyFileSync } = require('node:fs');
const { basename, join } = require('node:path');

const [command = '', subject = '', field = ''] = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));
const file = process.env.PACKED_FILE ?? '';
const manifest = JSON.parse(
	execFileSync('tar', ['-xzOf', file, 'package/package.json'], { encoding: 'utf8' }),
);
const isOurs = subject === manifest.name || subject.startsWith(`${manifest.name}@`);

if (command === 'view' && isOurs) {
	console.log(JSON.stringify(field === 'dist.integrity' ? 'sha512-unknown' : manifest.version));
} else if (command === 'pack' && isOurs) {
	copyFileSync(file, join(process.cwd(), basename(file)));
	console.log(basename(file));
} else if (command === 'install' && Object.keys(manifest.dependencies ?? {}).length === 0) {
	console.log('up to date');
} else if (command === 'outdated') {
	console.log('{}');
} else {
	console.error(`This npm cannot: ${process.argv.slice(2).join(' ')}`);
	process.exitCode = 1;
}
