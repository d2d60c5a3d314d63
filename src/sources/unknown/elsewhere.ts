/** Renders charts again for what no render knows: upgrade, release name, cluster, date, random values. */
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

/** What the renders of a source's charts reported about values that no render knows. */
export interface RecordedQuestions {
  readonly asks: Set<HelmAsk>;
  compared: boolean;
  /** The digests of the last render's files, by their names. */
  digests: Readonly<Record<string, string>>;
}

export interface Renders {
  /** Renders a source under a supposition, including what its deployment changes afterwards. */
  readonly under: (source: Source, suppose: HelmSupposition, questions: RecordedQuestions) => Promise<Rendering>;
  /** Renders a chart in several rounds and returns only the differences from the plain render. */
  readonly rounds: (source: HelmSource, elsewhere: HelmElsewhere) => Promise<Answer<readonly HelmVariant[]>>;
}

/** The engines, with additional fields in each Helm request, recording what the answers report. */
export function recordingQuestions(
  engines: Engines,
  more: Pick<HelmRequest, 'suppose'> | Pick<HelmRequest, 'asking'>,
  questions: RecordedQuestions,
): Engines {
  const { helm } = engines;
  const render: typeof helm.render = async (request) => {
    const answer = await helm.render({ ...request, ...more });
    if (answer.ok) {
      for (const ask of answer.value.asks) questions.asks.add(ask);
      questions.compared ||= answer.value.compared;
      questions.digests = Object.fromEntries(answer.value.files.map(({ name, digest }) => [name, digest]));
    }
    return answer;
  };
  return { ...engines, helm: { ...helm, render } };
}

export function noQuestions(): RecordedQuestions {
  return { asks: new Set(), compared: false, digests: {} };
}

/**
 * Renders again where templates depend on what no render knows: whether the release is upgraded, its name, the cluster,
 * the date, random values. Objects that differ are reviewed in addition to the plain render, and never replace it.
 */
export async function renderElsewhere(
  whole: Rendering,
  questions: RecordedQuestions,
  renders: Renders,
): Promise<Rendering> {
  const { source } = whole;
  const open = openAsks(source, questions.asks);
  if (whole.status !== 'rendered' || open.length === 0) return whole;
  const all =
    source.kind === 'helm' && source.finishing === null && whole.supposed === undefined
      ? await seenInRounds(source, open, questions, renders)
      : await seenToTheEnd(source, open, renders);
  const variants = distinct(all.flatMap(({ rendering, certain }) => variantsIn(whole, rendering, certain)));
  const unseen = all.find(({ why }) => why !== null)?.why ?? null;
  if (variants.length === 0 && unseen === null) return whole;
  return { ...whole, elsewhere: { on: unknownFor(source, open), variants, unseen } };
}

/** For a chart whose objects are not changed after the render: one call, which returns only the files that differ. */
async function seenInRounds(
  source: HelmSource,
  open: readonly HelmAsk[],
  { digests }: RecordedQuestions,
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

/** For all other sources: whole builds, including what the deployment changes in the objects. */
async function seenToTheEnd(source: Source, open: readonly HelmAsk[], renders: Renders): Promise<Seen[]> {
  const questions = noQuestions();
  const looked = async (all: readonly Supposed[]): Promise<Seen[]> =>
    Promise.all(
      all.map(async ({ suppose, certain }) => seen(await renders.under(source, suppose, questions), certain)),
    );
  const first = await looked(supposedFor(open));
  return questions.compared ? [...first, ...(await looked(matching(open)))] : first;
}

/**
 * Whether a source is rendered again: values under `ci/` are tests, of which a chart may have dozens. Where a chart
 * renders with no other values, only the first test is rendered again.
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

/** What templates ask for and the source's deployment does not determine. */
function openAsks(source: Source, asks: ReadonlySet<HelmAsk>): HelmAsk[] {
  const known = knownOf(source);
  return helmAsks.filter((ask) => asks.has(ask) && !known.has(ask));
}

/** Kustomize has Helm render charts as an installation, with the names in the kustomization and without a cluster. */
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

/** As an installation, and as an upgrade where templates ask for that. */
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
  const why = rendering.status === 'rendered' ? null : (rendering.problems[0]?.message ?? 'it cannot be rendered');
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

/** Each object once; as certain where one of its suppositions is certain. */
function distinct(variants: readonly Variant[]): Variant[] {
  const known = new Map<string, Variant>();
  for (const variant of variants) {
    const key = canonical([variant.manifest.object, variant.instead?.object ?? null]);
    if (!known.has(key)) known.set(key, variant);
  }
  return [...known.values()];
}

const words: Readonly<Record<HelmAsk, string>> = {
  upgrade: 'whether the release is an upgrade',
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
  const why = `Templates use ${what.slice(0, -1).join(', ')}${last}; their output depends on it.`;
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
