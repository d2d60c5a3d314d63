import { aligned } from './alternatives.ts';
import { type Engines } from '../../engine/engines.ts';
import {
  type HelmAsk,
  helmAsks,
  type HelmElsewhere,
  type HelmRequest,
  type HelmSupposition,
  type HelmVariant,
} from '../../engine/helm-request.ts';
import { type Answer } from '../../engine/outcome.ts';
import { isChartTest } from '../helm/discover/chart-tests.ts';
import { unsaidRelease } from '../deployments/value-files.ts';
import { canonical } from '../../foundation/json.ts';
import { kustomizationNames } from '../kustomize/kustomization-file.ts';
import { type Elsewhere, type Rendering, type Variant } from '../../model/manifest.ts';
import { type HelmSource, type Source } from '../../model/source.ts';
import { readRendering, treePath } from '../helm/render/render.ts';

/** What the renders of a source's charts told of what they cannot know. */
export interface Heard {
  readonly asks: Set<HelmAsk>;
  compared: boolean;
  /** The digests of the files of the last render, by their names. */
  digests: Readonly<Record<string, string>>;
}

export interface Renders {
  /** Renders a source while something is supposed, to its end. */
  readonly under: (source: Source, suppose: HelmSupposition, heard: Heard) => Promise<Rendering>;
  /** Renders a chart in several rounds, of which only what differs from a plain render is told. */
  readonly rounds: (source: HelmSource, elsewhere: HelmElsewhere) => Promise<Answer<readonly HelmVariant[]>>;
}

/** The engines, with more said to each render of a chart, and what it tells noted. */
export function hearing(
  engines: Engines,
  more: Pick<HelmRequest, 'suppose'> | Pick<HelmRequest, 'asking'>,
  heard: Heard,
): Engines {
  const { helm } = engines;
  const render: typeof helm.render = async (request) => {
    const answer = await helm.render({ ...request, ...more });
    if (answer.ok) {
      for (const ask of answer.value.asks) heard.asks.add(ask);
      heard.compared ||= answer.value.compared;
      heard.digests = Object.fromEntries(answer.value.files.map(({ name, digest }) => [name, digest]));
    }
    return answer;
  };
  return { ...engines, helm: { ...helm, render } };
}

export function nothingHeard(): Heard {
  return { asks: new Set(), compared: false, digests: {} };
}

/**
 * Renders again what decides by what no render knows: whether the release is upgraded, its name, the cluster, the clock,
 * chance. What comes out otherwise is looked at beside what a plain render gives; it takes nothing away from that.
 */
export async function renderElsewhere(whole: Rendering, heard: Heard, renders: Renders): Promise<Rendering> {
  const { source } = whole;
  const open = openAsks(source, heard.asks);
  if (whole.status !== 'rendered' || open.length === 0) return whole;
  const all =
    source.kind === 'helm' && source.finishing === null && whole.supposed === undefined
      ? await seenInRounds(source, open, heard, renders)
      : await seenToTheEnd(source, open, renders);
  const variants = distinct(all.flatMap(({ rendering, certain }) => variantsIn(whole, rendering, certain)));
  const unseen = all.find(({ why }) => why !== null)?.why ?? null;
  if (variants.length === 0 && unseen === null) return whole;
  return { ...whole, elsewhere: { on: unknownFor(source, open), variants, unseen } };
}

/** Of a chart whose objects are not changed after its render: in one call, which gives only the files that differ. */
async function seenInRounds(
  source: HelmSource,
  open: readonly HelmAsk[],
  { digests }: Heard,
  renders: Renders,
): Promise<Seen[]> {
  const supposed = supposedFor(open);
  const rounds = supposed.map(({ suppose }) => suppose);
  const ifCompared = matching(open).map(({ suppose }) => suppose);
  const answer = await renders.rounds(source, { rounds, ifCompared, plain: digests });
  if (!answer.ok)
    return [
      {
        rendering: { source, status: 'failed', manifests: [], problems: [] },
        certain: false,
        why: answer.error.message,
      },
    ];
  return answer.value.map(({ round, files, failure }) => ({
    rendering: readRendering(source, { files, warnings: [] }),
    certain: supposed[round]?.certain ?? false,
    why: failure,
  }));
}

/** Of all others: whole builds, and whatever their deployment does to the objects. */
async function seenToTheEnd(source: Source, open: readonly HelmAsk[], renders: Renders): Promise<Seen[]> {
  const heard = nothingHeard();
  const looked = async (all: readonly Supposed[]): Promise<Seen[]> =>
    Promise.all(all.map(async ({ suppose, certain }) => seen(await renders.under(source, suppose, heard), certain)));
  const first = await looked(supposedFor(open));
  return heard.compared ? [...first, ...(await looked(matching(open)))] : first;
}

/**
 * Whether a rendering is worth it: values under `ci/` are a chart's tests, of which there may be dozens. Where a chart
 * renders with no other values, the first of them stand for all.
 */
export function wantedElsewhere(renderings: readonly Rendering[]): (rendering: Rendering) => boolean {
  const rendered = renderings.filter(({ status }) => status === 'rendered');
  const others = new Set(rendered.filter(({ source }) => !isChartTest(source)).map(({ source }) => source.path));
  const tests = rendered.filter(({ source }) => isChartTest(source)).map(({ source }) => source);
  const first = new Map(tests.toReversed().map(({ path, id }) => [path, id]));
  return ({ source }) => !isChartTest(source) || (!others.has(source.path) && first.get(source.path) === source.id);
}

interface Supposed {
  readonly suppose: HelmSupposition;
  readonly certain: boolean;
}

/** What a source's deployment leaves open of what its templates ask. */
function openAsks(source: Source, asks: ReadonlySet<HelmAsk>): HelmAsk[] {
  const known = knownOf(source);
  return helmAsks.filter((ask) => asks.has(ask) && !known.has(ask));
}

/** A kustomization has Helm print its charts: as an installation, under the names that stand there, of no cluster. */
function knownOf(source: Source): ReadonlySet<HelmAsk> {
  if (source.kind === 'kustomize') return new Set(['upgrade', 'revision', 'release', 'namespace', 'lookup']);
  if (source.kind !== 'helm') return new Set(helmAsks);
  const { release, deployment } = source;
  const isNamed = release.name !== unsaidRelease.name;
  const isPlaced = release.namespace !== unsaidRelease.namespace || (isNamed && deployment !== null);
  return new Set<HelmAsk>([
    ...(isNamed ? (['release'] as const) : []),
    ...(isPlaced ? (['namespace'] as const) : []),
    ...(deployment?.installsOnly === true ? (['upgrade', 'revision', 'lookup'] as const) : []),
  ]);
}

function supposedFor(open: readonly HelmAsk[]): Supposed[] {
  const upgrades = open.includes('upgrade');
  const hasOthers = open.some((ask) => ask !== 'upgrade');
  const hasOlder = open.includes('cluster');
  return [
    ...(upgrades ? [{ suppose: supposition(open, true, ''), certain: true }] : []),
    ...(hasOthers ? inEach(open, 'newer') : []),
    ...(hasOlder ? [{ suppose: supposition(open, false, 'older'), certain: false }] : []),
  ];
}

function matching(open: readonly HelmAsk[]): Supposed[] {
  return inEach(open, 'matching');
}

/** In an installation, and in an upgrade where that is asked about. */
function inEach(open: readonly HelmAsk[], others: HelmSupposition['others']): Supposed[] {
  const states = open.includes('upgrade') ? [false, true] : [false];
  return states.map((upgrade) => ({ suppose: supposition(open, upgrade, others), certain: false }));
}

function supposition(open: readonly HelmAsk[], upgrade: boolean, others: HelmSupposition['others']): HelmSupposition {
  const has = (ask: HelmAsk): boolean => open.includes(ask);
  return { upgrade, others, release: has('release'), namespace: has('namespace'), cluster: has('cluster') };
}

interface Seen {
  readonly rendering: Rendering;
  readonly certain: boolean;
  readonly why: string | null;
}

function seen(rendering: Rendering, certain: boolean): Seen {
  const why = rendering.status === 'rendered' ? null : (rendering.problems[0]?.message ?? 'it does not render');
  return { rendering, certain, why };
}

function variantsIn(plain: Rendering, { status, manifests }: Rendering, certain: boolean): Variant[] {
  if (status !== 'rendered') return [];
  const counterparts = aligned(plain.manifests, manifests);
  const before = new Map([...counterparts].map(([mine, theirs]) => [theirs, mine]));
  return manifests.flatMap((manifest) => {
    const instead = before.get(manifest) ?? null;
    if (instead !== null && JSON.stringify(instead.object) === JSON.stringify(manifest.object)) return [];
    return [{ manifest: certain ? { ...manifest, when: 'upgrade' as const } : manifest, instead, certain }];
  });
}

/** Each object once; as it will be, where one supposition is certain. */
function distinct(variants: readonly Variant[]): Variant[] {
  const known = new Map<string, Variant>();
  for (const variant of variants) {
    const key = canonical([variant.manifest.object, variant.instead?.object ?? null]);
    if (!known.has(key)) known.set(key, variant);
  }
  return [...known.values()];
}

const words: Readonly<Record<HelmAsk, string>> = {
  upgrade: 'whether the release is upgraded',
  revision: "the release's revision",
  release: "the release's name",
  namespace: "the release's namespace",
  cluster: 'the versions of Kubernetes, its APIs and Helm',
  lookup: 'objects of the cluster',
  clock: 'the date',
  chance: 'random values',
};

function unknownFor(source: Source, open: readonly HelmAsk[]): Elsewhere['on'] {
  const what = open.map((ask) => words[ask]);
  const last = what.length > 1 ? ` and ${what.at(-1) ?? ''}` : (what[0] ?? '');
  const why = `Templates ask for ${what.slice(0, -1).join(', ')}${last}; what they print is not the same for all of these.`;
  return { what: 'templates', why, place: placeOf(source) };
}

function placeOf(source: Source): Elsewhere['on']['place'] {
  if (source.deployment !== null) return source.deployment.place;
  const file = source.kind === 'helm' ? treePath(source, 'Chart.yaml') : fileOf(source);
  return { kind: 'lines', file, first: 1, last: 1 };
}

function fileOf({ path, reads }: Source): string {
  const names = kustomizationNames.map((name) => (path === '.' ? name : `${path}/${name}`));
  return names.find((name) => reads.includes(name)) ?? path;
}
