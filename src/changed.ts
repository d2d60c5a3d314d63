import { canonical } from './json.ts';
import { type Source } from './model.ts';
import { type Side } from './side.ts';

export interface Change {
  /** At head, sources that read something else than at base, or that base has not. */
  readonly head: readonly Source[];
  /** At base, the same ones as they were, and those that are gone. */
  readonly base: readonly Source[];
  readonly unchanged: readonly Source[];
}

/** A source is unchanged when it is rendered in the same way from the same files with the same content. */
export function changedSources(base: Side, head: Side): Change {
  const before = new Map(base.sources.map((source) => [source.id, digestOf(base, source)]));
  const unchanged = head.sources.filter((source) => before.get(source.id) === digestOf(head, source));
  const same = new Set(unchanged.map(({ id }) => id));
  return {
    head: head.sources.filter(({ id }) => !same.has(id)),
    base: base.sources.filter(({ id }) => !same.has(id)),
    unchanged,
  };
}

function digestOf({ tree }: Side, source: Source): string {
  const files = source.reads.map((path) => [path, tree.files.get(path)?.digest ?? null]);
  const settings =
    source.kind === 'helm'
      ? [source.release.name, source.release.namespace, source.skipSchemaValidation, source.set.join('\0')]
      : [];
  return canonical([source.kind, source.target, settings, files]);
}
