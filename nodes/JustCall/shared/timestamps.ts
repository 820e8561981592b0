import type { IDataObject } from 'n8n-workflow';
import { DateTime } from 'luxon';

/** Names that date and time of a record start with. */
const PREFIXES = ['call', 'sms', 'message', 'appointment', 'instance'];

/**
 * The moment of a record as ISO text, from JustCall's date and time in UTC (FACTS.md section 4).
 *
 * @param zone IANA zone of the account
 * @returns `{ timestamp_utc, timestamp_account }`; nothing when the record has no such moment
 */
export function timestampsOf(record: IDataObject, zone: string): IDataObject {
	const moment = momentOf(record);
	if (moment === undefined) return {};
	const at = DateTime.fromMillis(moment, { zone: 'utc' });
	return {
		timestamp_utc: at.toISO({ suppressMilliseconds: true }),
		timestamp_account: at.setZone(zone).toISO({ suppressMilliseconds: true }),
	};
}

/** Epoch milliseconds of a record, `undefined` when it has no date and time in UTC. */
export function momentOf(record: IDataObject): number | undefined {
	for (const prefix of PREFIXES) {
		const day = record[`${prefix}_date`];
		const time = record[`${prefix}_time`];
		if (typeof day !== 'string' || typeof time !== 'string') continue;
		const at = DateTime.fromFormat(`${day} ${time}`, 'yyyy-MM-dd HH:mm:ss', { zone: 'utc' });
		if (at.isValid) return at.toMillis();
	}
	return undefined;
}
