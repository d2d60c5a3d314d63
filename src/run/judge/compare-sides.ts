/** Compares the findings of base and head, and separates those that stay undecided. */
import { compare } from '../../findings/compare/compare.ts';
import { leaving } from '../../findings/compare/left.ts';
import { declaredAgain } from './declared-again.ts';
import { isNobodys, movedToEnvironment } from '../open/deployed-otherwise.ts';
import { compareAlone, foundIn, foundOf, leavingIn, type InspectedSide, waiverAt } from '../look/inspected-side.ts';
import { type Evaluated, joined } from '../look/inspect.ts';
import { comparisons } from './comparisons.ts';
import { type Hanging, unknownAt } from '../../rules/unknown/hanging.ts';
import { rankOf } from '../../foundation/severity.ts';
import { type Compared } from '../../model/finding.ts';
import { type Rendering } from '../../model/manifest.ts';
import { type Notice } from '../../model/problem.ts';
import { type RawFinding } from '../../model/rule.ts';
import { askedByLabels, askedInReview, listing, onlyIfLost, withReason } from './asked-levels.ts';
import { type LostFindings, onlyLostWithin, withoutLost } from './lost-findings.ts';
import { onlyRemoved, removedRulesAmong, withoutRemovedRules } from './removed-findings.ts';
import { type Setting } from '../open/setting.ts';
import { withNamespaceLevels } from './namespace-levels.ts';
import { type ObjectHistory } from '../../findings/compare/object-history.ts';
import { entersEnvironment } from '../../foundation/text/environments.ts';
import { objectHistory, renderedObjects } from './object-history.ts';
import { type UnchangedPredecessors, predecessorsOf } from './predecessors.ts';

export interface SidesCompared extends LostFindings {
  /** Findings of base in fields that are unknown at head. */
  readonly undecided: readonly Hanging[];
  readonly moved: readonly Notice[];
  /** What rules say that compare both sides. */
  readonly comparisons: Evaluated;
}

/**
 * What an overlay takes from a folder that stays is no move if the overlay is of another environment: it is in the cluster of that
 * environment for the first time.
 */
function withoutCopies(history: ObjectHistory, before: InspectedSide, after: InspectedSide): ObjectHistory {
  const staying = new Set(after.side.retained.values());
  if (staying.size === 0) return history;
  const was = new Map(before.side.sources.map(({ id, path }) => [id, path]));
  const is = new Map(after.side.sources.map(({ id, path }) => [id, path]));
  return {
    ...history,
    cameFrom: (object) => {
      const source = history.cameFrom(object);
      if (source === null || !staying.has(source)) return source;
      return entersEnvironment(was.get(source) ?? '', is.get(object.source) ?? '') ? null : source;
    },
  };
}

export function comparedWith(
  before: InspectedSide,
  after: InspectedSide,
  standing: UnchangedPredecessors,
  setting: Setting,
): SidesCompared {
  const waiverOf = waiverAt(after, setting);
  const { retained } = after.side;
  const isRetained = ({ source }: Rendering): boolean => retained.has(source.id);
  const declared = after.renderings.filter((rendering) => !isRetained(rendering));
  const deploying = new Set(
    before.side.sources.flatMap((source) => (isNobodys(source) ? [] : [source.deployment?.name ?? ''])),
  );
  const { pods } = setting.evaluator;
  const history = withoutCopies(objectHistory(before.renderings, declared, deploying, pods), before, after);
  const asAtBase = {
    ids: retained,
    history: objectHistory(before.renderings, after.renderings.filter(isRetained), deploying, pods, retained),
  };
  const predecessors = predecessorsOf(before, after, standing);
  // Without new tests of charts: nobody deploys these, so nothing in them was deployed at base.
  const matching = { history, retained: asAtBase, predecessors: { ids: standing.ids, fresh: predecessors.fresh } };
  const ofChange = comparisons(before, after, standing, matching, setting);
  const evaluated = joined(after.evaluated, ofChange);
  const hanging = foundOf(
    after,
    evaluated.hanging.map(({ finding }) => finding),
  );
  const askedBy = askedInReview(before, after, setting);
  const isOnlyIfLost = onlyIfLost(setting, askedBy);
  const { compared: lost, mayBeReported } = onlyLostWithin(
    compare(
      foundIn(before),
      foundIn({ ...after, evaluated }),
      setting.standing,
      (finding, status) => (isOnlyIfLost(finding) ? null : waiverOf(finding, status)),
      history,
      hanging,
      asAtBase,
      predecessors,
    ),
    {
      base: before,
      head: after,
      unchanged: standing,
      matching,
      waiverOf,
      isOnlyIfLost,
      setting,
    },
  );
  const isListed = listing(askedBy);
  const isLeft = leavingIn([before, { evaluated }, standing], setting);
  const removedRules = removedRulesAmong(setting.world.rules);
  // What is only reported as lost leaves to others what these report as well, and think as severe.
  const brought = lost.filter(({ status }) => status === 'new' || status === 'worsened');
  const isLeftNow = leaving(brought, () => true);
  const severityOf = new Map(setting.world.rules.map(({ id, severity }) => [id, severity]));
  const isGraver = ({ rule }: Compared, other = ''): boolean =>
    rankOf(severityOf.get(rule) ?? 'low') < rankOf(severityOf.get(other) ?? 'low');
  const reported = lost
    .filter((finding) => finding.lost === undefined || !isLeftNow(finding) || isGraver(finding, finding.leftTo))
    // What is removed is left to others only once it is known what is.
    .filter((finding) => removedRules.has(finding.rule) || !isLeft(finding))
    .filter(isListed)
    .map((finding) => withReason(finding, askedBy(finding), setting));
  const all = setting.borders.aroundNow(
    { stage: 'evaluate', subject: 'which levels the workloads of namespaces meet' },
    () => withNamespaceLevels(reported, after, setting),
    () => reported,
  );
  const here = after.renderings.flatMap(({ manifests, supposed }) => [...manifests, ...(supposed?.possible ?? [])]);
  const becauseOf = unknownAt(here);
  const fixed = all.filter(({ status }) => status === 'fixed').map((finding) => ({ finding, on: becauseOf(finding) }));
  const undecided = fixed.filter(({ on }) => on.length > 0);
  const open = new Set<RawFinding>(undecided.map(({ finding }) => finding));
  const stands = fixed.length === 0 ? () => false : declaredAgain(after, setting);
  const isOpen = (finding: Compared): boolean => open.has(finding) || (finding.status === 'fixed' && stands(finding));
  const decided = all.filter((finding) => !isOpen(finding));
  return {
    compared: setting.borders.aroundNow(
      { stage: 'evaluate', subject: 'which guards are removed' },
      () => onlyRemoved(decided, before, after, waiverOf, setting),
      () => withoutRemovedRules(decided, setting.world.rules),
    ),
    mayBeReported: (finding) => !removedRules.has(finding.rule) && mayBeReported(finding),
    undecided: undecided.filter(({ finding }) => !removedRules.has(finding.rule)),
    comparisons: ofChange,
    moved: movedToEnvironment(
      before.side,
      after.side,
      renderedObjects(declared),
      history.cameFrom,
      withoutRemovedRules(all, setting.world.rules),
    ),
  };
}

/** Every finding as new, for when the comparison with base failed. */
export function allAsNew(after: InspectedSide, setting: Setting): LostFindings {
  const askedBy = askedByLabels([after], setting);
  const all = compareAlone(after, setting)
    .filter(listing(askedBy))
    .map((one): Compared => (one.status === 'existing' ? { ...one, status: 'new' } : one));
  return withoutLost(withoutRemovedRules(all, setting.world.rules), onlyIfLost(setting, askedBy));
}
