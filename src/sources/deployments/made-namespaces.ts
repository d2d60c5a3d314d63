/** Finds the namespaces that deployments create, and the labels and annotations they set on them. */
import { type Deployment } from './deployment.ts';
import { groupBy } from '../../foundation/groups.ts';
import { type Finishing, type MadeNamespace, type PlainSource, type Source } from '../../model/source.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { deployedByOf } from './deployed.ts';

/** A namespace that a deployment creates in a cluster, with or without metadata. */
export interface NamespaceOf {
  readonly target: string;
  readonly name: string;
}

export function namespacesMade(deployments: readonly Deployment[]): NamespaceOf[] {
  return deployments.flatMap(({ target, createsNamespace }) =>
    createsNamespace === null ? [] : [{ target, name: createsNamespace.name }],
  );
}

/** The namespace that a deployment creates with metadata, as a source of its own. */
export function madeSources(deployment: Deployment): PlainSource[] {
  const made = deployment.createsNamespace?.managed ?? null;
  if (made === null) return [];
  const { file, path } = made.written;
  return [
    {
      kind: 'plain',
      id: `${file}#${String(path.at(-1) ?? made.name)}`,
      path: file,
      target: deployment.target,
      namespace: made.name,
      deployment: deployedByOf(deployment),
      finishing: null,
      reads: [file],
      makes: made,
    },
  ];
}

/**
 * Adds to each source the metadata that other deployments of its cluster set on namespaces it may contain. A deployment
 * that has the namespace among its own objects sets nothing more on it: those objects take precedence.
 */
export async function withManaged(
  sources: readonly Source[],
  made: readonly PlainSource[],
  texts: Texts,
): Promise<Source[]> {
  if (made.length === 0) return [...sources];
  const byTarget = groupBy(made, ({ target }) => target);
  return Promise.all(
    sources.map(async (source): Promise<Source> => {
      const all = (byTarget.get(source.target) ?? []).filter((each) => !isSameDeployment(each, source));
      if (all.length === 0 || !(await mayHaveNamespaces(source, texts))) return source;
      const others = source.kind === 'plain' ? await namedIn(source, all, texts) : all;
      if (others.length === 0) return source;
      return { ...source, finishing: { ...(source.finishing ?? nothing), namespaces: others.flatMap(madeOf) } };
    }),
  );
}

/**
 * The deployments whose namespace the manifest file names. In a text with escapes a name may be written differently.
 */
async function namedIn(
  { path }: PlainSource,
  made: readonly PlainSource[],
  texts: Texts,
): Promise<readonly PlainSource[]> {
  const text = await texts.of(path);
  return text.ok && !text.text.includes('\\')
    ? made.filter(({ makes }) => text.text.includes(makes?.name ?? ''))
    : made;
}

const nothing: Omit<Finishing, 'namespaces'> = { postRender: [], substitute: null, commonMetadata: null };

function madeOf({ makes }: PlainSource): MadeNamespace[] {
  return makes === null ? [] : [makes];
}

function isSameDeployment(one: Source, other: Source): boolean {
  return JSON.stringify(one.deployment) === JSON.stringify(other.deployment);
}

const isNamespace = /\bkind["']?\s*:\s*["']?Namespace\b/;

/** Decided by the files it reads; true for what cannot be read or is elsewhere. */
export async function mayHaveNamespaces(source: Source, texts: Texts): Promise<boolean> {
  if (source.kind === 'helm' && source.remote !== null) return true;
  const found = await Promise.all(
    source.reads.map(async (path) => {
      const text = await texts.of(path);
      return !text.ok || isNamespace.test(text.text);
    }),
  );
  return found.includes(true);
}
