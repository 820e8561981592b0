import { pageOf, tableOf, withSection } from '../../tools/bench/page';

const machine = { cores: 2, cpu: 'AMD', gigabytes: 24, node: '20.19.0', system: 'linux 6' };

it('each figure is a row, a missed goal is marked, and a bar ends no cell', () => {
	expect(
		tableOf([
			{ what: 'ratio', figure: '1.20', goal: 'at most 1.5', met: true },
			{ what: 'rest | of it', figure: '3', goal: 'at most 2', met: false },
			{ what: 'size', figure: '9 KB' },
		]).split('\n'),
	).toEqual([
		'| what | figure | goal | |',
		'| --- | --- | --- | --- |',
		'| ratio | 1.20 | at most 1.5 | met |',
		'| rest \\| of it | 3 | at most 2 | **missed** |',
		'| size | 9 KB |  |  |',
	]);
});

it('the page names the machine, and n8n if one was started', () => {
	const page = pageOf([{ what: 'size', figure: '9 KB' }], { ...machine, n8n: '2.41.1' }, '');
	expect(page).toContain(
		'2 cores (AMD), 24 GB, Node 20.19.0 and\nlinux 6. The rows about n8n itself are for n8n 2.41.1.',
	);
	expect(page).toContain('| size | 9 KB |');
	expect(pageOf([], machine, '')).not.toContain('about n8n');
});

it('keeps the sections of other commands, and writes its own figures once', () => {
	const first = pageOf([{ what: 'size', figure: '9 KB' }], machine, '');
	const second = pageOf(
		[{ what: 'size', figure: '8 KB' }],
		machine,
		`${first}\n## Clicks\n\n| task |\n\n## More\n`,
	);
	expect(second).toBe(`${first.replace('9 KB', '8 KB')}\n## Clicks\n\n| task |\n\n## More\n`);
});

it('a section takes the place of the one before, wherever it stands, and the bench keeps it', () => {
	const page = pageOf([{ what: 'size', figure: '9 KB' }], machine, '');
	const once = withSection(page, '## Tokens\n\n| 1 |\n');
	expect(once).toBe(`${page.trimEnd()}\n\n## Tokens\n\n| 1 |\n`);
	expect(withSection(once, '## Tokens\n\n| 2 |\n')).toBe(once.replace('| 1 |', '| 2 |'));
	const between = `${once}\n## Clicks\n\n| task |\n`;
	expect(withSection(between, '## Tokens\n\n| 2 |\n')).toBe(between.replace('| 1 |', '| 2 |'));
	expect(pageOf([{ what: 'size', figure: '8 KB' }], machine, between)).toBe(between.replace('9 KB', '8 KB'));
});
