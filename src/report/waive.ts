/** The configuration entry that waives findings, for copying from a comment. */
import { objectSelector } from '../foundation/kubernetes/object-selector.ts';
import { type ObjectName } from '../model/object-name.ts';
import { lastDayOffered } from '../policy/config/waiver-days.ts';
import { ownFile } from '../policy/trust.ts';
import { spellOutInCode } from './control-characters.ts';
import { code, fence } from './escape-markdown.ts';
import type { Statement } from './statements.ts';

/** Maximum number of entries. */
const mostEntries = 3;

type Waived = Pick<Statement, 'rule' | 'objects'>;

/**
 * A folded section with valid entries, in which users replace reason and owner. `today`: ISO date; without it, users set the
 * last day too.
 */
export function waiveParts(statements: readonly Waived[], today?: string): readonly string[] {
  const entries = entriesOf(statements, today === undefined ? '<YYYY-MM-DD>' : lastDayOffered(today));
  if (entries === null) return [];
  const where = `In ${code(ownFile)}, on the default branch:`;
  return [
    `<details><summary>Accept for a limited time</summary>\n\n${where}\n\n${fence('yaml', entries)}\n\n</details>`,
  ];
}

/** Null if no object has a name that a waiver can have. */
function entriesOf(statements: readonly Waived[], lastDay: string): string | null {
  const all = [
    ...new Set(statements.flatMap(({ rule, objects }) => objects.flatMap((each) => entry(rule, each, lastDay)))),
  ];
  if (all.length === 0) return null;
  const left = all.length - mostEntries;
  const more = left > 0 ? [`  # and ${left} more like these`] : [];
  return ['waivers:', ...all.slice(0, mostEntries), ...more].join('\n');
}

function entry(rule: string, object: ObjectName, lastDay: string): string[] {
  const selector = objectSelector(object);
  if (selector === null) return [];
  const lines = [
    `  - rule: ${scalar(rule)}`,
    `    object: ${scalar(selector)}`,
    '    reason: <why this is accepted>',
    "    owner: '@<login, or organisation/team>'",
    `    expires: '${lastDay}'`,
  ];
  return [lines.join('\n')];
}

/** A plain scalar if that is certainly a string; else JSON, which is valid YAML. */
function scalar(text: string): string {
  return /^[A-Za-z][\w./-]*$/.test(text) ? text : spellOutInCode(JSON.stringify(text));
}
