const { readFile, rm, writeFile } = require('node:fs/promises');
const { dirname, join } = require('node:path');
const { build } = require('esbuild');
const { src, dest } = require('gulp');

const { beginBuild, finishBuild } = require('./tools/buildStamp.cjs');

/** The one file that uses the library for telephone numbers. */
const LIBRARY = 'nodes/shared/values/phoneLibrary';

/** Empties dist, so that files of deleted sources do not stay in the package. */
async function clean() {
	beginBuild(__dirname);
	await rm('dist', { recursive: true, force: true });
}

/** Copies the icons to where the compiled nodes look for them; `encoding: false` keeps PNGs intact. */
function buildIcons() {
	return src('icons/**/*.{svg,png}', { encoding: false }).pipe(dest('dist/icons'));
}

/**
 * Bundles the library into the compiled file, because n8n allows no run-time dependency, and puts its licence
 * next to it. The numbering plans are bundled as text, to be read at the first number and not when n8n loads
 * the node. Names are kept, so that the file can be reviewed.
 */
async function bundle() {
	await build({
		entryPoints: [`${LIBRARY}.ts`],
		outfile: `dist/${LIBRARY}.js`,
		allowOverwrite: true,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		loader: { '.json': 'text' },
		// The library also has this data as a program, which would run at once.
		alias: { 'libphonenumber-js/metadata.max.json': require.resolve('libphonenumber-js/metadata.max.json') },
		minifySyntax: true,
		minifyWhitespace: true,
		charset: 'utf8',
		legalComments: 'none',
		logLevel: 'warning',
	});
	// The library is MIT, the numbering plans in it are Google's, Apache 2.0.
	const library = dirname(require.resolve('libphonenumber-js/package.json'));
	const licences = ['LICENSE', 'LICENSE.Apache'].map(
		async (name) => await readFile(join(library, name), 'utf8'),
	);
	await writeFile(`dist/${LIBRARY}.LICENSE.txt`, (await Promise.all(licences)).join('\n\n'));
}

/** Records that the build is complete, and from which sources it was made. */
async function stamp() {
	finishBuild(__dirname);
}

exports.clean = clean;
exports['build:icons'] = buildIcons;
exports['build:bundle'] = bundle;
exports['build:stamp'] = stamp;
