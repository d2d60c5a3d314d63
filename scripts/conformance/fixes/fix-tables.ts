/** Formats the results about fixes as tables and lines. */
import { groupBy } from '../../../src/foundation/groups.ts';
import { plainTable } from '../../plain-table.ts';
import { type Batches } from './batches.ts';
import { type Edit, edits, type Fixable } from './fixable.ts';

const risks = ['none', 'may-break', 'decision'] as const;

/** The share of fixable findings with a suggestion by subject, and what these edit and risk. */
export function shareTable(fixables: readonly Fixable[]): string {
  const head = ['', 'fixable', 'suggested', 'share', ...edits, ...risks, 'suggestions'];
  const bySubject = [...groupBy(fixables, ({ part, subject }) => `${part} ${subject}`)];
  const byPart = [...groupBy(fixables, ({ part }) => `all ${part}`)];
  const rows = [...bySubject, ...byPart, ['all', fixables] as const].map(([name, group]) => row(name, group));
  return plainTable(head, rows);
}

function row(name: string, group: readonly Fixable[]): string[] {
  const suggested = group.filter(({ edit }) => edit !== null);
  const by = (wanted: Edit): number => suggested.filter(({ edit }) => edit === wanted).length;
  const risky = (wanted: string): number =>
    suggested.filter(({ finding }) => finding.suggestion?.risk === wanted).length;
  const distinct = new Set(suggested.map(({ finding }) => JSON.stringify(finding.suggestion)));
  const counts = [...edits.map(by), ...risks.map(risky), distinct.size].map((count) => (count === 0 ? '' : `${count}`));
  return [name, `${group.length}`, `${suggested.length}`, percent(suggested.length, group.length), ...counts];
}

/** How many findings with a suggestion in pull requests can be fixed with a click. */
export function clickableLine(fixables: readonly Fixable[]): string {
  const inPulls = fixables.filter(({ part, edit }) => part === 'prs' && edit !== null);
  const clickable = inPulls.filter((each) => each.clickable);
  return `clickable in the pull request: ${clickable.length} of ${inPulls.length}, ${percent(clickable.length, inPulls.length)}`;
}

/** How many suggestions were applied alone and together, and what is wrong with those that failed. */
export function batchLines(batches: readonly Batches[]): string[] {
  const alone = batches.reduce((sum, each) => sum + each.alone, 0);
  const together = batches.reduce((sum, each) => sum + each.together, 0);
  const flaws = batches.flatMap((each) => each.flaws);
  const tried = `${alone} taken alone, ${together} batches`;
  return [`hold: ${alone + together - flaws.length} of ${tried}`, ...flaws.map((flaw) => `    ${flaw}`)];
}

/** The reasons for no suggestion, the most frequent first, each with a few examples. */
export function reasonLines(fixables: readonly Fixable[], examples: number): string[] {
  const without = fixables.filter(({ finding }) => finding.noSuggestion !== undefined);
  const byReason = [...groupBy(without, ({ finding }) => general(finding.noSuggestion ?? ''))];
  return byReason
    .sort(([, a], [, b]) => b.length - a.length)
    .flatMap(([reason, group]) => [
      `${group.length} ${reason}`,
      ...[...new Set(group.map(exampleOf))].slice(0, examples).map((example) => `    ${example}`),
    ]);
}

/** The sentence without names. */
function general(reason: string): string {
  return reason
    .replace(/(would also change) .*/, '$1 …')
    .replace(/(would bring a new finding:) .*/, '$1 …')
    .replace(/^(An edit of) \S+( was tried)/, '$1 …$2')
    .replace(/, and \S+( did not render)/, ', and …$1')
    .replace(/^(The fix would be in) \S+,/, '$1 …,')
    .replace(/^\S+( could not be edited| has what the fix)/, '…$1')
    .replace(/^(The lines to change in) \S+/, '$1 …')
    .replace(/\(&?\*?[\w-]*\)/, '(…)');
}

function exampleOf({ subject, finding }: Fixable): string {
  const { object, path, rule, source, noSuggestion } = finding;
  return `${subject} ${source} ${object.kind}/${object.name} ${path.join('.')} [${rule}] ${noSuggestion ?? ''}`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}
