/** Finds what a pull request moves to paths that the configuration excludes. */
import { posix } from 'node:path';
import { inTurns } from '../../foundation/concurrency/in-turns.ts';
import { clusterKey } from '../../foundation/kubernetes/names.ts';
import { type Notice } from '../../model/problem.ts';
import { type Tree } from '../../model/tree.ts';
import { type SourcesConfigured } from '../../sources/discover/options.ts';
import { notExcluded } from '../../sources/discover/excluded.ts';
import { changedFiles, mayReachCluster } from '../../sources/discover/unread.ts';
import { isNamedObject } from '../../sources/helm/discover/chart-files.ts';
import { objectsIn } from '../../sources/render/objects.ts';
import { type Side } from '../../sources/side.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { parseManifests } from '../../yaml/values.ts';
import { count } from '../../report/labels.ts';
import { filesRead } from '../look/changed-files.ts';

/** A file that was read at base, and where its content is at head. */
interface Moved {
  readonly from: string;
  readonly to: string;
}

/**
 * What of the files that base reads is now in a file that the configuration excludes: an object, the same content, or most of its
 * lines under the same name. Whatever applied it before may apply it there, so it must not disappear from review.
 */
export async function movedOutOfSight(
  base: Side,
  head: Pick<Side, 'tree' | 'texts'>,
  config: Pick<SourcesConfigured, 'exclude'>,
): Promise<readonly Moved[]> {
  const looksAt = notExcluded(config);
  const changed = changedFiles(base.tree, head.tree);
  const hidden = changed.filter((path) => !looksAt(path) && head.tree.files.has(path) && mayReachCluster(path));
  const read = new Set(filesRead(base));
  const left = changed.filter((path) => read.has(path) && looksAt(path));
  if (hidden.length === 0 || left.length === 0) return [];
  const before = await inTurns(left, atOnce, (path) => contentOf(path, base));
  const kept = await inTurns(
    left.filter((path) => head.tree.files.has(path)),
    atOnce,
    (path) => contentOf(path, head),
  );
  const stay = new Set(kept.flatMap(({ objects }) => [...objects]));
  const gone = before.filter(({ path }) => !head.tree.files.has(path));
  const found = await inTurns(hidden, atOnce, async (path): Promise<Moved[]> => {
    const [now, was] = [await contentOf(path, head), await contentOf(path, base)];
    const isHere = (key: string): boolean => now.objects.has(key) && !was.objects.has(key) && !stay.has(key);
    const from =
      before.find(({ objects }) => [...objects].some(isHere)) ??
      gone.find((one) => one.digest === now.digest) ??
      gone.find((one) => posix.basename(one.path) === posix.basename(path) && isAlike(one.lines, now.lines));
    return from === undefined ? [] : [{ from: from.path, to: path }];
  });
  return found.flat();
}

/** Number of files that are read at the same time. */
const atOnce = 8;

interface Content {
  readonly path: string;
  readonly digest: string | null;
  readonly lines: ReadonlySet<string>;
  /** Keys of the objects. */
  readonly objects: ReadonlySet<string>;
}

async function contentOf(
  path: string,
  { tree, texts }: { readonly tree: Tree; readonly texts: Texts },
): Promise<Content> {
  const file = tree.files.get(path);
  const text = file === undefined ? null : await texts.of(path);
  if (text?.ok !== true) return { path, digest: file?.digest ?? null, lines: new Set(), objects: new Set() };
  const lines = text.text.split('\n').map((line) => line.trim());
  const { documents } = parseManifests(text.text);
  const objects = documents
    .flatMap(({ value }) => objectsIn(value))
    // A kustomization has no name, so that any other is not the same.
    .flatMap(({ object }) => (isNamedObject(object) ? [clusterKey(object, 'default')] : []));
  return {
    path,
    digest: file?.digest ?? null,
    lines: new Set(lines.filter((line) => line !== '')),
    objects: new Set(objects),
  };
}

/** Whether half of the lines are the same, as git asks of a rename. */
function isAlike(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  const shared = [...some].filter((line) => others.has(line)).length;
  return shared > 0 && shared * 2 >= Math.max(some.size, others.size);
}

/** Maximum number of files in the notice. */
const mostNamed = 3;

/** A notice for all of them. */
export function outOfSightNotices(moved: readonly Moved[]): Notice[] {
  const [first] = moved;
  if (first === undefined) return [];
  const named = moved.slice(0, mostNamed).map(({ from, to }) => `${from} to ${to}`);
  const rest = moved.length - named.length;
  const what = `${named.join(', ')}${rest > 0 ? ` and ${count(rest, 'other file')}` : ''}`;
  const are =
    moved.length === 1 ? 'which the configuration excludes. It is' : 'which the configuration excludes. They are';
  return [
    {
      code: 'moved-out-of-sight',
      subject: first.to,
      message: `Moved: ${what}, ${are} checked all the same, because this may still be deployed from there; after the merge, nothing there is looked at.`,
      place: { kind: 'file', file: first.to, why: 'It was moved here.' },
    },
  ];
}
