/** Checks by mutation which values the fields of a chart are said to come from. */
import type { Engines } from '../../../src/engine/engines.ts';
import { groupBy } from '../../../src/foundation/groups.ts';
import { at, canonical, isJsonMap } from '../../../src/foundation/json.ts';
import { type ChartField, valuesOrigins } from '../../../src/sources/helm/values/origins.ts';
import type { ValueSetting } from '../../../src/sources/helm/values/settings.ts';
import { originOf } from '../../../src/sources/helm/values/written.ts';
import { type Json, type Path } from '../../../src/model/json.ts';
import { type Manifest } from '../../../src/model/manifest.ts';
import { type ValuesOrigin } from '../../../src/model/suggestion.ts';
import { renderingWith } from '../../../src/run/judge/values-for.ts';
import { parseManifests } from '../../../src/yaml/values.ts';
import type { Case } from '../cases.ts';
import { changesBetween } from './changed-fields.ts';
import { influences } from './influences.ts';
import { type Leaf, leavesOf, otherValue, withOther } from './leaves.ts';
import { type NativeChart, nativeChart, objectKey, objectsOf } from './native.ts';
import { type OpenChart, openChart } from './open-chart.ts';
import { generator, shuffled } from './random.ts';
import { nothing } from './tally.ts';

/** The result for one chart. */
export interface Tally {
  readonly chart: string;
  /**
   * Numbers of leaves that were changed, whose change Helm rejected, that changed no field of an object, and that
   * changed some.
   */
  readonly leaves: number;
  readonly refused: number;
  readonly silent: number;
  readonly telling: number;
  /** Number of pairs of a leaf and a field that it changed, and how many of them trace back. */
  readonly fields: number;
  readonly traced: number;
  /** Number of fields for which a report would name one value. */
  readonly single: number;
  /** Other claims (a field comes from a value) that were tried with native Helm, and those that were wrong. */
  readonly tried: number;
  readonly wrong: readonly string[];
  readonly missed: readonly string[];
}

/**
 * Maximum number of fields per leaf: a leaf that changes everything (the chart's name) must not outweigh the others.
 */
const mostFields = 12;
/** Maximum number of other claimed values that are tried in addition to the leaves. */
const mostClaims = 60;

const valuesFile = 'values.yaml';

export async function traceValues(
  fixtures: string,
  item: Case,
  count: number,
  seed: number,
  engines: Engines,
): Promise<Tally> {
  const chart = await openChart(fixtures, item, engines);
  const native = await nativeChart(fixtures, item);
  try {
    return await tallied(chart, native, count, seed, engines);
  } finally {
    await native.close();
  }
}

/** A field, and the leaf whose change changed it. */
interface Sample extends ChartField {
  readonly leaf: Leaf;
}

async function tallied(
  chart: OpenChart,
  native: NativeChart,
  count: number,
  seed: number,
  engines: Engines,
): Promise<Tally> {
  const random = generator(seed);
  const world = await nativeWorld(chart, native);
  const tally = { ...nothing, chart: chart.name, refused: 0, silent: 0, telling: 0 };
  const leaves = shuffled(leavesOf(await world.valuesOf(valuesFile)), random).slice(0, count);
  const samples: Sample[] = [];
  for (const leaf of leaves) {
    const changed = await world.changedBy(valuesFile, leaf.path);
    if (changed === null) tally.refused++;
    else if (changed.length === 0) tally.silent++;
    else {
      tally.telling++;
      samples.push(
        ...shuffled(changed, random)
          .slice(0, mostFields)
          .map((field) => ({ ...field, leaf })),
      );
    }
  }
  const render = renderingWith(chart.tree, engines, chart.kubernetesVersion);
  const found = await influences(chart, samples, render);
  const traced = samples.filter((sample) =>
    (found.get(sample) ?? []).some(({ layer, path }) => layer.file === valuesFile && isSame(path, sample.leaf.path)),
  );
  const laboratory = {
    texts: chart.texts,
    trace: () => Promise.resolve(chart.traced),
    render,
    isWrong: () => true,
  };
  const single = await valuesOrigins(chart.source, chart.manifests, samples, laboratory);
  const claims = [...(await claimsOf(found, chart)), ...[...single].map(([field, origin]) => ({ field, origin }))];
  const { tried, wrong } = await tryClaims(claims, world, random);
  return {
    ...tally,
    leaves: leaves.length,
    fields: samples.length,
    traced: traced.length,
    single: single.size,
    tried,
    wrong,
    missed: samples
      .filter((sample) => !traced.includes(sample))
      .map((sample) => `${said(sample)} of ${sample.leaf.path.join('.')}`),
  };
}

interface NativeWorld {
  readonly valuesOf: (file: string) => Promise<Json>;
  /** The fields of this chart's manifests that change with a value of a file; null if Helm rejects the change. */
  readonly changedBy: (file: string, path: Path) => Promise<ChartField[] | null>;
}

async function nativeWorld({ texts, manifests }: OpenChart, native: NativeChart): Promise<NativeWorld> {
  const before = objectsOf((await native.render(new Map())) ?? '');
  const again = objectsOf((await native.render(new Map())) ?? '');
  const byKey = new Map(manifests.toReversed().map((manifest) => [objectKey(manifest.object), manifest]));
  const random = new Set(fieldsOf(changesBetween(before, again).fields, byKey).map(keyOf));
  const valuesOf = async (file: string): Promise<Json> => {
    const text = await texts.of(file);
    return text.ok ? (parseManifests(text.text).documents[0]?.value ?? {}) : {};
  };
  const known = new Map<string, ChartField[] | null>();
  const changed = async (file: string, path: Path): Promise<ChartField[] | null> => {
    const values = await valuesOf(file);
    const other = withOther(values, path, otherValue(at(values, path) ?? null));
    const stream = await native.render(new Map([[file, JSON.stringify(other)]]));
    if (stream === null) return null;
    return fieldsOf(changesBetween(before, objectsOf(stream)).fields, byKey).filter(
      (field) => !random.has(keyOf(field)),
    );
  };
  return {
    valuesOf,
    changedBy: async (file, path) => {
      const key = JSON.stringify([file, path]);
      const fields = known.has(key) ? (known.get(key) ?? null) : await changed(file, path);
      known.set(key, fields);
      return fields;
    },
  };
}

function fieldsOf(fields: ReadonlyMap<string, readonly Path[]>, byKey: ReadonlyMap<string, Manifest>): ChartField[] {
  return [...fields].flatMap(([key, paths]) => {
    const manifest = byKey.get(key);
    return manifest === undefined ? [] : paths.map((path) => ({ manifest, path }));
  });
}

interface Claim {
  readonly field: ChartField;
  readonly origin: ValuesOrigin;
}

async function claimsOf(
  found: ReadonlyMap<ChartField, readonly ValueSetting[]>,
  { texts }: OpenChart,
): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (const [field, settings] of found) {
    for (const setting of settings) {
      const origin = await originOf(setting, texts);
      if (origin !== null) claims.push({ field, origin });
    }
  }
  return claims;
}

async function tryClaims(
  claims: readonly Claim[],
  world: NativeWorld,
  random: () => number,
): Promise<Pick<Tally, 'tried' | 'wrong'>> {
  const groups = groupBy(claims, ({ origin: { file, path } }) => JSON.stringify([file, path]));
  const wrong: string[] = [];
  let tried = 0;
  for (const group of shuffled([...groups.values()], random).slice(0, mostClaims)) {
    const [{ origin }] = group;
    const changed = await world.changedBy(origin.file, origin.path);
    if (changed === null) continue;
    // A key added to a map appears next to the field that the map could set.
    const isAMap = isJsonMap(at(await world.valuesOf(origin.file), origin.path));
    const reached = (path: Path): Path => (isAMap ? path.slice(0, -1) : path);
    for (const { field } of group) {
      tried++;
      if (!changed.some((other) => other.manifest === field.manifest && isPart(reached(other.path), field.path))) {
        wrong.push(`${said(field)} from ${origin.file}:${origin.line} ${origin.path.join('.')}`);
      }
    }
  }
  return { tried, wrong };
}

/** Whether one path is a prefix of the other. */
function isPart(a: Path, b: Path): boolean {
  return a.slice(0, b.length).every((part, index) => part === b[index]);
}

function isSame(a: Path, b: Path): boolean {
  return canonical([...a]) === canonical([...b]);
}

function keyOf({ manifest, path }: ChartField): string {
  return JSON.stringify([objectKey(manifest.object), path]);
}

function said({ manifest: { object, origin }, path }: ChartField): string {
  return `${object.kind} (${origin.kind === 'helm' ? origin.name : ''}) ${path.join('.')}`;
}
