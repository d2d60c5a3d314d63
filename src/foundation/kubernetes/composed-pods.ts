/** Composes the pods of custom kinds that spread a pod over fields of their own: Argo Workflows and Tekton. */
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type KubernetesObject } from '../../model/manifest.ts';
import { at, isJsonList, isJsonMap } from '../json.ts';
import { groupOf } from './names.ts';

/** A pod as a controller composes it. The controller may add a security context from elsewhere. */
export interface ComposedPod {
  /** The object with the pod's specification at `spec`. */
  readonly object: KubernetesObject;
  /** The path in the object as it is written, for a path in the composed one. */
  readonly written: (path: Path) => Path;
}

/** A value, and where it is written. */
interface Written {
  readonly path: Path;
  readonly value: Json;
}

interface Parts {
  readonly containers: readonly (Written & { readonly name: string })[];
  readonly initContainers: readonly Written[];
  readonly volumes: readonly Written[];
  /** Other fields of the pod, by name. */
  readonly fields: Readonly<Record<string, Written | undefined>>;
}

type Composer = (object: KubernetesObject) => Parts[];

/** https://argo-workflows.readthedocs.io/en/latest/fields/ */
const argo =
  (...spec: readonly string[]): Composer =>
  (object) => {
    const defaults = [...spec, 'templateDefaults'];
    const templates = [...items(object, [...spec, 'templates']), ...written(object, defaults)];
    return templates.map((template) => ofTemplate(object, spec, template));
  };

function ofTemplate(object: KubernetesObject, spec: Path, { path, value }: Written): Parts {
  const template = nameOf(value) ?? 'template';
  const own = ['container', 'script'].flatMap((key) => written(object, [...path, key]));
  const sidecars = items(object, [...path, 'sidecars']);
  const first = (key: string): Written | undefined =>
    [...written(object, [...path, key]), ...written(object, [...spec, key])][0];
  return {
    containers: [
      ...own.map((each) => ({ ...each, name: `${template}/main` })),
      ...sidecars.map((each) => ({ ...each, name: `${template}/${nameOf(each.value) ?? 'sidecar'}` })),
    ],
    initContainers: items(object, [...path, 'initContainers']),
    volumes: [...items(object, [...path, 'volumes']), ...items(object, [...spec, 'volumes'])],
    fields: { securityContext: first('securityContext'), hostNetwork: written(object, [...spec, 'hostNetwork'])[0] },
  };
}

/** https://tekton.dev/docs/pipelines/pipeline-api/ `template`: the path of the pod template, if there is one. */
const tekton =
  (spec: readonly string[], template: readonly string[] | null = null): Composer =>
  (object) => [ofTask(object, spec, template)];

function ofTask(object: KubernetesObject, spec: Path, template: Path | null): Parts {
  const named = (list: string): Parts['containers'] =>
    items(object, [...spec, list]).map((each) => ({ ...each, name: nameOf(each.value) ?? list }));
  const inTemplate = (key: string): Written[] => (template === null ? [] : written(object, [...template, key]));
  return {
    containers: [...named('steps'), ...named('sidecars')],
    initContainers: [],
    volumes: [
      ...items(object, [...spec, 'volumes']),
      ...(template === null ? [] : items(object, [...template, 'volumes'])),
    ],
    fields: Object.fromEntries(podFields.map((key) => [key, inTemplate(key)[0]])),
  };
}

const podFields = ['hostIPC', 'hostNetwork', 'hostPID', 'securityContext'];

/** The tasks of a pipeline, each with its own pod. */
const pipeline =
  (spec: readonly string[], template: readonly string[] | null = null): Composer =>
  (object) =>
    ['tasks', 'finally'].flatMap((list) =>
      items(object, [...spec, list]).map(({ path }) => ofTask(object, [...path, 'taskSpec'], template)),
    );

const step: Composer = (object) => {
  const [own] = written(object, ['spec']);
  const containers = own === undefined ? [] : [{ ...own, name: nameOf(object['metadata'] ?? null) ?? 'step' }];
  return [{ containers, initContainers: [], volumes: [], fields: {} }];
};

/** How each kind is read, by API group. */
const composers: Readonly<Record<string, Readonly<Record<string, Composer>>>> = {
  'argoproj.io': {
    ClusterWorkflowTemplate: argo('spec'),
    CronWorkflow: argo('spec', 'workflowSpec'),
    Workflow: argo('spec'),
    WorkflowTemplate: argo('spec'),
  },
  'tekton.dev': {
    ClusterTask: tekton(['spec']),
    Pipeline: pipeline(['spec']),
    PipelineRun: pipeline(['spec', 'pipelineSpec'], ['spec', 'taskRunTemplate', 'podTemplate']),
    StepAction: step,
    Task: tekton(['spec']),
    TaskRun: tekton(['spec', 'taskSpec'], ['spec', 'podTemplate']),
  },
};

/** The pods that an object's fields make together; empty for kinds that are not known to do so. */
export function composedPods(object: KubernetesObject): ComposedPod[] {
  const kinds = composers[groupOf(object.apiVersion)];
  const composer = kinds !== undefined && Object.hasOwn(kinds, object.kind) ? kinds[object.kind] : undefined;
  return (composer?.(object) ?? []).filter(isSomething).map((parts) => composed(object, parts));
}

function isSomething({ containers, initContainers, volumes, fields }: Parts): boolean {
  return [containers, initContainers, volumes, Object.values(fields).filter((field) => field !== undefined)].some(
    ({ length }) => length > 0,
  );
}

function composed(object: KubernetesObject, { containers, initContainers, volumes, fields }: Parts): ComposedPod {
  const places = new Map<string, Path>();
  const list = (key: string, all: readonly Written[]): Json[] =>
    all.map(({ path, value }, index) => {
      places.set(JSON.stringify(['spec', key, index]), path);
      return value;
    });
  const single = Object.entries(fields).flatMap(([key, field]): [string, Json][] => {
    if (field === undefined) return [];
    places.set(JSON.stringify(['spec', key]), field.path);
    return [[key, field.value]];
  });
  const named = containers.map(({ path, value, name }) => ({ path, value: withName(value, name) }));
  const spec: JsonObject = {
    ...Object.fromEntries(single),
    containers: list('containers', named),
    initContainers: list('initContainers', initContainers),
    volumes: list('volumes', volumes),
  };
  const { apiVersion, kind, metadata = {} } = object;
  return { object: { apiVersion, kind, metadata, spec }, written: (path) => writtenPath(path, places) };
}

/** The path behind the longest beginning whose place is known. */
function writtenPath(path: Path, places: ReadonlyMap<string, Path>): Path {
  for (let length = path.length; length > 0; length -= 1) {
    const place = places.get(JSON.stringify(path.slice(0, length)));
    if (place !== undefined) return [...place, ...path.slice(length)];
  }
  return path;
}

function withName(value: Json, name: string): Json {
  return isJsonMap(value) ? { ...value, name } : value;
}

function nameOf(value: Json): string | null {
  const name = isJsonMap(value) ? value['name'] : undefined;
  return typeof name === 'string' ? name : null;
}

function items(object: KubernetesObject, path: Path): Written[] {
  const value = at(object, path);
  return isJsonList(value) ? value.map((item, index) => ({ path: [...path, index], value: item })) : [];
}

/** A map or another value that is set; empty where there is none. */
function written(object: KubernetesObject, path: Path): Written[] {
  const value = at(object, path);
  return value === undefined || value === null ? [] : [{ path, value }];
}
