/** Leaves only lost protections among the findings that are reported only as such. */
import { isPartial } from '../../sources/helm/chart.ts';
import { isFile } from '../../sources/kinds.ts';
import {
  type LostProtection,
  type LostProtectionOf,
  lostProtections,
  type Matching,
  placeholderFinding,
} from '../../findings/compare/lost.ts';
import { type WaiverOf } from '../../findings/compare/compare.ts';
import { type Found } from '../../findings/compare/found.ts';
import { isWithin } from '../../findings/identity/extent.ts';
import { onceEach } from '../../foundation/cache/once-each.ts';
import { at, canonical, isJsonList, isJsonMap, overlap } from '../../foundation/json.ts';
import { type Compared, type LostValue } from '../../model/finding.ts';
import { type Json } from '../../model/json.ts';
import { type Manifest, type Rendering } from '../../model/manifest.ts';
import { type RawFinding, type Rule } from '../../model/rule.ts';
import { LOST, pathLabel } from '../../report/labels.ts';
import { unknownFields } from '../../rules/unknown/unknown-fields.ts';
import { suppositions } from '../../facts/suppositions.ts';
import { isQuotable } from '../../secrets/quotable.ts';
import { type Evaluated, evaluateAll, manifestsOf } from '../look/inspect.ts';
import { foundOf, type InspectedSide, misdeclaredSources } from '../look/inspected-side.ts';
import { factsRead } from '../look/reading.ts';
import { type Setting } from '../open/setting.ts';
import { type IsOnlyIfLost } from './asked-levels.ts';
import { isHarmless, isOfDependency } from './standing-problems.ts';

/** Unchanged sources of base that were rendered as the predecessors of new sources of head. */
export interface UnchangedBase {
  readonly renderings: readonly Rendering[];
  readonly evaluated: Evaluated;
}

export interface LostInputs {
  readonly base: InspectedSide;
  readonly head: InspectedSide;
  readonly unchanged: UnchangedBase;
  readonly matching: Omit<Matching, 'predecessors'> & {
    readonly predecessors: Omit<Matching['predecessors'], 'found'>;
  };
  readonly waiverOf: WaiverOf;
  readonly isOnlyIfLost: IsOnlyIfLost;
  readonly setting: Setting;
}

export interface LostFindings {
  readonly compared: readonly Compared[];
  /** Whether to report a finding of head that depends on an unknown value. */
  readonly mayBeReported: (finding: RawFinding) => boolean;
}

/** The rules that may report only lost protections, by id. */
function lostRules({ standing, world }: Setting): ReadonlyMap<string, Rule> {
  return new Map(world.rules.filter(({ id }) => standing(id)?.report === 'lost').map((rule) => [rule.id, rule]));
}

/** Leaves out all findings that are reported only if they are lost protections. */
export function withoutLost(all: readonly Compared[], isOnlyIfLost: IsOnlyIfLost): LostFindings {
  const mayBeReported = (finding: RawFinding): boolean => !isOnlyIfLost(finding);
  return { compared: all.filter(mayBeReported), mayBeReported };
}

/** As `onlyLost`; if it fails, all findings that must be lost protections are left out, and there is a problem. */
export function onlyLostWithin(compared: readonly Compared[], inputs: LostInputs): LostFindings {
  const { isOnlyIfLost, setting } = inputs;
  return setting.borders.aroundNow(
    { stage: 'evaluate', subject: 'which protections are lost' },
    () => onlyLost(compared, inputs),
    () => withoutLost(compared, isOnlyIfLost),
  );
}

/** @param all findings with their waivers, but for those that must be lost protections. */
function onlyLost(all: readonly Compared[], inputs: LostInputs): LostFindings {
  const { head, setting, isOnlyIfLost } = inputs;
  const rules = lostRules(setting);
  const isCandidate = (finding: Compared): boolean =>
    isOnlyIfLost(finding) && (finding.status === 'new' || finding.status === 'worsened');
  const hanging = head.evaluated.hanging.map(({ finding }) => finding).filter(isOnlyIfLost);
  const candidates = [...all.filter(isCandidate), ...hanging];
  if (candidates.length === 0) return withoutLost(all, isOnlyIfLost);
  const lostOf = certainlyLost(candidates, rules, inputs);
  return {
    compared: all.flatMap((finding): Compared[] => {
      if (!isOnlyIfLost(finding)) return [finding];
      const protection = isCandidate(finding) ? lostOf(finding) : null;
      return protection === null ? [] : [withLoss(finding, protection, inputs.waiverOf)];
    }),
    mayBeReported: (finding) => !isOnlyIfLost(finding) || lostOf(finding) !== null,
  };
}

/** Null also if it is not known whether the object met the rule at base. */
function certainlyLost(
  candidates: readonly RawFinding[],
  rules: ReadonlyMap<string, Rule>,
  inputs: LostInputs,
): LostProtectionOf {
  const { base, head, unchanged, matching } = inputs;
  const findingsAtBase = [base.evaluated, unchanged.evaluated]
    .flatMap(({ findings, hanging }) => [...findings, ...hanging.map(({ finding }) => finding)])
    .filter(({ rule }) => rules.has(rule));
  // Unchanged sources were evaluated only if facts differ. Then their objects can be the ones that lost a protection.
  const unchangedIds = new Set(head.unchanged.map(({ source }) => source.id));
  const withUnchanged = candidates.some(({ manifest }) => unchangedIds.has(manifest.source));
  const lostOf = lostProtections(
    { objects: placeholdersIn(base, withUnchanged), findings: findingsAtBase },
    { objects: placeholdersIn(head, withUnchanged), findings: candidates },
    {
      ...matching,
      isOfWholeObject: ({ rule }) => inputs.setting.standing(rule)?.isChosen === false,
      predecessors: {
        ...matching.predecessors,
        found: placeholdersIn({ renderings: unchanged.renderings, unchanged: [] }, false),
      },
    },
  );
  const isCertain = certaintyAtBase(rules, inputs);
  return (finding) => {
    const protection = lostOf(finding);
    return protection !== null && isCertain(finding, protection) ? protection : null;
  };
}

function placeholdersIn(side: Pick<InspectedSide, 'renderings' | 'unchanged'>, withUnchanged: boolean): Found[] {
  const renderings = [...side.renderings, ...(withUnchanged ? side.unchanged : [])];
  return foundOf({ renderings, unchanged: [] }, manifestsOf(renderings).map(placeholderFinding));
}

/** Whether the object met the rule at base whatever the unknown values and facts are. */
function certaintyAtBase(
  rules: ReadonlyMap<string, Rule>,
  { base, head, unchanged, setting }: LostInputs,
): (finding: RawFinding, protection: LostProtection) => boolean {
  const renderings = new Map(
    [...base.unchanged, ...unchanged.renderings, ...base.renderings].map((each) => [each.source.id, each]),
  );
  const misdeclared = misdeclaredSources(head, base);
  const failed = new Set(
    [base, unchanged].flatMap(({ evaluated }) => evaluated.problems.map(({ subject }) => subject)),
  );
  const possibleFindings = findingsUnderSuppositions(base, setting, renderings);
  return ({ rule, extent }, { manifest, paths, isSameField }) => {
    const { source } = manifest;
    const rendering = renderings.get(source);
    if (rendering === undefined || !hasReliableObjects(rendering)) return false;
    if (misdeclared.has(source) || failed.has(source)) return false;
    if (unknownFields(manifest).some((field) => paths.some((path) => overlap(field.path, path)))) return false;
    const possible = possibleFindings(rules.get(rule), manifest);
    return (
      possible !== null &&
      !possible.some(
        (found) =>
          found.manifest === manifest && found.rule === rule && isSameField(found) && isWithin(extent, found.extent),
      )
    );
  };
}

/** Whether the rendered objects are right, though others may be missing. */
export function hasReliableObjects({ source, problems }: Rendering): boolean {
  if (isFile(source)) return true;
  return problems.every((problem) => isHarmless(problem) || (isPartial(source) && isOfDependency(problem)));
}

type PossibleFindings = (rule: Rule | undefined, manifest: Manifest) => readonly RawFinding[] | null;

/**
 * The findings of base in an object's source under each supposition of the unknown facts that the rule reads; null if the
 * evaluation had a problem.
 */
function findingsUnderSuppositions(
  { facts }: InspectedSide,
  { evaluator }: Setting,
  renderings: ReadonlyMap<string, Rendering>,
): PossibleFindings {
  const supposedFacts = onceEach((families: string) => suppositions(facts, families.split(' ')));
  const findingsIn = onceEach((key: string): { readonly all: readonly RawFinding[] | null } => {
    const [families = '', source = ''] = key.split('\n');
    const rendering = renderings.get(source);
    const supposed = supposedFacts(families);
    if (rendering === undefined || supposed.length === 1) return { all: [] };
    const evaluated = supposed.map((each) => evaluateAll(evaluator, [rendering], each));
    if (evaluated.some(({ problems }) => problems.length > 0)) return { all: null };
    return { all: evaluated.flatMap((each) => [...each.findings, ...each.hanging.map(({ finding }) => finding)]) };
  });
  return (rule, { source }) => {
    const families = rule === undefined ? [] : factsRead(rule);
    return families.length === 0 ? [] : findingsIn(`${[...families].sort().join(' ')}\n${source}`).all;
  };
}

function withLoss(finding: Compared, protection: LostProtection, waiverOf: WaiverOf): Compared {
  const { was, sentence } = stateAtBase(finding, protection);
  const waiver = waiverOf(finding, finding.status);
  return {
    ...finding,
    message: `${finding.message} ${sentence}`,
    waiver,
    status: waiver === null ? finding.status : 'waived',
    lost: { was },
  };
}

/** Longer values are not quoted. UTF-16 units. */
const longestQuoted = 60;

function stateAtBase(
  { manifest: { object: now }, path: pathNow }: RawFinding,
  { manifest: { object }, paths }: LostProtection,
): LostValue & { readonly sentence: string } {
  const [path] = paths;
  const value = paths.length === 1 ? (at(object, path) ?? null) : null;
  if (path.length === 0 || value === null || canonical(value) === canonical(at(now, pathNow) ?? null))
    return { was: null, sentence: LOST };
  if (!isScalar(value) || !isShort(value) || !isQuotable(object, path, value)) return { was: null, sentence: LOST };
  return { was: value, sentence: `At the base, ${pathLabel(path)} was ${JSON.stringify(value)}.` };
}

function isScalar(value: Json): value is string | number | boolean {
  return !isJsonList(value) && !isJsonMap(value);
}

function isShort(value: Json): boolean {
  return typeof value !== 'string' || (value.length <= longestQuoted && !/\p{Cc}/u.test(value));
}
