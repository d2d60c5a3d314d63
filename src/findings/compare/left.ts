/** Leaves findings to the rules that report the same cause better. */
import { groupBy } from '../../foundation/groups.ts';
import { comparePaths } from '../../foundation/json.ts';
import { type RawFinding } from '../../model/rule.ts';
import { type Found } from './found.ts';

/**
 * The findings without those that they leave to another rule, if that rule counts and has a finding at the same path. They
 * still decide the Pod Security level.
 *
 * @param counts whether every finding of a rule is reported.
 */
export function withoutLeft(found: readonly Found[], counts: (rule: string) => boolean): readonly Found[] {
  if (!found.some(({ finding }) => finding.leftTo !== undefined)) return found;
  const byObject = groupBy(found, ({ finding }) => finding.manifest);
  const isLeft = ({ leftTo, manifest, path }: RawFinding): boolean =>
    leftTo !== undefined &&
    counts(leftTo) &&
    (byObject.get(manifest) ?? []).some(
      ({ finding }) => finding.rule === leftTo && comparePaths(finding.path, path) === 0,
    );
  return found.filter(({ finding }) => !isLeft(finding));
}
