import Fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';

import { serveRecording, type Broken, type ServedRecording } from './serveRecording';

/** A request to the storage host. */
export interface StorageRequest {
	path: string;
	headers: Record<string, unknown>;
}

/** The host that recordings redirect to, if the settings say so: another origin, with signed URLs. */
export interface Storage {
	url: string;
	requests: StorageRequest[];
	/** URL that serves a recording for a while. */
	sign: (file: StoredRecording) => string;
	stop: () => Promise<void>;
}

/** The recording of a signed URL. */
export interface StoredRecording extends ServedRecording {
	/** How the storage's answer breaks. */
	broken?: Broken;
}

/** Starts the storage host on a free port of the same interface. */
export async function startStorage(host: string): Promise<Storage> {
	const app: FastifyInstance = Fastify({ forceCloseConnections: true });
	const requests: StorageRequest[] = [];
	const files = new Map<string, StoredRecording>();
	app.get<{ Params: { name: string }; Querystring: { signature?: string } }>(
		'/recordings/:name',
		async (request, reply) => {
			requests.push({ path: request.url, headers: { ...request.headers } });
			if (request.headers.authorization !== undefined) {
				// Like storage services: two kinds of authentication in one request are refused.
				return await reply
					.code(400)
					.type('application/xml')
					.send('<Error><Code>InvalidArgument</Code></Error>');
			}
			const file = files.get(request.query.signature ?? '');
			if (!file)
				return await reply.code(403).type('application/xml').send('<Error><Code>AccessDenied</Code></Error>');
			await serveRecording(reply, file, request.headers['accept-encoding'], file.broken);
			return reply;
		},
	);
	await app.listen({ host, port: 0 });
	const { port } = app.server.address() as AddressInfo;
	const url = `http://${host}:${port}`;
	return {
		url,
		requests,
		sign(file) {
			const signature = `s${files.size + 1}`;
			files.set(signature, file);
			const name = encodeURIComponent(file.fileName ?? file.ownName);
			return `${url}/recordings/${name}?signature=${signature}`;
		},
		stop: async () => await app.close(),
	};
}
