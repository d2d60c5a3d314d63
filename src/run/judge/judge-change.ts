/** Compares base and head, and judges what the pull request changes. */
import { type Compared, isOfBase } from '../../model/finding.ts';
import { type Notice } from '../../model/problem.ts';
import { type Tree } from '../../model/tree.ts';
import { type WaiverLimits } from '../../policy/waiving.ts';
import { newElsewhere } from '../../rules/unknown/hanging.ts';
import { type Side } from '../../sources/side.ts';
import {
  deployedButUnseen,
  incompleteSources,
  type InspectedSide,
  misdeclaredSources,
} from '../look/inspected-side.ts';
import { joined, nothingEvaluated } from '../look/inspect.ts';
import { type Change } from '../open/changed.ts';
import { type Setting } from '../open/setting.ts';
import { allAsNew, comparedWith } from './compare-sides.ts';
import { judge } from './judge.ts';
import { type Judgement } from './judgement.ts';
import { unchangedPredecessors } from './predecessors.ts';
import { stoodAtBase } from './stood-at-base.ts';
import { trustedAnnotations } from './trusted-annotations.ts';

export interface ChangeJudged {
  readonly judgement: Judgement;
  readonly moved: readonly Notice[];
  /** Head, with what limits its waivers. */
  readonly limited: InspectedSide;
  /** The findings of the change. */
  readonly compared: readonly Compared[];
}

/** Compares both sides and judges the findings of the change. `moved`: objects that moved to another environment. */
export async function judgeChange(
  base: Side,
  head: Side,
  change: Change,
  { before, after: looked }: { readonly before: InspectedSide; readonly after: InspectedSide },
  trustRoot: Tree,
  setting: Setting,
  wantsFix: (rule: string) => boolean,
): Promise<ChangeJudged> {
  const after = { ...looked, waiving: await limitsIn(base, head, { before, after: looked }, trustRoot, setting) };
  const standing = await unchangedPredecessors(base, head, change, before, setting);
  const inChange = new Set([...change.base, ...change.head].map(({ id }) => id));
  const { compared, undecided, moved, mayBeReported, comparisons } = setting.borders.aroundNow(
    { stage: 'evaluate', subject: 'which findings are new and which existed before' },
    () => comparedWith(before, after, standing, setting),
    () => ({ ...allAsNew(after, setting), undecided: [], moved: [], comparisons: nothingEvaluated }),
  );
  const unknown = new Set([
    ...[...incompleteSources(after)].flatMap((id) => [id, head.retained.get(id) ?? id]),
    ...misdeclaredSources(before, after),
    ...deployedButUnseen(before, after),
  ]);
  // What only keeps what is there says nothing of files that nobody touched.
  const isChosen = ({ rule }: Compared): boolean => setting.standing(rule)?.isChosen === true;
  const evaluated = joined(after.evaluated, comparisons);
  const ofChange = compared
    .filter((finding) => inChange.has(finding.manifest.source) || (isByFacts(finding) && isChosen(finding)))
    .filter((finding) => !isOfBase(finding) || !unknown.has(finding.manifest.source));
  const judgement = await judge({
    setting,
    base: before,
    head: {
      ...after,
      evaluated: {
        ...evaluated,
        hanging: [
          ...newElsewhere(before.evaluated, evaluated).filter(({ finding }) => mayBeReported(finding)),
          ...undecided,
        ],
      },
    },
    compared: ofChange,
    wantsFix: ({ status, rule }) => (status === 'new' || status === 'worsened') && wantsFix(rule),
  });
  return { judgement, moved, limited: after, compared: ofChange };
}

/** What limits waivers at head. If that can't be found out, none counts. */
async function limitsIn(
  base: Side,
  head: Side,
  sides: { readonly before: InspectedSide; readonly after: InspectedSide },
  trustRoot: Tree,
  setting: Setting,
): Promise<WaiverLimits> {
  const stood = stoodAtBase(sides.before, sides.after);
  return setting.borders.around(
    { stage: 'evaluate', subject: 'which annotations of the trust root waive findings' },
    async () => ({ stood, trusts: await trustedAnnotations(base, head, sides, trustRoot, setting) }),
    () => ({ stood, trusts: () => false }),
  );
}

/** Whether a finding in an unchanged source results from changes in other files, and so belongs to this pull request. */
function isByFacts({ status }: Compared): boolean {
  return status !== 'existing' && status !== 'waived';
}
