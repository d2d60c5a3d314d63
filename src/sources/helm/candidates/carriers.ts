/**
 * What carries values to a chart: a HelmRelease or an Application, and a ConfigMap that these refer to. An edit of such a
 * value changes them in just this, where they are rendered themselves.
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
import { type Workbench } from '../../candidates/workbench.ts';

/** A value that is edited, from the root of what a chart is given. */
export interface Carried {
  readonly path: Path;
  /** The deployments that give it. */
  readonly deployments: ReadonlySet<string>;
}

/** The values that edits change, by who gives them to a chart. */
export function carriedValues(candidates: readonly Candidate[], workbench: Pick<Workbench, 'readers'>): Carried[] {
  return candidates.flatMap((candidate) => {
    const giving = workbench
      .readers(candidate.file)
      .flatMap((source) => layersDeclared(source).map((layer) => ({ source, paths: pathsIn(layer, candidate) })));
    const named = workbench
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

/** Whether an edit changes or removes what sets a value by name. */
function isSetIn({ file, document, path }: SetAt, candidate: Candidate): boolean {
  const { yaml } = candidate;
  if (candidate.file !== file || yaml?.block !== null || yaml.document !== document) return false;
  return yaml.operations.some((operation) => startsWith(path, operation.path));
}

/** Where an edit writes in the values of a layer. */
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

/** Whether a difference between two states of an object is an edited value, and no more. */
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

/** Two texts of values that differ in nothing but edited ones. */
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
