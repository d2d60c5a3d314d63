/**
 * Lines, by mutation: of the rendered lines of the fixture charts, some are drawn, of each class of source lines. The source
 * line that each is said to come from is changed, and rendered by native Helm: exactly the lines that are said to come from
 * it have to change.
 *
 *     npx tsx scripts/conformance/lines.ts [--seed N] [--each N] [--only WORD] [--class NAME] [--dist FOLDER] [--shift N]
 *
 * `--each` is how many are drawn of a class. With `--shift`, each claim names a line so many lines too far down: none may
 * come out exact.
 */
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { groupBy } from '../../src/groups.ts';
import { inParallel } from '../in-parallel.ts';
import { plainTable } from '../plain-table.ts';
import { helmCases } from './cases.ts';
import { aliasedCharts } from './mutation/aliased.ts';
import { drawn, type Stock } from './mutation/draw.ts';
import { lineClasses } from './mutation/line-class.ts';
import { openEngines } from './mutation/open-chart.ts';
import { generator } from './mutation/random.ts';
import type { RenderedLine } from './mutation/rendered-documents.ts';
import { type SourceLine, sourceLines, type Subject, type Trial, tryLines } from './mutation/try-lines.ts';

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
  const aliased = await aliasedCharts(fixtures);
  const engines = openEngines(resolve(root, values.dist));
  try {
    const subjects = [
      ...(await helmCases(fixtures)).map((item): Subject => ({ fixtures, item, aliased: false })),
      { ...aliased, aliased: true },
    ].filter(({ item }) => item.name.includes(values.only));
    const shift = Number(values.shift);
    const lines = (await inParallel(2, subjects, (subject) => sourceLines(subject, engines, shift))).flat();
    const wanted = lines.filter((line) => line.class.includes(values.class));
    const samples = samplesOf(wanted, Number(values.each), generator(Number(values.seed)));
    const bySubject = [...groupBy(samples, ({ line }) => line.subject)];
    const trials = await inParallel(2, bySubject, async ([subject, group]) => {
      const tried = await tryLines(
        subject,
        group.map(({ line }) => line),
        engines,
      );
      const exact = [...tried.values()].filter(({ outcome }) => outcome === 'exact').length;
      process.stderr.write(`${subject.item.name}: ${exact} of ${tried.size} source lines exact\n`);
      return [...tried];
    });
    const results = new Map(trials.flat());
    const claims = samples.flatMap(({ line, drawn: rendered }): Claim[] => {
      const trial = results.get(line);
      return trial === undefined ? [] : [{ ...trial, line, rendered }];
    });
    process.stdout.write(`seed ${values.seed}\n${table(wanted, claims)}\n${differences(claims).join('\n')}\n`);
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
  const stocks = lines.map((line): Stock & { readonly line: SourceLine } => ({
    line,
    group: line.subject.item.path,
    name: nameOf(line),
    items: [...line.rendered],
  }));
  return lineClasses
    .flatMap((each) =>
      drawn(
        stocks.filter(({ line }) => line.class === each),
        count,
        random,
      ),
    )
    .map(([{ line }, items]) => ({ line, drawn: items }));
}

function nameOf({ subject, file, line }: SourceLine): string {
  return `${subject.item.path}/${file}:${line + 1}`;
}

/** A source line that was changed, and the rendered lines for which it was. */
interface Claim extends Trial {
  readonly line: SourceLine;
  readonly rendered: readonly RenderedLine[];
}

function table(lines: readonly SourceLine[], claims: readonly Claim[]): string {
  const row = (name: string, all: readonly SourceLine[], some: readonly Claim[]): string[] => {
    const exist = new Set(all.map(nameOf)).size;
    const changed = new Set(some.map(({ line }) => nameOf(line))).size;
    const of = (...outcomes: Trial['outcome'][]): number =>
      some.filter(({ outcome }) => outcomes.includes(outcome)).reduce((sum, { rendered }) => sum + rendered.length, 0);
    const tried = of('exact', 'different');
    const share = tried === 0 ? '-' : `${((100 * of('exact')) / tried).toFixed(2)} %`;
    const numbers = [exist, changed, of('exact', 'different', 'refused', 'no change known')];
    return [name, ...[...numbers, of('no change known'), of('refused'), tried, of('exact')].map(String), share];
  };
  const rows = lineClasses.flatMap((each) => {
    const all = lines.filter((line) => line.class === each);
    return all.length === 0
      ? []
      : [
          row(
            each,
            all,
            claims.filter(({ line }) => line.class === each),
          ),
        ];
  });
  const head = ['class', 'source lines', 'drawn', 'claims', 'not changed', 'refused', 'tried', 'exact', ''];
  return plainTable(head, [...rows, row('all', lines, claims)]);
}

function differences(claims: readonly Claim[]): string[] {
  return claims
    .filter(({ outcome }) => outcome !== 'exact')
    .map(
      ({ line, outcome, why }) =>
        `${line.class}: ${line.subject.item.name}: ${line.file}:${line.line + 1}: ${outcome} ${why}`,
    );
}

void main();
