/**
 * Checks the origins of lines by mutation: draws rendered lines of the fixture charts from each class of source lines,
 * changes the source line that each is said to come from, and renders with native Helm. Exactly the lines that are said
 * to come from it must change.
 *
 *     npx tsx scripts/conformance/lines.ts [--seed N] [--each N] [--only WORD] [--class NAME] [--dist FOLDER] [--shift N]
 *
 * `--each`: number of lines to draw per class. With `--shift`, every claim names a line that many lines too far down:
 * none may be exact.
 */
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { groupBy } from '../../src/foundation/groups.ts';
import { inParallel } from '../in-parallel.ts';
import { helmCases } from './cases.ts';
import { aliasedCharts } from './mutation/aliased.ts';
import { drawn } from './mutation/draw.ts';
import { lineClasses } from './mutation/line-class.ts';
import { linesTable, nameOf, type Tried } from './mutation/line-table.ts';
import { openEngines } from './mutation/open-chart.ts';
import { generator } from './mutation/random.ts';
import type { RenderedLine } from './mutation/rendered-documents.ts';
import { openSubject, type SourceLine, sourceLines, tryLines } from './mutation/try-lines.ts';

const root = resolve(import.meta.dirname, '../..');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      each: { type: 'string', default: '300' },
      only: { type: 'string', default: '' },
      class: { type: 'string', default: '' },
      shift: { type: 'string', default: '0' },
      dist: { type: 'string', default: 'dist' },
      fixtures: { type: 'string', default: '../shared/fixtures' },
    },
  });
  const fixtures = resolve(root, values.fixtures);
  const cases = (await helmCases(fixtures)).map((item) => ({ fixtures, item, aliased: false }));
  const aliased = { ...(await aliasedCharts(fixtures)), aliased: true };
  const engines = openEngines(resolve(root, values.dist));
  try {
    const wanted = [...cases, aliased].filter(({ item }) => item.name.includes(values.only));
    const subjects = await inParallel(2, wanted, async (subject) => openSubject(subject, engines));
    const all = await inParallel(2, subjects, async (subject) => sourceLines(subject, Number(values.shift)));
    const lines = all.flat().filter((line) => line.class.includes(values.class));
    const samples = samplesOf(lines, Number(values.each), generator(Number(values.seed)));
    const tried = await inParallel(2, [...groupBy(samples, ({ line }) => line.subject).values()], trySamples);
    process.stdout.write(`seed ${values.seed}\n${linesTable(lines, tried.flat()).join('\n')}\n`);
  } finally {
    await engines.close();
    await rm(aliased.fixtures, { recursive: true });
  }
}

interface Sample {
  readonly line: SourceLine;
  readonly drawn: readonly RenderedLine[];
}

function samplesOf(lines: readonly SourceLine[], count: number, random: () => number): Sample[] {
  return lineClasses.flatMap((each) => {
    const stocks = lines
      .filter((line) => line.class === each)
      .map((line) => ({ line, group: line.subject.item.path, name: nameOf(line), items: [...line.rendered] }));
    return drawn(stocks, count, random).map(([{ line }, items]) => ({ line, drawn: items }));
  });
}

/** Tries the samples of one subject. */
async function trySamples(samples: readonly [Sample, ...Sample[]]): Promise<Tried[]> {
  const [{ line }] = samples;
  const trials = await tryLines(
    line.subject,
    samples.map((sample) => sample.line),
  );
  const tried = samples.flatMap((sample) => {
    const trial = trials.get(sample.line);
    return trial === undefined ? [] : [{ ...sample, ...trial }];
  });
  const exact = tried.filter(({ outcome }) => outcome === 'exact').length;
  process.stderr.write(`${line.subject.item.name}: ${exact} of ${tried.length} source lines exact\n`);
  return tried;
}

void main();
