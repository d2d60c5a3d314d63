/**
 * Matches edited values with the objects that carry them to a chart: a HelmRelease, an Application or a ConfigMap.
 * Where such an object is rendered itself, the edit changes only these values in it.
 */
import { valueLayers, valuesSet } from '../chart.ts';
import { at, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type KubernetesObject } from '../../../model/manifest.ts';
import { type SetAt, type Source, type ValueLayer } from '../../../model/source.ts';
import { groupOf } from '../../../foundation/kubernetes/names.ts';
import { parseManifests } from '../../../yaml/values.ts';
import { type Candidate } from '../../candidates/candidate.ts';
import { differences, isMeant } from '../../../foundation/differences.ts';
import { type CandidateContext } from '../../candidates/candidate-context.ts';

/** An edited value, as a path from the root of the chart's values. */
export interface Carried {
  readonly path: Path;
  /** Names of the deployments that give the value. */
  readonly deployments: ReadonlySet<string>;
}

/** The values that edits change, with the deployments that give them. */
export function carriedValues(candidates: readonly Candidate[], context: Pick<CandidateContext, 'readers'>): Carried[] {
  return candidates.flatMap((candidate) => {
    const giving = context
      .readers(candidate.file)
      .flatMap((source) => layersDeclared(source).map((layer) => ({ source, paths: pathsIn(layer, candidate) })));
    const named = context
      .readers(candidate.file)
      .flatMap((source) =>
        valuesSet(source).map((set) => ({ source, paths: isSetIn(set, candidate) ? [set.sets] : [] })),
      );
    return [...giving, ...named].flatMap(({ source, paths }) =>
      paths.map((path): Carried => ({ path, deployments: new Set([source.deployment?.name ?? '']) })),
    );
  });
}

function layersDeclared(source: Source): readonly ValueLayer[] {
  return source.deployment === null ? [] : valueLayers(source);
}

/** Whether an edit changes or removes the entry that sets a value by name. */
function isSetIn({ file, document, path }: SetAt, candidate: Candidate): boolean {
  const { yaml } = candidate;
  if (candidate.file !== file || yaml?.block !== null || yaml.document !== document) return false;
  return yaml.operations.some((operation) => startsWith(path, operation.path));
}

/** The paths in a layer's values that an edit changes. */
function pathsIn(layer: ValueLayer, { file, yaml }: Candidate): Path[] {
  if (layer.kind === 'unknown' || layer.file !== file || yaml === null) return [];
  const paths = yaml.operations.map(({ path }) => path);
  if (layer.kind === 'file') return yaml.block === null ? paths : [];
  if (layer.document !== yaml.document) return [];
  if (yaml.block !== null) return startsWith(yaml.block, layer.path) ? paths : [];
  return paths.filter((path) => startsWith(path, layer.path)).map((path) => path.slice(layer.path.length));
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((part, index) => path[index] === part);
}

/** Returns a test whether a path that differs between two states of an object is only an edited value. */
export function carriedBy(
  before: KubernetesObject,
  after: KubernetesObject | undefined,
  carried: readonly Carried[],
): (path: Path) => boolean {
  const name = at(before, ['metadata', 'name']);
  const own = carried.filter(({ deployments }) => typeof name === 'string' && deployments.has(name));
  const ways = (all: readonly Carried[], root: Path): Path[] => all.map(({ path }) => [...root, ...path]);
  const isText = (path: Path, all: readonly Carried[]): boolean =>
    isCarriedText(at(before, path), at(after, path), all);
  switch (`${groupOf(before.apiVersion)}/${before.kind}`) {
    case 'helm.toolkit.fluxcd.io/HelmRelease':
      return (path) => ways(own, ['spec', 'values']).some((way) => isMeant(path, way));
    case 'argoproj.io/Application':
      return (path) => {
        const helm = path.indexOf('helm');
        const root = path.slice(0, helm + 2);
        if (path[0] !== 'spec' || helm === -1) return false;
        if (root.at(-1) === 'parameters') return own.length > 0;
        if (root.at(-1) === 'valuesObject') return ways(own, root).some((way) => isMeant(path, way));
        return root.at(-1) === 'values' && root.length === path.length && isText(path, own);
      };
    case '/ConfigMap':
      return (path) => path[0] === 'data' && path.length === 2 && isText(path, carried);
    default:
      return () => false;
  }
}

/** Whether two YAML texts of values differ only in edited values. */
function isCarriedText(before: Json | undefined, after: Json | undefined, carried: readonly Carried[]): boolean {
  const [old, now] = [valuesIn(before), valuesIn(after)];
  if (old === null || now === null) return false;
  return differences(old, now).every((path) => carried.some((each) => isMeant(path, each.path)));
}

function valuesIn(text: Json | undefined): Json | null {
  if (typeof text !== 'string') return null;
  const { documents, faults } = parseManifests(text);
  const value = documents[0]?.value ?? {};
  return faults.length === 0 && documents.length <= 1 && isJsonMap(value) ? value : null;
}
