/** Formats the results of comparing renders. */
import { plainTable } from '../plain-table.ts';
import type { Case } from './cases.ts';
import type { Verdict } from './verdict.ts';

/** The result of one case. */
export interface Result {
  readonly item: Case;
  readonly verdict: Verdict;
}

const kinds = ['equal', 'random', 'both fail', 'different'] as const;

/** The row of a case: one per chart with all its value files, or per repository of kustomizations. */
function rowOf({ item: { kind, repository, path } }: Result): string {
  return `${kind} ${repository.split('/')[1] ?? path}`;
}

function counted(name: string, results: readonly Result[]): readonly string[] {
  const counts = kinds.map((kind) => results.filter(({ verdict }) => verdict.kind === kind).length);
  return [name, results.length, ...counts].map((cell) => (cell === 0 ? '' : String(cell)));
}

/** The number of renders by result. */
export function verdictTable(results: readonly Result[]): string {
  const rows = [...new Set(results.map(rowOf))].map((row) =>
    counted(
      row,
      results.filter((result) => rowOf(result) === row),
    ),
  );
  return plainTable(['', 'renders', ...kinds], [...rows, counted('all', results)]);
}

/** Why a case is not simply equal, as lines of text. */
export function explanation({ item, verdict }: Result): readonly string[] {
  const title = `\n${item.kind} ${item.name}`;
  switch (verdict.kind) {
    case 'equal':
      return [];
    case 'random':
      return [`${title}: two native renders differ here as well`, ...verdict.places.map((place) => `    ${place}`)];
    case 'both fail':
      return [`${title}: neither renders`, `    native: ${verdict.native}`, `    ours:   ${verdict.ours}`];
    case 'different':
      return [`${title}: DIFFERENT`, ...verdict.why.slice(0, 20).map((why) => `    ${why}`)];
  }
}
