/** Lists what is unknown about deployments, and the findings that depend on it. */
import { isFile } from '../../sources/kinds.ts';
import { isChart } from '../../sources/helm/chart.ts';
import { mayReachCluster } from '../../sources/discover/unread.ts';
import { distinctBy, groupBy } from '../../foundation/groups.ts';
import { fewest } from '../../rules/unknown/hanging.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type Rendering } from '../../model/manifest.ts';
import { type Finding, type HangingFinding, type ReportedUnknown } from '../../model/report.ts';
import { type RawFinding } from '../../model/rule.ts';
import { type UnseenDeployment, type Unknown } from '../../model/source.ts';
import { type Tree } from '../../model/tree.ts';
import { objectName } from '../../foundation/kubernetes/names.ts';
import { type Side } from '../../sources/side.ts';
import { unknownKey } from '../../sources/unknown/suppose.ts';
import { unknownFields } from '../../rules/unknown/unknown-fields.ts';

/** The severity of a possible finding; null if its rule is off or it is waived. */
export type Weight = (finding: RawFinding) => HangingFinding['severity'] | null;

/** What is unknown about the rendered sources, and what depends on it. */
export function unknownIn(
  { renderings, evaluated }: InspectedSide,
  findings: readonly Finding[],
  weight: Weight,
): ReportedUnknown[] {
  const hangingIn = groupBy(evaluated.hanging, ({ finding }) => finding.manifest.source);
  const findingsIn = groupBy(findings, ({ source }) => source);
  return renderings.flatMap((rendering) => [
    ...unknownElsewhere(rendering, hangingIn.get(rendering.source.id) ?? [], weight),
    ...unknownsOf(rendering).map((unknown): ReportedUnknown => {
      const { id } = rendering.source;
      const hanging = (hangingIn.get(id) ?? []).filter(({ on }) => isAmong(on, unknown.of));
      const standing = (findingsIn.get(id) ?? []).filter(({ status }) => isStanding(status));
      return {
        ...unknown.where,
        ...unknown.of,
        fields: fieldsOn(unknown.of, rendering),
        hanging: hanging.flatMap(({ finding }) => reported(finding, weight)),
        assumed: maySetAnything(unknown.of, rendering) ? standing.length : 0,
      };
    }),
  ]);
}

/** Possible findings of variants only, and variants that could not be rendered. Empty if there are none. */
function unknownElsewhere(
  { source, elsewhere }: Rendering,
  all: InspectedSide['evaluated']['hanging'],
  weight: Weight,
): ReportedUnknown[] {
  if (elsewhere === undefined) return [];
  const { on, unseen } = elsewhere;
  const hanging = all.flatMap((each) => (each.elsewhere === true ? reported(each.finding, weight) : []));
  const where = { deployment: source.deployment?.name ?? source.id, target: source.target, ...lineOf(on.place) };
  const common = { ...where, what: on.what, fields: 0, assumed: 0 };
  return [
    ...(hanging.length === 0 ? [] : [{ ...common, why: on.why, hanging }]),
    ...(unseen === null ? [] : [{ ...common, why: `${on.why} Not all of it could be seen: ${unseen}`, hanging: [] }]),
  ];
}

/** Number of fields that depend on it. An object that may not exist counts as one. */
function fieldsOn(unknown: Unknown, { manifests, supposed }: Rendering): number {
  const fields = [...manifests, ...(supposed?.possible ?? [])].flatMap((manifest) => [
    ...groupBy(unknownFields(manifest), ({ path }) => JSON.stringify(path)).values(),
  ]);
  return fields.filter((same) => isAmong(fewest(same.map(({ on }) => on)), unknown)).length;
}

function isAmong(all: readonly Unknown[], unknown: Unknown): boolean {
  return all.some((one) => unknownKey(one) === unknownKey(unknown));
}

type Where = Pick<ReportedUnknown, 'deployment' | 'target' | 'file' | 'line'>;

function unknownsOf({ source, supposed }: Rendering): { readonly of: Unknown; readonly where: Where }[] {
  const { deployment, target, id } = source;
  const name = deployment?.name ?? id;
  const named = deployment?.unknown ?? [];
  // A Secret that is referenced twice counts once.
  const all = new Map([...named, ...(supposed?.found ?? [])].map((unknown) => [unknownKey(unknown), unknown]));
  return [...all.values()].map(({ what, why, place }) => ({
    of: { what, why },
    where: { deployment: name, target, ...lineOf(place) },
  }));
}

/** Fields of a helmfile that may set values and are not evaluated. */
const anyValues = ['secrets', 'valuesTemplate', 'setTemplate', 'inherit'];

/** Whether it is unknown which values it sets: then every finding of the source assumes that it sets no other value. */
function maySetAnything(unknown: Unknown, { source, supposed }: Rendering): boolean {
  if (!isChart(source)) return false;
  if (anyValues.includes(unknown.what)) return true;
  const isIt = (of: Unknown): boolean => unknownKey(of) === unknownKey(unknown);
  const layers = source.layers.flatMap((layer) => (layer.kind === 'unknown' && isIt(layer.of) ? [layer] : []));
  if (layers.some(({ leaves }) => leaves.length === 0)) return true;
  const isSet = layers.length > 0 || source.setUnknown.some(({ of }) => isIt(of));
  return isSet && !isAmong(supposed?.tried ?? [], unknown);
}

function isStanding(status: Finding['status']): boolean {
  return status === 'new' || status === 'worsened' || status === 'existing';
}

function reported(finding: RawFinding, weight: Weight): HangingFinding[] {
  const severity = weight(finding);
  const { rule, manifest, path } = finding;
  return severity === null
    ? []
    : [{ rule, severity, object: objectName(manifest.object), source: manifest.source, path }];
}

/**
 * What is unknown about deployments of which nothing can be rendered: of those that changed, and of those that may read
 * a changed file. `files`: the changed files of a review.
 */
export function unseenOf(
  { unseen, tree, sources }: Side,
  base: Tree | null,
  files: readonly string[],
): ReportedUnknown[] {
  const isChanged = (file: string): boolean => tree.files.get(file)?.digest !== base?.files.get(file)?.digest;
  const plain = new Set(sources.filter(isFile).map(({ path }) => path));
  const open = files.filter((file) => mayReachCluster(file) && !plain.has(file));
  const mayRead = ({ what, why }: Unknown): boolean =>
    open.length > 0 && (!elsewhere.includes(what) || open.some((file) => why.includes(file)));
  return unseen.flatMap(({ name, target, place, declaredIn, unknown }: UnseenDeployment) =>
    unknown
      .filter((of) => [place.file, ...declaredIn].some(isChanged) || mayRead(of))
      .map(({ what, why, place: at }) => {
        const common = { what, why, fields: 0, hanging: [], assumed: 0 };
        return { deployment: name, target, ...lineOf(at), ...common };
      }),
  );
}

/** Unknowns outside of this repository or of its files. */
const elsewhere = ['chart', 'manifests', 'target'];

/** Each unknown once, with everything that depends on it in any source, sorted by place. */
export function eachOnce(all: readonly ReportedUnknown[]): ReportedUnknown[] {
  const groups = groupBy(all, ({ deployment, target, file, line, what, why }) =>
    JSON.stringify([deployment, target, file, line, what, why]),
  );
  const each = [...groups.values()].map((group): ReportedUnknown => {
    const hanging = group.flatMap((one) => one.hanging);
    return {
      ...group.reduce((_, last) => last),
      hanging: distinctBy(hanging, (one) => JSON.stringify(one)),
      fields: group.reduce((sum, { fields }) => sum + fields, 0),
      assumed: group.reduce((sum, { assumed }) => sum + assumed, 0),
    };
  });
  return each.sort(byPlace);
}

function lineOf({ file, first }: UnseenDeployment['place']): Pick<ReportedUnknown, 'file' | 'line'> {
  return { file, line: first };
}

function byPlace(a: ReportedUnknown, b: ReportedUnknown): number {
  return a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;
}
