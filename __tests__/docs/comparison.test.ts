/** docs/comparison.md, as far as it speaks of Plimsoll. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cases } from '../../scripts/comparison/cases.ts';
import { withEdits } from '../../scripts/comparison/manifests.ts';
import { auditor } from '../suggest/audited.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { page, root } from './pages.ts';

const clean = readFileSync(join(root, 'examples/comparison/clean.yaml'), 'utf8');
const audited = auditor(openWorld);

/** Ids of rules that find something in a file, sorted. */
async function foundIn(text: string): Promise<readonly string[]> {
  const { findings, problems } = await audited({ 'case.yaml': text });
  expect(problems).toEqual([]);
  return [...new Set(findings.map(({ rule }) => rule))].sort();
}

/** What the page's tables of mistakes (0) and of look-alikes (1) have in a column, by the name of the case. */
function column(table: number, head: string): ReadonlyMap<string, string> {
  const rows = page('docs/comparison.md')
    .text.split('\n\n')
    .filter((block) => block.startsWith('| case '))
    [table]?.split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const at = rows?.[0]?.indexOf(head) ?? -1;
  return new Map(rows?.slice(2).map((row) => [(row[1] ?? '').replaceAll('`', ''), row[at] ?? '']));
}

test('the file that all cases are edits of has no findings', async () => {
  expect(await foundIn(clean)).toEqual([]);
});

describe.each([
  ['fault', 0],
  ['harmless', 1],
] as const)('the table of what is %s', (side, table) => {
  const said = column(table, 'Plimsoll');

  test('has a row for each case, and how many Plimsoll says something of', () => {
    const silent = cases.filter(({ name }) => said.get(name) === '-').length;

    expect([...said.keys()]).toEqual([...cases.map(({ name }) => name), '']);
    expect(said.get('')).toBe(`**${cases.length - silent} of ${cases.length}**`);
  });

  test.each(cases)('has what Plimsoll finds in $name', async (each) => {
    const found = await foundIn(withEdits(clean, each[side].edits));

    expect(said.get(each.name)).toBe(found.length === 0 ? '-' : found.map((rule) => `\`${rule}\``).join(', '));
  });
});
