import {
	forgetQuietNotes,
	keepQuietNotes,
	latestNotes,
} from '../../nodes/JustCallPollingTrigger/feeds/quietNotes';

const NODE = 'workflow node';
const stored = { mark: 'stored', page: 1 };
const later = { mark: 'later', page: 2 };
const DAY_MS = 24 * 3_600_000;

beforeEach(forgetQuietNotes);
afterEach(() => jest.useRealTimers());

it('notes that continue the stored ones are the latest', () => {
	expect(latestNotes(NODE, stored)).toBe(stored);
	keepQuietNotes(NODE, 'stored', later);
	expect(latestNotes(NODE, stored)).toBe(later);
	expect(latestNotes('workflow other', stored)).toBe(stored);
});

it.each([
	['n8n has stored others since', { mark: 'other' }, 'stored'],
	['n8n has stored these', { mark: 'later' }, 'stored'],
	['nothing is stored', {}, undefined],
	['nothing was stored', { mark: 'stored' }, undefined],
	['nothing is stored any more', {}, 'stored'],
])('the stored ones are the latest if %s', (_name, now: { mark?: string }, after) => {
	keepQuietNotes(NODE, after, later);
	expect(latestNotes(NODE, now)).toBe(now);
});

it('the notes of a node that has not polled for more than a week are dropped', () => {
	jest.useFakeTimers();
	keepQuietNotes(NODE, 'stored', later);
	jest.advanceTimersByTime(7 * DAY_MS);
	keepQuietNotes('workflow other', 'stored', later);
	expect(latestNotes(NODE, stored)).toBe(later);
	jest.advanceTimersByTime(1);
	keepQuietNotes('workflow other', 'stored', later);
	expect(latestNotes(NODE, stored)).toBe(stored);
	expect(latestNotes('workflow other', stored)).toBe(later);
});

it('all are forgotten at once', () => {
	keepQuietNotes(NODE, 'stored', later);
	forgetQuietNotes();
	expect(latestNotes(NODE, stored)).toBe(stored);
});
