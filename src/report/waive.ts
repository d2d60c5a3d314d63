/** The configuration entry that waives findings, for copying from a comment. */
import { type ObjectName } from '../model/object-name.ts';
import { ownFile } from '../policy/trust.ts';
import { spellOutInCode } from './control-characters.ts';
import { code, fence } from './escape-markdown.ts';
import type { Statement } from './remarks.ts';

/** Maximum number of entries. */
const mostEntries = 3;

type Waived = Pick<Statement, 'rule' | 'objects'>;

/** A folded section. Reason and date are for the user to fill in: without them, the entry is invalid. */
export function waiveParts(statements: readonly Waived[]): readonly string[] {
  if (statements.length === 0) return [];
  const where = `In ${code(ownFile)}, on the branch that this is merged into:`;
  return [
    `<details><summary>Accept for a limited time</summary>\n\n${where}\n\n${fence('yaml', entriesOf(statements))}\n\n</details>`,
  ];
}

function entriesOf(statements: readonly Waived[]): string {
  const all = [...new Set(statements.flatMap(({ rule, objects }) => objects.map((object) => entry(rule, object))))];
  const left = all.length - mostEntries;
  const more = left > 0 ? [`  # and ${left} more like these`] : [];
  return ['waivers:', ...all.slice(0, mostEntries), ...more].join('\n');
}

function entry(rule: string, object: ObjectName): string {
  return [
    `  - rule: ${scalar(rule)}`,
    `    object: ${scalar(named(object))}`,
    '    reason: # why',
    '    expires: # the last day, YYYY-MM-DD',
  ].join('\n');
}

/** The object as waivers name it. Without a namespace, it matches any namespace. */
function named({ kind, namespace, name }: ObjectName): string {
  return [kind, ...(namespace === null ? [] : [namespace]), name].join('/');
}

/** A plain scalar if that is certainly a string; else JSON, which is valid YAML. */
function scalar(text: string): string {
  return /^[A-Za-z][\w./-]*$/.test(text) ? text : spellOutInCode(JSON.stringify(text));
}
