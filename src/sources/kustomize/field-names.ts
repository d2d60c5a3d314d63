/** Restores the spelling of a kustomization's field names, which Kustomize accepts in any case. */
import { isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject } from '../../model/json.ts';
import { fieldNamed, foldedName } from '../../yaml/go-fields.ts';

/** The known fields of a map, or of the maps in a list. Null: keys below are names of the user. */
interface Names {
  readonly [name: string]: Names | null;
}

const options: Names = { labels: null, annotations: null, disableNameSuffixHash: null, immutable: null };
const target: Names = named('group version kind name namespace labelSelector annotationSelector');
const patch: Names = { ...named('path patch options'), target };
const generator: Names = { ...named('name namespace behavior type files envs env literals'), options };
const fieldPath: Names = { fieldPath: null, fieldPaths: null, options: null };
const selected: Names = { ...named('group version kind name namespace'), ...fieldPath };
const chart: Names = named(
  'name version repo releaseName namespace nameTemplate valuesFile additionalValuesFiles valuesInline valuesMerge includeCRDs ' +
    'skipHooks skipTests apiVersions kubeVersion debug devel chartName chartVersion chartRepoUrl chartHome chartRepo ' +
    'values valuesLocal extraArgs helmHome helmBin releaseNamespace',
);

/** The fields of types.Kustomization (sigs.k8s.io/kustomize/api) that are used here. */
const kustomization: Names = {
  ...named(
    'apiVersion kind namePrefix nameSuffix namespace commonLabels commonAnnotations resources bases components crds ' +
      'patchesStrategicMerge configurations generators transformers validators buildMetadata',
  ),
  metadata: null,
  openapi: named('path'),
  labels: named('pairs includeSelectors includeTemplates fields'),
  patches: patch,
  patchesJson6902: patch,
  images: named('name newName newTag tagSuffix digest'),
  replicas: named('name count'),
  replacements: { path: null, source: selected, targets: { select: selected, reject: selected, ...fieldPath } },
  configMapGenerator: generator,
  secretGenerator: generator,
  generatorOptions: options,
  helmGlobals: named('chartHome configHome'),
  helmCharts: chart,
  helmChartInflationGenerator: chart,
};

function named(names: string): Names {
  return Object.fromEntries(names.split(' ').map((name) => [name, null]));
}

/** A kustomization with the standard spelling of its fields: Kustomize accepts any case (`Resources`). */
export function withOwnNames(fields: JsonObject): JsonObject {
  return renamed(fields, kustomization);
}

/** The same for the configuration of a chart in its own file. */
export function withOwnChartNames(fields: JsonObject): JsonObject {
  return renamed(fields, chart);
}

function renamed(value: JsonObject, names: Names): JsonObject {
  const known = new Map(Object.keys(names).map((name) => [foldedName(name), name]));
  const keys = Object.keys(value).map((key) => known.get(foldedName(key)) ?? key);
  return Object.fromEntries(
    [...new Set(keys)].map((name): [string, Json] => {
      const inner = Object.hasOwn(names, name) ? (names[name] ?? null) : null;
      const field = (known.get(foldedName(name)) === name ? fieldNamed(value, name) : value[name]) ?? null;
      return [name, inner === null ? field : renamedIn(field, inner)];
    }),
  );
}

function renamedIn(value: Json, names: Names): Json {
  if (isJsonList(value)) return value.map((item) => (isJsonMap(item) ? renamed(item, names) : item));
  return isJsonMap(value) ? renamed(value, names) : value;
}
