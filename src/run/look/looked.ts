import { isFile } from '../../sources/kinds.ts';
import { type ConfiguredWaiver, hasEnded, waiverKey } from '../../policy/config/waivers.ts';
import { type Evaluated } from './inspect.ts';
import { compare, type Found, type WaiverOf } from '../../findings/compare/compare.ts';
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

/** A side after it was rendered and evaluated. */
export interface Looked {
  readonly side: Side;
  /** What was looked at. */
  readonly renderings: readonly Rendering[];
  /** What is the same at base and head: known for its facts, if at all. */
  readonly quiet: readonly Rendering[];
  readonly facts: Facts;
  readonly evaluated: Evaluated;
}

/** Sources that could not be rendered whole: of what is not there, nobody knows whether it is gone. */
export function notWhole({ renderings }: Looked): ReadonlySet<string> {
  return new Set(renderings.filter(isLacking).map(({ source }) => source.id));
}

/**
 * Sources of both sides that a file declares in which something is wrong at head: what they deploy now is not what they were
 * meant to.
 */
export function wronglyDeclared(base: Looked, head: Looked): ReadonlySet<string> {
  const files = new Set(head.side.problems.flatMap(({ place }) => (place?.kind === 'lines' ? [place.file] : [])));
  const all = [...base.renderings, ...head.renderings].map(({ source }) => source);
  return new Set(
    all.filter(({ deployment }) => deployment !== null && files.has(deployment.place.file)).map(({ id }) => id),
  );
}

/**
 * Sources of base whose deployment is still declared at head, and cannot be seen there: it could not be fetched or rendered,
 * is of another repository now, or of a helmfile that is a template. What they had may still be there.
 */
export function deployedUnseen(
  base: Pick<Looked, 'renderings'>,
  head: Pick<Looked, 'renderings' | 'side'>,
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

/** What is the same at base and head, or known from before. */
export function unrendered(source: Source): Rendering {
  return { source, status: 'unchanged', manifests: [], problems: [] };
}

/** A file that only looked like manifests is no source. */
export function withoutEmpty(renderings: readonly Rendering[]): Rendering[] {
  return renderings.filter(
    ({ source, manifests, problems }) => !isFile(source) || manifests.length > 0 || problems.length > 0,
  );
}

/** What the rules found, and in which cluster. */
export function found(side: Looked): Found[] {
  return foundOf(side, side.evaluated.findings);
}

export function foundOf(
  { renderings, quiet }: Pick<Looked, 'renderings' | 'quiet'>,
  findings: readonly RawFinding[],
): Found[] {
  const all = [...renderings, ...quiet];
  const sources = new Map(all.map(({ source }) => [source.id, source]));
  const replaced = new Set(all.flatMap(replacedIn));
  return findings.map((finding) => {
    const { target = '', namespace = 'default' } = sources.get(finding.manifest.source) ?? {};
    const place = { finding, target, namespace };
    return replaced.has(finding.manifest) ? { ...place, replaced: true } : place;
  });
}

/** Of several objects of one name in a source the API server keeps the last. */
function replacedIn({ source, manifests }: Rendering): Manifest[] {
  const named = manifests.filter(({ object }) => typeof at(object, ['metadata', 'name']) === 'string');
  const alike = groupBy(named, ({ object }) => clusterKey(object, source.namespace));
  return [...alike.values()].flatMap((group) => group.slice(0, -1));
}

/** What a chart from elsewhere brings is waived where the chart was chosen. */
export function waiverAt({ side }: Looked, { waiverOf }: Setting): WaiverOf {
  return (finding) => waiverOf(finding, choosingFile(finding.manifest, side.brought));
}

/** The keys of the waivers that speak of something found, or of what may be found; ended ones of what no other waives. */
export function waiversUsed({ side, evaluated }: Looked, compared: readonly Compared[], setting: Setting): string[] {
  const covering = (finding: RawFinding): readonly ConfiguredWaiver[] =>
    setting.covering(finding, choosingFile(finding.manifest, side.brought));
  const holds = (waiver: ConfiguredWaiver): boolean => !hasEnded(waiver, setting.today);
  const standing = compared.filter(({ status }) => status !== 'fixed');
  const used = [
    ...standing.flatMap((finding) => (finding.waiver === null ? covering(finding) : covering(finding).filter(holds))),
    ...evaluated.hanging.flatMap(({ finding }) => covering(finding).filter(holds)),
  ];
  return [...new Set(used.map(waiverKey))].sort();
}

/** What was found, as an audit says it. One finding that breaks that loses none of the others. */
export function compareAlone(side: Looked, setting: Setting): Compared[] {
  const { borders, standing } = setting;
  const all = found(side);
  const compareAll = (some: readonly Found[]): Compared[] => compare(null, some, standing, waiverAt(side, setting));
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
