import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';

import { known, type KnownOperation, type OperationRegistry } from '../../shared/operation';
import { bulkImport } from './bulkImport';
import { syncCampaign } from './syncCampaign';
import { upsertContact } from './upsertContact';

type Run = (context: IExecuteFunctions, operation: KnownOperation) => Promise<INodeExecutionData[]>;

/** Operations that need all input items at once or several calls for one: n8n's routing can do neither. */
const CUSTOM: Readonly<Record<string, Readonly<Record<string, Run>>>> = {
	campaignContact: { sync: syncCampaign },
	contact: { upsert: upsertContact },
	salesDialerContact: { bulkImport },
};

/** Hands the operations above to n8n. */
export function customOperationsOf(registry: OperationRegistry): NonNullable<INodeType['customOperations']> {
	return Object.fromEntries(
		Object.entries(CUSTOM).map(([resource, operations]) => [
			resource,
			Object.fromEntries(
				Object.entries(operations).map(([operation, run]) => [
					operation,
					async function (this: IExecuteFunctions) {
						return [await run(this, known(registry, resource, operation))];
					},
				]),
			),
		]),
	);
}
