import { canonical } from './json.ts';
import { type CommonMetadata, type Json, type MadeNamespace, type Source, type ValueLayer } from './model.ts';
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
  const unchanged = head.sources.filter(
    (source) => !head.retained.has(source.id) && before.get(source.id) === digestOf(head, source),
  );
  const same = new Set(unchanged.map(({ id }) => id));
  return {
    head: head.sources.filter(({ id }) => !same.has(id)),
    base: base.sources.filter(({ id }) => !same.has(id)),
    unchanged,
  };
}

/** The same where a source is rendered in the same way from the same files with the same content. */
export function digestOf({ tree }: Pick<Side, 'tree'>, source: Source): string {
  const files = source.reads.map((path) => {
    const file = tree.files.get(path);
    return [path, file?.digest ?? null, ...(file?.rewritten === undefined ? [] : [file.rewritten.attribute])];
  });
  return canonical([...way(source), files]);
}

/** The same for what is rendered in the same way, whatever its files hold. */
export function wayOf(source: Source): string {
  return canonical([source.path, ...way(source)]);
}

function way(source: Source): Json[] {
  const unknown = (source.deployment?.unknown ?? []).map(({ what, why }) => [what, why]);
  return [source.kind, source.target, source.namespace, settingsOf(source), finishingOf(source), unknown];
}

/** What is rendered differently though no file is: where values stand in a declaration is not among it. */
function settingsOf(source: Source): Json {
  switch (source.kind) {
    case 'plain':
      return source.makes === null ? null : [source.makes.name, metadataOf(source.makes)];
    case 'kustomize':
      return [source.overrides, source.resources];
    case 'helm': {
      const { release, skipSchemaValidation, set, setString, setFile, apiVersions, layers, remote } = source;
      const { kubernetesVersion, skipCrds } = source;
      const unknown = source.setUnknown.map(({ name }) => name);
      const given = [set, setString, setFile, layers.map(valuesOf), apiVersions, kubernetesVersion, unknown];
      return [release.name, release.namespace, skipSchemaValidation, skipCrds, given, remote];
    }
  }
}

function valuesOf(layer: ValueLayer): Json {
  switch (layer.kind) {
    case 'file':
      return layer.file;
    case 'inline':
      return layer.value;
    case 'unknown':
      return [layer.of.why, layer.value, layer.leaves.map(({ path, type }) => [path, type])];
  }
}

function finishingOf({ finishing }: Source): Json {
  if (finishing === null) return null;
  const { postRender, substitute, commonMetadata } = finishing;
  const variables = substitute === null ? null : [substitute.variables, substitute.complete];
  const namespaces = finishing.namespaces.map((made) => [made.name, metadataOf(made)]);
  return [postRender, variables, commonMetadata === null ? null : written(commonMetadata), namespaces];
}

function metadataOf({ metadata }: MadeNamespace): Json {
  return written(metadata);
}

function written({ labels, annotations }: CommonMetadata): Json {
  return [labels, annotations];
}
