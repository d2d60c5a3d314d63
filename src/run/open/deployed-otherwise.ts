/** Notices about sources whose deployment a pull request changes, removes or moves. */
import { isFile } from '../../sources/kinds.ts';
import { valueFiles } from '../../sources/helm/chart.ts';
import { posix } from 'node:path';
import { type CameFrom, type RenderedObject } from '../../findings/compare/moves.ts';
import { nameOfManifest, otherEnvironments } from '../../foundation/text/environments.ts';
import { groupBy } from '../../foundation/groups.ts';
import { objectKey } from '../../foundation/kubernetes/keys.ts';
import { type Compared } from '../../model/finding.ts';
import { type Notice } from '../../model/problem.ts';
import { type DeployedBy, type Source } from '../../model/source.ts';
import { count, sourceLabel } from '../../report/labels.ts';
import { type Side } from '../../sources/side.ts';

/** Whether no declaration deploys it. Value files next to a chart do not count as declarations. */
export function isNobodys(source: Source): boolean {
  const { deployment } = source;
  return deployment === null || valueFiles(source).includes(deployment.place.file);
}

/** Helmfiles that are templates: their releases are not all known. */
export function helmfilesUnseen({ unseen }: Pick<Side, 'unseen'>): ReadonlySet<string> {
  const hidden = unseen.filter(({ unknown }) => unknown.some(({ what }) => what === 'releases'));
  return new Set(hidden.map(({ place }) => place.file));
}

/**
 * Notices about sources of base that head deploys differently: which sources read their files now. Those with the same
 * new sources share a notice.
 */
export function deployedOtherwise(sources: readonly Source[], head: Side): Notice[] {
  const reading = groupBy(
    head.sources.flatMap((source) => source.reads.map((file) => ({ file, source }))),
    ({ file }) => file,
  );
  const claimed = sources.map((source) => {
    const files = isFile(source) ? [source.path] : source.reads;
    const readers = files.flatMap((file) => reading.get(file) ?? []);
    return { source, claiming: [...new Set(readers.map((reader) => reader.source))] };
  });
  const groups = groupBy(claimed, ({ claiming }) => claiming.map(({ id }) => id).join('\n'));
  return [...groups.values()].map((group) =>
    handedOver(
      group.map(({ source }) => source.id),
      group[0].claiming,
    ),
  );
}

function handedOver(ids: readonly string[], claiming: readonly Source[]): Notice {
  const [first = ''] = ids;
  const [place] = claiming.flatMap(({ deployment }) => (deployment === null ? [] : [deployment.place]));
  const [are, they, them] = ids.length === 1 ? ['is', 'it is', 'it'] : ['are', 'they are', 'them'];
  return {
    code: 'deployed-otherwise',
    subject: first,
    message: `${named(ids.map(sourceLabel))} ${are} ${wayNow(ids, claiming)}. Someone may still apply ${them} as before, so ${they} checked in both ways.`,
    ...(place === undefined ? {} : { place }),
  };
}

/** What reads the files of some sources now. A source of the same id has the same files, rendered in another way. */
function wayNow(ids: readonly string[], claiming: readonly Source[]): string {
  if (claiming.length === 0) return 'no longer part of any source';
  const others = claiming.filter(({ id }) => !ids.includes(id));
  if (others.length > 0) return `now part of ${named(others.map(withDeployment))}`;
  const by = claiming.flatMap(({ deployment }) => (deployment === null ? [] : [deployment]));
  const deployed = [...new Set(by.map(({ name, place }) => `${name} (${place.file}:${place.first})`))];
  return deployed.length === 0
    ? 'no longer deployed by anything that can be seen here'
    : `now deployed by ${named(deployed)}`;
}

/** Notices about sources that still exist, but whose deployment at base does not exist at head. */
export function noLongerDeployed(base: Side, head: Side): Notice[] {
  const deploying = [...head.sources.map(({ deployment }) => deployment), ...head.unseen];
  const names = new Set(deploying.map((deployment) => deployment?.name));
  const paths = new Set(head.sources.map(({ path }) => path));
  const gone = base.sources.filter(({ deployment, path }) => !names.has(deployment?.name ?? '') && paths.has(path));
  const deployed = gone.flatMap((source) =>
    source.deployment === null || isNobodys(source) ? [] : [{ id: source.id, by: source.deployment }],
  );
  const groups = groupBy(deployed, ({ by: { name, place } }) => JSON.stringify([name, place.file, place.first]));
  const hidden = helmfilesUnseen(head);
  return [...groups.values()].map((group) =>
    left(
      group.map(({ id }) => id),
      group[0].by,
      hidden.has(group[0].by.place.file),
    ),
  );
}

function left(ids: readonly string[], { name, place }: DeployedBy, isHidden: boolean): Notice {
  const [subject = ''] = ids;
  const [were, are] = ids.length === 1 ? ['was', 'it still is'] : ['were', 'they still are'];
  const now = isHidden
    ? `. It is unknown whether ${are}: ${place.file} is a template now.`
    : ', which no longer exists.';
  const message = `${named(ids.map(sourceLabel))} ${were} deployed by ${name} (${place.file}:${place.first} at the base)${now}`;
  return { code: 'no-longer-deployed', subject, message };
}

/**
 * Notices about objects that moved to the folder of another environment with existing findings of severity high or
 * critical, if neither folder has a declared deployment.
 */
export function movedToEnvironment(
  base: Side,
  head: Side,
  objects: readonly RenderedObject[],
  cameFrom: CameFrom,
  compared: readonly Compared[],
): Notice[] {
  const staying = new Set(head.retained.values());
  const was = nobodysIn(base.sources.filter(({ id }) => !staying.has(id)));
  const is = nobodysIn(head.sources);
  const grave = groupBy(compared.filter(isGraveAsBefore), ({ manifest }) =>
    placeOf(objectKey(manifest), manifest.source),
  );
  const moved = objects.flatMap((object) => {
    const [from, to] = [was.get(cameFrom(object) ?? ''), is.get(object.source)];
    const folders = from === undefined || to === undefined ? null : wayBetween(from, to);
    if (folders === null) return [];
    return [{ folders, source: object.source, found: grave.get(placeOf(object.object, object.source))?.length ?? 0 }];
  });
  const groups = groupBy(moved, ({ folders }) => JSON.stringify(folders));
  return [...groups.values()].flatMap((group) => {
    const found = group.reduce((sum, one) => sum + one.found, 0);
    const [{ folders, source }] = group;
    return found === 0 ? [] : [movedBetween(folders, group.length, found, source)];
  });
}

function movedBetween([from, to]: readonly [string, string], objects: number, found: number, subject: string): Notice {
  const them = objects === 1 ? 'it' : 'them';
  const findings = `${count(found, 'existing finding')} of severity high or critical ${found === 1 ? 'is' : 'are'}`;
  return {
    code: 'moved-to-environment',
    subject,
    message: `${count(objects, 'object')} moved from ${folderName(from)} to ${folderName(to)}, and ${findings} in ${them}. This repository does not say what deploys either folder: check that this may be deployed where ${folderName(to)} is.`,
  };
}

function folderName(folder: string): string {
  return folder === '' ? 'the root' : folder;
}

function nobodysIn(sources: readonly Source[]): ReadonlyMap<string, Source> {
  return new Map(sources.filter(isNobodys).map((source) => [source.id, source]));
}

/** The folders of both sources; their files if only these belong to different environments; null if neither do. */
function wayBetween(from: Source, to: Source): readonly [string, string] | null {
  return (
    otherEnvironments(folderOf(from), folderOf(to)) ??
    otherEnvironments(nameOfManifest(from.path), nameOfManifest(to.path))
  );
}

function folderOf(source: Source): string {
  return isFile(source) ? posix.dirname(source.path) : source.path;
}

function isGraveAsBefore({ status, severity }: Compared): boolean {
  return status === 'existing' && (severity === 'critical' || severity === 'high');
}

function placeOf(object: string, source: string): string {
  return JSON.stringify([object, source]);
}

function withDeployment({ id, deployment }: Source): string {
  return deployment === null
    ? id
    : `${sourceLabel(id)} (deployed by ${deployment.name}, ${deployment.place.file}:${deployment.place.first})`;
}

/** Maximum number of names in a message. */
const mostNamed = 3;

function named(names: readonly string[]): string {
  const rest = names.length - mostNamed;
  const others = rest > 0 ? ` and ${count(rest, 'other')}` : '';
  return `${names.slice(0, mostNamed).join(', ')}${others}`;
}
