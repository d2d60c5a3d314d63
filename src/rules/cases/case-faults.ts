/** Finds what is wrong with the files of a case beside expected.json. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { canonical } from '../../foundation/json.ts';
import { type KubernetesObject } from '../../model/manifest.ts';
import { type RawFinding } from '../../model/rule.ts';
import { fixedObject } from './apply-fix.ts';
import { caseFiles, readObject, type RuleCase } from './cases.ts';

/** Files of a case that nothing reads, such as a misspelt expected.json. */
export async function unreadFiles({ directory }: RuleCase): Promise<string[]> {
  const known: readonly string[] = caseFiles;
  const names = await readdir(directory);
  return names
    .filter((name) => !known.includes(name))
    .map((name) => `${join(directory, name)} is not a file of a case; expected only ${known.join(', ')}.`);
}

/** A rule that compares needs the object at the base in each case, and no other rule reads it. */
export function baseFaults({ directory, base }: RuleCase, compares: boolean): string[] {
  const file = join(directory, 'base.yaml');
  if (compares && base === null) return [`${file} is missing: expected the object at the base, as the rule compares.`];
  return !compares && base !== null ? [`${file} is not read: the rule does not compare.`] : [];
}

/**
 * Whether fixed.yaml is the object after all fixes, and has no findings.
 *
 * @param find the rule's findings in an object.
 */
export async function fixFaults(
  { directory, object }: RuleCase,
  findings: readonly RawFinding[],
  find: (object: KubernetesObject) => readonly RawFinding[],
): Promise<string[]> {
  const file = join(directory, 'fixed.yaml');
  const fixed = fixedObject(object, findings);
  if (fixed === null)
    return existsSync(file) ? [`${file} is not read: it is only for cases in which every finding has a fix.`] : [];
  const left = find(fixed).map(({ message }) => `After the fixes, the rule still finds: ${message}`);
  const after = JSON.stringify(fixed);
  if (!existsSync(file)) return [...left, `${file} is missing: expected the object after all fixes, ${after}.`];
  const written = await readObject(file, 'the object after all fixes');
  if (canonical(written) === canonical(fixed)) return left;
  return [...left, `${file}: expected the object after all fixes, ${after}; got ${JSON.stringify(written)}.`];
}
