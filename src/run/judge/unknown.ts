import { isFile } from '../../sources/kinds.ts';
import { isChart } from '../../sources/helm/chart.ts';
import { mayReachCluster } from '../../sources/discover/unread.ts';
import { distinctBy, groupBy } from '../../foundation/groups.ts';
import { fewest } from '../../rules/unknown/hanging.ts';
import { type Looked } from '../look/looked.ts';
import { type Rendering } from '../../model/manifest.ts';
import { type Finding, type HangingFinding, type ReportedUnknown } from '../../model/report.ts';
import { type RawFinding } from '../../model/rule.ts';
import { type UnseenDeployment, type Unknown } from '../../model/source.ts';
import { type Tree } from '../../model/tree.ts';
import { objectName } from '../../foundation/kubernetes/names.ts';
import { type Side } from '../../sources/side.ts';
import { unknownKey } from '../../sources/unknown/suppose.ts';
import { unknownFields } from '../../rules/unknown/unknown-fields.ts';

/** How a hanging finding would count; null: not at all, as its rule is off or it is waived. */
export type Weight = (finding: RawFinding) => HangingFinding['severity'] | null;

/** What could not be known of what was rendered, and what hangs on it. */
export function unknownIn(
  { renderings, evaluated }: Looked,
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

/** What would be found elsewhere only, and what of it could not be seen. Where that is nothing, nothing is said. */
function unknownElsewhere(
  { source, elsewhere }: Rendering,
  all: Looked['evaluated']['hanging'],
  weight: Weight,
): ReportedUnknown[] {
  if (elsewhere === undefined) return [];
  const { on, unseen } = elsewhere;
  const hanging = all.flatMap((each) => (each.elsewhere === true ? reported(each.finding, weight) : []));
  const where = { deployment: source.deployment?.name ?? source.id, target: source.target, ...lineOf(on.place) };
  const said = { ...where, what: on.what, fields: 0, assumed: 0 };
  return [
    ...(hanging.length === 0 ? [] : [{ ...said, why: on.why, hanging }]),
    ...(unseen === null ? [] : [{ ...said, why: `${on.why} Not all of it could be seen: ${unseen}`, hanging: [] }]),
  ];
}

/** An object that may not be there is one. */
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
  // A Secret that is asked for twice is one.
  const all = new Map([...named, ...(supposed?.found ?? [])].map((unknown) => [unknownKey(unknown), unknown]));
  return [...all.values()].map(({ what, why, place }) => ({
    of: { what, why },
    where: { deployment: name, target, ...lineOf(place) },
  }));
}

/** What of a helmfile may set values, and is not followed. */
const anyValues = ['secrets', 'valuesTemplate', 'setTemplate', 'inherit'];

/** Whether nothing tells what it sets of the source: all that is found there holds unless it says otherwise. */
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
 * What could not be known of deployments that nothing is rendered of: of those that changed, and those that may read a
 * file that did. `files`: those of a review that changed.
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
        const said = { what, why, fields: 0, hanging: [], assumed: 0 };
        return { deployment: name, target, ...lineOf(at), ...said };
      }),
  );
}

/** What is not of this repository, or not of its files. */
const elsewhere = ['chart', 'manifests', 'target'];

/** Each once, with all that hangs on it in whatever source, by place. */
export function eachOnce(all: readonly ReportedUnknown[]): ReportedUnknown[] {
  const alike = groupBy(all, ({ deployment, target, file, line, what, why }) =>
    JSON.stringify([deployment, target, file, line, what, why]),
  );
  const each = [...alike.values()].map((group): ReportedUnknown => {
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
