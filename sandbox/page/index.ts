import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { FastifyInstance } from 'fastify';

/** Nothing from elsewhere runs in the page, and no other page shows it in a frame. */
const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

/** Serves the page for people at the sandbox's address. It shows requests and webhooks, and has buttons that make something happen. */
export function registerPage(app: FastifyInstance, scriptPath: string): void {
	const [html, script] = ['index.html', 'page.js'].map((file) => readFileSync(join(__dirname, file), 'utf8'));
	app.get('/', async (_, reply) =>
		reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY).send(html),
	);
	app.get(scriptPath, async (_, reply) => reply.type('text/javascript; charset=utf-8').send(script));
}
