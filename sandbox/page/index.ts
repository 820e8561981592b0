import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { FastifyInstance } from 'fastify';

/** Nothing from elsewhere runs in the page, and no other page shows it in a frame. */
const POLICY =
	"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; frame-ancestors 'none'";

const FILES = { 'page.js': 'text/javascript', 'page.css': 'text/css' };

/**
 * Serves the page for people at the sandbox's address. It shows what happened, and has buttons that make something happen.
 *
 * @param folder path under which its script and its styles are
 */
export function registerPage(app: FastifyInstance, folder: string): void {
	const read = (file: string) => readFileSync(join(__dirname, file), 'utf8');
	const html = read('index.html');
	app.get('/', async (_, reply) =>
		reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY).send(html),
	);
	for (const [file, type] of Object.entries(FILES)) {
		const text = read(file);
		app.get(`${folder}/${file}`, async (_, reply) => reply.type(`${type}; charset=utf-8`).send(text));
	}
}
