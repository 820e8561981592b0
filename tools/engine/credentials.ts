import { CredentialTestContext, type PackageDirectoryLoader } from 'n8n-core';
import {
	ICredentialsHelper,
	NodeHelpers,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialType,
	type IHttpRequestOptions,
	type INodeCredentialsDetails,
	type INodeCredentialTestResult,
	type INodeParameters,
	type INodeProperties,
	type INodeType,
} from 'n8n-workflow';

/** Name of the package's one credential type. */
export const CREDENTIAL_TYPE = 'justCallApi';

/** n8n's access to credentials, with data in memory in place of n8n's encrypted store. */
export class InMemoryCredentials extends ICredentialsHelper {
	/**
	 * @param loader the loaded package
	 * @param dataOf the data of the credential with this id as it is now; undefined when there is none
	 * @param inForce the type of the same name of another package, where that was loaded last
	 */
	constructor(
		private readonly loader: PackageDirectoryLoader,
		private readonly dataOf: (id: string) => ICredentialDataDecryptedObject | undefined,
		private readonly inForce: ICredentialType | undefined,
	) {
		super();
	}

	getParentTypes(): string[] {
		return [];
	}

	getCredentialsProperties(name: string): INodeProperties[] {
		return this.loader.getCredential(name).type.properties;
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async getCredentials(): Promise<ICredentials> {
		throw new Error('stored credentials are not part of the in-process harness');
	}

	async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	async getDecrypted(
		_additionalData: unknown,
		{ id }: INodeCredentialsDetails,
		name: string,
	): Promise<ICredentialDataDecryptedObject> {
		const data = this.dataOf(id ?? '');
		if (!data) throw new Error(`Credential with ID "${id}" does not exist for type "${name}".`);
		// n8n drops fields that the type in force does not have (CredentialsHelper.applyDefaultsAndOverwrites).
		if (this.inForce) {
			const { properties } = this.inForce;
			return NodeHelpers.getNodeParameters(
				properties,
				data as INodeParameters,
				true,
				false,
				null,
				null,
			) as ICredentialDataDecryptedObject;
		}
		const defaults = this.getCredentialsProperties(name).map((property) => [property.name, property.default]);
		return { ...Object.fromEntries(defaults), ...data };
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		name: string,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.inForce ?? this.loader.getCredential(name).type;
		return typeof authenticate === 'function' ? await authenticate(credentials, options) : options;
	}

	async updateCredentials(): Promise<void> {}

	async updateCredentialsOauthTokenData(): Promise<void> {}
}

/**
 * Presses the button that tests a credential, as n8n does: the test of the credential's type, else the function of the
 * first node that the package lists for it.
 *
 * @throws {Error} when the package has no test function for it
 */
export async function testCredential(
	loader: PackageDirectoryLoader,
	data: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	if (loader.getCredential(CREDENTIAL_TYPE).type.test) throw new Error('n8n would send a request by itself');
	for (const supported of loader.known.credentials[CREDENTIAL_TYPE]?.supportedNodes ?? []) {
		const { description, methods } = loader.getNode(supported).type as INodeType;
		const { testedBy } = description.credentials?.find(({ name }) => name === CREDENTIAL_TYPE) ?? {};
		const test = typeof testedBy === 'string' ? methods?.credentialTest?.[testedBy] : undefined;
		const credential = { id: 'credential', name: 'JustCall', type: CREDENTIAL_TYPE, data };
		if (test) return await test.call(new CredentialTestContext(), credential);
	}
	throw new Error('No testing function found for this credential.');
}
