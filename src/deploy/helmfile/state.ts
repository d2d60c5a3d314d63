import { type PartlyKnown } from '../../model.ts';
import { type Declaration } from '../declaration.ts';
import { type Field, fieldsOf } from '../field.ts';
import { type Deployment } from '../deployment.ts';
import { type Found } from '../found.ts';
import { type Repository } from '../repository.ts';
import { unnamedTarget } from '../target.ts';
import { releaseDeployment } from './release.ts';

/** What releases of a helmfile share. */
export interface State {
  readonly repository: Pick<Repository, 'tree' | 'texts' | 'folders'>;
  /** What is known of files of values that are templates; null where nothing is. */
  readonly templates: ReadonlyMap<string, PartlyKnown | null>;
  /** Chart repositories by name. */
  readonly chartRepositories: ReadonlyMap<string, ChartRepository>;
  /** The nearest that says it: a release, its document, `helmDefaults`. */
  readonly defaults: readonly Field[];
}

export interface ChartRepository {
  readonly url: string;
  readonly isOci: boolean;
}

/** The documents of a helmfile, read one after the other: what an earlier one says holds in the later. */
export function releasesOf(
  documents: readonly Declaration[],
  repository: State['repository'],
  templates: State['templates'],
): Found {
  const roots = documents.map(fieldsOf);
  const state: State = {
    repository,
    templates,
    chartRepositories: new Map(roots.flatMap((root) => root.at('repositories').items()).flatMap(chartRepository)),
    defaults: roots.flatMap((root) => [root, root.at('helmDefaults')]),
  };
  const deployments = roots.flatMap((root, index) =>
    root
      .at('releases')
      .items()
      .flatMap((release) => releaseDeployment(release, documents[index], state)),
  );
  const elsewhere = roots.flatMap((root) => ['bases', 'helmfiles'].flatMap((key) => unreadIn(root, key)));
  const problems = [...roots.flatMap(({ notes }) => notes.problems), ...deployments.flatMap((one) => one.problems)];
  return { deployments: [...deployments.flatMap((one) => one.deployments), ...elsewhere], problems };
}

/** Further states under names by which no helmfile is found; those by the names of YAML are named where they change. */
function unreadIn(root: Field, key: string): Deployment[] {
  return root
    .at(key)
    .items()
    .flatMap((entry) => {
      const path = typeof entry.value === 'string' ? entry.value : entry.at('path').text();
      if (path === null || /\.(?:ya?ml|gotmpl)$/.test(path)) return [];
      const why = `${path} of \`${key}\` is not read as a helmfile.`;
      return [
        {
          name: path,
          declaredBy: 'helmfile',
          target: unnamedTarget,
          namespace: null,
          place: entry.place,
          declaredIn: [entry.written.file],
          parts: [],
          createsNamespace: null,
          unknown: [{ what: 'releases', why, place: entry.place }],
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
