import { expect, test } from 'vitest';
import { fill, table } from '../../scripts/readme/markdown.ts';

test('a table keeps a bar inside a cell from ending it', () => {
  expect(table(['input', 'what'], [['`mode`', 'review|audit']])).toBe(
    ['| input | what |', '| --- | --- |', '| `mode` | review\\|audit |'].join('\n'),
  );
});

test('filling replaces what was generated before and nothing else', () => {
  const text = 'a\n<!-- generated: rules -->\n\nold\n\n<!-- end -->\nb <!-- end -->\n';

  const once = fill(text, 'rules', 'new');

  expect(once).toBe('a\n<!-- generated: rules -->\n\nnew\n\n<!-- end -->\nb <!-- end -->\n');
  expect(fill(once, 'rules', 'new')).toBe(once);
});

test('a page without a place for the table is an error that names the place', () => {
  expect(() => fill('nothing', 'rules', 'new')).toThrow('<!-- generated: rules -->');
});
