/** Reads and stores in the cache what sources contribute to facts. */
import { isRemoteChart } from '../../sources/helm/chart.ts';
import { readDigest } from '../open/changed.ts';
import { contributionOfRendering, isUnseen } from './inspect.ts';
import { canonical } from '../../foundation/json.ts';
import { type Rendering } from '../../model/manifest.ts';
import { type Problem } from '../../model/problem.ts';
import { type Source } from '../../model/source.ts';
import { readingOf } from './reading.ts';
import { type Contribution } from '../../facts/relate.ts';
import { type Setting } from '../open/setting.ts';
import { type Side } from '../../sources/side.ts';

/** What sources contribute to their clusters, by source id; null for those that fail to render. */
export type Contributions = ReadonlyMap<string, Contribution | null>;

type Asked = Pick<Setting, 'kubernetesVersion' | 'world' | 'running' | 'evaluator' | 'config'>;

/** The contributions that earlier runs stored for these sources. */
export async function remembered(side: Side, sources: readonly Source[], setting: Asked): Promise<Contributions> {
  const found = await Promise.all(
    sources.filter(isWhollyHere).map(async (source) => {
      const kept = await setting.world.memory.facts.get(sourceKey(side, source, setting));
      return kept === null ? [] : [[source.id, kept.contribution] as const];
    }),
  );
  return new Map(found.flat());
}

/**
 * Stores what renderings contribute, except for those that may give another result next time. Resolves to all that are
 * final.
 */
export async function remember(side: Side, renderings: readonly Rendering[], setting: Asked): Promise<Contributions> {
  const known = new Map<string, Contribution | null>();
  const reading = readingOf(setting.running, setting.evaluator);
  for (const each of renderings) {
    if (each.problems.some(mayPass)) continue;
    const contribution = isUnseen(each) ? null : contributionOfRendering(each, reading);
    known.set(each.source.id, contribution);
    if (isWhollyHere(each.source) && !side.brought.has(each.source.id))
      await setting.world.memory.facts.keep(sourceKey(side, each.source, setting), { contribution });
  }
  return known;
}

/** The contributions of sources that rendered. */
export function knownContributions(contributions: Contributions): ReadonlyMap<string, Contribution> {
  return new Map(
    [...contributions].flatMap(([id, contribution]) => (contribution === null ? [] : [[id, contribution]])),
  );
}

/** Problems caused by the machine, the network or a setting, not by the files that were read. */
const passing: ReadonlySet<Problem['code']> = new Set([
  'deadline',
  'engine-timeout',
  'engine-memory',
  'engine-failed',
  'fetch-failed',
  'remote-refused',
  'archive-refused',
  'chart-dependency-missing',
  'unreadable',
  'rule-failed',
]);

/** Whether a problem may disappear although no file changed. */
export function mayPass({ code }: Problem): boolean {
  return passing.has(code);
}

/** False for a remote chart, which may change although nothing in the repository does. */
export function isWhollyHere(source: Source): boolean {
  return !isRemoteChart(source);
}

/** Cache key of everything that the rendering of a source depends on, and of the families of facts that are read. */
export function sourceKey(
  side: Pick<Side, 'tree'>,
  source: Source,
  { kubernetesVersion, world, running, evaluator, config }: Asked,
): string {
  const { families } = readingOf(running, evaluator);
  const { workloads } = config;
  return canonical([
    world.memory.makers,
    kubernetesVersion,
    families,
    workloads.map(({ group, kind, pods }) => [group, kind, pods]),
    source.id,
    readDigest(side, source),
  ]);
}
