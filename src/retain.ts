import { wayOf } from './changed.ts';
import { retainedSources } from './discover/retained.ts';
import { type Notice, type Source } from './model.ts';
import { type Side } from './side.ts';

/**
 * Head with the sources of base that it has deployed otherwise, or by nobody's account not at all, though their files are
 * still there: head must not decide what is looked at. What a declaration of base deploys is as head's declares it.
 */
export async function retaining(base: Side, head: Side): Promise<Side> {
  const ways = new Set(head.sources.map(wayOf));
  const missing = base.sources.filter((source) => !ways.has(wayOf(source)));
  const sources = await retainedSources(missing.filter(isNobodys), head.tree, head.texts);
  if (sources.length === 0) return head;
  const known = new Set([...base.sources, ...head.sources].map(({ id }) => id));
  const taken = new Set(head.sources.map(({ id }) => id));
  const named = sources.map((source) => ({
    ...source,
    id: taken.has(source.id) ? freeId(source.id, known) : source.id,
  }));
  return {
    ...head,
    sources: [...head.sources, ...named].sort((a, b) => (a.id < b.id ? -1 : 1)),
    retained: new Map(named.map(({ id }, index) => [id, sources[index]?.id ?? id])),
    notices: sources.map((source) => deployedOtherwise(source, head)),
  };
}

/** Whether no declaration deploys it; value files beside a chart are none. */
function isNobodys(source: Source): boolean {
  const { deployment } = source;
  return deployment === null || (source.kind === 'helm' && source.values.includes(deployment.place.file));
}

function freeId(id: string, known: ReadonlySet<string>): string {
  const own = `${id}@(base)`;
  return known.has(own) ? freeId(own, known) : own;
}

/** Names at most this many. */
const mostNamed = 3;

function deployedOtherwise(source: Source, { sources }: Side): Notice {
  const files = new Set(source.kind === 'plain' ? [source.path] : source.reads);
  const claiming = sources.filter(({ reads }) => reads.some((file) => files.has(file)));
  const names = claiming.slice(0, mostNamed).map(({ id, deployment }) => {
    const by =
      deployment === null
        ? ''
        : ` (deployed by ${deployment.name}, ${deployment.place.file}:${deployment.place.first})`;
    return `${id}${by}`;
  });
  const others = claiming.length > mostNamed ? ` and ${claiming.length - mostNamed} others` : '';
  const [first] = claiming.flatMap(({ deployment }) => (deployment === null ? [] : [deployment.place]));
  const now = names.length === 0 ? 'no source' : `${names.join(', ')}${others}`;
  return {
    code: 'deployed-otherwise',
    subject: source.id,
    message: `${source.id} is now part of ${now}. As somebody may still apply it as before, it is looked at in both ways.`,
    ...(first === undefined ? {} : { place: first }),
  };
}
