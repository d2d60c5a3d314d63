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

/** Deployments that deploy deployments are followed this deep: nobody has an app of apps of apps of apps of apps. */
const deepest = 5;

/** How often it is looked again what is left of them when it is known who deploys what. */
const mostSettling = 2;

/** No more charts are followed once these many objects were declared by some: each may make many, of itself too. */
const mostDeclared = 2_000;

export type Find = (declarations: readonly Declaration[]) => Promise<FoundDeployments>;

/** What declarations deploy, and what that declares. */
export interface Followed {
  readonly start: Declared;
  /** What parts of deployments declare, by their keys. */
  readonly declared: ReadonlyMap<string, Declared>;
  /** Keys of parts that are not followed: there are too many, or they lie too deep. */
  readonly cut: ReadonlySet<string>;
  /** Of all of them. */
  readonly found: FoundDeployments;
}

const nothing: Pick<Followed, 'declared' | 'cut'> = { declared: new Map(), cut: new Set() };

/** Follows declarations to what they deploy, and that to what it declares, until nothing new is there after `known`. */
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
  // What was known before was declared by a start that may not be this one.
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
    // What was taken as nobody's until its deployment was found is not there any more.
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

/** Of some parts, those that declare anything. */
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

/** Side by side, as many as there are threads for them, nearly always. */
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

/** Some deployments are not followed any more, which they say. */
function sayingCut({ deployments, problems }: FoundDeployments, cut: readonly DeployedPart[]): FoundDeployments {
  const ended = new Set(cut.map(({ deployment }) => deployment));
  const saying = (deployment: Deployment): Deployment => ({
    ...deployment,
    unknown: [
      ...deployment.unknown,
      {
        what: 'deployments',
        why: `What it deploys further is not followed: ${deepest} that deploy each other are, and charts until they declare ${mostDeclared} objects.`,
        place: deployment.place,
      },
    ],
  });
  return {
    deployments: deployments.map((deployment) => (ended.has(deployment) ? saying(deployment) : deployment)),
    problems,
  };
}
