const { rm } = require('node:fs/promises');
const { src, dest } = require('gulp');

/** Empties dist, so that nothing deleted from the source lives on in the package. */
function clean() {
	return rm('dist', { recursive: true, force: true });
}

/** Copies the icons to where the compiled nodes look for them; `encoding: false` keeps PNGs intact. */
function buildIcons() {
	return src('icons/**/*.{svg,png}', { encoding: false }).pipe(dest('dist/icons'));
}

exports.clean = clean;
exports['build:icons'] = buildIcons;
