/**
 * Decides where a rule about a Pod Security level applies in full although the configuration does not choose it: in
 * namespaces that ask for the level, and next to workloads that meet it.
 */
import { posix } from 'node:path';
import { includes } from '../../facts/pod-security.ts';
import { onceEach } from '../../foundation/cache/once-each.ts';
import { distinctBy } from '../../foundation/groups.ts';
import { nameKey } from '../../foundation/kubernetes/names.ts';
import { reaches } from '../../foundation/severity.ts';
import { type Compared } from '../../model/finding.ts';
import { type Rendering } from '../../model/manifest.ts';
import { type PodSecurityLevel } from '../../model/report.ts';
import { type LevelName, levelNames, type RawFinding, type Rule, type Severity } from '../../model/rule.ts';
import { type Source } from '../../model/source.ts';
import { isFile } from '../../sources/kinds.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { podSecurityIn } from '../look/namespace-labels.ts';
import { type Setting } from '../open/setting.ts';
import { workloadLevels } from './workload-levels.ts';

/** Whether a finding is reported only if it is a lost protection. */
export type IsOnlyIfLost = (finding: RawFinding) => boolean;

/** A namespace's labels enforce the level, or only audit it or warn about it; or the workloads beside the object meet it. */
export type AskedBy = 'enforced' | 'asked' | 'usual';

/** What asks the level of a finding's rule of its object; null for nothing. */
export type LevelAsking = (finding: RawFinding) => AskedBy | null;

export function onlyIfLost({ standing }: Setting, askedBy: LevelAsking): IsOnlyIfLost {
  return (finding) => standing(finding.rule)?.report === 'lost' && askedBy(finding) === null;
}

/** Whether a finding is listed: what counts for the level alone is, where the API server would refuse the pod for it. */
export function listing(askedBy: LevelAsking): (finding: RawFinding) => boolean {
  return (finding) => finding.onlyLevel !== true || askedBy(finding) === 'enforced';
}

/** By the labels of namespaces, and for rules that are not chosen by the workloads beside the object. */
export function askedInReview(base: InspectedSide, head: InspectedSide, setting: Setting): LevelAsking {
  const byLabels = askedByLabels([head, base], setting);
  const byNeighbours = askedByNeighbours(base, head, setting);
  const isChosen = ({ rule }: RawFinding): boolean => setting.standing(rule)?.isChosen === true;
  return (finding) => byLabels(finding) ?? (!isChosen(finding) && byNeighbours(finding) ? 'usual' : null);
}

/** What the labels of the object's namespace ask of it. The first side that has the source counts. */
export function askedByLabels(sides: readonly InspectedSide[], { world }: Setting): LevelAsking {
  const levels = levelsOf(world.rules);
  const labelled = new Map(
    sides
      .toReversed()
      .flatMap(({ renderings, unchanged, facts }) =>
        [...unchanged, ...renderings].map((rendering) => [rendering.source.id, { rendering, facts }]),
      ),
  );
  const labelsOf = onceEach((source: string) => {
    const found = labelled.get(source);
    return found === undefined ? null : podSecurityIn(found.rendering, found.facts);
  });
  return ({ rule, manifest, overridden }) => {
    const level = levels.get(rule);
    if (level === undefined) return null;
    const labels = labelsOf(manifest.source)?.(manifest.object);
    if (labels === undefined) return null;
    const isRequiredBy = (asked: LevelName | null): boolean =>
      asked !== null && includes(asked, level) && !(overridden === true && asked === 'restricted');
    if (isRequiredBy(labels.enforced)) return 'enforced';
    return isRequiredBy(labels.asked) ? 'asked' : null;
  };
}

/** From this number of workloads on, what they have in common is no accident. */
const fewestWorkloads = 3;

/** How many of them must meet a level: it is then asked of new ones. */
const usualShare = 0.8;

/**
 * Whether nearly all workloads that stood next to the object at the base meet the level of the finding's rule: those in the
 * same folder, chart or kustomization.
 */
function askedByNeighbours(
  base: InspectedSide,
  head: InspectedSide,
  setting: Setting,
): (finding: RawFinding) => boolean {
  const levels = levelsOf(setting.world.rules);
  const all = [...base.renderings, ...base.unchanged, ...head.renderings];
  const places = new Map(all.map(({ source }) => [source.id, placeOf(source)]));
  const usual = onceEach((place: string) => usualLevels(place, base, setting));
  return ({ rule, manifest: { source } }) => {
    const [level, place] = [levels.get(rule), places.get(source)];
    return level !== undefined && place !== undefined && usual(place).has(level);
  };
}

function usualLevels(place: string, base: InspectedSide, setting: Setting): ReadonlySet<PodSecurityLevel> {
  const isHere = ({ source }: Rendering): boolean => placeOf(source) === place;
  const [renderings, unchanged] = [base.renderings.filter(isHere), base.unchanged.filter(isHere)];
  const all = workloadLevels({ ...base, renderings, unchanged }, setting);
  // A chart that is rendered with several value files has each workload several times.
  const found = distinctBy(all, ({ manifest }) => nameKey(manifest.object)).map(({ level }) => level);
  const isUsual = (level: LevelName): boolean =>
    found.length >= fewestWorkloads &&
    found.filter((each) => each !== 'privileged' && includes(each, level)).length >= usualShare * found.length;
  return new Set(levelNames.filter(isUsual));
}

/** The folder of a file; the path of a chart or kustomization. */
function placeOf(source: Source): string {
  return isFile(source) ? posix.dirname(source.path) : source.path;
}

/** The severity of what the API server refuses is at least this. */
const ofRefused: Severity = 'high';

/**
 * Says why a level is asked of the object. What the API server refuses has the severity of that, unless the configuration
 * sets one.
 */
export function withReason(finding: Compared, asked: AskedBy | null, { config, standing }: Setting): Compared {
  if (asked === null || finding.status === 'fixed') return finding;
  const isChosen = standing(finding.rule)?.isChosen === true;
  if (asked !== 'enforced') return isChosen || finding.lost !== undefined ? finding : told(finding, reasons[asked]);
  const isSet = config.rules[finding.rule]?.severity !== undefined;
  const severity = isSet || reaches(finding.severity, ofRefused) ? finding.severity : ofRefused;
  return { ...told(finding, reasons.enforced), severity };
}

function told(finding: Compared, reason: string): Compared {
  return { ...finding, message: `${finding.message} ${reason}` };
}

const reasons: Readonly<Record<AskedBy, string>> = {
  enforced: 'Its namespace enforces this Pod Security level: the API server refuses such pods.',
  asked: 'The labels of its namespace ask for this Pod Security level.',
  usual: 'Nearly all workloads beside it meet this Pod Security level.',
};

function levelsOf(rules: readonly Rule[]): ReadonlyMap<string, LevelName> {
  return new Map(rules.flatMap(({ id, level }) => (level === undefined ? [] : [[id, level.name]])));
}
