import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { cases } from './golden-cases.ts';

it.each(cases)('the golden case $name has every file that is written for it, and no other', ({ folder, report }) => {
  const given = ['diff.json', 'report.json', ...(report.counts.sources > 0 ? ['files'] : [])];
  const written = ['annotations.txt', 'report.sarif', 'summary.md', 'text.txt'];
  const posted = report.mode === 'review' ? ['requests.json'] : [];

  expect(readdirSync(folder).sort()).toEqual([...given, ...written, ...posted].sort());
});
