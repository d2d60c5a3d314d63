import { type Declaration } from '../deploy/declaration.ts';
import { type Deployment } from '../deploy/deployment.ts';
import { type Found } from '../deploy/found.ts';
import { type DeployedPart, declarationsOfPart, mayDeclare, partsOf, type Workplace } from './parts-that-declare.ts';

/** Deployments that deploy deployments are followed this deep: nobody has an app of apps of apps of apps of apps. */
const deepest = 5;

export type Find = (declarations: readonly Declaration[]) => Promise<Found>;

/** What declarations deploy, and what that declares. */
export interface Followed {
  readonly start: readonly Declaration[];
  /** What parts of deployments declare, by their keys. */
  readonly declared: ReadonlyMap<string, readonly Declaration[]>;
  /** Of all of them. */
  readonly found: Found;
}

/** Follows declarations to what they deploy, and that to what it declares, until nothing new is there. */
export async function follow(
  start: readonly Declaration[],
  world: Workplace,
  find: Find,
  known: Followed['declared'] = new Map(),
): Promise<Followed> {
  const declared = new Map(known);
  const findAll = async (): Promise<Found> => find([...start, ...[...declared.values()].flat()]);
  const unknownOf = (found: Found): DeployedPart[] => partsOf(found, world).filter(({ key }) => !declared.has(key));
  let found = await findAll();
  for (let depth = 0; depth < deepest; depth += 1) {
    const parts = unknownOf(found);
    const more = await Promise.all(parts.map(async (part) => declarationsOfPart(part, world)));
    for (const [index, { key }] of parts.entries()) declared.set(key, more[index] ?? []);
    if (more.flat().length === 0) return { start, declared, found };
    found = await findAll();
  }
  const cut = unknownOf(found).filter((part) => mayDeclare(part, world));
  return { start, declared, found: cut.length === 0 ? found : sayingCut(found, cut) };
}

/** Some deployments are not followed any more, which they say. */
function sayingCut({ deployments, problems }: Found, cut: readonly DeployedPart[]): Found {
  const ended = new Set(cut.map(({ deployment }) => deployment));
  const saying = (deployment: Deployment): Deployment => ({
    ...deployment,
    unknown: [
      ...deployment.unknown,
      {
        what: 'deployments',
        why: `What it deploys further is not followed: it is the ${deepest + 1}th of deployments that deploy each other.`,
        place: deployment.place,
      },
    ],
  });
  return {
    deployments: deployments.map((deployment) => (ended.has(deployment) ? saying(deployment) : deployment)),
    problems,
  };
}
