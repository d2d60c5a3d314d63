/** Reads the documents of a helmfile and their releases. */
import { posix } from 'node:path';
import { type Declaration } from '../declaration.ts';
import { valueDigest, type Field, declarationFields } from '../field.ts';
import { type Deployment } from '../deployment.ts';
import { type FoundDeployments } from '../found.ts';
import { inside } from '../paths.ts';
import { unnamedTarget } from '../target.ts';
import { isHelmfile } from './helmfile-names.ts';
import { releaseDeployment } from './release.ts';
import { type State, type ChartRepository } from './shared.ts';

/**
 * The deployments of a helmfile's documents, read in order: repositories and defaults of one document also apply to the
 * next.
 */
export function releasesOf(
  documents: readonly Declaration[],
  repository: State['repository'],
  templates: State['templates'],
): FoundDeployments {
  const roots = documents.map(declarationFields);
  const state: State = {
    repository,
    templates,
    chartRepositories: new Map(roots.flatMap((root) => root.at('repositories').items()).flatMap(chartRepository)),
    said: valueDigest(documents.map(({ object }) => ({ ...object, releases: null }))),
    defaults: roots.flatMap((root) => [root, root.at('helmDefaults')]),
    environment: roots.map((root) => root.at('environments').at('default')),
  };
  const deployments = roots.flatMap((root, index) =>
    root
      .at('releases')
      .items()
      .flatMap((release) => releaseDeployment(release, documents[index], state)),
  );
  const elsewhere = roots.flatMap((root) => ['bases', 'helmfiles'].flatMap((key) => unreadIn(root, key, repository)));
  const problems = [...roots.flatMap(({ notes }) => notes.problems), ...deployments.flatMap((one) => one.problems)];
  return { deployments: [...deployments.flatMap((one) => one.deployments), ...elsewhere], problems };
}

/** Other helmfiles that are referred to. Only those with the name of a helmfile are read. */
function unreadIn(root: Field, key: string, { tree }: State['repository']): Deployment[] {
  return root
    .at(key)
    .items()
    .flatMap((entry) => {
      const path = typeof entry.value === 'string' ? entry.value : entry.at('path').text();
      const isPlain = typeof entry.value === 'string' || Object.keys(entry.map() ?? {}).length === 1;
      const own = entry.written.file;
      const file = path === null ? null : inside(posix.dirname(own), path);
      if (path === null || (isPlain && file !== null && isHelmfile(file) && tree.files.has(file))) return [];
      return [
        {
          name: path,
          declaredBy: 'helmfile',
          target: unnamedTarget,
          namespace: null,
          place: entry.place,
          declaredIn: [own, ...(file !== null && tree.files.has(file) ? [file] : [])],
          parts: [],
          createsNamespace: null,
          unknown: [{ what: 'releases', why: `${path} of \`${key}\` is not read as a helmfile.`, place: entry.place }],
        },
      ];
    });
}

function chartRepository(entry: Field): [string, ChartRepository][] {
  const name = entry.at('name').text();
  const url = entry.at('url').text();
  if (name === null || url === null) return [];
  return [[name, { url, isOci: entry.at('oci').flag() || url.startsWith('oci://') }]];
}
