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
 */
export function leaving(
  all: readonly RawFinding[],
  counts: (rule: string) => boolean,
): (finding: RawFinding) => boolean {
  const byObject = groupBy(all, ({ manifest }) => manifest);
  return ({ rule, leftTo, manifest, path }) =>
    leftTo !== undefined &&
    counts(rule) &&
    counts(leftTo) &&
    (byObject.get(manifest) ?? []).some((other) => other.rule === leftTo && isBeside(other.path, path));
}

/** Whether the map that holds one field also holds the other, at any depth. */
function isBeside(one: Path, other: Path): boolean {
  return one.slice(0, -1).every((part, index) => other[index] === part);
}
