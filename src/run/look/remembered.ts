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

/** What sources bring to their clusters, by their ids; null for those that do not render. */
export type Contributions = ReadonlyMap<string, Contribution | null>;

/** What earlier runs found, of the sources that they knew. */
export async function remembered(
  side: Side,
  sources: readonly Source[],
  setting: Pick<Setting, 'kubernetesVersion' | 'world'>,
): Promise<Contributions> {
  const found = await Promise.all(
    sources.filter(isWhollyHere).map(async (source) => {
      const kept = await setting.world.memory.facts.get(sourceKey(side, source, setting));
      return kept === null ? [] : [[source.id, kept.contribution] as const];
    }),
  );
  return new Map(found.flat());
}

/** Keeps what renderings bring, but those that may come out otherwise the next time. */
export async function remember(
  side: Side,
  renderings: readonly Rendering[],
  setting: Pick<Setting, 'kubernetesVersion' | 'world'>,
): Promise<Contributions> {
  const known = new Map<string, Contribution | null>();
  const { families } = readingOf(setting.world.rules);
  for (const each of renderings) {
    if (each.problems.some(mayPass)) continue;
    const contribution = isUnseen(each) ? null : contributionOfRendering(each, families);
    known.set(each.source.id, contribution);
    if (isWhollyHere(each.source) && !side.brought.has(each.source.id))
      await setting.world.memory.facts.keep(sourceKey(side, each.source, setting), { contribution });
  }
  return known;
}

/** Those that are known to bring something, or nothing. */
export function certain(contributions: Contributions): ReadonlyMap<string, Contribution> {
  return new Map(
    [...contributions].flatMap(([id, contribution]) => (contribution === null ? [] : [[id, contribution]])),
  );
}

/** What went wrong by the machine, the network or a setting, not by what was read. */
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

/** Whether a problem may be gone the next time, though no file changed. */
export function mayPass({ code }: Problem): boolean {
  return passing.has(code);
}

/** A chart from elsewhere may be another one tomorrow, though nothing here changed. */
export function isWhollyHere(source: Source): boolean {
  return !isRemoteChart(source);
}

/** All that a source's rendering hangs on. */
export function sourceKey(
  side: Pick<Side, 'tree'>,
  source: Source,
  { kubernetesVersion, world }: Pick<Setting, 'kubernetesVersion' | 'world'>,
): string {
  return canonical([world.memory.makers, kubernetesVersion, source.id, readDigest(side, source)]);
}
