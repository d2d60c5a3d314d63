import { at, isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type Path } from '../../model/json.ts';
import { isNamedObject } from '../helm/discover/chart-files.ts';

/** Where workloads have the specification of their pods. */
const podSpecs: ReadonlyMap<string, Path> = new Map([
  ['Pod', ['spec']],
  ['PodTemplate', ['template', 'spec']],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
  ...['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet', 'DaemonSet', 'Job'].map(
    (kind): [string, Path] => [kind, ['spec', 'template', 'spec']],
  ),
]);

/**
 * Whether a document is an object that the API server would take: a patch of a workload seldom has what is required of
 * one. What is not known to lack something is whole.
 */
export function isWholeObject(value: Json): boolean {
  if (!isNamedObject(value)) return false;
  const kind = at(value, ['kind']);
  const way = podSpecs.get(typeof kind === 'string' ? kind : '');
  return way === undefined || isPodSpec(at(value, way));
}

/** At least one container, and of each the image: required of every pod. */
function isPodSpec(spec: Json | undefined): boolean {
  const lists = ['containers', 'initContainers'].map((name) => at(spec, [name]) ?? []);
  const containers = lists.flatMap((items) => (isJsonList(items) ? items : [items]));
  return isJsonList(lists[0]) && lists[0].length > 0 && containers.every(hasImage);
}

function hasImage(container: Json): boolean {
  const image = isJsonMap(container) ? container['image'] : undefined;
  return typeof image === 'string' && image !== '';
}
