import { isObject } from '../../shared/values/isObject';
import { textOf } from '../listSearch/entries';
import { loading } from './loading';

/** Newest campaigns whose call scripts and groups of dispositions are shown. */
export const CAMPAIGNS_LOOKED_AT = 500;

/** Call scripts that campaigns use; the value is the script's id. JustCall has no endpoint that lists them. */
export const getCallScripts = partsOf('call_scripts', 'id');

/** The same by name, because an update of a campaign takes names (FACTS.md section 10). */
export const getCallScriptNames = partsOf('call_scripts', 'name');

/** Groups of dispositions that campaigns use; the value is the group's id. */
export const getDispositionGroups = partsOf('disposition_groups', 'id');

/** The same by name, see {@link getCallScriptNames}. */
export const getDispositionGroupNames = partsOf('disposition_groups', 'name');

function partsOf(part: 'call_scripts' | 'disposition_groups', value: 'id' | 'name') {
	return loading(
		{
			path: '/v2.1/sales_dialer/campaigns',
			subject: 'The list of campaigns',
			plural: 'campaigns',
			pageSize: 50,
			variant: `${part} by ${value}`,
			show: (campaign) => {
				const parts = campaign[part];
				return (Array.isArray(parts) ? (parts as unknown[]) : [])
					.filter(isObject)
					.map((one) => ({ value: one[value], name: [textOf(one.name)] }));
			},
		},
		{ most: CAMPAIGNS_LOOKED_AT, isCollected: true },
	);
}
