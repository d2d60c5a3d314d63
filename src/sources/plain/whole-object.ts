/** Tells whole objects from patches. */
import { at, isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type Path } from '../../model/json.ts';
import { isNamedObject } from '../helm/discover/chart-files.ts';

/** The path of the pod specification in each workload kind. */
const podSpecs: ReadonlyMap<string, Path> = new Map([
  ['Pod', ['spec']],
  ['PodTemplate', ['template', 'spec']],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
  ...['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet', 'DaemonSet', 'Job'].map(
    (kind): [string, Path] => [kind, ['spec', 'template', 'spec']],
  ),
]);

/**
 * Whether a document is an object that the API server would accept: a patch of a workload rarely has all required
 * fields. Objects of other kinds count as whole.
 */
export function isWholeObject(value: Json): boolean {
  if (!isNamedObject(value)) return false;
  const kind = at(value, ['kind']);
  const way = podSpecs.get(typeof kind === 'string' ? kind : '');
  return way === undefined || isPodSpec(at(value, way));
}

/** Required of every pod: at least one container, and an image for each. */
function isPodSpec(spec: Json | undefined): boolean {
  const lists = ['containers', 'initContainers'].map((name) => at(spec, [name]) ?? []);
  const containers = lists.flatMap((items) => (isJsonList(items) ? items : [items]));
  return isJsonList(lists[0]) && lists[0].length > 0 && containers.every(hasImage);
}

function hasImage(container: Json): boolean {
  const image = isJsonMap(container) ? container['image'] : undefined;
  return typeof image === 'string' && image !== '';
}
