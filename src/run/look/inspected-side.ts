/** The results of one side of a run: its renderings, facts and findings. */
import { isFile } from '../../sources/kinds.ts';
import { type ConfiguredWaiver } from '../../policy/config/waiver-entries.ts';
import { hasEnded, waiverKey } from '../../policy/config/waivers.ts';
import { type WaiverLimits } from '../../policy/waiving.ts';
import { type Evaluated } from './inspect.ts';
import { compare, type WaiverOf } from '../../findings/compare/compare.ts';
import { helmfilesUnseen } from '../open/deployed-otherwise.ts';
import { groupBy } from '../../foundation/groups.ts';
import { at } from '../../foundation/json.ts';
import { clusterKey } from '../../foundation/kubernetes/names.ts';
import { type Compared } from '../../model/finding.ts';
import { type Manifest, type Rendering } from '../../model/manifest.ts';
import { type RawFinding } from '../../model/rule.ts';
import { type Source } from '../../model/source.ts';
import { type Facts } from '../../facts/relate.ts';
import { choosingFile } from '../../sources/remote/brought.ts';
import { type Setting } from '../open/setting.ts';
import { type Side } from '../../sources/side.ts';
import { type Found } from '../../findings/compare/found.ts';
import { leaving } from '../../findings/compare/left.ts';
import { reaches } from '../../foundation/severity.ts';

/** One side after rendering and evaluation. */
export interface InspectedSide {
  readonly side: Side;
  /** The sources that were checked. */
  readonly renderings: readonly Rendering[];
  /** Sources that are the same at base and head: only their facts are used, as far as they are known. */
  readonly unchanged: readonly Rendering[];
  readonly facts: Facts;
  readonly evaluated: Evaluated;
  /** What limits the waivers of its findings; absent: then none counts. */
  readonly waiving?: WaiverLimits;
}

/** Ids of sources that were not rendered completely: an object that is missing from them may still exist. */
export function incompleteSources({ renderings }: InspectedSide): ReadonlySet<string> {
  return new Set(renderings.filter(isLacking).map(({ source }) => source.id));
}

/**
 * Ids of sources of both sides whose declaring file has a problem at head: what they deploy now is not what was meant.
 */
export function misdeclaredSources(base: InspectedSide, head: InspectedSide): ReadonlySet<string> {
  const files = new Set(head.side.problems.flatMap(({ place }) => (place?.kind === 'lines' ? [place.file] : [])));
  const all = [...base.renderings, ...head.renderings].map(({ source }) => source);
  return new Set(
    all.filter(({ deployment }) => deployment !== null && files.has(deployment.place.file)).map(({ id }) => id),
  );
}

/**
 * Ids of sources of base whose deployment is still declared at head but can't be seen there: it could not be fetched or
 * rendered, is in another repository now, or is in a helmfile that is a template. Their objects may still exist.
 */
export function deployedButUnseen(
  base: Pick<InspectedSide, 'renderings'>,
  head: Pick<InspectedSide, 'renderings' | 'side'>,
): ReadonlySet<string> {
  const failed = head.renderings.filter(isLacking).flatMap(({ source }) => source.deployment?.name ?? []);
  const names = new Set([...failed, ...head.side.unseen.map(({ name }) => name)]);
  const files = helmfilesUnseen(head.side);
  const seen = new Set(head.renderings.filter((each) => !isLacking(each)).map(({ source }) => deploymentKey(source)));
  const isUnseen = (source: Source): boolean => {
    const { deployment } = source;
    if (deployment === null || seen.has(deploymentKey(source))) return false;
    return names.has(deployment.name) || files.has(deployment.place.file);
  };
  return new Set(base.renderings.flatMap(({ source }) => (isUnseen(source) ? [source.id] : [])));
}

function deploymentKey({ id, deployment }: Source): string {
  return JSON.stringify([id, deployment?.name ?? null]);
}

function isLacking({ status, problems }: Rendering): boolean {
  return status === 'failed' || problems.length > 0;
}

/** The rendering of a source that is the same at base and head, or known from the cache. */
export function unchangedRendering(source: Source): Rendering {
  return { source, status: 'unchanged', manifests: [], problems: [] };
}

/** Removes files without manifests: they only looked like manifests. */
export function withoutEmpty(renderings: readonly Rendering[]): Rendering[] {
  return renderings.filter(
    ({ source, manifests, problems }) => !isFile(source) || manifests.length > 0 || problems.length > 0,
  );
}

/** The findings of a side, with their clusters. */
export function foundIn(side: InspectedSide): Found[] {
  return foundOf(side, side.evaluated.findings);
}

/** Whether a finding of these sides is left to another rule, which reports it. */
export function leavingIn(
  sides: readonly Pick<InspectedSide, 'evaluated'>[],
  { standing, failOn }: Pick<Setting, 'standing' | 'failOn'>,
): (finding: RawFinding) => boolean {
  return leaving(
    sides.flatMap(({ evaluated }) => evaluated.findings),
    (rule) => standing(rule)?.report === 'always',
    ({ rule, severity }) => {
      const stands = standing(rule);
      return stands?.enforcement === 'deny' && reaches(severity ?? stands.severity, failOn);
    },
  );
}

export function foundOf(
  { renderings, unchanged }: Pick<InspectedSide, 'renderings' | 'unchanged'>,
  findings: readonly RawFinding[],
): Found[] {
  const all = [...renderings, ...unchanged];
  const sources = new Map(all.map(({ source }) => [source.id, source]));
  const replaced = new Set(all.flatMap(replacedIn));
  return findings.map((finding) => {
    const { target = '', namespace = 'default' } = sources.get(finding.manifest.source) ?? {};
    const place = { finding, target, namespace };
    return replaced.has(finding.manifest) ? { ...place, replaced: true } : place;
  });
}

/** The manifests that a later object of the same name in the source replaces: the API server keeps the last one. */
function replacedIn({ source, manifests }: Rendering): Manifest[] {
  const named = manifests.filter(({ object }) => typeof at(object, ['metadata', 'name']) === 'string');
  const byName = groupBy(named, ({ object }) => clusterKey(object, source.namespace));
  return [...byName.values()].flatMap((group) => group.slice(0, -1));
}

/** Waivers of a side. For findings in a remote chart, the waiver's file is the one that chooses the chart. */
export function waiverAt({ side, waiving }: InspectedSide, { waiverOf }: Setting): WaiverOf {
  if (waiving === undefined) return () => null;
  return (finding, status) => waiverOf(finding, choosingFile(finding.manifest, side.brought), status, waiving);
}

/**
 * Keys of the configured waivers that match a finding or a possible finding, also where they do not cover it. An ended
 * waiver counts if no other waives the finding.
 */
export function waiversUsed(
  { side, evaluated }: InspectedSide,
  compared: readonly Compared[],
  setting: Setting,
): string[] {
  const covering = (finding: RawFinding): readonly ConfiguredWaiver[] =>
    setting.covering(finding, choosingFile(finding.manifest, side.brought), null);
  const holds = (waiver: ConfiguredWaiver): boolean => !hasEnded(waiver, setting.today);
  const standing = compared.filter(({ status }) => status !== 'fixed');
  const used = [
    ...standing.flatMap((finding) => (finding.waiver === null ? covering(finding) : covering(finding).filter(holds))),
    ...evaluated.hanging.flatMap(({ finding }) => covering(finding).filter(holds)),
  ];
  return [...new Set(used.map(waiverKey))].sort();
}

/** The findings of an audit. An error in one finding does not lose the others. */
export function compareAlone(side: InspectedSide, setting: Setting): Compared[] {
  const { borders, standing } = setting;
  const all = foundIn(side);
  const isLeft = leavingIn([side], setting);
  const compareAll = (some: readonly Found[]): Compared[] =>
    compare(null, some, standing, waiverAt(side, setting)).filter((finding) => !isLeft(finding));
  const isComparable = (one: Found): boolean =>
    borders.aroundNow(
      { stage: 'evaluate', subject: `a finding of ${one.finding.rule}` },
      () => compareAll([one]).length >= 0,
      () => false,
    );
  return borders.aroundNow(
    { stage: 'evaluate', subject: 'what was found' },
    () => compareAll(all),
    () => compareAll(all.filter(isComparable)),
  );
}
