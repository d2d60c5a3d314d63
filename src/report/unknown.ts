/** Sentences about findings that depend on an unknown value. */
import { groupBy } from '../foundation/groups.ts';
import { type HangingFinding, type ReportedUnknown } from '../model/report.ts';
import { count } from './labels.ts';
import { objectLabel } from '../foundation/kubernetes/names.ts';

/** Maximum number of objects named per rule. */
const mostNamed = 3;

/** Sentences about what depends on an unknown value; empty if nothing does. */
export function hangingSentences({ fields, hanging, assumed }: ReportedUnknown): string[] {
  const rules = [...groupBy(hanging, ({ rule }) => rule)].map(([rule, mine]) => `${rule} of ${objectsOf(mine)}`);
  const unknown = `${count(fields, 'field')} ${fields === 1 ? 'is' : 'are'} unknown because of it`;
  const hangs = `${count(hanging.length, 'finding')} ${hanging.length === 1 ? 'depends' : 'depend'} on it: ${rules.join('; ')}`;
  const holds = `${count(assumed, 'finding')} ${assumed === 1 ? 'holds' : 'hold'} unless it sets something else`;
  const said = [fields > 0 ? unknown : null, hanging.length > 0 ? hangs : null, assumed > 0 ? holds : null];
  return said.flatMap((sentence) => (sentence === null ? [] : [`${sentence}.`]));
}

function objectsOf(hanging: readonly HangingFinding[]): string {
  const labels = [...new Set(hanging.map(({ object }) => objectLabel(object)))];
  const more = labels.length > mostNamed ? ` and ${labels.length - mostNamed} more` : '';
  return labels.slice(0, mostNamed).join(', ') + more;
}
