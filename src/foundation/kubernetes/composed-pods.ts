/**
 * Composes the pods of custom kinds that spread a pod over fields of their own, such as Argo Workflows and Tekton, or that
 * change the pods of an operator.
 */
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type KubernetesObject } from '../../model/manifest.ts';
import { at, isJsonList, isJsonMap } from '../json.ts';
import { groupOf } from './names.ts';
import { pathsTo } from './pods.ts';

/** A pod as a controller composes it. The controller may add a security context from elsewhere. */
export interface ComposedPod {
  /** The object with the pod's specification at `spec`. */
  readonly object: KubernetesObject;
  /** The path in the object as it is written, for a path in the composed one. */
  readonly written: (path: Path) => Path;
  /** Whether the controller adds to each container: what is missing in one is not known to be missing. */
  readonly isPartial: boolean;
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
  /** Absent: false. */
  readonly isPartial?: boolean;
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
    containers: [
      ...named('steps'),
      ...named('sidecars'),
      ...written(object, [...spec, 'stepTemplate']).map((each) => ({ ...each, name: 'stepTemplate' })),
    ],
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
  (spec: readonly string[], templates: readonly (readonly string[])[] = []): Composer =>
  (object) =>
    ['tasks', 'finally'].flatMap((list) =>
      items(object, [...spec, list]).map(({ path }) =>
        ofTask(object, [...path, 'taskSpec'], templates.find((each) => at(object, each) !== undefined) ?? null),
      ),
    );

/** Pod templates for single tasks of a pipeline's run: https://tekton.dev/docs/pipelines/pipelineruns/#specifying-taskrunspecs */
const ofTaskRuns: Composer = (object) =>
  items(object, ['spec', 'taskRunSpecs']).flatMap(({ path }) =>
    ['podTemplate', 'taskPodTemplate'].map((key) => ofTask(object, path, [...path, key])),
  );

const step: Composer = (object) => {
  const [own] = written(object, ['spec']);
  const containers = own === undefined ? [] : [{ ...own, name: nameOf(object['metadata'] ?? null) ?? 'step' }];
  return [{ containers, initContainers: [], volumes: [], fields: {} }];
};

/** Where an object has the parts of a pod: the names of its fields, where they are not those of a pod. */
interface PartNames {
  readonly containers?: readonly string[];
  readonly security?: string;
}

/** Maps with fields of a pod, which the controller completes. `*` in a path: every item or key. */
const parts =
  (paths: readonly string[], names: PartNames = {}): Composer =>
  (object) =>
    paths.flatMap((path) => pathsTo(object, path.split('.'))).map((path) => partsAt(object, path, names));

function partsAt(object: KubernetesObject, path: Path, { containers = [], security }: PartNames): Parts {
  const named = ['containers', ...containers].flatMap((list) =>
    items(object, [...path, list]).map((each) => ({ ...each, name: nameOf(each.value) ?? list })),
  );
  return {
    isPartial: true,
    containers: named,
    initContainers: items(object, [...path, 'initContainers']),
    volumes: items(object, [...path, 'volumes']),
    fields: Object.fromEntries(
      podFields.map((key) => [key, written(object, [...path, key === 'securityContext' ? (security ?? key) : key])[0]]),
    ),
  };
}

/** A driver or executor of Spark: its own security context is that of its container. */
const spark =
  (spec: string): Composer =>
  (object) =>
    ['driver', 'executor'].flatMap((role) => {
      const path = [...spec.split('.'), role];
      const { containers, ...others } = partsAt(object, path, {
        containers: ['sidecars'],
        security: 'podSecurityContext',
      });
      const own = written(object, [...path, 'securityContext']).map(({ path: at, value }) => ({
        path: at.slice(0, -1),
        value: { securityContext: value },
        name: role,
      }));
      const volumes = items(object, [...spec.split('.'), 'volumes']);
      return [
        { ...others, containers: [...own, ...containers], volumes: [...volumes, ...others.volumes] },
        ...parts([`${path.join('.')}.template.spec`])(object),
      ];
    });

/** https://strimzi.io/docs/operators/latest/configuring: `pod`, and a template for each of its containers. */
const strimzi =
  (...templates: readonly string[]): Composer =>
  (object) =>
    templates
      .flatMap((path) => pathsTo(object, path.split('.')))
      .map((path) => {
        const pod = partsAt(object, [...path, 'pod'], {});
        const template = at(object, path);
        const keys = isJsonMap(template) ? Object.keys(template).filter((key) => key.endsWith('Container')) : [];
        const own = keys.flatMap((key) => written(object, [...path, key]).map((each) => ({ ...each, name: key })));
        return { ...pod, containers: [...own, ...pod.containers] };
      });

/** Only a security context for the pod, and one for its containers. */
const contexts =
  (container: string, pod: string): Composer =>
  (object) => {
    const own = written(object, ['spec', container]).map(({ value }) => ({
      path: ['spec'],
      value: { securityContext: value },
      name: 'postgres',
    }));
    return [
      {
        isPartial: true,
        containers: own,
        initContainers: [],
        volumes: [],
        fields: { securityContext: written(object, ['spec', pod])[0] },
      },
    ];
  };

const together =
  (...composers: readonly Composer[]): Composer =>
  (object) =>
    composers.flatMap((composer) => composer(object));

/** How each kind is read, by API group. */
export const composers: Readonly<Record<string, Readonly<Record<string, Composer>>>> = {
  // https://openkruise.io/docs/user-manuals/sidecarset: what is added to pods.
  'apps.kruise.io': { SidecarSet: parts(['spec']) },
  'argoproj.io': {
    ClusterWorkflowTemplate: argo('spec'),
    CronWorkflow: argo('spec', 'workflowSpec'),
    Workflow: argo('spec'),
    WorkflowTemplate: argo('spec'),
  },
  // https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/docs/custom-resource/pod-template
  'flink.apache.org': {
    FlinkDeployment: parts([
      'spec.podTemplate.spec',
      'spec.jobManager.podTemplate.spec',
      'spec.taskManager.podTemplate.spec',
    ]),
  },
  // https://strimzi.io/docs/operators/latest/configuring
  'kafka.strimzi.io': {
    Kafka: strimzi(
      ...['kafka', 'zookeeper', 'entityOperator', 'cruiseControl', 'kafkaExporter'].map(
        (each) => `spec.${each}.template`,
      ),
    ),
    KafkaBridge: strimzi('spec.template'),
    KafkaConnect: strimzi('spec.template'),
    KafkaMirrorMaker2: strimzi('spec.template'),
    KafkaNodePool: strimzi('spec.template'),
  },
  // https://prometheus-operator.dev/docs/api-reference/api: patches of what the operator makes.
  'monitoring.coreos.com': {
    Alertmanager: parts(['spec']),
    Prometheus: parts(['spec']),
    PrometheusAgent: parts(['spec']),
    ThanosRuler: parts(['spec']),
  },
  // https://access.crunchydata.com/documentation/postgres-operator/latest/references/crd
  'postgres-operator.crunchydata.com': {
    PostgresCluster: parts(['spec.instances.*', 'spec.proxy.pgBouncer']),
  },
  // https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1
  'postgresql.cnpg.io': {
    Cluster: contexts('securityContext', 'podSecurityContext'),
    Pooler: parts(['spec.template.spec']),
  },
  // https://github.com/kubeflow/spark-operator/blob/master/docs/api-docs.md
  'sparkoperator.k8s.io': {
    ScheduledSparkApplication: spark('spec.template'),
    SparkApplication: spark('spec'),
  },
  'tekton.dev': {
    ClusterTask: tekton(['spec']),
    Pipeline: pipeline(['spec']),
    PipelineRun: together(
      pipeline(
        ['spec', 'pipelineSpec'],
        [
          ['spec', 'taskRunTemplate', 'podTemplate'],
          ['spec', 'podTemplate'],
        ],
      ),
      ofTaskRuns,
    ),
    StepAction: step,
    Task: tekton(['spec']),
    TaskRun: tekton(['spec', 'taskSpec'], ['spec', 'podTemplate']),
  },
  // https://www.kubeflow.org/docs/components/trainer/operator-guides/podtemplate-overrides, and the runtime patches after it
  'trainer.kubeflow.org': {
    TrainJob: parts([
      'spec.podSpecOverrides.*',
      'spec.podTemplateOverrides.*.spec',
      'spec.runtimePatches.*.trainingRuntimeSpec.template.spec.replicatedJobs.*.template.spec.template.spec',
    ]),
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

function composed(
  object: KubernetesObject,
  { containers, initContainers, volumes, fields, isPartial = false }: Parts,
): ComposedPod {
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
  return { object: { apiVersion, kind, metadata, spec }, written: (path) => writtenPath(path, places), isPartial };
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
