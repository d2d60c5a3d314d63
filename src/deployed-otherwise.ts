import { groupBy } from './groups.ts';
import { type DeployedBy, type Notice, type Source } from './model.ts';
import { count } from './report/labels.ts';
import { type Side } from './side.ts';

/** Whether no declaration deploys it; value files beside a chart are none. */
export function isNobodys(source: Source): boolean {
  const { deployment } = source;
  return deployment === null || (source.kind === 'helm' && source.values.includes(deployment.place.file));
}

/** Of sources of base that head has otherwise: what has their files now. Those that went to the same are named together. */
export function deployedOtherwise(sources: readonly Source[], head: Side): Notice[] {
  const reading = groupBy(
    head.sources.flatMap((source) => source.reads.map((file) => ({ file, source }))),
    ({ file }) => file,
  );
  const claimed = sources.map((source) => {
    const files = source.kind === 'plain' ? [source.path] : source.reads;
    const readers = files.flatMap((file) => reading.get(file) ?? []);
    return { source, claiming: [...new Set(readers.map((reader) => reader.source))] };
  });
  const groups = groupBy(claimed, ({ claiming }) => claiming.map(({ id }) => id).join('\n'));
  return [...groups.values()].map((group) =>
    handedOver(
      group.map(({ source }) => source.id),
      group[0].claiming,
    ),
  );
}

function handedOver(ids: readonly string[], claiming: readonly Source[]): Notice {
  const [first = ''] = ids;
  const now = claiming.length === 0 ? 'no source' : named(claiming.map(withDeployment));
  const [place] = claiming.flatMap(({ deployment }) => (deployment === null ? [] : [deployment.place]));
  const [are, they, them] = ids.length === 1 ? ['is', 'it is', 'it'] : ['are', 'they are', 'them'];
  return {
    code: 'deployed-otherwise',
    subject: first,
    message: `${named(ids)} ${are} now part of ${now}. As somebody may still apply ${them} as before, ${they} looked at in both ways.`,
    ...(place === undefined ? {} : { place }),
  };
}

/** What is still there and was deployed at base, by something of which head has nothing. */
export function noLongerDeployed(base: Side, head: Side): Notice[] {
  const deploying = [...head.sources.map(({ deployment }) => deployment), ...head.unseen];
  const names = new Set(deploying.map((deployment) => deployment?.name));
  const paths = new Set(head.sources.map(({ path }) => path));
  const gone = base.sources.filter(({ deployment, path }) => !names.has(deployment?.name ?? '') && paths.has(path));
  const deployed = gone.flatMap((source) =>
    source.deployment === null || isNobodys(source) ? [] : [{ id: source.id, by: source.deployment }],
  );
  const groups = groupBy(deployed, ({ by: { name, place } }) => JSON.stringify([name, place.file, place.first]));
  return [...groups.values()].map((group) =>
    left(
      group.map(({ id }) => id),
      group[0].by,
    ),
  );
}

function left(ids: readonly string[], { name, place }: DeployedBy): Notice {
  const [subject = ''] = ids;
  const were = ids.length === 1 ? 'was' : 'were';
  const message = `${named(ids)} ${were} deployed by ${name} (${place.file}:${place.first} at the base), which is gone.`;
  return { code: 'no-longer-deployed', subject, message };
}

function withDeployment({ id, deployment }: Source): string {
  return deployment === null
    ? id
    : `${id} (deployed by ${deployment.name}, ${deployment.place.file}:${deployment.place.first})`;
}

/** Names at most this many. */
const mostNamed = 3;

function named(names: readonly string[]): string {
  const rest = names.length - mostNamed;
  const others = rest > 0 ? ` and ${count(rest, 'other')}` : '';
  return `${names.slice(0, mostNamed).join(', ')}${others}`;
}
