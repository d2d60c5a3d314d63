import { expect, test } from 'vitest';
import { problem } from '../../src/report/schema/problem.ts';
import { firstCells, page } from './pages.ts';

test('docs/problems.md has one row for each code, and none for a code that does not exist', () => {
  const codes: readonly string[] = problem.shape.code.options;

  const rows = firstCells(page('docs/problems.md'));

  expect([...rows].sort()).toEqual([...codes].sort());
});

test('each row says what happened and what to do', () => {
  const lines = page('docs/problems.md').text.split('\n');

  const short = lines.filter(
    (line) => line.startsWith('| `') && !/^\| `[a-z0-9-]+` +\| \S.*\. +\| \S.*\. +\|$/.test(line),
  );

  expect(short).toEqual([]);
});
