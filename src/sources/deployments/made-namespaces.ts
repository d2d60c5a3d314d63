import { type Deployment } from './deployment.ts';
import { groupBy } from '../../foundation/groups.ts';
import { type Finishing, type MadeNamespace, type PlainSource, type Source } from '../../model/source.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { deployedByOf } from './deployed.ts';

/** A namespace that some deployment makes in a cluster, whatever is written on it. */
export interface NamespaceOf {
  readonly target: string;
  readonly name: string;
}

export function namespacesMade(deployments: readonly Deployment[]): NamespaceOf[] {
  return deployments.flatMap(({ target, createsNamespace }) =>
    createsNamespace === null ? [] : [{ target, name: createsNamespace.name }],
  );
}

/** The namespace that a deployment makes and writes on, as a source of its own. */
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
 * The sources, each with what deployments of its cluster write on namespaces that it may have. A deployment that has the
 * namespace among its own objects writes nothing more on it: these take precedence.
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

/** Those whose namespace a file of manifests names. In a text with escapes a name may be spelt otherwise. */
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

/** By what it reads; of what can't be read, or is elsewhere, nobody knows. */
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
