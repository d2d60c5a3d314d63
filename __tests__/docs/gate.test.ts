import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { page, root } from './pages.ts';

/** The last cell of each row under "What was tried". */
const [, tried = ''] = page('docs/gate.md').text.split('## What was tried');
const shown = tried
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| trick ') && !line.startsWith('| ---'))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()))
  .map((cells) => ({ trick: cells[0] ?? '', cells: cells.length, by: cells[2] ?? '' }));

describe('docs/gate.md', () => {
  test('has at least 20 tricks, each once, and most have a test', () => {
    const tested = shown.filter(({ by }) => by.startsWith('`'));

    expect(shown.length).toBeGreaterThanOrEqual(20);
    expect(new Set(shown.map(({ trick }) => trick)).size).toBe(shown.length);
    expect(tested.length).toBeGreaterThan(shown.length / 2);
  });

  test.each(shown)('says what shows it: $trick', ({ by, cells }) => {
    expect(cells).toBe(3);
    const [, file, name] = /^`([\w/-]+\.test\.ts)`: `([^`]+)`$/.exec(by) ?? [];
    if (file === undefined) {
      expect(by).toMatch(/^(?:Not blockable, because|GitHub blocks it:) .*\.$/);
      return;
    }
    expect(isTestOf(file, name ?? '')).toBe(true);
  });

  test('names no test that does not exist', () => {
    expect(isTestOf('action/gate.test.ts', 'no such test')).toBe(false);
    expect(isTestOf('action/no-such.test.ts', 'a draft is judged as any pull request')).toBe(false);
  });
});

/** Whether a file below __tests__ has a test of that name, or a table of tests with that title. */
function isTestOf(file: string, name: string): boolean {
  const path = join(root, '__tests__', file);
  if (!existsSync(path)) return false;
  const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?:\\b(?:it|test)\\(|\\]\\)\\(|\\)\\()\\s*'${quoted}',`).test(readFileSync(path, 'utf8'));
}
