/** Marks problems that existed at base and hide nothing that the pull request changes. */
import { isChart } from '../../sources/helm/chart.ts';
import { posix } from 'node:path';
import { wayOf } from '../open/changed.ts';
import { at, canonical, isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type Json } from '../../model/json.ts';
import { type Rendering } from '../../model/manifest.ts';
import { type Problem } from '../../model/problem.ts';
import { type HelmSource, type ValueLayer } from '../../model/source.ts';
import { dependenciesOf, isNamed } from '../../sources/helm/render/left-out.ts';
import { mayWriteValues } from '../../sources/helm/render/writes-values.ts';
import { type Side } from '../../sources/side.ts';

/** Problems that hide nothing: a schema renders nothing. */
const harmless: ReadonlySet<Problem['code']> = new Set(['schema-remote']);

/** Problems of a dependency that could not be fetched. */
const ofDependencies: ReadonlySet<Problem['code']> = new Set([
  'chart-dependency-missing',
  'remote-refused',
  'fetch-failed',
  'archive-refused',
]);

/**
 * Marks the problems at head that existed at base in the same way and hide nothing that the pull request changes. What
 * a missing dependency renders to depends on its entry, its values, and templates that it may include.
 */
export async function withStanding(base: InspectedSide, head: InspectedSide): Promise<readonly Problem[]> {
  const before = new Map(base.renderings.map((rendering) => [rendering.source.id, rendering]));
  const each = await Promise.all(
    head.renderings.map(async (rendering) => {
      if (rendering.problems.length === 0) return [];
      const was = before.get(rendering.source.id);
      const known = new Set(was?.problems.map(problemKey));
      const stands = was !== undefined && (await hidesTheSame(base.side, was, head.side, rendering));
      const isProse = was !== undefined && (await changesProseOnly(base.side, was, head.side, rendering));
      return rendering.problems.map((problem) => ({
        problem,
        isStanding:
          known.has(problemKey(problem)) && (isHarmless(problem) || isProse || (stands && isOfDependency(problem))),
      }));
    }),
  );
  const open = new Set(each.flat().flatMap(({ problem, isStanding }) => (isStanding ? [] : [sameText(problem)])));
  return each
    .flat()
    .map(({ problem, isStanding }) =>
      isStanding && !open.has(sameText(problem)) ? { ...problem, status: 'existing' } : problem,
    );
}

export function isHarmless({ code }: Problem): boolean {
  return harmless.has(code);
}

export function isOfDependency({ code }: Problem): boolean {
  return ofDependencies.has(code);
}

/** Key of a problem without its line, which may move. */
function problemKey({ code, subject, message }: Problem): string {
  return JSON.stringify([code, subject, message.replace(/:\d+(?=:)/g, '')]);
}

/** Key of the message: a problem is reported once for all sources that have it. */
function sameText({ code, message }: Problem): string {
  return JSON.stringify([code, message]);
}

/** Documentation files of a chart, which no template prints unless it reads files. */
const prose = /^(?:[^/]+\.md|README[^/]*|LICENSE[^/]*|NOTICE|OWNERS|CODEOWNERS)$/i;

/** Whether a chart that fails to render differs only in texts that none of its templates can print. */
async function changesProseOnly(baseSide: Side, was: Rendering, headSide: Side, now: Rendering): Promise<boolean> {
  const [before, after] = [was.source, now.source];
  if (!isChart(before) || !isChart(after) || wayOf(before) !== wayOf(after)) return false;
  const digest = ({ tree }: Side, path: string): string | null => tree.files.get(path)?.digest ?? null;
  const isProse = new Set(
    [...before.files, ...after.files].filter(([name]) => prose.test(name)).map(([, path]) => path),
  );
  const changed = [...new Set([...before.reads, ...after.reads])].filter(
    (path) => digest(baseSide, path) !== digest(headSide, path),
  );
  if (!changed.every((path) => isProse.has(path))) return false;
  const texts = await Promise.all(after.reads.map((path) => headSide.texts.of(path)));
  return texts.every(
    (text, index) => isProse.has(after.reads[index] ?? '') || (text.ok && !/\bFiles\b/.test(text.text)),
  );
}

async function hidesTheSame(baseSide: Side, was: Rendering, headSide: Side, now: Rendering): Promise<boolean> {
  const [before, after] = [was.source, now.source];
  if (!isChart(before) || !isChart(after)) return false;
  if (before.leftOut === undefined || after.leftOut === undefined) return false;
  return (await hiddenIn(baseSide, before)) === (await hiddenIn(headSide, after));
}

/** Everything that the render of missing dependencies depends on. */
async function hiddenIn({ tree, texts }: Side, source: HelmSource): Promise<string> {
  const { files, leftOut = [], set, setString, setFile, release, kubernetesVersion, apiVersions, finishing } = source;
  const valueOf = async (name: string): Promise<Json> => {
    const path = files.get(name);
    return path === undefined ? null : ((await texts.yaml(path))?.documents[0]?.value ?? null);
  };
  const declared = await Promise.all(['Chart.yaml', 'requirements.yaml'].map(valueOf));
  const entries = declared.flatMap(dependenciesOf).filter((entry) => isNamed(entry, leftOut));
  const locks = ['Chart.lock', 'requirements.lock'].map(
    (name) => tree.files.get(files.get(name) ?? '')?.digest ?? null,
  );
  const keys = new Set([...leftOut, 'global', 'tags', ...entries.flatMap(conditionKeys)]);
  const values = [await valueOf('values.yaml'), ...(await Promise.all(source.layers.map(layerValue)))];
  const given = [set, setString, setFile, release.name, release.namespace, kubernetesVersion, apiVersions];
  const chart = at(declared[0] ?? null, ['name']) ?? null;
  return canonical([
    entries,
    locks,
    values.map((value) => onlyKeys(value, keys)),
    given,
    finishing === null ? null : JSON.stringify(finishing),
    await foreignTemplates(typeof chart === 'string' ? chart : ''),
  ]);

  async function layerValue(layer: ValueLayer): Promise<Json> {
    return layer.kind === 'file' ? ((await texts.yaml(layer.file))?.documents[0]?.value ?? null) : layer.value;
  }

  /**
   * Templates that can affect dependencies: those that define names outside of the chart's own prefix may be included
   * there.
   */
  async function foreignTemplates(chartName: string): Promise<Json> {
    const names = [...files].filter(([name]) => posix.dirname(name).split('/')[0] === 'templates');
    const foreign = await Promise.all(
      names.map(async ([name, path]) => {
        const text = await texts.of(path);
        const defined = text.ok ? [...text.text.matchAll(/(?:define|block)\s+["`]([^"`]+)/g)] : [];
        const isForeign = defined.some(([, id = '']) => id !== chartName && !id.startsWith(`${chartName}.`));
        return isForeign || (text.ok && mayWriteValues(text.text))
          ? [[name, tree.files.get(path)?.digest ?? null]]
          : [];
      }),
    );
    return foreign.flat();
  }
}

/** Keys of other values of a dependency: those that its condition reads. */
function conditionKeys(entry: Json): string[] {
  const { condition } = isJsonMap(entry) ? entry : {};
  return typeof condition === 'string' ? condition.split(',').map((path) => path.trim().split('.')[0] ?? '') : [];
}

function onlyKeys(value: Json, keys: ReadonlySet<string>): Json {
  if (!isJsonMap(value)) return value;
  const kept = Object.entries(value).filter(([key]) => keys.has(key));
  return Object.fromEntries(kept.map(([key, one]) => [key, key === 'global' ? withoutScheduling(one) : one]));
}

/** Fields of a pod that choose its nodes: values of these names can't cause a finding in charts. */
const scheduling: ReadonlySet<string> = new Set([
  'affinity',
  'nodeSelector',
  'priorityClassName',
  'schedulerName',
  'tolerations',
  'topologySpreadConstraints',
]);

function withoutScheduling(global: Json): Json {
  if (!isJsonMap(global)) return global;
  return Object.fromEntries(Object.entries(global).filter(([key, value]) => !scheduling.has(key) || !isPlain(value)));
}

/** Whether no string in it can become more than one scalar, wherever a template prints it. */
function isPlain(value: Json): boolean {
  if (typeof value === 'string') return /^[\w./-]*$/.test(value);
  if (isJsonList(value)) return value.every(isPlain);
  return !isJsonMap(value) || Object.entries(value).every((entry) => entry.every(isPlain));
}
