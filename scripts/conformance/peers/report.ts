/** What a run on the suites of peers says, as lines of text and as a section of docs/conformance.md. */
import { wrap } from '../../../src/report/text/terminal.ts';
import { plainTable } from '../../plain-table.ts';
import { type Judgement } from './judgements.ts';
import { reasons } from './map.ts';
import { type PeersRun } from './run.ts';

const columns = ['checks', 'not claimed', 'mapped', 'tested', 'compared', 'agree', 'share', 'left out'];

/** The table of suites. */
function suitesTable({ results, map }: PeersRun): string {
  const rows = results.map(({ name, tested, compared, leftOut, disagreements }) => {
    const checks = map.filter(({ suite }) => suite === name);
    const mapped = checks.filter(({ rules }) => rules.length > 0).length;
    const counts = [checks.length, checks.length - mapped, mapped, tested];
    return { name, counts, compared, agree: compared - disagreements.length, leftOut };
  });
  const all = rows.reduce((sum, row) => ({
    name: 'all',
    counts: sum.counts.map((count, column) => count + (row.counts[column] ?? 0)),
    compared: sum.compared + row.compared,
    agree: sum.agree + row.agree,
    leftOut: sum.leftOut + row.leftOut,
  }));
  return plainTable(
    ['', ...columns],
    [...rows, all].map(({ name, counts, compared, agree, leftOut }) => [
      name,
      ...[...counts, compared, agree].map(String),
      `${((100 * agree) / compared).toFixed(1)} %`,
      String(leftOut),
    ]),
  );
}

/** Why checks are not claimed, with their number. */
function reasonsTable({ map }: PeersRun): string[] {
  const width = Math.max(...Object.values(reasons).map(({ length }) => length));
  return Object.entries(reasons).map(
    ([reason, text]) =>
      `${text.padEnd(width)}  ${String(map.filter((each) => each.reason === reason).length).padStart(4)}`,
  );
}

const wording = {
  plimsoll: 'Plimsoll is right',
  peer: 'The peer is right',
  choice: 'Both are allowed',
} as const;

/** One judgement: the sentence, then the checks that it is about. */
function judgementLines({ right, because, of }: Judgement): string[] {
  const byCheck = new Map<string, number>();
  for (const label of of) {
    const check = checkOf(label);
    byCheck.set(check, (byCheck.get(check) ?? 0) + 1);
  }
  const checks = [...byCheck].map(([check, count]) => (count === 1 ? check : `${check} (${count})`));
  const lines = wrap(`**${wording[right]}.** ${because} (${checks.join(', ')})`, 116);
  return lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
}

/** A label without its place: what is before the first word with a slash and a suffix. */
function checkOf(label: string): string {
  const words = label.split(' ');
  const place = words.findIndex((word) => word.includes('/') && /\.\w+$/.test(word));
  return words.slice(0, place).join(' ');
}

/** Lines for a terminal: the table, then what has to be mended. */
export function peersLines(run: PeersRun): string[] {
  return [
    ...suitesTable(run).split('\n'),
    ...run.faults.map((fault) => `    ${fault}`),
    ...run.hints.map((hint) => `    could be mapped: ${hint}`),
  ];
}

export const peersHeading = '## Suites of peers';

/** The section of the page, from its heading to its last line. */
export function peersSection(run: PeersRun): string {
  return [
    peersHeading,
    '',
    'What the test suites of other policy tools expect, and what the rules of Plimsoll find (`npx tsx scripts/peers.ts`). Each',
    'check of a suite is mapped to rules, or not claimed, in `scripts/conformance/peers/map.tsv`; `tested` are the mapped checks',
    'that the suite has an example of. `compared` are objects or files that a suite says pass or fail a check; `left out` are',
    'examples of mapped checks without an object that a rule could look at. Kubernetes is of the newest version, and parameters',
    'have their defaults.',
    '',
    '```text',
    ...suitesTable(run)
      .split('\n')
      .map((line) => line.trimEnd()),
    '```',
    '',
    'Why checks are not claimed:',
    '',
    '```text',
    ...reasonsTable(run),
    '```',
    '',
    'Disagreements, judged by the specification; `scripts/conformance/peers/judged.yaml` lists each:',
    '',
    ...run.judgements.flatMap(judgementLines),
    '',
  ].join('\n');
}

/** The page with this section in the place of the one that it has, or else before the results of the mutation runs. */
export function withPeersSection(page: string, section: string): string {
  const others = page.split(/^(?=## )/m).filter((part) => !part.startsWith(peersHeading));
  const before = others.findIndex((part) => part.startsWith('## By mutation'));
  return others.toSpliced(before === -1 ? others.length : before, 0, `${section}\n`).join('');
}
