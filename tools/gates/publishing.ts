import Fastify from 'fastify';

import { cleanEnv, lastLines, run } from '../n8n/commands';
import type { Finding } from './tools';

/** Variables by which npm recognizes its workflow. A user's shell has none of them. */
const OF_A_WORKFLOW =
	/^(?:CI$|CI_|GITHUB_|GITLAB_|ACTIONS_|SIGSTORE_|NODE_AUTH_TOKEN$|NPM_ID_TOKEN$|RELEASE_MODE$)/i;
const REFUSAL = /provenance generation not supported/;

/**
 * Publishes a folder by hand to a registry on this machine, and expects npm to refuse. A dry run would not show
 * this: npm asks for the provenance when it sends, and .npmrc keeps prepublishOnly from running.
 *
 * @param folder with a package.json
 */
export async function publishFinding(folder: string): Promise<Finding> {
	const sent: string[] = [];
	const registry = Fastify({ bodyLimit: 100 * 2 ** 20 });
	registry.get('/*', (_request, reply) => reply.code(404).send({}));
	registry.put('/*', (request, reply) => {
		sent.push(request.url);
		return reply.code(201).send({ ok: true });
	});
	const address = await registry.listen({ host: '127.0.0.1', port: 0 });
	try {
		const env = Object.entries(cleanEnv()).filter(([name]) => !OF_A_WORKFLOW.test(name));
		const token = `--${address.slice('http:'.length)}/:_authToken=none`;
		const { code, output } = await run('npm', ['publish', `--registry=${address}/`, token], {
			cwd: folder,
			env: Object.fromEntries(env),
		});
		return {
			name: 'V6',
			asks: 'publishing by hand is refused',
			complaints: [
				...(sent.length === 0 ? [] : ['npm publish by hand sends the package']),
				...(code === 0 || REFUSAL.test(output)
					? []
					: [`npm publish ended for another reason: ${lastLines(output, 5)}`]),
			],
			says: 'tried with a registry on this machine',
		};
	} finally {
		await registry.close();
	}
}
