/** Keeps sources of base that head no longer declares, but whose files still exist. */
import { textsUntil } from './deadline.ts';
import { wayOf } from './changed.ts';
import { discover } from '../../sources/discover/discover.ts';
import { retainedSources } from '../../sources/discover/retained.ts';
import { brokenManifests } from '../../sources/plain/retained.ts';
import { foldersOf } from '../../snapshot/folders.ts';
import { deployedOtherwise, helmfilesUnseen, isNobodys, noLongerDeployed } from './deployed-otherwise.ts';
import { type Source } from '../../model/source.ts';
import { type Setting } from './setting.ts';
import { discoverOptions } from '../look/side.ts';
import { type Side } from '../../sources/side.ts';

/**
 * Head, plus the sources of base that head deploys differently or not at all although their files still exist: the pull
 * request must not decide what is checked. What a declaration of base deploys is taken as head declares it.
 */
export async function withRetained(base: Side, head: Side, setting: Setting): Promise<Side> {
  const ways = new Set(head.sources.map(wayOf));
  const isMissing = (source: Source): boolean => !ways.has(wayOf(source));
  const hidden = helmfilesUnseen(head);
  const declared = new Set(head.sources.filter(({ deployment }) => deployment !== null).map(declarationOf));
  const mayStand = (source: Source): boolean =>
    isNobodys(source) || (hidden.has(source.deployment?.place.file ?? '') && !declared.has(declarationOf(source)));
  const sources = [
    ...(await retainedSources(base.sources.filter(isMissing).filter(mayStand), head.tree, head.texts)),
    ...(await stillDeclared(base, head, setting)).filter(isMissing),
  ];
  const broken = await brokenManifests(
    base.sources,
    head.tree,
    head.texts,
    new Set(head.sources.flatMap(({ reads }) => reads)),
  );
  const gone = noLongerDeployed(base, head);
  const all = [...sources, ...broken];
  if (all.length === 0) return { ...head, notices: gone };
  const taken = new Set(head.sources.map(({ id }) => id));
  const named = all.map((source) => {
    const id = freeId(source.id, taken);
    taken.add(id);
    return { ...source, id };
  });
  return {
    ...head,
    sources: [...head.sources, ...named].sort((a, b) => (a.id < b.id ? -1 : 1)),
    retained: new Map(named.map(({ id }, index) => [id, all[index]?.id ?? id])),
    notices: [...deployedOtherwise(sources, head), ...gone],
  };
}

/**
 * Sources of declarations of base that head hides in a build, in a chart, or behind another deployment. Whoever applies
 * their files directly still deploys them, as they are at head.
 */
async function stillDeclared(base: Side, head: Side, setting: Setting): Promise<Source[]> {
  const missing = [...base.standalone].filter((path) => !head.standalone.has(path));
  if (missing.length === 0) return [];
  const folders = foldersOf(head.tree);
  if (!missing.some((path) => head.tree.files.has(path) || folders.has(path))) return [];
  const found = await discover(
    head.tree,
    textsUntil(head.texts, setting.deadline),
    discoverOptions(setting, null),
    base.standalone,
  );
  const before = new Map(base.sources.map((source) => [declarationOf(source), source.id]));
  return found.sources.flatMap((source) => {
    const id = source.deployment === null ? undefined : before.get(declarationOf(source));
    return id === undefined ? [] : [{ ...source, id }];
  });
}

/** Equal for the same files, deployed by the same declaration. */
function declarationOf({ kind, path, deployment }: Source): string {
  return JSON.stringify([kind, path, deployment?.name, deployment?.place.file]);
}

function freeId(id: string, taken: ReadonlySet<string>): string {
  return taken.has(id) ? freeId(`${id}@(base)`, taken) : id;
}
