import { isObject } from '../../shared/values/isObject';
import { textOf } from '../listSearch/entries';
import { loading } from './loading';

/** Newest calls whose dispositions are shown. */
export const CALLS_LOOKED_AT = 500;

/** Dispositions of the newest calls, as JustCall writes them. It has no endpoint that lists them (FACTS.md section 10). */
export const getDispositions = loading(
	{
		path: '/v2.1/calls',
		subject: 'The list of calls',
		plural: 'calls',
		variant: 'dispositions',
		show: ({ call_info: info }) => {
			const disposition = isObject(info) ? textOf(info.disposition) : '';
			return { value: disposition, name: [disposition] };
		},
	},
	{ most: CALLS_LOOKED_AT, isCollected: true },
);
