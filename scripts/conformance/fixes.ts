/**
 * Measures fixes: how many of the fixtures' findings with a fixable rule have a verified suggestion, what it edits and
 * its risk; for pull requests, how many can be applied with a click, and whether every pair of them, and all together,
 * work.
 *
 *     npx tsx scripts/conformance/fixes.ts [--only charts|kustomize|manifests|prs] [--name WORD] [--examples N]
 *                                          [--out FOLDER] [--scratch FOLDER] [--fixtures FOLDER]
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openWorld } from '../../src/run/open/open-world.ts';
import { type World } from '../../src/run/open/world.ts';
import { type Batches, batchesOf } from './fixes/batches.ts';
import { batchLines, clickableLine, reasonLines, shareTable } from './fixes/fix-tables.ts';
import { type Fixable, fixablesOf } from './fixes/fixable.ts';
import { parts, type Subject, subjectsOf } from './fixes/subjects.ts';

const root = resolve(import.meta.dirname, '../..');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      name: { type: 'string', default: '' },
      examples: { type: 'string', default: '3' },
      out: { type: 'string', default: join(tmpdir(), 'plimsoll-fixes') },
      scratch: { type: 'string', default: join(tmpdir(), 'plimsoll-prs') },
      fixtures: { type: 'string', default: '../shared/fixtures' },
    },
  });
  await mkdir(values.out, { recursive: true });
  await mkdir(values.scratch, { recursive: true });
  const wanted = parts.filter((part) => part.includes(values.only));
  const all = await Promise.all(wanted.map((part) => subjectsOf(part, resolve(root, values.fixtures), values.scratch)));
  const subjects = all.flat().filter(({ name }) => name.includes(values.name));
  const world = await openWorld(() => undefined, null);
  const fixables: Fixable[] = [];
  const batches: Batches[] = [];
  for (const subject of subjects) {
    const mine = await tried(subject, world, values.out);
    fixables.push(...mine);
    batches.push(await batchesOf(subject, mine, world));
  }
  await world.engines.close();
  const lines = [
    shareTable(fixables),
    clickableLine(fixables),
    ...batchLines(batches),
    '',
    ...reasonLines(fixables, Number(values.examples)),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Checks a subject, and stores its report. */
async function tried(subject: Subject, world: World, out: string): Promise<Fixable[]> {
  const started = performance.now();
  const outcome = await subject.look(world);
  const fixables = await fixablesOf(subject, outcome);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const suggested = fixables.filter(({ edit }) => edit !== null).length;
  process.stderr.write(`${subject.part} ${subject.name}: ${suggested}/${fixables.length} in ${seconds} s\n`);
  const file = `${subject.part}-${subject.name.replaceAll(/[ /]/g, '-')}.json`;
  await writeFile(join(out, file), JSON.stringify(outcome.report, null, 1));
  return fixables;
}

await main();
