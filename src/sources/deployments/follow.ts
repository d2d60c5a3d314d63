/** Follows deployments that deploy other deployments, up to fixed limits. */
import { type Declaration } from './declaration.ts';
import { type Deployment } from './deployment.ts';
import { type FoundDeployments } from './found.ts';
import {
  type DeployedPart,
  declarationsOfPart,
  mayDeclare,
  partsThatDeclare,
  type Workplace,
} from './parts-that-declare.ts';
import { type Declared } from './rendered-declarations.ts';

/** Maximum depth of deployments that deploy deployments (an app of apps of apps). */
const deepest = 5;

/** Maximum number of additional passes until it is stable what deploys what. */
const mostSettling = 2;

/** No more charts are followed once their objects exceed this number: a chart may declare many, even itself. */
const mostDeclared = 2_000;

export type Find = (declarations: readonly Declaration[]) => Promise<FoundDeployments>;

/** What declarations deploy, and what these deployments declare in turn. */
export interface Followed {
  readonly start: Declared;
  /** What parts of deployments declare, by the key of the part. */
  readonly declared: ReadonlyMap<string, Declared>;
  /** Keys of parts that are not followed because they are too many or too deep. */
  readonly cut: ReadonlySet<string>;
  /** The deployments of all of these. */
  readonly found: FoundDeployments;
}

const nothing: Pick<Followed, 'declared' | 'cut'> = { declared: new Map(), cut: new Set() };

/**
 * Finds what declarations deploy and what that declares in turn, until nothing new is found. `known`: what is already
 * read.
 */
export async function follow(
  start: Declared,
  world: Workplace,
  find: Find,
  known: Pick<Followed, 'declared' | 'cut'> = nothing,
): Promise<Followed> {
  const declared = new Map(known.declared);
  const cut = new Set(known.cut);
  const unknownOf = (found: FoundDeployments): DeployedPart[] =>
    partsThatDeclare(found, world).filter(({ key }) => !declared.has(key));
  // Keys in `known` may come from another start, so they count only if they are still found.
  const liveKeys = (some: FoundDeployments): string[] => [
    ...new Set([...known.declared.keys(), ...partsThatDeclare(some, world).map(({ key }) => key)]),
  ];
  let counted = countedKeys(declared, [...declared.keys()]);
  let found = await findAll([start, ...declared.values()], find);
  for (let depth = 0; depth < deepest + mostSettling; depth += 1) {
    const parts = depth < deepest ? unknownOf(found).filter(({ key }) => !cut.has(key)) : [];
    const more = await Promise.all(
      parts
        .filter(({ part }) => part.kind === 'kustomize')
        .map(async (part) => [part.key, await declarationsOfPart(part, world)] as const),
    );
    for (const [key, each] of more) declared.set(key, each);
    const charts = await followCharts(
      parts.filter(({ part }) => part.kind === 'helm'),
      countOf(declared),
      world,
    );
    for (const [key, each] of charts) declared.set(key, each);
    // Declarations that were read as undeployed are dropped once their deployment is found.
    const live = liveKeys(found);
    const counting = countedKeys(declared, live);
    if (counting === counted) break;
    counted = counting;
    found = await findAll([start, ...live.flatMap((key) => declared.get(key) ?? [])], find);
  }
  const left = unknownOf(found).filter((part) => mayDeclare(part, world));
  for (const { key } of left) cut.add(key);
  const live = new Set(liveKeys(found));
  return {
    start,
    declared: new Map([...declared].filter(([key]) => live.has(key))),
    cut,
    found: left.length === 0 ? found : sayingCut(found, left),
  };
}

/** The keys of the parts that declare anything, as one text to compare. */
function countedKeys(declared: Followed['declared'], keys: readonly string[]): string {
  return JSON.stringify(keys.filter((key) => (declared.get(key)?.declarations.length ?? 0) > 0).sort());
}

async function findAll(all: readonly Declared[], find: Find): Promise<FoundDeployments> {
  const { deployments, problems } = await find(all.flatMap(({ declarations }) => declarations));
  return { deployments, problems: [...problems, ...all.flatMap((each) => each.problems)] };
}

function countOf(declared: Followed['declared']): number {
  return [...declared.values()].reduce((sum, { declarations }) => sum + declarations.length, 0);
}

/** Number of charts that are followed at the same time, about the number of threads. */
const width = 8;

async function followCharts(
  parts: readonly DeployedPart[],
  before: number,
  world: Workplace,
): Promise<(readonly [string, Declared])[]> {
  const followed: (readonly [string, Declared])[] = [];
  let count = before;
  for (let at = 0; at < parts.length && count < mostDeclared; at += width) {
    const some = parts.slice(at, at + width);
    const declared = await Promise.all(
      some.map(async (part) => [part.key, await declarationsOfPart(part, world)] as const),
    );
    for (const [, { declarations }] of declared) count += declarations.length;
    followed.push(...declared);
  }
  return followed;
}

/** Notes on deployments that are not followed further. */
function sayingCut({ deployments, problems }: FoundDeployments, cut: readonly DeployedPart[]): FoundDeployments {
  const ended = new Set(cut.map(({ deployment }) => deployment));
  const saying = (deployment: Deployment): Deployment => ({
    ...deployment,
    unknown: [
      ...deployment.unknown,
      {
        what: 'deployments',
        why: `What it deploys in turn is not followed: at most ${deepest} levels of deployments are, and charts until they declare ${mostDeclared} objects.`,
        place: deployment.place,
      },
    ],
  });
  return {
    deployments: deployments.map((deployment) => (ended.has(deployment) ? saying(deployment) : deployment)),
    problems,
  };
}
