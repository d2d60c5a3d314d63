/** Decides which sources a pull request changes. */
import { sourceKindOf } from '../../sources/kinds.ts';
import { madeSettings } from '../../sources/plain/made.ts';
import { canonical } from '../../foundation/json.ts';
import { type Json } from '../../model/json.ts';
import { type CommonMetadata, type Source } from '../../model/source.ts';
import { type Side } from '../../sources/side.ts';

export interface Change {
  /** Sources of head that read other content than at base, or that base does not have. */
  readonly head: readonly Source[];
  /** The same sources at base, and those that were removed. */
  readonly base: readonly Source[];
  readonly unchanged: readonly Source[];
}

/** A source is unchanged if it is rendered in the same way from the same content. */
export function changedSources(base: Side, head: Side): Change {
  const before = new Map(base.sources.map((source) => [source.id, readDigest(base, source)]));
  const unchanged = head.sources.filter(
    (source) => !head.retained.has(source.id) && before.get(source.id) === readDigest(head, source),
  );
  const same = new Set(unchanged.map(({ id }) => id));
  return {
    head: head.sources.filter(({ id }) => !same.has(id)),
    base: base.sources.filter(({ id }) => !same.has(id)),
    unchanged,
  };
}

/** Equal for sources that are rendered in the same way from the same files with the same content. */
export function readDigest({ tree }: Pick<Side, 'tree'>, source: Source): string {
  const files = source.reads.map((path) => {
    const file = tree.files.get(path);
    return [path, file?.digest ?? null, ...(file?.rewritten === undefined ? [] : [file.rewritten.attribute])];
  });
  const said = (source.deployment?.unknown ?? []).map((unknown) => unknown.said ?? null);
  return canonical([...way(source), files, said]);
}

/** Equal for sources that are rendered in the same way, whatever the content of their files. */
export function wayOf(source: Source): string {
  return canonical([source.path, ...way(source)]);
}

function way(source: Source): Json[] {
  const unknown = (source.deployment?.unknown ?? []).map(({ what, why }) => [what, why]);
  return [
    source.kind,
    source.target,
    source.namespace,
    sourceKindOf(source).settings(source),
    finishingOf(source),
    unknown,
  ];
}

function finishingOf({ finishing }: Source): Json {
  if (finishing === null) return null;
  const { postRender, substitute, commonMetadata } = finishing;
  const variables = substitute === null ? null : [substitute.variables, substitute.complete];
  const namespaces = finishing.namespaces.map(madeSettings);
  return [postRender, variables, commonMetadata === null ? null : written(commonMetadata), namespaces];
}

function written({ labels, annotations }: CommonMetadata): Json {
  return [labels, annotations];
}
