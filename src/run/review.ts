/** Runs a review: compares the findings of the merge base and head of a pull request. */
import { changedSources } from './open/changed.ts';
import { conclude } from './conclude/conclude.ts';
import { type UnmaskedOutcome } from './conclude/outcome.ts';
import { reportAnyway } from './conclude/last-border.ts';
import { type InspectedSide } from './look/inspected-side.ts';
import { defaultsIncomplete } from '../sources/helm/render/defaults.ts';
import { type Problem } from '../model/problem.ts';
import { type ReviewOptions } from './options.ts';
import { movedOutOfSight, outOfSightNotices } from './open/out-of-sight.ts';
import { settle } from './open/setting.ts';
import { withRetained } from './open/retain.ts';
import { secretsIn, type SideWithSecrets } from '../secrets/secrecy.ts';
import { openSide } from './look/side.ts';
import { type Side } from '../sources/side.ts';
import { overlay, throughLinks } from '../snapshot/overlay.ts';
import { reviewedTrees } from './open/trees.ts';
import { baselineSaid } from '../policy/baseline-notices.ts';
import { configurationSaid, nothingSaid } from '../policy/trust.ts';
import { seededBy, withoutRepeats, type World } from './open/world.ts';
import { changedIn } from './look/changed-files.ts';

import { checkedObjects } from './look/inspect.ts';
import { lookAtBothSides } from './look/both-sides.ts';
import { broughtNotices } from './judge/brought-notices.ts';
import { exceededNotices } from './judge/exceeded-notices.ts';
import { judgeChange } from './judge/judge-change.ts';

/**
 * Reviews a pull request: from the merge base of base and head to head. `wantsFix`: the rules for whose findings
 * suggestions are made. `edited`: texts by path that replace those of files at head.
 */
export function review(
  options: ReviewOptions,
  world: World,
  wantsFix: (rule: string) => boolean = () => true,
  edited: ReadonlyMap<string, string> = new Map(),
): Promise<UnmaskedOutcome> {
  return reportAnyway('review', options, world, () => reviewed(options, world, wantsFix, edited));
}

async function reviewed(
  options: ReviewOptions,
  world: World,
  wantsFix: (rule: string) => boolean,
  edited: ReadonlyMap<string, string>,
): Promise<UnmaskedOutcome> {
  const begun = performance.now();
  const stored = await reviewedTrees(options);
  const trees =
    edited.size === 0 ? stored : { ...stored, head: overlay(stored.head, throughLinks(stored.head, edited)) };
  try {
    const setting = await settle(options, trees, withoutRepeats(seededBy(trees.head, world)), begun, 'review');
    const base = await openSide(trees.base, setting, null);
    const seen = await openSide(trees.head, setting, null);
    const hidden = await movedOutOfSight(base, seen, setting.config);
    const opened =
      hidden.length === 0
        ? seen
        : await openSide(
            trees.head,
            setting,
            null,
            hidden.map(({ to }) => to),
          );
    const head = await withRetained(base, opened, setting);
    const change = changedSources(base, head);
    world.progress(`${change.head.length} of ${head.sources.length} sources change`);
    const [before, after] = await lookAtBothSides(base, head, change, setting);
    const changed = await setting.borders.around(
      { stage: 'discover', subject: 'which changed files are not read' },
      () => changedIn(base, head, after, setting),
      () => ({ files: [], unread: [] }),
    );
    const { judgement, moved, compared, limited } = await judgeChange(
      base,
      head,
      change,
      { before, after },
      trees.trustRoot,
      setting,
      wantsFix,
    );
    const configuration = await setting.borders.around(
      { stage: 'config', subject: 'the configuration that the merge would leave' },
      async () => {
        const said = await configurationSaid({
          given: options.config,
          trees,
          trusted: setting.trusted,
          organisation: setting.layered.organisation,
          judging: setting,
          findings: judgement.findings,
          rules: world.rules,
          today: options.today,
        });
        const { notices, problems } = await baselineSaid(trees);
        return { ...said, notices: [...said.notices, ...notices], problems: [...said.problems, ...problems] };
      },
      () => nothingSaid,
    );
    return await conclude({
      mode: 'review',
      names: {
        base: trees.baseCommit,
        head: trees.headCommit,
        trustRoot: options.config === null ? trees.trustRootCommit : null,
      },
      setting,
      side: {
        ...after.side,
        notices: [
          ...trees.notices,
          ...configuration.notices,
          ...broughtNotices(configuration.brought, compared, after),
          ...after.side.notices,
          ...outOfSightNotices(hidden),
          ...moved,
          ...exceededNotices(compared, limited, setting),
          ...defaultsIncomplete(before.renderings, after.renderings),
        ],
      },
      base: trees.base,
      inspected: after.renderings.map(({ source }) => source),
      judgement,
      secrets: await secretsIn([before, after].map(withUnchanged), setting),
      problems: [...(options.problems ?? []), ...configuration.problems, ...newProblems(base.problems, head.problems)],
      isWhole: false,
      objects: checkedObjects(after.renderings),
      isRecalled: false,
      changed: { ...changed, removed: removedIn(base, head) },
    });
  } finally {
    trees.close();
  }
}

/** Includes unchanged sources, which may contain Secrets too. */
function withUnchanged({ side, renderings, unchanged }: InspectedSide): SideWithSecrets {
  return { side, renderings: [...renderings, ...unchanged] };
}

function removedIn(base: Side, head: Side): number {
  const left = new Set(head.sources.map(({ id }) => id));
  return base.sources.filter(({ id }) => !left.has(id)).length;
}

/** The problems of head that base does not have. */
function newProblems(base: readonly Problem[], head: readonly Problem[]): Problem[] {
  const key = ({ code, subject, message }: Problem): string => JSON.stringify([code, subject, message]);
  // A timeout at base says nothing about head.
  const known = new Set(base.filter(({ code }) => code !== 'deadline').map(key));
  return head.filter((problem) => !known.has(key(problem)));
}
