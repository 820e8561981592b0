import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { isObject } from '../values/isObject';

/** Where a record has its transcript, and how a file made from it is named. */
export interface TranscriptFacts {
	/** Field with the sentences. */
	field: string;
	/** Field with the names of the speakers by their IDs, if the sentences have no names. */
	speakers?: string;
	/** First part of the file's name, before the ID. A player finds subtitles that are named like their recording. */
	fileName: string;
	/** Field with the ID. */
	id: string;
}

/** A file made of text. */
export interface TextFile {
	fileName: string;
	mimeType: string;
	text: string;
}

/** A sentence in one line, without characters that are not text. */
export interface Sentence {
	/** Empty when the speaker is not known. */
	speaker: string;
	text: string;
	/** Milliseconds since the beginning; `undefined` when not known. */
	start: number | undefined;
	end: number | undefined;
}

/** A sentence with a beginning and a later end, as subtitles need them. */
type Cue = Sentence & { start: number; end: number };

/** Forms that the panel offers, in its order. */
export const TRANSCRIPT_FORMS: INodePropertyOptions[] = [
	{ name: 'List', value: 'list', description: 'Sentences with speaker and times, as JustCall gives them' },
	{
		name: 'Markdown',
		value: 'markdown',
		description: 'Text with the speaker in bold and the time of each turn',
	},
	{
		name: 'Plain Text',
		value: 'text',
		description: 'Text with one line for each turn, the speaker before it',
	},
	{ name: 'SRT File', value: 'srt', description: 'Subtitles as a file, with the times of the sentences' },
	{
		name: 'VTT File',
		value: 'vtt',
		description: 'Subtitles for the web as a file, with the times of the sentences',
	},
];

/** Forms that are texts and replace the list. */
const TEXTS: Readonly<Record<string, (sentences: readonly Sentence[]) => string>> = {
	markdown: toMarkdown,
	text: toPlainText,
};

/** Forms that are files, by file extension. */
const FILES: Readonly<Record<string, { mimeType: string; write: (cues: readonly Sentence[]) => string }>> = {
	srt: { mimeType: 'application/x-subrip', write: toSrt },
	vtt: { mimeType: 'text/vtt', write: toVtt },
};

/** Whether a form is a file. */
export function isFileForm(form: string): boolean {
	return Object.hasOwn(FILES, form);
}

/**
 * Converts the transcript of a record: text replaces the list, a file is returned beside the record. A record
 * without a transcript does not change, and neither does one without times when the file needs them.
 *
 * @param form one of {@link TRANSCRIPT_FORMS}
 */
export function withTranscriptAs(
	record: IDataObject,
	form: string,
	{ field, speakers, fileName, id }: TranscriptFacts,
): { record: IDataObject; file?: TextFile } {
	const given = record[field];
	// JustCall's OpenAPI file declares a single sentence instead of a list (FACTS.md section 3).
	if (!Array.isArray(given) && !isObject(given)) return { record };
	const sentences = sentencesOf([given].flat(), speakers === undefined ? undefined : record[speakers]);
	const write = Object.hasOwn(TEXTS, form) ? TEXTS[form] : undefined;
	if (write) return { record: { ...record, [field]: write(sentences) } };
	const file = Object.hasOwn(FILES, form) ? FILES[form] : undefined;
	if (!file || !sentences.some(({ start }) => start !== undefined)) return { record };
	return {
		record: Object.fromEntries(Object.entries(record).filter(([name]) => name !== field)),
		file: {
			fileName: `${[fileName, ...nameIn(record[id])].join('-')}.${form}`,
			mimeType: file.mimeType,
			text: file.write(sentences),
		},
	};
}

/** An ID as part of a file's name. */
function nameIn(id: unknown): string[] {
	const text = typeof id === 'string' || typeof id === 'number' ? String(id) : '';
	const safe = text.replace(/[^\w-]+/g, '_').slice(0, 100);
	return safe === '' ? [] : [safe];
}

/**
 * The sentences of a transcript in spoken order; lines without words are left out.
 *
 * @param lines as JustCall gives them: times in seconds, as numbers or text (FACTS.md section 3)
 * @param speakers names of the speakers, if the lines have only IDs
 */
export function sentencesOf(lines: readonly unknown[], speakers?: unknown): Sentence[] {
	const nameOf = namesOf(speakers);
	const sentences = lines.filter(isObject).flatMap((line) => {
		const text = inOneLine(line.sentence);
		const { starttime, endtime } = isObject(line.timestamp) ? line.timestamp : {};
		const speaker = nameOf(line);
		return text === '' ? [] : [{ speaker, text, start: timeOf(starttime), end: timeOf(endtime) }];
	});
	// A line without a time stays after the line before it.
	let last = 0;
	return sentences
		.map((sentence) => ({ sentence, at: (last = sentence.start ?? last) }))
		.sort((one, other) => one.at - other.at)
		.map(({ sentence }) => sentence);
}

/**
 * The speaker of a line: by name, by the name for the ID, or as "Speaker 1", "Speaker 2" ... when only an ID is
 * known.
 */
function namesOf(speakers: unknown): (line: Record<string, unknown>) => string {
	const names = new Map<string, string>();
	for (const speaker of Array.isArray(speakers) ? speakers.filter(isObject) : []) {
		const name = inOneLine(speaker.name);
		if (name !== '') names.set(inOneLine(speaker.id ?? speaker.speakerid), name);
	}
	let unnamed = 0;
	return (line) => {
		const name = inOneLine(line.speaker_name);
		const id = inOneLine(line.speaker_id ?? line.speakerid);
		if (name !== '' || id === '') return name;
		if (!names.has(id)) names.set(id, `Speaker ${++unnamed}`);
		return names.get(id) ?? '';
	};
}

/**
 * Words and names of callers are hostile text. No line of them may end a subtitle or pass as another speaker's
 * turn.
 */
function inOneLine(value: unknown): string {
	if (typeof value !== 'string' && typeof value !== 'number') return '';
	return String(value)
		.replace(/\p{Cs}/gu, '\ufffd')
		.replace(/[\p{Cc}\s]+/gu, ' ')
		.trim();
}

/** Milliseconds of a time in seconds or in clock form ("1:02:03"); `undefined` when it is neither. */
function timeOf(value: unknown): number | undefined {
	const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
	const parts = /^(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:[.,]\d+)?)$/.exec(text);
	if (!parts) return undefined;
	const [hours, minutes, seconds] = parts.slice(1).map((part = '0') => Number(part.replace(',', '.')));
	const time = Math.round(((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000);
	return Number.isSafeInteger(time) ? time : undefined;
}

/** The words of one speaker until the next speaker begins. */
interface Turn {
	speaker: string;
	start: number | undefined;
	text: string;
}

function turnsOf(sentences: readonly Sentence[]): Turn[] {
	const turns: Turn[] = [];
	for (const { speaker, start, text } of sentences) {
		const current = turns.at(-1);
		if (current?.speaker === speaker) current.text += ` ${text}`;
		else turns.push({ speaker, start, text });
	}
	return turns;
}

/** One line for each turn: "Jonas Reed: Good morning." */
export function toPlainText(sentences: readonly Sentence[]): string {
	return turnsOf(sentences).map(spoken).join('\n');
}

/** One paragraph for each turn, in CommonMark: "**Jonas Reed** (00:00:04): Good morning." */
export function toMarkdown(sentences: readonly Sentence[]): string {
	const paragraphs = turnsOf(sentences).map(({ speaker, start, text }) => {
		const name = speaker === '' ? '' : `**${escaped(speaker)}**`;
		const time = start === undefined ? '' : `(${clock(start).slice(0, -4)})`;
		const before = [name, time].filter(Boolean).join(' ');
		return before === '' ? escaped(text) : `${before}: ${escaped(text)}`;
	});
	return paragraphs.join('\n\n');
}

/** Escapes Markdown's special characters, and those that begin a heading, a list or a rule. */
function escaped(text: string): string {
	return text.replace(/[\\`*_[\]<>|~&$]/g, '\\$&').replace(/^(?=[#+=-])|(?<=^\d{1,9})(?=[.)])/, '\\');
}

/**
 * Subtitles in SubRip's form. It has no escapes, so characters that players read as markup are replaced by
 * similar ones.
 */
export function toSrt(sentences: readonly Sentence[]): string {
	const blocks = cuesOf(sentences).map((cue, place) => {
		const line = spoken(cue)
			.replace(/</g, '‹')
			.replace(/>/g, '›')
			.replace(/\{(?=\\)/g, '{ ');
		return `${place + 1}\n${clock(cue.start, ',')} --> ${clock(cue.end, ',')}\n${line}\n`;
	});
	return blocks.join('\n');
}

/** Subtitles in WebVTT, with the speaker as the voice of each cue (W3C, WebVTT section 4.2.2). */
export function toVtt(sentences: readonly Sentence[]): string {
	const blocks = cuesOf(sentences).map(({ speaker, text, start, end }) => {
		// A name that ends in "--" would form an arrow with the end of the tag.
		const voice = inVtt(speaker).replace(/-$/, '&#45;');
		const line = speaker === '' ? inVtt(text) : `<v ${voice}>${inVtt(text)}</v>`;
		return `${clock(start)} --> ${clock(end)}\n${line}\n`;
	});
	return ['WEBVTT\n', ...blocks].join('\n');
}

function inVtt(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function spoken({ speaker, text }: Pick<Sentence, 'speaker' | 'text'>): string {
	return speaker === '' ? text : `${speaker}: ${text}`;
}

/**
 * Milliseconds that a sentence is shown for each character, and at least, when its end is not known: 16
 * characters a second.
 */
const SHOWN = { character: 60, least: 1000 };

/**
 * Gives each sentence a beginning and a later end. Times from JustCall stay, so people who speak at the same
 * time overlap. A missing beginning is set to the end of the sentence before, but never later than the next
 * beginning, because WebVTT needs them in order.
 */
function cuesOf(sentences: readonly Sentence[]): Cue[] {
	const cues: Cue[] = [];
	let next: number | undefined;
	const following = sentences.map(() => undefined as number | undefined);
	for (let place = sentences.length - 1; place >= 0; place--) {
		following[place] = next;
		next = sentences[place]?.start ?? next;
	}
	sentences.forEach((sentence, place) => {
		const later = following[place] ?? Infinity;
		const start = sentence.start ?? Math.min(cues.at(-1)?.end ?? 0, later);
		const read = start + Math.max(SHOWN.least, sentence.text.length * SHOWN.character);
		const guess = later > start ? Math.min(read, later) : read;
		const end = sentence.end !== undefined && sentence.end > start ? sentence.end : guess;
		cues.push({ ...sentence, start, end });
	});
	return cues;
}

/** "00:00:04.400"; times of 100 hours and more have more digits. */
function clock(milliseconds: number, separator: '.' | ',' = '.'): string {
	const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
	const seconds = Math.floor(milliseconds / 1000);
	const rest = String(milliseconds % 1000).padStart(3, '0');
	return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}${separator}${rest}`;
}
