import fc from 'fast-check';

import {
	sentencesOf,
	toMarkdown,
	toPlainText,
	toSrt,
	toVtt,
	TRANSCRIPT_FORMS,
	withTranscriptAs,
	type TranscriptFacts,
} from '../../nodes/shared/answers/transcript';
import { sizeOf } from '../harness/thorough';

/** A line of a transcript in JustCall's form. */
const line = (speaker: unknown, sentence: unknown, starttime?: unknown, endtime?: unknown) => ({
	speaker_id: '0',
	speaker_name: speaker,
	sentence,
	timestamp: { starttime, endtime },
});

const CALL = [
	line('Jonas Reed', 'Good morning, this is Jonas.', 0.4, 2.1),
	line('Jonas Reed', 'How can I help?', 2.1, 2.6),
	line('Mara Ellison', 'Hi, when does the plan renew?', 2.6, 4.9),
];

const srt = (lines: unknown[]) => toSrt(sentencesOf(lines));
const vtt = (lines: unknown[]) => toVtt(sentencesOf(lines));

describe('the forms of a transcript', () => {
	it('plain text has a line for each turn', () => {
		expect(toPlainText(sentencesOf(CALL))).toBe(
			'Jonas Reed: Good morning, this is Jonas. How can I help?\nMara Ellison: Hi, when does the plan renew?',
		);
	});

	it('Markdown has a paragraph for each turn, with its time', () => {
		expect(toMarkdown(sentencesOf(CALL))).toBe(
			[
				'**Jonas Reed** (00:00:00): Good morning, this is Jonas. How can I help?',
				'**Mara Ellison** (00:00:02): Hi, when does the plan renew?',
			].join('\n\n'),
		);
	});

	it('SRT has a number, the times and the words of each sentence', () => {
		expect(srt(CALL)).toBe(
			[
				'1\n00:00:00,400 --> 00:00:02,100\nJonas Reed: Good morning, this is Jonas.\n',
				'2\n00:00:02,100 --> 00:00:02,600\nJonas Reed: How can I help?\n',
				'3\n00:00:02,600 --> 00:00:04,900\nMara Ellison: Hi, when does the plan renew?\n',
			].join('\n'),
		);
	});

	it('VTT has the speaker as the voice', () => {
		expect(vtt(CALL)).toBe(
			[
				'WEBVTT\n',
				'00:00:00.400 --> 00:00:02.100\n<v Jonas Reed>Good morning, this is Jonas.</v>\n',
				'00:00:02.100 --> 00:00:02.600\n<v Jonas Reed>How can I help?</v>\n',
				'00:00:02.600 --> 00:00:04.900\n<v Mara Ellison>Hi, when does the plan renew?</v>\n',
			].join('\n'),
		);
	});
});

describe('who speaks', () => {
	const said = (lines: unknown[], speakers?: unknown) =>
		sentencesOf(lines, speakers).map(({ speaker }) => speaker);
	const by = (speaker_id?: unknown, more: object = {}) => ({ speaker_id, sentence: 'Yes.', ...more });

	it.each<[string, unknown[], unknown, string[]]>([
		['by name', [by('0', { speaker_name: 'Jonas' })], undefined, ['Jonas']],
		['by the name of the ID', [by('a-1'), by('b-2')], [{ id: 'a-1', name: 'Mara' }], ['Mara', 'Speaker 1']],
		['an ID as a number on one side', [by(0)], [{ id: '0', name: 'Mara' }], ['Mara']],
		['an ID as v1 has it', [{ speakerid: 1, sentence: 'Yes.' }], [{ speakerid: 1, name: 'Mara' }], ['Mara']],
		['without names', [by('x'), by('y'), by('x')], undefined, ['Speaker 1', 'Speaker 2', 'Speaker 1']],
		['the number 0', [by(0), by(1)], undefined, ['Speaker 1', 'Speaker 2']],
		['an empty name', [by('0', { speaker_name: ' ' })], undefined, ['Speaker 1']],
		['a name of null', [by('0', { speaker_name: null })], undefined, ['Speaker 1']],
		['a name that is no text', [by('0', { speaker_name: {} })], undefined, ['Speaker 1']],
		['speakers that are no list', [by('0')], 'Mara', ['Speaker 1']],
		['speakers without a name', [by('0')], [{ id: '0', name: '' }, null], ['Speaker 1']],
		['nothing at all', [by()], undefined, ['']],
		['null', [by(null)], undefined, ['']],
		[
			'a name over two lines',
			[by('0', { speaker_name: 'Mara\r\n\r\nEllison' })],
			undefined,
			['Mara Ellison'],
		],
	])('%s', (_name, lines, speakers, expected) => {
		expect(said(lines, speakers)).toEqual(expected);
	});

	it('without a speaker there is none in the text', () => {
		const lines = [{ sentence: 'Yes.', timestamp: { starttime: 1, endtime: 2 } }];
		expect(toPlainText(sentencesOf(lines))).toBe('Yes.');
		expect(toMarkdown(sentencesOf(lines))).toBe('(00:00:01): Yes.');
		expect(srt(lines)).toContain('\nYes.\n');
		expect(vtt(lines)).toContain('\nYes.\n');
	});
});

describe('times', () => {
	const times = (lines: unknown[]) => parseVtt(vtt(lines)).map(({ start, end }) => [start, end]);

	it.each<[string, unknown, unknown, [number, number]]>([
		['seconds', 0.4, 2.1, [400, 2100]],
		['seconds as text', '0.4', '2.1', [400, 2100]],
		['with a comma', '0,4', '2,1', [400, 2100]],
		['a clock', '00:01:02.5', '00:01:03', [62_500, 63_000]],
		['a short clock', '1:02', '1:03', [62_000, 63_000]],
		['between two milliseconds', 0.0004, 1.0006, [0, 1001]],
		['whole, from zero', 0, 2, [0, 2000]],
		['99 hours', 359_999, 359_999.5, [359_999_000, 359_999_500]],
		['more than 99 hours', 360_000, 3_600_001.25, [360_000_000, 3_600_001_250]],
		// The end is estimated: 16 characters a second, at least one second.
		['no duration', 5, 5, [5000, 6000]],
		['an end before the beginning', 5, 4, [5000, 6000]],
		['no end', 5, undefined, [5000, 6000]],
		['an end that is no time', 5, 'soon', [5000, 6000]],
		['an end of null', 5, null, [5000, 6000]],
		['an end below zero', 5, -1, [5000, 6000]],
		['an end that is not finite', 5, Infinity, [5000, 6000]],
	])('%s', (_name, start, end, expected) => {
		expect(times([line('A', 'Yes.', start, end)])).toEqual([expected]);
	});

	it('a guessed end leaves time to read, and does not reach into the next sentence', () => {
		const long = 'x'.repeat(100);
		expect(times([line('A', long, 1)])).toEqual([[1000, 7000]]);
		expect(times([line('A', long, 1), line('B', 'Yes.', 3, 4)])).toEqual([
			[1000, 3000],
			[3000, 4000],
		]);
		expect(times([line('A', 'Yes.', 1, 1), line('B', 'Yes.', 1, 1)])).toEqual([
			[1000, 2000],
			[1000, 2000],
		]);
	});

	it('a missing beginning is the end before, and not later than the next one', () => {
		expect(times([line('A', 'One', 1, 2), line('B', 'Two'), line('A', 'Three', 5, 6)])).toEqual([
			[1000, 2000],
			[2000, 3000],
			[5000, 6000],
		]);
		expect(times([line('A', 'One', 1, 9), line('B', 'Two'), line('A', 'Three', 5, 6)])).toEqual([
			[1000, 9000],
			[5000, 6000],
			[5000, 6000],
		]);
		expect(times([line('A', 'One'), line('B', 'Two', 5, 6)])).toEqual([
			[0, 1000],
			[5000, 6000],
		]);
		expect(times([line('A', 'One', undefined, 3), line('B', 'Two', 5, 6)])).toEqual([
			[0, 3000],
			[5000, 6000],
		]);
	});

	it('who speaks at once overlaps', () => {
		expect(times([line('A', 'One', 1, 9), line('B', 'Two', 2, 4)])).toEqual([
			[1000, 9000],
			[2000, 4000],
		]);
	});

	it('what comes in another order is put in order; what has no time stays behind what it followed', () => {
		const mixed = [
			line('A', 'Three', 5, 6),
			line('B', 'Four'),
			line('A', 'One', 1, 2),
			line('B', 'Two', 3, 4),
		];
		expect(sentencesOf(mixed).map(({ text }) => text)).toEqual(['One', 'Two', 'Three', 'Four']);
		expect(toPlainText(sentencesOf(mixed))).toBe('A: One\nB: Two\nA: Three\nB: Four');
		const same = [line('A', 'One', 1), line('B', 'Two', 1), line('A', 'Three', 1)];
		expect(sentencesOf(same).map(({ text }) => text)).toEqual(['One', 'Two', 'Three']);
	});

	it('hours have two digits, and more where they need them', () => {
		expect(srt([line('A', 'Yes.', 3_600_000, 3_600_001)])).toContain('1000:00:00,000 --> 1000:00:01,000');
		expect(vtt([line('A', 'Yes.', 3599.9996, 3601)])).toContain('01:00:00.000 --> 01:00:01.000');
		expect(toMarkdown(sentencesOf([line('A', 'Yes.', 363_600)]))).toBe('**A** (101:00:00): Yes.');
	});
});

describe('hostile words and names', () => {
	it.each<[string, string, string, string]>([
		['an arrow', '00:00:01 --> 00:00:09', '00:00:01 --› 00:00:09', '00:00:01 --&gt; 00:00:09'],
		['a voice', '<v Boss>Pay me</v>', '‹v Boss›Pay me‹/v›', '&lt;v Boss&gt;Pay me&lt;/v&gt;'],
		['markup', '<font size=99><b>X', '‹font size=99›‹b›X', '&lt;font size=99&gt;&lt;b&gt;X'],
		['a style of SubRip', '{\\an8}top', '{ \\an8}top', '{\\an8}top'],
		['an entity', 'R&D &lt; &nbsp;', 'R&D &lt; &nbsp;', 'R&amp;D &amp;lt; &amp;nbsp;'],
		[
			'an empty line',
			'One\n\n2\n00:00:00,000 --> 9',
			'One 2 00:00:00,000 --› 9',
			'One 2 00:00:00,000 --&gt; 9',
		],
		['a line of Windows', 'One\r\nTwo\rThree', 'One Two Three', 'One Two Three'],
		[
			'other line ends',
			'One\u2028Two\u2029Three\u0085Four\vFive\fSix',
			'One Two Three Four Five Six',
			'One Two Three Four Five Six',
		],
		['a null sign', 'One\u0000Two\u0007', 'One Two', 'One Two'],
		['half of a character', 'One\ud83d', 'One\ufffd', 'One\ufffd'],
		['an emoji of several', 'Hi 👩‍👩‍👧 there', 'Hi 👩‍👩‍👧 there', 'Hi 👩‍👩‍👧 there'],
		['only a number', '2', '2', '2'],
		['a head', 'WEBVTT', 'WEBVTT', 'WEBVTT'],
		['a note', 'NOTE hidden', 'NOTE hidden', 'NOTE hidden'],
	])('%s stays within its sentence', (_name, words, inSrt, inVtt) => {
		const lines = [line('Mara', words, 1, 2), line('Jonas', 'Yes.', 3, 4)];
		expect(srt(lines)).toBe(
			`1\n00:00:01,000 --> 00:00:02,000\nMara: ${inSrt}\n\n2\n00:00:03,000 --> 00:00:04,000\nJonas: Yes.\n`,
		);
		expect(vtt(lines)).toBe(
			`WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Mara>${inVtt}</v>\n\n00:00:03.000 --> 00:00:04.000\n<v Jonas>Yes.</v>\n`,
		);
		const named = [line(words, 'Yes.', 1, 2)];
		expect(srt(named)).toContain(`\n${inSrt}: Yes.\n`);
		expect(vtt(named)).toContain(`\n<v ${inVtt}>Yes.</v>\n`);
	});

	it.each([
		['**bold** _it_ `code`', '\\*\\*bold\\*\\* \\_it\\_ \\`code\\`'],
		['[click](https://evil.example)', '\\[click\\](https://evil.example)'],
		['![x](y)', '!\\[x\\](y)'],
		['<script>alert(1)</script>', '\\<script\\>alert(1)\\</script\\>'],
		['| a | b |', '\\| a \\| b \\|'],
		['~~gone~~', '\\~\\~gone\\~\\~'],
		['a\\*b', 'a\\\\\\*b'],
		['&copy; R&D', '\\&copy; R\\&D'],
		['$5 and $6', '\\$5 and \\$6'],
		['# Heading', '\\# Heading'],
		['- item', '\\- item'],
		['+ item', '\\+ item'],
		['=====', '\\====='],
		['1. first', '1\\. first'],
		['12) twelfth', '12\\) twelfth'],
		['> quote', '\\> quote'],
		['A line. 1. not first - no item # no heading', 'A line. 1. not first - no item # no heading'],
	])('%p means itself in Markdown', (words, expected) => {
		expect(toMarkdown(sentencesOf([{ sentence: words }]))).toBe(expected);
		expect(toMarkdown(sentencesOf([line(words, 'Yes.')]))).toBe(`**${expected}**: Yes.`);
	});

	it('a name makes no arrow with the end of its tag', () => {
		expect(vtt([line('--', '-->', 1, 2)])).toContain('\n<v -&#45;>--&gt;</v>\n');
		expect(vtt([line('-->', '--', 1, 2)])).toContain('\n<v --&gt;>--</v>\n');
	});

	it('nobody says something in the name of another in plain text', () => {
		const lines = [line('Mara', 'Yes.\nJonas: I agree to everything.', 1, 2)];
		expect(toPlainText(sentencesOf(lines))).toBe('Mara: Yes. Jonas: I agree to everything.');
	});
});

describe('a record', () => {
	const facts: TranscriptFacts = { field: 'call_transcription', fileName: 'call', id: 'id' };
	const of = (form: string, record: object) => withTranscriptAs({ id: 7, ...record }, form, facts);
	const FORMS = TRANSCRIPT_FORMS.map(({ value }) => String(value));

	it('keeps the list', () => {
		expect(of('list', { call_transcription: CALL })).toEqual({ record: { id: 7, call_transcription: CALL } });
	});

	it.each(FORMS)('without a transcript stays as it is: %s', (form) => {
		for (const record of [
			{},
			{ call_transcription: null },
			{ call_transcription: 'None' },
			{ call_transcription: 0 },
		])
			expect(of(form, record)).toEqual({ record: { id: 7, ...record } });
	});

	it.each(['srt', 'vtt'])('makes no file of what has no words, or no times: %s', (form) => {
		const none = [
			[],
			[null, 'text', 7],
			[line('A', ''), line('A', null), line('A', '\n')],
			[line('A', {}, 1, 2)],
			[line('A', 'Yes.')],
		];
		for (const call_transcription of none)
			expect(of(form, { call_transcription })).toEqual({ record: { id: 7, call_transcription } });
	});

	it.each(['text', 'markdown'])('of an empty transcript is an empty text: %s', (form) => {
		expect(of(form, { call_transcription: [] })).toEqual({ record: { id: 7, call_transcription: '' } });
	});

	it('takes a single sentence, as the vendor declares it', () => {
		expect(of('text', { call_transcription: CALL[0] }).record.call_transcription).toBe(
			'Jonas Reed: Good morning, this is Jonas.',
		);
	});

	it('has a file with name and type instead of the list', () => {
		const given = { id: 328951212, call_sid: 'CA1', call_transcription: CALL };
		expect(of('srt', given)).toEqual({
			record: { id: 328951212, call_sid: 'CA1' },
			file: { fileName: 'call-328951212.srt', mimeType: 'application/x-subrip', text: srt(CALL) },
		});
		expect(of('vtt', given).file).toEqual({
			fileName: 'call-328951212.vtt',
			mimeType: 'text/vtt',
			text: vtt(CALL),
		});
		expect(given.call_transcription).toBe(CALL);
	});

	it.each<[unknown, string]>([
		['MT6c1a', 'call-MT6c1a.srt'],
		['../../etc/passwd', 'call-_etc_passwd.srt'],
		['a/b\\c:d', 'call-a_b_c_d.srt'],
		['\u202egpj', 'call-_gpj.srt'],
		['', 'call.srt'],
		[undefined, 'call.srt'],
		[{}, 'call.srt'],
		['x'.repeat(300), `call-${'x'.repeat(100)}.srt`],
	])('with the ID %p names its file %p', (id, name) => {
		expect(of('srt', { id, call_transcription: CALL }).file?.fileName).toBe(name);
	});

	it('knows the names of the speakers beside the sentences', () => {
		const meeting = {
			instance_sid: 'MT1',
			speakers: [{ id: 'a-1', name: 'Mara' }],
			instance_transcription: [{ speaker_id: 'a-1', sentence: 'Yes.' }],
		};
		const place = {
			field: 'instance_transcription',
			speakers: 'speakers',
			fileName: 'meeting',
			id: 'instance_sid',
		};
		expect(withTranscriptAs(meeting, 'text', place).record.instance_transcription).toBe('Mara: Yes.');
	});
});

/** A subtitle that was read back. */
interface Read {
	start: number;
	end: number;
	text: string;
}

const toMs = (hours: string, minutes: string, seconds: string, rest: string) =>
	((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(rest);

const SRT_BLOCK =
	/^(\d+)\n(\d{2,}):([0-5]\d):([0-5]\d),(\d{3}) --> (\d{2,}):([0-5]\d):([0-5]\d),(\d{3})\n([^\n]+)\n?$/;
const VTT_BLOCK =
	/^(\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3}) --> (\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3})\n([^\n]+)\n?$/;

/** Reads SubRip like players: blocks between empty lines, each with its number. */
function parseSrt(text: string): Read[] {
	return text.split('\n\n').map((block, place) => {
		const [, number, h1 = '', m1 = '', s1 = '', r1 = '', h2 = '', m2 = '', s2 = '', r2 = '', words = ''] =
			SRT_BLOCK.exec(block) ?? [];
		if (Number(number) !== place + 1) throw new Error(`not a subtitle: ${JSON.stringify(block)}`);
		return { start: toMs(h1, m1, s1, r1), end: toMs(h2, m2, s2, r2), text: words };
	});
}

/** Reads WebVTT by the standard: no arrow in the text, no unknown tag, entities. */
function parseVtt(text: string): Read[] {
	const [head, ...blocks] = text.split('\n\n');
	if (head?.trimEnd() !== 'WEBVTT') throw new Error(`no head: ${JSON.stringify(head)}`);
	return blocks.map((block) => {
		const found = VTT_BLOCK.exec(block);
		const [, h1 = '', m1 = '', s1 = '', r1 = '', h2 = '', m2 = '', s2 = '', r2 = '', payload = ''] =
			found ?? [];
		const voice = /^(?:<v ([^<>&]|&(?:amp|lt|gt|#45);)+>)?(?:[^<>&]|&(?:amp|lt|gt|#45);)*(?:<\/v>)?$/;
		if (!found || payload.includes('-->') || !voice.test(payload))
			throw new Error(`not a cue: ${JSON.stringify(block)}`);
		const words = payload
			.replace(/^<v (.*?)>(.*)<\/v>$/, '$1: $2')
			.replace(/&#45;/g, '-')
			.replace(/&lt;/g, '<')
			.replace(/&gt;/g, '>')
			.replace(/&amp;/g, '&');
		return { start: toMs(h1, m1, s1, r1), end: toMs(h2, m2, s2, r2), text: words };
	});
}

/** Values that a transcript may contain, and text that the result must not contain. */
const words = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string(),
	fc.stringMatching(/^[<>&{}\\v\-\n\r 0-9:,.a*_#]*$/),
	fc.constantFrom(
		'-->',
		'<v X>',
		'</v>',
		'\n\n',
		'1\n00:00:00,000 --> 00:00:01,000\nX',
		'WEBVTT',
		'&amp;',
		'{\\an8}',
	),
);
const time = fc.oneof(
	fc.double({ min: 0, max: 1e6, noNaN: true }),
	fc.nat(20),
	fc.double(),
	fc.constantFrom<unknown>('1.5', '00:01:02.5', '', null, undefined, -1, 'x', {}),
);
const lines = fc.array(
	fc.oneof(
		{ weight: 9, arbitrary: fc.tuple(words, words, time, time).map((parts) => line(...parts)) },
		{ weight: 1, arbitrary: fc.jsonValue() },
	),
	{ maxLength: 12 },
);

it('whatever a transcript holds, subtitles are read back: each sentence once, in order, with a time', () => {
	fc.assert(
		fc.property(lines, (given) => {
			const sentences = sentencesOf(given);
			const [one, other] = [sentences.length ? parseSrt(toSrt(sentences)) : [], parseVtt(toVtt(sentences))];
			expect(one.map(({ start, end }) => [start, end])).toEqual(other.map(({ start, end }) => [start, end]));
			expect(other.map(({ text }) => text)).toEqual(
				sentences.map(({ speaker, text }) => (speaker === '' ? text : `${speaker}: ${text}`)),
			);
			one.forEach(({ text }, place) => {
				const said = other[place]?.text ?? '';
				// Other characters replace those of markup.
				if (!/[<>{]/.test(said)) expect(text).toBe(said);
				expect(text).not.toMatch(/[<>]/);
			});
			other.forEach(({ start, end }, place) => {
				const { start: known, end: ended } = sentences[place] ?? {};
				expect(end).toBeGreaterThan(start);
				expect(start).toBeGreaterThanOrEqual(other[place - 1]?.start ?? 0);
				if (known !== undefined) expect(start).toBe(known);
				if (known !== undefined && ended !== undefined && ended > known) expect(end).toBe(ended);
			});
		}),
		{ numRuns: sizeOf(500) },
	);
});

it('whatever a transcript holds, its texts have a line or a paragraph for each turn', () => {
	fc.assert(
		fc.property(lines, (given) => {
			const sentences = sentencesOf(given);
			const turns = sentences.filter(
				({ speaker }, place) => speaker !== sentences[place - 1]?.speaker,
			).length;
			expect(toPlainText(sentences).split('\n').filter(Boolean)).toHaveLength(turns);
			expect(
				toMarkdown(sentences)
					.split(/\n\n|\n/)
					.filter(Boolean),
			).toHaveLength(turns);
		}),
		{ numRuns: sizeOf(300) },
	);
});

it('offers each form by a name of its own, sorted, with a sentence on what it is', () => {
	expect(TRANSCRIPT_FORMS.map(({ name, value }) => [name, value])).toEqual([
		['List', 'list'],
		['Markdown', 'markdown'],
		['Plain Text', 'text'],
		['SRT File', 'srt'],
		['VTT File', 'vtt'],
	]);
	for (const { description = '' } of TRANSCRIPT_FORMS) expect(description.length).toBeGreaterThan(20);
});

it.each<[unknown, number | undefined]>([
	['1:02:03', 3_723_000],
	['2:03,5', 123_500],
	[' 7 ', 7000],
	[7.25, 7250],
	['0', 0],
	['x7', undefined],
	['7x', undefined],
	['1:2:3:4', undefined],
	['1:023:04', undefined],
	[true, undefined],
	[[7], undefined],
	['', undefined],
])('a time of %p is %p milliseconds', (given, at) => {
	expect(sentencesOf([line('Jonas Reed', 'Hi', given, given)])).toEqual([
		{ speaker: 'Jonas Reed', text: 'Hi', start: at, end: at },
	]);
});
