/** Leaves findings to the rules that report the same cause better. */
import { groupBy } from '../../foundation/groups.ts';
import { type Path } from '../../model/json.ts';
import { type RawFinding } from '../../model/rule.ts';

/**
 * Whether a finding is left to another rule, which counts and has a finding beside it: in the same map, or in one around it.
 * Findings are left out only after base and head are compared: where the other rule is met at last, what is left is not new.
 *
 * @param all the findings of all objects, of both sides.
 * @param counts whether every finding of a rule is reported. A rule that reports only lost protections leaves nothing.
 * @param blocks whether a finding can block the merge: one that can is not left to one that cannot, or more rules would let more pass.
 */
export function leaving(
  all: readonly RawFinding[],
  counts: (rule: string) => boolean,
  blocks: (finding: RawFinding) => boolean = () => false,
): (finding: RawFinding) => boolean {
  const byObject = groupBy(all, ({ manifest }) => manifest);
  return (finding) => {
    const { rule, leftTo, manifest, path } = finding;
    if (leftTo === undefined || !counts(rule) || !counts(leftTo)) return false;
    const isLaxer = (other: RawFinding): boolean => blocks(finding) && !blocks(other);
    return (byObject.get(manifest) ?? []).some(
      (other) => other.rule === leftTo && isBeside(other.path, path) && !isLaxer(other),
    );
  };
}

/** Whether the map that holds one field also holds the other, at any depth. */
function isBeside(one: Path, other: Path): boolean {
  return one.slice(0, -1).every((part, index) => other[index] === part);
}
