import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PROJECT_ROOT } from '../../tools/n8n/paths';

const read = (page: string) => readFileSync(join(PROJECT_ROOT, 'docs', page), 'utf8');
const QUOTED = [...read('troubleshooting.md').matchAll(/^> (.+)$/gm)].map(([, message = '']) => message);

it('quotes messages', () => {
	expect(QUOTED).not.toEqual([]);
});

// messages.md is made from real runs.
it.each(QUOTED)('the node says: %s', (message) => {
	expect(read('messages.md')).toContain(message);
});
