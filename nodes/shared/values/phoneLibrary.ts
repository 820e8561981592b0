import {
	getCountryCallingCode,
	Metadata,
	parsePhoneNumberFromString,
	type CountryCode,
	type MetadataJson,
	type NumberType,
} from 'libphonenumber-js/core';
import packed from 'libphonenumber-js/metadata.max.json';

/** A telephone number as the world's numbering plans describe it. */
export interface PlannedNumber {
	/** "+" and digits. */
	e164: string;
	/** Country code without "+", for example "44". */
	callingCode: string;
	/** Digits after the country code. */
	national: string;
	/** Whether the plan has numbers of its length. */
	isPossible: boolean;
	/** Whether it is in a range that the plan has assigned. */
	isValid: boolean;
	/** Whether its range is only for mobile phones. */
	isMobile: boolean;
	/** Whether its first digits tell the region, and not only the country. */
	isGeographic: boolean;
	/** Whether its range is for voicemail boxes, which nobody calls. */
	isVoicemail: boolean;
	/** Whether people in its country always write it with the trunk prefix, usually a zero. */
	hasTrunkPrefix: () => boolean;
}

/** How people of a country dial other countries and each other. */
export interface DialingPlan {
	/** Country code without "+". */
	callingCode: string;
	/** Prefix dialled before a country code; matches the beginning of the digits. */
	exitCode: RegExp;
	/** Most digits of a number, without country code. */
	longest: number;
}

/** Lengths that E.164 allows. A plan may have longer and shorter numbers for use within its country. */
const WORLDWIDE = /^\+\d{7,15}$/;

let plans: MetadataJson | undefined;

/** The build packs the plans as text (gulpfile.js), so that they cost nothing until a number is read. */
function metadata(): MetadataJson {
	const given: unknown = packed;
	plans ??= typeof given === 'string' ? (JSON.parse(given) as MetadataJson) : packed;
	return plans;
}

/**
 * Reads a number that begins with its country code. A zero that is dialled only within the country is removed
 * if its plan says so.
 *
 * @param digits without "+"
 */
export function asInternational(digits: string): PlannedNumber | undefined {
	return planned(`+${digits}`);
}

/**
 * Reads a number as people write it within their country, with or without the leading zero.
 *
 * @param country ISO 3166-1 alpha-2, in capitals
 */
export function asNational(digits: string, country: string): PlannedNumber | undefined {
	return planned(digits, country as CountryCode);
}

const dialing = new Map<string, DialingPlan>();

/**
 * @param country ISO 3166-1 alpha-2, in capitals
 * @returns `undefined` when the country has no plan
 */
export function dialingPlanOf(country: string): DialingPlan | undefined {
	const known = dialing.get(country);
	if (known || !(country in metadata().countries)) return known;
	const all = new Metadata(metadata());
	all.selectNumberingPlan(country as CountryCode);
	const plan = {
		callingCode: getCountryCallingCode(country as CountryCode, metadata()),
		exitCode: new RegExp(`^(?:${all.numberingPlan?.IDDPrefix() ?? '00'})`),
		longest: Math.max(0, ...(all.numberingPlan?.possibleLengths() ?? [])),
	};
	dialing.set(country, plan);
	return plan;
}

/** Whether digits are a country code, for example "44". */
export function isCallingCode(digits: string): boolean {
	return digits in metadata().country_calling_codes || digits in metadata().nonGeographic;
}

/** Countries in which mobile numbers have area codes: Mexico, Argentina and Brazil, as in Google's library. */
const REGIONAL_MOBILES = new Set(['52', '54', '55']);

function isGeographic(type: NumberType, callingCode: string): boolean {
	if (type === 'MOBILE') return REGIONAL_MOBILES.has(callingCode);
	return type === 'FIXED_LINE' || type === 'FIXED_LINE_OR_MOBILE';
}

function planned(text: string, defaultCountry?: CountryCode): PlannedNumber | undefined {
	const number = parsePhoneNumberFromString(text, { defaultCountry, extract: false }, metadata());
	const isWorldwide = WORLDWIDE.test(number?.number ?? '');
	return (
		number && {
			e164: number.number,
			callingCode: number.countryCallingCode,
			national: number.nationalNumber,
			isPossible: isWorldwide && number.isPossible(),
			isValid: isWorldwide && number.isValid(),
			isMobile: number.getType() === 'MOBILE',
			isGeographic: isGeographic(number.getType(), number.countryCallingCode),
			isVoicemail: number.getType() === 'VOICEMAIL',
			hasTrunkPrefix: () =>
				number.formatNational({ nationalPrefix: false }).replace(/\D/g, '') !== number.nationalNumber,
		}
	);
}
