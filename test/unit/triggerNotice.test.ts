import { addressNotice, forgetNotice } from '../../nodes/JustCallTrigger/events/notice';
import type { Stored } from '../../nodes/JustCallTrigger/events/stored';

const OLD = 'https://old.io/webhook';
const NEW = 'https://new.io/webhook';
let nodes = 0;
/** Notice of a node whose n8n has the new address. */
const noticeOf = (
	stored: Stored,
	{ node = `node ${++nodes}`, signedAddress = undefined as string | undefined, mode = 'webhook' } = {},
) =>
	addressNotice(
		{
			getMode: () => mode,
			getWorkflowStaticData: () => stored,
			getNodeWebhookUrl: () => NEW,
		} as unknown as Parameters<typeof addressNotice>[0],
		node,
		signedAddress,
	).address_notice;

it('nothing is said where JustCall sends to the address of n8n', () => {
	expect([
		noticeOf({}),
		noticeOf({ address: NEW }),
		noticeOf({ address: OLD }, { signedAddress: NEW }),
	]).toEqual([undefined, undefined, undefined]);
});

it('the address that the event is signed for counts, and the registered one where nobody checked', () => {
	expect(noticeOf({ address: NEW }, { signedAddress: OLD })).toContain(`to ${OLD}, but`);
	expect(noticeOf({ address: OLD })).toContain(`to ${OLD}, but this n8n has the address ${NEW}`);
});

it('a test says nothing, and leaves the notice to the published workflow', () => {
	const stored: Stored = { address: OLD, moved: { from: OLD, to: NEW } };
	expect(noticeOf(stored, { mode: 'manual', signedAddress: OLD })).toBeUndefined();
	expect(noticeOf(stored)).toContain(`from ${OLD} to ${NEW}`);
	expect(stored).not.toHaveProperty('moved');
});

it('a node says it once, in this process and by stored data in another', () => {
	const [one, again]: Stored[] = [{ address: OLD }, { address: OLD }];
	expect(noticeOf(one!, { node: 'once' })).toBeDefined();
	// A request at the same time has read the data from before.
	expect(noticeOf(again!, { node: 'once' })).toBeUndefined();
	forgetNotice('once');
	expect(noticeOf(one!, { node: 'once' })).toBeUndefined();
});

it('each node says it for itself, also when they share the addresses', () => {
	expect(noticeOf({ address: OLD }, { node: 'first' })).toBeDefined();
	expect(noticeOf({ address: OLD }, { node: 'second' })).toBeDefined();
	// One of them failed to start; the other did not.
	forgetNotice('first');
	expect(noticeOf({ address: OLD }, { node: 'second' })).toBeUndefined();
	expect(noticeOf({ address: OLD }, { node: 'first' })).toBeDefined();
});

it('the process remembers two hundred nodes, and forgets the oldest notice first', () => {
	noticeOf({ address: OLD }, { node: 'oldest' });
	for (let other = 0; other < 199; other++) noticeOf({ address: OLD });
	expect(noticeOf({ address: OLD }, { node: 'oldest' })).toBeUndefined();
	noticeOf({ address: OLD });
	expect(noticeOf({ address: OLD }, { node: 'oldest' })).toBeDefined();
});
