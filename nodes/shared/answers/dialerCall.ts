import { isObject } from '../values/isObject';
import { secondsIn, textIn, type CallReader } from './callSummary';

/**
 * Reads a call of the Sales Dialer, as JustCall's API lists it: how it ended is in words in `call_info.type`, and
 * `call_info.duration` is the conversation (FACTS.md section 10, item 23).
 */
export const DIALER_CALL: CallReader = {
	isIncoming: () => false,
	outcomeOf({ call_info: info }) {
		const { type, call_answered_by: by } = isObject(info) ? info : {};
		// Filters name the types with underscores.
		const words = textIn(type).toLowerCase().replaceAll('_', ' ');
		// A call without a type is still being made.
		if (words === '' || words.includes('in progress')) return 'other';
		if (words.includes('abandoned')) return 'abandoned';
		if (!/\banswered\b/.test(words)) return 'notReached';
		return words.includes('machine') || textIn(by).toLowerCase() === 'machine' ? 'machine' : 'answered';
	},
	talkOf: ({ call_info: info }) => secondsIn(isObject(info) ? info.duration : 0),
};
