/** Finds the manifest files that no declaration deploys and no kustomization builds. */
import { type KustomizeSource, type PlainSource } from '../../model/source.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { parseManifests } from '../../yaml/values.ts';
import { undeployed } from '../deployments/undeployed.ts';
import { type Searched } from '../discover/searched.ts';
import { type Kustomization } from '../kustomize/discover/kustomizations.ts';
import { isWholeObject } from './whole-object.ts';

export async function undeployedFiles(searched: Searched): Promise<PlainSource[]> {
  const { kustomizations, builds, named, isDeployed, texts } = searched;
  const manifests = [...searched.manifests];
  const unbuilt = new Set([
    ...unbuiltFiles(kustomizations, builds, ({ resources }) => resources),
    ...(await wholeAmong(
      manifests,
      unbuiltFiles(kustomizations, builds, ({ patches }) => patches),
      texts,
    )),
  ]);
  return manifests
    .filter((path) => (!named.has(path) || unbuilt.has(path)) && !isDeployed.has(path))
    .map((path): PlainSource => ({ kind: 'plain', id: path, path, reads: [path], ...undeployed, makes: null }));
}

/** Files that only an unused component names. Whole objects in them are reviewed on their own instead of not at all. */
function unbuiltFiles(
  all: ReadonlyMap<string, Kustomization>,
  built: readonly KustomizeSource[],
  named: (idle: Kustomization) => readonly string[],
): ReadonlySet<string> {
  const read = new Set(built.flatMap(({ reads }) => reads));
  const idle = [...all.values()].filter(({ file }) => !read.has(file));
  return new Set(idle.flatMap(named).filter((path) => !read.has(path)));
}

/** The files with a whole object: naming a file as a patch does not hide it. */
async function wholeAmong(manifests: readonly string[], files: ReadonlySet<string>, texts: Texts): Promise<string[]> {
  const found = await Promise.all(
    manifests
      .filter((path) => files.has(path))
      .map(async (path) => {
        const text = await texts.of(path);
        const documents = text.ok ? parseManifests(text.text).documents : [];
        return !text.ok || documents.some(({ value }) => isWholeObject(value)) ? [path] : [];
      }),
  );
  return found.flat();
}
