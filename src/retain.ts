import { wayOf } from './changed.ts';
import { discover } from './discover/discover.ts';
import { retainedSources } from './discover/retained.ts';
import { type Notice, type Source } from './model.ts';
import { type Setting } from './setting.ts';
import { discoverOptions, type Side } from './side.ts';

/**
 * Head with the sources of base that it has deployed otherwise, or by nobody's account not at all, though their files are
 * still there: head must not decide what is looked at. What a declaration of base deploys is as head's declares it.
 */
export async function retaining(base: Side, head: Side, setting: Setting): Promise<Side> {
  const ways = new Set(head.sources.map(wayOf));
  const isMissing = (source: Source): boolean => !ways.has(wayOf(source));
  const sources = [
    ...(await retainedSources(base.sources.filter(isMissing).filter(isNobodys), head.tree, head.texts)),
    ...(await stillDeclared(base, head, setting)).filter(isMissing),
  ];
  const gone = noLongerDeployed(base, head);
  if (sources.length === 0) return { ...head, notices: gone };
  const taken = new Set(head.sources.map(({ id }) => id));
  const named = sources.map((source) => {
    const id = freeId(source.id, taken);
    taken.add(id);
    return { ...source, id };
  });
  return {
    ...head,
    sources: [...head.sources, ...named].sort((a, b) => (a.id < b.id ? -1 : 1)),
    retained: new Map(named.map(({ id }, index) => [id, sources[index]?.id ?? id])),
    notices: [...sources.map((source) => deployedOtherwise(source, head)), ...gone],
  };
}

/**
 * What declarations of base deploy that head hides: in a build, in a chart, or behind another deployment. Whoever applies
 * their files still deploys them as they stand there now.
 */
async function stillDeclared(base: Side, head: Side, setting: Setting): Promise<Source[]> {
  const isThere = (path: string): boolean => head.tree.files.has(path) || hasFolder(head, path);
  const hidden = [...base.standalone].filter((path) => !head.standalone.has(path) && isThere(path));
  if (hidden.length === 0) return [];
  const found = await discover(head.tree, head.texts, discoverOptions(setting, null), base.standalone);
  const before = new Map(base.sources.map((source) => [declarationOf(source), source.id]));
  return found.sources.flatMap((source) => {
    const id = source.deployment === null ? undefined : before.get(declarationOf(source));
    return id === undefined ? [] : [{ ...source, id }];
  });
}

function hasFolder({ tree }: Side, folder: string): boolean {
  return [...tree.files.keys()].some((path) => path.startsWith(`${folder}/`));
}

/** The same for what the same declaration makes of the same files. */
function declarationOf({ kind, path, deployment }: Source): string {
  return JSON.stringify([kind, path, deployment?.name, deployment?.place.file]);
}

/** Whether no declaration deploys it; value files beside a chart are none. */
function isNobodys(source: Source): boolean {
  const { deployment } = source;
  return deployment === null || (source.kind === 'helm' && source.values.includes(deployment.place.file));
}

function freeId(id: string, taken: ReadonlySet<string>): string {
  return taken.has(id) ? freeId(`${id}@(base)`, taken) : id;
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

/** What is still there and was deployed at base, by something of which head has nothing. */
function noLongerDeployed(base: Side, head: Side): Notice[] {
  const deploying = [...head.sources.map(({ deployment }) => deployment), ...head.unseen];
  const names = new Set(deploying.map((deployment) => deployment?.name));
  const paths = new Set(head.sources.map(({ path }) => path));
  const gone = base.sources.filter(({ deployment, path }) => !names.has(deployment?.name ?? '') && paths.has(path));
  return gone.flatMap((source): Notice[] => {
    const { id, deployment } = source;
    if (deployment === null || isNobodys(source)) return [];
    const { name, place } = deployment;
    const message = `${id} was deployed by ${name} (${place.file}:${place.first} at the base), which is gone.`;
    return [{ code: 'no-longer-deployed', subject: id, message }];
  });
}
