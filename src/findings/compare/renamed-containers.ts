/** Finds the container of base that a container of head was, when a change gave it another name or list. */
import { onceEach } from '../../foundation/cache/once-each.ts';
import { groupBy } from '../../foundation/groups.ts';
import { at, isJsonList, isJsonMap } from '../../foundation/json.ts';
import { imageReference } from '../../foundation/kubernetes/image-reference.ts';
import { containerLists } from '../../foundation/kubernetes/workloads.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';

interface Container {
  readonly path: Path;
  readonly list: string;
  /** Path in the pod: list and index. */
  readonly place: string;
  readonly name: string | null;
  /** The image without tag and digest; null without an image. */
  readonly repository: string | null;
}

/** The path of the container that contains a field; null if none does. */
export function containerAround(path: Path): Path | null {
  const last = path.findLastIndex((part, index) => typeof part === 'number' && isContainerList(path[index - 1]));
  return last === -1 ? null : path.slice(0, last + 1);
}

/** The path in the object of base of the container at a path of the object of head; null if there was none. */
export type ContainerBefore = (before: JsonObject, after: JsonObject, path: Path) => Path | null;

/**
 * With its name, a container may be in another list of the pod: an init container that became a sidecar. A container with a
 * new name is one whose name is gone: one with the same image repository, the only one of both pods, or the one in the
 * same position. The containers of a pod are compared once.
 */
export function containersBefore(): ContainerBefore {
  const ofBefore = onceEach((before: JsonObject) =>
    onceEach((after: JsonObject) => onceEach((pod: string) => pairs(before, after, JSON.parse(pod) as Path))),
  );
  return (before, after, path) =>
    ofBefore(before)(after)(JSON.stringify(path.slice(0, -2))).get(JSON.stringify(path.slice(-2))) ?? null;
}

/** By the place of a container of head: the path of the container of base. */
function pairs(before: Json, after: Json, pod: Path): ReadonlyMap<string, Path> {
  const [old, now] = [containersOf(before, pod), containersOf(after, pod)];
  const [oldNames, newNames] = [byName(old), byName(now)];
  const came = now.filter(({ name }) => name === null || !oldNames.has(name));
  const gone = old.filter(({ name }) => name === null || !newNames.has(name));
  const same = now.flatMap((each) => paired(each, oldNames.get(each.name ?? '')?.[0]));
  const alike = byRepository(gone, came);
  const taken = new Set(alike.map(([, { place }]) => place));
  const left = new Map(gone.filter(({ place }) => !taken.has(place)).map((each) => [each.place, each]));
  const isOnly = old.length === 1 && now.length === 1;
  const matched = new Set([...same, ...alike].map(([{ place }]) => place));
  const rest = came.filter(({ place }) => !matched.has(place));
  const inPlace = rest.flatMap((each) => paired(each, isOnly ? [...left.values()][0] : left.get(each.place)));
  return new Map([...same, ...alike, ...inPlace].map(([{ place }, { path }]) => [place, path]));
}

type Pair = readonly [now: Container, old: Container];

function paired(now: Container, old: Container | undefined): Pair[] {
  return old === undefined ? [] : [[now, old]];
}

/** Of several containers with one image, each is paired once, in their order. */
function byRepository(gone: readonly Container[], came: readonly Container[]): Pair[] {
  const waiting = groupBy(gone, ({ repository }) => repository ?? '');
  return came.flatMap((container) => {
    const alike = container.repository === null ? [] : (waiting.get(container.repository) ?? []);
    const index = Math.max(
      0,
      alike.findIndex(({ list }) => list === container.list),
    );
    return paired(container, alike.splice(index, 1)[0]);
  });
}

function byName(containers: readonly Container[]): ReadonlyMap<string, readonly Container[]> {
  return groupBy(
    containers.filter(({ name }) => name !== null),
    ({ name }) => name ?? '',
  );
}

function containersOf(object: Json, pod: Path): Container[] {
  return [...containerLists].flatMap((list) => {
    const items = at(object, [...pod, list]);
    if (!isJsonList(items)) return [];
    return items.map((item, index) => ({
      path: [...pod, list, index],
      list,
      place: JSON.stringify([list, index]),
      name: textOf(item, 'name'),
      repository: repositoryOf(item),
    }));
  });
}

function repositoryOf(container: Json): string | null {
  const image = textOf(container, 'image');
  return image === null ? null : imageReference(image).name;
}

/** Null also for an empty text. */
function textOf(container: Json, key: string): string | null {
  const text = isJsonMap(container) ? container[key] : null;
  return typeof text === 'string' && text !== '' ? text : null;
}

function isContainerList(part: string | number | undefined): boolean {
  return typeof part === 'string' && containerLists.has(part);
}
